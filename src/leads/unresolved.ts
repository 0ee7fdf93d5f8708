/** Leads whose outcome is unknown, and how a person settles them. */

/** A lead whose outcome is unknown, as the caller who sent it may see it. */
export interface UnresolvedLead {
  readonly id: string;
  /** The caller's own; null if the lead was sent without one. */
  readonly idempotencyKey: string | null;
  /** When it was about to be sent. */
  readonly at: Date;
  /** Null if the lead named none. */
  readonly listId: string | null;
  readonly vendorLeadCode: string | null;
  /** Why its outcome is unknown. */
  readonly cause: string;
}

/** Which unresolved lead: by its id, or by the caller's idempotency key. */
export type UnresolvedBy = { readonly id: string } | { readonly idempotencyKey: string };

/** What became of it, as somebody found out. */
export type LeadResolution =
  | { readonly kind: 'ADDED'; readonly leadId: string }
  | { readonly kind: 'NOT_ADDED' };

/** The part of the journal that knows unresolved leads. A caller sees and settles its own only. */
export interface UnresolvedLeads {
  /** Newest first. */
  unresolved(caller: string): Promise<readonly UnresolvedLead[]>;
  /**
   * Settles one: afterwards its idempotency key answers with the lead that was added, or is free again.
   *
   * @returns the lead as it was listed; null if the caller has no such unresolved lead
   */
  resolve(caller: string, by: UnresolvedBy, resolution: LeadResolution): Promise<UnresolvedLead | null>;
}
