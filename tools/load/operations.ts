import { isObjectType, type GraphQLSchema } from 'graphql';

/** The documents that are sent. Their answers hold what a verdict needs, and nothing personal. */
export interface Operations {
  readonly addLeads: string;
  /** The same verdicts without sending. */
  readonly validateLeads: string;
}

/** The operations for servers of that schema. An older one does not say when to try again, or what was altered. */
export function operationsOf(schema: GraphQLSchema): Operations {
  const ifThere = (typeName: string, field: string, selection: string): string => {
    const type = schema.getType(typeName);
    return isObjectType(type) && field in type.getFields() ? ` ${selection}` : '';
  };
  const rejection = `reason message fields${ifThere('LeadRejected', 'retryAfterSeconds', 'retryAfterSeconds')}`;
  const success = `leadId notices${ifThere('AddLeadSuccess', 'altered', 'altered { field }')}`;
  return {
    addLeads: `mutation LoadLeads($inputs: [AddLeadInput!]!) {
  addLeads(inputs: $inputs) {
    results {
      __typename
      ... on AddLeadSuccess { ${success} }
      ... on DuplicateLead { message existingLeadId }
      ... on LeadRejected { ${rejection} }
      ... on LeadOutcomeUnknown { message }
    }
  }
}`,
    validateLeads: `query ValidateLeads($inputs: [AddLeadInput!]!) {
  validateLeads(inputs: $inputs) { ${rejection} }
}`,
  };
}
