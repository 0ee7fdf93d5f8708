import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { startApi, type Api } from '../../support/api.ts';
import { keysText, testFile } from '../../support/keysFile.ts';
import { success } from '../../support/otherDialer.ts';
import { rawClient } from '../../support/rawClient.ts';
import { exportFrom } from './exporting.ts';

/** In all far more than the kernel takes off the server's hands. */
const ROWS = 4000;
const TEXT = 'x'.repeat(3000);

const DAYS = { from: '2026-05-01', to: '2026-05-14' };
const QUERY = `{ outboundCalls(period: { from: "${DAYS.from}", to: "${DAYS.to}" }) { nodes { startedAt disposition } } }`;

const windowMs = 120;

/** A server in front of a dialer whose newest window has many large rows. */
async function startForTest(settings: Record<string, string> = {}): Promise<Api> {
  const api = await startApi(settings, undefined, {
    reading: { lookEveryMs: 50, windowMs, leastBytesPerSecond: 100_000_000 },
  });
  api.dialer.answer('outbound_cdr', (fields) => {
    const day = fields.get('toDate') ?? '';
    const rows = Array.from({ length: ROWS }, (_, index) => ({
      call_date: `${day} 10:00:${String(index % 60).padStart(2, '0')}`,
      disposition: `${index} ${TEXT}`,
    }));
    return success({ rows });
  });
  return api;
}

const requestOf = (headers = ''): string => {
  const body = JSON.stringify({ query: QUERY });
  return `POST /graphql HTTP/1.1\r\nhost: localhost\r\n${headers}accept: text/csv\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
};

const requestsOf = ({ dialer }: Api): number =>
  dialer.requests.filter(({ action }) => action === 'outbound_cdr').length;

test('a client that stops reading is cut off, and the next window is not asked for', async () => {
  const api = await startForTest();
  const client = await rawClient(api.url, requestOf(), { reads: false });
  await expect.poll(() => api.log.join('')).toMatch(/did not read its answer in time/);
  client.socket.resume();
  await client.closed;
  await expect.poll(() => api.log.join('')).toMatch(/"action":"export".*"complete":false/);
  expect(requestsOf(api)).toBe(1);
});

test('a client that reads slowly, but steadily, gets all rows', async () => {
  const api = await startForTest();
  const client = await rawClient(api.url, requestOf(), { reads: false });
  let text = '';
  const take = (): void => {
    const chunk: unknown = client.socket.read();
    if (Buffer.isBuffer(chunk)) text += chunk.toString('latin1');
  };
  // Longer than a client may stall, and far below the least speed of other answers.
  for (const start = performance.now(); performance.now() - start < windowMs * 12;) {
    await sleep(15);
    take();
  }
  expect(api.log.join('')).not.toMatch(/did not read/);
  client.socket.on('readable', take);
  await expect.poll(() => text.includes('x-export-rows: '), { timeout: 30_000 }).toBe(true);
  expect(text.slice(-3000)).toContain(`x-export-rows: ${2 * ROWS}`);
  expect(requestsOf(api)).toBe(2);
});

test('if the client leaves, the call for the next window is cancelled', async () => {
  const api = await startForTest();
  const { dialer } = api;
  let hasLeft: Promise<void> | undefined;
  dialer.answer('outbound_cdr', (fields, { disconnected }) => {
    const day = fields.get('toDate') ?? '';
    if (day === DAYS.to) return success({ rows: [{ call_date: `${day} 10:00:00` }] });
    hasLeft = disconnected;
    return new Promise<never>(() => undefined);
  });
  const client = await rawClient(api.url, requestOf());
  await expect.poll(() => hasLeft !== undefined && client.text().includes('2026-05-14')).toBe(true);
  client.socket.destroy();
  await hasLeft;
  await expect.poll(() => api.log.join('')).toMatch(/"outcome":"client_left"/);
});

test('an export ends when its key is withdrawn', async () => {
  const keys = testFile(keysText({ first: { name: 'first' } }));
  const api = await startForTest({ API_KEYS_FILE: keys.path });
  const client = await rawClient(api.url, requestOf('x-api-key: first\r\n'), { reads: false });
  client.socket.once('readable', () => undefined);
  await expect.poll(() => client.socket.readableLength).toBeGreaterThan(0);
  keys.replace(keysText({ other: { name: 'other' } }));
  await expect
    .poll(async () => {
      const headers = { 'x-api-key': 'first' };
      return (await exportFrom(api.url, { accept: 'text/csv', query: '{ campaigns { name } }', headers }))
        .status;
    })
    .toBe(401);
  client.socket.resume();
  await client.closed;
  await expect.poll(() => api.log.join('')).toMatch(/"caller":"first".*"complete":false/);
});

test('a viewer has five exports at once', async () => {
  const api = await startForTest();
  const { dialer } = api;
  let under = 0;
  dialer.answer('outbound_cdr', () => {
    under += 1;
    return new Promise<never>(() => undefined);
  });
  const clients = [];
  for (let number = 0; number < 5; number += 1) clients.push(await rawClient(api.url, requestOf()));
  await expect.poll(() => under).toBeGreaterThan(0);
  const wanted = { accept: 'text/csv', query: '{ campaigns { name } }' };
  await expect.poll(async () => (await exportFrom(api.url, wanted)).status).toBe(429);
  for (const { socket } of clients) socket.destroy();
  await expect.poll(async () => (await exportFrom(api.url, wanted)).status).toBe(200);
});
