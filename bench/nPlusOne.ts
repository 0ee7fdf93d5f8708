import { graphql } from 'graphql';
import type { Context } from '../src/graph/builder.ts';
import { schema } from '../src/graph/schema.ts';
import { LeadJournal } from '../src/leads/journal.ts';
import { LeadWriter } from '../src/leads/writer.ts';
import { createLoaders } from '../src/loaders/index.ts';
import { LiveHistory } from '../src/loaders/liveHistory.ts';
import { startSimulator } from '../src/simulator/server.ts';
import { UpstreamClient } from '../src/upstream/client.ts';
import { goApi } from '../src/upstream/dialer/goApi.ts';
import { Zone } from '../src/upstream/zone.ts';

const OPERATION = `{
  agents(first: 100) {
    nodes { username name profile { profileId name } portfolios { code name } campaign { campaignId name } }
  }
}`;

const SECONDS = 4;

/** The N+1 operation with this server's loaders, and with the same resolvers when nothing is shared between them. */
export async function benchNPlusOne(): Promise<void> {
  const simulator = await startSimulator();
  const client = new UpstreamClient({
    transports: {
      goAPI: goApi({ baseUrl: new URL(simulator.url), user: simulator.user, pass: simulator.pass }),
    },
    concurrency: 8,
    timeoutMs: 60_000,
    log: { warn: (facts, message) => console.warn(message, facts) },
  });
  const history = new LiveHistory();
  const leads = new LeadWriter({
    client,
    openJournal: () => new LeadJournal(':memory:'),
    user: simulator.user,
    concurrency: 8,
    timeoutMs: 60_000,
    audit: () => undefined,
    log: { warn: (facts, message) => console.warn(message, facts) },
  });
  const rest = { zone: new Zone('UTC'), maxPeriodDays: 92, leads, viewer: { name: 'bench' } };
  const shared = (): Context => ({ ...rest, loaders: createLoaders({ client, history }) });
  const naive = (): Context => ({
    ...rest,
    get loaders() {
      return createLoaders({ client, history });
    },
  });

  console.log('100 agents with profile, portfolios and campaign');
  const ours = await rate(
    shared,
    () => simulator.counts(),
    () => simulator.clear(),
  );
  const theirs = await rate(
    naive,
    () => simulator.counts(),
    () => simulator.clear(),
  );
  console.log(`  with loaders      ${line(ours)}`);
  console.log(`  without loaders   ${line(theirs)}`);
  console.log(
    `  ratio             ${(ours.perSecond / theirs.perSecond).toFixed(1)} × the operations a second\n`,
  );
  await client.close();
  await simulator.close();
}

interface Rate {
  readonly perSecond: number;
  readonly dialerCalls: number;
}

async function rate(
  context: () => Context,
  counts: () => Record<string, number>,
  clear: () => void,
): Promise<Rate> {
  const run = async (): Promise<void> => {
    const { errors } = await graphql({ schema, source: OPERATION, contextValue: context() });
    if (errors) throw errors[0];
  };
  await run();
  clear();
  const started = performance.now();
  let operations = 0;
  while (performance.now() - started < SECONDS * 1000) {
    await run();
    operations += 1;
  }
  const seconds = (performance.now() - started) / 1000;
  const calls = Object.values(counts()).reduce((sum, count) => sum + count, 0);
  return { perSecond: operations / seconds, dialerCalls: calls / operations };
}

const line = ({ perSecond, dialerCalls }: Rate): string =>
  `${perSecond.toFixed(1).padStart(7)} operations/s, ${dialerCalls.toFixed(0).padStart(4)} dialer calls each`;
