/** What a request shows of who sends it. */
export interface Credential {
  /** Under which header it came: `x-api-key`, or `Authorization: Bearer`. */
  readonly kind: 'key' | 'bearer';
  readonly value: string;
}

/**
 * The one credential among a request's headers. Undefined where there is none, where it cannot be read, and where
 * there are two: whose rights would count?
 */
export function credentialIn(headers: Headers): Credential | undefined {
  const key = headers.get('x-api-key')?.trim();
  const authorization = headers.get('authorization')?.trim();
  if (key && authorization) return undefined;
  if (key) return { kind: 'key', value: key };
  const bearer = authorization && /^bearer +(\S+)$/i.exec(authorization)?.[1];
  return bearer ? { kind: 'bearer', value: bearer } : undefined;
}
