/** What says something of the people called, and how it is masked for those who may not know. */
import { Forbidden } from './errors.ts';
import type { Viewer } from './viewer.ts';

/** What a field tells of a person. A phone number is masked but for its last digits, all else as a whole. */
export type Personal = 'phone' | 'name' | 'address' | 'email' | 'birth' | 'gender' | 'code' | 'text';

const MASK = '••••••';
const DIGITS_SHOWN = 4;

/** True for viewers who may know. */
export const seesPersonal = ({ scopes }: Viewer): boolean => scopes.has('pii:read');

/** A phone number's last four digits behind a mask of always the same length; the mask alone where it has no more. */
export function maskedPhone(number: string): string {
  const digits = number.replace(/\D/g, '');
  return digits.length > DIGITS_SHOWN ? `${MASK}${digits.slice(-DIGITS_SHOWN)}` : MASK;
}

/**
 * A value as those see it who may not know it. What is not there is not masked: that a lead has no e-mail address tells
 * nobody's.
 *
 * @param nullable whether null can stand for it
 */
export function masked(personal: Personal, nullable: boolean, value: unknown): unknown {
  if (value === null || value === undefined) return value;
  if (personal === 'phone' && typeof value === 'string') return maskedPhone(value);
  if (nullable) return null;
  return Array.isArray(value) ? [] : MASK;
}

/** To be told whose number it is, one could ask for each in turn. @param what the argument or input field */
export const forbiddenFilter = (what: string): Forbidden =>
  new Forbidden(
    `${what}: to ask by it needs the scope pii:read, since the answer would tell it. Leave it out, or ask with a key or token that has the scope.`,
    ['pii:read'],
  );
