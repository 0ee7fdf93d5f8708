import type { Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { UpstreamBadResponse, type Asked } from '../../errors.ts';
import { nameOf } from '../../wire/status.ts';

/** An answer whose body is not read yet. */
export interface Unread {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Readable;
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
