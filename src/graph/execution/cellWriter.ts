import type { Bytes } from '../../upstream/wire/columns/bytes.ts';
import { NO_TIME } from '../../upstream/wire/columns/column.ts';
import type { Codes, MemberReader } from '../../upstream/wire/rows/memberReader.ts';
import type { RowColumns } from '../../upstream/wire/rows/rowSource.ts';
import { timeOf } from '../../upstream/wire/rows/times.ts';
import type { Zone } from '../../upstream/wire/zone.ts';
import type { LeafReader } from './leafReader.ts';
import { UNREAD } from './rowField.ts';

/** Writes leaves of a row, by the row's number in its columns. @returns false if a field must be resolved */
export type CellWriter = (number: number, out: Bytes) => boolean;

/** The most texts that are kept for leaves whose values repeat together. */
const MOST_TEXTS = 4096;

/** A leaf in the text of a row. */
export interface WrittenLeaf {
  readonly leaf: LeafReader;
  /** What is before its value: `,"name":`. */
  readonly head: string;
  /** What is behind it: `}` if it is the last one of its row. */
  readonly tail: string;
}

/** The reader of a leaf's member. Undefined if it is made of several; null if the rows do not hold it. */
export function readerIn({ of }: LeafReader, columns: RowColumns): MemberReader<unknown> | null | undefined {
  if (!of) return null;
  return of.kind === 'member' ? (columns.reader(of.name) ?? null) : undefined;
}

/**
 * Writers of leaves that are made of their row alone, in their order. Members whose values repeat are read and written
 * once for each value, and together with their neighbours once for each combination.
 */
export function cellWriters(
  leaves: readonly WrittenLeaf[],
  columns: RowColumns,
  zone: Zone,
): readonly CellWriter[] {
  const writers: CellWriter[] = [];
  let coded: { codes: Codes; writers: CellWriter[] } | undefined;
  for (const written of leaves) {
    const writer = cellWriter(written, columns, zone);
    const codes = readerIn(written.leaf, columns)?.codes;
    if (!codes || codes.count > MOST_TEXTS) {
      coded = undefined;
      writers.push(writer);
    } else if (coded && coded.codes.count * codes.count <= MOST_TEXTS) {
      coded.codes = productOf(coded.codes, codes);
      coded.writers.push(writer);
      writers[writers.length - 1] = byCode(coded.codes, coded.writers);
    } else {
      coded = { codes, writers: [writer] };
      writers.push(byCode(codes, coded.writers));
    }
  }
  return writers;
}

/** Codes of pairs of values. */
const productOf = (one: Codes, other: Codes): Codes => ({
  count: one.count * other.count,
  at: (number) => one.at(number) * other.count + other.at(number),
});

/** Writes each text once. */
function byCode(codes: Codes, writers: readonly CellWriter[]): CellWriter {
  let texts: (Uint8Array | undefined)[] | undefined;
  return (number, out) => {
    texts ??= Array.from({ length: codes.count });
    const code = codes.at(number);
    const known = texts[code];
    if (known) {
      out.addFew(known);
      return true;
    }
    const from = out.length;
    for (const write of writers) if (!write(number, out)) return false;
    texts[code] = Uint8Array.from(out.view(from));
    return true;
  };
}

function cellWriter({ leaf, head, tail }: WrittenLeaf, columns: RowColumns, zone: Zone): CellWriter {
  const headBytes = Uint8Array.from(Buffer.from(head));
  const tailBytes = Uint8Array.from(Buffer.from(tail));
  const valueAt = valueReader(leaf, columns, zone);
  const write: CellWriter = (number, out) => {
    const value = valueAt(number);
    if (value === UNREAD) return false;
    out.addFew(headBytes);
    addJson(value, out);
    out.addFew(tailBytes);
    return true;
  };
  if (leaf.of?.kind === 'made' && leaf.of.time !== undefined) {
    const secondsAt = columns.reader(leaf.of.time)?.secondsAt;
    return secondsAt ? timeWriter(secondsAt, { head, tail }, zone, write) : write;
  }
  const texts = leaf.isCopy ? readerIn(leaf, columns)?.texts : undefined;
  if (!texts) return write;
  const { bytes, ends } = texts;
  return (number, out) => {
    const from = number === 0 ? 0 : (ends[number - 1] ?? 0);
    const to = ends[number] ?? from;
    // Null, or a text that JSON writes in another way.
    if (from === to || !out.addJsonBytes(headBytes, bytes, from, to)) return write(number, out);
    out.addFew(tailBytes);
    return true;
  };
}

/** Writes local times with their offset. @param other writes those of days that have several offsets */
function timeWriter(
  secondsAt: (number: number) => number,
  { head, tail }: Pick<WrittenLeaf, 'head' | 'tail'>,
  zone: Zone,
  other: CellWriter,
): CellWriter {
  let day = NaN;
  let before: Uint8Array | undefined;
  let behind = Uint8Array.of();
  return (number, out) => {
    const seconds = secondsAt(number);
    const itsDay = Math.floor(seconds / DAY_SECONDS);
    if (itsDay !== day) {
      const isTime = seconds >= 0 && seconds < NO_TIME;
      const text = isTime ? timeOf(itsDay * DAY_SECONDS).slice(0, 10) : '';
      const offset = isTime ? zone.offsetTextOf(text) : null;
      day = itsDay;
      before = offset === null ? undefined : Uint8Array.from(Buffer.from(`${head}"${text}T`));
      behind = Uint8Array.from(Buffer.from(`${offset ?? ''}"${tail}`));
    }
    if (!before) return other(number, out);
    out.addFew(before);
    out.addClock(seconds - day * DAY_SECONDS);
    out.addFew(behind);
    return true;
  };
}

const DAY_SECONDS = 24 * 60 * 60;

/** Reads the finished value of a leaf. */
function valueReader(leaf: LeafReader, columns: RowColumns, zone: Zone): (number: number) => unknown {
  const { of, finish } = leaf;
  if (of?.kind === 'made')
    return (number) => {
      try {
        return finish(of.read(columns.viewAt(number), zone));
      } catch {
        return UNREAD;
      }
    };
  const reader = readerIn(leaf, columns);
  return reader ? (number) => finish(reader.at(number)) : () => UNREAD;
}

/** Adds the JSON of a leaf's value. */
export function addJson(value: unknown, out: Bytes): void {
  if (typeof value === 'string') out.addJsonText(value);
  else
    out.addText(typeof value === 'number' && Number.isFinite(value) ? String(value) : JSON.stringify(value));
}
