import type { Zone } from '../../upstream/wire/zone.ts';
import type { Context } from '../context.ts';

/** Reads a field's value from its object, without a call. UNREAD if the object does not hold it. */
export type RowReader = (row: never, context: Context) => unknown;

/** The field must be resolved: its object does not hold the value. */
export const UNREAD: unique symbol = Symbol('unread');

/** The extension of a field with a RowReader. The compiled executor calls it in place of the resolver. */
const ROW_READER = 'rowReader';

/** The extension of a field that is made of members of its row. */
const MADE_OF_ROW = 'madeOfRow';

/** The extension of such a field that names its time. */
const TIME_OF_ROW = 'timeOfRow';

/** The parts of a row from which a leaf is made: a member, or several members and the zone of the dialer's times. */
export type LeafSource =
  | { readonly kind: 'member'; readonly name: string }
  | {
      readonly kind: 'made';
      readonly read: (row: object, zone: Zone) => unknown;
      /** The member of which it is the local time with its offset, on a day that has one offset. */
      readonly time?: string | undefined;
    };

/**
 * Makes the options of a field that is made of members of its row, and of nothing else but the zone of the dialer's
 * times: `...ofMembers<Call>()(['startedAt'], ({ startedAt }, zone) => …)`. Its text is remembered with the row, for
 * all viewers. Such a field takes no arguments, is a leaf, and its value is at hand.
 *
 * `time` names the member if the value is its local time with its offset. If a day has a single offset, it is written
 * without the other members.
 */
export const ofMembers =
  <Row extends object>() =>
  <Name extends keyof Row & string, Value>(
    _names: readonly Name[],
    read: (row: Pick<Row, Name>, zone: Zone) => Value,
    time?: Name,
  ) => ({
    extensions: {
      [ROW_READER]: (row: Pick<Row, Name>, { zone }: Pick<Context, 'zone'>) => read(row, zone),
      [MADE_OF_ROW]: read,
      [TIME_OF_ROW]: time,
    },
    resolve: (row: Pick<Row, Name>, _args: object, { zone }: Context): Value => read(row, zone),
  });

/** The extensions of a field whose value may be at hand. @param read returns UNREAD if it is not */
export const mayRead = <Row>(read: (row: Row, context: Context) => unknown) => ({ [ROW_READER]: read });

/** The reader of a field's value; undefined if only its resolver knows it. */
export function rowReaderOf({
  extensions,
}: {
  readonly extensions: Readonly<Record<string, unknown>>;
}): ((row: object, context: Context) => unknown) | undefined {
  const read = extensions[ROW_READER];
  if (isReader(read)) return read;
  const member = extensions['pothosExposedField'];
  return typeof member === 'string' ? (row) => Reflect.get(row, member) : undefined;
}

/** The parts of its row from which a field is made; undefined if more than the row decides about it. */
export function sourceOfLeaf({
  extensions,
}: {
  readonly extensions: Readonly<Record<string, unknown>>;
}): LeafSource | undefined {
  const read = extensions[MADE_OF_ROW];
  const time = extensions[TIME_OF_ROW];
  if (isMaker(read)) return { kind: 'made', read, time: typeof time === 'string' ? time : undefined };
  const name = isReader(extensions[ROW_READER]) ? undefined : extensions['pothosExposedField'];
  return typeof name === 'string' ? { kind: 'member', name } : undefined;
}

const isMaker = (value: unknown): value is (row: object, zone: Zone) => unknown =>
  typeof value === 'function';

const isReader = (value: unknown): value is (row: object, context: Context) => unknown =>
  typeof value === 'function';
