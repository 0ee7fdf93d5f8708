/** One measurement in its own process: `node bench/rowsProcess.ts fields|groups|json URL DAY`. */
import { configFrom } from '../src/config.ts';
import { startServer } from '../src/server/server.ts';
import { wholeDayQuery } from './wholeDay.ts';

const [kind = '', dialerUrl = '', day = ''] = process.argv.slice(2);
const RUNS = 5;

const groupsQuery = (): string => `{ outboundCalls(period: { from: "${day}", to: "${day}" }, first: 0) {
  totalCount groups(by: [CAMPAIGN, DISPOSITION]) { keys count averageQueueSeconds maxQueueSeconds } } }`;

async function throughTheServer(query: string): Promise<() => Promise<number>> {
  const server = await startServer(configFrom({ PORT: '0', LOG_LEVEL: 'error' }), {
    baseUrl: new URL(dialerUrl),
    user: 'bench',
    pass: 'bench',
  });
  return async () => {
    const response = await fetch(`${server.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query }),
    });
    const text = await response.text();
    if (text.includes('"errors"')) throw new Error(text.slice(0, 500));
    return [...text.matchAll(/"totalCount":(\d+)/g)].reduce((sum, [, count]) => sum + Number(count), 0);
  };
}

const parseAndStringify = () => async (): Promise<number> => {
  const text = await (await fetch(dialerUrl, { method: 'POST' })).text();
  const again = JSON.stringify(JSON.parse(text));
  return again.split('"call_date"').length - 1;
};

const run =
  kind === 'json'
    ? parseAndStringify()
    : await throughTheServer(kind === 'fields' ? wholeDayQuery(day) : groupsQuery());

// Two runs as a warm-up: a server that has run for a while is measured.
await run();
await run();
const cpu = process.cpuUsage();
const started = performance.now();
let rows = 0;
for (let time = 0; time < RUNS; time += 1) rows += await run();
const { user, system } = process.cpuUsage(cpu);
process.send?.({
  rows,
  milliseconds: performance.now() - started,
  cpuMilliseconds: (user + system) / 1000 / RUNS,
  peakMegabytes: process.resourceUsage().maxRSS / 1024,
});
process.exit(0);
