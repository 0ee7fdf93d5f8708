import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { startApi, type Api } from '../support/api.ts';
import { success } from '../support/otherDialer.ts';
import { postOf, rawClient, type RawClient } from '../support/rawClient.ts';

/** Far more than the kernel takes off the server's hands. */
const NAME = 'x'.repeat(1_000_000);
const COPIES = 20;
const LARGE = `{ ${Array.from({ length: COPIES }, (_, index) => `p${index}: portfolios { name }`).join(' ')} }`;

const windowMs = 600;

async function startForTest(reading: object): Promise<Api> {
  const api = await startApi({}, undefined, { reading: { lookEveryMs: 50, windowMs, ...reading } });
  api.dialer.answer('getAllPortfolios', success([{ portfolio: 'A', portfolio_name: NAME }]));
  return api;
}

/** Says for how long a connection stayed open, in milliseconds. */
async function lasting(client: RawClient): Promise<number> {
  const start = performance.now();
  // A paused socket does not notice that it was ended.
  await client.closed;
  return performance.now() - start;
}

test('a client that does not read its answer is cut off, and others are not', async () => {
  const api = await startForTest({ windowMs: 1500 });
  const idle = await rawClient(api.url, postOf(LARGE), { reads: false });
  await expect.poll(() => api.log.join('')).toMatch(/did not read its answer in time/);
  idle.socket.resume();
  expect(await lasting(idle)).toBeLessThan(10_000);
  const reads = await rawClient(api.url, postOf(LARGE));
  await expect.poll(() => reads.bytesRead()).toBeGreaterThan(COPIES * NAME.length);
  expect(reads.text().slice(-10)).toContain('}');
});

test('nor does a client gain from reading a little', async () => {
  const api = await startForTest({ leastBytesPerSecond: 20_000_000 });
  const slow = await rawClient(api.url, postOf(LARGE), { reads: false });
  const drip = setInterval(() => slow.socket.read(64), 20);
  await expect.poll(() => api.log.join('')).toMatch(/did not read its answer in time/);
  clearInterval(drip);
});

test('a slow line that reads at the least rate gets its whole answer', async () => {
  const api = await startForTest({ windowMs: 5000, leastBytesPerSecond: 500_000 });
  const slow = await rawClient(api.url, postOf(LARGE), { reads: false });
  let bytes = 0;
  const deadline = performance.now() + 40_000;
  // Sixteen times the rate, in gulps as a line has them.
  while (bytes < COPIES * NAME.length && performance.now() < deadline) {
    const chunk: unknown = slow.socket.read();
    if (Buffer.isBuffer(chunk)) bytes += chunk.length;
    await sleep(5);
  }
  expect(bytes).toBeGreaterThan(COPIES * NAME.length);
  expect(api.log.join('')).not.toMatch(/did not read/);
});

test('beyond the most that is kept, those that have waited longest are cut; one answer alone may be larger', async () => {
  const api = await startForTest({ windowMs: 60_000, mostHeldBytes: 30_000_000 });
  const cuts = (): number => api.log.join('').split('"outcome":"memory"').length - 1;
  const connected = async (): Promise<RawClient> => {
    const client = await rawClient(api.url, postOf(LARGE), { reads: false });
    // It has the beginning of its answer in its hands, and reads none of it.
    client.socket.once('readable', () => undefined);
    await expect.poll(() => client.socket.readableLength).toBeGreaterThan(0);
    return client;
  };
  const oldest = await connected();
  await sleep(200);
  expect(cuts()).toBe(0);
  await connected();
  await connected();
  const newest = await connected();
  await expect.poll(cuts).toBeGreaterThan(0);
  oldest.socket.resume();
  await oldest.closed;
  let rest = 0;
  newest.socket.on('data', (chunk) => {
    rest += chunk.length;
  });
  await expect.poll(() => rest).toBeGreaterThan(COPIES * NAME.length - 1_000_000);
});

test('a client that leaves takes along all it has asked for on its connection, one request after the other', async () => {
  const api = await startApi();
  // Until a login has been accepted one call goes alone.
  await api.data('{ campaigns { name } }');
  api.dialer.clear();
  api.dialer.answer('goGetTotalAgentsCall', () => new Promise<never>(() => undefined));
  api.dialer.answer('getAllPortfolios', () => new Promise<never>(() => undefined));
  const client = await rawClient(
    api.url,
    postOf('{ dashboard { agentsInCall } }') + postOf('{ portfolios { code } }'),
  );
  await expect.poll(() => api.dialer.requests.length).toBe(2);
  client.socket.destroy();
  await Promise.all(api.dialer.requests.map(({ disconnected }) => disconnected));
});
