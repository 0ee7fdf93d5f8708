import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { identity, MISFIT, type Cell } from '../../../src/upstream/wire/cell.ts';
import {
  americanTime,
  clock,
  count,
  day,
  flag,
  float,
  int,
  key,
  length,
  localTime,
  percent,
  reference,
  seconds,
  text,
  words,
} from '../../../src/upstream/wire/wire.ts';

/** What no reader of single values takes. */
const NO_SINGLE_VALUES = [{}, { a: 1 }, [], ['x'], Number.NaN, Number.POSITIVE_INFINITY];

const CELLS: Readonly<Record<string, Cell<unknown>>> = {
  americanTime,
  clock,
  count,
  day,
  flag,
  float,
  int,
  key,
  length,
  localTime,
  percent,
  reference,
  seconds,
  text,
  words,
};

describe('text', () => {
  test.each<[unknown, unknown]>([
    ['plain', 'plain'],
    ['  blanks  around ', 'blanks  around'],
    ['', null],
    ['   ', null],
    [null, null],
    [undefined, null],
    [0, '0'],
    ['0', '0'],
    [22_799_125, '22799125'],
    [22_799_125_000_001, '22799125000001'],
    [-4.5, '-4.5'],
    [true, MISFIT],
    [false, MISFIT],
    [{}, MISFIT],
    [[], MISFIT],
    ['Carla <b>Bold</b> & Sons', 'Carla Bold & Sons'],
    ['Cobranza México <i>Sons</i>', 'Cobranza México Sons'],
    ['<button class="btn" title="a > b">', null],
    ['<a href="x">link</a><br/><br />', 'link'],
    ['<!-- note -->kept<!DOCTYPE html>', 'kept'],
    ['<h1\nclass="x">Big</h1>', 'Big'],
    ['<b></b>', null],
    ['a < b', 'a < b'],
    ['a <b', 'a <b'],
    ['3 > 2', '3 > 2'],
    ['I <3 you > me', 'I <3 you > me'],
    ['Ana <ana@example.com>', 'Ana <ana@example.com>'],
    ['a<b and c', 'a<b and c'],
    ['O\'Brien "Bob" &amp;', 'O\'Brien "Bob" &'],
    ['línea\nsegunda', 'línea\nsegunda'],
  ])('%j → %j', (value, expected) => {
    expect(text.read(value)).toBe(expected);
  });

  test('digits that JSON has already lost are refused', () => {
    const id: unknown = JSON.parse('12345678901234567890');
    expect(text.read(id)).toEqual(MISFIT);
    expect(key.read(id)).toEqual(MISFIT);
    expect(key.read('12345678901234567890')).toBe('12345678901234567890');
  });

  test('many unclosed tags take no long time', () => {
    const value = '<a '.repeat(200_000);
    expect(text.read(value)).toBe(value.trim());
  });

  test('text without "<" and "&" is only trimmed', () => {
    fc.assert(
      fc.property(
        fc.string().filter((value) => !/[<&]/.test(value) && !/\p{Cc}/u.test(value)),
        (value) => {
          expect(text.read(value)).toBe(value.trim() || null);
        },
      ),
    );
  });

  test('no tag survives', () => {
    const tag = fc.constantFrom('<b>', '</b>', '<br />', '<i class="x">', '<script>', '<!-- c -->');
    fc.assert(
      fc.property(fc.array(fc.oneof(tag, fc.stringMatching(/^[\w &]*$/))), (parts) => {
        expect(String(text.read(parts.join('')))).not.toMatch(/[<>]/);
      }),
    );
  });
});

describe('identities', () => {
  test.each<[unknown, unknown]>([
    ['Agent.Example', 'Agent.Example'],
    [' A1 ', 'A1'],
    [14_246, '14246'],
    [22_799_125_000_001, '22799125000001'],
    ['33333333333333', '33333333333333'],
    ['0012', '0012'],
    [0, '0'],
    ['', MISFIT],
    ['  ', MISFIT],
    ['<b></b>', MISFIT],
    [null, MISFIT],
    [undefined, MISFIT],
  ])('key: %j → %j', (value, expected) => {
    expect(key.read(value)).toEqual(expected);
  });

  test.each<[unknown, unknown]>([
    ['4460708090', '4460708090'],
    [7_890_123, '7890123'],
    ['Example List', 'Example List'],
    [0, null],
    ['0', null],
    ['', null],
    [null, null],
    [undefined, null],
    ['00', '00'],
  ])('reference: %j → %j', (value, expected) => {
    expect(reference.read(value)).toEqual(expected);
  });
});

