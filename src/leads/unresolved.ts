/** A lead that was sent, and of which it is not known whether it was added. */
export interface UnresolvedLead {
  /** Number of its row in the journal. */
  readonly id: string;
  /** Null if the caller gave none, or if the key file of the journal was lost. */
  readonly idempotencyKey: string | null;
  /** Time at which it was sent. */
  readonly at: Date;
  /** Null if the caller gave none, or if the key file of the journal was lost. */
  readonly listId: string | null;
  /** As `listId`. */
  readonly vendorLeadCode: string | null;
  /** Why its outcome is unknown, without personal data. */
  readonly cause: string;
}

/** True if a text has the form of the journal's ids. */
export const isJournalId = (id: string): boolean => /^\d{1,15}$/.test(id);

/** One unresolved lead of a caller, by its id or its key. */
export type UnresolvedBy = { readonly id: string } | { readonly idempotencyKey: string };

/** The outcome that a person found out. */
export type Resolution = { readonly kind: 'ADDED'; readonly leadId: string } | { readonly kind: 'NOT_ADDED' };
