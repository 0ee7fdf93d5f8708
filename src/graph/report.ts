import { MOST_SCOPES } from '../loaders/callRecords.ts';
import type { Column } from '../upstream/table.ts';
import type { Table } from '../upstream/table.ts';
import { builder } from './builder.ts';
import { BadUserInput } from './errors.ts';

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

/**
 * Names that the dialer alone can narrow its rows down by, so that all of them must fit into one question.
 *
 * @throws BadUserInput naming the argument, where they do not
 */
export function fewNames(
  argument: string,
  names: readonly string[] | null | undefined,
): readonly string[] | undefined {
  if (names && names.length > MOST_SCOPES) {
    throw new BadUserInput(argument, `has ${names.length} names; the most is ${MOST_SCOPES}.`);
  }
  return names ?? undefined;
}
