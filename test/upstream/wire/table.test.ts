import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { memberAt, reasonsOf, table, Table, tablesOf, views } from '../../../src/upstream/wire/table.ts';
import { count, key, text } from '../../../src/upstream/wire/wire.ts';

const row = z.object({ id: key, name: text, calls: count });
const as = (value: z.output<typeof row>) => ({ ...value, read: true });
const reader = table({ at: 'rows', row, as, aliases: { other_id: 'id' }, headers: 'headers' });

const one = { id: 'A', name: 'Alpha', calls: 1, read: true };
const two = { id: 'B', name: 'Beta', calls: 2, read: true };
const ROWS = [
  { id: 'A', name: 'Alpha', calls: 1 },
  { id: 'B', name: 'Beta', calls: '2' },
];
const COLUMNS = { id: ['A', 'B'], name: ['Alpha', 'Beta'], calls: ['1', 2] };

const answer = (members: object) => ({ result: 'success', ...members });

function reasons(schema: z.ZodType, value: unknown): readonly string[] {
  const result = schema.safeParse(value);
  if (result.success) throw new Error('It was read.');
  return reasonsOf(result.error);
}

describe('where a table is found', () => {
  test.each<[string, object]>([
    ['below data', { data: { rows: ROWS } }],
    ['at the top', { rows: ROWS }],
    ['as data', { data: ROWS }],
    ['as columns below data', { data: { rows: COLUMNS } }],
    ['as columns at the top', { rows: COLUMNS }],
    ['as columns that are data', { data: COLUMNS }],
    ['as columns that are the answer', COLUMNS],
    ['as numbered rows below data', { data: { rows: { 0: ROWS[0], 1: ROWS[1] } } }],
    ['as numbered rows with gaps', { data: { rows: { 3: ROWS[0], 17: ROWS[1] } } }],
    ['as numbered rows that are data', { data: { 1: ROWS[0], 2: ROWS[1] } }],
    [
      'under another name of its key',
      { data: { rows: [{ other_id: 'A', name: 'Alpha', calls: 1 }, ROWS[1]] } },
    ],
    ['as columns under another name', { other_id: ['A', 'B'], name: ['Alpha', 'Beta'], calls: [1, 2] }],
    ['among members nobody declared', { data: { rows: ROWS, html: '<div>' }, frequency: [1, 2, 3] }],
    ['beside columns nobody declared', { ...COLUMNS, avatar: ['only one'] }],
    ['the nearest of two', { data: { rows: ROWS }, rows: [{ id: 'X' }] }],
  ])('%s', (_, members) => {
    expect(reader.parse(answer(members))).toStrictEqual(new Table([one, two]));
  });

  test('the own name of a member is read before its alias', () => {
    expect(
      reader.parse(answer({ rows: [{ id: 'A', other_id: 'Z', name: 'Alpha', calls: 1 }] })).rows,
    ).toEqual([one]);
  });

  test('a dotted path', () => {
    const nested = table({ at: 'report.rows', row, as, headers: 'report.headers' });
    const headers = [{ title: 'Id', field: 'id' }];
    expect(nested.parse(answer({ data: { report: { rows: ROWS, headers } } }))).toStrictEqual(
      new Table([one, two], [], headers),
    );
  });

  test('rows in their own order, whatever their numbers', () => {
    expect(reader.parse(answer({ rows: { 10: ROWS[0], 9: ROWS[1] } })).rows).toEqual([two, one]);
  });

  test.each<[string, object]>([
    ['an empty list below data', { data: { rows: [] } }],
    ['an empty list at the top', { rows: [] }],
    ['empty data', { data: [] }],
    ['null rows', { data: { rows: null } }],
    ['null rows at the top', { rows: null }],
    ['null data', { data: null }],
    ['empty columns', { id: [], name: [], calls: [] }],
  ])('%s is an empty table', (_, members) => {
    expect(reader.parse(answer(members))).toStrictEqual(new Table([]));
  });

  test.each<[string, unknown]>([
    ['nothing', answer({})],
    ['an empty object', answer({ data: {} })],
    ['empty rows that are an object', answer({ data: { rows: {} } })],
    ['text', answer({ data: 'none' })],
    ['an empty text', answer({ rows: '' })],
    ['false', answer({ data: { rows: false } })],
    ['a number', answer({ data: { rows: 0 } })],
    ['a single row', answer({ data: { rows: ROWS[0] } })],
    ['one column alone', answer({ id: ['A', 'B'] })],
    ['other columns', answer({ user: ['A'], level: [1] })],
    ['numbered rows beside a name', answer({ data: { 0: ROWS[0], total: 1 } })],
    ['numbered texts', answer({ data: { 0: 'A', 1: 'B' } })],
    ['no object', 'success'],
    ['null', null],
    ['undefined', undefined],
  ])('%s is no table', (_, value) => {
    expect(reasons(reader, value)).toEqual(['answer: expected a table at rows']);
  });
});