describe('numbers', () => {
  test.each<[unknown, unknown, unknown]>([
    // value, as float, as int
    [296, 296, 296],
    ['296', 296, 296],
    [' 12 ', 12, 12],
    ['0', 0, 0],
    [0, 0, 0],
    ['-5', -5, -5],
    ['-8.00', -8, -8],
    ['544.30', 544.3, 544],
    [37.14, 37.14, 37],
    ['491.5', 491.5, 492],
    ['.5', 0.5, 1],
    ['5.', 5, 5],
    ['1e3', 1000, 1000],
    ['007', 7, 7],
    ['1,234', 1234, 1234],
    ['1,234,567.89', 1_234_567.89, 1_234_568],
    ['-1,234', -1234, -1234],
    ['', null, null],
    ['  ', null, null],
    [null, null, null],
    [undefined, null, null],
    [2_147_483_647, 2_147_483_647, 2_147_483_647],
    ['2147483647', 2_147_483_647, 2_147_483_647],
    [2_147_483_648, 2_147_483_648, MISFIT],
    ['2147483648', 2_147_483_648, MISFIT],
    ['-2147483648', -2_147_483_648, MISFIT],
    ['1,23', MISFIT, MISFIT],
    ['1,2345', MISFIT, MISFIT],
    ['12,345,6', MISFIT, MISFIT],
    ['1.2.3', MISFIT, MISFIT],
    ['12 34', MISFIT, MISFIT],
    ['abc', MISFIT, MISFIT],
    ['12abc', MISFIT, MISFIT],
    ['0x10', MISFIT, MISFIT],
    ['Infinity', MISFIT, MISFIT],
    ['1e400', MISFIT, MISFIT],
    ['9'.repeat(400), MISFIT, MISFIT],
    ['--5', MISFIT, MISFIT],
    ['-', MISFIT, MISFIT],
    ['Y', MISFIT, MISFIT],
    [true, MISFIT, MISFIT],
  ])('%j → %j, whole %j', (value, asFloat, asInt) => {
    expect(float.read(value)).toEqual(asFloat);
    expect(int.read(value)).toEqual(asInt);
    // How many: never below 0, and nothing is not 0.
    expect(count.read(value)).toBe(typeof asInt === 'number' && asInt < 0 ? MISFIT : asInt);
  });

  test('a number and its print are one', () => {
    fc.assert(
      fc.property(fc.integer({ min: -2_147_483_647, max: 2_147_483_647 }), (value) => {
        expect(int.read(value)).toBe(value);
        expect(int.read(String(value))).toBe(value);
        expect(int.read(value.toLocaleString('en-US'))).toBe(value);
        expect(int.read(value.toFixed(2))).toBe(value);
      }),
    );
  });

  test.each<[unknown, unknown]>([
    ['87%', 87],
    ['87.5 %', 87.5],
    ['87', 87],
    [87, 87],
    ['0%', 0],
    ['', null],
    ['%', null],
    [null, null],
    [undefined, null],
    ['many', MISFIT],
    ['87%%', MISFIT],
  ])('percent: %j → %j', (value, expected) => {
    expect(percent.read(value)).toEqual(expected);
  });
});

describe('durations', () => {
  test.each<[unknown, unknown]>([
    [34, 34],
    ['34', 34],
    ['00:00:47', 47],
    ['08:00:00', 28_800],
    ['100:00:01', 360_001],
    ['05:30', 330],
    [' 00:01:00 ', 60],
    ['00:00:47.25', 47],
    ['67.78', 68],
    ['33,685', 33_685],
    [0, 0],
    ['0', 0],
    ['00:00:00', 0],
    ['', null],
    [null, null],
    [undefined, null],
    ['00:00:4x', MISFIT],
    ['1:2:3', MISFIT],
    ['00-00-47', MISFIT],
    ['soon', MISFIT],
    ['-00:00:03', MISFIT],
    ['-3', MISFIT],
    [-3, MISFIT],
    ['N/A', MISFIT],
    ['NULL', MISFIT],
    ['-', MISFIT],
    ['4294967295', MISFIT],
    [4_294_967_295, MISFIT],
    [false, MISFIT],
  ])('%j → %j', (value, expected) => {
    expect(seconds.read(value)).toBe(expected);
    // A hundred hours are a sum, and not how long one thing took.
    expect(length.read(value)).toBe(typeof expected === 'number' && expected > 86_400 ? MISFIT : expected);
  });
});

