import { randomBytes } from 'node:crypto';
import { request, type IncomingHttpHeaders } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { acceptedIn } from '../../src/server/compression/acceptEncoding.ts';
import { Compression } from '../../src/server/compression/compression.ts';
import { startApi, type Api } from '../support/api.ts';
import { success } from '../support/otherDialer.ts';
import { postOf, rawClient } from '../support/rawClient.ts';

describe('the header accept-encoding', () => {
  test.each([
    ['gzip', 'gzip'],
    ['br', 'br'],
    ['gzip, deflate, br', 'br'],
    ['gzip, deflate, br, zstd', 'br'],
    ['GZIP', 'gzip'],
    ['x-gzip', 'gzip'],
    ['gzip;q=1.0, br;q=0.5', 'gzip'],
    ['br;q=0.4,gzip;q=0.5', 'gzip'],
    ['gzip ; Q=0.5 , br ; q=0.6', 'br'],
    ['*', 'br'],
    ['br;q=0, *', 'gzip'],
    ['gzip;q=0.001', 'gzip'],
    ['identity;q=0.5, gzip;q=0.5', 'gzip'],
    [undefined, undefined],
    ['', undefined],
    [',,;;', undefined],
    ['deflate, zstd', undefined],
    ['identity', undefined],
    ['gzip;q=0', undefined],
    ['gzip;q=0.000, br;q=0.0', undefined],
    ['*;q=0', undefined],
    ['gzip;q=0, *;q=0.0', undefined],
    ['identity, gzip;q=0.5', undefined],
    ['gzip;q=high', undefined],
    ['gzip;q=2', undefined],
    ['gzip;q=-1', undefined],
  ])('"%s" is answered by %s', (header, encoding) => {
    expect(acceptedIn(header).encoding).toBe(encoding);
  });

  test.each([
    ['identity;q=0, gzip', true],
    ['gzip, *;q=0', true],
    ['*;q=0, identity', false],
    ['gzip', false],
  ])('"%s": an answer as it is is refused: %s', (header, refused) => {
    expect(acceptedIn(header).refusesIdentity).toBe(refused);
  });
});

interface Received {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** Sends a query and does not decode its answer, as fetch would. */
const send = (url: string, query: string, headers: Readonly<Record<string, string>>): Promise<Received> =>
  new Promise((resolve, reject) => {
    const type = { 'content-type': 'application/json' };
    request(`${url}/graphql`, { method: 'POST', headers: { ...type, ...headers } }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('end', () =>
        resolve({ status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks) }),
      );
    })
      .once('error', reject)
      .end(JSON.stringify({ query }));
  });

describe('an answer', () => {
  const NAME = 'Cuenta Número 1 ✓'.repeat(4000);
  const LARGE = '{ portfolios { code name } }';
  const SMALL = '{ portfolios { code } }';
  let api: Api;

  const closings: (() => Promise<void>)[] = [];
  beforeAll(async () => {
    api = await startApi({}, undefined, {}, (close) => void closings.unshift(close));
    api.dialer.answer('getAllPortfolios', success([{ portfolio: 'A', portfolio_name: NAME }]));
  });
  afterAll(async () => {
    for (const close of closings) await close();
  });

  const expected = { data: { portfolios: [{ code: 'A', name: NAME }] } };

  test.each([
    ['gzip', gunzipSync],
    ['br', brotliDecompressSync],
  ])('that is large is compressed by %s', async (encoding, decode) => {
    const { status, headers, body } = await send(api.url, LARGE, { 'accept-encoding': encoding });
    expect(status).toBe(200);
    expect(headers['content-encoding']).toBe(encoding);
    expect(headers['content-length']).toBe(String(body.length));
    expect(headers.vary?.split(', ')).toEqual(expect.arrayContaining(['accept-encoding', 'origin']));
    expect(body.length).toBeLessThan(NAME.length / 10);
    expect(JSON.parse(decode(body).toString())).toEqual(expected);
  });

  test('that is large goes as it is to a client that wants that, and says that it depends on the client', async () => {
    for (const accepted of [{}, { 'accept-encoding': 'gzip;q=0, br;q=0' }]) {
      const { headers, body } = await send(api.url, LARGE, accepted);
      expect(headers['content-encoding']).toBeUndefined();
      expect(headers.vary).toContain('accept-encoding');
      expect(JSON.parse(body.toString())).toEqual(expected);
    }
  });

  test('that is small goes as it is, unless the client refuses that', async () => {
    const plain = await send(api.url, SMALL, { 'accept-encoding': 'gzip, br' });
    expect(plain.headers['content-encoding']).toBeUndefined();
    expect(JSON.parse(plain.body.toString())).toEqual({ data: { portfolios: [{ code: 'A' }] } });
    const { headers, body } = await send(api.url, SMALL, { 'accept-encoding': 'gzip, identity;q=0' });
    expect(headers['content-encoding']).toBe('gzip');
    expect(JSON.parse(gunzipSync(body).toString())).toEqual({ data: { portfolios: [{ code: 'A' }] } });
  });

  test('is the same for a client that fetches it', async () => {
    const response = await fetch(`${api.url}/graphql?query=${encodeURIComponent(LARGE)}`);
    expect(response.headers.get('content-encoding')).toBe('gzip');
    expect(await response.json()).toEqual(expected);
  });

  test('of events is not compressed', async () => {
    const response = await fetch(
      `${api.url}/graphql?query=${encodeURIComponent('subscription { agentCounts { live } }')}`,
      { headers: { accept: 'text/event-stream', 'accept-encoding': 'gzip, br' } },
    );
    expect(response.status).toBe(200);
    expect(response.headers.get('content-encoding')).toBeNull();
    await response.body?.cancel();
  });

  test('whose client leaves does no harm', async () => {
    const gone = await rawClient(
      api.url,
      postOf(LARGE).replace('\r\n\r\n', '\r\naccept-encoding: gzip\r\n\r\n'),
    );
    gone.socket.destroy();
    await sleep(20);
    const { status } = await send(api.url, LARGE, { 'accept-encoding': 'gzip' });
    expect(status).toBe(200);
    expect(api.log.filter((line) => line.includes('"level":50'))).toEqual([]);
  });
});

test('a client that does not read its compressed answer is cut off', async () => {
  const api = await startApi({}, undefined, { reading: { lookEveryMs: 50, windowMs: 300 } });
  // It cannot be made smaller by more than a quarter.
  const name = randomBytes(6_000_000).toString('base64');
  api.dialer.answer('getAllPortfolios', success([{ portfolio: 'A', portfolio_name: name }]));
  const idle = await rawClient(
    api.url,
    postOf('{ portfolios { name } }').replace('\r\n\r\n', '\r\naccept-encoding: gzip\r\n\r\n'),
    { reads: false },
  );
  await expect.poll(() => api.log.join('')).toMatch(/did not read its answer in time/);
  idle.socket.destroy();
});

test('a burst of large answers is not compressed as a whole: clients need not wait for each other', async () => {
  const compression = new Compression();
  const large = Buffer.alloc(20_000_000);
  const encodingsOf = async (): Promise<unknown[]> => {
    const bodies = await Promise.all([1, 2].map(async () => compression.encode(large, 'gzip')));
    return bodies.map(({ encoding }) => encoding);
  };
  expect(await encodingsOf()).toEqual(['gzip', undefined]);
  // Room is made when an answer is done.
  expect(await encodingsOf()).toEqual(['gzip', undefined]);
  // One alone may be larger than the limit.
  const alone = await compression.encode(Buffer.concat([large, large]), 'br');
  expect(alone.encoding).toBe('br');
});
