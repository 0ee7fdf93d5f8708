/** A content encoding of answers. */
export type Encoding = 'br' | 'gzip';

/** What a client takes. */
export interface Accepted {
  /** The best encoding; undefined = the client prefers an answer as it is. */
  readonly encoding: Encoding | undefined;
  /** True if the client refuses an answer as it is. */
  readonly refusesIdentity: boolean;
}

/** Of two encodings that a client likes equally, the first is used. */
const OFFERED: readonly Encoding[] = ['br', 'gzip'];

const WEIGHT = /^(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/;

/**
 * Reads the header `accept-encoding` (RFC 9110, 12.5.3): `gzip, br;q=0.5, *;q=0`.
 *
 * @param header undefined = the client did not send it
 */
export function acceptedIn(header = ''): Accepted {
  const weights = new Map(header.split(',').map(weightOf));
  const weight = (name: string): number => weights.get(name) ?? weights.get('*') ?? 0;
  const [encoding, best] = OFFERED.map((name) => [name, weight(name)] as const).reduce((a, b) =>
    b[1] > a[1] ? b : a,
  );
  const identity = weights.get('identity');
  return {
    encoding: best > 0 && best >= (identity ?? 0) ? encoding : undefined,
    refusesIdentity: (identity ?? weights.get('*')) === 0,
  };
}

/** `gzip;q=0.5` → gzip and 0.5. An unreadable weight counts as 0: the client gets what every client can read. */
function weightOf(text: string): readonly [name: string, weight: number] {
  const [name = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase());
  const weight = parameters.find((parameter) => /^q\s*=/.test(parameter))?.replace(/^q\s*=\s*/, '');
  return [
    name.replace(/^x-gzip$/, 'gzip'),
    weight === undefined ? 1 : WEIGHT.test(weight) ? Number(weight) : 0,
  ];
}