describe('switches', () => {
  test.each<[unknown, unknown]>([
    ['Y', true],
    ['y', true],
    ['YES', true],
    ['1', true],
    [1, true],
    ['TRUE', true],
    ['true', true],
    [true, true],
    [' Y ', true],
    // A switch with levels.
    ['5', true],
    ['N', false],
    ['n', false],
    ['0', false],
    [0, false],
    ['FALSE', false],
    [false, false],
    ['NOT_ACTIVE', false],
    ['DISABLED', false],
    ['', null],
    [null, null],
    [undefined, null],
    // An extension where a switch was; a word of the installation's own.
    ['8368', MISFIT],
    ['MAYBE', MISFIT],
    ['N/A', MISFIT],
    ['-', MISFIT],
    [-3, MISFIT],
    [{}, MISFIT],
  ])('%j → %j', (value, expected) => {
    expect(flag.read(value)).toEqual(expected);
  });
});

describe('times', () => {
  test.each<[unknown, unknown]>([
    ['2025-05-02 06:58:53', '2025-05-02 06:58:53'],
    ['2025-05-02T06:58:53', '2025-05-02 06:58:53'],
    ['2026-12-01+10:30:00', '2026-12-01 10:30:00'],
    ['2025-05-02 06:58', '2025-05-02 06:58:00'],
    ['2025-05-02 06:58:53.123', '2025-05-02 06:58:53'],
    ['2025-05-02', '2025-05-02 00:00:00'],
    [' 2025-05-02 06:58:53 ', '2025-05-02 06:58:53'],
    ['<b>2025-05-02 06:58:53</b>', '2025-05-02 06:58:53'],
    ['1825-10-23', '1825-10-23 00:00:00'],
    ['2024-02-29', '2024-02-29 00:00:00'],
    // No clock has this hour in New York, but the reader knows no zone.
    ['2026-03-08 02:30:00', '2026-03-08 02:30:00'],
    ['0000-00-00', null],
    ['0000-00-00 00:00:00', null],
    ['', null],
    ['  ', null],
    ['0', null],
    [0, null],
    [null, null],
    [undefined, null],
    ['2026-02-30', MISFIT],
    ['2025-02-29', MISFIT],
    ['2026-04-31 10:00:00', MISFIT],
    ['2026-13-01', MISFIT],
    ['2026-00-10', MISFIT],
    ['2026-10-00', MISFIT],
    ['2026-01-01 24:00:00', MISFIT],
    ['2026-01-01 25:00:00', MISFIT],
    ['2026-01-01 10:60:00', MISFIT],
    ['10/10/22 23:07:20', MISFIT],
    ['2026-1-1', MISFIT],
    ['2026-01-01 10:00:00Z', MISFIT],
    ['tomorrow', MISFIT],
    [1_764_633_600, MISFIT],
  ])('%j → %j', (value, expected) => {
    expect(localTime.read(value)).toEqual(expected);
    expect(day.read(value)).toEqual(typeof expected === 'string' ? expected.slice(0, 10) : expected);
    expect(identity(localTime).read(value)).toBe(expected ?? MISFIT);
    expect(identity(day).read(value)).toBe(typeof expected === 'string' ? expected.slice(0, 10) : MISFIT);
  });

  test('every real second is itself', () => {
    const instants = fc.date({
      min: new Date('1800-01-01T00:00:00Z'),
      max: new Date('2199-12-31T23:59:59Z'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(instants, (instant) => {
        const local = instant.toISOString().slice(0, 19).replace('T', ' ');
        expect(localTime.read(local)).toBe(local);
        expect(identity(day).read(local)).toBe(local.slice(0, 10));
      }),
    );
  });

  test.each<[unknown, unknown]>([
    [0, 0],
    [700, 700],
    ['700', 700],
    ['0930', 930],
    [2400, 2400],
    ['', null],
    [null, null],
    [undefined, null],
    [760, MISFIT],
    [2401, MISFIT],
    [2500, MISFIT],
    [-100, MISFIT],
    ['07:00', MISFIT],
  ])('a clock: %j → %j', (value, expected) => {
    expect(clock.read(value)).toEqual(expected);
  });
});

describe('lists in one string', () => {
  test.each<[unknown, unknown]>([
    [' CAMPAIGN1 CAMPAIGN2 CAMPAIGN3 -', ['CAMPAIGN1', 'CAMPAIGN2', 'CAMPAIGN3']],
    [' AGENTDIRECT ', ['AGENTDIRECT']],
    ['AGENTDIRECT, CUTSERVICE', ['AGENTDIRECT', 'CUTSERVICE']],
    ['A,B,,C', ['A', 'B', 'C']],
    ['|A|B|', ['A', 'B']],
    ['|New Year|Labor Day|', ['New Year', 'Labor Day']],
    [' -', []],
    ['', []],
    ['   ', []],
    [
      ['AMI', 'IST', 'PTR'],
      ['AMI', 'IST', 'PTR'],
    ],
    [
      [1, ' two ', null, ''],
      ['1', 'two'],
    ],
    [[], []],
    // An array with gaps, as PHP prints it.
    [{ 0: 'AMI', 2: 'PTR' }, ['AMI', 'PTR']],
    [null, null],
    [undefined, null],
    [[['A']], MISFIT],
    [[{ a: 1 }], MISFIT],
    [{ first: 'A' }, MISFIT],
    [7, MISFIT],
    [true, MISFIT],
  ])('%j → %j', (value, expected) => {
    expect(words.read(value)).toEqual(expected);
  });

  test('names are found again in each notation', () => {
    const name = fc.stringMatching(/^[A-Z][A-Z0-9_]{0,8}$/);
    fc.assert(
      fc.property(fc.array(name, { minLength: 1 }), (names) => {
        expect(words.read(` ${names.join(' ')} -`)).toEqual(names);
        expect(words.read(names.join(', '))).toEqual(names);
        expect(words.read(`|${names.join('|')}|`)).toEqual(names);
        expect(words.read(names)).toEqual(names);
      }),
    );
  });
});

describe('every cell', () => {
  const all = Object.entries(CELLS);

  test.each(all)('%s takes undefined as nothing', (_, { isIdentity, read }) => {
    expect(read(undefined)).toBe(isIdentity ? MISFIT : null);
    expect(read(null)).toBe(isIdentity ? MISFIT : null);
    expect(read('')).toEqual(isIdentity ? MISFIT : read === words.read ? [] : null);
  });

  test.each(all.filter(([name]) => name !== 'words'))('%s takes no list and no object', (_, { read }) => {
    const values = NO_SINGLE_VALUES.filter((value) => typeof value !== 'number');
    expect(values.map(read)).toEqual(values.map(() => MISFIT));
  });

  test.each(['clock', 'count', 'float', 'int', 'length', 'percent', 'seconds'])(
    '%s takes no number that is none',
    (name) => {
      for (const value of NO_SINGLE_VALUES) expect(CELLS[name]?.read(value)).toBe(MISFIT);
    },
  );

  test.each(all)('%s says what belongs in it, whatever is in it', (_, { expected }) => {
    expect(expected).toMatch(/^[\w :/,-]+$/);
  });

  test.each(all)('%s reads, or does not, and never throws', (_, { isIdentity, read }) => {
    fc.assert(
      fc.property(fc.anything({ withBigInt: true, withNullPrototype: true }), (value) => {
        expect(isIdentity ? [undefined, null] : [undefined]).not.toContain(read(value));
      }),
    );
  });

  // A list's words may hold what tells words apart, and an American time is read as another form.
  test.each(all.filter(([name]) => name !== 'words' && name !== 'americanTime'))(
    '%s reads what it has read as the same again',
    (_, { read }) => {
      const anyOf = fc.oneof(
        // Text that looks like markup may be left where a tag was taken away.
        fc.string().filter((value) => !/[<&]/.test(value) && !/\p{Cc}/u.test(value)),
        fc.integer(),
        fc.constantFrom('Y', '00:00:47', '2026-05-12', '1,234', ' 7 '),
      );
      fc.assert(
        fc.property(anyOf, (value) => {
          const result = read(value);
          const again = result === MISFIT ? MISFIT : read(result);
          expect(again).toEqual(result);
        }),
      );
    },
  );
});

describe('an identity', () => {
  test.each<[unknown]>([[null], [undefined], [''], ['  '], [0], ['0000-00-00'], ['N/A'], [false]])(
    'that is a time is none in %j',
    (value) => {
      expect(identity(localTime).read(value)).toBe(MISFIT);
    },
  );
});
