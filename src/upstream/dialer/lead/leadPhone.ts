import { parsePhoneNumberFromString } from 'libphonenumber-js';
import type { PhoneNumbers } from '../../wire/phoneNumber.ts';

/** A phone number as add_lead takes it. */
export interface LeadPhone {
  /** The country's calling code: `1`. */
  readonly phoneCode: string;
  /** The national number, digits only. */
  readonly phoneNumber: string;
}

/** The country of numbers without a calling code. */
export type Home = Pick<PhoneNumbers, 'country' | 'callingCode'>;

/** Why a text is no phone number of a lead: the end of a sentence that begins with the field's name. */
export interface PhoneFault {
  readonly fault: string;
  /** True if the number and the phone code given beside it contradict each other. */
  readonly isContradiction?: true;
}

const EXAMPLES = 'such as (727) 555-1234 or +1 727 555 1234';

/**
 * Reads a phone number in any spelling.
 *
 * Only its length is checked, by the lengths that its phone code allows. Whether the number is assigned is not checked,
 * because the dialer's own documents use numbers that are not.
 *
 * @param phoneCode the calling code given beside it; left out, the number's own if it has one, else the home country's
 */
export function readLeadPhone(
  text: string,
  phoneCode: string | undefined,
  { country, callingCode }: Home,
): LeadPhone | PhoneFault {
  const code = phoneCode ?? callingCode;
  // With a code that the library does not know it can say nothing against a number: the dialer decides.
  if (!isCallingCode(code)) return { phoneCode: code, phoneNumber: text.replaceAll(/[ ().\-/]/g, '') };
  const number = parsePhoneNumberFromString(text.trim().replace(/^tel:/i, '').replace(/^00/, '+'), {
    ...(code === callingCode ? { defaultCountry: country } : { defaultCallingCode: code }),
    extract: false,
  });
  if (!number) return { fault: `must be a phone number, ${EXAMPLES}` };
  if (number.ext !== undefined) return { fault: 'must not have an extension: the dialer stores none' };
  if (phoneCode !== undefined && number.countryCallingCode !== phoneCode) {
    return { fault: `has another calling code than phoneCode, which is ${phoneCode}`, isContradiction: true };
  }
  if (!number.isPossible()) {
    return {
      fault: `is too short or too long for a number with the phone code ${number.countryCallingCode}`,
    };
  }
  return { phoneCode: number.countryCallingCode, phoneNumber: number.nationalNumber };
}

/** A number that a lead is looked up by, as the dialer stores it; of one that is not possible, its digits. */
export function lookedUpPhone(text: string, home: Home): string {
  const read = readLeadPhone(text, undefined, home);
  return 'phoneNumber' in read ? read.phoneNumber : text.replaceAll(/\D/g, '');
}

const isCallingCode = (code: string): boolean =>
  parsePhoneNumberFromString(`+${code}00000000`)?.countryCallingCode === code;
