import type { RequestHeaders } from '../operations/requestHeaders.ts';

/** The credential of a request. */
export interface Credential {
  /** Its header: `x-api-key`, or `Authorization: Bearer`. */
  readonly kind: 'key' | 'bearer';
  readonly value: string;
}

/** Longer credentials are refused unread, because they come from unauthenticated senders. */
const MOST_CHARACTERS = 12_000;

/**
 * The one credential among a request's headers. Undefined if there is none, if it cannot be read, or if there are
 * two.
 */
export function credentialIn(headers: RequestHeaders): Credential | undefined {
  const key = headers.get('x-api-key')?.trim();
  const authorization = headers.get('authorization')?.trim();
  if (key && authorization) return undefined;
  if ((key || authorization || '').length > MOST_CHARACTERS) return undefined;
  if (key) return { kind: 'key', value: key };
  const bearer = authorization && /^bearer +(\S+)$/i.exec(authorization)?.[1];
  return bearer ? { kind: 'bearer', value: bearer } : undefined;
}
