import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate, zstdDecompress } from 'node:zlib';
import { badRequest } from '../httpErrors.ts';

type Decompress = (body: Buffer, options: { readonly maxOutputLength: number }) => Promise<Buffer>;

/** Decodes a body to at most this many bytes. */
export type Decode = (body: Buffer, maxBytes: number) => Promise<Buffer>;

/** The content encodings that a request's body may have. */
const DECODERS: ReadonlyMap<string, Decompress> = new Map<string, Decompress>([
  ['gzip', promisify(gunzip)],
  ['x-gzip', promisify(gunzip)],
  ['deflate', promisify(inflate)],
  ['br', promisify(brotliDecompress)],
  ['zstd', promisify(zstdDecompress)],
]);

/** A decoded body is over its limit. Decoding stops there. */
export class TooLong extends Error {}

/**
 * The decoder of a request's body.
 *
 * @param encoding the header content-encoding; null = there is none
 * @returns undefined if the body is not encoded; else a function that decodes it. It throws TooLong if the result is longer, and
 *   GraphQLError (400) if the body is not in this encoding.
 * @throws GraphQLError with HTTP status 415 if the encoding is not supported; the message names it
 */
export function decoderFor(encoding: string | null): Decode | undefined {
  const name = encoding?.trim().toLowerCase() ?? '';
  if (name === '' || name === 'identity') return undefined;
  const decode = DECODERS.get(name);
  if (!decode) {
    throw badRequest(
      415,
      `The content-encoding "${name.slice(0, 100)}" is not supported. Send the body as gzip, deflate, br or zstd, or without an encoding.`,
      { 'accept-encoding': 'gzip, deflate, br, zstd' },
    );
  }
  return async (body, maxOutputLength) => {
    try {
      return await decode(body, { maxOutputLength });
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE') {
        throw new TooLong();
      }
      throw badRequest(400, `The body is not valid ${name}, or did not arrive completely. Send it again.`);
    }
  };
}
