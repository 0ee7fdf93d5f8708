/** Calls that are alike: which is which, whatever order the dialer gives them in, and when some of them change. */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CallIdSource } from '../../src/loaders/calls/callIdentity.ts';
import { CallRecords } from '../../src/loaders/calls/callRecords.ts';
import { FollowedList } from '../../src/live/calls/followedList.ts';
import { Listing } from '../../src/loaders/listing.ts';
import type { OutboundCallRow } from '../../src/upstream/dialer/calls.ts';

const DAY = '2026-05-12';
const KEY = 'secret';

/** The members that make calls alike, and one that may change later. */
interface Plain {
  readonly contact: string;
  readonly disposition: string | null;
}

const rowOf = ({ contact, disposition }: Plain): OutboundCallRow => ({
  direction: 'OUTBOUND',
  startedAt: `${DAY} 13:00:00`,
  contactNumber: contact,
  ownNumber: null,
  agentUsername: null,
  campaignName: null,
  callType: 'DIALER',
  callTypeText: null,
  disposition,
  carrierDisposition: null,
  terminationReason: null,
  terminationReasonText: null,
  queueSeconds: null,
  durationSeconds: null,
  queue: null,
  carrier: null,
  uniqueId: null,
  portfolioCode: 'NRD',
  portfolioText: 'NRD',
  vendorLeadCode: null,
  leadId: null,
  listId: null,
  leadEnteredAt: null,
});

const WHOLE = { count: 0, isCut: false };

/** A list that is followed, and what a subscriber of it knows. */
class Followed {
  readonly list = new FollowedList('outbound', DAY, null);
  /** The content of each call that was told, by its id. */
  readonly calls = new Map<string, string>();
  /** All that was told: `id content`. */
  readonly told: string[] = [];

  async take(plain: readonly Plain[], hidden = WHOLE): Promise<void> {
    for (const { id, row } of await this.list.take({ rows: plain.map(rowOf), hidden }, KEY)) {
      // An event tells something: another content than the one before.
      if (this.calls.get(id) === textOf(row)) throw new Error(`${id} has been told twice.`);
      this.calls.set(id, textOf(row));
      this.told.push(`${id} ${textOf(row)}`);
    }
  }

  /** The content of each call by its id, as a query gives it. */
  queried(plain: readonly Plain[]): Map<string, string> {
    const source: CallIdSource = { prepare: () => {}, key: () => KEY, known: this.list };
    const rows = plain.map(rowOf);
    const listing = new Listing({ rows, unreadable: [], columns: [] }, { answeredAt: new Date() });
    const records = new CallRecords('outbound', listing, source);
    return new Map(rows.map((row) => [records.idOf(row), textOf(row)]));
  }
}

const textOf = ({ contactNumber, disposition }: OutboundCallRow): string => `${contactNumber} ${disposition}`;

const contentsOf = (plain: readonly Plain[]): string[] => plain.map((one) => textOf(rowOf(one))).toSorted();

const contact = fc.constantFrom('1', '2');
const disposition = fc.constantFrom(null, 'A', 'B', 'C', 'D', 'E');
const plainCall: fc.Arbitrary<Plain> = fc.record({ contact, disposition });

/** What happens between two polls. */
const step = fc.oneof(
  fc.record({ kind: fc.constant('comes' as const), call: plainCall }),
  fc.record({ kind: fc.constant('changes' as const), at: fc.nat(), to: disposition }),
  fc.record({ kind: fc.constant('is shuffled' as const), by: fc.nat() }),
);

type Step = typeof step extends fc.Arbitrary<infer Made> ? Made : never;

function after(calls: readonly Plain[], made: Step): Plain[] {
  if (made.kind === 'comes') return [...calls, made.call];
  if (calls.length === 0) return [];
  if (made.kind === 'changes')
    return calls.map((call, index) =>
      index === made.at % calls.length ? { ...call, disposition: made.to } : call,
    );
  const at = made.by % calls.length;
  return [...calls.slice(at), ...calls.slice(0, at)];
}

