import { createHash } from 'node:crypto';
import type { CheckedLead } from '../upstream/dialer/lead/leadToAdd.ts';
import type { LeadOutcome } from './outcome.ts';
import { isJournalId, type Resolution, type UnresolvedBy, type UnresolvedLead } from './unresolved.ts';

/** Audit line of an add: caller, lead and outcome. The phone number shows its last four digits only. */
export interface AuditLine {
  readonly action: 'add_lead';
  readonly caller: string;
  readonly phone: string;
  readonly listId: string | null;
  readonly leadId: string | null;
  readonly outcome: string;
  /** Only if the outcome is unknown: facts by which the lead can be found. */
  readonly unknown?: {
    /** SHA-256 of the idempotency key, in hexadecimal; null if there is none. */
    readonly keyHash: string | null;
    readonly vendorLeadCode: string | null;
    readonly cause: string;
  };
}

/** Audit line of `resolveLead`. */
export interface ResolvedLine {
  readonly action: 'resolve_lead';
  readonly caller: string;
  /** As `unresolvedLeads` gives it; null if there is no such lead, or if the id given is none. */
  readonly id: string | null;
  /** As in `AuditLine`. */
  readonly keyHash: string | null;
  readonly resolution: Resolution['kind'];
  readonly leadId: string | null;
  /** False if the caller has no such unresolved lead. */
  readonly resolved: boolean;
}

/** The audit line of an add. @param lead undefined if the input could not be read */
export function addedLine(
  { caller, idempotencyKey }: { readonly caller: string; readonly idempotencyKey?: string | undefined },
  lead: CheckedLead | undefined,
  outcome: LeadOutcome,
): AuditLine {
  const phone = lead?.phoneNumber ?? '';
  return {
    action: 'add_lead',
    caller,
    phone: `${'*'.repeat(Math.max(0, phone.length - 4))}${phone.slice(-4)}`,
    listId: ('listId' in outcome ? outcome.listId : null) ?? lead?.listId ?? null,
    leadId: outcome.kind === 'added' ? outcome.leadId : null,
    outcome: outcome.kind === 'rejected' ? `rejected ${outcome.reason}` : outcome.kind,
    ...(outcome.kind === 'unknown' ? { unknown: unknownPart(idempotencyKey, lead, outcome.cause) } : {}),
  };
}

const unknownPart = (
  idempotencyKey: string | undefined,
  lead: CheckedLead | undefined,
  cause: string,
): NonNullable<AuditLine['unknown']> => ({
  keyHash: hashOf(idempotencyKey),
  vendorLeadCode: lead?.vendorLeadCode ?? null,
  cause,
});

/** The audit line of `resolveLead`. @param lead null if the caller has no such unresolved lead */
export const resolvedLine = (
  caller: string,
  by: UnresolvedBy,
  resolution: Resolution,
  lead: UnresolvedLead | null,
): ResolvedLine => ({
  action: 'resolve_lead',
  caller,
  // A caller may give a key, or anything else, in the place of an id.
  id: 'id' in by && isJournalId(by.id) ? by.id : (lead?.id ?? null),
  keyHash: hashOf('idempotencyKey' in by ? by.idempotencyKey : lead?.idempotencyKey),
  resolution: resolution.kind,
  leadId: resolution.kind === 'ADDED' ? resolution.leadId : null,
  resolved: lead !== null,
});

/** True for a key that counts as not given, as any blank text does. */
export const isBlank = (key: string | null | undefined): boolean => (key ?? '').trim() === '';

const hashOf = (key: string | null | undefined): string | null =>
  isBlank(key)
    ? null
    : createHash('sha256')
        .update(key ?? '')
        .digest('hex');
