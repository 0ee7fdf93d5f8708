/** Personal data of the people called, and how it is masked for viewers without pii:read. */
import { isNonNullType, type GraphQLField } from 'graphql';
import { Forbidden } from './errors.ts';
import type { Viewer } from './viewer.ts';

/**
 * The kinds of personal data. A masked phone number shows its last four digits; all other kinds are masked completely.
 */
export type Personal = (typeof KINDS)[number];

const KINDS = ['phone', 'name', 'address', 'email', 'birth', 'gender', 'code', 'text'] as const;

const isPersonal = (kind: unknown): kind is Personal => KINDS.some((one) => one === kind);

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
 * A value for viewers without pii:read. Null stays null, because it reveals nothing.
 *
 * @param nullable true if the field can be null
 */
export function masked(personal: Personal, nullable: boolean, value: unknown): unknown {
  if (value === null || value === undefined) return value;
  if (personal === 'phone' && typeof value === 'string') return maskedPhone(value);
  if (nullable) return null;
  return Array.isArray(value) ? [] : MASK;
}

/** What hides a field's values from a viewer: the same function for all who get the same. Undefined if the viewer may read them. */
export function maskOf(
  { type, extensions }: Pick<GraphQLField<unknown, unknown>, 'type' | 'extensions'>,
  viewer: Viewer,
): ((value: unknown) => unknown) | undefined {
  const personal: unknown = extensions['personal'];
  if (!isPersonal(personal) || seesPersonal(viewer)) return undefined;
  return masks[isNonNullType(type) ? 'required' : 'nullable'][personal];
}

/** The mask of each kind of personal data: one function each, by which equal masks are known. */
const masksOf = (nullable: boolean): Readonly<Record<Personal, (value: unknown) => unknown>> => {
  const of = (personal: Personal) => (value: unknown) => masked(personal, nullable, value);
  return {
    phone: of('phone'),
    name: of('name'),
    address: of('address'),
    email: of('email'),
    birth: of('birth'),
    gender: of('gender'),
    code: of('code'),
    text: of('text'),
  };
};

const masks = { required: masksOf(false), nullable: masksOf(true) };

/**
 * The error for a filter by personal data, which is refused because a viewer could try one number after the other.
 *
 * @param what the argument or input field
 */
export const forbiddenFilter = (what: string): Forbidden =>
  new Forbidden(
    `${what}: this filter needs the scope pii:read, because the answer would reveal personal data. Leave it out, or use a key or token that has the scope.`,
    ['pii:read'],
  );
