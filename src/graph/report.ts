import type { Column } from '../upstream/table.ts';
import type { Table } from '../upstream/table.ts';
import { builder } from './builder.ts';

/** A column of a report, as the dialer's own pages show it. */
export const ReportColumn = builder.objectRef<Column>('ReportColumn').implement({
  description: "A column of a report, as the dialer's own pages show it.",
  fields: (t) => ({
    title: t.exposeString('title', { description: "The column's title." }),
    field: t.exposeString('field', { description: "The dialer's own name of the member it shows." }),
  }),
});

/** The columns of a report that is one table. */
export const columnsOfReport = (
  t: PothosSchemaTypes.ObjectFieldBuilder<
    (typeof builder)['$inferSchemaTypes'],
    Pick<Table<unknown>, 'columns'>
  >,
) =>
  t.field({
    type: [ReportColumn],
    description: "The columns the dialer's own page shows.",
    resolve: ({ columns }) => [...columns],
  });
