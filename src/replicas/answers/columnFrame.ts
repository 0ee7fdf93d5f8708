import { z } from 'zod';
import type { StoredColumn } from '../../upstream/wire/columns/column.ts';
import type { StoredTable } from '../../upstream/wire/columns/building/tableBuilder.ts';

/**
 * Tables in columns as bytes: a description in JSON, and the columns' arrays one after the other. Nothing is copied more
 * often than once, and nothing is parsed but the description.
 */

type Numbers =
  | Uint8Array<ArrayBuffer>
  | Uint16Array<ArrayBuffer>
  | Uint32Array<ArrayBuffer>
  | Int32Array<ArrayBuffer>
  | Float64Array<ArrayBuffer>;

const size = z.int().nonnegative();
const gap = z.object({
  member: z.string(),
  cells: size,
  rows: size,
  missing: z.literal(true).optional(),
});
const column = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('texts'),
    codes: z.enum(['u8', 'u16', 'u32']).nullable(),
    codesLength: size,
    ends: size,
    bytes: size,
    isAscii: z.boolean(),
  }),
  z.object({ kind: z.literal('numbers'), as: z.enum(['i32', 'f64']), length: size }),
  z.object({ kind: z.literal('times'), as: z.enum(['u32', 'f64']), length: size }),
  z.object({ kind: z.literal('values'), values: z.array(z.unknown()) }),
]);

/** The description of a table. */
export const tableFrame = z.object({
  path: z.string(),
  length: size,
  received: size,
  time: z.string().nullable(),
  order: size.nullable(),
  unreadable: z.array(z.object({ portfolioCode: z.string().nullable() })),
  gaps: z.array(gap),
  absentIdentity: z.string().nullable(),
  isObject: z.boolean(),
  columns: z.record(z.string(), column),
});

export type TableFrame = z.output<typeof tableFrame>;
type ColumnFrame = z.output<typeof column>;

/** Describes tables, and gives their arrays in the order in which `tablesOf` reads them. */
export function framesOf(tables: ReadonlyMap<string, StoredTable>): {
  readonly frames: TableFrame[];
  readonly parts: readonly Buffer[];
} {
  const parts: Buffer[] = [];
  const put = (array: Numbers): number => {
    parts.push(Buffer.from(array.buffer, array.byteOffset, array.byteLength));
    return array.length;
  };
  const frames = [...tables].map(([path, { columns, order, unreadable, gaps, ...facts }]) => ({
    ...facts,
    path,
    unreadable: [...unreadable],
    gaps: gaps.map((one) => ({ ...one })),
    columns: Object.fromEntries(
      Object.entries(columns).map(([name, stored]) => [name, frameOf(stored, put)]),
    ),
    order: order && put(order),
  }));
  return { frames, parts };
}

function frameOf(stored: StoredColumn, put: (array: Numbers) => number): ColumnFrame {
  if (stored.kind === 'values') return { kind: 'values', values: [...stored.values] };
  if (stored.kind === 'numbers') {
    const { numbers } = stored;
    return { kind: 'numbers', as: numbers instanceof Int32Array ? 'i32' : 'f64', length: put(numbers) };
  }
  if (stored.kind === 'times') {
    const { seconds } = stored;
    return { kind: 'times', as: seconds instanceof Uint32Array ? 'u32' : 'f64', length: put(seconds) };
  }
  const { codes, ends, bytes, isAscii } = stored;
  return {
    kind: 'texts',
    codes: codes && (codes instanceof Uint8Array ? 'u8' : codes instanceof Uint16Array ? 'u16' : 'u32'),
    codesLength: codes ? put(codes) : 0,
    ends: put(ends),
    bytes: put(bytes),
    isAscii,
  };
}

/** Reads tables back. @throws RangeError if there are fewer bytes than the frames say */
export function tablesOf(frames: readonly TableFrame[], content: Buffer): ReadonlyMap<string, StoredTable> {
  const take = new Taking(content);
  return new Map(
    frames.map(({ path, columns, order, gaps, ...facts }) => [
      path,
      {
        ...facts,
        gaps: gaps.map(({ missing, ...one }) => (missing ? { ...one, missing } : one)),
        columns: Object.fromEntries(
          Object.entries(columns).map(([name, frame]) => [name, columnOf(frame, take)]),
        ),
        order: order === null ? null : take.u32(order),
      },
    ]),
  );
}

function columnOf(frame: ColumnFrame, take: Taking): StoredColumn {
  if (frame.kind === 'values') return frame;
  if (frame.kind === 'numbers')
    return { kind: 'numbers', numbers: frame.as === 'i32' ? take.i32(frame.length) : take.f64(frame.length) };
  if (frame.kind === 'times')
    return { kind: 'times', seconds: frame.as === 'u32' ? take.u32(frame.length) : take.f64(frame.length) };
  const codes = frame.codes === null ? null : take[frame.codes](frame.codesLength);
  return {
    kind: 'texts',
    codes,
    ends: take.u32(frame.ends),
    bytes: take.u8(frame.bytes),
    isAscii: frame.isAscii,
  };
}

/** Takes arrays from bytes, one after the other. Each is a copy, because arrays of numbers need aligned memory. */
class Taking {
  readonly #content: Buffer;
  #at = 0;

  constructor(content: Buffer) {
    this.#content = content;
  }

  u8 = (length: number): Uint8Array<ArrayBuffer> => new Uint8Array(this.#bytes(length));
  u16 = (length: number): Uint16Array<ArrayBuffer> => new Uint16Array(this.#bytes(2 * length));
  u32 = (length: number): Uint32Array<ArrayBuffer> => new Uint32Array(this.#bytes(4 * length));
  i32 = (length: number): Int32Array<ArrayBuffer> => new Int32Array(this.#bytes(4 * length));
  f64 = (length: number): Float64Array<ArrayBuffer> => new Float64Array(this.#bytes(8 * length));

  #bytes(length: number): ArrayBuffer {
    const end = this.#at + length;
    if (end > this.#content.length) throw new RangeError('The columns are cut short.');
    const copy = new ArrayBuffer(length);
    this.#content.copy(new Uint8Array(copy), 0, this.#at, end);
    this.#at = end;
    return copy;
  }
}
