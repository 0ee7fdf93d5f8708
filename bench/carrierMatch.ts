import { z } from 'zod';
import { configFrom } from '../src/config.ts';
import { startServer } from '../src/server/server.ts';
import { startSimulator, type Centre, type Simulator } from '../src/simulator/server.ts';

/** A Friday, so the days before it are busy. */
const NOW = Date.UTC(2026, 10, 20, 15);
const PERIOD = { from: '2026-11-16', to: '2026-11-18' } as const;
const HOUR = 3_600_000;

/** Lists of calls whose matches are compared with the simulator's own pairs. */
const LISTS = {
  calls: `calls(period: $period, first: 1000, after: $after) { totalCount nodes { at: startedAt number: contactNumber carrierMatch { secondsApart carrierCall { id } } } pageInfo { endCursor hasNextPage } }`,
  agentCalls: `agentCalls(period: $period, first: 1000, after: $after) { totalCount nodes { at: answeredAt number: phoneNumber carrierMatch { secondsApart carrierCall { id } } } pageInfo { endCursor hasNextPage } }`,
} as const;

export type MatchedList = keyof typeof LISTS;

export interface MatchQuality {
  readonly calls: number;
  readonly matches: number;
  /** The share of correct matches among all matches, 0 to 1. */
  readonly precision: number;
  /** The share of calls matched with their record among all calls that have one, 0 to 1. */
  readonly recall: number;
  /** Requests to VOXO, for all pages. */
  readonly requests: number;
  readonly milliseconds: number;
}

const page = z.object({
  data: z.object({
    list: z.object({
      nodes: z.array(
        z.object({
          at: z.string(),
          number: z.string(),
          carrierMatch: z.object({ carrierCall: z.object({ id: z.string() }) }).nullable(),
        }),
      ),
      pageInfo: z.object({ endCursor: z.string().nullable(), hasNextPage: z.boolean() }),
    }),
  }),
});

type Page = z.output<typeof page>['data']['list'];

/** The key of a call. Equal calls that the dialer lists twice have the same key. */
const keyOf = (at: number, number: string): string => `${at} ${number}`;

/** For each VOXO record, the key of its call; null if the dialer does not list the call. */
function truthOf({ carrier }: Centre, list: MatchedList): ReadonlyMap<string, string | null> {
  const [from, to] = [Date.parse(`${PERIOD.from}T00:00:00Z`), Date.parse(`${PERIOD.to}T23:59:59Z`)];
  return new Map(
    carrier.between(from - HOUR, to + HOUR, NOW).map(({ id, call }) => {
      const at = list === 'calls' ? call?.startedAt : call?.answeredAt;
      const isListed = call && at !== null && at !== undefined && from <= at && at <= to;
      return [id, isListed && (list === 'calls' || call.agent) ? keyOf(at, call.customerNumber) : null];
    }),
  );
}

/** Reads a list of the simulated calls in pages of 1,000, and compares each match with the simulator's own pairs. */
export async function matchQuality(
  simulator: Simulator,
  url: string,
  list: MatchedList,
): Promise<MatchQuality> {
  const truth = truthOf(simulator.centre, list);
  const query = `query ($period: PeriodInput!, $after: String) { list: ${LISTS[list]} }`;
  const before = simulator.counts()['call-reports'] ?? 0;
  const started = performance.now();
  let [calls, matches, correct] = [0, 0, 0];
  for (let after: string | null = null, more = true; more;) {
    const { nodes, pageInfo } = await pageOf(url, query, after);
    for (const { at, number, carrierMatch } of nodes) {
      calls += 1;
      if (!carrierMatch) continue;
      matches += 1;
      if (truth.get(carrierMatch.carrierCall.id) === keyOf(Date.parse(at), number)) correct += 1;
    }
    after = pageInfo.endCursor;
    more = pageInfo.hasNextPage;
  }
  const matchable = [...truth.values()].filter((key) => key !== null).length;
  return {
    calls,
    matches,
    precision: correct / matches,
    recall: correct / matchable,
    requests: (simulator.counts()['call-reports'] ?? 0) - before,
    milliseconds: performance.now() - started,
  };
}

async function pageOf(url: string, query: string, after: string | null): Promise<Page> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables: { period: PERIOD, after } }),
  });
  return page.parse(await response.json()).data.list;
}

/** A simulated call centre, and a server in front of its dialer and its VOXO. */
export async function startMatching(callsPerDay: number) {
  const simulator = await startSimulator({ now: () => NOW, callsPerDay });
  const config = configFrom({
    PORT: '0',
    LOG_LEVEL: 'warn',
    VOXO_URL: simulator.url,
    VOXO_TOKEN: simulator.voxoToken,
    VOXO_TENANT_ID: '1',
  });
  const server = await startServer(config, { ...simulator, baseUrl: new URL(simulator.url) });
  return {
    simulator,
    url: server.url,
    close: async (): Promise<void> => {
      await server.close();
      await simulator.close();
    },
  };
}

export const qualityLine = ({
  calls,
  matches,
  precision,
  recall,
  requests,
  milliseconds,
}: MatchQuality): string =>
  `${calls} calls, ${matches} matches: precision ${precision.toFixed(4)}, recall ${recall.toFixed(4)}, ` +
  `${requests} call-reports, ${(milliseconds / Math.ceil(calls / 1000)).toFixed(0)} ms a page of 1,000`;

/** Precision and recall of `carrierMatch`: for an ordinary call centre, and for one that calls each number often. */
export async function benchCarrierMatch(): Promise<void> {
  console.log(
    'Calls matched with the carrier’s records: clocks up to 90 s apart, 5 % of records missing, 5 % extra',
  );
  for (const callsPerDay of [3000, 12_000]) {
    const { simulator, url, close } = await startMatching(callsPerDay);
    for (const list of ['calls', 'agentCalls'] as const) {
      const quality = await matchQuality(simulator, url, list);
      console.log(`  ${String(callsPerDay).padStart(6)} a day, ${list.padEnd(10)}  ${qualityLine(quality)}`);
    }
    await close();
  }
  console.log();
}
