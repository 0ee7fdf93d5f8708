/** Each upstream on its own terms: what one of them takes is nothing the other lacks. */
import { expect, onTestFinished, test, vi } from 'vitest';
import { UpstreamClient } from '../../../src/upstream/client/client.ts';
import { goApi } from '../../../src/upstream/dialer/goApi.ts';
import { ENDPOINTS } from '../../../src/upstream/endpoints.ts';
import type { Terms } from '../../../src/upstream/client/upstreamState.ts';
import { voxoApi } from '../../../src/upstream/voxo/voxoApi.ts';
import { startScriptedServer, type ScriptedServer } from '../../support/scriptedServer.ts';
import { ACCOUNT } from '../upstreamOf.ts';

interface Upstreams {
  readonly server: ScriptedServer;
  readonly portfolios: () => Promise<unknown>;
  readonly report: (start: string, end: string) => Promise<unknown>;
}

/** Both upstreams at one address, which is where they could be in each other's way most. */
async function startBoth(usual: Terms, voxo: Terms): Promise<Upstreams> {
  const server = await startScriptedServer();
  const client = new UpstreamClient({
    transports: {
      goAPI: goApi({ baseUrl: server.url, ...ACCOUNT }),
      voxo: voxoApi({ baseUrl: server.url, ...ACCOUNT }),
    },
    ...usual,
    own: { VOXO: voxo },
    log: { warn: () => undefined },
  });
  onTestFinished(async () => {
    await client.destroy();
    await server.close();
  });
  server.answer('getAllPortfolios', '{"result":"success","data":[]}');
  server.answer('call-reports', '[]');
  return {
    server,
    portfolios: () => client.call(ENDPOINTS.getAllPortfolios, {}),
    report: (start, end) => client.call(ENDPOINTS['call-reports'], { start, end, timezone: 'UTC' }),
  };
}

const USUAL: Terms = { concurrency: 2, timeoutMs: 5000 };
const hour = (at: number): string => `2026-05-12 ${String(at).padStart(2, '0')}:00:00`;

test('a deadline of its own', async () => {
  const { server, portfolios, report } = await startBoth(USUAL, { concurrency: 2, timeoutMs: 200 });
  server.answer('call-reports', { body: '[]', delayMs: 800 });
  server.answer('getAllPortfolios', { body: '{"result":"success","data":[]}', delayMs: 800 });
  const slow = portfolios();
  await expect(report(hour(0), hour(1))).rejects.toMatchObject({ code: 'VOXO_TIMEOUT' });
  await expect(slow).resolves.toBeDefined();
});

test('a queue and connections of its own: where all its places are taken, the other still has its own', async () => {
  const { server, portfolios, report } = await startBoth(
    { concurrency: 1, timeoutMs: 5000 },
    { concurrency: 3, timeoutMs: 5000 },
  );
  // Until its login was accepted, one call would go alone.
  await report(hour(22), hour(23));
  server.clear();
  const held = Promise.withResolvers<string>();
  server.answer('call-reports', () => held.promise);
  const reports = Array.from({ length: 8 }, (_, at) => report(hour(at), hour(at + 1)));
  // One place is left to small calls.
  await vi.waitFor(() => expect(server.requests).toHaveLength(2));
  await expect(portfolios()).resolves.toBeDefined();
  expect(server.mostInFlight).toBe(3);
  held.resolve('[]');
  await Promise.all(reports);
  expect(server.counts()).toEqual({ 'call-reports': 8, getAllPortfolios: 1 });
});

test('a memory of its own: large answers of one push none of the other out', async () => {
  const row = JSON.stringify({ id: 'a', time: '05/12/26 00:00:00', city: 'x'.repeat(1500) });
  const { server, portfolios, report } = await startBoth(
    { ...USUAL, rememberedBytes: 2000 },
    { ...USUAL, rememberedBytes: 5000 },
  );
  server.answer('call-reports', `[${row}]`);
  await portfolios();
  for (let at = 0; at < 6; at += 1) await report(hour(at), hour(at + 1));
  await portfolios();
  expect(server.counts()).toEqual({ getAllPortfolios: 1, 'call-reports': 6 });
  // Of its own answers it keeps what there is room for.
  await report(hour(5), hour(6));
  await report(hour(0), hour(1));
  expect(server.counts()['call-reports']).toBe(7);
});

test('days that end in its own zone: what is past there is remembered for an hour', async () => {
  const settled = Temporal.Now.zonedDateTimeISO('Pacific/Kiritimati').subtract({ hours: 1 }).toPlainDate();
  // Its last day is over on that island, and 25 hours later on another.
  const [start, end] = [settled.subtract({ days: 1 }), settled].map((day) => `${day.toString()} 00:00:00`);
  for (const [timezone, requests] of [
    ['Pacific/Kiritimati', 1],
    ['Pacific/Pago_Pago', 2],
  ] as const) {
    const { server, report } = await startBoth(USUAL, { ...USUAL, timezone });
    vi.useFakeTimers({ toFake: ['performance'] });
    await report(start ?? '', end ?? '');
    vi.advanceTimersByTime(60_000);
    await report(start ?? '', end ?? '');
    vi.useRealTimers();
    expect(server.requests).toHaveLength(requests);
  }
});
