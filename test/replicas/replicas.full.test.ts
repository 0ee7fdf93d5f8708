/** Several servers as processes: they are killed, stopped and restarted while clients ask and listen. */
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { hasNginx, startNginxForTwo } from '../deploy/runningNginx.ts';
import { clientOf, post } from '../support/api.ts';
import { agentCounts } from '../support/events.ts';
import { subscribe, type EventStream } from '../support/eventStream.ts';
import { freePort } from '../support/freePort.ts';
import { baseOf, emptyFolder, settings, startDialer, startMain, type Program } from '../support/program.ts';
import { hasRedis, startRedis } from '../support/redisServer.ts';
import { scrape } from '../support/scrape.ts';
import type { ScriptedServer } from '../support/scriptedServer.ts';
import { sharedSettings } from '../support/severalServers.ts';

const COUNTS = 'subscription { agentCounts { live } }';

const lives = ({ events }: Pick<EventStream, 'events'>): number[] =>
  events.map(({ data }) => Number(JSON.stringify(data).replaceAll(/\D/g, '')));

interface Server {
  readonly program: Program;
  /** http://127.0.0.1:… */
  readonly url: string;
}

async function started(env: Readonly<Record<string, string>>): Promise<Server> {
  const program = startMain({ LIVE_INTERVAL_MS: '500', LOG_LEVEL: 'info', ...env }, emptyFolder());
  return { program, url: baseOf(await program.ready()) };
}

const polls = async ({ url }: Server): Promise<boolean> =>
  (await scrape(url)).sum('crocodial_live_pollers', { topic: 'agentCounts' }) === 1;

/** A client that subscribes again whenever its subscription ends. */
function faithful(url: string): { readonly starts: StreamStart[]; readonly stop: () => void } {
  const starts: StreamStart[] = [];
  const over = new AbortController();
  const { signal } = over;
  const run = async (): Promise<void> => {
    while (!signal.aborted) {
      const stream = await subscribe(url, COUNTS).catch(() => undefined);
      if (stream) {
        starts.push({ stream, at: performance.now() });
        while (!stream.isOver && !signal.aborted) await sleep(20);
      }
    }
  };
  void run();
  return {
    starts,
    stop: () => {
      over.abort();
      for (const { stream } of starts) stream.close();
    },
  };
}

interface StreamStart {
  readonly stream: EventStream;
  readonly at: number;
}

const dialerOf = async (): Promise<{
  readonly dialer: ScriptedServer;
  readonly set: (live: number) => void;
}> => {
  const dialer = await startDialer();
  let live = 1;
  dialer.answer('getAgentStatus', () => agentCounts(live));
  return { dialer, set: (next) => void (live = next) };
};

