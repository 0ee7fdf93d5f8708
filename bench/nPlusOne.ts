import pLimit from 'p-limit';
import { configFrom } from '../src/config.ts';
import { startServer } from '../src/server/server.ts';
import { startSimulator, type Simulator } from '../src/simulator/server.ts';

const OPERATION = `{
  agents(first: 100) {
    nodes { username name profile { profileId name } portfolios { code name } campaign { campaignId name } }
  }
}`;

/** A client of the dialer's own API calls this list, and then for each agent the lists of everything it refers to. */
const LIST = 'goGetAllUsers';
const FOR_EACH_AGENT = ['getAllProfiles', 'getAllPortfolios', 'goGetAllCampaigns', 'goGetAllUsers'] as const;
const AGENTS = 100;

const SECONDS = 4;
const CONCURRENCY = 8;

/**
 * 100 agents with their profile, portfolios and campaign: from a new server, from a warm one, and call by call from the
 * dialer.
 */
export async function benchNPlusOne(): Promise<void> {
  const simulator = await startSimulator();
  console.log('100 agents with profile, portfolios and campaign');
  const cold = await rate(simulator, async () => {
    const server = await served(simulator);
    await query(server.url);
    await server.close();
  });
  const server = await served(simulator);
  const warm = await rate(simulator, () => query(server.url));
  await server.close();
  const bare = await rate(simulator, () => callOneByOne(simulator));
  console.log(`  new server              ${line(cold)}`);
  console.log(`  warm server             ${line(warm)}`);
  console.log(`  call by call            ${line(bare)}`);
  console.log(
    `  ratio                   ${(warm.perSecond / bare.perSecond).toFixed(1)} × the operations a second\n`,
  );
  await simulator.close();
}

const served = (simulator: Simulator) =>
  startServer(configFrom({ PORT: '0', LOG_LEVEL: 'warn' }), {
    ...simulator,
    baseUrl: new URL(simulator.url),
  });

async function query(url: string): Promise<void> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: OPERATION }),
  });
  const text = await response.text();
  if (text.includes('"errors"')) throw new Error(text.slice(0, 500));
}

async function callOneByOne({ url, user, pass }: Simulator): Promise<void> {
  const limit = pLimit(CONCURRENCY);
  const call = async (action: string): Promise<void> => {
    const response = await fetch(`${url}/goAPIv2/${FOLDERS[action] ?? 'goUsers'}/goAPI.php`, {
      method: 'POST',
      body: new URLSearchParams({ goUser: user, goPass: pass, goAction: action, responsetype: 'json' }),
    });
    JSON.parse(await response.text());
  };
  await call(LIST);
  const actions = Array.from({ length: AGENTS }, () => FOR_EACH_AGENT).flat();
  await Promise.all(actions.map((action) => limit(() => call(action))));
}

const FOLDERS: Readonly<Record<string, string>> = { goGetAllCampaigns: 'goCampaigns' };

interface Rate {
  readonly perSecond: number;
  readonly dialerCalls: number;
}

async function rate(simulator: Simulator, run: () => Promise<void>): Promise<Rate> {
  await run();
  simulator.clear();
  const started = performance.now();
  let operations = 0;
  while (performance.now() - started < SECONDS * 1000) {
    await run();
    operations += 1;
  }
  const seconds = (performance.now() - started) / 1000;
  const calls = Object.values(simulator.counts()).reduce((sum, count) => sum + count, 0);
  return { perSecond: operations / seconds, dialerCalls: calls / operations };
}

const line = ({ perSecond, dialerCalls }: Rate): string =>
  `${perSecond.toFixed(1).padStart(7)} operations/s, ${dialerCalls.toFixed(dialerCalls < 1 ? 3 : 0).padStart(5)} dialer calls each`;
