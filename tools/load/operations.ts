const REJECTION = 'reason message fields retryAfterSeconds';

/** The two documents that are sent. They select nothing personal. */
export const OPERATIONS = {
  addLeads: `mutation LoadLeads($inputs: [AddLeadInput!]!) {
  addLeads(inputs: $inputs) {
    results {
      __typename
      ... on AddLeadSuccess { leadId notices altered { field } }
      ... on DuplicateLead { message existingLeadId }
      ... on LeadRejected { ${REJECTION} }
      ... on LeadOutcomeUnknown { message }
    }
  }
}`,
  /** The same verdicts without sending. */
  validateLeads: `query ValidateLeads($inputs: [AddLeadInput!]!) {
  validateLeads(inputs: $inputs) { ${REJECTION} }
}`,
} as const;
