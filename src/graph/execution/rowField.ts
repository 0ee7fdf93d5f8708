import type { Context } from '../context.ts';

/** Reads a field's value from its object, without a call. UNREAD if the object does not hold it. */
export type RowReader = (row: never, context: Context) => unknown;

/** The field must be resolved: its object does not hold the value. */
export const UNREAD: unique symbol = Symbol('unread');

/** The extension of a field with a RowReader. The compiled executor calls it in place of the resolver. */
const ROW_READER = 'rowReader';

/**
 * Makes the options of a field that is a column of its row: `...ofRow((row, { zone }) => …)`. Such a field takes no
 * arguments, is a leaf, and its value is at hand.
 */
export const ofRow = <Row, Value>(read: (row: Row, context: Context) => Value) => ({
  extensions: { [ROW_READER]: read },
  resolve: (row: Row, _args: object, context: Context): Value => read(row, context),
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

/** The member of its object that a field is; undefined if it is made of it in another way. */
export function memberOf({
  extensions,
}: {
  readonly extensions: Readonly<Record<string, unknown>>;
}): string | undefined {
  const member = isReader(extensions[ROW_READER]) ? undefined : extensions['pothosExposedField'];
  return typeof member === 'string' ? member : undefined;
}

const isReader = (value: unknown): value is (row: object, context: Context) => unknown =>
  typeof value === 'function';
