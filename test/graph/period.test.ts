/** Periods told from today, and periods that say no days. */
import { describe, expect, test } from 'vitest';
import { summary } from '../support/api.ts';
import { callApiTo, daysAsked, startCallApi, startCallDialer, ZONE } from '../support/callDay.ts';
import { planned } from '../support/dialerCost.ts';

const today = (): Temporal.PlainDate => Temporal.Now.plainDateISO(ZONE);

const RELATIVE: Readonly<
  Record<string, (now: Temporal.PlainDate) => readonly [Temporal.PlainDate, Temporal.PlainDate]>
> = {
  TODAY: (now) => [now, now],
  YESTERDAY: (now) => [now.subtract({ days: 1 }), now.subtract({ days: 1 })],
  LAST_7_DAYS: (now) => [now.subtract({ days: 7 }), now.subtract({ days: 1 })],
  LAST_30_DAYS: (now) => [now.subtract({ days: 30 }), now.subtract({ days: 1 })],
  THIS_MONTH: (now) => [now.with({ day: 1 }), now],
  LAST_MONTH: (now) => [
    now.with({ day: 1 }).subtract({ months: 1 }),
    now.with({ day: 1 }).subtract({ days: 1 }),
  ],
};

/** Fields that take a period, and whether the dialer is asked for all of it at once. */
const FIELDS = [
  ['inbound_summary_stats', 'inboundDailyReport(%) { rows { date } }'],
  ['exportAgentReport', 'agentActivityReport(%) { rows { sales } }'],
  ['agent_calls_report', 'agentCallsReport(%) { rows { totalCalls } }'],
  ['exportPauseReport', 'agentPauseReport(%) { rows { talkSeconds } }'],
  ['outbound_cdr', 'campaign(campaignId: "101") { callSummary(%) { totalCalls } }'],
] as const;

async function startReports() {
  const dialer = await startCallDialer([]);
  for (const [action] of FIELDS) dialer.answer(action, { result: 'No Available Data' });
  return callApiTo(dialer);
}

describe.each(FIELDS)('%s', (action, field) => {
  test.each(Object.entries(RELATIVE))('%s is those days of the dialer’s zone', async (relative, daysOf) => {
    const api = await startReports();
    const query = `{ ${field.replace('%', `period: { relative: ${relative} }`)} }`;
    const before = daysOf(today()).join(' ');
    expect((await planned(api, query))[action]).toBe(1);
    expect((await api.query(query)).errors).toEqual([]);
    expect([before, daysOf(today()).join(' ')]).toContain(daysAsked(api.dialer, action).join());
  });

  test('from without to is until today', async () => {
    const api = await startReports();
    const from = today().subtract({ days: 3 }).toString();
    const before = today().toString();
    const { errors } = await api.query(`{ ${field.replace('%', `period: { from: "${from}" }`)} }`);
    expect(errors).toEqual([]);
    expect([`${from} ${before}`, `${from} ${today().toString()}`]).toContain(
      daysAsked(api.dialer, action).join(),
    );
  });
});

describe.each(['calls', 'outboundCalls', 'inboundCalls', 'agentCalls'])('%s', (list) => {
  test('takes relative periods, planned and asked in windows', async () => {
    const api = await startCallApi([]);
    const query = `{ ${list}(period: { relative: LAST_30_DAYS }) { totalCount } }`;
    const plan = await planned(api, query);
    expect(Object.values(plan).every((calls) => calls === 5)).toBe(true);
    await api.data(query);
    expect(api.dialer.counts()).toEqual(plan);
  });
});

describe.each([
  ...FIELDS.map(([, field]) => field),
  'calls(%) { totalCount }',
  'agentCalls(%) { totalCount }',
])('%s', (field) => {
  test.each([
    ['nothing', '{}'],
    ['nulls only', '{ from: null, to: null, relative: null }'],
    ['only its end', '{ to: "2026-05-12" }'],
    ['a relative period and its start', '{ relative: TODAY, from: "2026-05-12" }'],
    ['a relative period and its end', '{ relative: TODAY, to: "2026-05-12" }'],
    ['a start in the far future', '{ from: "9999-12-31" }'],
    ['a start in the far past', '{ from: "0001-01-01" }'],
    ['a start tomorrow, and no end', `{ from: "${today().add({ days: 2 }).toString()}" }`],
  ])('refuses a period that says %s, and asks nothing', async (_, period) => {
    const api = await startReports();
    const { errors } = await api.query(`{ ${field.replace('%', `period: ${period}`)} }`);
    expect(errors.map(summary)).toMatchObject([{ code: 'BAD_USER_INPUT', argument: 'period' }]);
    expect(Object.keys(api.dialer.counts()).filter((action) => action !== 'goGetAllCampaigns')).toEqual([]);
  });
});