describe('columns', () => {
  test('of unequal length are refused, not shifted', () => {
    expect(reasons(reader, answer({ id: ['A', 'B'], name: ['Alpha'], calls: [1, 2] }))).toEqual([
      'answer: columns of unequal length: id, name',
    ]);
    expect(reasons(reader, answer({ data: { rows: { id: [], name: ['Alpha'] } } }))).toEqual([
      'answer: columns of unequal length: id, name',
    ]);
    expect(reasons(reader, answer({ other_id: ['A'], name: ['Alpha', 'Beta'] }))).toEqual([
      'answer: columns of unequal length: name, other_id',
    ]);
  });

  test('that are missing count as nothing', () => {
    expect(reader.parse(answer({ id: ['A', 'B'], calls: [1, null] })).rows).toEqual([
      { id: 'A', name: null, calls: 1, read: true },
      { id: 'B', name: null, calls: 0, read: true },
    ]);
  });

  test('hold what rows hold', () => {
    const cell = fc.oneof(fc.string(), fc.integer({ min: -1e6, max: 1e6 }), fc.constant(null));
    const record = fc.record({ id: fc.stringMatching(/^\w{1,9}$/), name: cell, calls: fc.nat(1e6) });
    fc.assert(
      fc.property(fc.array(record), (rows) => {
        const columns = {
          id: rows.map(({ id }) => id),
          name: rows.map(({ name }) => name),
          calls: rows.map(({ calls }) => calls),
        };
        const asRows = reader.parse(answer({ data: { rows } }));
        expect(asRows.rows).toHaveLength(rows.length);
        expect(reader.parse(answer({ data: { rows: columns } }))).toStrictEqual(asRows);
        expect(reader.parse(answer(columns))).toStrictEqual(asRows);
        // An empty list is printed as [], not as an object without members.
        const numbered = rows.length === 0 ? [] : Object.fromEntries(rows.entries());
        expect(reader.parse(answer({ data: numbered }))).toStrictEqual(asRows);
      }),
    );
  });

  test('one cell too few or too many anywhere is always refused', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 20 }),
        fc.constantFrom('id', 'name', 'calls'),
        fc.boolean(),
        (length, name, more) => {
          const columns: Record<string, string[]> = {
            id: Array.from({ length }, (_, index) => `I${index}`),
            name: Array.from({ length }, () => 'N'),
            calls: Array.from({ length }, () => '1'),
          };
          columns[name] = more ? [...(columns[name] ?? []), '1'] : (columns[name] ?? []).slice(1);
          expect(reader.safeParse(answer({ data: { rows: columns } })).success).toBe(false);
        },
      ),
    );
  });
});

