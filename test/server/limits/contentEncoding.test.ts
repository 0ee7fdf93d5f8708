import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { startApi, type Api } from '../../support/api.ts';

const QUERY = JSON.stringify({ query: '{ dashboard { agentsInCall } }' });

async function send(
  api: Api,
  encoding: string,
  body: Uint8Array<ArrayBuffer>,
  headers: Record<string, string> = {},
): Promise<{ status: number; text: string; accepts: string | null }> {
  const response = await fetch(`${api.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'content-encoding': encoding, ...headers },
    body,
  });
  return {
    status: response.status,
    text: await response.text(),
    accepts: response.headers.get('accept-encoding'),
  };
}

describe('a body', () => {
  test.each<[string, (text: string) => Uint8Array<ArrayBuffer>]>([
    ['gzip', (text) => gzipSync(text)],
    ['x-gzip', (text) => gzipSync(text)],
    ['GZIP', (text) => gzipSync(text)],
    ['deflate', (text) => deflateSync(text)],
    ['br', (text) => brotliCompressSync(text)],
    ['zstd', (text) => zstdCompressSync(text)],
    ['identity', (text) => new Uint8Array(Buffer.from(text))],
  ])('is decoded from %s', async (encoding, encode) => {
    const api = await startApi();
    expect(await send(api, encoding, encode(QUERY))).toMatchObject({
      status: 200,
      text: '{"data":{"dashboard":{"agentsInCall":23}}}',
    });
  });

  test.each(['compress', 'gzip, br', 'rot13', 'x'.repeat(1000)])(
    'of the encoding %.20s is refused, and the answer names it',
    async (encoding) => {
      const api = await startApi();
      const { status, text, accepts } = await send(api, encoding, gzipSync(QUERY));
      expect(status).toBe(415);
      expect(text).toContain(`\\"${encoding.slice(0, 100)}\\" is not supported`);
      expect(text).toContain('BAD_USER_INPUT');
      expect(accepts).toBe('gzip, deflate, br, zstd');
      expect(api.dialer.requests).toEqual([]);
    },
  );

  test.each<[string, Uint8Array<ArrayBuffer>]>([
    ['is not gzip', new Uint8Array(Buffer.from(QUERY))],
    ['is cut off', gzipSync(QUERY).subarray(0, 20)],
  ])('that %s is refused', async (_, body) => {
    const api = await startApi();
    const { status, text } = await send(api, 'gzip', body);
    expect(status).toBe(400);
    expect(text).toMatch(/The body is not valid gzip/);
  });

  test('that would be larger than it may be is not decoded to its end', async () => {
    const api = await startApi();
    // In members, because to pack it as a whole takes a second.
    const member = gzipSync(Buffer.alloc(8_000_000, ' '));
    const packed = Buffer.concat(Array.from({ length: 50 }, () => member));
    const { status, text } = await send(api, 'gzip', packed);
    expect(status).toBe(413);
    expect(text).toMatch(/larger than 4 MB/);
  });

  test('counts as long as it is once it is decoded', async () => {
    const api = await startApi();
    const long = JSON.stringify({ query: `{ __typename } #${'x'.repeat(2_000_000)}` });
    const { status, text } = await send(api, 'br', brotliCompressSync(long));
    expect(status).toBe(413);
    expect(text).toMatch(/larger than 1 MB/);
  });
});
