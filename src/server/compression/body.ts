/** The body of an answer. Bytes may be in parts, some of which other answers have, too. */
export type Body = string | Buffer | readonly Buffer[];

/** Its length in bytes. */
export function lengthOf(body: Body): number {
  if (typeof body === 'string') return Buffer.byteLength(body);
  return Buffer.isBuffer(body) ? body.length : body.reduce((sum, part) => sum + part.length, 0);
}

/** Its bytes. */
export function bytesOf(body: Body): Buffer {
  if (typeof body === 'string') return Buffer.from(body);
  return Buffer.isBuffer(body) ? body : Buffer.concat(body);
}

/** Its bytes in pieces of at most this many. A piece may consist of parts. */
export function* piecesOf(body: Body, most: number): Generator<readonly Buffer[]> {
  let piece: Buffer[] = [];
  let room = most;
  for (const part of typeof body === 'string' || Buffer.isBuffer(body) ? [bytesOf(body)] : body) {
    for (let from = 0; from < part.length;) {
      const taken = part.subarray(from, from + room);
      piece.push(taken);
      from += taken.length;
      room -= taken.length;
      if (room > 0) continue;
      yield piece;
      piece = [];
      room = most;
    }
  }
  if (piece.length > 0) yield piece;
}
