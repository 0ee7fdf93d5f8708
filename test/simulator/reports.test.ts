import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { startSimulator, type Simulator } from '../../src/simulator/server.ts';
import { ask, hear, membersOf, NOW, rowsAt, type Row } from './asking.ts';

const timezone = 'America/Chicago';
let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator({ now: () => NOW, timezone });
});
afterAll(() => simulator.close());

type Period = Readonly<Record<string, string | readonly string[]>>;
const report = async (action: string, fields: Period = {}, of = simulator): Promise<Row[]> =>
  rowsAt(await ask(of, 'goReports', action, fields));
const days = (rows: readonly Row[], member: string): string[] =>
  [...new Set(rows.map((row) => String(row[member]).slice(0, 10)))].toSorted();
const sum = (rows: readonly Row[], member: string): number =>
  rows.reduce((total, row) => total + Number(row[member]), 0);

describe('the period', () => {
  it.each([
    ['in the middle of a week', ['2026-11-16', '2026-11-17', '2026-11-18']],
    // 1 November had 25 hours.
    ['when the clocks change', ['2026-10-31', '2026-11-01', '2026-11-02']],
  ])('includes both days %s', async (_, asked) => {
    const [fromDate = '', , toDate = ''] = asked;
    const rows = await report('outbound_cdr', { fromDate, toDate });
    expect(days(rows, 'call_date')).toEqual(asked);
    const apart = await Promise.all(
      asked.map((day) => report('outbound_cdr', { fromDate: day, toDate: day })),
    );
    expect(rows).toEqual(apart.flat());
  });

  it('is the last 24 hours where none is given, and never the future', async () => {
    const dates = (await report('inbound_cdr')).map((row) => String(row['call_date'])).toSorted();
    expect(String(dates[0]) >= '2026-11-19 15:00:00').toBe(true);
    expect(String(dates[0]) < '2026-11-19 15:30:00').toBe(true);
    expect(String(dates.at(-1)) < '2026-11-20 15:00:00').toBe(true);
    expect(String(dates.at(-1)) > '2026-11-20 14:30:00').toBe(true);
  });

  it('holds the calls that are over, and not those still going on', async () => {
    const today = simulator.centre.calls.ofDay('2026-11-20').filter((call) => call.type !== 'INBOUND');
    const rows = await report('outbound_cdr', { fromDate: '2026-11-20', toDate: '2026-11-20' });
    expect(rows).toHaveLength(today.filter((call) => call.endedAt <= NOW).length);
    expect(today.filter((call) => call.startedAt < NOW).length).toBeGreaterThan(rows.length);
  });

  it('reaches back thirty days', async () => {
    const small = await startSimulator({ now: () => NOW, timezone, callsPerDay: 100 });
    onTestFinished(() => small.close());
    const rows = await report('outbound_cdr', { fromDate: '2026-09-01', toDate: '2026-11-20' }, small);
    expect(days(rows, 'call_date')[0]).toBe('2026-10-21');
    expect(days(rows, 'call_date')).toHaveLength(31);
  });

  it('without calls gives no rows, or no data', async () => {
    const period = { fromDate: '2020-01-01', toDate: '2020-01-02' };
    expect(await report('outbound_cdr', period)).toEqual([]);
    const lastDay = { fromDate: '9999-12-31', toDate: '9999-12-31' };
    expect(await report('outbound_cdr', lastDay)).toEqual([]);
    expect(await hear(simulator, 'goReports', 'inbound_summary_stats', period)).toBe(
      '{"result":"error","message":"No Available Data"}',
    );
  });
});

describe('the filters', () => {
  const day = { fromDate: '2026-11-19', toDate: '2026-11-19' };

  it('tenant[] leaves its portfolios', async () => {
    const rows = await report('outbound_cdr', { ...day, 'tenant[]': ['GAL', 'nva'] });
    expect(new Set(rows.map((row) => row['portfolio']))).toEqual(new Set(['GAL', 'NVA']));
    const all = await report('outbound_cdr', day);
    expect(rows).toHaveLength(
      all.filter((row) => row['portfolio'] === 'GAL' || row['portfolio'] === 'NVA').length,
    );
  });

  it("profile[] leaves the calls of the profile's agents", async () => {
    const rows = await report('agent_cdr', { ...day, 'profile[]': ['loans'] });
    const loans = simulator.centre.agents.filter((agent) => agent.profile.profileId === 'LOANS');
    const names = new Set(loans.map((agent) => agent.username));
    expect(rows.length).toBeGreaterThan(50);
    expect(rows.filter((row) => !names.has(String(row['user'])))).toEqual([]);
  });

  it('user[] is told apart whatever its case', async () => {
    const { username } = simulator.centre.agents[1] ?? {};
    const rows = await report('agent_cdr', { ...day, 'user[]': [username?.toLowerCase() ?? ''] });
    expect(rows.length).toBeGreaterThan(3);
    expect(new Set(rows.map((row) => row['user']))).toEqual(new Set([username]));
  });
});

