import { isObject } from '../wire.ts';

/** A table that is an object. */
export type TableForm =
  | {
      readonly kind: 'columns' | 'numbered';
      /** The number of rows. */
      readonly length: number;
      /** The rows from one number up to another. */
      rows(from: number, to: number): readonly unknown[];
      /** The members of the object that make the table. */
      readonly members: readonly string[];
    }
  | { readonly kind: 'unequal columns'; readonly names: readonly string[] };

/**
 * The rows of an object that is a table: parallel columns (`{id: […], name: […]}`), or numbered rows (`{"0": {…}}`), which
 * is how PHP prints an array with gaps. Undefined if it is none.
 *
 * @param declared the members that may be columns
 * @param open true if other members are columns too
 */
export function formOf(
  place: Readonly<Record<string, unknown>>,
  declared: readonly string[],
  open = false,
): TableForm | undefined {
  const columns = columnsIn(place, declared);
  const [first] = columns;
  if (first && columns.length > 1) {
    const { length } = first.values;
    const unequal = columns.filter((column) => column.values.length !== length);
    if (unequal.length > 0)
      return { kind: 'unequal columns', names: [first, ...unequal].map(({ name }) => name) };
    const all = open
      ? columnsIn(place, Object.keys(place)).filter((column) => column.values.length === length)
      : columns;
    const rowAt = (index: number) =>
      Object.fromEntries(all.map((column) => [column.name, column.values[index]]));
    return {
      kind: 'columns',
      length,
      rows: (from, to) =>
        Array.from({ length: Math.min(to, length) - from }, (_, index) => rowAt(from + index)),
      members: all.map(({ name }) => name),
    };
  }
  const names = Object.keys(place);
  // One row is enough for a table. Members that are not rows count as gaps, as in a list.
  const isNumbered = names.some((name) => isObject(place[name])) && names.every((name) => /^\d+$/.test(name));
  if (!isNumbered) return undefined;
  return {
    kind: 'numbered',
    length: names.length,
    rows: (from, to) => names.slice(from, to).map((name) => place[name]),
    members: names,
  };
}

const columnsIn = (place: Readonly<Record<string, unknown>>, names: readonly string[]) =>
  names.flatMap((name) => {
    const values = Object.hasOwn(place, name) ? place[name] : undefined;
    return Array.isArray(values) ? [{ name, values }] : [];
  });
