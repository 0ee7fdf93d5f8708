import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { configFrom } from '../src/config.ts';
import { startServer } from '../src/server/server.ts';
import { startSimulator, type Simulator } from '../src/simulator/server.ts';

const CONCURRENCY = 8;
const LEADS = 1000;
const BATCHES = 3;

const { JOURNAL_URL, JOURNAL_KEY } = process.env;

/**
 * Leads per second through addLeads, 1,000 in each request. The baseline posts the same leads directly to the
 * simulator. Both send eight at a time. The journal is on disk, or in the database of JOURNAL_URL.
 */
export async function benchLeads(): Promise<void> {
  const simulator = await startSimulator({ agents: 12, callsPerDay: 0 });
  const folder = mkdtempSync(join(tmpdir(), 'leads-bench-'));
  const config = configFrom({
    PORT: '0',
    LOG_LEVEL: 'warn',
    DIALER_CONCURRENCY: String(CONCURRENCY),
    DIALER_TIMEOUT_MS: '60000',
    ...(JOURNAL_URL === undefined
      ? { LEAD_JOURNAL: join(folder, 'leads.db') }
      : { JOURNAL_URL, JOURNAL_KEY }),
  });
  const server = await startServer(config, { ...simulator, baseUrl: new URL(simulator.url) });

  const ours: number[] = [];
  const bare: number[] = [];
  // The first batch of each is a warm-up.
  for (let batch = 0; batch <= BATCHES; batch += 1) {
    ours.push(await timed(() => throughTheServer(server.url, leadsOf(2 * batch))));
    bare.push(await timed(() => barePosts(simulator, leadsOf(2 * batch + 1))));
  }
  console.log(
    `${LEADS.toLocaleString('en')} leads in one addLeads, ${CONCURRENCY} at a time, each with a key, journal in ${JOURNAL_URL === undefined ? 'a file' : 'Postgres'}`,
  );
  const [oursRate, bareRate] = [rateOf(ours.slice(1)), rateOf(bare.slice(1))];
  console.log(`  this server            ${line(oursRate)}`);
  console.log(`  bare posts             ${line(bareRate)}`);
  console.log(`  ratio                  ${(oursRate / bareRate).toFixed(2)} × the leads a second\n`);

  await server.close();
  await simulator.close();
  rmSync(folder, { recursive: true, force: true });
}

interface BenchLead {
  readonly phoneNumber: string;
  readonly source: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly idempotencyKey: string;
}

const leadsOf = (batch: number): readonly BenchLead[] =>
  Array.from({ length: LEADS }, (_, index) => ({
    phoneNumber: `727${String(batch * LEADS + index).padStart(7, '0')}`,
    source: 'bench',
    firstName: 'José',
    lastName: `O'Hara ${index}`,
    idempotencyKey: `bench-${batch}-${index}`,
  }));

async function throughTheServer(url: string, inputs: readonly BenchLead[]): Promise<void> {
  const query = `mutation ($inputs: [AddLeadInput!]!) {
    addLeads(inputs: $inputs) { added results { __typename ... on AddLeadSuccess { leadId } } }
  }`;
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables: { inputs } }),
  });
  const text = await response.text();
  if (!text.includes(`"added":${LEADS}`)) throw new Error(`Not all leads were added: ${text.slice(0, 500)}`);
}

async function barePosts({ url, user, pass }: Simulator, leads: readonly BenchLead[]): Promise<void> {
  const waiting = [...leads];
  const post = async (): Promise<void> => {
    for (let lead = waiting.shift(); lead; lead = waiting.shift()) {
      const response = await fetch(`${url}/API/lmapi.php`, {
        method: 'POST',
        body: new URLSearchParams({
          user,
          pass,
          function: 'add_lead',
          phone_number: lead.phoneNumber,
          source: lead.source,
          first_name: lead.firstName,
          last_name: lead.lastName,
        }),
      });
      const text = await response.text();
      if (!text.startsWith('SUCCESS: ')) throw new Error(text);
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, post));
}

async function timed(run: () => Promise<void>): Promise<number> {
  const started = performance.now();
  await run();
  return performance.now() - started;
}

const rateOf = (milliseconds: readonly number[]): number =>
  (LEADS * milliseconds.length * 1000) / milliseconds.reduce((sum, one) => sum + one, 0);

const line = (rate: number): string => `${Math.round(rate).toLocaleString('en').padStart(9)} leads/s`;
