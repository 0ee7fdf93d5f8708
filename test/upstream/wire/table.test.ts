import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { optional } from '../../../src/upstream/wire/cell.ts';
import type { Gap } from '../../../src/upstream/wire/reading/gap.ts';
import { both, DoesNotFit, memberAt, type Reader } from '../../../src/upstream/wire/reading/reader.ts';
import type { ValuesOf } from '../../../src/upstream/wire/reading/rowReader.ts';
import { sideTable, table, Table } from '../../../src/upstream/wire/reading/table.ts';
import { count, key, text } from '../../../src/upstream/wire/wire.ts';

const row = { id: key, name: text, calls: count };
const as = (value: ValuesOf<typeof row>) => ({ ...value, read: true });
const reader = table({ at: 'rows', row, as, aliases: { other_id: 'id' }, headers: 'headers' });

const one = { id: 'A', name: 'Alpha', calls: 1, read: true };
const two = { id: 'B', name: 'Beta', calls: 2, read: true };
const ROWS = [
  { id: 'A', name: 'Alpha', calls: 1 },
  { id: 'B', name: 'Beta', calls: '2' },
];
const COLUMNS = { id: ['A', 'B'], name: ['Alpha', 'Beta'], calls: ['1', 2] };

const answer = (members: object) => ({ result: 'success', ...members });

const read = async <Model>(of: Reader<Model>, value: unknown): Promise<Model> => (await of(value)).model;

const gapsOf = async (of: Reader<unknown>, value: unknown): Promise<readonly Gap[]> => (await of(value)).gaps;

/** Why an answer does not fit. An answer that does fails the test. */
async function reasonOf(of: Reader<unknown>, value: unknown): Promise<string> {
  try {
    await of(value);
  } catch (error) {
    if (error instanceof DoesNotFit) return error.message;
    throw error;
  }
  throw new Error('It was read.');
}

/** True if an answer is read. Anything but DoesNotFit fails the test. */
async function isRead(of: Reader<unknown>, value: unknown): Promise<boolean> {
  try {
    await of(value);
    return true;
  } catch (error) {
    if (error instanceof DoesNotFit) return false;
    throw error;
  }
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
  ])('%s', async (_, members) => {
    expect(await read(reader, answer(members))).toStrictEqual(new Table([one, two]));
  });

  test('the own name of a member is read before its alias', async () => {
    expect(
      (await read(reader, answer({ rows: [{ id: 'A', other_id: 'Z', name: 'Alpha', calls: 1 }] }))).rows,
    ).toEqual([one]);
  });

  test('a dotted path', async () => {
    const nested = table({ at: 'report.rows', row, as, headers: 'report.headers' });
    const headers = [{ title: 'Id', field: 'id' }];
    expect(await read(nested, answer({ data: { report: { rows: ROWS, headers } } }))).toStrictEqual(
      new Table([one, two], [], headers),
    );
  });

  test.each([
    ['listed', [ROWS[0], null, ROWS[1], 'x']],
    ['numbered', { 0: ROWS[0], 1: null, 2: ROWS[1], 5: 'x' }],
  ])('what is no row among %s rows is an unreadable one', async (_, rows) => {
    const { rows: whole, unreadable } = await read(reader, answer({ data: { rows } }));
    expect(whole).toEqual([one, two]);
    expect(unreadable).toHaveLength(2);
  });

  test('rows in their own order, whatever their numbers', async () => {
    expect((await read(reader, answer({ rows: { 10: ROWS[0], 9: ROWS[1] } }))).rows).toEqual([two, one]);
  });

  test.each<[string, object]>([
    ['an empty list below data', { data: { rows: [] } }],
    ['an empty list at the top', { rows: [] }],
    ['empty data', { data: [] }],
    ['null rows', { data: { rows: null } }],
    ['null rows at the top', { rows: null }],
    ['null data', { data: null }],
    ['empty columns', { id: [], name: [], calls: [] }],
    ['rows that are an empty object', { data: { rows: {} } }],
    ['rows at the top that are one', { rows: {} }],
  ])('%s is an empty table', async (_, members) => {
    expect(await read(reader, answer(members))).toStrictEqual(new Table([]));
  });

  test.each<[string, unknown]>([
    ['nothing', answer({})],
    ['an empty object', answer({ data: {} })],
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
  ])('%s is no table', async (_, value) => {
    expect(await reasonOf(reader, value)).toBe('expected a table at rows');
  });
});

