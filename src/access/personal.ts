/** Personal data of the people called, and how it is masked for viewers without pii:read. */
import { Forbidden } from './errors.ts';
import type { Viewer } from './viewer.ts';

/** What a field tells of a person. Of a phone number the last digits stay; everything else is masked as a whole. */
export type Personal = 'phone' | 'name' | 'address' | 'email' | 'birth' | 'gender' | 'code' | 'text';

const MASK = '••••••';
const DIGITS_SHOWN = 4;

/** True for viewers who may read personal data. */
export const seesPersonal = ({ scopes }: Viewer): boolean => scopes.has('pii:read');

/** A mask of fixed length and the last four digits of a number; the mask alone if the number has no more than four. */
export function maskedPhone(number: string): string {
  const digits = number.replace(/\D/g, '');
  return digits.length > DIGITS_SHOWN ? `${MASK}${digits.slice(-DIGITS_SHOWN)}` : MASK;
}

/**
 * A value for viewers without pii:read. Null stays null: a missing e-mail address tells nothing.
 *
 * @param nullable true if the field can be null
 */
export function masked(personal: Personal, nullable: boolean, value: unknown): unknown {
  if (value === null || value === undefined) return value;
  if (personal === 'phone' && typeof value === 'string') return maskedPhone(value);
  if (nullable) return null;
  return Array.isArray(value) ? [] : MASK;
}

/**
 * The error of a viewer who asks by personal data: asking for one number after the other would tell whose it is.
 *
 * @param what the argument or input field
 */
export const forbiddenFilter = (what: string): Forbidden =>
  new Forbidden(
    `${what}: to ask by it needs the scope pii:read, since the answer would tell it. Leave it out, or ask with a key or token that has the scope.`,
    ['pii:read'],
  );
