import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startSimulator } from '../../src/simulator/server.ts';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import {
  AGENTS,
  DAY_OF_CALLS,
  FIRST_CALLS,
  HOT,
  N_PLUS_ONE,
  outboundCallParts,
  outboundCalls,
  UNTUNED,
} from './loads.ts';
import { measure, type Measurement } from './measure.ts';
import { goalLines, headLines, rowLine, type Goal, type Row } from './report.ts';

/** What is measured under one load: servers, and the queries sent to each. */
interface Load {
  readonly name: string;
  readonly terms: Pick<Measurement, 'queries' | 'clients' | 'isCold' | 'dialerCalls' | 'watchesHealth'>;
  readonly servers: readonly (Pick<Measurement, 'module' | 'args' | 'query' | 'viewers' | 'warmUp'> & {
    readonly name: string;
  })[];
}

/** So many viewers take turns, so that no two of their queries are one call. */
const MANY = 200;

const OURS = 'this server';

const ours = (args: readonly string[], query: string) =>
  [0, MANY].map((viewers) => ({
    name: viewers === 0 ? OURS : `${OURS}, ${viewers} viewers`,
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
 * event loop. Each load stands beside baselines of the same run. It takes three to six minutes.
 */
export async function benchTable(): Promise<void> {
  const simulator = await startSimulator({ recordsRequests: false });
  const day = await startDayDialer(10_000);
  const account = [simulator.url, simulator.user, simulator.pass];
  const calls = (): number => Object.values(simulator.counts()).reduce((sum, count) => sum + count, 0);
  const names = JSON.stringify(simulator.centre.agents.slice(0, AGENTS).map(({ username }) => username));
  const few = { clients: 1, isCold: false };
  const loads: readonly Load[] = [
    {
      name: HOT_LOAD,
      terms: { queries: 5000, clients: 4, isCold: false, dialerCalls: calls },
      servers: [
        ...ours(account, HOT),
        baseline('node:http alone', 'http', account, HOT),
        baseline('untuned Yoga + Pothos', 'yoga', account, UNTUNED.hot),
      ],
    },
    {
      name: AGENTS_LOAD,
      terms: { ...few, queries: 500, dialerCalls: calls },
      servers: [
        ...ours(account, N_PLUS_ONE),
        baseline('untuned Yoga + Pothos', 'yoga', account, UNTUNED.agents),
      ],
    },
    {
      name: COLD_AGENTS_LOAD,
      terms: { ...few, queries: 100, isCold: true, dialerCalls: calls },
      servers: [...ours(account, N_PLUS_ONE), baseline('raw proxy', 'proxy', [...account, names], HOT)],
    },
    {
      name: CALLS_LOAD,
      terms: { ...few, queries: 15, dialerCalls: day.calls },
      servers: [
        ...ours(day.account, DAY_OF_CALLS),
        baseline(PICK, 'pick', day.account, HOT),
        baseline('untuned Yoga + Pothos', 'yoga', day.account, UNTUNED.calls),
      ],
    },
    {
      name: COLD_CALLS_LOAD,
      terms: { ...few, queries: 10, isCold: true, dialerCalls: day.calls },
      servers: [...ours(day.account, DAY_OF_CALLS), baseline(PICK, 'pick', day.account, HOT)],
    },
  ];
  console.log(headLines());
  const rows: Row[] = [];
  const run = async (load: Load): Promise<void> => {
    for (const { name: server, ...each } of load.servers) {
      const row = { ...(await measure({ ...load.terms, ...each })), load: load.name, server };
      rows.push(row);
      console.log(rowLine(row));
    }
  };
  for (const load of loads) await run(load);
  await simulator.close();
  day.close();
  for (const count of LARGE_DAYS) {
    const large = await startDayDialer(count);
    const terms = { ...few, dialerCalls: large.calls, watchesHealth: true };
    await run({
      name: readLoad(count),
      terms: { ...terms, queries: 1 },
      servers: ours(large.account, FIRST_CALLS)
        .slice(0, 1)
        // Its memory and speed when it is idle, and has not read the day yet.
        .map((server) => ({ ...server, warmUp: '{ __typename }' })),
    });
    if (count === LARGE_DAYS[0])
      await run({
        name: FIRST_LOAD,
        terms: { ...terms, queries: 20 },
        servers: ours(large.account, FIRST_CALLS),
      });
    large.close();
  }
  console.log(`\n${goalLines(goalsOf(rows))}\n`);
}

/** The largest has 500 MB. */
const LARGE_DAYS = [100_000, 500_000, 1_320_000] as const;

const HOT_LOAD = 'agentCounts, cached';
const AGENTS_LOAD = `${AGENTS} agents × getUserInfo, cached`;
const COLD_AGENTS_LOAD = `${AGENTS} agents × getUserInfo, nothing cached`;
const CALLS_LOAD = '10,000 calls × 15 fields, cached';
const COLD_CALLS_LOAD = '10,000 calls × 15 fields, nothing cached';
const FIRST_LOAD = 'the first 10 of 100,000 calls, cached';
const readLoad = (count: number): string => `a day of ${count.toLocaleString('en')} calls, read`;
const PICK = 'parse + pick + stringify';

/** Of issue 18. */
function goalsOf(rows: readonly Row[]): readonly Goal[] {
  const at = (load: string, server = OURS): Row | undefined =>
    rows.find((row) => row.load === load && row.server === server);
  const cpu = (load: string, server = OURS): number => at(load, server)?.cpuMsPerQuery ?? NaN;
  const own = rows.filter(({ server }) => server.startsWith(OURS));
  return [
    { what: `${HOT_LOAD}, CPU ms`, is: cpu(HOT_LOAD), most: 0.12 },
    { what: `${AGENTS_LOAD}, CPU ms`, is: cpu(AGENTS_LOAD), most: 0.8 },
    { what: `${COLD_AGENTS_LOAD}, CPU ms`, is: cpu(COLD_AGENTS_LOAD), most: 3 },
    { what: `${CALLS_LOAD} / ${PICK}`, is: cpu(CALLS_LOAD) / cpu(CALLS_LOAD, PICK), most: 0.4 },
    {
      what: `${COLD_CALLS_LOAD} / ${PICK}`,
      is: cpu(COLD_CALLS_LOAD) / cpu(COLD_CALLS_LOAD, PICK),
      most: 1.5,
    },
    { what: `${FIRST_LOAD}, CPU ms`, is: cpu(FIRST_LOAD), most: 5 },
    ...LARGE_DAYS.flatMap((count) => {
      const { healthMs = NaN, peakMegabytes, idleMegabytes } = at(readLoad(count)) ?? NOTHING;
      return [
        { what: `/health while ${readLoad(count)}, worst ms`, is: healthMs, most: 100 },
        { what: `${readLoad(count)}, MB above idle`, is: peakMegabytes - idleMegabytes, most: 256 },
      ];
    }),
    {
      what: 'event loop over all loads, p99 ms',
      is: largest(own.map(({ delayMs }) => delayMs.p99)),
      most: 50,
    },
    {
      what: 'event loop over all loads, worst ms',
      is: largest(own.map(({ delayMs }) => delayMs.worst)),
      most: 100,
    },
  ];
}

const NOTHING = { healthMs: NaN, peakMegabytes: NaN, idleMegabytes: NaN };

const largest = (values: readonly number[]): number => Math.max(0, ...values);

const MOST_AT_HAND = 100_000;

/** A dialer that knows the calls of one day. */
async function startDayDialer(count: number) {
  // A larger one is made while it is sent.
  const body = count <= MOST_AT_HAND ? outboundCalls(count) : undefined;
  let calls = 0;
  const answer = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    calls += 1;
    const form = new URLSearchParams(await text(incoming));
    response.writeHead(200, { 'content-type': 'text/html; charset=UTF-8' });
    if (form.get('goAction') !== 'outbound_cdr') response.end('{"result":"success","data":{}}');
    else if (body === undefined) Readable.from(outboundCallParts(count)).pipe(response);
    else response.end(body);
  };
  const server = createServer((incoming, response) => void answer(incoming, response));
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
