import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { startFloorDialer } from '../support/floorDialer.ts';
import { withCost } from '../support/dialerCost.ts';
import { subscribe, type EventStream } from '../support/eventStream.ts';
import { scopesWithout, startViewedApi, viewer } from '../support/viewers.ts';
import { DIALER_PASS, DIALER_USER } from '../support/otherDialer.ts';
import { askedAgain, floorOf, INTERVAL_MS, set, STATUS, told } from './floor.ts';

const codesOf = ({ events }: EventStream): unknown[] =>
  events.flatMap(({ errors }) => errors.map(({ extensions }) => extensions['code']));

/** A floor of two portfolios, and subscribers with rights of their own. */
async function viewed() {
  const dialer = await startFloorDialer(['anna', 'bert']);
  onTestFinished(() => dialer.close());
  dialer.agents.set('cleo', {
    status: 'IN CALL',
    hasLoggedIn: true,
    portfolios: ['SUR', 'NRD'],
    more: { in_call_with: '3125550100' },
  });
  dialer.agents.set('dora', { status: 'READY', hasLoggedIn: true, portfolios: [] });
  const account = { url: dialer.url, user: DIALER_USER, pass: DIALER_PASS };
  const api = await startViewedApi(account, {}, onTestFinished, { liveIntervalMs: INTERVAL_MS });
  return {
    dialer,
    watch: async (who: ReturnType<typeof viewer>, query: string) => {
      const client = await subscribe(api.url, query, { headers: api.headersOf(who) });
      onTestFinished(() => client.close());
      return client;
    },
  };
}

const many = (count: number): string[] => Array.from({ length: count }, (_, index) => `agent${index}`);

describe('usernames', () => {
  test('are matched in any case; those of nobody are ignored, and join later', async () => {
    const floor = await floorOf(['anna', 'bert'], { restMs: 200 });
    const client = await floor.watch({ usernames: ['ANNA', 'nobody', 'dora', 'anna'] });
    await client.until(({ length }) => length === 1);
    floor.dialer.agents.set('Dora', { status: 'PAUSE', hasLoggedIn: true, portfolios: [] });
    await client.until(({ length }) => length === 2);
    expect(told(client.events)).toEqual(['anna READY', 'Dora PAUSED']);
    expect(floor.dialer.asked).not.toContain('bert');
  });

  test('are at most 1,000', async () => {
    const floor = await floorOf(['anna']);
    const client = await floor.watch({ usernames: Array.from({ length: 1001 }, (_, index) => `a${index}`) });
    await client.until(({ length }) => length === 1).catch(() => undefined);
    expect(codesOf(client)).toEqual(['BAD_USER_INPUT']);
    expect(floor.dialer.requests).toHaveLength(0);
    const most = await floor.watch({
      usernames: ['anna', ...Array.from({ length: 999 }, (_, index) => `a${index}`)],
    });
    await most.until(({ length }) => length === 1);
    expect(told(most.events)).toEqual(['anna READY']);
  });

  test('none of them: nobody', async () => {
    const floor = await floorOf(['anna']);
    const [none, all] = [await floor.watch({ usernames: [] }), await floor.watch()];
    await all.until(({ length }) => length === 1);
    expect(none.events).toEqual([]);
  });
});

