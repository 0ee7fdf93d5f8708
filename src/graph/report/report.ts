import type { ListFacts } from '../../loaders/listing.ts';
import { MOST_NAMES, MOST_SCOPES } from '../../loaders/callQuery.ts';
import { namesNobody, type ReportQuery } from '../../loaders/agentReports.ts';
import { normalizedKeys } from '../../upstream/wire/normalizeKey.ts';
import type { ActionName } from '../../upstream/endpoints.ts';
import type { Column, Table } from '../../upstream/wire/reading/table.ts';
import { asOf, unreadableCount } from '../answered.ts';
import { builder } from '../builder.ts';
import { REPORT_COLUMNS } from '../descriptions.ts';
import {
  oncePerGroup,
  oncePerInput,
  type Cost,
  type FieldCall,
  type PlannedField,
  type Planning,
} from '../../plan/cost.ts';
import { BadUserInput } from '../../plan/errors.ts';
import { REPORTS } from '../../access/fieldPolicy.ts';
import { checkedPeriod, type PeriodArgument } from '../relay/period.ts';
import { EntitySet, ASSUMED_SIZE } from '../../plan/position.ts';

/** A column of a report, as the dialer's own pages show it. */
export const ReportColumn = builder.objectRef<Column>('ReportColumn').implement({
  needs: REPORTS,
  description: "A column of a report, as the dialer's own pages show it.",
  fields: (t) => ({
    title: t.exposeString('title', {
      description: 'Title of the column.',
    }),
    field: t.exposeString('field', { description: "Dialer's name of the member that the column shows." }),
  }),
});

/** Fields of every report about the dialer's answer behind it. */
export const answeredFields = <Report extends ListFacts>(
  t: Pick<
    PothosSchemaTypes.ObjectFieldBuilder<(typeof builder)['$inferSchemaTypes'], Report>,
    'field' | 'int'
  >,
) => ({ unreadableCount: unreadableCount(t, 'the report'), asOf: asOf(t, 'the report') });

/** The columns of a report that is one table. */
export const columnsOfReport = (
  t: PothosSchemaTypes.ObjectFieldBuilder<
    (typeof builder)['$inferSchemaTypes'],
    Pick<Table<unknown>, 'columns'>
  >,
) =>
  t.field({
    type: [ReportColumn],
    description: REPORT_COLUMNS,
    resolve: ({ columns }) => [...columns],
  });

/**
 * Checks names that only the dialer can filter by, so that all of them must fit into one call.
 *
 * @throws BadUserInput naming the argument, if there are too many
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

/** The cost of a report over a period: one call for each distinct combination of arguments. */
export const reportCost = (action: ActionName, queryOf: QueryOf): Cost =>
  oncePerInput(action, ({ args, planning }) => {
    const query = queryOf(args, planning);
    return namesNobody(query) ? null : query;
  });

/**
 * The cost of the parts of single agents in a report over a period: one call for as many agents as it can name.
 *
 * @param mostFor gives how many agents a call can name, for a viewer limited to these portfolios
 */
export const agentsReportCost = (
  action: ActionName,
  mostFor: (portfolios: readonly string[] | null) => number = () => MOST_NAMES,
): Cost =>
  oncePerGroup(
    'Agent',
    action,
    ({ args, planning }: PlannedField<{ period?: PeriodArgument | null | undefined }>) =>
      checkedPeriod(args.period, planning),
    ({ viewer }) => mostFor(viewer.portfolios),
  );

/** Reads the arguments of the field it is declared on. @throws BadUserInput */
type QueryOf = {
  of(args: object, limits: Pick<Planning, 'maxPeriodDays' | 'now' | 'zone' | 'viewer'>): Partial<ReportQuery>;
}['of'];

/** The agents, portfolios and profiles in a report's rows: the agents named in the arguments, else all. */
export function ofAgents({
  args,
  planning,
}: Pick<FieldCall<{ agents?: readonly string[] | null | undefined }>, 'args' | 'planning'>) {
  const { agents, portfolios, profiles } = planning.sizes;
  return {
    about: new Map([
      [
        'Agent',
        args.agents ? EntitySet.known(...normalizedKeys(args.agents)) : EntitySet.all(agents ?? ASSUMED_SIZE),
      ],
      ['Portfolio', EntitySet.all(portfolios ?? ASSUMED_SIZE)],
      ['Profile', EntitySet.all(profiles ?? ASSUMED_SIZE)],
    ]),
  };
}

/** The same for a report that takes no agents: all. */
export const ofEveryone = ({ planning }: FieldCall) => ofAgents({ args: {}, planning });
