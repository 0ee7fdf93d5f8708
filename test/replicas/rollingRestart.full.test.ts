/** Servers are restarted one after the other while clients ask and listen. */
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { hasNginx, startNginxForTwo } from '../deploy/runningNginx.ts';
import { post } from '../support/api.ts';
import { agentCounts } from '../support/events.ts';
import { subscribe, type EventStream } from '../support/eventStream.ts';
import { freePort } from '../support/freePort.ts';
import { leadInfo } from '../support/otherDialer.ts';
import { baseOf, emptyFolder, settings, startDialer, startMain, type Program } from '../support/program.ts';
import { hasRedis, startRedis } from '../support/redisServer.ts';
import type { ScriptedServer } from '../support/scriptedServer.ts';
import { sharedSettings } from '../support/severalServers.ts';
import { startTcpBalancer } from './tcpBalancer.ts';

const COUNTS = 'subscription { agentCounts { live } }';
const CLIENTS = 12;
const LISTENERS = 6;

const lives = ({ events }: Pick<EventStream, 'events'>): number[] =>
  events.map(({ data }) => Number(JSON.stringify(data).replaceAll(/\D/g, '')));

/** A client that subscribes again whenever its subscription ends. */
interface Listener {
  readonly streams: readonly EventStream[];
  /** Subscriptions that were not answered. */
  readonly failures: readonly string[];
}

function startListener(url: string): Listener {
  const streams: EventStream[] = [];
  const failures: string[] = [];
  const over = new AbortController();
  const run = async (): Promise<void> => {
    while (!over.signal.aborted) {
      try {
        const stream = await subscribe(url, COUNTS);
        streams.push(stream);
        while (!stream.isOver && !over.signal.aborted) await sleep(20);
      } catch (error) {
        failures.push(String(error));
      }
    }
  };
  void run();
  onTestFinished(() => over.abort());
  return { streams, failures };
}

/** The pause of a client between two questions, in milliseconds. */
const PAUSE_MS = 50;

interface Load {
  readonly answered: () => number;
  /** True = clients ask without a pause: while a server closes, each moment counts. */
  isHurried: boolean;
  /** Answers that are not right, a sentence each. */
  readonly failures: readonly string[];
  end(): Promise<void>;
}

/** Clients that ask one question after the other, each of them once, and of two kinds in turn, with a pause in between. */
function startLoad(url: string): Load {
  const failures: string[] = [];
  let answered = 0;
  const over = new AbortController();
  const client = async (own: number): Promise<void> => {
    for (let turn = 0; !over.signal.aborted; turn += 1) {
      const leadId = String(own * 1_000_000 + turn);
      const [query, data] =
        turn % 2 === 0
          ? ['{ campaigns { campaignId } }', { campaigns: [{ campaignId: '1' }] }]
          : [`{ lead(leadId: "${leadId}") { leadId } }`, { lead: { leadId } }];
      const answer = await post(url, { query }).then(
        async (response) => `${response.status} ${await response.text()}`,
        (error: unknown) => `${String(error)} ${error instanceof Error ? String(error.cause) : ''}`,
      );
      // `extensions` tell what the dialer left out.
      const isRight =
        answer.startsWith(`200 {"data":${JSON.stringify(data)}`) && !answer.includes('"errors"');
      if (isRight) answered += 1;
      else failures.push(answer.slice(0, 300));
      if (!load.isHurried) await sleep(PAUSE_MS);
    }
  };
  const end = async (): Promise<void> => {
    over.abort();
    await Promise.all(clients);
  };
  const load: Load = { answered: () => answered, isHurried: false, failures, end };
  const clients = Array.from({ length: CLIENTS }, (_, own) => client(own + 1));
  onTestFinished(end);
  return load;
}

async function startBusyDialer(): Promise<ScriptedServer> {
  const dialer = await startDialer();
  dialer.answer('goGetAllCampaigns', {
    result: 'success',
    data: { rows: [{ id: '1', campaign_name: 'One', active: 'Y' }] },
  });
  dialer.answer('goGetCustomerInfo', (fields) => ({
    body: JSON.stringify(leadInfo({ lead_id: fields.get('lead_id') })),
    delayMs: 30,
  }));
  return dialer;
}

