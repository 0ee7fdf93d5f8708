import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate, zstdDecompress } from 'node:zlib';
import { badRequest } from '../httpErrors.ts';

type Decode = (body: Buffer, options: { readonly maxOutputLength: number }) => Promise<Buffer>;

/** The content encodings of a request that are read. */
const DECODERS: ReadonlyMap<string, Decode> = new Map<string, Decode>([
  ['gzip', promisify(gunzip)],
  ['x-gzip', promisify(gunzip)],
  ['deflate', promisify(inflate)],
  ['br', promisify(brotliDecompress)],
  ['zstd', promisify(zstdDecompress)],
]);

/** Decodes a body that is longer than it may be: it is not decoded to its end. */
export class TooLong extends Error {}

/**
 * How a request's body is decoded.
 *
 * @param encoding its header content-encoding; null = there is none
 * @returns a function from the body as it came to the body as it is meant, which throws TooLong, or GraphQLError (400) if
 *   the body is not so encoded
 * @throws GraphQLError with HTTP status 415 that names the encoding, if it is none that is read
 */
export function decoderFor(
  encoding: string | null,
): (body: Buffer, maxBytes: number) => Buffer | Promise<Buffer> {
  const name = encoding?.trim().toLowerCase() ?? '';
  if (name === '' || name === 'identity') return (body) => body;
  const decode = DECODERS.get(name);
  if (!decode) {
    throw badRequest(
      415,
      `The content-encoding "${name.slice(0, 100)}" is not read: send the body as it is, or as gzip, deflate, br or zstd.`,
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
      throw badRequest(400, `The body is not ${name}, or did not arrive whole.`);
    }
  };
}
