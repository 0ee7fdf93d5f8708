/**
 * A day and a night of a centre at random, from a seed: calls come and change, many are alike, polls fail, lists are cut
 * short or lack rows, midnight passes, and subscribers come and go.
 */
import { expect } from 'vitest';
import { DAY, plainCall, randomOf, type Kind, type PlainCall } from '../support/callDay.ts';
import type { EventStream } from '../support/eventStream.ts';
import { success } from '../support/otherDialer.ts';
import { callWorld, heard, queried, type HeardCall } from './callWorld.ts';

const NEXT_DAY = '2026-05-13';
const ROUNDS = 40;

interface Subscriber {
  readonly stream: EventStream;
  /** The keys of the calls that the dialer had before the subscription. */
  readonly before: ReadonlySet<string>;
}

/** A call whose record says which one it is, whatever changes in it: by its code. Calls that are alike differ in it. */
const keyOf = ({ code }: PlainCall): string => code ?? '';

const isLast = ({ contactNumber }: HeardCall): boolean => contactNumber === 'last';

/**
 * Every subscriber hears of each call once, and of its last change. The centres of all seeds live side by side, since
 * each mostly waits for polls.
 */
export async function callFuzzes(seeds: readonly number[]): Promise<void> {
  await Promise.all(
    seeds.map((seed) =>
      callFuzz(seed).catch((error: unknown) => {
        throw new Error(`Seed ${seed} failed.`, { cause: error });
      }),
    ),
  );
}

async function callFuzz(seed: number): Promise<void> {
  const random = randomOf(seed);
  const int = (below: number): number => Math.floor(random() * below);
  const world = await callWorld();
  world.at = `${DAY} 23:00:00`;
  let number = 0;
  const newCall = (): PlainCall => {
    const kind: Kind = int(2) === 0 ? 'outbound' : 'inbound';
    number += 1;
    return plainCall(kind, {
      // Two numbers, and few seconds: many calls are alike.
      at: `${world.at.slice(0, 17)}0${int(2)}`,
      contact: `312555010${int(2)}`,
      uniqueId: null,
      code: `C-${number}`,
      disposition: null,
    });
  };
  world.tamper = (answer, kind, fields) => {
    const fault = int(10);
    if (fault === 0) return { status: 500, body: '' };
    if (fault === 1 && kind === 'inbound') return '<br />Busy';
    if (fault > 3 || !('data' in answer)) return answer;
    const { data } = answer;
    if (typeof data !== 'object' || data === null || !('rows' in data) || !Array.isArray(data.rows))
      return answer;
    // Rows in another order; or a part of them, which the answer says or does not say.
    const rows: unknown[] = data.rows.filter(() => int(3) > 0);
    if (fault === 2) return success({ ...data, rows: data.rows.toReversed() });
    return success({
      ...data,
      rows,
      ...(fields.has('fromDate') && int(2) === 0 ? { total: data.rows.length } : {}),
    });
  };

  const subscribers: Subscriber[] = [];
  const join = async (): Promise<void> => {
    const before = new Set(world.calls.map(keyOf));
    const stream = await world.listen();
    subscribers.push({ stream, before });
  };
  // The first baseline is a whole one: what a list lacks that was cut short is not known.
  const faults = world.tamper;
  world.tamper = (answer) => answer;
  await join();
  world.tamper = faults;

  for (let round = 0; round < ROUNDS; round += 1) {
    world.at =
      round < ROUNDS / 2 ? `${DAY} 23:${20 + round}:00` : `${NEXT_DAY} 00:${10 + round - ROUNDS / 2}:00`;
    const made = Array.from({ length: int(4) }, newCall);
    const changed = int(world.calls.length + 1);
    world.calls = [...world.calls, ...made].map((call, index) =>
      index === changed ? { ...call, disposition: `D${round}` } : call,
    );
    if (int(10) === 0) await join();
    if (int(15) === 0 && subscribers.length > 1) {
      const [leaving] = subscribers.splice(1 + int(subscribers.length - 1), 1);
      leaving?.stream.close();
    }
    if (int(3) > 0) await world.polled();
  }

  world.tamper = (answer) => answer;
  await world.polled(2);
  // The last call: all others were told before it.
  world.calls = [
    ...world.calls,
    plainCall('inbound', { at: `${NEXT_DAY} 00:40:00`, contact: 'last', code: 'last' }),
  ];
  const calls = (await Promise.all([DAY, NEXT_DAY].map((day) => queried(world, day)))).flat();
  for (const { stream, before } of subscribers) {
    await stream.until((events) => heard(events).some(isLast));
    const told = Map.groupBy(heard(stream.events), ({ id }) => id);
    const byId = new Map(calls.map((call) => [call.id, call]));
    for (const [id, events] of told) {
      const last = events.at(-1);
      if (!last || isLast(last)) continue;
      // The last that was told of a call is what a query says of it, under the same id.
      expect(last).toEqual(byId.get(id));
    }
    // Each event tells something: no call is told twice alike, one after the other.
    for (const events of told.values())
      for (const [index, event] of events.entries()) expect(event).not.toEqual(events[index - 1]);
    // Every call that came later was told, and each has one id.
    const codes = new Set([...told].map(([id]) => byId.get(id)?.['vendorLeadCode']));
    const later = world.calls.map(keyOf).filter((key) => !before.has(key) && key !== 'last');
    expect(later.filter((key) => !codes.has(key))).toEqual([]);
  }
  expect(new Set(calls.map(({ id }) => id)).size).toBe(calls.length);
}
