import type { Gap } from './gap.ts';
import { DoesNotFit, memberAt, readerOf, Reading, type Reader } from './reader.ts';
import { RowReader, rowMembers, type Cells, type ValuesOf } from './rowReader.ts';
import { isObject } from '../wire.ts';

export interface RecordOptions<Row extends Cells, Model> {
  /** The dotted path of the member that holds the record; '' = the answer itself. */
  readonly at: string;
  /** The record's members on the wire. */
  readonly cells: Row;
  /** Members that only this kind of record has. If left out, any of its members will do. */
  readonly essential?: readonly (keyof Row & string)[];
  /** Put before its members in gaps, if a table beside it has members of the same names: `general.`. */
  readonly prefix?: string;
  /** True if the record always exists: then an answer without it does not fit. */
  readonly isAlwaysThere?: boolean;
  /** Makes the model of the record. */
  readonly as: (values: ValuesOf<Row>) => Model;
}

/**
 * A reader of one record; null if there is none, which PHP prints as null, false or []. A cell that is absent or does
 * not fit is null, and counts as a gap.
 *
 * @throws DoesNotFit if the member is absent, the record is of another kind, or its identity cannot be read
 */
export const record = <Row extends Cells, Model>({
  at,
  cells,
  essential,
  isAlwaysThere = false,
  as,
}: RecordOptions<Row, Model>): Reader<Model | null> => {
  const members = rowMembers(cells);
  // Some cells may be absent. If all are, the record is of another kind.
  const wanted: readonly string[] = essential ?? Object.keys(cells);
  return readerOf<Model | null>([{ at, isTable: false, cells }], (answer) => {
    const found = memberOf(answer, at);
    if (isNoRecord(found) && !isAlwaysThere) return new Reading(null);
    if (!isObject(found)) throw new DoesNotFit(`expected a record at ${at || 'the top'}`);
    if (!wanted.some((name) => Object.hasOwn(found, name))) {
      throw new DoesNotFit(`none of the record's members is at ${at || 'the top'}`);
    }
    const reader = new RowReader(members);
    const values = reader.read(found);
    if (values === null) throw new DoesNotFit(`the record at ${at || 'the top'} has no readable identity`);
    return new Reading(as(values), reader.gaps());
  });
};

/** As `record`, for a record beside the main one: null if it is absent or does not fit, which is a gap. */
export const sideRecord = <Row extends Cells, Model>({
  at,
  cells,
  prefix,
  as,
}: Pick<RecordOptions<Row, Model>, 'at' | 'cells' | 'prefix' | 'as'>): Reader<Model | null> => {
  const members = rowMembers(cells);
  return readerOf<Model | null>([{ at, isTable: false, cells }], (answer) => {
    const found = memberOf(answer, at);
    if (isNoRecord(found)) return new Reading(null);
    if (!isObject(found)) return new Reading(null, [missing(at)]);
    const reader = new RowReader(members);
    const values = reader.read(found);
    return new Reading(values === null ? null : as(values), reader.gaps(prefix));
  });
};

/** The gap of a member that is absent from an answer. */
export const missing = (member: string): Gap => ({ member, cells: 0, rows: 0, missing: true });

/** The member at a path; null if an object around it is one of PHP's forms of "nothing". */
function memberOf(answer: unknown, at: string): unknown {
  if (at === '') return answer;
  let member = answer;
  for (const name of at.split('.')) {
    if (member !== answer && isNoRecord(member)) return null;
    member = memberAt(member, name);
  }
  return member;
}

const isNoRecord = (value: unknown): boolean =>
  value === null || value === false || (Array.isArray(value) && value.length === 0);
