/** A lead that was sent, and of which nobody knows whether it was added. */
export interface UnresolvedLead {
  /** The journal's own number of it. */
  readonly id: string;
  /** The caller's; null if it gave none, or if the key of the journal was lost. */
  readonly idempotencyKey: string | null;
  /** When it was sent. */
  readonly at: Date;
  /** Null = none was given, or the key of the journal was lost. */
  readonly listId: string | null;
  readonly vendorLeadCode: string | null;
  /** Why its outcome is unknown; no personal data. */
  readonly cause: string;
}

/** Which unresolved lead of a caller's is meant. */
export type UnresolvedBy = { readonly id: string } | { readonly idempotencyKey: string };

/** What somebody found out about it. */
export type Resolution = { readonly kind: 'ADDED'; readonly leadId: string } | { readonly kind: 'NOT_ADDED' };
