import {
  UpstreamBadResponse,
  UpstreamUnauthorized,
  UpstreamUnavailable,
  type Asked,
  type Upstream,
} from './errors.ts';

const NAMES: Readonly<Record<Upstream, string>> = { DIALER: 'The dialer', VOXO: 'VOXO' };

/** The upstream's name at the start of a sentence. */
export const nameOf = (asked: Asked): string => NAMES[asked.upstream];

/** @throws UpstreamError where the HTTP status alone says that there is no answer. */
export function checkStatus(asked: Asked, status: number): void {
  if (status === 200) return;
  if (status === 401 || status === 403) {
    throw new UpstreamUnauthorized(
      asked,
      `${nameOf(asked)} refused this server's account (HTTP ${status}).`,
      {
        loginRefused: status === 401,
      },
    );
  }
  if (status >= 500 || status === 429) {
    throw new UpstreamUnavailable(
      asked,
      `${nameOf(asked)} failed to answer ${asked.action} (HTTP ${status}).`,
      {
        sent: true,
      },
    );
  }
  throw new UpstreamBadResponse(asked, `${nameOf(asked)} answered ${asked.action} with HTTP ${status}.`);
}

/** Parses an answer's JSON. @throws UpstreamBadResponse where it is none, or not whole. */
export function parseJson(asked: Asked, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's message quotes the answer, so it stays here.
    throw new UpstreamBadResponse(asked, `${nameOf(asked)}'s answer to ${asked.action} is not whole JSON.`);
  }
}
