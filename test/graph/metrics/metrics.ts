/**
 * Every declared metric, beside a naive program that computes it again from the rows of the wire: reports, totals, and
 * the carrier's records, with cells that are missing or cannot be read.
 */
import { expect, vi } from 'vitest';
import { z } from 'zod';
import { metricOf } from '../../../src/graph/metric.ts';
import { ALL_CALLS, callApiTo, DAY, randomOf, startCallDialer } from '../../support/callDay.ts';
import { success } from '../../support/otherDialer.ts';
import { giveRecords, json, startVoxo, voxoSettings } from '../../support/otherVoxo.ts';
import {
  activityByAgent,
  activityOf,
  attemptsTo,
  averageHandleOf,
  averageScore,
  carrierFigures,
  FIGURES_OF_AGENTS,
  occupancyOf,
  pauseTotals,
  penetrationOf,
  recordGroups,
  summaryOf,
  type Activity,
  type Cell,
  type WireRow,
} from '../../support/plainFigures.ts';
import { comparable, FIGURES, groupsOf, type PlainGroup } from '../../support/plainGroups.ts';
import { isObjectType, OWN_TYPES } from '../../support/schemaFields.ts';

export interface Sizes {
  readonly agents: number;
  readonly campaigns: number;
  /** Calls, each with about one record of the carrier. */
  readonly calls: number;
  readonly seed: number;
}

/** The metrics that the schema declares: `CallGroup.handled`. */
export const declaredMetrics = (): string[] =>
  OWN_TYPES.filter(isObjectType).flatMap((type) =>
    Object.values(type.getFields()).flatMap((field) =>
      metricOf(field) ? [`${type.name}.${field.name}`] : [],
    ),
  );

const CODES = ['lunch', 'coach', 'train', 'bath'] as const;
const NOW = '2026-05-13T17:00:00Z';
/** The days of `attempts`: seven, today included. */
const FROM_DAY = '2026-05-07';

const ratio = z.object({ numerator: z.int(), denominator: z.int(), value: z.number().nullable() });
const SHARE = '{ numerator denominator value }';
type Ratio = z.output<typeof ratio>;

const rounded = (value: number | null): number | null => (value === null ? null : Number(value.toFixed(9)));

/** Both halves of a share, of which the value is the quotient. */
function halves(share: Ratio | null) {
  if (share === null) return null;
  const { numerator, denominator, value } = share;
  expect(value).toBe(denominator === 0 ? null : numerator / denominator);
  return { numerator, denominator };
}

