/** Finds secrets in a text in every encoding in which they could leak. */

/**
 * The part of a text's base64 that does not depend on the bytes around it.
 *
 * @param offset its start in a group of three bytes
 */
function base64Within(secret: string, offset: 0 | 1 | 2): string {
  const encoded = Buffer.from('\0'.repeat(offset) + secret)
    .toString('base64')
    .replace(/=+$/, '');
  // The first letters also encode bytes before the text, and the last one bytes after it.
  return encoded.slice(offset === 0 ? 0 : offset + 1, -1);
}

/** A secret in all encodings: plain, upper case, escaped for URLs, forms, JSON and HTML, in hex, and in base64. */
export function formsOf(secret: string): string[] {
  const base64 = ([0, 1, 2] as const).map((offset) => base64Within(secret, offset));
  return [
    ...new Set([
      secret,
      secret.toUpperCase(),
      encodeURIComponent(secret),
      encodeURIComponent(encodeURIComponent(secret)),
      new URLSearchParams([['', secret]]).toString().slice(1),
      JSON.stringify(secret).slice(1, -1),
      JSON.stringify(JSON.stringify(secret)).slice(3, -3),
      Array.from(secret, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`).join(''),
      Array.from(secret, (letter) => `&#${letter.charCodeAt(0)};`).join(''),
      Buffer.from(secret).toString('hex'),
      ...base64,
      ...base64.map((text) => text.replaceAll('+', '-').replaceAll('/', '_')),
    ]),
  ];
}

/** No form is shorter. */
const START = 4;

interface Form {
  readonly form: string;
  readonly secret: string;
}

/** The forms of secrets, by their first two characters: a text is read once, however many there are. */
export type Forms = ReadonlyMap<number, readonly Form[]>;

/** The two characters of a text from a place on, as a number: cutting a text out takes longer. */
const startAt = (text: string, at: number): number => text.charCodeAt(at) * 65_536 + text.charCodeAt(at + 1);

/** @throws Error if a secret is too short to be looked for */
export function formsOfAll(secrets: readonly string[]): Forms {
  const forms = secrets.flatMap((secret) => formsOf(secret).map((form) => ({ form, secret })));
  const short = forms.find(({ form }) => form.length < START);
  if (short) throw new Error(`${short.form} is too short to be looked for.`);
  return Map.groupBy(forms, ({ form }) => startAt(form, 0));
}

/** The secrets that a text contains in any encoding. */
export function secretsIn(text: string, forms: Forms): string[] {
  const found = new Set<string>();
  for (let at = 0; at <= text.length - START; at += 1) {
    for (const { form, secret } of forms.get(startAt(text, at)) ?? [])
      if (text.startsWith(form, at)) found.add(secret);
  }
  return [...found];
}