describe('rows that do not fit', () => {
  const hundred: unknown[] = Array.from({ length: 100 }, (_, index) => ({
    id: `A${index}`,
    name: 'N',
    calls: 1,
  }));

  test('one of a hundred is left out, and named without its value', () => {
    const rows = hundred.with(41, { id: 'A41', name: 'Secret', calls: 'Secret-31337' });
    const read = reader.parse(answer({ data: { rows } }));
    expect(read.rows).toHaveLength(99);
    expect(read.rows.map(({ id }) => id)).not.toContain('A41');
    expect(read.faults).toEqual([{ index: 41, reasons: ['calls: expected a whole number'] }]);
    expect(JSON.stringify(read.faults)).not.toMatch(/Secret|31337|A41/);
  });

  test('in columns too', () => {
    const columns = { id: ['A', null, 'C'], name: ['a', 'b', 'c'], calls: [1, 2, 3] };
    const read = reader.parse(answer(columns));
    expect(read.rows.map(({ id }) => id)).toEqual(['A', 'C']);
    expect(read.faults).toEqual([{ index: 1, reasons: ['id: expected an identity'] }]);
  });

  test.each<[string, unknown]>([
    ['null', null],
    ['a text', 'A'],
    ['a number', 7],
    ['a list', ['A', 'Alpha', 1]],
  ])('%s among rows', (_, stranger) => {
    const read = reader.parse(answer({ rows: [ROWS[0], stranger, ROWS[1]] }));
    expect(read.rows).toEqual([one, two]);
    expect(read.faults).toHaveLength(1);
    expect(read.faults[0]).toMatchObject({
      index: 1,
      reasons: [expect.stringMatching(/^answer: Invalid input/)],
    });
  });

  test('at most five reasons a row', () => {
    const wide = table({
      at: 'rows',
      row: z.object({ a: key, b: key, c: key, d: key, e: key, f: key, id: text }),
      as: (value) => value,
    });
    const full = { a: 1, b: 1, c: 1, d: 1, e: 1, f: 1, id: 1 };
    const read = wide.parse(answer({ rows: [full, { id: 'x' }] }));
    expect(read.faults[0]?.reasons).toHaveLength(5);
  });

  test('where none fits, the answer does not', () => {
    const rows = [{ name: 'Secret' }, { name: 'Secret', calls: 'Secret' }];
    expect(reasons(reader, answer({ data: { rows } }))).toEqual([
      'answer: none of 2 rows fits: id: expected an identity',
    ]);
  });

  test('rows kept and rows at fault make all rows, in order', () => {
    const good = fc.record({ id: fc.stringMatching(/^\w{1,9}$/), calls: fc.nat(1000) });
    const bad = fc.constantFrom<unknown>(null, 'x', { id: '' }, { id: 'A', calls: 'many' }, []);
    fc.assert(
      fc.property(fc.array(fc.oneof(good, bad), { minLength: 1 }), (rows) => {
        const result = reader.safeParse(answer({ rows }));
        const fits = rows.map((value) => row.safeParse(value).success);
        expect(result.success).toBe(fits.includes(true));
        if (!result.success) return;
        expect(result.data.faults.map(({ index }) => index)).toEqual(
          fits.flatMap((fit, index) => (fit ? [] : [index])),
        );
        expect(result.data.rows).toHaveLength(fits.filter(Boolean).length);
      }),
    );
  });
});

describe('hostile members', () => {
  test.each([
    '{"rows":[{"id":"A","__proto__":{"name":"Eve","polluted":1}}]}',
    '{"rows":[{"id":"A","constructor":{"prototype":{"polluted":1}}}]}',
    '{"__proto__":{"rows":[{"id":"EVE"}]},"rows":[{"id":"A"}]}',
    '{"data":{"__proto__":{"rows":[{"id":"EVE"}]},"rows":[{"id":"A"}]}}',
    '{"id":["A"],"name":[null],"__proto__":["x","y","z"]}',
    '{"rows":{"0":{"id":"A"}},"toString":[1,2]}',
  ])('%s is harmless', (json) => {
    const read = reader.parse(JSON.parse(json));
    expect(read.rows).toEqual([{ id: 'A', name: null, calls: 0, read: true }]);
    expect(Object.getPrototypeOf(read.rows[0])).toBe(Object.prototype);
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });

  test('what an answer only inherits is not there', () => {
    expect(reasons(reader, JSON.parse('{"__proto__":{"rows":[{"id":"A"}]}}'))).toEqual([
      'answer: expected a table at rows',
    ]);
    expect(memberAt({}, 'constructor')).toBeUndefined();
    expect(memberAt({ a: {} }, 'a.toString')).toBeUndefined();
    expect(memberAt([], 'length')).toBeUndefined();
    expect(memberAt('text', 'length')).toBeUndefined();
    expect(memberAt({ a: { b: [1] } }, 'a.b')).toEqual([1]);
    expect(memberAt({ a: null }, 'a.b')).toBeUndefined();
  });

  test('alias tables do not follow inherited names', () => {
    const named = table({
      at: 'rows',
      row: z.object({ id: key, name: text }),
      as: (value) => value,
      aliases: Object.fromEntries([['valueOf', 'name' as const]]),
    });
    expect(named.parse(answer({ rows: [{ id: 'A' }] })).rows).toEqual([{ id: 'A', name: null }]);
  });

  test('any answer is read or refused, and never throws', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(() => reader.safeParse(value)).not.toThrow();
        expect(() => reader.safeParse(answer({ data: value }))).not.toThrow();
        expect(() => reader.safeParse(answer({ rows: value }))).not.toThrow();
      }),
    );
  });
});

