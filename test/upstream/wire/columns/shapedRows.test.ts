/** Rows that are written alike, which are read from their bytes, and rows among them that are not. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { outboundRow } from '../../../../src/upstream/dialer/callRows.ts';
import { NotWhole } from '../../../../src/upstream/wire/columns/scanErrors.ts';
import { TableReading } from '../../../../src/upstream/wire/columns/tableReading.ts';
import { TableBuilder } from '../../../../src/upstream/wire/columns/building/tableBuilder.ts';
import { valueReaderOf } from '../../../../src/upstream/wire/columns/column.ts';
import type { StoredTable } from '../../../../src/upstream/wire/columns/building/tableBuilder.ts';

const NAMES = Object.keys(outboundRow);

const plain = fc.constantFrom(
  'ann',
  'Ann',
  'B C',
  '12',
  '0',
  '00',
  '',
  ' a',
  'a ',
  'a<b',
  '<b>x</b>',
  '&amp;',
  'a&b',
  '7',
  '-1',
  '1.5',
  '1,234',
  '00:00:47',
  '~',
  '\u007f',
);
const strange = fc.constantFrom<unknown>(
  'José',
  'a"b',
  'a\\b',
  'a\nb',
  '},{',
  '日本',
  null,
  true,
  3,
  1e300,
  -0,
  [],
  { a: [1] },
);
const time = fc.oneof(
  {
    weight: 20,
    arbitrary: fc
      .nat(200_000)
      .map((second) =>
        new Date(Date.UTC(2026, 4, 12) + second * 1000).toISOString().slice(0, 19).replace('T', ' '),
      ),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom<unknown>(
      '2026-05-12 24:00:00',
      '2026-05-12 1:00:00',
      '2026-05-12T01:00:00',
      '2026-02-30 01:00:00',
      '2026-05-12 01:00:0x',
      '',
      null,
      7,
    ),
  },
);
const row = fc.record(
  Object.fromEntries(
    Object.entries(outboundRow).map(([name, { column }]) => [
      name,
      column === 'times'
        ? time
        : fc.oneof({ weight: 60, arbitrary: plain }, { weight: 1, arbitrary: strange }),
    ]),
  ),
);

/** Rows as text: most of them alike, some in another order, with blanks, or without a member. */
const written = fc.tuple(row, fc.nat(40)).map(([values, way]) => {
  if (way === 0) return JSON.stringify(Object.fromEntries(Object.entries(values).toReversed()));
  if (way === 1) return JSON.stringify(values, undefined, 1);
  if (way === 2) return JSON.stringify({ ...values, [NAMES[3] ?? '']: undefined });
  if (way === 3) return `${JSON.stringify(values).slice(0, -1)},"agent":"twice"}`;
  return JSON.stringify(values);
});

const valuesOf = (table: StoredTable | undefined) =>
  table && {
    ...table,
    columns: Object.entries(table.columns).map(([name, column]) => {
      const valueAt = valueReaderOf(column);
      return [name, Array.from({ length: table.length }, (_, index) => valueAt(index))];
    }),
  };

/** What rows are read as in their bytes, in parts of a size. */
function shaped(body: string, size: number): unknown {
  const reading = new TableReading([{ cells: outboundRow, paths: ['rows'] }], 0, size);
  try {
    for (let from = 0; from < body.length; from += size)
      reading.write(Buffer.from(body.slice(from, from + size)));
    const { tables, rest } = reading.end();
    JSON.parse(Buffer.from(rest).toString());
    return valuesOf(tables.get('rows'));
  } catch (error) {
    if (error instanceof NotWhole || error instanceof SyntaxError) return 'not JSON';
    throw error;
  }
}

/** What they are read as by JSON.parse. */
function parsed(rows: string): unknown {
  const builder = new TableBuilder({ cells: outboundRow });
  try {
    builder.add(JSON.parse(`[${rows}]`));
  } catch {
    return 'not JSON';
  }
  return valuesOf(builder.finish());
}

test('rows that are written alike are read as JSON.parse reads them', () => {
  fc.assert(
    fc.property(
      fc.array(written, { minLength: 1, maxLength: 60 }),
      fc.integer({ min: 400, max: 6000 }),
      fc.constantFrom('', '', '', ',', ' ', '\n,', ',,', '}', '{}', ', {}'),
      (texts, size, behind) => {
        const rows = `${texts.join(',')}${behind}`;
        const body = `{"rows":[${rows}]}`;
        expect(shaped(body, size)).toEqual(parsed(rows));
      },
    ),
    { numRuns: 150 },
  );
});

test('texts that repeat and texts that differ, over many parts', () => {
  const rows = Array.from({ length: 4000 }, (_, index) =>
    JSON.stringify(
      Object.fromEntries(
        Object.entries(outboundRow).map(([name, { column }], place) => [
          name,
          column === 'times'
            ? `2026-05-${10 + (index % 9)} 01:${10 + (index % 50)}:00`
            : `v ${place % 3 === 0 ? index : index % 400}${index === 3000 ? ' é' : ''}`,
        ]),
      ),
    ),
  ).join(',');
  const reading = new TableReading([{ cells: outboundRow, paths: ['rows'] }], 0);
  reading.write(Buffer.from(`{"rows":[${rows}]}`));
  expect(valuesOf(reading.end().tables.get('rows'))).toEqual(parsed(rows));
});
