import { parsedJson } from './json.ts';
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
 * Checks an answer's HTTP status. The transports have already handled a 401 or 403 of the upstream itself, so any
 * other comes from a proxy.
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
  const retryAfterSeconds =
    retryAfterMs === undefined ? undefined : Math.max(1, Math.ceil(retryAfterMs / 1000));
  if (status === 429) {
    throw new UpstreamRateLimited(
      asked,
      `${nameOf(asked)} limits the rate of ${asked.action} (HTTP 429). Try again later.`,
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

/** True for 401 and 403: an upstream refuses a login by them, and a proxy any request. */
export const isRefusal = (status: number): boolean => status === 401 || status === 403;

/**
 * The error of a refused login.
 *
 * @param reason the dialer's words; none of them is repeated
 * @param variables the variables that configure the login, such as "LEADS_USER and LEADS_PASS"
 */
export const refusedLogin = (asked: Asked, reason: string, variables: string): UpstreamUnauthorized =>
  new UpstreamUnauthorized(
    asked,
    // While the account is locked, the right password is refused, too. A hint to check it would mislead.
    /too many login attempts/i.test(reason)
      ? 'The dialer has locked the account of this server for 15 minutes, after too many refused logins.'
      : `The dialer refused the login of this server. Check ${variables}.`,
    { loginRefused: true },
  );

/** Parses an answer's JSON: see `parsedJson`. @throws UpstreamBadResponse if it is not JSON or not complete */
export function parseJson(asked: Asked, text: string): unknown {
  const parsed = parsedJson(text);
  if (parsed) return parsed.value;
  // The parser's message quotes the answer, so it must not become a `cause`.
  throw notWhole(asked);
}

/** The error of an answer that is not JSON, or not all of it. */
export const notWhole = (asked: Asked): UpstreamBadResponse =>
  new UpstreamBadResponse(asked, `${nameOf(asked)}'s answer to ${asked.action} is not whole JSON.`);
