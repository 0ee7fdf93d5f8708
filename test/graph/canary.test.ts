import { describe, expect, test } from 'vitest';
import { formsOf, formsOfAll, secretsIn } from '../support/canary.ts';
import { searchAllThatIsSaid } from './canaryRun.ts';

test('nothing that is said in a megabyte holds a secret', { timeout: 180_000 }, async ({ annotate }) => {
  const found = await searchAllThatIsSaid({ callsPerDay: 200, rounds: 1, operations: 1, printed: 1 });
  await annotate(found.figures);
  expect(found.secrets).toEqual([]);
  expect(found.inside).toBe(false);
  expect(found.bytes).toBeGreaterThan(1_000_000);
  expect(found.errors).toBeGreaterThan(50);
  expect(found.logLines).toBeGreaterThan(50);
});

describe('a secret would be found', () => {
  const SECRET = 'pw-ü"<secret>/+7';
  const forms = formsOfAll([SECRET]);

  test.each(formsOf(SECRET).map((form) => [form]))('as %s', (form) => {
    expect(secretsIn(`${'x'.repeat(1000)}${form}${'y'.repeat(1000)}`, forms)).toEqual([SECRET]);
  });

  test.each([0, 1, 2, 3, 4])('in base64 with %i letters in front', (before) => {
    const text = Buffer.from(`${'a'.repeat(before)}${SECRET}zzzz`).toString('base64');
    expect(secretsIn(text, forms)).toEqual([SECRET]);
  });

  test('and nothing else is taken for one', () => {
    expect(secretsIn('pw-u"<secret>/+7 and much more of that kind', forms)).toEqual([]);
  });
});
