import { normalizeKey } from '../../upstream/wire/normalizeKey.ts';
import type { agent_summary_stats, DayFiguresRow } from '../../upstream/dialer/report/agentReports.ts';
import type { ModelOf } from '../../upstream/endpoint.ts';
import { notToldYet, type Answered } from '../answered.ts';
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
      callsHandled: sum.callsHandled + row.callsHandled,
      manualCalls: sum.manualCalls + row.manualCalls,
      inboundCalls: sum.inboundCalls + row.inboundCalls,
      dialerCalls: sum.dialerCalls + row.dialerCalls,
      transfersOut: sum.transfersOut + row.transfersOut,
      transfersIn: sum.transfersIn + row.transfersIn,
      voicemails: sum.voicemails + row.voicemails,
      denied: sum.denied + row.denied,
      noAnswer: sum.noAnswer + row.noAnswer,
      sales: sum.sales + row.sales,
      wit: sum.wit + row.wit,
      loginSeconds: sum.loginSeconds + row.loginSeconds,
      pauseSeconds: sum.pauseSeconds + row.pauseSeconds,
      breakSeconds: sum.breakSeconds + row.breakSeconds,
      talkSeconds: sum.talkSeconds + row.talkSeconds,
      topDisposition: ifSame(sum.topDisposition, row.topDisposition),
      portfolioCode: ifSame(sum.portfolioCode, row.portfolioCode),
      profileId: ifSame(sum.profileId, row.profileId),
    }),
    first,
  );
}

const ifSame = (a: string | null, b: string | null): string | null =>
  a !== null && b !== null && normalizeKey(a) === normalizeKey(b) ? a : null;

const AgentDayReport = builder
  .objectRef<ModelOf<typeof agent_summary_stats> & Answered>('AgentDayReport')
  .implement({
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
    resolve: async (_, _args, context) => ({ ...(await context.loaders.day()), ...notToldYet(context) }),
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