/** Compares all declared metrics. @returns the names of those that were compared */
export async function compareMetrics(sizes: Sizes): Promise<ReadonlySet<string>> {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date(NOW) });
  const compared = new Set<string>();
  const compare = (name: string, found: unknown, expected: unknown): void => {
    expect(found, name).toEqual(expected);
    compared.add(name);
  };
  const random = randomOf(sizes.seed);
  const int = (below: number): number => Math.floor(random() * below);
  const one = <Item>(...items: readonly [Item, ...Item[]]): Item => items[int(items.length)] ?? items[0];
  const amount = (most: number): Cell =>
    int(40) > 0
      ? one<Cell>(int(most), String(int(most)), '0', 0)
      : one<Cell>(null, '', undefined, 'soon', -5);
  const time = (): Cell => one<Cell>(amount(90_000), '00:01:05', '1:02:03', '1,234', amount(90_000));

  const [dialer, voxo] = await Promise.all([startCallDialer(ALL_CALLS), startVoxo()]);
  const api = await callApiTo(dialer, { ...voxoSettings(voxo), VOXO_TIMEZONE: 'America/Chicago' });

  await compareActivity();
  await comparePauses();
  await comparePenetration();
  await compareCalls();
  await compareCarrier();
  return compared;

  async function compareActivity(): Promise<void> {
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
      for (const { kind, [name]: value } of summary) expect(value, name).toEqual(expected[String(kind)]);
    }
    expect(summary).toHaveLength(4);
  }

  async function comparePauses(): Promise<void> {
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

  async function comparePenetration(): Promise<void> {
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
  async function compareCalls(): Promise<void> {
    const calls = ALL_CALLS.filter(({ kind, at }) => kind === 'inbound' && at.startsWith(DAY));
    const group = z.looseObject({});
    const { inboundCalls } = await api.read(
      z.object({ inboundCalls: z.object({ groups: z.array(group) }) }),
      `{ inboundCalls(period: { from: "${DAY}", to: "${DAY}" }) { groups(by: [QUEUE]) { ${FIGURES} } } }`,
    );
    const { groups } = inboundCalls;
    if (!isGroups(groups)) throw new Error('The groups lack a figure.');
    const expected = groupsOf(calls, ['QUEUE']);
    expect(comparable(groups)).toEqual(comparable(expected));
    for (const name of Object.keys(expected[0] ?? {}))
      if (declaredMetrics().includes(`CallGroup.${name}`)) compared.add(`CallGroup.${name}`);
  }

  async function compareCarrier(): Promise<void> {
    const clock = (second: number): string =>
      [Math.floor(second / 3600), Math.floor(second / 60) % 60, second % 60]
        .map((part) => String(part).padStart(2, '0'))
        .join(':');
    const numberOf = (call: number): string => String(3_122_000_000 + call);
    const calls: WireRow[] = [];
    const records: WireRow[] = [];
    const byNumber = new Map<string, WireRow>();
    for (let call = 0; call < sizes.calls; call += 1) {
      const second = 3600 + int(79_200);
      const number = numberOf(call);
      calls.push({
        call_date: `${DAY} ${clock(second)}`,
        dst: number,
        src: '8005550100',
        campaign: one('Renewals', 'Recovery', ''),
        call_type: 'Dialer',
      });
      if (int(12) === 0) continue;
      // Another call of the same number, as the carrier has it: too far from this one.
      const near = int(15) > 0 ? 1 : 0;
      const at = clock(second + (near === 1 ? int(40) - 20 : 600));
      const record: WireRow = {
        id: `r${call}`,
        time: `05/12/26 ${at}`,
        dialedNum: number,
        callerIdNumber: '8005550100',
        direction: 'OUT',
        disposition: one<Cell>('ANSWERED', 'Answered', 'NO ANSWER', 'BUSY', '', null, 'ANSWERED'),
        mos: one<Cell>(4.4, '4.1', 3.2, '2.05', 0, '0', null, undefined, 'n/a', -1),
      };
      records.push(record);
      byNumber.set(number, { ...record, near });
    }
    for (let other = 0; other < sizes.calls / 10; other += 1)
      records.push({
        id: `o${other}`,
        time: `05/12/26 ${clock(int(86_400))}`,
        callerIdNumber: '2125550100',
        dialedNum: '8005550100',
        direction: one<Cell>('IN', null, 'sideways'),
        disposition: one<Cell>('ANSWERED', 'BUSY', null),
        mos: one<Cell>(4.25, '0', null),
      });
    dialer.answer('outbound_cdr', (fields) =>
      success({ rows: fields.get('toDate') === '2026-05-13' ? attempts : calls }),
    );
    const wanted = Array.from({ length: 20 }, (_, index) => numberOf(index));
    const attempts: WireRow[] = Array.from({ length: sizes.calls }, () => {
      const number = numberOf(int(600));
      const day = one('2026-05-07', '2026-05-10', '2026-05-13');
      return {
        call_date: int(30) === 0 ? one('never', '') : `${day} ${clock(int(86_400))}`,
        dst: one(number, `+1 (${number.slice(0, 3)}) ${number.slice(3, 6)}-${number.slice(6)}`, `1${number}`),
      };
    });
    giveRecords(voxo);
    voxo.answer('call-reports', json(records));
    const figures = z.object({
      matched: ratio,
      answered: ratio,
      averageMeanOpinionScore: z.number().nullable(),
    });
    const group = z.object({ keys: z.array(z.string().nullable()), count: z.int() });
    const data = await api.read(
      z.object({
        outboundCalls: z.object({ groups: z.array(z.object({ ...group.shape, carrier: figures })) }),
        carrierCalls: z.object({
          groups: z.array(z.object({ ...group.shape, averageMeanOpinionScore: z.number().nullable() })),
        }),
      }),
      `{ outboundCalls(period: { from: "${DAY}", to: "${DAY}" }) { groups(by: [CAMPAIGN]) { keys count carrier {
          matched ${SHARE} answered ${SHARE} averageMeanOpinionScore } } }
        carrierCalls(range: { from: "${DAY}T05:00:00Z", to: "2026-05-13T05:00:00Z" }) {
          groups(by: [DISPOSITION, DIRECTION]) { keys count averageMeanOpinionScore } } }`,
    );
    const campaigns = Object.groupBy(calls, ({ campaign }) => String(campaign));
    for (const { keys, count, carrier } of data.outboundCalls.groups) {
      const own = campaigns[keys[0] ?? ''] ?? [];
      const plain = carrierFigures(own, byNumber);
      expect(count).toBe(own.length);
      compare('CallGroupCarrier.matched', halves(carrier.matched), plain.matched);
      compare('CallGroupCarrier.answered', halves(carrier.answered), plain.answered);
      compare(
        'CallGroupCarrier.averageMeanOpinionScore',
        rounded(carrier.averageMeanOpinionScore),
        rounded(plain.averageMeanOpinionScore),
      );
    }
    const plain = recordGroups(records);
    const { groups } = data.carrierCalls;
    const keyOf = (keys: readonly (string | null)[]): string =>
      JSON.stringify(keys.map((key) => key?.toLowerCase() ?? null));
    compare(
      'CarrierGroup.count',
      Object.fromEntries(groups.map(({ keys, count }) => [keyOf(keys), count])),
      Object.fromEntries(Object.entries(plain).map(([key, { length }]) => [key, length])),
    );
    compare(
      'CarrierGroup.averageMeanOpinionScore',
      Object.fromEntries(groups.map((own) => [keyOf(own.keys), rounded(own.averageMeanOpinionScore)])),
      Object.fromEntries(Object.entries(plain).map(([key, own]) => [key, rounded(averageScore(own))])),
    );
    const contacts = await api.read(
      z.record(z.string(), z.object({ attempts: z.int() })),
      `{ ${wanted.map((number, index) => `c${index}: contact(phoneNumber: "${number}") { attempts(days: 7) }`).join(' ')} }`,
    );
    compare(
      'ContactHistory.attempts',
      wanted.map((_, index) => contacts[`c${index}`]?.attempts),
      wanted.map((number) => attemptsTo(number, attempts, FROM_DAY)),
    );
  }
}

const isGroups = (found: readonly object[]): found is readonly PlainGroup[] =>
  found.every((group) => 'withDisposition' in group);