describe('columns', () => {
  test('of unequal length are refused, not shifted', async () => {
    expect(await reasonOf(reader, answer({ id: ['A', 'B'], name: ['Alpha'], calls: [1, 2] }))).toBe(
      'columns of unequal length: id, name',
    );
    expect(await reasonOf(reader, answer({ data: { rows: { id: [], name: ['Alpha'] } } }))).toBe(
      'columns of unequal length: id, name',
    );
    expect(await reasonOf(reader, answer({ other_id: ['A'], name: ['Alpha', 'Beta'] }))).toBe(
      'columns of unequal length: name, other_id',
    );
  });

  test('that are missing are null, and told', async () => {
    expect((await read(reader, answer({ id: ['A', 'B'], calls: [1, null] }))).rows).toEqual([
      { id: 'A', name: null, calls: 1, read: true },
      { id: 'B', name: null, calls: null, read: true },
    ]);
    expect(await gapsOf(reader, answer({ id: ['A', 'B'], calls: [1, null] }))).toEqual([
      { member: 'name', cells: 2, rows: 0, missing: true },
    ]);
  });

  test('hold what rows hold', async () => {
    const cell = fc.oneof(fc.string(), fc.integer({ min: -1e6, max: 1e6 }), fc.constant(null));
    const record = fc.record({ id: fc.stringMatching(/^\w{1,9}$/), name: cell, calls: fc.nat(1e6) });
    await fc.assert(
      fc.asyncProperty(fc.array(record), async (rows) => {
        const columns = {
          id: rows.map(({ id }) => id),
          name: rows.map(({ name }) => name),
          calls: rows.map(({ calls }) => calls),
        };
        const asRows = await read(reader, answer({ data: { rows } }));
        expect(asRows.rows).toHaveLength(rows.length);
        expect(await read(reader, answer({ data: { rows: columns } }))).toStrictEqual(asRows);
        expect(await read(reader, answer(columns))).toStrictEqual(asRows);
        // Data that is an empty array is printed as [], and not as an object without members.
        const numbered = rows.length === 0 ? [] : Object.fromEntries(rows.entries());
        expect(await read(reader, answer({ data: numbered }))).toStrictEqual(asRows);
      }),
    );
  });

  test('one cell too few or too many anywhere is always refused', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 20 }),
        fc.constantFrom('id', 'name', 'calls'),
        fc.boolean(),
        async (length, name, more) => {
          const columns: Record<string, string[]> = {
            id: Array.from({ length }, (_, index) => `I${index}`),
            name: Array.from({ length }, () => 'N'),
            calls: Array.from({ length }, () => '1'),
          };
          columns[name] = more ? [...(columns[name] ?? []), '1'] : (columns[name] ?? []).slice(1);
          expect(await isRead(reader, answer({ data: { rows: columns } }))).toBe(false);
        },
      ),
    );
  });
});

describe('cells that do not fit', () => {
  const hundred: unknown[] = Array.from({ length: 100 }, (_, index) => ({
    id: `A${index}`,
    name: 'N',
    calls: 1,
  }));

  test('one of a hundred rows has a null, and the gap names the member without its value', async () => {
    const rows = hundred.with(41, { id: 'A41', name: 'Secret', calls: 'Secret-31337' });
    const { model, gaps } = await reader(answer({ data: { rows } }));
    expect(model.rows).toHaveLength(100);
    expect(model.rows[41]).toEqual({ id: 'A41', name: 'Secret', calls: null, read: true });
    expect(model.rows.filter(({ calls }) => calls === 1)).toHaveLength(99);
    expect(model.unreadable).toEqual([]);
    expect(gaps).toEqual([{ member: 'calls', cells: 1, rows: 0 }]);
    expect(JSON.stringify(gaps)).not.toMatch(/Secret|31337|A41/);
  });

  test('a member that one row lacks is a gap, one that no row has is missing', async () => {
    const lacking = { id: 'X', calls: 1 };
    expect(await gapsOf(reader, answer({ rows: hundred.with(3, lacking) }))).toEqual([
      { member: 'name', cells: 1, rows: 0 },
    ]);
    expect(await gapsOf(reader, answer({ rows: [lacking, lacking] }))).toEqual([
      { member: 'name', cells: 2, rows: 0, missing: true },
    ]);
    // What is no row at all has no members to lack.
    expect(await gapsOf(reader, answer({ rows: [lacking, 'x'] }))).toEqual([
      { member: 'id', cells: 0, rows: 1 },
      { member: 'name', cells: 1, rows: 0, missing: true },
    ]);
  });

  test('a member that is there as null is no gap', async () => {
    expect(await gapsOf(reader, answer({ rows: [{ id: 'A', name: null, calls: '' }] }))).toEqual([]);
  });

  test('one that may be absent is none either, unless it does not fit', async () => {
    const lenient = table({ at: 'rows', row: { ...row, name: optional(text) }, as: (values) => values });
    expect(await gapsOf(lenient, answer({ rows: [{ id: 'A', calls: 1 }] }))).toEqual([]);
    expect(await gapsOf(lenient, answer({ rows: [{ id: 'A', calls: 1, name: {} }] }))).toEqual([
      { member: 'name', cells: 1, rows: 0 },
    ]);
  });
});

