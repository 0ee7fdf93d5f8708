import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { Variables } from '../support/api.ts';
import { FAILURE } from '../support/floorDialer.ts';
import type { EventStream } from '../support/eventStream.ts';
import { eventsOf, floorOf, set, type Floor } from './floor.ts';

/** Numbers from 0 to 1 that only the seed decides (mulberry32). */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const STATES: Readonly<Record<string, string>> = {
  READY: 'READY',
  'IN CALL': 'IN_CALL',
  DISPO: 'DISPOSITION',
  'LUNCH BREAK': 'PAUSED',
  'PAUSE - BREAK': 'PAUSED',
  OFFLINE: 'OFFLINE',
};
const WORDS = Object.keys(STATES);
const NAMES = Array.from({ length: 10 }, (_, index) => `agent${index}`);

interface Wanted {
  readonly usernames?: readonly string[];
  readonly filter?: { readonly states?: readonly string[]; readonly loggedIn?: boolean };
}

const WANTED: readonly Wanted[] = [
  {},
  { usernames: ['AGENT1', 'agent2', 'agent10', 'agent11'] },
  { filter: { states: ['READY', 'IN_CALL'] } },
  { filter: { states: ['OFFLINE', 'PAUSED'] } },
  { filter: { loggedIn: true } },
  { usernames: ['agent3', 'agent4'], filter: { loggedIn: true, states: ['DISPOSITION'] } },
];

interface Subscriber {
  readonly wanted: Wanted;
  readonly client: EventStream;
}

/** The agents of whom a subscriber has another picture than the dialer, with both pictures. */
function differences({ dialer }: Floor, { wanted: { usernames, filter }, client }: Subscriber): string[] {
  const seen = new Map(
    eventsOf(client.events).map(({ agent, status }) => [agent.username, status.statusText ?? status.state]),
  );
  const names = usernames?.map((name) => name.toLowerCase());
  return [...dialer.agents].flatMap(([username, { status, hasLoggedIn }]) => {
    if (names && !names.includes(username)) return [];
    if (filter?.loggedIn && !hasLoggedIn) return [];
    const isWanted = (word: string): boolean => filter?.states?.includes(STATES[word] ?? '') ?? true;
    const [here, there] = [seen.get(username) ?? 'OFFLINE', status ?? 'OFFLINE'];
    const isKnown = seen.has(username) || !isWanted(there);
    // One who has left the wanted states may be seen in any other.
    const isRight = isWanted(there) ? here === there : !seen.has(username) || !isWanted(here);
    return isKnown && isRight ? [] : [`${username}: ${here}, not ${there}`];
  });
}

test.each([1, 2, 3, 4])(
  'whatever happens, each subscriber ends with what the dialer says (seed %i)',
  { timeout: 90_000 },
  async (seed) => {
    const random = randomOf(seed);
    const pick = <Item>(items: readonly Item[]): Item => {
      const item = items[Math.floor(random() * items.length)];
      if (item === undefined) throw new Error('There is nothing to pick from.');
      return item;
    };
    const floor = await floorOf(NAMES, { restMs: 200 });
    const { dialer } = floor;
    let subscribers: Subscriber[] = [];
    const come = async (): Promise<void> => {
      const wanted = pick(WANTED);
      const variables: Variables = { ...wanted };
      subscribers.push({ wanted, client: await floor.watch(variables) });
    };
    const recover = (): void => {
      dialer.fault = () => undefined;
      dialer.delayMs = 0;
    };
    const move = (username: string): void => {
      const status = pick(WORDS);
      set(floor, username, status === 'OFFLINE' ? { status } : { status, hasLoggedIn: true });
    };
    const steps: readonly (() => void | Promise<void>)[] = [
      come,
      come,
      () => {
        const leaving = subscribers.at(0);
        if (!leaving) return;
        leaving.client.close();
        subscribers = subscribers.filter((one) => one !== leaving);
      },
      () => {
        dialer.fault = () => (random() < 0.5 ? FAILURE : undefined);
      },
      () => {
        dialer.fault = () => FAILURE;
      },
      () => {
        dialer.delayMs = pick([5, 40]);
      },
      recover,
      recover,
      () => {
        for (const username of NAMES) if (random() < 0.5) move(username);
      },
      () => move(pick(NAMES)),
      () => move(pick(NAMES)),
      () => {
        const username = pick(['agent10', 'agent11']);
        dialer.agents.set(username, { status: pick(WORDS), hasLoggedIn: true, portfolios: [] });
      },
    ];
    await come();
    for (let step = 0; step < 40; step += 1) {
      await pick(steps)();
      await sleep(random() * 30);
    }
    recover();
    await come();
    for (const wanted of WANTED) subscribers.push({ wanted, client: await floor.watch({ ...wanted }) });
    const wrong = (): string[] => subscribers.flatMap((subscriber) => differences(floor, subscriber));
    const until = performance.now() + 45_000;
    while (wrong().length > 0 && performance.now() < until) await sleep(50);
    expect(wrong()).toEqual([]);
    expect(subscribers.filter(({ client }) => client.isComplete)).toEqual([]);
    expect(dialer.mostAsked).toBeLessThanOrEqual(4);
  },
);
