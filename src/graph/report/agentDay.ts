import { normalizeKey } from '../../upstream/wire/normalizeKey.ts';
import type { Listing, ListFacts } from '../../loaders/listing.ts';
import type { DayFiguresRow } from '../../upstream/dialer/report/agentReports.ts';
import { builder } from '../builder.ts';
import { AGENT_FIGURES, NULL_FIGURES } from '../descriptions.ts';
import { nullOnlyByError } from '../semanticNonNull.ts';
import { cost, resolvesTo, once } from '../../plan/cost.ts';
import { agentOfRow, portfolioOfRow, profileOfRow } from '../sharedFields.ts';
import { FieldPolicy, REPORTS } from '../../access/fieldPolicy.ts';
import { Agent } from '../refs.ts';
import { ofEveryone, answeredFields } from './report.ts';

const AgentDayFigures = builder.objectRef<DayFiguresRow>('AgentDayFigures').implement({
  // Agent.today and the day's report both lead here.
  needs: new FieldPolicy(['agents:read', 'reports:read']),
  description: `An agent's figures of today, the day in the dialer's time zone. The kinds of calls need not add up to \`callsHandled\`: in the examples of the dialer's documents they do not. ${NULL_FIGURES} (agent_summary_stats)`,
  fields: (t) => ({
    callsHandled: t.exposeInt('callsHandled', { nullable: true, description: AGENT_FIGURES.totalCalls }),
    manualCalls: t.exposeInt('manualCalls', {
      nullable: true,
      description: AGENT_FIGURES.manualCalls,
    }),
    inboundCalls: t.exposeInt('inboundCalls', { nullable: true, description: AGENT_FIGURES.inboundCalls }),
    dialerCalls: t.exposeInt('dialerCalls', { nullable: true, description: AGENT_FIGURES.dialerCalls }),
    transfersOut: t.exposeInt('transfersOut', {
      nullable: true,
      description: 'Calls that the agent transferred to someone else (xfer_out).',
    }),
    transfersIn: t.exposeInt('transfersIn', {
      nullable: true,
      description: 'Calls that were transferred to the agent (xfer_in).',
    }),
    voicemails: t.exposeInt('voicemails', { nullable: true, description: 'Voicemails left or received.' }),
    denied: t.exposeInt('denied', { nullable: true, description: AGENT_FIGURES.denied }),
    noAnswer: t.exposeInt('noAnswer', { nullable: true, description: 'Calls that were not answered (noa).' }),
    sales: t.exposeInt('sales', { nullable: true, description: AGENT_FIGURES.sales }),
    wit: t.exposeInt('wit', { nullable: true, description: AGENT_FIGURES.wit }),
    loginSeconds: t.exposeInt('loginSeconds', { nullable: true, description: AGENT_FIGURES.loginSeconds }),
    pauseSeconds: t.exposeInt('pauseSeconds', { nullable: true, description: AGENT_FIGURES.pauseSeconds }),
    breakSeconds: t.exposeInt('breakSeconds', { nullable: true, description: AGENT_FIGURES.breakSeconds }),
    talkSeconds: t.exposeInt('talkSeconds', { nullable: true, description: AGENT_FIGURES.talkSeconds }),
    topDisposition: t.exposeString('topDisposition', {
      nullable: true,
      description:
        'Most frequent disposition (most_dispo). Null in `Agent.today` if the agent has several rows that do not agree.',
    }),
    agent: agentOfRow(t),
    portfolio: portfolioOfRow(
      t,
      'Portfolio that the agent worked for. Null in `Agent.today` if the agent has several rows that do not agree.',
    ),
    profile: profileOfRow(
      t,
      'Profile of the agent. Null in `Agent.today` if the agent has several rows that do not agree.',
    ),
  }),
});