describe('lists without faults', () => {
  test('one change is one event with the id of the changed call, and queries give the same ids', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(plainCall, { maxLength: 8 }),
        fc.array(step, { maxLength: 20 }),
        async (first, steps) => {
          const followed = new Followed();
          await followed.take(first);
          expect(followed.told).toHaveLength(first.length);
          let calls: readonly Plain[] = first;
          for (const made of steps) {
            const before = new Map(followed.calls);
            const events = followed.told.length;
            const next = after(calls, made);
            const isOther = contentsOf(next).join() !== contentsOf(calls).join();
            calls = next;
            await followed.take(calls);
            expect(followed.told.length - events).toBe(isOther ? 1 : 0);
            // No id but one has another content.
            const changed = [...followed.calls].filter(([id, content]) => before.get(id) !== content);
            expect(changed).toHaveLength(isOther ? 1 : 0);
            expect(followed.queried(calls)).toEqual(followed.calls);
          }
        },
      ),
    );
  });

  test('several changes at once are as many events', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(plainCall, disposition), { maxLength: 8 }), async (pairs) => {
        const followed = new Followed();
        await followed.take(pairs.map(([call]) => call));
        const events = followed.told.length;
        const next = pairs.map(([call, to]) => ({ ...call, disposition: to }));
        await followed.take(next);
        const left = contentsOf(pairs.map(([call]) => call));
        for (const content of contentsOf(next)) {
          const at = left.indexOf(content);
          if (at >= 0) left.splice(at, 1);
        }
        expect(followed.told.length - events).toBe(left.length);
        expect([...followed.calls.values()].toSorted()).toEqual(contentsOf(next));
      }),
    );
  });
});

test('lists that lack rows lead to the same calls, as soon as two lists in a row are whole', async () => {
  const poll = fc.record({
    made: step,
    /** The rows that the list has, by position; the dialer tells that it is cut short, or drops them without a word. */
    keeps: fc.array(fc.boolean(), { minLength: 12, maxLength: 12 }),
    isCut: fc.boolean(),
    isWhole: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(poll, { maxLength: 20 }), async (polls) => {
      const followed = new Followed();
      let calls: readonly Plain[] = [];
      for (const { made, keeps, isCut, isWhole } of polls) {
        calls = after(calls, made);
        const given = isWhole ? calls : calls.filter((_, index) => keeps[index % keeps.length]);
        const lacking = calls.length - given.length;
        await followed.take(given, { count: isCut ? lacking : 0, isCut: isCut && lacking > 0 });
      }
      await followed.take(calls);
      await followed.take(calls);
      // No call is lost, none is there twice, and the last change of each is told.
      expect([...followed.calls.values()].toSorted()).toEqual(contentsOf(calls));
    }),
    { numRuns: 300 },
  );
});

test('a call that a list lacks is not told again, however often it comes and goes', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(plainCall, { minLength: 1, maxLength: 8 }),
      fc.array(fc.array(fc.boolean(), { minLength: 8, maxLength: 8 }), { maxLength: 10 }),
      async (calls, polls) => {
        const followed = new Followed();
        await followed.take(calls);
        const { length } = followed.told;
        for (const keeps of polls) {
          const given = calls.filter((_, index) => keeps[index]);
          await followed.take(given);
          // What is given keeps its id.
          for (const [id, content] of followed.queried(given)) expect(followed.calls.get(id)).toBe(content);
        }
        expect(followed.told).toHaveLength(length);
      },
    ),
  );
});

test('a change among lists that are cut short is told of the call that has changed', async () => {
  const ofOne = fc.integer({ min: 0, max: 4 });
  const cut = fc.array(fc.boolean(), { minLength: 6, maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 5 }),
      fc.option(ofOne),
      fc.array(cut, { maxLength: 5 }),
      async (count, changes, lists) => {
        const followed = new Followed();
        const first = Array.from({ length: count }, (_, index) => ({
          contact: '1',
          disposition: `${index}`,
        }));
        await followed.take(first);
        const idsBefore = new Map([...followed.calls].map(([id, content]) => [content, id]));
        const at = changes === null ? null : changes % count;
        const calls =
          at === null
            ? [...first, { contact: '1', disposition: 'new' }]
            : first.map((call, index) => (index === at ? { ...call, disposition: 'new' } : call));
        for (const keeps of lists) {
          const given = calls.filter((_, index) => keeps[index]);
          const lacking = calls.length - given.length;
          await followed.take(given, { count: lacking, isCut: lacking > 0 });
        }
        await followed.take(calls);
        expect(followed.told).toHaveLength(count + 1);
        const [id] = (followed.told.at(-1) ?? '').split(' ');
        const told = [...idsBefore].find(([, one]) => one === id)?.[0];
        expect(told).toBe(at === null ? undefined : `1 ${at}`);
      },
    ),
    { numRuns: 300 },
  );
});
