/** Twenty minutes' worth of load of a thousand viewers, at three servers of one dialer. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'undici';
import { expect, onTestFinished, test } from 'vitest';
import { SCOPES } from '../../src/access/viewer.ts';
import { agentCounts } from '../support/events.ts';
import { subscribe } from '../support/eventStream.ts';
import { leadInfo, startOtherDialer, success } from '../support/otherDialer.ts';
import { hasRedis, startRedis } from '../support/redisServer.ts';
import { scrape } from '../support/scrape.ts';
import { startServers } from '../support/severalServers.ts';

const VIEWERS = 1000;
/** A viewer asks once a minute. */
const MINUTES = 20;
const AT_ONCE = 60;
const CONCURRENCY = 8;

const QUERIES: readonly ((turn: number) => string)[] = [
  () => '{ dashboard { agentCounts { live } } }',
  () => '{ campaigns { campaignId name } }',
  () => '{ agents(first: 50) { nodes { username name portfolios { name } } } }',
  (turn) => `{ agent(username: "Maria.ORTIZ") { live { state } } lead(leadId: "${turn % 40}") { leadId } }`,
];

test.skipIf(!hasRedis)(
  'a thousand viewers at three servers: never more calls than one server may make, and no question twice at once',
  async () => {
    const redis = await startRedis();
    const dialer = await startOtherDialer();
    onTestFinished(() => dialer.close());
    const underWay = new Map<string, number>();
    let inFlight = 0;
    let mostInFlight = 0;
    let mostOfOne = 0;
    /** Answers after a while, and counts what is under way. */
    const slowly =
      (answer: (fields: URLSearchParams) => object) =>
      async (fields: URLSearchParams): Promise<object> => {
        const question = fields.toString();
        const same = (underWay.get(question) ?? 0) + 1;
        underWay.set(question, same);
        inFlight += 1;
        mostInFlight = Math.max(mostInFlight, inFlight);
        mostOfOne = Math.max(mostOfOne, same);
        await sleep(20);
        inFlight -= 1;
        underWay.set(question, (underWay.get(question) ?? 1) - 1);
        return answer(fields);
      };
    dialer.answer(
      'getAgentStatus',
      slowly(() => agentCounts(5)),
    );
    dialer.answer(
      'goGetCustomerInfo',
      slowly((fields) => leadInfo({ lead_id: fields.get('lead_id') })),
    );
    dialer.answer(
      'getLiveAgentInfo',
      slowly(() => success({ status: 'READY' })),
    );
    const servers = await startServers(
      redis,
      dialer,
      [1, 2, 3].map(() => ({ DIALER_CONCURRENCY: String(CONCURRENCY), LOG_LEVEL: 'warn' })),
      {
        viewerOf: ({ headers }) => ({
          name: headers.get('x-viewer') ?? 'nobody',
          scopes: new Set(SCOPES),
          portfolios: null,
        }),
      },
    );
    const streams = await Promise.all(
      servers.map(({ url }) => subscribe(url, 'subscription { agentCounts { live } }')),
    );
    await Promise.all(streams.map((stream) => stream.until((events) => events.length > 0)));
    // A call of fetch takes the test's process as long as a server takes to answer it.
    const pools = servers.map(({ url }) => new Pool(url));
    onTestFinished(async () => {
      await Promise.all(pools.map((pool) => pool.close()));
    });
    let turn = 0;
    let answered = 0;
    const refused: string[] = [];
    const others: string[] = [];
    const client = async (): Promise<void> => {
      while (turn < VIEWERS * MINUTES) {
        const own = turn++;
        const query = QUERIES[Math.floor(own / 3) % QUERIES.length]?.(own) ?? '';
        const response = await pools[own % 3]?.request({
          path: '/graphql',
          method: 'POST',
          headers: { 'content-type': 'application/json', 'x-viewer': `viewer-${own % VIEWERS}` },
          body: JSON.stringify({ query }),
        });
        const text = (await response?.body.text()) ?? '"errors"';
        if (!text.includes('"errors"')) answered += 1;
        else if (text.includes('retryAfterSeconds')) refused.push(text);
        else others.push(text.slice(0, 300));
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, client));
    const pollers = await Promise.all(
      servers.map(async ({ url }) =>
        (await scrape(url)).sum('crocodial_live_pollers', { topic: 'agentCounts' }),
      ),
    );
    expect(others.slice(0, 3)).toEqual([]);
    expect(answered + refused.length).toBe(turn);
    expect(answered).toBeGreaterThan(0.95 * turn);
    expect(mostInFlight).toBeLessThanOrEqual(CONCURRENCY);
    expect(mostOfOne).toBe(1);
    expect(pollers.reduce((sum, one) => sum + one, 0)).toBe(1);
  },
  300_000,
);
