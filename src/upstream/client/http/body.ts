import type { Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { UpstreamBadResponse, type Asked } from '../../errors.ts';
import { nameOf } from '../../wire/status.ts';

/** An answer whose body is not read yet. */
export interface Unread {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Readable;
}

/** A body of at most so many bytes is read without an iterator. */
const SMALL_BYTES = 256 * 1024;

/**
 * The bytes of a short body that is not compressed; undefined if it may be long.
 *
 * @param maxBytes the size limit of the answer
 */
export function smallBody({ headers, body }: Unread, maxBytes: number): Promise<Buffer> | undefined {
  const length = headers['content-length'];
  if (headers['content-encoding'] !== undefined || typeof length !== 'string') return undefined;
  if (!(Number(length) <= Math.min(SMALL_BYTES, maxBytes))) return undefined;
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    body.on('data', (chunk: Buffer) => chunks.push(chunk));
    body.once('end', () => resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)));
    body.once('error', reject);
  });
}

/** A decompressing stream for a body. Requests do not ask for compression, but a proxy may compress nevertheless. */
export function decoded(asked: Asked, { headers, body }: Unread): Readable {
  const encoding = String(headers['content-encoding'] ?? 'identity').toLowerCase();
  if (encoding === 'identity') return body;
  const decoder =
    encoding === 'gzip' || encoding === 'x-gzip'
      ? createGunzip()
      : encoding === 'br'
        ? createBrotliDecompress()
        : encoding === 'deflate'
          ? createInflate()
          : undefined;
  if (!decoder) {
    // `destroy` emits an error, and an error without a listener would end the process.
    body.on('error', () => undefined).destroy();
    throw new UpstreamBadResponse(
      asked,
      `${nameOf(asked)}'s answer to ${asked.action} is encoded in an unknown way.`,
    );
  }
  body.on('error', (error) => decoder.destroy(error));
  decoder.on('close', () => body.destroy());
  return body.pipe(decoder);
}
