import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { eachInTurns, filteredInTurns, sortedInTurns } from '../../../src/upstream/promises/turn.ts';

test('a list sorted in turns is the list sorted at once, equal items in their order', async () => {
  const item = fc.record({ key: fc.integer({ min: 0, max: 20 }), name: fc.string({ maxLength: 2 }) });
  await fc.assert(
    fc.asyncProperty(fc.array(item, { maxLength: 9000, size: 'max' }), async (items) => {
      const byKey = (a: (typeof items)[number], b: (typeof items)[number]): number => a.key - b.key;
      expect(await sortedInTurns(items, byKey)).toEqual(items.toSorted(byKey));
      expect(await filteredInTurns(items, ({ key }) => key % 3 === 0)).toEqual(
        items.filter(({ key }) => key % 3 === 0),
      );
    }),
    { numRuns: 20 },
  );
});

test('others get their turn while a long list is visited', async () => {
  let turns = 0;
  const timer = setInterval(() => {
    turns += 1;
  }, 1);
  let visited = 0;
  const items = Array.from({ length: 100_000 });
  await eachInTurns(items, () => {
    visited += 1;
    // Work that takes 200 ms in all, a millisecond at a time.
    const until = performance.now() + (visited % 500 === 0 ? 1 : 0);
    while (performance.now() < until);
  });
  clearInterval(timer);
  expect(visited).toBe(100_000);
  expect(turns).toBeGreaterThan(3);
});

test('a short list is visited at once', () => {
  const visited: string[] = [];
  expect(eachInTurns(['a', 'b'], (item, index) => void visited.push(`${index}${item}`))).toBeUndefined();
  expect(visited).toEqual(['0a', '1b']);
});
