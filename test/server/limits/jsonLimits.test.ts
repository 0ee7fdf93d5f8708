import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { excessOfJson } from '../../../src/server/limits/jsonLimits.ts';
import { LIMITS } from '../../../src/server/limits/operationLimits.ts';
import { processorMs } from '../../support/processorTime.ts';

const nested = (depth: number): string => `${'['.repeat(depth)}${']'.repeat(depth)}`;
const members = (count: number, name: (index: number) => string): string =>
  `{${Array.from({ length: count }, (_, index) => `"${name(index)}":1`).join(',')}}`;
const list = (count: number, member: string): string =>
  `[${Array.from({ length: count }, () => member).join(',')}]`;

test('lists and objects in a request may be nested twelve deep', () => {
  expect(excessOfJson(nested(LIMITS.nesting))).toBeUndefined();
  expect(excessOfJson(nested(LIMITS.nesting + 1))).toContain('nested deeper');
  expect(excessOfJson(nested(LIMITS.nesting), 1)).toContain('nested deeper');
  expect(excessOfJson(`{"variables":{"a":${nested(LIMITS.nesting - 2)}}}`)).toBeUndefined();
  expect(excessOfJson(`{"variables":{"a":${nested(LIMITS.nesting - 1)}}}`)).toContain('nested deeper');
});

test('a list in a request may have 5,000 members', () => {
  expect(excessOfJson(`{"agents":${list(LIMITS.members, '"a"')}}`)).toBeUndefined();
  expect(excessOfJson(`{"agents":${list(LIMITS.members + 1, '{}')}}`)).toContain('more than 5000 members');
});

test('members of all objects may have 1,000 names', () => {
  expect(excessOfJson(members(LIMITS.memberNames, (index) => `m${index}`))).toBeUndefined();
  expect(excessOfJson(members(LIMITS.memberNames + 1, (index) => `m${index}`))).toContain(
    '1000 different names',
  );
  expect(
    excessOfJson(
      list(
        4000,
        members(20, (index) => `m${index}`),
      ),
    ),
  ).toBeUndefined();
});

test('a request may have 100,000 values', () => {
  const many = list(20, list(4900, '1'));
  expect(excessOfJson(many)).toBeUndefined();
  expect(excessOfJson(`[${many},${many}]`)).toContain('the limit is 100000');
});

/** How deep a value is nested. */
const depthOf = (value: unknown): number =>
  typeof value === 'object' && value !== null
    ? 1 + Math.max(0, ...Object.values(value).map((one) => depthOf(one)))
    : 0;

test('what a text holds does not count, whatever it looks like', () => {
  const text = fc.oneof(
    // Half of a surrogate pair, too. fast-check's own unit `binary` writes down a million characters first.
    fc.string({ unit: fc.nat(0x10_ffff).map((code) => String.fromCodePoint(code)) }),
    fc.string({ unit: fc.constantFrom('"', '\\', '[', '{', ',', ':') }),
  );
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof({ maxDepth: 14 }, text, fc.integer(), tie('list'), tie('object')),
    list: fc.array(tie('value'), { maxLength: 3 }),
    object: fc.dictionary(text, tie('value'), { maxKeys: 3 }),
  }));
  fc.assert(
    fc.property(value, fc.boolean(), (one, pretty) => {
      const excess = excessOfJson(JSON.stringify(one, null, pretty ? 2 : 0));
      expect(excess !== undefined).toBe(depthOf(one) > LIMITS.nesting);
    }),
    { numRuns: 500 },
  );
});

describe('takes no longer for what is no JSON', () => {
  test.each([
    ['an open string', `"${'a'.repeat(4_000_000)}`],
    ['backslashes', `"${'\\'.repeat(3_999_999)}`],
    ['quotes', '"'.repeat(4_000_000)],
    ['colons', ':'.repeat(4_000_000)],
    ['ends', ']}'.repeat(2_000_000)],
    ['commas', `[${','.repeat(4_000_000)}`],
  ])('%s', (_, text) => {
    const before = processorMs();
    excessOfJson(text);
    expect(processorMs() - before).toBeLessThan(500);
  });
});
