import { describe, expect, test } from 'vitest';
import { callsPerMinute, sweepRefusal } from '../../src/live/agents/sweepPlan.ts';
import { SweepRounds } from '../../src/live/agents/sweepRounds.ts';
import { Speed } from '../../src/live/agents/speed.ts';

interface Asked {
  readonly item: string;
  readonly at: number;
}

/** Asks in virtual time, with so many slots and answers that take so long. */
function swept(
  { busy, rest }: { readonly busy: number; readonly rest: number },
  {
    slots,
    answerMs,
    untilMs,
  }: { readonly slots: number; readonly answerMs: number; readonly untilMs: number },
): Asked[] {
  const rounds = new SweepRounds<string>({ busyMs: 2000, restMs: 60_000 });
  for (let index = 0; index < busy; index += 1) rounds.addNew(`busy${index}`);
  for (let index = 0; index < rest; index += 1) rounds.addNew(`rest${index}`);
  const asked: Asked[] = [];
  let underWay: { readonly item: string; readonly end: () => void; readonly endsAt: number }[] = [];
  for (let now = 10_000; now < 10_000 + untilMs; now += 1) {
    for (const { item, end } of underWay.filter(({ endsAt }) => endsAt <= now)) {
      end();
      rounds.add(item, item.startsWith('busy'), now);
    }
    underWay = underWay.filter(({ endsAt }) => endsAt > now);
    while (underWay.length < slots) {
      const next = rounds.take(now);
      if (!next) break;
      asked.push({ item: next.item, at: now - 10_000 });
      underWay.push({ ...next, endsAt: now + answerMs });
    }
  }
  return asked;
}

/** The most that were asked in any time so long, after a while. */
const mostWithin = (asked: readonly Asked[], ms: number, fromMs: number): number =>
  Math.max(
    ...asked
      .filter(({ at }) => at >= fromMs)
      .map(({ at }) => asked.filter((one) => one.at >= at && one.at < at + ms).length),
  );

/** The longest time from one question about an item to the next. */
function longestGap(asked: readonly Asked[], items: RegExp): number {
  const last = new Map<string, number>();
  let longest = 0;
  for (const { item, at } of asked) {
    if (!items.test(item)) continue;
    longest = Math.max(longest, at - (last.get(item) ?? at));
    last.set(item, at);
  }
  return longest;
}

describe('rounds', () => {
  test('ask for new ones at once, then evenly', () => {
    const asked = swept({ busy: 100, rest: 0 }, { slots: 4, answerMs: 10, untilMs: 20_000 });
    // 100 in four slots of 10 ms.
    expect(new Set(asked.filter(({ at }) => at <= 250).map(({ item }) => item)).size).toBe(100);
    // 20 ms from one to the next.
    expect(mostWithin(asked, 200, 2500)).toBeLessThanOrEqual(11);
    expect(longestGap(asked, /busy/)).toBeLessThanOrEqual(2100);
    expect(asked.length).toBeLessThanOrEqual(100 * 11);
  });

  test('are as fast as the slots allow: 300 agents, 50 ms and four slots are 3.75 s', () => {
    const asked = swept({ busy: 300, rest: 0 }, { slots: 4, answerMs: 50, untilMs: 30_000 });
    expect(longestGap(asked, /busy/)).toBeLessThanOrEqual(3800);
    expect(asked).toHaveLength((30_000 / 50) * 4);
  });

  test('ask for the others once a minute, spread over it', () => {
    const asked = swept({ busy: 10, rest: 60 }, { slots: 2, answerMs: 10, untilMs: 180_000 });
    const others = asked.filter(({ item }) => item.startsWith('rest'));
    expect(longestGap(others, /rest/)).toBeLessThanOrEqual(61_000);
    expect(mostWithin(others, 10_000, 1000)).toBeLessThanOrEqual(11);
    // The new ones come first.
    expect(longestGap(asked, /busy/)).toBeLessThanOrEqual(2000 + 350);
  });

  test('do not starve anyone if the dialer is too slow for all', () => {
    const asked = swept({ busy: 300, rest: 100 }, { slots: 4, answerMs: 50, untilMs: 130_000 });
    expect(longestGap(asked, /rest/)).toBeLessThanOrEqual(61_000);
    expect(longestGap(asked, /busy/)).toBeLessThanOrEqual(7000);
    // 10,000 new ones take 1,000 s by themselves, and the others are late for hours.
    const most = swept({ busy: 10, rest: 10_000 }, { slots: 1, answerMs: 100, untilMs: 3_000_000 });
    expect(longestGap(most, /busy/)).toBeLessThanOrEqual(5500);
    expect(new Set(most.map(({ item }) => item)).size).toBe(10_010);
  });

  test('never ask for one that is being asked, and catch nothing up', () => {
    const asked = swept({ busy: 1, rest: 0 }, { slots: 4, answerMs: 5000, untilMs: 30_000 });
    expect(asked.map(({ at }) => at)).toEqual([0, 5000, 10_000, 15_000, 20_000, 25_000]);
  });

  test('move an item, and forget it', () => {
    const rounds = new SweepRounds<string>({ busyMs: 100, restMs: 60_000 });
    rounds.add('anna', false, 0);
    rounds.move('anna', true, 0);
    expect(rounds.take(1_000_000)?.item).toBe('anna');
    rounds.add('bert', true, 0);
    rounds.delete('bert');
    expect(rounds.take(2_000_000)).toBeUndefined();
    expect(rounds.dueAt).toBe(Infinity);
  });
});

