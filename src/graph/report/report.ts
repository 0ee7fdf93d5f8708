import type { ListFacts } from '../../loaders/listing.ts';
import { MOST_NAMES, MOST_SCOPES } from '../../loaders/callQuery.ts';
import { asksNobody, type ReportQuestion } from '../../loaders/agentReports.ts';
import { normalizedKeys } from '../../upstream/wire/normalizeKey.ts';
import type { ActionName } from '../../upstream/endpoints.ts';
import type { Column, Table } from '../../upstream/wire/table.ts';
import { asOf, unreadableCount } from '../answered.ts';
import { builder } from '../builder.ts';
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
      notPersonal: 'A column’s heading.',
      description: "The column's title.",
    }),
    field: t.exposeString('field', { description: "The dialer's own name of the member it shows." }),
  }),
});

/** What every report says of the answer behind it. */
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
    description: "The columns the dialer's own page shows.",
    resolve: ({ columns }) => [...columns],
  });

/**
 * Names that the dialer alone can narrow its rows down by, so that all of them must fit into one question.
 *
 * @throws BadUserInput naming the argument, if they do not
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

/** What a report over a period costs: one call for each distinct question. */
export const reportCost = (action: ActionName, questionOf: QuestionOf): Cost =>
  oncePerInput(action, ({ args, planning }) => {
    const question = questionOf(args, planning);
    return asksNobody(question) ? null : question;
  });

/**
 * What each agent's part of a report over a period costs: one call for as many agents as it can name.
 *
 * @param mostFor how many those are, for a viewer limited to these portfolios
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
type QuestionOf = {
  of(
    args: object,
    limits: Pick<Planning, 'maxPeriodDays' | 'now' | 'zone' | 'viewer'>,
  ): Partial<ReportQuestion>;
}['of'];

/** Whose rows a report has that is about the agents named, or else about everyone. */
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

/** Whose rows a report has that is about everyone. */
export const ofEveryone = ({ planning }: FieldCall) => ofAgents({ args: {}, planning });
