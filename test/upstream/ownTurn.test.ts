import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { ownTurn } from '../../src/upstream/turn.ts';

test('operations that wait for one answer go on one a turn, the first first, each all of it', async () => {
  const operations = Array.from({ length: 100 }, (_, index) => ({ index }));
  const answer = Promise.withResolvers<void>();
  const order: number[] = [];
  const inTurn: number[] = [];
  let turn = 0;
  const watch = setInterval(() => undefined, 1);
  let isOver = false;
  const turns = (async () => {
    while (!isOver) {
      await nextTurn();
      turn += 1;
    }
  })();
  const run = async (operation: { readonly index: number }): Promise<void> => {
    const wait = async (): Promise<void> => {
      await answer.promise;
      await ownTurn(operation);
      order.push(operation.index);
      inTurn.push(turn);
    };
    await Promise.all([wait(), wait()]);
    // What it goes on to do comes before others that have not begun.
    await nextTurn();
    await ownTurn(operation);
    order.push(operation.index);
  };
  const all = Promise.all(operations.map(run));
  answer.resolve();
  await all;
  isOver = true;
  await turns;
  clearInterval(watch);
  const most = Math.max(
    ...Map.groupBy(inTurn, (one) => one)
      .values()
      .map((one) => one.length),
  );
  expect(most).toBeLessThanOrEqual(4);
  // Half done at any time are two, and not all of them.
  const done = order.map((index, at) => order.slice(at + 1).includes(index));
  const open = order.map(
    (_, at) =>
      new Set(
        order.slice(0, at + 1).filter((index, from) => done[from] && order.slice(at + 1).includes(index)),
      ).size,
  );
  expect(Math.max(...open)).toBeLessThanOrEqual(3);
});
