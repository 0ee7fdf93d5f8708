import { normalizeKey } from '../../upstream/wire/normalizeKey.ts';
import type { Listing, ListFacts } from '../../loaders/listing.ts';
import type { DayFiguresRow } from '../../upstream/dialer/report/agentReports.ts';
import { builder } from '../builder.ts';
import { nullOnlyByError } from '../semanticNonNull.ts';
import { cost, resolvesTo, once } from '../../plan/cost.ts';
import { agentOfRow, portfolioOfRow, profileOfRow } from '../sharedFields.ts';
import { FieldPolicy, REPORTS } from '../../access/fieldPolicy.ts';
import { Agent } from '../refs.ts';
import { ofEveryone, answeredFields } from './report.ts';

const AgentDayFigures = builder.objectRef<DayFiguresRow>('AgentDayFigures').implement({
  // Met as an agent's own day, and as a row of the day's report.
  needs: new FieldPolicy(['agents:read', 'reports:read']),
  description: "An agent's figures of today, in the dialer's own day. (agent_summary_stats)",
  fields: (t) => ({
    callsHandled: t.exposeInt('callsHandled', { nullable: true, description: 'Calls handled.' }),
    manualCalls: t.exposeInt('manualCalls', {
      nullable: true,
      description: 'Outbound calls placed by hand.',
    }),
    inboundCalls: t.exposeInt('inboundCalls', { nullable: true, description: 'Calls from inbound queues.' }),
    dialerCalls: t.exposeInt('dialerCalls', { nullable: true, description: 'Calls placed by the dialer.' }),
    transfersOut: t.exposeInt('transfersOut', {
      nullable: true,
      description: 'Calls the agent transferred to another.',
    }),
    transfersIn: t.exposeInt('transfersIn', {
      nullable: true,
      description: 'Calls transferred to the agent.',
    }),
    voicemails: t.exposeInt('voicemails', { nullable: true, description: 'Voicemails left or received.' }),
    denied: t.exposeInt('denied', { nullable: true, description: 'Calls denied or blocked.' }),
    noAnswer: t.exposeInt('noAnswer', { nullable: true, description: 'Calls not answered.' }),
    sales: t.exposeInt('sales', { nullable: true, description: 'Calls with a sale.' }),
    wit: t.exposeInt('wit', { nullable: true, description: 'Calls with the disposition WIT.' }),
    loginSeconds: t.exposeInt('loginSeconds', { nullable: true, description: 'Time logged in, in seconds.' }),
    pauseSeconds: t.exposeInt('pauseSeconds', { nullable: true, description: 'Pauses, in seconds.' }),
    breakSeconds: t.exposeInt('breakSeconds', { nullable: true, description: 'Breaks, in seconds.' }),
    talkSeconds: t.exposeInt('talkSeconds', { nullable: true, description: 'Talking, in seconds.' }),
    topDisposition: t.exposeString('topDisposition', {
      nullable: true,
      description: 'The disposition given most often.',
    }),
    agent: agentOfRow(t),
    portfolio: portfolioOfRow(t, 'The portfolio the agent worked for; null where there were several.'),
    profile: profileOfRow(t, "The agent's profile; null where there were several."),
  }),
});

/** An agent's day as one row: where the dialer gives one a portfolio, their counts and times are added up. */
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

/** Null if either is not known: the other alone would be too little. */
const both = (a: number | null, b: number | null): number | null => (a === null || b === null ? null : a + b);

const ifSame = (a: string | null, b: string | null): string | null =>
  a !== null && b !== null && normalizeKey(a) === normalizeKey(b) ? a : null;

interface DayReport extends ListFacts {
  readonly agents: Listing<DayFiguresRow>;
  readonly dates: { readonly from: string | null; readonly to: string | null };
}

const AgentDayReport = builder.objectRef<DayReport>('AgentDayReport').implement({
  needs: REPORTS,
  description: "Today's figures of every agent. (agent_summary_stats)",
  fields: (t) => ({
    from: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'From when the figures count.',
      resolve: ({ dates }, _, { zone }) => dates.from && zone.toDateTime(dates.from),
    }),
    to: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'Until when the figures count.',
      resolve: ({ dates }, _, { zone }) => dates.to && zone.toDateTime(dates.to),
    }),
    ...answeredFields(t),
    rows: t.field({
      type: [AgentDayFigures],
      description: 'The rows as the dialer gives them, one an agent as a rule.',
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
    description: "Today's figures of every agent. One dialer call, shared with `Agent.today`.",
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
    description: "The agent's figures of today; null for one who has none. One dialer call for all agents.",
    resolve: async ({ username }, _, { loaders }) => dayOf(await loaders.dayFigures(username)),
  }),
);
