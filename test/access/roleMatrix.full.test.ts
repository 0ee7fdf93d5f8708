import { expect, onTestFinished, test } from 'vitest';
import { CELLS, startMatrix, wrongOf } from './roleMatrix.ts';

test('every field shows every role what the table says', { timeout: 300_000 }, async ({ annotate }) => {
  const { wrong, counts } = await wrongOf(await startMatrix(onTestFinished), CELLS);
  await annotate(
    `${CELLS.length} cells: ${[...counts].map(([outcome, count]) => `${count} ${outcome}`).join(', ')}`,
  );
  expect(wrong.slice(0, 20)).toEqual([]);
  expect(CELLS.length).toBeGreaterThan(4000);
  expect(counts.get('masked')).toBeGreaterThan(80);
});
