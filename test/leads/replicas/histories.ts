/** Plays histories in waves: those of a wave run at once, on the same servers, and the same faults strike them. */
import { setTimeout as pause } from 'node:timers/promises';
import { expect, onTestFinished } from 'vitest';
import { z } from 'zod';
import { Random } from '../../../src/simulator/centre/random.ts';
import { sharedPostgres } from '../../support/postgres.ts';
import { startRedis } from '../../support/redisServer.ts';
import { faultsOf, historyOf, play, settle, tracesIn, type History } from './history.ts';
import { LEASE_MS } from './replicaOptions.ts';
import { startReplicas, type Replica, type Replicas } from './replicas.ts';

/** What strikes the servers of a wave. */
type Strike = (random: Random, replicas: Replicas) => Promise<void>;

const any = (random: Random, { servers }: Replicas): Replica => random.pick(servers);

/** Longer than the lease: the others fence this server. */
const LONG_MS = LEASE_MS + 300;

const IN_ONE_PROCESS = {
  'nothing strikes': () => Promise.resolve(),
  'connections to Postgres are cut': async (random, replicas) => {
    for (let time = 0; time < 6; time += 1) {
      await pause(random.int(10, 80));
      any(random, replicas).toPostgres.cut();
    }
  },
  'one server has no Postgres for longer than its lease': async (random, replicas) => {
    const { toPostgres } = any(random, replicas);
    await pause(random.int(20, 200));
    if (random.chance(0.5)) toPostgres.freeze();
    else toPostgres.shut();
    await pause(LONG_MS);
    toPostgres.open();
  },
  'no server has Postgres': async (random, { servers }) => {
    await pause(random.int(20, 200));
    for (const { toPostgres } of servers) toPostgres.freeze();
    await pause(random.chance(0.3) ? LONG_MS : random.int(100, 700));
    for (const { toPostgres } of servers) toPostgres.open();
  },
  'connections to the dialer are cut': async (random, replicas) => {
    for (let time = 0; time < 4; time += 1) {
      await pause(random.int(20, 100));
      any(random, replicas).toDialer.cut();
    }
  },
  'one server has no dialer': async (random, replicas) => {
    const { toDialer } = any(random, replicas);
    await pause(random.int(20, 150));
    toDialer.shut();
    await pause(random.int(50, 400));
    toDialer.open();
  },
} as const satisfies Record<string, Strike>;

const cutRedis: Strike = async (random, replicas) => {
  for (let time = 0; time < 8; time += 1) {
    await pause(random.int(10, 60));
    any(random, replicas).toRedis?.cut();
  }
};

const WITH_REDIS = {
  'connections to Redis are cut': cutRedis,
  'connections to Redis, Postgres and the dialer are cut': async (random, replicas) => {
    await Promise.all([
      cutRedis(random, replicas),
      IN_ONE_PROCESS['connections to Postgres are cut'](random, replicas),
      IN_ONE_PROCESS['connections to the dialer are cut'](random, replicas),
    ]);
  },
  'one server has no Redis': async (random, replicas) => {
    const { toRedis } = any(random, replicas);
    await pause(random.int(20, 150));
    if (random.chance(0.5)) toRedis?.freeze();
    else toRedis?.shut();
    await pause(random.int(100, 900));
    toRedis?.open();
  },
  'no server has Redis, and one has no Postgres': async (random, replicas) => {
    const { servers } = replicas;
    await pause(random.int(20, 150));
    for (const { toRedis } of servers) toRedis?.freeze();
    await IN_ONE_PROCESS['one server has no Postgres for longer than its lease'](random, replicas);
    for (const { toRedis } of servers) toRedis?.open();
  },
  'Redis loses its data': async (random, { redis }) => {
    for (let time = 0; time < 3; time += 1) {
      await pause(random.int(20, 150));
      await redis?.cli('FLUSHALL');
    }
  },
} as const satisfies Record<string, Strike>;

/** Their servers share Redis, too. */
const IN_PROCESSES = {
  'kill -9': async (random, replicas) => {
    await pause(random.int(20, 250));
    await any(random, replicas).killAndStart();
  },
  'SIGSTOP for longer than the lease': async (random, replicas) => {
    await pause(random.int(20, 250));
    await any(random, replicas).pause(LONG_MS);
  },
  'SIGSTOP for less than the lease': async (random, replicas) => {
    await pause(random.int(20, 250));
    await any(random, replicas).pause(LEASE_MS / 3);
  },
  'kill -9, and connections to Redis are cut': async (random, replicas) => {
    await Promise.all([cutRedis(random, replicas), IN_PROCESSES['kill -9'](random, replicas)]);
  },
} as const satisfies Record<string, Strike>;

export interface HistoriesTerms {
  readonly count: number;
  /** So many run at once. */
  readonly wave: number;
  /** The share of histories whose servers have processes of their own, and a Redis. */
  readonly inProcesses: number;
  /** The share of histories whose servers share a process, and a Redis. */
  readonly withRedis: number;
  readonly first?: number;
}