describe('rows without identity', () => {
  test('are left out and counted, with their portfolio', async () => {
    const rows = [ROWS[0], { id: '', name: 'Secret', calls: 3, portfolio: 'ABC' }, { calls: 1 }, ROWS[1]];
    const { model, gaps } = await reader(answer({ rows }));
    expect(model.rows).toEqual([one, two]);
    expect(model.unreadable).toEqual([{ portfolioCode: 'ABC' }, { portfolioCode: null }]);
    expect(gaps).toContainEqual({ member: 'id', cells: 0, rows: 2 });
  });

  test('in columns too', async () => {
    const columns = { id: ['A', null, 'C'], name: ['a', 'b', 'c'], calls: [1, 2, 3] };
    const { model, gaps } = await reader(answer(columns));
    expect(model.rows.map(({ id }) => id)).toEqual(['A', 'C']);
    expect(model.unreadable).toHaveLength(1);
    expect(gaps).toEqual([{ member: 'id', cells: 0, rows: 1 }]);
  });

  test.each<[string, unknown]>([
    ['null', null],
    ['a text', 'A'],
    ['a number', 7],
    ['a list', ['A', 'Alpha', 1]],
  ])('%s among rows is one', async (_, stranger) => {
    const { model, gaps } = await reader(answer({ rows: [ROWS[0], stranger, ROWS[1]] }));
    expect(model.rows).toEqual([one, two]);
    expect(model.unreadable).toEqual([{ portfolioCode: null }]);
    expect(gaps).toEqual([{ member: 'id', cells: 0, rows: 1 }]);
  });

  test('of several identities the first one that cannot be read counts the row', async () => {
    const pair = table({ at: 'rows', row: { a: key, b: key }, as: (values) => values });
    const rows = [
      { a: '', b: '' },
      { a: 'A', b: '' },
      { a: 'A', b: 'B' },
    ];
    expect(await gapsOf(pair, answer({ rows }))).toEqual([
      { member: 'a', cells: 0, rows: 1 },
      { member: 'b', cells: 0, rows: 1 },
    ]);
  });

  test('are all rows of another table: that answer does not fit', async () => {
    const rows = [{ name: 'Secret' }, { name: 'Secret', calls: 'Secret' }];
    expect(await reasonOf(reader, answer({ data: { rows } }))).toBe('none of 2 rows has id');
    expect(await reasonOf(reader, answer({ data: { rows: ['A', 'B'] } }))).toBe('none of 2 rows has id');
  });

  test('that are all rows of the right table are counted', async () => {
    const { model } = await reader(answer({ rows: [{ id: '' }, { id: null }, { id: false }] }));
    expect(model.rows).toEqual([]);
    expect(model.unreadable).toHaveLength(3);
  });

  test('and rows that are read are all rows, in order', async () => {
    const good = fc.record({ id: fc.stringMatching(/^\w{1,9}$/), calls: fc.jsonValue() });
    const bad = fc.constantFrom<unknown>(null, 'x', { id: '' }, { id: false, calls: 1 }, { name: 'x' }, []);
    await fc.assert(
      fc.asyncProperty(fc.array(good, { minLength: 1 }), fc.array(bad), async (some, others) => {
        const rows = [...some, ...others];
        const { model, gaps } = await reader(answer({ rows }));
        expect(model.rows.map(({ id }) => id)).toEqual(some.map(({ id }) => id));
        expect(model.unreadable).toHaveLength(others.length);
        expect(gaps.reduce((sum, gap) => sum + gap.rows, 0)).toBe(others.length);
        for (const { cells } of gaps) expect(cells).toBeLessThanOrEqual(rows.length);
      }),
    );
  });
});

describe('a table below another member', () => {
  const nested = table({ at: 'report.rows', row, as });

  test.each<[string, object]>([
    ['null', { data: { report: null } }],
    ['an empty list, as PHP prints an empty object', { data: { report: [] } }],
    ['an empty object', { report: {} }],
  ])('is empty if that member is %s', async (_, members) => {
    expect(await read(nested, answer(members))).toStrictEqual(new Table([]));
  });

  test.each<[string, object]>([
    ['false', { data: { report: false } }],
    ['a text', { data: { report: '' } }],
    ['absent', { data: { other: [] } }],
  ])('is none if that member is %s', async (_, members) => {
    expect(await reasonOf(nested, answer(members))).toBe('expected a table at report.rows');
  });
});