describe('filter', () => {
  test('takes the conditions of `agents`, and `usernames` beside it', async () => {
    const floor = await floorOf(['anna', 'bert', 'cleo']);
    set(floor, 'cleo', { portfolios: ['SUR'] });
    const [one, other] = [
      await floor.watch({ filter: { portfolios: ['nrd'] } }),
      await floor.watch({ usernames: ['anna', 'cleo'], filter: { portfolios: ['sur'] } }),
    ];
    await one.until(({ length }) => length === 2);
    await other.until(({ length }) => length === 1);
    expect(told(one.events).toSorted()).toEqual(['anna READY', 'bert READY']);
    expect(told(other.events)).toEqual(['cleo READY']);
  });

  test('by states tells who is in them, who comes and who leaves', async () => {
    const floor = await floorOf(['anna', 'bert', 'cleo']);
    set(floor, 'bert', 'IN CALL');
    const [all, ready] = [await floor.watch(), await floor.watch({ filter: { states: ['READY'] } })];
    await all.until(({ length }) => length === 3);
    await ready.until(({ length }) => length === 2);
    for (const [username, status] of [
      ['anna', 'IN CALL'],
      ['anna', 'PAUSE'],
      ['bert', 'DISPO'],
      ['bert', 'READY'],
    ] as const) {
      const { length } = all.events;
      set(floor, username, status);
      await all.until((results) => results.length === length + 1);
    }
    await ready.until(({ length }) => length === 4);
    expect(told(ready.events).slice(0, 2).toSorted()).toEqual(['anna READY', 'cleo READY']);
    expect(told(ready.events).slice(2)).toEqual(['anna IN_CALL < READY', 'bert READY < DISPOSITION']);
    // A later subscriber is told of those who are in them now.
    const later = await floor.watch({ filter: { states: ['READY'] } });
    await later.until(({ length }) => length === 2);
    expect(told(later.events).toSorted()).toEqual(['bert READY', 'cleo READY']);
  });

  test('by states asks only for agents who have logged in, unless OFFLINE is one of them', async () => {
    const floor = await floorOf(['anna', 'bert']);
    set(floor, 'bert', { status: null, hasLoggedIn: false });
    const ready = await floor.watch({ filter: { states: ['READY', 'IN_CALL'] } });
    await ready.until(({ length }) => length === 1);
    await askedAgain(floor, 'anna');
    expect(floor.dialer.asked).not.toContain('bert');
    const offline = await floor.watch({ filter: { states: ['OFFLINE'] } });
    await offline.until(({ length }) => length === 1);
    expect(told(offline.events)).toEqual(['bert OFFLINE']);
  });

  test('by no state asks for nobody', async () => {
    const floor = await floorOf(['anna']);
    const [none, all] = [await floor.watch({ filter: { states: [] } }), await floor.watch()];
    await all.until(({ length }) => length === 1);
    expect(none.events).toEqual([]);
  });

  test('by login follows logins', async () => {
    const floor = await floorOf(['anna', 'bert', 'cleo'], { restMs: 200 });
    set(floor, 'bert', { status: 'OFFLINE', hasLoggedIn: false });
    set(floor, 'cleo', { status: 'OFFLINE', hasLoggedIn: false });
    const here = await floor.watch({ filter: { loggedIn: true } });
    await here.until(({ length }) => length === 1);
    expect(told(here.events)).toEqual(['anna READY']);
    expect(new Set(floor.dialer.asked)).toEqual(new Set(['anna']));

    // Today's figures tell.
    set(floor, 'bert', { status: 'READY', hasLoggedIn: true });
    await here.until(({ length }) => length === 2);
    expect(told(here.events).at(-1)).toBe('bert READY');

    // So does a live state, before the figures: the event of the login is the last one for those who wait for it.
    const away = await floor.watch({ filter: { loggedIn: false } });
    await away.until(({ length }) => length === 1);
    set(floor, 'cleo', 'PAUSE');
    await away.until(({ length }) => length === 2);
    await here.until(({ length }) => length === 3);
    expect(told(away.events)).toEqual(['cleo OFFLINE', 'cleo PAUSED < OFFLINE']);
    expect(told(here.events).at(-1)).toBe('cleo PAUSED');
    set(floor, 'cleo', 'READY');
    await here.until(({ length }) => length === 4);
    expect(away.events).toHaveLength(2);
  });

  test('by login keeps agents who work past midnight, when the figures begin anew', async () => {
    const floor = await floorOf(['anna'], { restMs: 200 });
    const here = await floor.watch({ filter: { loggedIn: true } });
    await here.until(({ length }) => length === 1);
    set(floor, 'anna', { hasLoggedIn: false });
    const figures = (): number =>
      floor.dialer.requests.filter(({ action }) => action === 'agent_summary_stats').length;
    const before = figures();
    while (figures() < before + 2) await sleep(20);
    set(floor, 'anna', 'PAUSE');
    await here.until(({ length }) => length === 2);
    expect(told(here.events)).toEqual(['anna READY', 'anna PAUSED < READY']);
  });
});

test('agents who come and go are followed', async () => {
  const floor = await floorOf(['anna', 'bert'], { restMs: 200 });
  const client = await floor.watch();
  await client.until(({ length }) => length === 2);
  floor.dialer.agents.delete('bert');
  floor.dialer.agents.set('cleo', { status: 'IN CALL', hasLoggedIn: true, portfolios: ['NRD'] });
  await client.until((results) => told(results).includes('cleo IN_CALL'));
  // One call may be under way.
  const asked = floor.dialer.asked.length + 1;
  await askedAgain(floor, 'anna', 3);
  expect(floor.dialer.asked.slice(asked)).not.toContain('bert');
});

