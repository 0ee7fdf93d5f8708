import { isDeepStrictEqual } from 'node:util';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { withCost } from '../support/dialerCost.ts';
import { FAILURE } from '../support/floorDialer.ts';
import { askedAgain, eventsOf, floorOf, INTERVAL_MS, set, told } from './floor.ts';

/** For what a busy machine may need some tries to show. */
const POLL = { timeout: 15_000, interval: 10 };

describe('events', () => {
  test('are the present status of each agent first, then changes only', async () => {
    const floor = await floorOf(['anna', 'bert']);
    const client = await floor.watch();
    await client.until(({ length }) => length === 2);
    expect(told(client.events).toSorted()).toEqual(['anna READY', 'bert READY']);
    await askedAgain(floor, 'anna');
    expect(client.events).toHaveLength(2);

    set(floor, 'anna', 'IN CALL');
    await client.until(({ length }) => length === 3);
    set(floor, 'bert', 'LUNCH BREAK');
    await client.until(({ length }) => length === 4);
    await askedAgain(floor, 'anna');
    expect(told(client.events).slice(2)).toEqual(['anna IN_CALL < READY', 'bert PAUSED < READY']);
  });

  test('say since when, and when it was observed', async () => {
    const floor = await floorOf(['anna']);
    const client = await floor.watch();
    await client.until(({ length }) => length === 1);
    set(floor, 'anna', 'IN CALL');
    await client.until(({ length }) => length === 2);
    const [first, second] = eventsOf(client.events);
    expect(first?.status.since).toBeNull();
    expect(second?.status.since).toBe(second?.observedAt);
    expect(second?.status.observedAt).toBe(second?.observedAt);
    expect(Date.parse(second?.observedAt ?? '')).toBeGreaterThan(Date.parse(first?.observedAt ?? ''));
  });

  test('tell of any member that changes, and keep `since` while the state stays', async () => {
    const floor = await floorOf(['anna']);
    const client = await floor.watch();
    await client.until(({ length }) => length === 1);
    set(floor, 'anna', 'LUNCH BREAK');
    await client.until(({ length }) => length === 2);
    set(floor, 'anna', 'PAUSE - BREAK');
    await client.until(({ length }) => length === 3);
    const [, second, third] = eventsOf(client.events);
    expect(third?.status.statusText).toBe('PAUSE - BREAK');
    expect(third?.previousState).toBe('PAUSED');
    expect(third?.status.since).toBe(second?.status.since);

    set(floor, 'anna', { more: { color: 'red' } });
    await client.until(({ length }) => length === 4);
    expect(eventsOf(client.events).at(-1)?.status.color).toBe('red');
  });

  test('show an agent for whom the dialer has no status as OFFLINE', async () => {
    const floor = await floorOf(['anna']);
    set(floor, 'anna', null);
    const client = await floor.watch();
    await client.until(({ length }) => length === 1);
    set(floor, 'anna', 'READY');
    await client.until(({ length }) => length === 2);
    set(floor, 'anna', null);
    await client.until(({ length }) => length === 3);
    expect(told(client.events)).toEqual(['anna OFFLINE', 'anna READY < OFFLINE', 'anna OFFLINE < READY']);
    const [, , last] = eventsOf(client.events);
    expect(last?.status.since).toBe(last?.observedAt);
  });

  test('tell a later subscriber the present status at once, as no change', async () => {
    const floor = await floorOf(['anna'], { intervalMs: 600_000 });
    const first = await floor.watch();
    await first.until(({ length }) => length === 1);
    const asked = floor.dialer.asked.length;
    const second = await floor.watch();
    await second.until(({ length }) => length === 1);
    const third = await floor.watch({ usernames: ['anna'] });
    await third.until(({ length }) => length === 1);
    expect(told([...second.events, ...third.events])).toEqual(['anna READY', 'anna READY']);
    expect(floor.dialer.asked).toHaveLength(asked);
  });

  test('have the row of the agent without a call', async () => {
    const floor = await floorOf(['anna', 'bert', 'cleo']);
    const client = await floor.watch();
    await client.until(({ length }) => length === 3);
    const names = new Set(eventsOf(client.events).map(({ agent }) => agent.name));
    expect(names).toEqual(new Set(['Agent anna', 'Agent bert', 'Agent cleo']));
    expect(floor.dialer.counts()).toMatchObject({ goGetAllUsers: 1, agent_summary_stats: 1 });
  });
});

