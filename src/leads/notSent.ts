import {
  UpstreamRateLimited,
  UpstreamRefused,
  UpstreamTimeout,
  UpstreamUnauthorized,
  UpstreamUnavailable,
} from '../upstream/errors.ts';
import { JournalError } from './journal/journalError.ts';
import type { LeadRefused } from './refusal.ts';

/** The refusal of a lead that the dialer has certainly not processed; undefined if that is not certain. */
export function nothingSentBy(error: unknown): LeadRefused | undefined {
  if (error instanceof UpstreamUnauthorized) return error.loginRefused ? loginRefused(error) : notPermitted;
  if (error instanceof UpstreamRefused) return notPermitted;
  if (error instanceof UpstreamTimeout) return error.sent ? undefined : notSent();
  if (error instanceof UpstreamRateLimited) return notSent(error.retryAfterSeconds);
  if (!(error instanceof UpstreamUnavailable)) return undefined;
  // A 503 with Retry-After: the request was turned away.
  const isTurnedAway = error.retryAfterSeconds !== undefined;
  return error.sent && !isTurnedAway ? undefined : notSent(error.retryAfterSeconds);
}

const notSent = (retryAfterSeconds?: number): LeadRefused => ({
  kind: 'rejected',
  reason: 'NOT_SENT',
  message:
    retryAfterSeconds === undefined
      ? 'The dialer could not be reached. Nothing was sent: try again.'
      : `The dialer takes no leads at the moment. Nothing was sent: try again in ${retryAfterSeconds} s.`,
  fields: [],
  retryAfterSeconds,
});

/** The refusal of a lead that was still waiting when the server closed. */
export const closing: LeadRefused = {
  kind: 'rejected',
  reason: 'NOT_SENT',
  message: 'This server is closing. Nothing was sent: try again.',
  fields: [],
};

/** The refusal of a lead that this server had no right to send any more: see `JournalStore.maySend`. */
export const leaseLost: LeadRefused = {
  kind: 'rejected',
  reason: 'NOT_SENT',
  message:
    'This server lost its lease of the lead journal before the lead was sent. Nothing was sent: try again later.',
  fields: [],
};

const notPermitted: LeadRefused = {
  kind: 'rejected',
  reason: 'NOT_PERMITTED',
  message: "The dialer does not let this server's account add leads.",
  fields: [],
};

/** A wrong password, or an account that is locked after too many of them: the error's message says which. */
const loginRefused = ({ message, retryAfterSeconds }: UpstreamUnauthorized): LeadRefused => ({
  ...notPermitted,
  message: `${message} Nothing was added.`,
  retryAfterSeconds,
});

/** The refusal of a lead that could not be written into the journal first. */
export const journalUnusable = (error: unknown): LeadRefused => ({
  kind: 'rejected',
  reason: 'NOT_SENT',
  message: `${error instanceof JournalError ? error.publicMessage : 'This server failed.'} Nothing was sent: try again later.`,
  fields: [],
});

/** The cause if the journal is incomplete, and does not know a key. @param since time of the last add that it has */
export const missingSince = (since: string): string =>
  `The lead journal of this server was restored, and lacks the adds since ${since}: this key may have been used.`;