describe('titles', () => {
  test.each<[unknown, unknown]>([
    [
      [
        { title: '<b>Name</b>', field: 'name', formatter: 'html' },
        { title: null, field: 'calls' },
        { title: 'No field' },
        'text',
        null,
      ],
      [
        { title: 'Name', field: 'name' },
        { title: 'calls', field: 'calls' },
      ],
    ],
    [[], []],
    [null, []],
    ['none', []],
    [undefined, []],
    [{ title: 'A', field: 'a' }, []],
  ])('%j → %j', (headers, columns) => {
    expect(reader.parse(answer({ data: { rows: ROWS, headers } })).columns).toEqual(columns);
    expect(reader.parse(answer({ rows: ROWS, headers })).columns).toEqual(columns);
  });

  test('are left out where the record names none', () => {
    const plain = table({ at: 'rows', row, as });
    expect(plain.parse(answer({ rows: ROWS, headers: [{ title: 'A', field: 'a' }] })).columns).toEqual([]);
  });
});

describe('an optional table', () => {
  const summary = table({ at: 'summary_rows', row, as, optional: true });

  test.each<[string, object]>([
    ['left out', { data: { rows: ROWS } }],
    ['left out of a list', { data: [] }],
    ['left out of nothing', { data: null }],
    ['null', { data: { summary_rows: null } }],
    ['empty', { data: { summary_rows: [] } }],
  ])('%s is empty', (_, members) => {
    expect(summary.parse(answer(members))).toStrictEqual(new Table([]));
  });

  test('is not looked for elsewhere', () => {
    expect(summary.parse(answer({ data: ROWS })).rows).toEqual([]);
    expect(summary.parse(answer(COLUMNS)).rows).toEqual([]);
    expect(summary.parse(answer({ data: { summary_rows: ROWS } })).rows).toEqual([one, two]);
    expect(summary.parse(answer({ summary_rows: ROWS })).rows).toEqual([one, two]);
  });

  test.each<[unknown]>([['none'], [''], [false], [0], [{}], [{ id: 'A' }]])(
    'that is %j is none, and says so: the rest of the answer does not suffer',
    (value) => {
      expect(summary.parse(answer({ data: { summary_rows: value } }))).toStrictEqual(
        new Table([], [{ index: 0, reasons: ['expected a table at summary_rows'] }]),
      );
    },
  );

  test('of rows that do not fit is none, and says so', () => {
    expect(summary.parse(answer({ data: { summary_rows: [{ name: 'x' }] } }))).toStrictEqual(
      new Table([], [{ index: 0, reasons: ['none of 1 rows fits: id: expected an identity'] }]),
    );
  });
});

describe('a row that takes any member', () => {
  const pauses = table({
    at: 'rows',
    row: z.object({ user: key, talk: count }).catchall(z.unknown()),
    as: (found) => found,
  });

  test('takes any column of the same length too', () => {
    const columns = { user: ['a', 'b'], talk: ['1', '2'], zumba: [3, 4], totals: [7] };
    expect(pauses.parse(answer({ data: { rows: columns } })).rows).toEqual([
      { user: 'a', talk: 1, zumba: 3 },
      { user: 'b', talk: 2, zumba: 4 },
    ]);
  });
});

describe('views', () => {
  const both = views({ main: reader, more: table({ at: 'more', row, as, optional: true }) });

  test('each sees the whole answer', () => {
    expect(both.parse(answer({ data: { rows: ROWS, more: [ROWS[1]] } }))).toStrictEqual({
      main: new Table([one, two]),
      more: new Table([two]),
    });
  });

  test('name the one that does not fit', () => {
    expect(reasons(both, answer({}))).toEqual(['main: expected a table at rows']);
  });

  test('are known by their tables', () => {
    const model = both.parse(answer({ rows: ROWS }));
    expect(tablesOf(model)).toEqual([model.main, model.more]);
    expect(tablesOf(model.main)).toEqual([model.main]);
    expect(tablesOf(Table.empty())).toHaveLength(1);
    for (const none of [null, undefined, 7, 'text', [], { a: 1 }]) expect(tablesOf(none)).toEqual([]);
  });
});
