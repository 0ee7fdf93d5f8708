import {
  UpstreamRateLimited,
  UpstreamRefused,
  UpstreamTimeout,
  UpstreamUnauthorized,
  UpstreamUnavailable,
} from '../upstream/errors.ts';
import { JournalError } from './journal/journalError.ts';
import type { LeadRefused } from './refusal.ts';

/** The refusal of a lead that the dialer certainly has not looked at; undefined if nobody knows. */
export function nothingSentBy(error: unknown): LeadRefused | undefined {
  if (error instanceof UpstreamUnauthorized) return error.loginRefused ? loginRefused(error) : notPermitted;
  if (error instanceof UpstreamRefused) return notPermitted;
  if (error instanceof UpstreamTimeout) return error.sent ? undefined : notSent();
  if (error instanceof UpstreamRateLimited) return notSent(error.retryAfterSeconds);
  if (!(error instanceof UpstreamUnavailable)) return undefined;
  // Whoever says when to come again has turned the request away (503 with Retry-After).
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

/** A server that closes sends no more. */
export const closing: LeadRefused = {
  kind: 'rejected',
  reason: 'NOT_SENT',
  message: 'This server is closing. Nothing was sent: try again.',
  fields: [],
};

const notPermitted: LeadRefused = {
  kind: 'rejected',
  reason: 'NOT_PERMITTED',
  message: "The dialer does not let this server's account add leads.",
  fields: [],
};

/** A wrong password, or an account that is locked after too many of them: the error says which. */
const loginRefused = ({ message, retryAfterSeconds }: UpstreamUnauthorized): LeadRefused => ({
  ...notPermitted,
  message: `${message} Nothing was added.`,
  retryAfterSeconds,
});

/** Without a note of it nothing may be sent. @param name the journal's file */
export const journalUnusable = (name: string, error: unknown): LeadRefused => {
  const why = error instanceof JournalError ? error.fault : 'unavailable';
  return {
    kind: 'rejected',
    reason: 'NOT_SENT',
    message: `The lead journal of this server cannot be used (${name}: ${why}). Nothing was sent: try again later.`,
    fields: [],
  };
};

/** Why a key that is not known may have been used. @param since when the journal's copy was made */
export const missingSince = (since: string): string =>
  `The lead journal of this server was restored, and lacks what was added since ${since}: this key may have been used.`;
