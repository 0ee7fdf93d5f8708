import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';

// The sizes AES-GCM is made for.
const KEY_BYTES = 32;
const START_BYTES = 12;
const TAG_BYTES = 16;

export const SECRET_BYTES = 32;

/** A new random secret. */
export const newSecret = (): Uint8Array => new Uint8Array(randomBytes(SECRET_BYTES));

/** A keyed hash of a text. */
export const digestOf = (secret: Uint8Array, text: string): Buffer =>
  createHmac('sha256', secret).update(text).digest();

/** A keyed hash of a list of texts. Two different lists have different hashes. */
export const hashOf = (secret: Uint8Array, ...texts: readonly string[]): string =>
  digestOf(secret, JSON.stringify(texts)).toString('base64url');

/** A key that is derived from a secret for one purpose (HKDF). */
export const keyFor = (secret: Uint8Array, purpose: string): Uint8Array =>
  new Uint8Array(hkdfSync('sha256', secret, '', purpose, KEY_BYTES));

/** A value as JSON, encrypted and authenticated (AES-256-GCM), as base64url. */
export function seal(key: Uint8Array, value: unknown): string {
  const start = randomBytes(START_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, start);
  const text = Buffer.concat([cipher.update(JSON.stringify(value), 'utf8'), cipher.final()]);
  return Buffer.concat([start, cipher.getAuthTag(), text]).toString('base64url');
}

/** The value in a sealed text, not validated. @throws Error if it was sealed with another key, or is damaged */
export function unseal(key: Uint8Array, sealed: string): unknown {
  const bytes = Buffer.from(sealed, 'base64url');
  const textAt = START_BYTES + TAG_BYTES;
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, START_BYTES), {
    authTagLength: TAG_BYTES,
  }).setAuthTag(bytes.subarray(START_BYTES, textAt));
  const text = Buffer.concat([decipher.update(bytes.subarray(textAt)), decipher.final()]);
  return JSON.parse(text.toString('utf8'));
}

/**
 * JSON of a value in one form: members in alphabetical order, texts trimmed, without null, undefined and blank members.
 * So the same lead has the same hash, whatever the order of its fields.
 */
export const canonical = (value: unknown): string =>
  JSON.stringify(ordered(JSON.parse(JSON.stringify(value))));

function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered);
  if (typeof value === 'string') return value.trim();
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([name, member]: [string, unknown]) => [name, ordered(member)] as const)
      .filter(([, member]) => member !== null && member !== '')
      .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  );
}
