import { getCountryCallingCode, parsePhoneNumberFromString, type CountryCode } from 'libphonenumber-js';
import metadata from 'libphonenumber-js/min/metadata';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';

/** No phone number has more characters, extensions and blanks included. Longer text is not parsed and not cached. */
const LONGEST = 100;

/** Without a country code, fewer digits than this are an extension, unless they are a number of the home country. */
const FEWEST_DIGITS = 7;

/** Phone numbers as one call centre reads them: a number without a country code is one of its home country. */
export class PhoneNumbers {
  readonly country: CountryCode;
  /** The home country's calling code: `33` of FR. */
  readonly callingCode: string;
  readonly #home: HomeNumbers | undefined;
  // A call centre's numbers repeat, and parsing one is slow. Numbers are personal data, so the cache is short.
  // By size, not `max`: that would allocate all its places with each server, which takes 7 ms.
  readonly #known = new LRUCache<string, string>({
    maxSize: 50_000,
    sizeCalculation: () => 1,
    ttl: 10 * 60 * 1000,
  });

  constructor(country: CountryCode) {
    this.country = country;
    this.callingCode = getCountryCallingCode(country);
    this.#home = homeNumbers(country);
  }

  /**
   * The normal form of a phone number, for comparison. With home country US, "5550100199", "1-555-010-0199" and "+1
   * (555) 010-0199" are equal, and so are "34600123456", "0034600123456" and "+34 600 123 456". Text that is no phone
   * number, such as an extension, is compared by its digits.
   *
   * @returns null if the number is withheld: there are no digits, or only zeros
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

  /** A test for equal numbers. A withheld number equals none. */
  matcher(number: string): (other: string | null) => boolean {
    const key = this.keyOf(number);
    return (other) => key !== null && this.keyOf(other) === key;
  }

  /**
   * The national part of a number of the home country; undefined if it is not one. This fast path serves nearly all
   * numbers: the library gives the same result forty times as slowly.
   */
  #homeNumberIn(number: string, digits: string): string | undefined {
    if (!this.#home || digits.length < FEWEST_DIGITS || !PLAIN.test(number)) return undefined;
    const isInternational = number.trimStart().startsWith('+');
    return isInternational ? this.#home.afterPlus(digits) : this.#home.nationalIn(digits);
  }

  /**
   * The number in international form, if it cannot be one of the home country; undefined if it is no phone number.
   * The country code may lack its `+`.
   */
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

/** Digits and the usual separators. Any other character may start an extension. */
const PLAIN = /^\s*\+?[\d\s().-]+$/;

/** Recognises numbers of one country by their digits alone. Ambiguous digits are not recognised. */
interface HomeNumbers {
  /** The national part of digits in domestic form, with or without prefix or calling code. */
  readonly nationalIn: (digits: string) => string | undefined;
  /** The national part of digits after a `+`. */
  readonly afterPlus: (digits: string) => string | undefined;
}

/** The metadata writes 0 for nothing. */
const pattern = z.union([z.string(), z.literal(0).transform(() => undefined)]).optional();

/** The parts of a numbering plan, in the library's compressed metadata, that are needed here. */
const numberingPlan = z.tuple(
  [z.string(), z.string(), z.string(), z.array(z.number()), z.unknown(), pattern, z.unknown(), pattern],
  z.unknown(),
);

const planOf = (country: CountryCode | undefined) =>
  country && numberingPlan.safeParse(metadata.countries[country]).data;

/** Undefined if the library's metadata has an unknown form. */
function homeNumbers(country: CountryCode): HomeNumbers | undefined {
  const plan = planOf(country);
  if (!plan) return undefined;
  const [callingCode, idd, national, ownLengths, , usualPrefix, , prefix = usualPrefix] = plan;
  // Countries that share a calling code share its possible numbers.
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
      // A group holds a carrier's code or the replacement of the prefix.
      const isPlain = front.every((part, index) => index === 0 || part === undefined);
      const rest = digits.slice(front[0].length);
      return isPlain && isNational(rest) ? rest : undefined;
    },
    afterPlus: afterCallingCode,
  };
}