const cut = (members: object) => gapsOf(reader, answer(members));

describe('rows that are not all', () => {
  test.each<[string, object, number]>([
    ['a total beside them', { data: { rows: ROWS, total: 5000, last_page: 250 } }, 4998],
    ['a total at the top', { total: '5000', data: { rows: ROWS } }, 4998],
    ['a total beside data', { total: 3, data: ROWS }, 1],
    ['a total of their own framework', { recordsTotal: 10, data: ROWS }, 8],
    ['a total in meta', { data: ROWS, meta: { total: 4 } }, 2],
    ['more pages, and no total', { data: { rows: ROWS, last_page: 2 } }, 1],
    ['more to come', { rows: ROWS, has_more: true }, 1],
    ['more to come, in a word', { rows: ROWS, has_more: 'Y' }, 1],
    ['a next page', { rows: ROWS, next_page_url: '/?page=2' }, 1],
    ['the number of a next page', { data: { rows: ROWS, page: 1, next_page: 2 } }, 1],
    ['a link to a next page', { data: ROWS, links: { self: '/', next: '/?page=2' } }, 1],
    ['a cursor', { data: ROWS, meta: { next_cursor: 'bmV4dA' } }, 1],
    ['a total count', { rows: ROWS, total_count: '7' }, 5],
    ['a number of pages', { rows: ROWS, pages: 12 }, 1],
  ])('%s', async (_, members, rows) => {
    expect(await cut(members)).toEqual([{ member: 'rows', cells: 0, rows }]);
  });

  test.each<[string, object]>([
    ['as many as the total', { rows: ROWS, total: 2 }],
    ['more than the total', { rows: ROWS, total: 1 }],
    ['one page', { rows: ROWS, last_page: 1 }],
    ['no next page', { rows: ROWS, next_page_url: null, has_more: false }],
    ['no next page, in words', { rows: ROWS, has_more: '0', truncated: 'false' }],
    ['a total that is no count', { rows: ROWS, total: { calls: 5000 } }],
    ['another total', { rows: ROWS, total_calls: 5000 }],
    ['no next page, as numbers', { rows: ROWS, next_page: 0, next: '1', links: { next: null } }],
  ])('%s: no gap', async (_, members) => {
    expect(await cut(members)).toEqual([]);
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
  ])('%s is harmless', async (json) => {
    const { rows } = await read(reader, JSON.parse(json));
    expect(rows).toEqual([{ id: 'A', name: null, calls: null, read: true }]);
    expect(Object.getPrototypeOf(rows[0])).toBe(Object.prototype);
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });

  test('what an answer only inherits is not there', async () => {
    expect(await reasonOf(reader, JSON.parse('{"__proto__":{"rows":[{"id":"A"}]}}'))).toBe(
      'expected a table at rows',
    );
    expect(memberAt({}, 'constructor')).toBeUndefined();
    expect(memberAt({ a: {} }, 'a.toString')).toBeUndefined();
    expect(memberAt([], 'length')).toBeUndefined();
    expect(memberAt('text', 'length')).toBeUndefined();
    expect(memberAt({ a: { b: [1] } }, 'a.b')).toEqual([1]);
    expect(memberAt({ a: null }, 'a.b')).toBeUndefined();
  });

  test('alias tables do not follow inherited names', async () => {
    const named = table({
      at: 'rows',
      row: { id: key, name: text },
      as: (value) => value,
      aliases: Object.fromEntries([['valueOf', 'name' as const]]),
    });
    expect((await read(named, answer({ rows: [{ id: 'A' }] }))).rows).toEqual([{ id: 'A', name: null }]);
  });

  test('any answer is read or refused, and never throws', async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), async (value) => {
        // It throws nothing but DoesNotFit.
        for (const each of [value, answer({ data: value }), answer({ rows: value })]) {
          expect(await isRead(reader, each)).toBeTypeOf('boolean');
        }
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
  ])('%j → %j', async (headers, columns) => {
    expect((await read(reader, answer({ data: { rows: ROWS, headers } }))).columns).toEqual(columns);
    expect((await read(reader, answer({ rows: ROWS, headers }))).columns).toEqual(columns);
  });

  test('are left out where the record names none', async () => {
    const plain = table({ at: 'rows', row, as });
    expect(
      (await read(plain, answer({ rows: ROWS, headers: [{ title: 'A', field: 'a' }] }))).columns,
    ).toEqual([]);
  });
});

