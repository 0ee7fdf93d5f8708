import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import {
  amount,
  clock,
  count,
  day,
  flag,
  float,
  int,
  key,
  localTime,
  noneAsNull,
  percent,
  permission,
  reference,
  requiredCount,
  requiredDay,
  requiredInt,
  requiredLocalTime,
  requiredText,
  seconds,
  secondsOrNull,
  text,
  wordList,
  words,
} from '../../src/upstream/wire/wire.ts';

/** What a reader makes of a value, or the message of its refusal. */
function read(reader: z.ZodType, value: unknown): unknown {
  const result = reader.safeParse(value);
  return result.success ? result.data : { refused: result.error.issues.map(({ message }) => message) };
}
const refused = (expected: string) => ({ refused: [`expected ${expected}`] });

/** What no reader of single values takes. */
const MISFITS = [{}, { a: 1 }, [], ['x'], Number.NaN, Number.POSITIVE_INFINITY];

const READERS = {
  amount,
  clock,
  count,
  day,
  flag,
  float,
  int,
  key,
  localTime,
  percent,
  permission,
  reference,
  requiredCount,
  requiredDay,
  requiredInt,
  requiredLocalTime,
  requiredText,
  seconds,
  secondsOrNull,
  text,
  wordList,
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
    [true, 'true'],
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
    expect(read(text, value)).toEqual(expected);
    expect(read(requiredText, value)).toEqual(value === undefined ? refused('text') : expected);
  });

  test('digits that JSON has already lost are refused', () => {
    const id: unknown = JSON.parse('12345678901234567890');
    expect(read(text, id)).toEqual(refused('text'));
    expect(read(key, id)).toEqual(refused('an identity'));
    expect(read(key, '12345678901234567890')).toBe('12345678901234567890');
  });

  test('many unclosed tags take no long time', () => {
    const value = '<a '.repeat(200_000);
    expect(read(text, value)).toBe(value.trim());
  });

  test('text without "<" and "&" is only trimmed', () => {
    fc.assert(
      fc.property(
        fc.string().filter((value) => !/[<&]/.test(value)),
        (value) => {
          expect(read(text, value)).toBe(value.trim() || null);
        },
      ),
    );
  });

  test('no tag survives', () => {
    const tag = fc.constantFrom('<b>', '</b>', '<br />', '<i class="x">', '<script>', '<!-- c -->');
    fc.assert(
      fc.property(fc.array(fc.oneof(tag, fc.stringMatching(/^[\w &]*$/))), (parts) => {
        expect(String(read(text, parts.join('')))).not.toMatch(/[<>]/);
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
    ['', refused('an identity')],
    ['  ', refused('an identity')],
    ['<b></b>', refused('an identity')],
    [null, refused('an identity')],
    [undefined, refused('an identity')],
  ])('key: %j → %j', (value, expected) => {
    expect(read(key, value)).toEqual(expected);
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
    expect(read(reference, value)).toEqual(expected);
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
    [2_147_483_648, 2_147_483_648, refused('a whole number')],
    ['2147483648', 2_147_483_648, refused('a whole number')],
    ['-2147483648', -2_147_483_648, refused('a whole number')],
    ['1,23', refused('a number'), refused('a whole number')],
    ['1,2345', refused('a number'), refused('a whole number')],
    ['12,345,6', refused('a number'), refused('a whole number')],
    ['1.2.3', refused('a number'), refused('a whole number')],
    ['12 34', refused('a number'), refused('a whole number')],
    ['abc', refused('a number'), refused('a whole number')],
    ['12abc', refused('a number'), refused('a whole number')],
    ['0x10', refused('a number'), refused('a whole number')],
    ['Infinity', refused('a number'), refused('a whole number')],
    ['1e400', refused('a number'), refused('a whole number')],
    ['9'.repeat(400), refused('a number'), refused('a whole number')],
    ['--5', refused('a number'), refused('a whole number')],
    ['-', refused('a number'), refused('a whole number')],
    ['Y', refused('a number'), refused('a whole number')],
    [true, refused('a number'), refused('a whole number')],
  ])('%j → %j, whole %j', (value, asFloat, asInt) => {
    expect(read(float, value)).toEqual(asFloat);
    expect(read(int, value)).toEqual(asInt);
    // With nothing = 0.
    expect(read(amount, value)).toEqual(asFloat ?? 0);
    expect(read(count, value)).toEqual(asInt ?? 0);
    expect(read(requiredCount, value)).toEqual(
      value === undefined ? refused('a whole number') : (asInt ?? 0),
    );
    expect(read(requiredInt, value)).toEqual(asInt ?? refused('a whole number'));
  });

  test('a number and its print are one', () => {
    fc.assert(
      fc.property(fc.integer({ min: -2_147_483_647, max: 2_147_483_647 }), (value) => {
        expect(read(int, value)).toBe(value);
        expect(read(int, String(value))).toBe(value);
        expect(read(int, value.toLocaleString('en-US'))).toBe(value);
        expect(read(int, value.toFixed(2))).toBe(value);
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
    ['many', refused('a percentage')],
    ['87%%', refused('a percentage')],
  ])('percent: %j → %j', (value, expected) => {
    expect(read(percent, value)).toEqual(expected);
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
    ['00:00:4x', refused('seconds or HH:MM:SS')],
    ['1:2:3', refused('seconds or HH:MM:SS')],
    ['00-00-47', refused('seconds or HH:MM:SS')],
    ['soon', refused('seconds or HH:MM:SS')],
  ])('%j → %j', (value, expected) => {
    expect(read(secondsOrNull, value)).toEqual(expected);
    expect(read(seconds, value)).toEqual(expected ?? 0);
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
    ['8368', null],
    ['MAYBE', null],
  ])('%j → %j', (value, expected) => {
    expect(read(flag, value)).toEqual(expected);
    expect(read(permission, value)).toEqual(expected ?? false);
  });
});

describe('times', () => {
  const TIME = 'a time YYYY-MM-DD HH:MM:SS';

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
    ['2026-02-30', refused(TIME)],
    ['2025-02-29', refused(TIME)],
    ['2026-04-31 10:00:00', refused(TIME)],
    ['2026-13-01', refused(TIME)],
    ['2026-00-10', refused(TIME)],
    ['2026-10-00', refused(TIME)],
    ['2026-01-01 24:00:00', refused(TIME)],
    ['2026-01-01 25:00:00', refused(TIME)],
    ['2026-01-01 10:60:00', refused(TIME)],
    ['10/10/22 23:07:20', refused(TIME)],
    ['2026-1-1', refused(TIME)],
    ['2026-01-01 10:00:00Z', refused(TIME)],
    ['tomorrow', refused(TIME)],
    [1_764_633_600, refused(TIME)],
  ])('%j → %j', (value, expected) => {
    expect(read(localTime, value)).toEqual(expected);
    expect(read(day, value)).toEqual(typeof expected === 'string' ? expected.slice(0, 10) : expected);
    const required = expected ?? refused('a time YYYY-MM-DD HH:MM:SS');
    expect(read(requiredLocalTime, value)).toEqual(required);
    expect(read(requiredDay, value)).toEqual(typeof required === 'string' ? required.slice(0, 10) : required);
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
        expect(read(localTime, local)).toBe(local);
        expect(read(requiredDay, local)).toBe(local.slice(0, 10));
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
    [760, refused('a time HHMM')],
    [2401, refused('a time HHMM')],
    [2500, refused('a time HHMM')],
    [-100, refused('a time HHMM')],
    ['07:00', refused('a time HHMM')],
  ])('a clock: %j → %j', (value, expected) => {
    expect(read(clock, value)).toEqual(expected);
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
    [[['A']], refused('a list')],
    [[{ a: 1 }], refused('a list')],
    [{ first: 'A' }, refused('a list')],
    [7, refused('a list')],
    [true, refused('a list')],
  ])('%j → %j', (value, expected) => {
    expect(read(words, value)).toEqual(expected);
    expect(read(wordList, value)).toEqual(expected ?? []);
  });

  test('names are found again in each notation', () => {
    const name = fc.stringMatching(/^[A-Z][A-Z0-9_]{0,8}$/);
    fc.assert(
      fc.property(fc.array(name, { minLength: 1 }), (names) => {
        expect(read(words, ` ${names.join(' ')} -`)).toEqual(names);
        expect(read(words, names.join(', '))).toEqual(names);
        expect(read(words, `|${names.join('|')}|`)).toEqual(names);
        expect(read(words, names)).toEqual(names);
      }),
    );
  });
});

describe('every reader', () => {
  const nullable = Object.entries(READERS);

  test.each(nullable)('%s takes a missing member as it takes undefined', (_, reader) => {
    const missing = z.object({ member: reader }).safeParse({});
    const alone = reader.safeParse(undefined);
    expect(missing.success).toBe(alone.success);
    expect(missing.data?.member).toEqual(alone.data);
  });

  test.each(nullable.filter(([name]) => !name.startsWith('word')))(
    '%s refuses what is no single value',
    (_, reader) => {
      for (const value of MISFITS) {
        // A number that is none is still no text.
        if (
          (reader === text ||
            reader === key ||
            reader === reference ||
            reader === requiredText ||
            reader === flag ||
            reader === permission) &&
          typeof value === 'number'
        )
          continue;
        expect(reader.safeParse(value).success).toBe(false);
      }
    },
  );

  test.each(nullable)('%s never says what it refused', (_, reader) => {
    fc.assert(
      fc.property(fc.anything(), fc.string({ minLength: 6 }), (value, secret) => {
        for (const candidate of [value, { [secret]: secret }, [[secret]], `${secret}\u0000x`]) {
          const result = reader.safeParse(candidate);
          if (result.success) continue;
          for (const issue of result.error.issues) {
            expect(issue.message).toMatch(/^expected (?:an? )?[\w :-]+$/);
            expect(issue.path).toEqual([]);
            expect(issue.input).toBeUndefined();
          }
        }
      }),
    );
  });

  test.each(nullable)('%s never throws', (_, reader) => {
    fc.assert(
      fc.property(fc.anything({ withBigInt: true, withNullPrototype: true }), (value) => {
        expect(() => reader.safeParse(value)).not.toThrow();
      }),
    );
  });
});

describe('one row or none', () => {
  const row = z.object({ one: noneAsNull(z.object({ id: key })) });

  test.each<[unknown]>([[null], [false], [[]]])('%j is none', (one) => {
    expect(row.safeParse({ one }).data).toEqual({ one: null });
  });

  test('a row is a row', () => {
    expect(row.safeParse({ one: { id: 7 } }).data).toEqual({ one: { id: '7' } });
  });

  test.each<[unknown]>([[undefined], [''], ['none'], [0], [true], [{}], [[{ id: 7 }]]])(
    '%j is neither',
    (one) => {
      expect(row.safeParse({ one }).success).toBe(false);
      expect(row.safeParse({}).success).toBe(false);
    },
  );
});
