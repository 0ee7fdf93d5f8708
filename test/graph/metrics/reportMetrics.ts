/** The metrics of reports and totals, and of calls, beside a naive program. */
import { expect } from 'vitest';
import { z } from 'zod';
import { ALL_CALLS, DAY } from '../../support/callDay.ts';
import { success } from '../../support/otherDialer.ts';
import {
  activityByAgent,
  activityOf,
  averageHandleOf,
  FIGURES_OF_AGENTS,
  occupancyOf,
  pauseTotals,
  penetrationOf,
  summaryOf,
  type Activity,
  type WireRow,
} from '../../support/plainFigures.ts';
import { comparable, FIGURES, groupsOf, type PlainGroup } from '../../support/plainGroups.ts';
import { halves, ratio, SHARE, type World } from './world.ts';

const CODES = ['lunch', 'coach', 'train', 'bath'] as const;

export async function compareActivity({
  api,
  dialer,
  sizes,
  compare,
  amount,
  time,
  int,
}: World): Promise<void> {
  const rows: WireRow[] = Array.from({ length: sizes.agents }, (_, agent) => agent).flatMap((agent) =>
    ['NRD', 'SUR', 'KIW'].slice(0, 1 + int(3)).map((portfolio) => ({
      user: int(9) === 0 ? `AGENT.${agent}` : `Agent.${agent}`,
      portfolio,
      avalible: time(),
      talk: time(),
      aftercall: time(),
      total_calls: amount(300),
      pause: time(),
      sales: amount(20),
      avail_between_calls: amount(500),
    })),
  );
  dialer.answer('exportAgentReport', success({ rows }));
  const figure = z.number().nullable();
  const row = z.looseObject({
    agent: z.object({ username: z.string() }),
    averageAvailableBetweenCallsSeconds: figure,
    averageHandleSeconds: figure,
    occupancy: ratio.nullable(),
  });
  const report = z.object({ rows: z.array(row), summary: z.array(z.looseObject({ kind: z.string() })) });
  const wanted = `rows { agent { username } ${FIGURES_OF_AGENTS.join(' ')} averageAvailableBetweenCallsSeconds
    averageHandleSeconds occupancy ${SHARE} } summary { kind ${FIGURES_OF_AGENTS.join(' ')} }`;
  const period = `period: { from: "${DAY}", to: "${DAY}" }`;
  const { each, sums } = await api.read(
    z.object({ each: report, sums: report }),
    `{ each: agentActivityReport(${period}) { ${wanted} } sums: agentActivityReport(${period}, perAgent: true) { ${wanted} } }`,
  );
  for (const [found, plain] of [
    [each, rows.map(activityOf)],
    [sums, activityByAgent(rows)],
  ] as const) {
    compare(
      'AgentActivity.occupancy',
      found.rows.map(({ occupancy }) => halves(occupancy)),
      plain.map(occupancyOf),
    );
    compare(
      'AgentActivity.averageHandleSeconds',
      found.rows.map(({ averageHandleSeconds }) => averageHandleSeconds),
      plain.map(averageHandleOf),
    );
    // The figures that these are made of, summed over portfolios.
    expect(
      found.rows.map(({ agent, averageAvailableBetweenCallsSeconds: idle, ...own }) => ({
        ...own,
        idle,
        user: agent.username,
      })),
    ).toMatchObject(plain);
  }
  compareSummary(sums.summary, activityByAgent(rows));
}

function compareSummary(summary: readonly Record<string, unknown>[], plain: readonly Activity[]): void {
  for (const name of FIGURES_OF_AGENTS) {
    const expected = summaryOf(plain, name);
    for (const { kind, [name]: value } of summary)
      expect({ name, value }).toEqual({ name, value: expected[String(kind)] });
  }
  expect(summary).toHaveLength(4);
}

export async function comparePauses({
  api,
  dialer,
  sizes,
  compare,
  amount,
  time,
  int,
}: World): Promise<void> {
  const rows: WireRow[] = Array.from({ length: sizes.agents }, (_, agent) => ({
    user: `Agent.${agent}`,
    pause_sec: amount(9000),
    ...Object.fromEntries(
      CODES.flatMap((code) => (int(3) === 0 ? [] : [[int(50) === 0 ? code.toUpperCase() : code, time()]])),
    ),
  }));
  dialer.answer('exportPauseReport', success({ rows }));
  const { agentPauseReport } = await api.read(
    z.object({
      agentPauseReport: z.object({ totals: z.array(z.object({ code: z.string(), seconds: z.number() })) }),
    }),
    `{ agentPauseReport(period: { from: "${DAY}", to: "${DAY}" }) { totals { code seconds } } }`,
  );
  const { totals } = agentPauseReport;
  compare(
    'AgentPauseReport.totals',
    Object.fromEntries(totals.map(({ code, seconds }) => [code.toLowerCase(), seconds])),
    pauseTotals(rows, CODES),
  );
  expect(totals.map(({ seconds }) => seconds)).toEqual(
    totals.map(({ seconds }) => seconds).toSorted((a, b) => b - a),
  );
}

export async function comparePenetration({ api, dialer, sizes, compare, amount }: World): Promise<void> {
  const names = Array.from({ length: sizes.campaigns }, (_, index) => `Campaign ${index}`);
  const totals: WireRow[] = names.map((campaign_name) => ({
    campaign_name,
    total_leads: amount(9000),
    pending: amount(4000),
  }));
  dialer.answer('outbound_cdr', success({ rows: [], summary_rows: totals }));
  dialer.answer(
    'goGetAllCampaigns',
    success({ rows: names.map((campaign_name, id) => ({ id: 1000 + id, campaign_name, active: 'Y' })) }),
  );
  const { campaigns } = await api.read(
    z.object({
      campaigns: z.array(
        z.object({ name: z.string(), callSummary: z.object({ penetration: ratio.nullable() }) }),
      ),
    }),
    `{ campaigns { name callSummary { penetration ${SHARE} } } }`,
  );
  compare(
    'CampaignCallSummary.penetration',
    campaigns.map(({ name, callSummary }) => [name, halves(callSummary.penetration)]),
    totals.map((row) => [row['campaign_name'], penetrationOf(row)]),
  );
}

/** The figures of calls; metricsOfAMillion.full.test.ts has a million of them. */
export async function compareCalls({ api, compare }: World): Promise<void> {
  const calls = ALL_CALLS.filter(({ kind, at }) => kind === 'inbound' && at.startsWith(DAY));
  const group = z.looseObject({});
  const { inboundCalls } = await api.read(
    z.object({ inboundCalls: z.object({ groups: z.array(group) }) }),
    `{ inboundCalls(period: { from: "${DAY}", to: "${DAY}" }) { groups(by: [QUEUE]) { ${FIGURES} } } }`,
  );
  const { groups } = inboundCalls;
  if (!isGroups(groups)) throw new Error('The groups lack a figure.');
  const expected = groupsOf(calls, ['QUEUE']);
  const [first] = comparable(expected);
  for (const name of Object.keys(first ?? {})) {
    const valuesOf = (all: readonly PlainGroup[]): unknown[] =>
      comparable(all).map((one) => Object(one)[name]);
    compare(`CallGroup.${name}`, valuesOf(groups), valuesOf(expected));
  }
}

const isGroups = (found: readonly object[]): found is readonly PlainGroup[] =>
  found.every((group) => 'withDisposition' in group);