describe('a table beside another', () => {
  const summary = sideTable({ at: 'summary_rows', row, as });

  test.each<[string, object]>([
    ['left out of a list', { data: [] }],
    ['left out of nothing', { data: null }],
    ['null', { data: { summary_rows: null } }],
    ['empty', { data: { summary_rows: [] } }],
    ['an empty object', { data: { summary_rows: {} } }],
  ])('%s is empty, which is no gap', async (_, members) => {
    const { model, gaps } = await summary(answer(members));
    expect(model).toStrictEqual(new Table([]));
    expect(gaps).toEqual([]);
  });

  test('is not looked for elsewhere', async () => {
    const missing = [{ member: 'summary_rows', cells: 0, rows: 0, missing: true }];
    for (const members of [{ data: ROWS }, COLUMNS, { data: { rows: ROWS } }]) {
      const { model, gaps } = await summary(answer(members));
      expect(model).toBeNull();
      expect(gaps).toEqual(missing);
    }
    for (const members of [{ data: { summary_rows: ROWS } }, { summary_rows: ROWS }]) {
      const { model, gaps } = await summary(answer(members));
      expect(model?.rows).toEqual([one, two]);
      expect(gaps).toEqual([]);
    }
  });

  test.each<[unknown]>([
    ['none'],
    [''],
    [false],
    [0],
    [{ id: 'A' }],
    [[{ name: 'x' }]],
    [{ id: ['A'], name: [] }],
  ])('that is %j is none, and says so: the rest of the answer does not suffer', async (value) => {
    const { model, gaps } = await summary(answer({ data: { summary_rows: value } }));
    expect(model).toBeNull();
    expect(gaps).toEqual([{ member: 'summary_rows', cells: 0, rows: 0, missing: true }]);
  });

  test('tells its gaps under its own name', async () => {
    const rows = [ROWS[0], { id: '', name: 'x', calls: 1 }, { id: 'C', name: {}, calls: 1 }];
    expect(await gapsOf(summary, answer({ data: { summary_rows: rows } }))).toEqual([
      { member: 'summary_rows.id', cells: 0, rows: 1 },
      { member: 'summary_rows.name', cells: 1, rows: 0 },
    ]);
  });

  test('does not lack the rows of the other one', async () => {
    const data = { rows: ROWS, summary_rows: ROWS, total: 5000 };
    expect(await gapsOf(summary, answer({ data }))).toEqual([]);
    const nested = sideTable({ at: 'profiles.rows', row, as });
    expect(await gapsOf(nested, answer({ profiles: { rows: ROWS, total: 5 } }))).toEqual([
      { member: 'profiles.rows', cells: 0, rows: 3 },
    ]);
  });
});

describe('a row that takes any member', () => {
  const pauses = table({
    at: 'rows',
    row: { user: key, talk: count },
    as: (values, candidate) => ({ ...values, candidate }),
    open: true,
  });

  test('takes any column of the same length too', async () => {
    const columns = { user: ['a', 'b'], talk: ['1', '2'], zumba: [3, 4], totals: [7] };
    expect((await read(pauses, answer({ data: { rows: columns } }))).rows).toEqual([
      { user: 'a', talk: 1, candidate: { user: 'a', talk: '1', zumba: 3 } },
      { user: 'b', talk: 2, candidate: { user: 'b', talk: '2', zumba: 4 } },
    ]);
  });
});

describe('two readers of one answer', () => {
  const twice = both(reader, sideTable({ at: 'more', row, as }), (main, more) => ({ main, more }));

  test('see all of it', async () => {
    expect(await read(twice, answer({ data: { rows: ROWS, more: [ROWS[1]] } }))).toStrictEqual({
      main: new Table([one, two]),
      more: new Table([two]),
    });
  });

  test('tell the gaps of both', async () => {
    const rows = [ROWS[0], { id: 'B', name: {}, calls: 2 }];
    expect(await gapsOf(twice, answer({ rows, more: [...rows, { id: 'C', name: 'c', calls: {} }] }))).toEqual(
      [
        { member: 'name', cells: 1, rows: 0 },
        { member: 'more.name', cells: 1, rows: 0 },
        { member: 'more.calls', cells: 1, rows: 0 },
      ],
    );
  });

  test('fail if the main one does', async () => {
    expect(await reasonOf(twice, answer({}))).toBe('expected a table at rows');
  });
});
