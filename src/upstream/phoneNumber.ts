import { parsePhoneNumberFromString } from 'libphonenumber-js';

/** In which country a number without a country code is. */
const HOME = 'US';

// Nearly all are of this form, of which the library makes the same, forty times as slowly.
const OF_HOME = /^1?([2-9]\d{9})$/;

// A call centre's numbers come again and again, and to read one takes a while.
const KNOWN = new Map<string, string>();
const MOST_KNOWN = 200_000;

/**
 * One form of a phone number for comparing, whatever its upstream writes: "5550100199", "1-555-010-0199" and
 * "+1 (555) 010-0199" are one. What is no phone number anywhere, such as an extension, is told by its digits.
 *
 * @returns null where there is nothing to compare
 */
export function phoneKey(number: string | null): string | null {
  if (number === null) return null;
  const national = OF_HOME.exec(number)?.[1];
  if (national !== undefined) return `+1${national}`;
  let key = KNOWN.get(number);
  if (key === undefined) {
    key = parsePhoneNumberFromString(number, HOME)?.number ?? number.replace(/\D/g, '');
    if (KNOWN.size >= MOST_KNOWN) KNOWN.clear();
    KNOWN.set(number, key);
  }
  return key === '' ? null : key;
}