describe('the history', () => {
  it('is the same for the same seed and time, byte by byte, and another for another seed', async () => {
    const period = { fromDate: '2026-11-12', toDate: '2026-11-13' };
    const twin = await startSimulator({ now: () => NOW, timezone });
    const other = await startSimulator({ now: () => NOW, timezone, seed: 2 });
    try {
      for (const action of [
        'outbound_cdr',
        'inbound_cdr',
        'agent_cdr',
        'exportAgentReport',
        'agent_summary_stats',
      ]) {
        const text = await hear(simulator, 'goReports', action, period);
        expect(await hear(twin, 'goReports', action, period)).toBe(text);
        expect(await hear(other, 'goReports', action, period)).not.toBe(text);
      }
    } finally {
      await twin.close();
      await other.close();
    }
  });

  it('has a working week, a midday dip, and mostly the hours from 8 to 20', async () => {
    const rows = await report('outbound_cdr', { fromDate: '2026-11-09', toDate: '2026-11-15' });
    const byDay = Map.groupBy(rows, (row) => String(row['call_date']).slice(0, 10));
    const sizes = [...byDay.values()].map((own) => own.length);
    for (const size of sizes.slice(0, 5)) expect(Math.abs(size - 3000)).toBeLessThan(400);
    expect(Math.max(...sizes.slice(5))).toBeLessThan(1500);
    const hourly = (hour: number): number =>
      rows.filter((row) => Number(String(row['call_date']).slice(11, 13)) === hour).length;
    expect(hourly(13)).toBeLessThan(hourly(11) * 0.8);
    expect(hourly(13)).toBeLessThan(hourly(15) * 0.8);
    const busy = Array.from({ length: 12 }, (_, index) => hourly(index + 8)).reduce((a, b) => a + b, 0);
    expect(busy / rows.length).toBeGreaterThan(0.85);
  });

  it('has queues with a long tail, and callers who give up', async () => {
    const rows = await report('inbound_cdr', { fromDate: '2026-11-16', toDate: '2026-11-20' });
    const waits = rows.map((row) => Number(row['queue_time'])).toSorted((one, other) => one - other);
    expect(waits[Math.floor(waits.length / 2)]).toBeLessThan(15);
    expect(waits.at(-1)).toBeGreaterThan(240);
    const abandoned = rows.filter((row) => row['term_reason'] === 'ABANDON').length / rows.length;
    expect(abandoned).toBeGreaterThan(0.03);
    expect(abandoned).toBeLessThan(0.25);
  });

  it('never has an agent in two calls at once', () => {
    const { calls, agents } = simulator.centre;
    const seen = new Map(agents.map((agent) => [agent.index, 0]));
    const distinct = new Set(calls.ofDay('2026-11-18'));
    for (const call of [...distinct].toSorted(
      (one, other) => (one.answeredAt ?? 0) - (other.answeredAt ?? 0),
    )) {
      if (!call.agent || call.answeredAt === null) continue;
      expect(call.answeredAt).toBeGreaterThanOrEqual(seen.get(call.agent.index) ?? 0);
      seen.set(call.agent.index, call.endedAt);
    }
  });
});

const key = (agent: unknown, number: unknown, lead: unknown): string =>
  `${String(agent)}|${String(number)}|${Number(lead)}`;

