import { z } from 'zod';
import type { LeadOutcome } from '../outcome.ts';
import type { UnresolvedLead } from '../unresolved.ts';
import type { OpenedJournal } from './terms.ts';
import { canonical, digestOf, hashOf, keyFor, unseal } from './sealing.ts';
import { storedOutcome } from './storedOutcome.ts';

/** The facts of an add from which its row is made. */
export interface NotedAdd {
  /** Name of the viewer, as in the audit. */
  readonly caller: string;
  readonly key: string | undefined;
  /** The caller's input as it came. */
  readonly input: unknown;
  /** The lead as the first version would have checked it, for journals of that version; null if it would refuse it. */
  readonly lead: unknown;
  readonly listId: string | undefined;
  readonly vendorLeadCode: string | undefined;
}

/** What the journal knows of a key. */
export type Remembered =
  /** The first add under that key had this outcome. */
  | { readonly kind: 'ended'; readonly outcome: LeadOutcome }
  /** The outcome was unknown, and a person found out that this lead was added. */
  | { readonly kind: 'resolved'; readonly leadId: string }
  /** The key was used for another lead. */
  | { readonly kind: 'reused' }
  /** An add under that key is being sent, by another server on the same journal. */
  | { readonly kind: 'under way' }
  /** An add under that key was sent, and its outcome is unknown. */
  | { readonly kind: 'lost'; readonly cause: string }
  /** The journal does not have the key, and lacks the adds since a time: the key may have been used. */
  | { readonly kind: 'missing'; readonly since: string };

/** A row of the journal. */
export const row = z.object({
  id: z.number(),
  lead_hash: z.string().nullable(),
  begun_at: z.string(),
  outcome: z.string().nullable(),
  sealed: z.string().nullable(),
  cause: z.string().nullable(),
  format: z.union([z.literal(0), z.literal(1)]),
});
export type SealedFacts = z.output<typeof sealedFacts>;
export type Row = z.output<typeof row>;

/** The facts of an unresolved add that are encrypted. */
const sealedFacts = z.object({
  key: z.string().nullable(),
  listId: z.string().nullable(),
  vendorLeadCode: z.string().nullable(),
});

const NO_FACTS: SealedFacts = { key: null, listId: null, vendorLeadCode: null };

const UNANSWERED = 'No complete answer came back.';

export const keyHash = ({ secret }: OpenedJournal, caller: string, key: string): string =>
  hashOf(secret, caller, key);

export const callerHash = ({ secret }: OpenedJournal, caller: string): string =>
  hashOf(secret, 'caller', caller, '');

/**
 * Of a phone number, while its add is under way. It needs the secret that is kept beside the journal: else someone who has
 * the journal could try all numbers.
 */
export const numberHash = ({ sealingSecret }: OpenedJournal, number: string): string =>
  hashOf(sealingSecret, 'number', number);

/** Contains the key: someone who has the file and guesses a lead cannot find out whether the lead is in it. */
export const leadHash = ({ secret }: OpenedJournal, caller: string, key: string, input: unknown): string =>
  hashOf(secret, 'lead', caller, key, canonical(input));

export const outcomeKey = (
  { secret }: OpenedJournal,
  caller: string,
  key: string,
  input: unknown,
): Uint8Array => keyFor(secret, JSON.stringify(['outcome', caller, key, canonical(input)]));

export const callerKeyOf = ({ sealingSecret }: OpenedJournal, caller: string): Uint8Array =>
  keyFor(sealingSecret, JSON.stringify(['unresolved', caller]));

/** The outcome in a row of the same lead. @param key the key with which it was encrypted */
export function rememberedIn({ outcome, cause }: Row, key: Uint8Array): Remembered {
  const [kind, rest] = (outcome ?? '').split(' ');
  if (rest === undefined) return { kind: 'lost', cause: cause ?? UNANSWERED };
  if (kind === 'resolved') return { kind: 'resolved', leadId: rest };
  try {
    return { kind: 'ended', outcome: storedOutcome.parse(unseal(key, rest)) };
  } catch {
    // A damaged row, or one of a later version. The add was sent, so that "not sent" would be wrong.
    return { kind: 'lost', cause: 'The outcome that the lead journal holds for this key cannot be read.' };
  }
}

/**
 * As `rememberedIn`, for a row of the first version. It hashed the lead as it had checked it. If the hash differs, the lead
 * may still be the same one, read differently: then the outcome is unknown.
 */
export function ofFirstVersion(
  known: Row,
  { secret }: OpenedJournal,
  { caller, key, lead }: NotedAdd & { readonly key: string },
): Remembered {
  const [kind, rest] = (known.outcome ?? '').split(' ');
  if (kind === 'resolved' && rest !== undefined) return { kind: 'resolved', leadId: rest };
  if (known.lead_hash !== digestOf(secret, JSON.stringify(lead)).toString('base64url')) {
    return { kind: 'lost', cause: 'The key was used under an earlier version of this server.' };
  }
  const sealing = JSON.stringify(['seal', JSON.stringify([caller, key]), lead]);
  return rememberedIn(known, digestOf(secret, sealing));
}

/** A row as its caller sees it. */
export function unresolvedLead(one: Row, facts: OpenedJournal, caller: string): UnresolvedLead {
  const { key, listId, vendorLeadCode } = factsIn(one, facts, caller);
  return {
    id: String(one.id),
    idempotencyKey: key,
    at: new Date(one.begun_at),
    listId,
    vendorLeadCode,
    cause: one.cause ?? UNANSWERED,
  };
}

/** The encrypted facts of a row; nulls if the key beside the journal is another one by now. */
function factsIn({ sealed }: Row, facts: OpenedJournal, caller: string): SealedFacts {
  if (sealed === null) return NO_FACTS;
  try {
    return sealedFacts.parse(unseal(callerKeyOf(facts, caller), sealed));
  } catch {
    return NO_FACTS;
  }
}
