import { getCountries, Metadata, parsePhoneNumberFromString, type CountryCode } from 'libphonenumber-js';
import { describe, expect, test } from 'vitest';
import { PhoneNumbers } from '../../../src/upstream/wire/phoneNumber.ts';
import { randomOf } from '../../support/callDay.ts';

type Reading = readonly [number: string | null, key: string | null];

const IN_US: readonly Reading[] = [
  ['3125550101', '+13125550101'],
  ['13125550101', '+13125550101'],
  ['+1 (312) 555-0101', '+13125550101'],
  ['1.312.555.0101', '+13125550101'],
  ['  312 555 0101 ', '+13125550101'],
  ['312-555-0101 ext. 204', '+13125550101'],
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
];

const IN_FR: readonly Reading[] = [
  ['0612345678', '+33612345678'],
  ['+33612345678', '+33612345678'],
  ['33612345678', '+33612345678'],
  ['0033612345678', '+33612345678'],
  ['+33 (0)6 12 34 56 78', '+33612345678'],
  ['612345678', '+33612345678'],
  ['06.12.34.56.78', '+33612345678'],
  ['13125550101', '+13125550101'],
  ['0013125550101', '+13125550101'],
  ['2047', '2047'],
  ['0000000000', null],
];

const OF_OTHERS: readonly (readonly [CountryCode, ...Reading])[] = [
  ['GB', '07911 123456', '+447911123456'],
  ['GB', '447911123456', '+447911123456'],
  ['AU', '0412 345 678', '+61412345678'],
  ['BR', '011 91234-5678', '+5511912345678'],
  ['MX', '55 1234 5678', '+525512345678'],
  // Their zero is part of the number.
  ['IT', '06 1234 5678', '+390612345678'],
  ['IT', '+390612345678', '+390612345678'],
  // All numbers there have four digits.
  ['NU', '4002', '+6834002'],
  ['DE', '2047', '2047'],
];

test.each([
  ...IN_US.map((reading) => ['US', ...reading] as const),
  ...IN_FR.map((reading) => ['FR', ...reading] as const),
  ...OF_OTHERS,
])('at home in %s %j is %j', (country, number, key) => {
  expect(new PhoneNumbers(country).keyOf(number)).toBe(key);
});

test('a number matches itself, however it is written, and a withheld one nobody', () => {
  const numbers = new PhoneNumbers('FR');
  const isNumber = numbers.matcher('06 12 34 56 78');
  expect(['+33612345678', '612345678', '33 6 12 34 56 78'].every(isNumber)).toBe(true);
  expect(['0612345679', '612345', '5678', '', '0', null].some(isNumber)).toBe(false);
  expect(['', '0', '0000', null].some(numbers.matcher('0000'))).toBe(false);
  expect(numbers.matcher('204')('ext. 204')).toBe(true);
});

test('two servers of two countries read the same digits each in its own way', () => {
  const [us, gb] = [new PhoneNumbers('US'), new PhoneNumbers('GB')];
  expect([us, gb, us].map((numbers) => numbers.keyOf('2079460958'))).toEqual([
    '+12079460958',
    '+442079460958',
    '+12079460958',
  ]);
});

/** Without a short cut. */
function withoutShortCut(number: string, country: CountryCode): string {
  const digits = number.replaceAll(/\D/g, '');
  const texts = digits.startsWith('00') ? [`+${digits.slice(2)}`] : [number, `+${digits}`];
  const parsed = texts.map((text) => parsePhoneNumberFromString(text, country));
  return parsed.find((one) => one?.isPossible() === true)?.number ?? digits;
}

describe('the short cut for numbers of home is what the library says of them', () => {
  test.each(getCountries())('in %s', (country) => {
    const numbers = new PhoneNumbers(country);
    const metadata = new Metadata();
    metadata.selectNumberingPlan(country);
    const lengths = (metadata.numberingPlan?.possibleLengths() ?? []).filter((length) => length >= 7);
    const random = randomOf(7);
    const digit = (): string => String(Math.floor(random() * 10));
    const { callingCode } = numbers;
    const fronts = ['', '0', '1', '8', callingCode, `+${callingCode}`, `+${callingCode}0`];
    const written = Array.from({ length: 8 }).flatMap(() =>
      lengths.flatMap((length) => {
        const number = `${1 + Math.floor(random() * 9)}${Array.from({ length: length - 1 }, digit).join('')}`;
        return fronts.map((front) => `${front}${number}`);
      }),
    );
    expect(written.map((number) => numbers.keyOf(number))).toEqual(
      written.map((number) => withoutShortCut(number, country)),
    );
  });

  test('and of any number in the USA', () => {
    const numbers = new PhoneNumbers('US');
    const random = randomOf(7);
    for (let times = 0; times < 1000; times += 1) {
      const national = `${2 + Math.floor(random() * 8)}${String(Math.floor(random() * 1e9)).padStart(9, '0')}`;
      for (const number of [national, `1${national}`])
        expect(numbers.keyOf(number)).toBe(withoutShortCut(number, 'US'));
    }
  });
});
