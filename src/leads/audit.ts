import { createHash } from 'node:crypto';
import type { CheckedLead } from '../upstream/dialer/lead/leadToAdd.ts';
import type { LeadOutcome } from './outcome.ts';
import type { Resolution, UnresolvedBy, UnresolvedLead } from './unresolved.ts';

/** Who added what, and what became of it; the number is masked but for its last four digits. */
export interface AuditLine {
  readonly action: 'add_lead';
  readonly caller: string;
  readonly phone: string;
  readonly listId: string | null;
  readonly leadId: string | null;
  readonly outcome: string;
  /** Of a lead whose outcome is unknown: by what it can be found. */
  readonly unknown?: {
    /** SHA-256 of the idempotency key, in hexadecimal; null if there is none. */
    readonly keyHash: string | null;
    readonly vendorLeadCode: string | null;
    readonly cause: string;
  };
}

/** Who settled which unresolved lead, and how. */
export interface ResolvedLine {
  readonly action: 'resolve_lead';
  readonly caller: string;
  /** As `unresolvedLeads` gives it; null if the lead was named by its key. */
  readonly id: string | null;
  readonly keyHash: string | null;
  readonly resolution: Resolution['kind'];
  readonly leadId: string | null;
  /** False if the caller has no such unresolved lead. */
  readonly resolved: boolean;
}

/** The line of an add, whatever became of it. @param lead undefined if the input could not be read */
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

/** The line of a lead that was settled. @param lead null if the caller has no such unresolved lead */
export const resolvedLine = (
  caller: string,
  by: UnresolvedBy,
  resolution: Resolution,
  lead: UnresolvedLead | null,
): ResolvedLine => ({
  action: 'resolve_lead',
  caller,
  id: 'id' in by ? by.id : (lead?.id ?? null),
  keyHash: hashOf('idempotencyKey' in by ? by.idempotencyKey : lead?.idempotencyKey),
  resolution: resolution.kind,
  leadId: resolution.kind === 'ADDED' ? resolution.leadId : null,
  resolved: lead !== null,
});

/** True for a key that is none, as any blank text is not given. */
export const isBlank = (key: string | null | undefined): boolean => (key ?? '').trim() === '';

const hashOf = (key: string | null | undefined): string | null =>
  isBlank(key)
    ? null
    : createHash('sha256')
        .update(key ?? '')
        .digest('hex');
