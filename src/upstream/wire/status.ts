import {
  UpstreamBadResponse,
  UpstreamRateLimited,
  UpstreamUnauthorized,
  UpstreamUnavailable,
  type Asked,
  type Upstream,
} from '../errors.ts';
import type { WireAnswer } from './transport.ts';

const NAMES: Readonly<Record<Upstream, string>> = { DIALER: 'The dialer', VOXO: 'VOXO' };

/** The upstream's name at the start of a sentence. */
export const nameOf = (asked: Asked): string => NAMES[asked.upstream];

/**
 * Checks an answer's HTTP status. A 401 or 403 that an upstream gives itself is not looked at here: what is left of them
 * is a proxy's.
 *
 * @throws UpstreamError if the HTTP status alone says that there is no answer.
 */
export function checkStatus(
  asked: Asked,
  { status, retryAfterMs }: Pick<WireAnswer, 'status' | 'retryAfterMs'>,
): void {
  if (status === 200) return;
  if (isRefusal(status)) {
    throw new UpstreamUnavailable(
      asked,
      `Something in front of ${nameOf(asked).replace(/^The/, 'the')} refused ${asked.action} (HTTP ${status}).`,
      { sent: true },
    );
  }
  const retryAfterSeconds = retryAfterMs === undefined ? undefined : Math.ceil(retryAfterMs / 1000);
  if (status === 429) {
    throw new UpstreamRateLimited(
      asked,
      `${nameOf(asked)} wants to be asked ${asked.action} less (HTTP 429).`,
      {
        sent: true,
        retryAfterSeconds,
      },
    );
  }
  if (status >= 500) {
    throw new UpstreamUnavailable(
      asked,
      `${nameOf(asked)} failed to answer ${asked.action} (HTTP ${status}).`,
      { sent: true, ...(status === 503 ? { retryAfterSeconds } : {}) },
    );
  }
  throw new UpstreamBadResponse(asked, `${nameOf(asked)} answered ${asked.action} with HTTP ${status}.`);
}

/** True for the statuses by which an upstream may refuse a login, and a proxy anything. */
export const isRefusal = (status: number): boolean => status === 401 || status === 403;

/**
 * The error of a refused login.
 *
 * @param reason the dialer's words, of which nothing is repeated
 * @param variables where the login is configured: "LEADS_USER and LEADS_PASS"
 */
export const refusedLogin = (asked: Asked, reason: string, variables: string): UpstreamUnauthorized =>
  new UpstreamUnauthorized(
    asked,
    // The right password is refused as well meanwhile, so that looking for a wrong one would lead nowhere.
    /too many login attempts/i.test(reason)
      ? 'The dialer has locked the account of this server for 15 minutes, after too many refused logins.'
      : `The dialer refused the login of this server. Check ${variables}.`,
    { loginRefused: true },
  );

/** Parses an answer's JSON. @throws UpstreamBadResponse if it is none, or not whole. */
export function parseJson(asked: Asked, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's message quotes the answer, so it stays here.
    throw new UpstreamBadResponse(asked, `${nameOf(asked)}'s answer to ${asked.action} is not whole JSON.`);
  }
}
