import type { Bytes } from '../../upstream/wire/columns/bytes.ts';
import type { MemberReader, RowColumns } from '../../upstream/wire/rows/rowSource.ts';
import type { Zone } from '../../upstream/wire/zone.ts';
import type { LeafReader } from './leafReader.ts';
import { UNREAD } from './rowField.ts';

/** Writes a leaf of a row, by the row's number in its columns. @returns false if the field must be resolved */
export type CellWriter = (number: number, out: Bytes) => boolean;

/** The most texts that are kept for one field. */
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

/** Writes a leaf that is made of its row alone. A member whose values repeat is read and written once for each value. */
export function cellWriter(written: WrittenLeaf, columns: RowColumns, zone: Zone): CellWriter {
  const { leaf, head, tail } = written;
  const headBytes = Buffer.from(head);
  const tailBytes = Buffer.from(tail);
  const valueAt = valueReader(leaf, columns, zone);
  const write: CellWriter = (number, out) => {
    const value = valueAt(number);
    if (value === UNREAD) return false;
    out.addFew(headBytes);
    addJson(value, out);
    out.addFew(tailBytes);
    return true;
  };
  const codes = readerIn(leaf, columns)?.codes;
  if (!codes || codes.count > MOST_TEXTS) return write;
  const texts: (Uint8Array | undefined)[] = Array.from({ length: codes.count });
  return (number, out) => {
    const code = codes.at(number);
    const known = texts[code];
    if (known) {
      out.addFew(known);
      return true;
    }
    const from = out.length;
    if (!write(number, out)) return false;
    texts[code] = Uint8Array.from(out.view(from));
    return true;
  };
}

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
