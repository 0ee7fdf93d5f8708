/** Schemas of environment variables. */
import { isIP } from 'node:net';
import { getCountries } from 'libphonenumber-js';
import { z } from 'zod';

/** A whole number in a range, both ends included. */
export const wholeNumber = (least: number, most: number) =>
  z
    .string()
    .regex(/^-?\d+$/, 'must be a whole number')
    .transform(Number)
    .pipe(z.number().min(least, `must be at least ${least}`).max(most, `must be at most ${most}`));

/** A share: 0 to 1. */
export const share = z
  .string()
  .regex(/^(?:0|1|[01]?\.\d{1,9})$/, 'must be a number from 0 to 1, such as 0.1')
  .transform(Number)
  .pipe(z.number().max(1, 'must be at most 1'));

/** The samplers that OpenTelemetry's specification names. */
export const traceSampler = z.enum(
  [
    'always_on',
    'always_off',
    'traceidratio',
    'parentbased_always_on',
    'parentbased_always_off',
    'parentbased_traceidratio',
  ],
  'must be always_on, always_off or traceidratio, or one of them after parentbased_',
);

/** An IANA time zone. */
export const timezone = z
  .string()
  .refine(isTimezone, { error: 'must be an IANA time zone, such as America/Chicago' });

/** A country's ISO 3166 code: two capitals. */
export const country = z.enum(getCountries(), 'must be an ISO 3166 country code of two capitals, such as FR');

/**
 * An http or https URL without credentials or query.
 *
 * @param example a valid URL, for the error
 * @param credentials the variables for the credentials, which an operator may have put into the URL
 */
export const httpUrl = (example: string, credentials: string) =>
  z
    .url({ protocol: /^https?$/, error: `must be an http or https URL, such as ${example}` })
    .transform((text) => new URL(text))
    .refine((url) => url.username === '' && url.password === '' && url.search === '', {
      error: `must have no credentials and no query: set ${credentials} instead`,
    });

/** True for a host on this machine. */
export const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));

/** An https URL. Over plain http, a person in the middle could replace the keys, and then sign tokens. */
export const jwksUrl = z
  .url({ protocol: /^https?$/, error: 'must be an https URL, such as https://id.example.com/jwks.json' })
  .transform((text) => new URL(text))
  .refine(
    ({ protocol, hostname }) => protocol === 'https:' || isLoopback(hostname.replaceAll(/^\[|\]$/g, '')),
    { error: 'must be an https URL (http only to a loopback address)' },
  )
  .refine((url) => url.username === '' && url.password === '', { error: 'must have no credentials' });

function isTimezone(name: string): boolean {
  try {
    Temporal.Now.zonedDateTimeISO(name);
    return true;
  } catch {
    return false;
  }
}
