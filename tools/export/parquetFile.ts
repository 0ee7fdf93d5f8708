import type { SchemaElement } from 'hyparquet';
import { fileWriter, ParquetWriter } from 'hyparquet-writer';
import type { Column } from '../../src/server/export/columns.ts';
import { JsonLines, type Note, type RowFile } from './rowFile.ts';

/** Rows of one group. They are in memory until the group is written. */
const GROUP_ROWS = 20_000;

/** The types of columns whose values are not texts. */
const TYPES: ReadonlyMap<string, Pick<SchemaElement, 'type' | 'converted_type'>> = new Map([
  ['Int', { type: 'INT32' }],
  ['Float', { type: 'DOUBLE' }],
  ['Boolean', { type: 'BOOLEAN' }],
  ['DateTime', { type: 'INT64', converted_type: 'TIMESTAMP_MILLIS' }],
  ['Date', { type: 'INT32', converted_type: 'DATE' }],
] as const);

const TEXT: Pick<SchemaElement, 'type' | 'converted_type'> = { type: 'BYTE_ARRAY', converted_type: 'UTF8' };

const isTime = ({ type }: Column): boolean => type === 'DateTime' || type === 'Date';

/** Apache Parquet: a column for each value of a row, with the type of its scalar. Every value may be null. */
export class ParquetFile implements RowFile {
  rows = 0;
  readonly #columns: readonly Column[];
  readonly #writer: ParquetWriter;
  readonly #lines = new JsonLines();
  #group: unknown[][];
  #isClosed = false;

  constructor(path: string, columns: readonly Column[]) {
    this.#columns = columns;
    this.#group = columns.map(() => []);
    const elements = columns.map(({ name, type }): SchemaElement => ({
      name,
      repetition_type: 'OPTIONAL',
      ...(TYPES.get(type) ?? TEXT),
    }));
    this.#writer = new ParquetWriter({
      writer: fileWriter(path),
      schema: [{ name: 'rows', num_children: columns.length }, ...elements],
    });
  }

  write(part: Buffer): void {
    this.#add(this.#lines.cut(part));
  }

  end(): Note {
    const last = this.#lines.end();
    this.#add(last.row);
    this.#flush();
    return last.note;
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    // Closes the file as well.
    void this.#writer.finish();
  }

  #add(lines: Buffer): void {
    for (const line of lines.toString('utf8').split('\n')) {
      if (line === '') continue;
      const row: unknown = JSON.parse(line);
      for (const [index, column] of this.#columns.entries()) this.#group[index]?.push(cellOf(row, column));
      this.rows += 1;
      if (this.rows % GROUP_ROWS === 0) this.#flush();
    }
  }

  #flush(): void {
    const columnData = this.#columns.map(({ name }, index) => ({ name, data: this.#group[index] ?? [] }));
    if ((columnData[0]?.data.length ?? 0) > 0)
      void this.#writer.write({ columnData, rowGroupSize: GROUP_ROWS });
    this.#group = this.#columns.map(() => []);
  }
}

/** The value of a column; a list is JSON, a time is a Date. */
function cellOf(row: unknown, column: Column): unknown {
  let value = row;
  for (const key of column.path) {
    if (typeof value !== 'object' || value === null) return null;
    value = Reflect.get(value, key);
  }
  if (value === null || value === undefined) return null;
  if (isTime(column) && typeof value === 'string') return new Date(value);
  return typeof value === 'object' ? JSON.stringify(value) : value;
}
