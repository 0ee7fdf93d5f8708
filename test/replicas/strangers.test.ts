/** A Redis that others read and write, and servers whose viewers or dialers differ. */
import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { SCOPES, type Viewer } from '../../src/access/viewer.ts';
import type { ServerOptions } from '../../src/server/server.ts';
import { clientOf, type Api, type Client } from '../support/api.ts';
import { DIALER_PASS, DIALER_USER } from '../support/otherDialer.ts';
import {
  AGENTS,
  ANY_NUMBER,
  CAMPAIGN_IDS,
  CODES,
  DAYS,
  leadOf,
  markOf,
  startPortfolioDialer,
  ZONE,
} from '../support/portfolioWorld.ts';
import { everythingIn, hasRedis, redisOfBlock } from '../support/redisServer.ts';
import type { ScriptedServer } from '../support/scriptedServer.ts';
import { SHARED_KEY, startServers } from '../support/severalServers.ts';

const CALLS = `{
  agents(first: 50) { nodes { username portfolios { code } } }
  outboundCalls(first: 100, period: { from: "${DAYS[0]}", to: "${DAYS[1]}" }) {
    nodes { vendorLeadCode disposition toNumber }
  }
}`;

/** By name. */
const VIEWERS: Readonly<Record<string, Viewer['portfolios']>> = { everyone: null, 'nora.north': ['NRD'] };

const options: ServerOptions = {
  viewerOf: ({ headers }) => {
    const name = headers.get('x-viewer') ?? 'everyone';
    return { name, scopes: new Set(SCOPES), portfolios: VIEWERS[name] ?? null };
  },
};

const as = ({ url }: Api, name: string): Client => clientOf(url, { 'x-viewer': name });

describe.skipIf(!hasRedis)('servers that share a Redis', () => {
  const redis = redisOfBlock();
  let dialer: ScriptedServer;
  beforeEach(async () => {
    await redis.cli('FLUSHALL');
    dialer = await startPortfolioDialer();
    onTestFinished(() => dialer.close());
  });

  async function startTwo(of: ScriptedServer = dialer): Promise<readonly [Api, Api]> {
    const settings = { DIALER_TIMEZONE: ZONE };
    const [one, other] = await startServers(redis, of, [settings, settings], options);
    if (!one || !other) throw new Error('There are two.');
    return [one, other];
  }

  test('give a viewer of one portfolio nothing else of what another server has asked for', async () => {
    const [one, other] = await startTwo();
    const all = await as(one, 'everyone').query(CALLS);
    expect(all.errors).toEqual([]);
    for (const code of CODES) expect(all.text).toContain(markOf(code));
    await expect.poll(() => redis.keys('*answer:entry*')).not.toEqual([]);
    const limited = await as(other, 'nora.north').query(CALLS);
    expect(limited.errors).toEqual([]);
    expect(limited.text).toContain(markOf('NRD'));
    expect(limited.text).not.toMatch(/~SUR~|~KIW~|carl\.s|"SUR"/);
    // The other way round: who may see all is not given what was asked for somebody who may not.
    const [third, fourth] = await startTwo();
    await redis.cli('FLUSHALL');
    expect((await as(third, 'nora.north').query(CALLS)).text).toBe(limited.text);
    await expect.poll(() => redis.keys('*answer:entry*')).not.toEqual([]);
    expect((await as(fourth, 'everyone').query(CALLS)).data).toEqual(all.data);
  });

  test('leave nothing in Redis, in logs and in metrics that can be read', async () => {
    const [one, other] = await startTwo();
    const number = '3115551001';
    for (const server of [one, other]) {
      const client = as(server, 'nora.north');
      await client.query(CALLS);
      await client.query(`{
        lead(leadId: "${leadOf('NRD', 1)}") { phoneNumber }
        agent(username: "anna.n") { live { state } }
        agentCalls(filter: { phoneNumber: "${number}" }) { totalCount }
      }`);
    }
    await expect.poll(() => redis.keys('*answer:entry*')).not.toEqual([]);
    expect((await redis.keys()).join()).toMatch(/lookups-/);
    const metrics = await Promise.all(
      [one, other].map(async ({ url }) => (await fetch(`${url}/metrics`)).text()),
    );
    const secrets = [SHARED_KEY, DIALER_PASS, redis.url];
    const personal = [...Object.keys(AGENTS), ...CODES.map(markOf), number, leadOf('NRD', 1), 'nora.north'];
    const inRedis = await everythingIn(redis);
    for (const text of [...secrets, ...personal, DIALER_USER])
      expect({ text, isThere: inRedis.includes(text) }).toEqual({ text, isThere: false });
    // So few digits may be in a sealed text by chance, but not as a word.
    expect(inRedis).not.toMatch(new RegExp(`(?<![\\w+/=-])(?:${CAMPAIGN_IDS.join('|')})(?![\\w+/=-])`));
    expect(inRedis).not.toMatch(ANY_NUMBER);
    // A hash without a key tells who guesses the name.
    const guessed = createHash('sha256').update('nora.north').digest('base64url');
    expect(inRedis).not.toContain(guessed);
    const told = [...one.log, ...other.log, ...metrics].join('\n');
    for (const text of secrets)
      expect({ text, isThere: told.includes(text) }).toEqual({ text, isThere: false });
  });

  test('of different dialers share no answer', async () => {
    const another = await startPortfolioDialer({ only: 'KIW' });
    onTestFinished(() => another.close());
    const [one] = await startTwo();
    const [other] = await startTwo(another);
    expect((await as(one, 'everyone').query(CALLS)).text).toContain(markOf('SUR'));
    await expect.poll(() => redis.keys('*answer:entry*')).not.toEqual([]);
    const answer = await as(other, 'everyone').query(CALLS);
    expect(answer.errors).toEqual([]);
    expect(answer.text).not.toContain(markOf('SUR'));
    expect(another.requests.length).toBeGreaterThan(1);
  });

  test('serve on if somebody publishes what no server does, or puts something else at a key', async () => {
    const [one, other] = await startTwo();
    await as(one, 'everyone').query(CALLS);
    for (const channel of (await redis.cli('PUBSUB CHANNELS *')).split('\n'))
      for (const text of ['garbage', '[]', '["a","open","",1]', 'x failed AAAA', 'x stored '])
        await redis.cli(['PUBLISH', channel, text]);
    for (const key of await redis.keys())
      await redis.cli(`EVAL redis.call('DEL',KEYS[1]);redis.call('LPUSH',KEYS[1],'x') 1 ${key}`);
    await sleep(100);
    for (const server of [one, other]) expect((await as(server, 'everyone').query(CALLS)).errors).toEqual([]);
    await redis.cli('FLUSHALL');
    for (const server of [one, other])
      await expect.poll(async () => (await fetch(`${server.url}/metrics`)).text()).toMatch(/redis_up 1\n/);
  });
});
