import { array, assert, constantFrom, oneof, property, string } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { normalizedKeys, normalizeKey, perList } from '../../../src/upstream/wire/normalizeKey.ts';
import { processorMs } from '../../support/processorTime.ts';

/** What it was until it had to be linear: right for every name there is. */
const plainly = (key: string): string => key.trim().toLowerCase().normalize('NFC');

describe('one form of a key', () => {
  test.each([
    [' María.Ortiz ', 'maría.ortiz'],
    ['MARI\u0301A', 'maría'],
    ['NRD', 'nrd'],
    ['J\u030C', '\u01F0'],
  ])('%j is %j', (key, normalized) => {
    expect(normalizeKey(key)).toBe(normalized);
  });

  test('every character is what it is by itself in Unicode', () => {
    const different: number[] = [];
    for (let code = 0; code < 0x110000; code += 1) {
      const character = String.fromCodePoint(code);
      if (normalizeKey(character) !== plainly(character)) different.push(code);
    }
    expect(different).toEqual([]);
  });

  const marks = array(
    constantFrom('a', 'e', '\u0301', '\u0316', '\u0327', '\u034F', '\u0345', 'İ', 'Σ', ' '),
    {
      maxLength: 200,
    },
  );

  test('is the same as that of its own form, and of its decomposed form as far as names go', () => {
    assert(
      property(
        oneof(
          string({ unit: 'grapheme' }),
          marks.map((all) => all.join('')),
        ),
        (key) => {
          expect(normalizeKey(normalizeKey(key))).toBe(normalizeKey(key));
        },
      ),
    );
    assert(
      property(string({ unit: 'grapheme', maxLength: 50 }), (key) => {
        expect(normalizeKey(key.normalize('NFD'))).toBe(normalizeKey(key));
        expect(normalizeKey(key)).toBe(plainly(key));
      }),
    );
  });

  test('long keys that differ at their end stay different', () => {
    for (const part of ['x', '\u0301', '\u0301\u0316']) {
      const long = `a${part.repeat(50_000)}`;
      expect(normalizeKey(`${long}\u0316`)).not.toBe(normalizeKey(long));
      expect(normalizeKey(`${long}b`)).not.toBe(normalizeKey(`${long}c`));
    }
  });
});

// By the square of its length, each of these takes minutes.
test.each([
  ['marks in a row', '\u0301\u0316'],
  ['one mark', '\u0301'],
  ['marks that decompose', '\u0344'],
  ['letters with marks', 'a\u0315\u0300\u05AE'],
  ['sigmas', 'Σ\u0301'],
  ['sigmas and apostrophes', "Σ'"],
  ['Hangul', '\u1100\u1161\u11A8'],
  ['musical signs', '\u{1D15F}\u{1D165}'],
  ['blanks', ' '],
  ['ligatures', '\uFDFA'],
])('a million characters of %s take no long time', (_, part) => {
  const long = `x${part.repeat(1_000_000 / part.length)}x`;
  const started = processorMs();
  normalizeKey(long);
  expect(processorMs() - started).toBeLessThan(2000);
});

test('what is made of a list is made once, and anew of another list', () => {
  let made = 0;
  const lengthOf = perList((list: readonly string[]) => {
    made += 1;
    return list.length;
  });
  const list = ['a', 'b'];
  expect([lengthOf(list), lengthOf(list), lengthOf([...list])]).toEqual([2, 2, 2]);
  expect(made).toBe(2);
  expect(normalizedKeys([' A', 'a'])).toEqual(new Set(['a']));
});