type Balancer = (ports: readonly [string, string]) => Promise<{ readonly port: number }>;

const BALANCERS: readonly (readonly [string, Balancer, boolean])[] = [
  ['nginx', startNginxForTwo, hasNginx],
  ['a balancer of TCP connections', startTcpBalancer, true],
];

/** Clients of two servers behind a balancer, which ask and listen. */
interface Clients {
  /** Waits until a hundred more questions are answered. None may have failed. */
  goOn(): Promise<void>;
  hurry(isHurried: boolean): void;
  /** Ends them, after each has heard of the last change on the connection that it has now. */
  end(live: number): Promise<void>;
}

async function startClients(url: string): Promise<Clients> {
  // With an empty Redis, servers share only what they hold for two seconds, and may turn requests away.
  const early = startLoad(url);
  await expect.poll(early.answered).toBeGreaterThan(100);
  await early.end();
  const listeners = Array.from({ length: LISTENERS }, () => startListener(url));
  const load = startLoad(url);
  return {
    goOn: async () => {
      const before = load.answered();
      await expect.poll(load.answered).toBeGreaterThan(before + 100);
      expect(load.failures.slice(0, 3)).toEqual([]);
    },
    hurry: (isHurried) => {
      load.isHurried = isHurried;
    },
    end: async (live) => {
      await expect
        .poll(() => listeners.map(({ streams }) => lives(streams.at(-1) ?? { events: [] }).at(-1)))
        .toEqual(Array(LISTENERS).fill(live));
      await load.end();
      expect(load.failures.slice(0, 3)).toEqual([]);
      for (const { streams, failures } of listeners) {
        expect(failures).toEqual([]);
        for (const { events } of streams) {
          // Each subscription began with the state at that time, and none was refused.
          expect(events.length).toBeGreaterThan(0);
          expect(events.flatMap(({ errors }) => errors)).toEqual([]);
        }
        expect(streams.slice(0, -1).map(({ isComplete }) => isComplete)).toEqual(
          streams.slice(1).map(() => true),
        );
      }
      expect(listeners.some(({ streams }) => streams.length > 1)).toBe(true);
    },
  };
}

const balancers = BALANCERS.filter(([, , isThere]) => isThere);

test.skipIf(!hasRedis)(
  `a rolling restart under load fails no request, and each subscription goes on with a snapshot: behind ${balancers.map(([name]) => name).join(' and ')}`,
  async () => {
    const redis = await startRedis();
    const dialer = await startBusyDialer();
    let live = 1;
    dialer.answer('getAgentStatus', () => agentCounts(live));
    const ports = [String(await freePort()), String(await freePort())] as const;
    const started = async (PORT: string): Promise<Program> => {
      const program = startMain(
        {
          ...settings(dialer),
          ...sharedSettings(redis),
          DIALER_CONCURRENCY: '64',
          LIVE_INTERVAL_MS: '500',
          PORT,
        },
        emptyFolder(),
      );
      const url = baseOf(await program.ready());
      // What it finds is remembered for ten seconds.
      await expect
        .poll(async () => (await fetch(`${url}/ready`)).status, { timeout: 30_000, interval: 100 })
        .toBe(200);
      return program;
    };
    const programs = await Promise.all(ports.map(started));
    // Both balancers at once, each with clients of its own.
    const clients = await Promise.all(
      balancers.map(async ([, start]) => startClients(`http://127.0.0.1:${(await start(ports)).port}`)),
    );
    const goOn = () => Promise.all(clients.map((each) => each.goOn()));
    await goOn();
    for (const [index, port] of ports.entries()) {
      for (const each of clients) each.hurry(true);
      const asked = performance.now();
      programs[index]?.kill('SIGTERM');
      expect(await programs[index]?.ended).toEqual({ code: 0, signal: null });
      expect(performance.now() - asked).toBeLessThan(15_000);
      for (const each of clients) each.hurry(false);
      live += 1;
      await started(port);
      await goOn();
    }
    for (const each of clients) await each.end(live);
  },
);