describe('rights', () => {
  const PERSONAL = `
    subscription {
      agentStatus {
        agent { username portfolios { code } }
        status { state inCallWith }
      }
    }
  `;
  const event = z.object({
    agentStatus: z
      .object({
        agent: z.object({ username: z.string(), portfolios: z.array(z.object({ code: z.string() })) }),
        status: z.object({ state: z.string(), inCallWith: z.string().nullable() }),
      })
      .nullable(),
  });

  test('a viewer limited to portfolios is told of the agents of those', async () => {
    const { dialer, watch } = await viewed();
    const client = await watch(viewer(scopesWithout(), ['SUR']), STATUS);
    await client.until(({ length }) => length === 1);
    expect(told(client.events)).toEqual(['cleo IN_CALL']);
    const all = await watch(viewer(scopesWithout()), STATUS);
    await all.until(({ length }) => length === 4);
    const anna = dialer.agents.get('anna');
    const cleo = dialer.agents.get('cleo');
    if (!anna || !cleo) throw new Error('They are not there.');
    anna.status = 'PAUSE';
    await all.until(({ length }) => length === 5);
    cleo.status = 'PAUSE';
    await client.until(({ length }) => length === 2);
    expect(told(client.events)).toEqual(['cleo IN_CALL', 'cleo PAUSED < IN_CALL']);
  });

  test('sees the numbers of calls with pii:read only, and no portfolio of others', async () => {
    const { watch } = await viewed();
    const limited = await watch(viewer(scopesWithout(), ['SUR']), PERSONAL);
    await limited.until(({ length }) => length === 1);
    const [denied] = limited.events;
    expect(denied?.errors.map(({ extensions }) => extensions['code'])).toEqual(['FORBIDDEN']);
    expect(event.parse(denied?.data).agentStatus?.agent.portfolios).toEqual([{ code: 'SUR' }]);

    const numberOf = async (who: ReturnType<typeof viewer>) => {
      const client = await watch(who, PERSONAL);
      await client.until(({ length }) => length === 4);
      return client.events
        .map(({ data }) => event.parse(data).agentStatus)
        .find((found) => found?.agent.username === 'cleo')?.status.inCallWith;
    };
    expect(await numberOf(viewer(scopesWithout()))).toBe('3125550100');
    expect(await numberOf(viewer(scopesWithout('pii:read')))).not.toContain('31255501');
  });

  test('none at all: FORBIDDEN, and no call', async () => {
    const { dialer, watch } = await viewed();
    const client = await watch(viewer(scopesWithout('agents:read')), STATUS);
    await client.until(({ length }) => length === 1).catch(() => undefined);
    expect(codesOf(client)).toEqual(['FORBIDDEN']);
    expect(dialer.requests).toHaveLength(0);
  });
});

describe('cost', () => {
  const plannedCalls = z.object({ calls: z.record(z.string(), z.number()) });

  test('is planned in calls a minute, and nothing once the sweep has the agents', async () => {
    const floor = await floorOf(['anna', 'bert'], { intervalMs: 6000 });
    const planOf = async (): Promise<Record<string, number>> => {
      const { extensions } = await withCost(floor.api, 'plan', STATUS, undefined, {
        accept: 'text/event-stream, application/json',
      });
      return plannedCalls.parse(extensions?.dialer.plan).calls;
    };
    // Nobody knows how many there are: fifty.
    expect(await planOf()).toEqual({ getLiveAgentInfo: 500, agent_summary_stats: 1, goGetAllUsers: 1 });
    await floor.api.data('{ agents { totalCount } }');
    expect(await planOf()).toEqual({ getLiveAgentInfo: 20, agent_summary_stats: 1, goGetAllUsers: 1 });
    const one = await floor.watch({ usernames: ['anna'] });
    await one.until(({ length }) => length === 1);
    expect(await planOf()).toEqual({ getLiveAgentInfo: 10 });
    const all = await floor.watch();
    await all.until(({ length }) => length === 2);
    expect(await planOf()).toEqual({});
  });

  test('is refused if states would be older than 30 seconds', async () => {
    const floor = await floorOf(many(400), { intervalMs: 10_000 });
    // With half of eight slots, a sweep takes 32 seconds.
    floor.dialer.delayMs = 320;
    const client = await floor.watch();
    await client.until(({ length }) => length === 1).catch(() => undefined);
    expect(codesOf(client)).toEqual(['OPERATION_TOO_COMPLEX']);
    expect(client.events[0]?.errors[0]?.message).toContain('`usernames`');
    expect(floor.dialer.asked).toHaveLength(10);
    floor.dialer.delayMs = 0;
    const fewer = await floor.watch({ usernames: many(100) });
    await fewer.until(({ length }) => length === 100);
    // Now the dialer is known to be faster.
    const all = await floor.watch();
    await all.until(({ length }) => length === 400);
  });

  test('counts only agents who have logged in', async () => {
    const floor = await floorOf(many(320));
    for (const username of many(320).slice(100)) set(floor, username, { status: null, hasLoggedIn: false });
    const client = await floor.watch();
    await client.until(({ length }) => length === 320);
    expect(codesOf(client)).toEqual([]);
  });
});
