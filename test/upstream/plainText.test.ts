import { assert, property, stringMatching } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { plainText } from '../../src/upstream/wire/plainText.ts';

describe('only markup that HTML knows is taken away', () => {
  test.each([
    ['<John Smith>', '<John Smith>'],
    ['"Bob" <John Smith> &', '"Bob" <John Smith> &'],
    ['a <b and c> d', 'a <b and c> d'],
    ['a <b and="c"> d', 'a  d'],
    ['<a@b.com>', '<a@b.com>'],
    ['<unknown>', '<unknown>'],
    ['if a<b>c', 'if ac'],
    ['<B>bold</B >', 'bold'],
    ['<a href=x>y</a>', 'y'],
    ['<input type=checkbox checked disabled/>on', 'on'],
    ['<i class="fa"title=\'x\'></i>z', 'z'],
    ['<button class="btn" title="a > b">Go</button>', 'Go'],
    ['<button data-x="<b>" @click="a" :b.c="d">Go', 'Go'],
    ['<br><br/><br /><BR  />x', 'x'],
    ['x</p\n>y', 'xy'],
    ['<!-- a > b --> c <!-- open', 'c <!-- open'],
    ['<!doctype html>x<!important note>', 'x<!important note>'],
    ['<<b>b>x', 'x'],
    ['<\u0000b>x', 'x'],
    ['<b x>y', '<b x>y'],
    ['<bold>x</bold>', '<bold>x</bold>'],
    ['<h7>', '<h7>'],
    ['5 < 6 > 4', '5 < 6 > 4'],
  ])('%j → %j', (text, plain) => {
    expect(plainText(text)).toBe(plain);
  });
});

describe('entities are decoded once, after the tags are gone', () => {
  test.each([
    ['O&#039;Brien', "O'Brien"],
    ['O&#x27;Brien &apos;', "O'Brien '"],
    ['AT&amp;T', 'AT&T'],
    ['&quot;a&quot;&nbsp;b', '"a"\u00A0b'],
    ['Cobran&ccedil;a &Eacute;', 'Cobrança É'],
    ['&amp;lt;', '&lt;'],
    ['&amp;amp;', '&amp;'],
    ['&lt;b&gt;x', '<b>x'],
    ['&amp;#039;', '&#039;'],
    ['a&copy=1&lt', 'a&copy=1&lt'],
    ['A & B; &nosuch; &#xZZ;', 'A & B; &nosuch; &#xZZ;'],
    ['&#146;', '’'],
    ['&nbsp;', ''],
  ])('%j → %j', (text, plain) => {
    expect(plainText(text)).toBe(plain);
  });
});

test.each([
  ['a\u0000b', 'ab'],
  ['a\u0007\u001B[0mb\u007F', 'a[0mb'],
  ['a\tb\r\nc', 'a\tb\r\nc'],
  ['a&#1;b', 'ab'],
  ['&\u0000amp;', '&'],
])('%j is %j without control characters', (text, plain) => {
  expect(plainText(text)).toBe(plain);
});

test('text without markup is only trimmed', () => {
  assert(
    property(stringMatching(/^[^<&\p{Cc}]*$/u), (text) => {
      expect(plainText(text)).toBe(text.trim());
    }),
  );
});