describe('calls', () => {
  test('stop when the last subscriber leaves, and none is made before the first', async () => {
    const floor = await floorOf(['anna', 'bert']);
    await sleep(2 * INTERVAL_MS);
    expect(floor.dialer.requests).toHaveLength(0);
    const [one, other] = [await floor.watch(), await floor.watch({ usernames: ['anna'] })];
    await one.until(({ length }) => length === 2);
    await other.until(({ length }) => length === 1);
    one.close();
    // Calls may be under way when a client leaves, and the server has to notice.
    await expect
      .poll(async () => {
        const asked = floor.dialer.asked.length;
        await askedAgain(floor, 'anna', 3);
        return new Set(floor.dialer.asked.slice(asked));
      }, POLL)
      .toEqual(new Set(['anna']));
    other.close();
    await expect
      .poll(async () => {
        floor.dialer.clear();
        await sleep(3 * INTERVAL_MS);
        return floor.dialer.requests;
      }, POLL)
      .toEqual([]);
  });

  test('are at most half of the slots at once, and at least one', async () => {
    const names = Array.from({ length: 20 }, (_, index) => `agent${index}`);
    for (const [concurrency, most] of [
      ['7', 3],
      ['1', 1],
    ] as const) {
      const floor = await floorOf(names, { settings: { DIALER_CONCURRENCY: concurrency } });
      floor.dialer.delayMs = 20;
      const client = await floor.watch();
      await client.until(({ length }) => length === names.length);
      await askedAgain(floor, 'agent0');
      expect(floor.dialer.mostAsked).toBe(most);
      client.close();
    }
  });

  test('ask for the first state at once, whatever the interval', async () => {
    const floor = await floorOf(['anna', 'bert', 'cleo'], { intervalMs: 600_000 });
    const client = await floor.watch();
    await client.until(({ length }) => length === 3);
    expect(floor.dialer.asked).toHaveLength(3);
  });

  test('are as many for 200 subscribers as for one', async () => {
    const floor = await floorOf(['anna', 'bert', 'cleo']);
    const started = performance.now();
    const clients = await Promise.all(
      Array.from({ length: 200 }, (_, index) =>
        floor.watch(index % 2 === 0 ? undefined : { filter: { portfolios: ['NRD'] } }),
      ),
    );
    await Promise.all(clients.map((client) => client.until(({ length }) => length === 3)));
    await askedAgain(floor, 'anna', 3);
    const rounds = (performance.now() - started) / INTERVAL_MS;
    expect(floor.dialer.asked.length).toBeLessThanOrEqual(3 * (rounds + 2));
    expect(floor.dialer.counts()).toMatchObject({ goGetAllUsers: 1, agent_summary_stats: 1 });
    set(floor, 'bert', 'IN CALL');
    await Promise.all(clients.map((client) => client.until(({ length }) => length === 4)));
    expect(clients.map(({ events }) => told(events).at(-1))).toEqual(
      clients.map(() => 'bert IN_CALL < READY'),
    );
  });

  test('ask for agents who have not logged in once a minute, until they log in', async () => {
    const floor = await floorOf(['anna', 'bert'], { restMs: 1000 });
    set(floor, 'bert', { status: 'OFFLINE', hasLoggedIn: false });
    const client = await floor.watch();
    await client.until(({ length }) => length === 2);
    const count = (name: string): number => floor.dialer.asked.filter((asked) => asked === name).length;
    const started = performance.now();
    await askedAgain(floor, 'anna', 5);
    expect(count('bert')).toBeLessThanOrEqual(2 + (performance.now() - started) / 1000);
    set(floor, 'bert', 'READY');
    await client.until(({ length }) => length === 3);
    const before = [count('anna'), count('bert')] as const;
    await askedAgain(floor, 'bert', 5);
    expect(count('anna') - before[0]).toBeLessThanOrEqual(count('bert') - before[1] + 2);
  });

  test('go past the response cache, and fill it', async () => {
    const floor = await floorOf(['anna']);
    const QUERY = '{ agent(username: "anna") { live { state since } } }';
    await floor.api.data(QUERY);
    set(floor, 'anna', 'IN CALL');
    const client = await floor.watch();
    await client.until(({ length }) => length === 1);
    const [first] = eventsOf(client.events);
    expect(told(client.events)).toEqual(['anna IN_CALL']);
    // The query had seen another state.
    expect(first?.status.since).toBe(first?.observedAt);
    await expect
      .poll(async () => {
        const { data, extensions } = await withCost(floor.api, 'actual', QUERY);
        return { data, calls: extensions?.dialer.calls };
      }, POLL)
      .toEqual({ data: { agent: { live: { state: 'IN_CALL', since: first?.status.since } } }, calls: {} });
  });
});