describe('the plan of a sweep', () => {
  const terms = { intervalMs: 2000, restMs: 60_000, mostCallsPerMinute: 4800 };

  test('is a call an interval or a minute for each agent, as far as the share allows', () => {
    expect(callsPerMinute({ loggedIn: 10, others: 7 }, terms)).toBe(307);
    expect(callsPerMinute({ loggedIn: 300, others: 0 }, terms)).toBe(4800);
    expect(callsPerMinute({ loggedIn: 0, others: 0 }, terms)).toBe(0);
  });

  test.each([
    ['30 s', { loggedIn: 2400, others: 0 }, 1, false],
    ['more than 30 s', { loggedIn: 2401, others: 0 }, 1, true],
    ['more than 30 s, of agents that are asked anyway', { loggedIn: 2401, others: 0 }, 0, false],
    ['30 s beside others', { loggedIn: 2000, others: 800 }, 1, false],
    ['more than 30 s because of others', { loggedIn: 2001, others: 800 }, 1, true],
    ['more than 30 s because of very many others', { loggedIn: 1201, others: 100_000 }, 1, true],
    ['others alone', { loggedIn: 0, others: 100_000 }, 1, false],
  ])('refuses states older than 30 s: %s', (_, load, added, isRefused) => {
    expect(sweepRefusal(load, added, terms) !== undefined).toBe(isRefused);
  });

  test('does not count the interval as age: it is configured', () => {
    expect(sweepRefusal({ loggedIn: 10, others: 0 }, 10, { ...terms, intervalMs: 600_000 })).toBeUndefined();
  });

  test('says what to do', () => {
    const refusal = sweepRefusal({ loggedIn: 600, others: 0 }, 600, { ...terms, mostCallsPerMinute: 600 });
    expect(refusal?.limit).toBe(600);
    expect(refusal?.message).toMatch(/60 seconds old.*600 agents.*`usernames`.*`filter`/);
  });
});

test('a speed is 600 calls a minute until it is measured', () => {
  const speed = new Speed(4);
  expect(speed.callsPerMinute).toBe(600);
  for (let answers = 0; answers < 9; answers += 1) speed.note(50);
  expect(speed.callsPerMinute).toBe(600);
  speed.note(50);
  expect(speed.callsPerMinute).toBeCloseTo(4800);
  // A dialer that has become slow is noticed.
  for (let answers = 0; answers < 50; answers += 1) speed.note(1000);
  expect(speed.callsPerMinute).toBeLessThan(300);
});
