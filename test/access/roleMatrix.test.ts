import { expect, onTestFinished, test } from 'vitest';
import { SCOPES } from '../../src/access/viewer.ts';
import { viewer } from '../support/viewers.ts';
import { CELLS, startMatrix, wrongOf } from './roleMatrix.ts';

// The one that is refused or masked most while it has every other scope. `roleMatrix.full.test.ts` has all roles.
const SOME = CELLS.filter(({ role }) => role === 'limited to NRD, without pii:read').filter(
  ({ expected }, index) => expected === 'masked' || index % 2 === 0,
);

test('every field shows a limited role what the table says', { timeout: 300_000 }, async ({ annotate }) => {
  const { wrong, counts } = await wrongOf(await startMatrix(onTestFinished), SOME);
  await annotate(
    `${SOME.length} cells: ${[...counts].map(([outcome, count]) => `${count} ${outcome}`).join(', ')}`,
  );
  expect(wrong.slice(0, 20)).toEqual([]);
  expect(SOME.length).toBeGreaterThan(165);
  expect(counts.get('masked')).toBeGreaterThan(20);
});

test('and a role taken for another is found in each field that it shows too much of', async () => {
  const everything = viewer(SCOPES);
  const masked = CELLS.filter(
    ({ role, expected }) => role === 'all without pii:read' && expected === 'masked',
  );
  const forbidden = CELLS.filter(
    ({ role, expected }) => role === 'limited to NRD' && expected === 'FORBIDDEN',
  );
  const cells = [...masked, ...forbidden].filter((_, index) => index % 3 === 0);
  expect(cells.length).toBeGreaterThan(20);
  expect((await wrongOf(await startMatrix(onTestFinished), cells, () => everything)).wrong).toHaveLength(
    cells.length,
  );
});
