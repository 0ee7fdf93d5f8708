/** One measurement in its own process: `node bench/columnsProcess.ts baseline|server URL DAY`. */
import { setTimeout as pause } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { configFrom } from '../src/config.ts';
import { startServer } from '../src/server/server.ts';
import { wholeDayQuery } from './wholeDay.ts';

const [kind = '', dialerUrl = '', day = ''] = process.argv.slice(2);

/** CPU milliseconds of the whole process, threads included. */
async function cpuOf(work: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

const megabytes = (): number => process.memoryUsage.rss() / 2 ** 20;

/** The most memory while something runs, in megabytes. */
async function peakOf(work: () => Promise<unknown>): Promise<number> {
  let peak = megabytes();
  const timer = setInterval(() => (peak = Math.max(peak, megabytes())), 5);
  await work();
  clearInterval(timer);
  return Math.max(peak, megabytes());
}

async function parsePickStringify(): Promise<number> {
  const parsed: { data: { rows: Record<string, unknown>[] } } = JSON.parse(
    await (await fetch(dialerUrl, { method: 'POST' })).text(),
  );
  const picked = parsed.data.rows.map((row) => ({
    startedAt: row['call_date'],
    contactNumber: row['dst'],
    ownNumber: row['src'],
    agentUsername: row['agent'],
    campaignName: row['campaign'],
    callType: row['call_type'],
    disposition: row['disposition'],
    carrierDisposition: row['carrier_disposition'],
    terminationReason: row['term_reason'],
    queueSeconds: row['queue_time'],
    portfolio: row['portfolio'],
    vendorLeadCode: row['vendor_lead_code'],
    leadId: row['lead_id'],
    listId: row['list_id'],
    leadEnteredAt: row['entry_date'],
  }));
  return JSON.stringify(picked).length;
}

async function baseline(): Promise<Record<string, number>> {
  await parsePickStringify();
  return { 'parse + pick + stringify: CPU ms': await cpuOf(parsePickStringify) };
}

/** Asks /health every 10 ms from a thread, so that this process's own work does not delay the clock. */
function healthWaits(url: string): { readonly stop: () => Promise<number> } {
  const worker = new Worker(new URL('columnsHealth.ts', import.meta.url), { workerData: url });
  return {
    stop: () =>
      new Promise((resolve) => {
        worker.once('message', (worst: number) => resolve(worst));
        worker.postMessage('stop', []);
      }),
  };
}

async function server(): Promise<Record<string, number>> {
  const started = await startServer(configFrom({ PORT: '0', LOG_LEVEL: 'error' }), {
    baseUrl: new URL(dialerUrl),
    user: 'bench',
    pass: 'bench',
  });
  const ask =
    (query: string, from = day) =>
    async (): Promise<void> => {
      const response = await fetch(`${started.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query: query.replaceAll('DAY', from) }),
      });
      const text = await response.text();
      if (text.includes('"errors"')) throw new Error(text.slice(0, 500));
    };
  const page = `{ outboundCalls(period: { from: "DAY", to: "DAY" }, first: 10) { totalCount
    nodes { id startedAt agentUsername campaignName disposition leadId } } }`;
  const groups = `{ outboundCalls(period: { from: "DAY", to: "DAY" }, first: 0) {
    groups(by: [CAMPAIGN, DISPOSITION]) { keys count averageQueueSeconds } } }`;
  const filtered = page.replace('first: 10', 'first: 10, filter: { dispositions: ["Callback"] }');
  const fields = wholeDayQuery(day);
  const small = '{ __typename }';
  for (let time = 0; time < 20; time += 1) await ask(small)();
  globalThis.gc?.();
  const idle = megabytes();
  let cold = 0;
  let worst = 0;
  const health = healthWaits(started.url);
  await pause(300);
  const peak = await peakOf(async () => {
    cold = await cpuOf(ask(page));
  });
  worst = await health.stop();
  const figures: Record<string, number> = {
    'first 10, not remembered: CPU ms': cold,
    '/health meanwhile: worst wait, ms': worst,
    'memory at its peak above idle, MB': peak - idle,
  };
  globalThis.gc?.();
  figures['memory afterwards above idle, MB'] = megabytes() - idle;
  for (let time = 0; time < 20; time += 1) await ask(page)();
  const runs = 20;
  figures['first 10, remembered: CPU ms'] =
    (await cpuOf(async () => {
      for (let time = 0; time < runs; time += 1) await ask(page)();
    })) / runs;
  for (let time = 0; time < 3; time += 1) await ask(fields)();
  figures['1,000 an hour × 15 fields, remembered: CPU ms'] = await cpuOf(ask(fields));
  // Another call, with the thread at hand and its code compiled.
  figures['first 10, another call not remembered: CPU ms'] = await cpuOf(
    ask(page.replace('first: 10', 'first: 10, filter: { profiles: ["1"] }')),
  );
  await ask(page)();
  const beside = healthWaits(started.url);
  figures['groups, remembered: CPU ms'] = await cpuOf(ask(groups));
  figures['filtered, first 10, remembered: CPU ms'] = await cpuOf(ask(filtered));
  figures['/health during both: worst wait, ms'] = await beside.stop();
  await started.close();
  return figures;
}

process.send?.(await (kind === 'baseline' ? baseline() : server()));
process.exit(0);
