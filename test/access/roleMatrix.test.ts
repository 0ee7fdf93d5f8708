import { expect, onTestFinished, test } from 'vitest';
import { SCOPES } from '../../src/access/viewer.ts';
import { viewer } from '../support/viewers.ts';
import { CELLS, startMatrix, wrongOf } from './roleMatrix.ts';

const ROLES = new Set(['no scope', 'all without pii:read', 'limited to NRD', 'everything']);
const SOME = CELLS.filter(({ role }) => ROLES.has(role));

test('every field shows four roles what the table says', { timeout: 300_000 }, async ({ annotate }) => {
  const { wrong, counts } = await wrongOf(await startMatrix(onTestFinished), SOME);
  await annotate(
    `${SOME.length} cells: ${[...counts].map(([outcome, count]) => `${count} ${outcome}`).join(', ')}`,
  );
  expect(wrong.slice(0, 20)).toEqual([]);
  expect(SOME.length).toBeGreaterThan(1300);
  expect(counts.get('masked')).toBeGreaterThan(30);
});

test('and a role taken for another is found in each field that it shows too much of', async () => {
  const everything = viewer(SCOPES);
  const masked = CELLS.filter(
    ({ role, expected }) => role === 'all without pii:read' && expected === 'masked',
  );
  const forbidden = CELLS.filter(
    ({ role, expected }) => role === 'limited to NRD' && expected === 'FORBIDDEN',
  );
  const cells = [...masked, ...forbidden];
  expect(cells.length).toBeGreaterThan(60);
  expect((await wrongOf(await startMatrix(onTestFinished), cells, () => everything)).wrong).toHaveLength(
    cells.length,
  );
});