/** @returns what is wrong, a sentence each */
export async function faultsOfHistories({
  count,
  wave,
  inProcesses,
  withRedis,
  first = 0,
}: HistoriesTerms): Promise<string[]> {
  const began = performance.now();
  const killed = Math.round(count * inProcesses);
  const shared = Math.round(count * withRedis);
  const counts = new Map<string, number>();
  const add = (what: string, many = 1): void => void counts.set(what, (counts.get(what) ?? 0) + many);
  const faults = await Promise.all([
    playWaves({ name: 'in processes', first, count: killed, wave, strikes: IN_PROCESSES }, add),
    playWaves({ name: 'with Redis', first: first + killed, count: shared, wave, strikes: WITH_REDIS }, add),
    playWaves(
      {
        name: 'in one process',
        first: first + killed + shared,
        count: count - killed - shared,
        wave,
        strikes: IN_ONE_PROCESS,
      },
      add,
    ),
  ]);
  process.stdout.write(
    `${[
      `${count} histories, ${((performance.now() - began) / 1000).toFixed(0)} s`,
      ...[...counts]
        .sort(([a], [b]) => a.localeCompare(b))
        .map(([what, many]) => `  ${what.padEnd(60)} ${String(many).padStart(6)}`),
      `  ${'lost, doubled, or called wrongly'.padEnd(60)} ${String(faults.flat().length).padStart(6)}`,
    ].join('\n')}\n`,
  );
  // The faults struck: without these figures nothing would have been shown.
  expect(counts.get('AddLeadSuccess at last') ?? 0).toBeGreaterThan(count);
  for (const what of [
    'LeadOutcomeUnknown at last',
    'told once that nothing was sent',
    'asked at several servers at once',
  ])
    expect([what, (counts.get(what) ?? 0) > count / 50]).toEqual([what, true]);
  return faults.flat();
}

interface Waves {
  readonly name: string;
  readonly first: number;
  readonly count: number;
  readonly wave: number;
  readonly strikes: Readonly<Record<string, Strike>>;
}

async function playWaves(
  { name, first, count, wave: size, strikes }: Waves,
  add: (what: string, many?: number) => void,
): Promise<string[]> {
  if (count === 0) return [];
  const replicas = await startReplicas({
    name,
    postgres: await sharedPostgres(),
    redis: strikes === IN_ONE_PROCESS ? undefined : await startRedis(),
    inProcesses: strikes === IN_PROCESSES,
  });
  onTestFinished(() => replicas.close());
  const histories = Array.from({ length: count }, (_, index) => historyOf(first + index));
  const names = Object.keys(strikes);
  for (let at = 0; at < count; at += size) {
    const some = histories.slice(at, at + size);
    const random = new Random('strikes', first + at);
    const striking = names[(at / size) % names.length] ?? '';
    add(`histories: ${striking}`, some.length);
    await Promise.all([
      strikes[striking]?.(random, replicas),
      ...some.map((history) => play(history, replicas)),
    ]);
    await settle(some, replicas);
  }
  // The slowest insert is still on its way.
  await pause(1000);
  // Not more at once than before: servers that have too much to do tell nothing in time.
  for (let at = 0; at < count; at += size) await settle(histories.slice(at, at + size), replicas);
  const traces = tracesIn(replicas.simulator);
  const unresolved = await unresolvedAt(replicas);
  for (const history of histories) countOf(history, add);
  return histories.flatMap((history) => faultsOf(history, traces, unresolved));
}

function countOf({ adds }: History, add: (what: string, many?: number) => void): void {
  for (const { isKeyed, told, last, rounds } of adds) {
    add('adds');
    add('requests of callers', told.length + last.length);
    if (rounds.some((asked) => asked.length > 1)) add('asked at several servers at once');
    if (isKeyed) add(`${last[0]?.type ?? 'nothing'} at last`);
    if (told.some((one) => one?.type === 'LeadRejected')) add('told once that nothing was sent');
    if (told.includes(null)) add('once without an answer');
  }
}

const page = z.object({
  unresolvedLeads: z.object({
    nodes: z.array(z.object({ vendorLeadCode: z.string().nullable() })),
    pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
  }),
});

/** The vendor codes of all unresolved leads. */
async function unresolvedAt({ servers }: Replicas): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  for (let after: string | null = null; ;) {
    const query: string = `query ($after: String) { unresolvedLeads(first: 100, after: $after) {
      nodes { vendorLeadCode } pageInfo { hasNextPage endCursor } } }`;
    const read: z.output<typeof page> | undefined = await servers[0]?.client().read(page, query, { after });
    for (const { vendorLeadCode } of read?.unresolvedLeads.nodes ?? []) found.add(vendorLeadCode ?? '');
    if (!read?.unresolvedLeads.pageInfo.hasNextPage) return found;
    after = read.unresolvedLeads.pageInfo.endCursor;
  }
}
