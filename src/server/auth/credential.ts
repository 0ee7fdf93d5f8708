/** What a request shows of who sends it. */
export interface Credential {
  /** Under which header it came: `x-api-key`, or `Authorization: Bearer`. */
  readonly kind: 'key' | 'bearer';
  readonly value: string;
}

/** Longer credentials are none, and are not looked at: a key or token is read before anyone knows who sent it. */
const MOST_CHARACTERS = 12_000;

/**
 * The one credential among a request's headers. Undefined if there is none, where it cannot be read, and where
 * there are two: whose rights would count?
 */
export function credentialIn(headers: Headers): Credential | undefined {
  const key = headers.get('x-api-key')?.trim();
  const authorization = headers.get('authorization')?.trim();
  if (key && authorization) return undefined;
  if ((key || authorization || '').length > MOST_CHARACTERS) return undefined;
  if (key) return { kind: 'key', value: key };
  const bearer = authorization && /^bearer +(\S+)$/i.exec(authorization)?.[1];
  return bearer ? { kind: 'bearer', value: bearer } : undefined;
}
