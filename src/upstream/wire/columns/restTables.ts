import { legacyText } from '../legacyText.ts';
import { parsedJson } from '../json.ts';
import { formOf } from '../reading/tableForm.ts';
import { isObject } from '../wire.ts';
import type { Rest } from './rowScanner.ts';
import { NotWhole } from './scanErrors.ts';
import { TableBuilder } from './building/tableBuilder.ts';
import type { TablePart } from './tableReading.ts';

/** Rows that are made of columns at once. */
const ROWS_AT_ONCE = 1000;

/** A table that is an object: numbered rows, or parallel columns. */
export interface ObjectTable {
  readonly path: string;
  readonly builder: TableBuilder;
}

/**
 * Takes the tables out of the rest of a large answer that are objects, since only arrays are read as they arrive. What
 * stays of their objects keeps its place, so that totals beside columns are found.
 *
 * @param before the number of bytes before the JSON value
 * @throws NotWhole if the rest is not JSON
 */
export function takeObjectTables(
  { body, valueEnd }: Rest,
  before: number,
  parts: readonly TablePart[],
): { readonly tables: readonly ObjectTable[]; readonly body: Buffer } {
  if (valueEnd === undefined) throw new NotWhole();
  const answer = parsedJson(legacyText(body.subarray(before, valueEnd)));
  if (!answer) throw new NotWhole();
  const tables = parts.flatMap((part) => objectTableIn(answer.value, part) ?? []);
  if (tables.length === 0) return { tables, body };
  const left = Buffer.from(JSON.stringify(answer.value));
  return { tables, body: Buffer.concat([body.subarray(0, before), left, body.subarray(valueEnd)]) };
}

/** The first place that is a table decides, as in `findTable`. */
function objectTableIn(answer: unknown, part: TablePart): ObjectTable | undefined {
  const declared = [...Object.keys(part.cells), ...Object.keys(part.aliases ?? {})];
  for (const path of part.paths ?? []) {
    const place = placeAt(answer, path);
    if (Array.isArray(place)) return undefined;
    const form = isObject(place) ? formOf(place, declared) : undefined;
    if (!form || !isObject(place)) continue;
    if (form.kind === 'unequal columns') return undefined;
    const builder = new TableBuilder(part);
    for (let from = 0; from < form.length; from += ROWS_AT_ONCE)
      builder.add(form.rows(from, from + ROWS_AT_ONCE));
    for (const name of form.members) delete place[name];
    return { path, builder };
  }
  return undefined;
}

/** What is at a path of the answer; '' = the answer itself. */
export function placeAt(answer: unknown, path: string): unknown {
  let place = answer;
  for (const name of path === '' ? [] : path.split('.'))
    place = isObject(place) && Object.hasOwn(place, name) ? place[name] : undefined;
  return place;
}
