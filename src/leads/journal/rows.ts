import { z } from 'zod';
import type { LeadOutcome } from '../outcome.ts';
import type { UnresolvedLead } from '../unresolved.ts';
import type { OpenedJournal } from './terms.ts';
import { canonical, digestOf, hashOf, keyFor, unseal } from './sealing.ts';
import { storedOutcome } from './storedOutcome.ts';

/** An add, as the journal knows it. */
export interface NotedAdd {
  /** Who asks, by the name that the audit gives. */
  readonly caller: string;
  readonly key: string | undefined;
  /** The caller's input, before anything was made of it. */
  readonly input: unknown;
  /** As the first version had checked it, by which its journal knows leads again; null if it would have refused it. */
  readonly lead: unknown;
  readonly listId: string | undefined;
  readonly vendorLeadCode: string | undefined;
}

/** What the journal knows of a key. */
export type Remembered =
  /** The first add under that key ended so. */
  | { readonly kind: 'ended'; readonly outcome: LeadOutcome }
  /** Nobody knew how it ended, and then somebody found out that this lead was added. */
  | { readonly kind: 'resolved'; readonly leadId: string }
  /** The key was used for another lead. */
  | { readonly kind: 'reused' }
  /** An add under that key was sent, and nobody knows how it ended. */
  | { readonly kind: 'lost'; readonly cause: string }
  /** The key is not known, and may be one of those that were used since: they are missing. */
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

/** What is sealed of a lead that is unresolved. */
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

/** Mixed with the key: whoever has the file and guesses a lead cannot tell whether it is there. */
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

/** What a row whose lead is the same says of its outcome. @param key what its outcome is sealed with */
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
 * The first version hashed what its checks had made of a lead. If this version's checks make something else of it, nobody
 * knows whether it is the same lead.
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

/** What is sealed in a row; nothing if the key that is kept beside the journal is another one by now. */
function factsIn({ sealed }: Row, facts: OpenedJournal, caller: string): SealedFacts {
  if (sealed === null) return NO_FACTS;
  try {
    return sealedFacts.parse(unseal(callerKeyOf(facts, caller), sealed));
  } catch {
    return NO_FACTS;
  }
}
