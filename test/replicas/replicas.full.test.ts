/** Several servers as processes: they are killed, stopped and restarted while clients ask and listen. */
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { clientOf } from '../support/api.ts';
import { agentCounts } from '../support/events.ts';
import { subscribe, type EventStream } from '../support/eventStream.ts';
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
});
