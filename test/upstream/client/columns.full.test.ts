/** Days that fit into no string, streamed by their dialer, and several large days at once. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { outbound_cdr } from '../../../src/upstream/dialer/calls.ts';
import { upstreamOf } from '../upstreamOf.ts';

const DAY = { from: '2026-05-12', to: '2026-05-12' };

/** 2,000 calls as they are sent, about 0.7 MB. */
const block = Buffer.from(
  Array.from(
    { length: 2000 },
    (_, index) =>
      `{"call_date":"2026-05-12 ${String(index % 24).padStart(2, '0')}:00:00","src":"8005550100","dst":"${3_125_550_000 + index}","agent":"agent.${index % 90}","campaign":"Sales","call_type":"Dialer","disposition":"Callback","carrier_disposition":"Answer","term_reason":"AGENT","queue_time":"${index % 60}","portfolio":"NRD","vendor_lead_code":"11111111-${index}","lead_id":"${index}","list_id":"22222222222222","entry_date":"2026-05-12 00:00:00"},`,
  ).join(''),
);
const CALLS_A_BLOCK = 2000;

/** Streams a day of so many blocks to each request. */
async function streamingDialer(blocks: number): Promise<URL> {
  const server: Server = createServer((request, response) => {
    request.resume();
    void (async () => {
      response.writeHead(200, { 'content-type': 'text/html' });
      response.write('{"result":"success","data":{"rows":[');
      for (let sent = 0; sent < blocks; sent += 1)
        if (!response.write(block)) await Promise.race([once(response, 'drain'), once(response, 'close')]);
      response.end('{"call_date":"2026-05-12 12:00:00"}]}}');
    })();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const address: AddressInfo | string | null = server.address();
  if (address === null || typeof address === 'string') throw new Error('The dialer does not listen.');
  return new URL(`http://127.0.0.1:${address.port}`);
}

const megabytes = (): number => process.memoryUsage.rss() / 2 ** 20;

/** The most memory above that of the start while something runs, in megabytes. */
async function peakOf(work: () => Promise<void>): Promise<number> {
  const idle = megabytes();
  let peak = idle;
  const timer = setInterval(() => (peak = Math.max(peak, megabytes())), 20);
  await work();
  clearInterval(timer);
  return Math.max(peak, megabytes()) - idle;
}

test(
  'a day of 500 MB is read, remembered, and takes a fraction of its size',
  { timeout: 120_000 },
  async () => {
    const blocks = Math.ceil(500e6 / block.length);
    // The dialer is slow if the machine is busy, since it writes in this process.
    const { client } = upstreamOf(await streamingDialer(blocks), { timeoutMs: 60_000 });
    onTestFinished(() => client.close());
    const peak = await peakOf(async () => {
      const answer = await client.call(outbound_cdr, DAY);
      expect(answer.model.calls.rows).toHaveLength(blocks * CALLS_A_BLOCK + 1);
      expect(await client.call(outbound_cdr, DAY)).toBe(answer);
    });
    // About 110 MB of columns, a thread, and what is on its way.
    expect(peak).toBeLessThan(256);
  },
);

test(
  'six large days at once are all answered: the time of this server is not the dialer’s',
  { timeout: 180_000 },
  async () => {
    const blocks = Math.ceil(60e6 / block.length);
    const url = await streamingDialer(blocks);
    const alone = upstreamOf(url, { timeoutMs: 60_000 });
    onTestFinished(() => alone.client.close());
    const started = performance.now();
    await alone.client.call(outbound_cdr, DAY);
    // At most two are read at the same time, so six of them take longer than this.
    const timeoutMs = Math.ceil(2 * (performance.now() - started));
    const { client } = upstreamOf(url, { timeoutMs });
    onTestFinished(() => client.close());
    const answers = await Promise.all(
      Array.from({ length: 6 }, (_, index) => client.call(outbound_cdr, { ...DAY, profiles: [`P${index}`] })),
    );
    for (const { model } of answers) expect(model.calls.rows).toHaveLength(blocks * CALLS_A_BLOCK + 1);
  },
);
