import { weightsIn } from '../http/qualityValues.ts';

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

/**
 * Reads the header `accept-encoding` (RFC 9110, 12.5.3): `gzip, br;q=0.5, *;q=0`.
 *
 * @param header undefined = the client did not send it
 */
export function acceptedIn(header = ''): Accepted {
  const weights = new Map(
    weightsIn(header).map(([name, value]) => [name.replace(/^x-gzip$/, 'gzip'), value] as const),
  );
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
