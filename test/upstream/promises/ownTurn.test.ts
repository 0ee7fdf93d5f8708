import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { ownTurn } from '../../../src/upstream/promises/turn.ts';

const OPERATIONS = 60;

/** What a turn has room for: a turn is shared for 5 ms, and each step takes one. */
const MOST_STEPS = 6;

/** A step of an operation, which holds the event loop. */
function work(): void {
  const end = performance.now() + 1;
  while (performance.now() < end);
}

test('operations that wait for one answer go on a few a turn, all of each, the first first', async () => {
  const answer = Promise.withResolvers<void>();
  const steps: string[] = [];
  const run = async (name: number): Promise<void> => {
    const operation = {};
    const wait = async (): Promise<void> => {
      await answer.promise;
      await ownTurn(operation);
      steps.push(`${name} goes on`);
      work();
    };
    await Promise.all([wait(), wait()]);
    await nextTurn();
    await ownTurn(operation);
    steps.push(`${name} ends`);
    work();
  };
  const all = Promise.all(Array.from({ length: OPERATIONS }, (_, name) => run(name)));
  answer.resolve();
  await nextTurn();
  // The turn of the answer, and the one after it.
  expect(steps.filter((step) => step.endsWith('goes on')).length).toBeLessThanOrEqual(2 * MOST_STEPS);
  await all;
  const at = (step: string): number => steps.indexOf(step);
  for (let name = 0; name < OPERATIONS - MOST_STEPS; name += 1) {
    expect(at(`${name} goes on`)).toBe(steps.lastIndexOf(`${name} goes on`) - 1);
    // Those of one turn may be half done; else all would be.
    expect(at(`${name} ends`)).toBeLessThan(at(`${name + MOST_STEPS} goes on`));
  }
});

test('an operation that holds a turn for long leaves nothing of it to others', async () => {
  const steps: string[] = [];
  const run = async (name: string, milliseconds: number): Promise<void> => {
    await ownTurn({});
    steps.push(name);
    const end = performance.now() + milliseconds;
    while (performance.now() < end);
  };
  await nextTurn();
  const all = Promise.all([run('long', 20), run('short', 0)]);
  const next = nextTurn().then(() => steps.push('next turn'));
  await all;
  await next;
  expect(steps).toEqual(['long', 'next turn', 'short']);
});
