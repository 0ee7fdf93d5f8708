import { parsePhoneNumberFromString } from 'libphonenumber-js';
import { expect, test } from 'vitest';
import { phoneKey } from '../../../src/upstream/wire/phoneNumber.ts';
import { randomOf } from '../../support/callDay.ts';

test.each([
  ['3125550101', '+13125550101'],
  ['13125550101', '+13125550101'],
  ['+1 (312) 555-0101', '+13125550101'],
  ['1.312.555.0101', '+13125550101'],
  ['  312 555 0101 ', '+13125550101'],
  ['+442079460958', '+442079460958'],
  ['011 44 20 7946 0958', '+442079460958'],
  ['1+3125550101', '+13125550101'],
  ['+34 600 123 456', '+34600123456'],
  ['34600123456', '+34600123456'],
  ['0034600123456', '+34600123456'],
  ['442079460958', '+442079460958'],
  ['2047', '2047'],
  ['0000000000', null],
  ['00', null],
  ['0', null],
  ['anonymous', null],
  ['', null],
  [null, null],
])('%j is %j', (number, key) => {
  expect(phoneKey(number)).toBe(key);
});

test('the short cut for numbers of home is what the library says of them', () => {
  const random = randomOf(7);
  for (let times = 0; times < 2000; times += 1) {
    const national = `${2 + Math.floor(random() * 8)}${String(Math.floor(random() * 1e9)).padStart(9, '0')}`;
    for (const number of [national, `1${national}`]) {
      expect(phoneKey(number)).toBe(parsePhoneNumberFromString(number, 'US')?.number);
    }
  }
});