describe('a sick dialer', () => {
  test('does not end a subscription, and no agent is lost', async () => {
    const floor = await floorOf(['anna', 'bert']);
    let isDown = false;
    floor.dialer.fault = (name) => (isDown || name === 'bert' ? FAILURE : undefined);
    const client = await floor.watch();
    await client.until(({ length }) => length === 1);
    expect(told(client.events)).toEqual(['anna READY']);
    isDown = true;
    set(floor, 'anna', 'IN CALL');
    await askedAgain(floor, 'anna', 3);
    isDown = false;
    floor.dialer.fault = () => undefined;
    await client.until(({ length }) => length === 3);
    expect(told(client.events).slice(1).toSorted()).toEqual(['anna IN_CALL < READY', 'bert READY']);
  });

  test('whose lists fail is asked for them again', async () => {
    const floor = await floorOf(['anna']);
    floor.dialer.answer('goGetAllUsers', FAILURE);
    const client = await floor.watch();
    await sleep(300);
    expect(client.events).toHaveLength(0);
    const { dialer } = await floorOf(['anna']);
    floor.dialer.answer('goGetAllUsers', async () => {
      const response = await fetch(dialer.url, {
        method: 'POST',
        body: new URLSearchParams({ goAction: 'goGetAllUsers', only_inactives: '0' }),
      });
      return response.text();
    });
    await client.until(({ length }) => length === 1);
    expect(told(client.events)).toEqual(['anna READY']);
  });

  test('that fails half of the time costs no final state', async () => {
    const names = Array.from({ length: 10 }, (_, index) => `agent${index}`);
    const floor = await floorOf(names);
    let calls = 0;
    floor.dialer.fault = () => ((calls += 1) % 2 === 0 ? FAILURE : undefined);
    const client = await floor.watch();
    for (const [round, status] of ['IN CALL', 'DISPO', 'PAUSE'].entries()) {
      await sleep(200);
      names.slice(round).forEach((name) => set(floor, name, status));
    }
    const expected = Object.fromEntries(names.map((name) => [name, 'PAUSED']));
    Object.assign(expected, { agent0: 'IN_CALL', agent1: 'DISPOSITION' });
    const last = (): object =>
      Object.fromEntries(eventsOf(client.events).map(({ agent, status }) => [agent.username, status.state]));
    await client.until(() => isDeepStrictEqual(last(), expected));
    expect(calls).toBeGreaterThan(names.length);
  });

  test('is asked again soon after it works again, however many calls had failed', async () => {
    const names = Array.from({ length: 40 }, (_, index) => `agent${index}`);
    const floor = await floorOf(names);
    const client = await floor.watch();
    await client.until(({ length }) => length === names.length);
    floor.dialer.fault = () => FAILURE;
    await sleep(8 * INTERVAL_MS);
    for (const name of names) set(floor, name, 'PAUSE');
    floor.dialer.fault = () => undefined;
    await client.until(({ length }) => length >= 2 * names.length, 8000);
    const changes = names.map((name) => `${name} PAUSED < READY`);
    expect(told(client.events).slice(names.length).toSorted()).toEqual(changes.toSorted());
  });
});
