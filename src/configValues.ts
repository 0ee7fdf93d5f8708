/** Schemas of environment variables. */
import { getCountries } from 'libphonenumber-js';
import { z } from 'zod';

/** A whole number in a range, both ends included. */
export const wholeNumber = (least: number, most: number) =>
  z
    .string()
    .regex(/^-?\d+$/, 'must be a whole number')
    .transform(Number)
    .pipe(z.number().min(least, `must be at least ${least}`).max(most, `must be at most ${most}`));

/** An IANA time zone. */
export const timezone = z
  .string()
  .refine(isTimezone, { error: 'must be an IANA time zone, such as America/Chicago' });

/** A country's ISO 3166 code: two capitals. */
export const country = z.enum(getCountries(), 'must be an ISO 3166 country code of two capitals, such as FR');

function isTimezone(name: string): boolean {
  try {
    Temporal.Now.zonedDateTimeISO(name);
    return true;
  } catch {
    return false;
  }
}
