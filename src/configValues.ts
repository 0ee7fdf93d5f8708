/** Values of environment variables, and what is said of those that cannot be used. */
import { isSupportedCountry } from 'libphonenumber-js';
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

/** A country of two letters, in any case. */
export const country = z
  .string()
  .toUpperCase()
  .refine(isSupportedCountry, { error: 'must be a country of two letters, such as US' });

function isTimezone(name: string): boolean {
  try {
    Temporal.Now.zonedDateTimeISO(name);
    return true;
  } catch {
    return false;
  }
}
