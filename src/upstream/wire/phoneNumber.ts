import { parsePhoneNumberFromString } from 'libphonenumber-js';
import { LRUCache } from 'lru-cache';

/** In which country a number without a country code is. */
const HOME = 'US';

// Nearly all are of this form, of which the library makes the same, forty times as slowly.
const OF_HOME = /^1?([2-9]\d{9})$/;

/** Nobody's number has more characters, extensions and blanks included. What has more is not read, and not remembered. */
const LONGEST = 100;

// A call centre's numbers come again and again, and to read one takes a while. They are not kept for longer than that.
const known = new LRUCache<string, string>({ max: 50_000, ttl: 10 * 60 * 1000 });

/**
 * One form of a phone number for comparing, whatever its upstream writes: "5550100199", "1-555-010-0199" and
 * "+1 (555) 010-0199" are one, and so are "34600123456", "0034600123456" and "+34 600 123 456". What is no phone number
 * anywhere, such as an extension, is told by its digits.
 *
 * @returns null if there is nothing to compare: no digits, or none but zeros, which is how a number is withheld
 */
export function phoneKey(number: string | null): string | null {
  const digits = (number ?? '').replaceAll(/\D/g, '');
  if (number === null || /^0*$/.test(digits)) return null;
  const isAbroad = number.trim().startsWith('+') && !digits.startsWith('1');
  const national = isAbroad ? undefined : OF_HOME.exec(digits)?.[1];
  if (national !== undefined) return `+1${national}`;
  if (number.length > LONGEST) return digits;
  let key = known.get(number);
  if (key === undefined) known.set(number, (key = read(number, digits) ?? digits));
  return key;
}

/** With a country code, written or not, where it cannot be one of home; undefined if it is no phone number. */
function read(number: string, digits: string): string | undefined {
  const texts = digits.startsWith('00') ? [`+${digits.slice(2)}`] : [number, `+${digits}`];
  return texts
    .map((text) => parsePhoneNumberFromString(text, HOME))
    .find((parsed) => parsed?.isPossible() === true)?.number;
}
