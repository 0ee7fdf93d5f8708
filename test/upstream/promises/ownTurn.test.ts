import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { ownTurn } from '../../../src/upstream/promises/turn.ts';

test('operations that wait for one answer go on one a turn, all of each, the first first', async () => {
  const answer = Promise.withResolvers<void>();
  const steps: string[] = [];
  const run = async (name: number): Promise<void> => {
    const operation = {};
    const wait = async (): Promise<void> => {
      await answer.promise;
      await ownTurn(operation);
      steps.push(`${name} goes on`);
    };
    await Promise.all([wait(), wait()]);
    await nextTurn();
    await ownTurn(operation);
    steps.push(`${name} ends`);
  };
  const all = Promise.all(Array.from({ length: 100 }, (_, name) => run(name)));
  answer.resolve();
  await nextTurn();
  // The turn of the answer, and the one after it.
  expect(steps.filter((step) => step.endsWith('goes on')).length).toBeLessThanOrEqual(4);
  await all;
  const at = (step: string): number => steps.indexOf(step);
  for (let name = 0; name < 97; name += 1) {
    expect(at(`${name} goes on`)).toBe(steps.lastIndexOf(`${name} goes on`) - 1);
    // Two others may be half done; else all would be.
    expect(at(`${name} ends`)).toBeLessThan(at(`${name + 3} goes on`));
  }
});
