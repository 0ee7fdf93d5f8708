/** What an answer can be, in one word, and what a fault is expected to come to. */
import type { UpstreamErrorKind } from '../../src/upstream/errors.ts';
import { transportOf, type Subject } from './subjects.ts';

/**
 * The fields give what they give where nothing is wrong; all but the second row, or with null in one of its cells or in that
 * cell of every row, each of which is told; what they give of nothing.
 */
type Survived = 'whole' | 'cut' | 'one null' | 'all null' | 'empty';

/** The ends of an add that are no success: nobody knows; nothing was sent; the account may not. */
type LeadWord = 'UNKNOWN' | 'NOT_SENT' | 'NOT_PERMITTED';

export type Word = Survived | UpstreamErrorKind | LeadWord;

export const isSurvived = (word: string): word is Survived =>
  /^(?:whole|cut|one null|all null|empty)$/.test(word);

/** A fault that cannot befall an endpoint, and why. */
export interface NotApplicable {
  readonly notApplicable: string;
}

/** One word, several of which each is right, or none. */
export type Expected = Word | readonly Word[] | NotApplicable;

export type Expectation = (subject: Subject) => Expected;

export const isNotApplicable = (expected: Expected): expected is NotApplicable =>
  typeof expected === 'object' && 'notApplicable' in expected;

export const never = (notApplicable: string): NotApplicable => ({ notApplicable });

/**
 * The outcome of an add if a read fails. If the lead may have reached the dialer, nobody knows. A dialer that turns
 * requests away (429) has not taken it.
 */
const LEAD_WORD: Readonly<Record<UpstreamErrorKind, LeadWord>> = {
  TIMEOUT: 'UNKNOWN',
  UNAVAILABLE: 'UNKNOWN',
  BAD_RESPONSE: 'UNKNOWN',
  REFUSED: 'NOT_PERMITTED',
  UNAUTHORIZED: 'NOT_PERMITTED',
  RATE_LIMITED: 'NOT_SENT',
};

type ByTransport = Partial<Readonly<Record<'goAPI' | 'lmapi' | 'voxo', Expected>>>;

/** Everything fails with that code, but for the transports that are named. */
export const fails =
  (kind: UpstreamErrorKind, but: ByTransport = {}): Expectation =>
  (subject) => {
    const transport = transportOf(subject);
    return but[transport] ?? (transport === 'lmapi' ? LEAD_WORD[kind] : kind);
  };

/** Nothing is to be seen of the fault, but for the transports that are named. */
export const survives =
  (but: ByTransport = {}): Expectation =>
  (subject) =>
    but[transportOf(subject)] ?? 'whole';