/** The day of an agent as one row: if the dialer gives one row for each portfolio, counts and times are added up. */
function dayOf(rows: readonly DayFiguresRow[]): DayFiguresRow | null {
  const [first, ...others] = rows;
  if (!first) return null;
  return others.reduce<DayFiguresRow>(
    (sum, row) => ({
      agentUsername: sum.agentUsername,
      callsHandled: both(sum.callsHandled, row.callsHandled),
      manualCalls: both(sum.manualCalls, row.manualCalls),
      inboundCalls: both(sum.inboundCalls, row.inboundCalls),
      dialerCalls: both(sum.dialerCalls, row.dialerCalls),
      transfersOut: both(sum.transfersOut, row.transfersOut),
      transfersIn: both(sum.transfersIn, row.transfersIn),
      voicemails: both(sum.voicemails, row.voicemails),
      denied: both(sum.denied, row.denied),
      noAnswer: both(sum.noAnswer, row.noAnswer),
      sales: both(sum.sales, row.sales),
      wit: both(sum.wit, row.wit),
      loginSeconds: both(sum.loginSeconds, row.loginSeconds),
      pauseSeconds: both(sum.pauseSeconds, row.pauseSeconds),
      breakSeconds: both(sum.breakSeconds, row.breakSeconds),
      talkSeconds: both(sum.talkSeconds, row.talkSeconds),
      topDisposition: ifSame(sum.topDisposition, row.topDisposition),
      portfolioCode: ifSame(sum.portfolioCode, row.portfolioCode),
      profileId: ifSame(sum.profileId, row.profileId),
    }),
    first,
  );
}

/** Null if either figure is null: the other alone would be too low. */
const both = (a: number | null, b: number | null): number | null => (a === null || b === null ? null : a + b);

const ifSame = (a: string | null, b: string | null): string | null =>
  a !== null && b !== null && normalizeKey(a) === normalizeKey(b) ? a : null;

interface DayReport extends ListFacts {
  readonly agents: Listing<DayFiguresRow>;
  readonly dates: { readonly from: string | null; readonly to: string | null };
}

const AgentDayReport = builder.objectRef<DayReport>('AgentDayReport').implement({
  needs: REPORTS,
  description: 'Figures of agents for today. (agent_summary_stats)',
  fields: (t) => ({
    from: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'Start of the day that the figures cover; null if the dialer sent no readable time.',
      resolve: ({ dates }, _, { zone }) => dates.from && zone.toDateTime(dates.from),
    }),
    to: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'End of the day that the figures cover; null if the dialer sent no readable time.',
      resolve: ({ dates }, _, { zone }) => dates.to && zone.toDateTime(dates.to),
    }),
    ...answeredFields(t),
    rows: t.field({
      type: [AgentDayFigures],
      description: 'Rows as the dialer gives them, usually one for each agent.',
      resolve: ({ agents }) => [...agents.rows],
    }),
  }),
});

builder.queryField('agentDayReport', (t) =>
  t.field({
    ...nullOnlyByError,
    needs: REPORTS,
    ...cost(once('agent_summary_stats'), resolvesTo(ofEveryone)),
    type: AgentDayReport,
    description:
      'Figures of agents for today. One dialer call for the operation, shared with `Agent.today` (agent_summary_stats).',
    resolve: async (_, _args, { loaders }) => {
      const { agents, dates } = await loaders.day();
      const { asOf, unreadableCount } = agents;
      return { agents, dates, asOf, unreadableCount };
    },
  }),
);

builder.objectField(Agent, 'today', (t) =>
  t.field({
    ...cost(once('agent_summary_stats')),
    type: AgentDayFigures,
    nullable: true,
    description:
      'Figures of the agent for today; null if the dialer has none. If the dialer has several rows for the agent, counts and times are added up; a sum is null if a row lacks the figure. One dialer call for all agents of the operation (agent_summary_stats).',
    resolve: async ({ username }, _, { loaders }) => dayOf(await loaders.dayFigures(username)),
  }),
);
