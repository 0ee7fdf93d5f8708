import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isCovered, reachOf, toAsk, type CallQuery } from '../../src/loaders/callQuery.ts';

const names = (prefix: string) =>
  fc.option(
    fc.subarray(['1', '2', '3'], { minLength: 1 }).chain((ids) =>
      // The same name in another case, or with blanks around it, is the same name.
      fc.tuple(...ids.map((id) => fc.constantFrom(`${prefix}${id}`, ` ${prefix.toUpperCase()}${id} `))),
    ),
  );

const anyQuery: fc.Arbitrary<CallQuery> = fc
  .record({
    period: fc.constantFrom(null, { from: '2026-05-01', to: '2026-05-12' }),
    portfolios: names('p'),
    profiles: fc.constantFrom(null, ['vip']),
    agents: names('a'),
    summaries: fc.boolean(),
  })
  // Totals are those of outbound calls, which cannot be narrowed to agents.
  .map((query) => (query.summaries ? { ...query, agents: null } : query));

const batch = fc.array(anyQuery, { minLength: 1, maxLength: 12 });

const query = (agents: readonly string[] | null, portfolios: readonly string[] | null): CallQuery => ({
  period: null,
  profiles: null,
  summaries: false,
  agents,
  portfolios,
});

/** A query's scope, and in which ways it is narrowed. */
const narrowing = ({ period, profiles, agents, portfolios }: CallQuery): string =>
  JSON.stringify([period, profiles, agents !== null, portfolios !== null]);

describe('toAsk', () => {
  test('merges no query that a wider one covers', () => {
    const added = toAsk(
      [query(['a1'], null), query(null, ['p1']), query(['a1'], ['p9']), query(['a9'], ['p1'])],
      [],
    );
    expect(added).toEqual([query(['a1'], null), query(null, ['p1'])]);
  });

  test('covers every query of any batches, and sends none without a query that needs it', () => {
    fc.assert(
      fc.property(fc.array(batch, { minLength: 1, maxLength: 4 }), (batches) => {
        const asked: CallQuery[] = [];
        for (const queries of batches) {
          const added = toAsk(queries, asked.map(reachOf));
          const uncovered = queries.filter(
            (one) => !asked.some((sent) => isCovered(reachOf(one), reachOf(sent))),
          );
          asked.push(...added);
          // The first that covers a query answers it, as in the loader.
          const answering = queries.map((one) =>
            asked.find((sent) => isCovered(reachOf(one), reachOf(sent))),
          );
          expect(answering).not.toContain(undefined);
          expect(added.filter((sent) => !answering.includes(sent))).toEqual([]);
          // Nor does leaving one of them out leave everything covered.
          for (const left of added) {
            const others = asked.filter((sent) => sent !== left);
            expect(
              uncovered.every((one) => others.some((sent) => isCovered(reachOf(one), reachOf(sent)))),
            ).toBe(false);
          }
        }
      }),
      { numRuns: 500 },
    );
  });

  test('sends at most one query for each way to narrow a scope, totals aside', () => {
    fc.assert(
      fc.property(batch, (queries) => {
        const added = toAsk(queries, []).filter(({ summaries }) => !summaries);
        expect(new Set(added.map(narrowing)).size).toBe(added.length);
      }),
    );
  });
});
