import type { Gap } from '../../src/upstream/wire/reading/gap.ts';
import type { Part } from '../../src/upstream/wire/reading/reader.ts';
import { Table } from '../../src/upstream/wire/reading/table.ts';
import { isObject } from '../../src/upstream/wire/wire.ts';
import { DRIFT_ADVICE } from './failures.ts';
import { ok, warning, type Check } from './report.ts';

/** Fewer odd cells of a member are odd data, and not a change of the dialer. In a few rows, one odd row is a large share. */
const leastOdd = (rows: number): number => (rows < 10 ? Math.floor(rows / 2) + 1 : rows / 10);
/** The most members that one line names. */
const MOST_NAMED = 6;

/** An answer that was read. */
export interface Sample {
  readonly name: string;
  readonly parts: readonly Part[];
  readonly model: unknown;
  readonly gaps: readonly Gap[];
  /** The answer as received. */
  readonly value: unknown;
}

/** Compares an answer with the record of its action. */
export function driftCheck({ name, parts, model, gaps, value }: Sample): Check {
  const rows = sizeOf(model);
  const what = rows === undefined ? '1 record' : rows === 1 ? '1 row' : `${rows} rows`;
  const missing = gaps.filter((gap) => gap.missing === true);
  if (missing.length > 0) {
    const named = missing.slice(0, MOST_NAMED).map(({ member }) => {
      const other = renamedTo(member, parts, value);
      return other === undefined ? member : `${member} (renamed to ${other}?)`;
    });
    const more = missing.length > MOST_NAMED ? ` and ${missing.length - MOST_NAMED} more` : '';
    return warning(
      name,
      `Drift: the answer lacks members that the record declares: ${named.join(', ')}${more}. GraphQL serves null for them.`,
      DRIFT_ADVICE,
    );
  }
  const least = leastOdd(rows ?? 1);
  const odd = gaps.filter(({ cells, rows: lost }) => cells >= least || lost >= least);
  if (odd.length > 0) {
    const named = odd
      .slice(0, MOST_NAMED)
      .map(({ member, cells, rows: lost }) =>
        lost > 0 ? `${member} (${lost} rows left out)` : `${member} (${cells} cells)`,
      );
    return warning(name, `Values that do not fit the record, of ${what}: ${named.join(', ')}.`, DRIFT_ADVICE);
  }
  if (model === null || rows === 0)
    return ok(name, 'The answer is empty, so its members cannot be compared.');
  const few = gaps.reduce((sum, { cells, rows: lost }) => sum + cells + lost, 0);
  return ok(name, `${what} as declared${few === 0 ? '' : `, except ${few} odd values`}.`);
}

/** The number of rows in a model; undefined for a record. */
function sizeOf(model: unknown): number | undefined {
  if (model instanceof Table) return model.rows.length + model.unreadable.length;
  if (!isObject(model)) return undefined;
  const main = Object.values(model).find((value) => value instanceof Table);
  return main === undefined ? undefined : sizeOf(main);
}

/** Objects of an answer that are looked at. */
const MOST_OBJECTS = 200;

/**
 * The name of a member that is not declared and resembles a missing one. Only objects with other declared members
 * count, so that a key that is data is not taken for a name.
 */
function renamedTo(member: string, parts: readonly Part[], value: unknown): string | undefined {
  const wanted = plain(member.slice(member.lastIndexOf('.') + 1));
  const declared = new Set(parts.flatMap(({ cells }) => Object.keys(cells)));
  const names = new Set<string>();
  for (const object of objectsIn(value)) {
    const keys = Object.keys(object);
    if (keys.filter((key) => declared.has(key)).length < 2) continue;
    for (const key of keys) if (!declared.has(key) && /^[a-z][a-z0-9_+-]{1,39}$/i.test(key)) names.add(key);
  }
  return [...names].find((name) => resembles(plain(name), wanted));
}

const plain = (name: string): string => name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');

const resembles = (name: string, wanted: string): boolean =>
  name === wanted ||
  (Math.min(name.length, wanted.length) >= 4 && (name.includes(wanted) || wanted.includes(name)));

/** The first objects in a value, breadth first. */
function objectsIn(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  const found: Readonly<Record<string, unknown>>[] = [];
  const queue: unknown[] = [value];
  for (const next of queue) {
    if (found.length >= MOST_OBJECTS) break;
    if (Array.isArray(next)) queue.push(...next.slice(0, 20));
    else if (isObject(next)) {
      found.push(next);
      queue.push(...Object.values(next).slice(0, 100));
    }
  }
  return found;
}
