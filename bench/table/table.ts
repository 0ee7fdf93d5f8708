import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startSimulator } from '../../src/simulator/server.ts';
import { AGENTS, DAY_OF_CALLS, FIRST_CALLS, HOT, N_PLUS_ONE, outboundCalls, UNTUNED } from './loads.ts';
import { measure, type Measured, type Measurement } from './measure.ts';

/** What is measured under one load: servers, and the queries sent to each. */
interface Load {
  readonly name: string;
  readonly terms: Pick<Measurement, 'queries' | 'clients' | 'isCold' | 'dialerCalls'>;
  readonly servers: readonly (Pick<Measurement, 'module' | 'args' | 'query' | 'viewers'> & {
    readonly name: string;
  })[];
}

/** So many viewers take turns, so that no two of their queries are one call. */
const MANY = 200;

const ours = (args: readonly string[], query: string) =>
  [0, MANY].map((viewers) => ({
    name: viewers === 0 ? 'this server' : `this server, ${viewers} viewers`,
    module: 'server.ts' as const,
    args,
    query,
    viewers,
  }));
const baseline = (name: string, kind: string, args: readonly string[], query: string) => ({
  name,
  module: 'baselines.ts' as const,
  args: [kind, ...args],
  query,
  viewers: 0,
});

/**
 * The table of loads: CPU time and dialer calls for each query, queries a second, peak memory, and the delay of the
 * event loop. Each load stands beside baselines of the same run.
 */
export async function benchTable(): Promise<void> {
  const simulator = await startSimulator({ recordsRequests: false });
  const day = await startDayDialer(10_000);
  const large = await startDayDialer(100_000);
  const account = [simulator.url, simulator.user, simulator.pass];
  const calls = (): number => Object.values(simulator.counts()).reduce((sum, count) => sum + count, 0);
  const names = JSON.stringify(simulator.centre.agents.slice(0, AGENTS).map(({ username }) => username));
  const few = { clients: 1, isCold: false };
  const loads: readonly Load[] = [
    {
      name: 'agentCounts, cached',
      terms: { queries: 5000, clients: 4, isCold: false, dialerCalls: calls },
      servers: [
        ...ours(account, HOT),
        baseline('node:http alone', 'http', account, HOT),
        baseline('untuned Yoga + Pothos', 'yoga', account, UNTUNED.hot),
      ],
    },
    {
      name: `${AGENTS} agents × getUserInfo, cached`,
      terms: { ...few, queries: 500, dialerCalls: calls },
      servers: [
        ...ours(account, N_PLUS_ONE),
        baseline('untuned Yoga + Pothos', 'yoga', account, UNTUNED.agents),
      ],
    },
    {
      name: `${AGENTS} agents × getUserInfo, nothing cached`,
      terms: { ...few, queries: 100, isCold: true, dialerCalls: calls },
      servers: [...ours(account, N_PLUS_ONE), baseline('raw proxy', 'proxy', [...account, names], HOT)],
    },
    {
      name: '10,000 calls × 15 fields, cached',
      terms: { ...few, queries: 15, dialerCalls: day.calls },
      servers: [
        ...ours(day.account, DAY_OF_CALLS),
        baseline('parse + pick + stringify', 'pick', day.account, HOT),
        baseline('untuned Yoga + Pothos', 'yoga', day.account, UNTUNED.calls),
      ],
    },
    {
      name: '10,000 calls × 15 fields, nothing cached',
      terms: { ...few, queries: 10, isCold: true, dialerCalls: day.calls },
      servers: [
        ...ours(day.account, DAY_OF_CALLS),
        baseline('parse + pick + stringify', 'pick', day.account, HOT),
      ],
    },
    {
      name: 'the first 10 of 100,000 calls, cached',
      terms: { ...few, queries: 10, dialerCalls: large.calls },
      servers: ours(large.account, FIRST_CALLS),
    },
  ];
  console.log(
    'CPU ms a query, queries/s, peak MB, event loop p99 and worst ms, dialer calls a query (one server process)\n',
  );
  for (const { name, terms, servers } of loads) {
    console.log(name);
    for (const { name: server, ...each } of servers) {
      console.log(`  ${server.padEnd(26)}${line(await measure({ ...terms, ...each }))}`);
    }
  }
  console.log();
  await simulator.close();
  day.close();
  large.close();
}

const line = ({ cpuMsPerQuery, queriesPerSecond, peakMegabytes, delayMs, dialerCallsPerQuery }: Measured) =>
  [
    cpuMsPerQuery.toFixed(3).padStart(10),
    queriesPerSecond.toFixed(queriesPerSecond < 100 ? 1 : 0).padStart(8),
    peakMegabytes.toFixed(0).padStart(6),
    delayMs.p99.toFixed(1).padStart(8),
    delayMs.worst.toFixed(1).padStart(8),
    dialerCallsPerQuery.toFixed(2).padStart(9),
  ].join('');

/** A dialer that answers every call with the calls of one day. */
async function startDayDialer(count: number) {
  const body = outboundCalls(count);
  let calls = 0;
  const server = createServer((incoming, response) => {
    calls += 1;
    incoming.resume();
    response.writeHead(200, { 'content-type': 'text/html; charset=UTF-8' }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address: AddressInfo | string | null = server.address();
  if (address === null || typeof address === 'string') throw new Error('The dialer listens on no port.');
  return {
    account: [`http://127.0.0.1:${address.port}`, 'bench', 'bench'],
    calls: () => calls,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