describe('the reports agree with each other', () => {
  const day = { fromDate: '2026-11-18', toDate: '2026-11-18' };

  it('outbound rows and summary rows', async () => {
    const answer = await ask(simulator, 'goReports', 'outbound_cdr', day);
    const rows = rowsAt(answer);
    const summary = rowsAt(answer, 'data.summary_rows');
    expect(summary.map((row) => row['campaign_name'])).toEqual(
      [...new Set(rows.map((row) => String(row['campaign'])))].toSorted(),
    );
    for (const total of summary) {
      const own = rows.filter((row) => row['campaign'] === total['campaign_name']);
      expect(total['total_calls']).toBe(own.length);
      expect(total['manual_calls']).toBe(own.filter((row) => row['call_type'] === 'Manual').length);
      expect(total['dialer']).toBe(own.filter((row) => row['call_type'] === 'Dialer').length);
      expect(total['handled_calls']).toBe(own.filter((row) => row['agent'] !== '').length);
    }
  });

  it('agent_cdr holds the calls that an agent answered, and no others', async () => {
    const outbound = (await report('outbound_cdr', day)).filter((row) => row['agent'] !== '');
    const inbound = (await report('inbound_cdr', day)).filter((row) => row['agent'] !== '');
    const answered = await report('agent_cdr', day);
    expect(answered.map((row) => key(row['user'], row['phone_number'], row['lead_id'])).toSorted()).toEqual(
      [
        ...outbound.map((row) => key(row['agent'], row['dst'], row['lead_id'])),
        ...inbound.map((row) => key(row['agent'], row['src'], row['lead_id'])),
      ].toSorted(),
    );
    expect(answered.filter((row) => row['call_type'] === 'INBOUND')).toHaveLength(inbound.length);
  });

  it('inbound_summary_stats counts the inbound rows', async () => {
    const rows = await report('inbound_cdr', day);
    const [stats] = await report('inbound_summary_stats', day);
    const queued = rows.filter((row) => row['enter_on_queue'] !== '');
    expect(stats).toMatchObject({
      calldate: '2026-11-18',
      total_calls: String(rows.length),
      queued_calls: String(queued.length),
      handled_calls: String(rows.filter((row) => row['agent'] !== '').length),
      abandon1: String(queued.filter((row) => row['agent'] === '' && Number(row['queue_time']) > 20).length),
      abandon2: String(queued.filter((row) => row['agent'] === '').length),
      avg_hold_time: (sum(queued, 'queue_time') / queued.length).toFixed(2),
    });
    expect(Number(stats?.['abandon1'])).toBeLessThanOrEqual(Number(stats?.['abandon2']));
  });

  it('exportAgentReport has a row an agent and portfolio, which add up to the agent calls and to its summary', async () => {
    const answer = await ask(simulator, 'goReports', 'exportAgentReport', day);
    const rows = rowsAt(answer);
    const answered = await report('agent_cdr', day);
    const keys = rows.map((row) => `${String(row['user'])}|${String(row['portfolio'])}`);
    expect(new Set(keys).size).toBe(keys.length);
    expect(new Set(rows.map((row) => row['user'])).size).toBeLessThan(rows.length);
    expect(sum(rows, 'total_calls')).toBe(answered.length);
    const [total, mean, most, least] = rowsAt(answer, 'data.summary_rows');
    expect(total?.['talk']).toBe(sum(rows, 'talk'));
    expect(Number(mean?.['talk'])).toBeCloseTo(sum(rows, 'talk') / rows.length, 1);
    expect(most?.['talk']).toBe(Math.max(...rows.map((row) => Number(row['talk']))));
    expect(least?.['talk']).toBe(Math.min(...rows.map((row) => Number(row['talk']))));
    expect(total?.['first_activity']).toBe(2026 * rows.length);
  });

  it('agent_summary_stats, getUserInfo and agent_calls_report count the same calls of today', async () => {
    const today = { fromDate: '2026-11-20', toDate: '2026-11-20' };
    const stats = new Map((await report('agent_summary_stats')).map((row) => [row['USER'], row]));
    const figures = rowsAt(
      await ask(simulator, 'goReports', 'agent_calls_report', today),
      'data.agent_report.rows',
    );
    expect(figures.length).toBeGreaterThan(60);
    for (const row of figures.slice(0, 10)) {
      const name = String(row['user']);
      expect(stats.get(name.toLowerCase())?.['calls_handled']).toBe(row['total_calls']);
      const info = await ask(simulator, 'goUsers', 'getUserInfo', { user: name });
      expect(membersOf(info)).toMatchObject({
        data: { user_stats: { total_calls: Number(row['total_calls']) } },
      });
    }
  });
});