describe.skipIf(!hasRedis)('several servers as processes', () => {
  test.each(['SIGKILL', 'SIGSTOP'] as const)(
    'after %s of the server that polls, another one does within a few seconds, and no change is lost',
    async (signal) => {
      const redis = await startRedis();
      const { dialer, set } = await dialerOf();
      const env = { ...settings(dialer), ...sharedSettings(redis) };
      const servers = await Promise.all([started(env), started(env)]);
      const streams = await Promise.all(servers.map(({ url }) => subscribe(url, COUNTS)));
      await Promise.all(streams.map((stream) => stream.until((events) => events.length > 0)));
      const [first, second] = servers;
      const isFirst = await polls(first);
      expect(await polls(second)).toBe(!isFirst);
      const [owner, other] = isFirst ? [first, second] : [second, first];
      const stream = streams[isFirst ? 1 : 0];
      owner.program.kill(signal);
      set(2);
      const began = performance.now();
      await stream?.until(() => stream !== undefined && lives(stream).includes(2));
      expect(performance.now() - began).toBeLessThan(5000);
      expect(await polls(other)).toBe(true);
      if (signal === 'SIGKILL') return;
      // The one that hung follows when it goes on.
      owner.program.kill('SIGCONT');
      await expect.poll(() => polls(owner), { timeout: 5000 }).toBe(false);
      set(3);
      const late = streams[isFirst ? 0 : 1];
      await late?.until(() => lives(late).includes(3));
      expect(await polls(other)).toBe(true);
    },
  );

  test('if the server that asks is killed, one that waits for its answer asks instead', async () => {
    const redis = await startRedis();
    const { dialer } = await dialerOf();
    let calls = 0;
    dialer.answer('goGetAllCampaigns', async () => {
      calls += 1;
      if (calls === 1) await sleep(30_000);
      return { result: 'success', data: { rows: [{ id: '1', campaign_name: 'One', active: 'Y' }] } };
    });
    const env = { ...settings(dialer), ...sharedSettings(redis) };
    const [one, other] = await Promise.all([started(env), started(env)]);
    const query = '{ campaigns { campaignId } }';
    void clientOf(one.url)
      .query(query)
      .catch(() => undefined);
    await expect.poll(() => calls).toBe(1);
    const asked = clientOf(other.url).query(query);
    await sleep(300);
    one.program.kill('SIGKILL');
    const began = performance.now();
    expect((await asked).data).toEqual({ campaigns: [{ campaignId: '1' }] });
    expect(performance.now() - began).toBeLessThan(5000);
    expect(calls).toBe(2);
  });

  test.skipIf(!hasNginx)(
    'a rolling restart under load fails no request that is sent again after a 502, and each subscription goes on',
    async () => {
      const redis = await startRedis();
      const { dialer, set } = await dialerOf();
      const ports = [String(await freePort()), String(await freePort())] as const;
      const env = { ...settings(dialer), ...sharedSettings(redis), DIALER_CONCURRENCY: '64' };
      let [first, second] = await Promise.all(ports.map((PORT) => started({ ...env, PORT })));
      if (!first || !second) throw new Error('There are two.');
      const nginx = await startNginxForTwo(ports);
      const url = `http://127.0.0.1:${nginx.port}`;
      const listeners = Array.from({ length: 6 }, () => faithful(url));
      onTestFinished(() => {
        for (const { stop } of listeners) stop();
      });
      const failures: string[] = [];
      let answered = 0;
      let repeated = 0;
      const over = new AbortController();
      const client = async (own: number): Promise<void> => {
        for (let turn = 0; !over.signal.aborted; turn += 1) {
          const query =
            turn % 2 === 0 ? `{ campaigns { campaignId } }` : `{ lead(leadId: "${own}${turn}") { leadId } }`;
          const ask = (): Promise<string> =>
            post(url, { query }).then(
              async (response) => `${response.status} ${await response.text()}`,
              (error: unknown) => String(error),
            );
          let text = await ask();
          // A connection that nginx opens in the moment in which a port closes is reset, and nginx sends a POST once.
          if (text.startsWith('502')) {
            repeated += 1;
            text = await ask();
          }
          if (text.startsWith('200') && !text.includes('"errors"')) answered += 1;
          else failures.push(text.slice(0, 300));
        }
      };
      dialer.answer('goGetCustomerInfo', (fields) => ({
        body: JSON.stringify({ result: 'success', lead_info: { lead_id: fields.get('lead_id') } }),
        delayMs: 30,
      }));
      const clients = Array.from({ length: 12 }, (_, own) => client(own + 1));
      await expect.poll(() => answered, { timeout: 10_000 }).toBeGreaterThan(100);
      for (const [index, PORT] of ports.entries()) {
        const old = index === 0 ? first : second;
        old.program.kill('SIGTERM');
        await old.program.ended;
        const next = await started({ ...env, PORT });
        if (index === 0) first = next;
        else second = next;
        set(10 + index);
        const before = answered;
        await expect.poll(() => answered, { timeout: 10_000 }).toBeGreaterThan(before + 100);
      }
      // Each hears of the last change, on the connection that it has now.
      await expect
        .poll(() => listeners.map(({ starts }) => lives(starts.at(-1)?.stream ?? { events: [] }).at(-1)), {
          timeout: 10_000,
        })
        .toEqual(Array(6).fill(11));
      over.abort();
      await Promise.all(clients);
      expect(failures.slice(0, 3)).toEqual([]);
      // Of some thousand requests.
      expect(repeated).toBeLessThanOrEqual(5);
      for (const { starts } of listeners) {
        // Each subscription, also one after a restart, began with the state at that time.
        for (const { stream } of starts) expect(stream.events.length).toBeGreaterThan(0);
      }
      expect(listeners.some(({ starts }) => starts.length > 1)).toBe(true);
    },
  );
});
