/** The kinds of calls, and the values that not all of them have. */
import type { Kind } from '../../loaders/calls/callIdentity.ts';
import { BadUserInput } from '../../plan/errors.ts';
import type { CallConditions } from './callFilter.ts';

/** The kinds of calls that have the values of a condition; those of all other conditions are in all kinds. */
const KINDS_WITH = {
  carrierDispositions: ['outbound'],
  listIds: ['outbound'],
  queues: ['inbound'],
  trunks: ['inbound'],
  vendorLeadCodes: ['outbound', 'inbound'],
  queueSeconds: ['outbound', 'inbound'],
  durationSeconds: ['inbound', 'agent'],
} as const satisfies Partial<Record<keyof CallConditions, readonly Kind[]>>;

/** The same for the dimensions of groups. */
const KINDS_WITH_DIMENSION: ReadonlyMap<string, readonly Kind[]> = new Map<string, readonly Kind[]>([
  ['CARRIER_DISPOSITION', KINDS_WITH.carrierDispositions],
  ['LIST', KINDS_WITH.listIds],
  ['QUEUE', KINDS_WITH.queues],
  ['TRUNK', KINDS_WITH.trunks],
  ['VENDOR_LEAD_CODE', KINDS_WITH.vendorLeadCodes],
]);

const NAMES = { outbound: 'Outbound calls', inbound: 'Inbound calls', agent: "Agents' calls" } as const;

/** The first condition on a value that calls of a kind do not have; undefined if there is none. */
const strangeTo = (kind: Kind, conditions: object): string | undefined =>
  Object.entries(KINDS_WITH).find(
    ([name, kinds]: readonly [string, readonly Kind[]]) => isGiven(conditions, name) && !kinds.includes(kind),
  )?.[0];

const isGiven = (conditions: object, name: string): boolean =>
  Object.entries(conditions).some(
    ([given, value]) => given === name && value !== null && value !== undefined,
  );

const hasDimension = (kind: Kind, dimension: string): boolean =>
  KINDS_WITH_DIMENSION.get(dimension)?.includes(kind) ?? true;

/** The only kind of a list; undefined if it has several. */
const onlyKind = ([kind, ...others]: readonly Kind[]): Kind | undefined =>
  others.length === 0 ? kind : undefined;

/** @throws BadUserInput naming a condition on a value that the only kind of calls does not have */
export function checkConditions(kinds: readonly Kind[], conditions: object): void {
  const kind = onlyKind(kinds);
  const strange = kind && strangeTo(kind, conditions);
  if (kind && strange !== undefined)
    throw new BadUserInput(strange, `${NAMES[kind]} have no such value. Leave it out.`);
}

/** @throws BadUserInput if there is a dimension that the only kind of calls does not have */
export function checkDimensions(kinds: readonly Kind[], by: readonly string[]): void {
  const kind = onlyKind(kinds);
  const strange = kind && by.find((dimension) => !hasDimension(kind, dimension));
  if (kind && strange !== undefined)
    throw new BadUserInput('by', `has ${strange}. ${NAMES[kind]} have no such value. Leave it out.`);
}

/**
 * True if a call of that kind can meet the conditions. Every inbound call has the type INBOUND. The dialer is not called
 * for a kind whose calls cannot.
 */
export const canMeet = (kind: Kind, conditions: CallConditions | null | undefined): boolean =>
  strangeTo(kind, conditions ?? {}) === undefined &&
  (kind !== 'inbound' || (conditions?.callTypes?.includes('INBOUND') ?? true));

/** The kinds of calls that can be in groups by these dimensions. */
export const kindsIn = (
  kinds: readonly Kind[],
  by: readonly string[],
  conditions: CallConditions | null | undefined,
): readonly Kind[] =>
  kinds.filter((kind) => canMeet(kind, conditions) && by.every((dimension) => hasDimension(kind, dimension)));
