import { getCountryCallingCode, parsePhoneNumberFromString, type CountryCode } from 'libphonenumber-js';
import metadata from 'libphonenumber-js/min/metadata';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';

/** Nobody's number has more characters, extensions and blanks included. What has more is not read, and not remembered. */
const LONGEST = 100;

/** Without a country code, what has fewer digits is an extension, unless it is a number of home. */
const FEWEST_DIGITS = 7;

/** Phone numbers as one call centre reads them: a number without a country code is one of its home country. */
export class PhoneNumbers {
  readonly country: CountryCode;
  /** The home country's calling code: `33` of FR. */
  readonly callingCode: string;
  readonly #home: HomeNumbers | undefined;
  // A call centre's numbers come again and again, and to read one takes a while. They are not kept for longer than that.
  readonly #known = new LRUCache<string, string>({ max: 50_000, ttl: 10 * 60 * 1000 });

  constructor(country: CountryCode) {
    this.country = country;
    this.callingCode = getCountryCallingCode(country);
    this.#home = homeNumbers(country);
  }

  /**
   * One form of a phone number for comparing, whatever its upstream writes: at home in US "5550100199",
   * "1-555-010-0199" and "+1 (555) 010-0199" are one, and so are "34600123456", "0034600123456" and "+34 600 123 456".
   * What is no phone number anywhere, such as an extension, is told by its digits.
   *
   * @returns null if there is nothing to compare: no digits, or none but zeros, which is how a number is withheld
   */
  keyOf(number: string | null): string | null {
    if (number === null) return null;
    const digits = number.replaceAll(/\D/g, '');
    if (/^0*$/.test(digits)) return null;
    const national = this.#homeNumberIn(number, digits);
    if (national !== undefined) return `+${this.callingCode}${national}`;
    if (number.length > LONGEST) return digits;
    let key = this.#known.get(number);
    if (key === undefined) this.#known.set(number, (key = this.#read(number, digits) ?? digits));
    return key;
  }

  /** True for a number that is the same; a number that is withheld is nobody's. */
  matcher(number: string): (other: string | null) => boolean {
    const key = this.keyOf(number);
    return (other) => key !== null && this.keyOf(other) === key;
  }

  /** The national part of a number of home. Nearly all are; the library says the same, forty times as slowly. */
  #homeNumberIn(number: string, digits: string): string | undefined {
    if (!this.#home || digits.length < FEWEST_DIGITS || !PLAIN.test(number)) return undefined;
    const isInternational = number.trimStart().startsWith('+');
    return isInternational ? this.#home.afterPlus(digits) : this.#home.nationalIn(digits);
  }

  /** With a country code, written or not, if it cannot be one of home; undefined if it is no phone number. */
  #read(number: string, digits: string): string | undefined {
    const isInternational = number.trimStart().startsWith('+');
    if (!isInternational && digits.length < FEWEST_DIGITS) {
      const parsed = parsePhoneNumberFromString(number, this.country);
      return parsed?.isValid() === true ? parsed.number : undefined;
    }
    const texts = digits.startsWith('00') ? [`+${digits.slice(2)}`] : [number, `+${digits}`];
    return texts
      .map((text) => parsePhoneNumberFromString(text, this.country))
      .find((parsed) => parsed?.isPossible() === true)?.number;
  }
}

/** Digits, and what people put between them; anything else may be an extension. */
const PLAIN = /^\s*\+?[\d\s().-]+$/;

/** How the numbers of a country are told by their digits alone; what may be read in two ways is not told. */
interface HomeNumbers {
  /** The national part of digits as they are written at home, with or without prefix or calling code. */
  readonly nationalIn: (digits: string) => string | undefined;
  /** The same of digits that stood behind a `+`. */
  readonly afterPlus: (digits: string) => string | undefined;
}

/** 0 stands for nothing. */
const pattern = z.union([z.string(), z.literal(0).transform(() => undefined)]).optional();

/** A numbering plan in the library's compressed metadata, as far as it matters. */
const numberingPlan = z.tuple(
  [z.string(), z.string(), z.string(), z.array(z.number()), z.unknown(), pattern, z.unknown(), pattern],
  z.unknown(),
);

const planOf = (country: CountryCode | undefined) =>
  country && numberingPlan.safeParse(metadata.countries[country]).data;

/** Undefined if the library's metadata has another form than is known here. */
function homeNumbers(country: CountryCode): HomeNumbers | undefined {
  const plan = planOf(country);
  if (!plan) return undefined;
  const [callingCode, idd, national, ownLengths, , usualPrefix, , prefix = usualPrefix] = plan;
  // Countries that share a calling code share what is possible behind it.
  const main = planOf(metadata.country_calling_codes[callingCode]?.[0]);
  const lengths = new Set(ownLengths.filter((length) => main?.[3].includes(length)));
  const abroad = new RegExp(`^(?:00|${idd})`);
  const wholeNational = new RegExp(`^(?:${national})$`);
  const prefixed = prefix === undefined ? undefined : new RegExp(`^(?:${prefix})`);
  const isPrefixed = (digits: string): boolean => prefixed?.test(digits) ?? false;
  const isNational = (digits: string): boolean => lengths.has(digits.length) && wholeNational.test(digits);

  const afterCallingCode = (digits: string): string | undefined => {
    if (!digits.startsWith(callingCode)) return undefined;
    const rest = digits.slice(callingCode.length);
    return isNational(rest) && !isPrefixed(rest) ? rest : undefined;
  };
  return {
    nationalIn: (digits) => {
      if (abroad.test(digits)) return undefined;
      const front = prefixed?.exec(digits);
      if (!front) return isNational(digits) ? digits : afterCallingCode(digits);
      // A group holds a carrier's code, or what the prefix is replaced by.
      const isPlain = front.every((part, index) => index === 0 || part === undefined);
      const rest = digits.slice(front[0].length);
      return isPlain && isNational(rest) ? rest : undefined;
    },
    afterPlus: afterCallingCode,
  };
}
