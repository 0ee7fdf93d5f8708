import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';

/** The first byte of everything that is sealed. A later format gets another one. */
const FORMAT = 1;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const KEY_BYTES = 32;

/** Longer texts are ciphered in parts of this size. */
const PART_BYTES = 1024 * 1024;

/** What was opened: the content, or why there is none. `foreign` = sealed by another version of this server. */
export type Opened =
  | { readonly content: Buffer }
  | { readonly content: undefined; readonly reason: 'foreign' | 'damaged' };

/**
 * Seals what servers share outside of their memory: AES-256-GCM, under a key that is derived from the configured one.
 * The name under which something is stored is sealed with it, so that nobody can put one entry in place of another.
 */
export class Sealing {
  readonly #key: Buffer;
  readonly #nameKey: Buffer;

  /** @param secret the configured key */
  constructor(secret: string) {
    this.#key = derived(secret, 'seal');
    this.#nameKey = derived(secret, 'name');
  }

  /** A name that does not reveal the text: 22 characters. With equal keys, equal texts have equal names. */
  nameOf(text: string): string {
    return createHmac('sha256', this.#nameKey).update(text).digest().subarray(0, 16).toString('base64url');
  }

  /** @param name under which it is stored or sent */
  seal(name: string, content: Buffer): Buffer {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.#key, nonce).setAAD(Buffer.from(`${FORMAT} ${name}`));
    const parts: Buffer[] = [Buffer.of(FORMAT), nonce];
    for (let at = 0; at < content.length; at += PART_BYTES)
      parts.push(cipher.update(content.subarray(at, at + PART_BYTES)));
    parts.push(cipher.final(), cipher.getAuthTag());
    return Buffer.concat(parts);
  }

  /** Opens what `seal` made under the same name. */
  open(name: string, sealed: Buffer): Opened {
    const first = sealed[0];
    if (first !== undefined && first !== FORMAT) return { content: undefined, reason: 'foreign' };
    if (sealed.length < 1 + NONCE_BYTES + TAG_BYTES) return { content: undefined, reason: 'damaged' };
    const decipher = createDecipheriv('aes-256-gcm', this.#key, sealed.subarray(1, 1 + NONCE_BYTES))
      .setAAD(Buffer.from(`${FORMAT} ${name}`))
      .setAuthTag(sealed.subarray(-TAG_BYTES));
    try {
      const content = decipher.update(sealed.subarray(1 + NONCE_BYTES, -TAG_BYTES));
      decipher.final();
      return { content };
    } catch {
      return { content: undefined, reason: 'damaged' };
    }
  }
}

/** A key for one purpose. The configured one is random and long, so it needs no slow derivation. */
const derived = (secret: string, purpose: string): Buffer =>
  Buffer.from(hkdfSync('sha256', secret, '', `crocodial-graphql ${purpose}`, KEY_BYTES));
