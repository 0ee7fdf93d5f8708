import { describe, expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { startApi, summary, type Api } from '../support/api.ts';
import {
  callsFrom,
  cdrAnswer,
  contents,
  dayPeriod,
  daysAsked,
  FIRST_DAY,
  LAST_DAY,
  LISTS,
  pageOf,
  plainCall,
  startCallApi,
  walk,
  ZONE,
} from '../support/callDay.ts';
import { startScriptedServer } from '../support/scriptedServer.ts';

const ACTIONS = { outbound: 'outbound_cdr', inbound: 'inbound_cdr', agent: 'agent_cdr' } as const;

describe.each(LISTS)('the days of $field', (list) => {
  const action = ACTIONS[list.kind];

  test('are asked for in windows of seven, and merged without loss', async () => {
    const api = await startCallApi();
    const nodes = await walk(api, list, { period: dayPeriod(FIRST_DAY, LAST_DAY) }, { size: 1000 });
    const rows = callsFrom(list.kind, FIRST_DAY, LAST_DAY);
    expect(contents(nodes)).toEqual(contents(rows.map((row) => list.node(row))));
    api.dialer.clear();
    await pageOf(api, list, { period: dayPeriod(FIRST_DAY, LAST_DAY) });
    expect(daysAsked(api.dialer, action)).toEqual([
      '2026-05-05 2026-05-11',
      '2026-05-12 2026-05-18',
      '2026-05-19 2026-05-19',
    ]);
  });

  test.each([
    ['2026-05-12', '2026-05-12', ['2026-05-12 2026-05-12']],
    ['2026-05-12', '2026-05-18', ['2026-05-12 2026-05-18']],
    ['2026-05-12', '2026-05-19', ['2026-05-12 2026-05-18', '2026-05-19 2026-05-19']],
    // Across the change to summer time, a month's end and a leap day.
    ['2028-02-26', '2028-03-14', ['2028-02-26 2028-03-03', '2028-03-04 2028-03-10', '2028-03-11 2028-03-14']],
  ])('from %s to %s are %j', async (from, to, windows) => {
    const api = await startCallApi();
    await pageOf(api, list, { period: { from, to } });
    expect(daysAsked(api.dialer, action)).toEqual(windows);
  });

  test('name no days where no period is given', async () => {
    const api = await startCallApi();
    await pageOf(api, list, {});
    expect(daysAsked(api.dialer, action)).toEqual(['']);
  });

  test('are at most MAX_PERIOD_DAYS: 92 days cost fourteen calls', async () => {
    const api = await startCallApi();
    await pageOf(api, list, { period: dayPeriod('2026-03-01', '2026-05-31') });
    expect(api.dialer.counts()).toEqual({ [action]: 14 });
  });

  test('have a call on a boundary once, though the dialer gives it in both windows; twins stay two', async () => {
    const times = [
      '2026-05-11 23:59:59',
      '2026-05-12 00:00:00',
      '2026-05-12 00:00:00',
      '2026-05-18 23:59:59',
      '2026-05-19 00:00:00',
      '2026-05-19 00:00:01',
    ];
    const rows = times.map((at) => plainCall(list.kind, { at }));
    const api = await startCallApi(rows);
    const given = [
      { from: '2026-05-05', to: '2026-05-11' },
      { from: '2026-05-12', to: '2026-05-18' },
    ].map(({ from, to }) => {
      const fields = new URLSearchParams({ fromDate: from, toDate: to });
      return z
        .object({ data: z.object({ rows: z.array(z.unknown()) }) })
        .parse(cdrAnswer(rows, list.kind, fields)).data.rows.length;
    });
    // The dialer of this test does give them twice.
    expect(given).toEqual([3, 4]);
    const nodes = await walk(api, list, { period: dayPeriod('2026-05-05', '2026-05-25') });
    expect(contents(nodes)).toEqual(contents(rows.map((row) => list.node(row))));
    expect(new Set(nodes.map(({ id }) => id)).size).toBe(rows.length);
    // Nor do the neighbours' calls come along.
    const day = await walk(api, list, { period: dayPeriod('2026-05-12', '2026-05-18') });
    expect(day).toHaveLength(3);
  });

  test('that fail are named in the error, and take no other field along', async () => {
    const api = await startCallApi();
    api.dialer.answer(action, (fields) =>
      fields.get('fromDate') === '2026-05-12'
        ? { status: 503, body: '' }
        : cdrAnswer(callsFrom(list.kind, FIRST_DAY, LAST_DAY), list.kind, fields),
    );
    const { data, errors } = await api.query(
      `{ ${list.field}(period: {from: "${FIRST_DAY}", to: "${LAST_DAY}"}) { totalCount } }`,
    );
    expect(data).toBeNull();
    expect(errors.map(summary)).toEqual([
      { path: list.field, code: 'DIALER_UNAVAILABLE', action, retryable: true },
    ]);
    expect(errors[0]?.message).toContain('2026-05-12 to 2026-05-18');
    // The other days can be had.
    expect((await pageOf(api, list, { period: dayPeriod(FIRST_DAY, '2026-05-11') })).totalCount).toBe(
      callsFrom(list.kind, FIRST_DAY, '2026-05-11').length,
    );
  });
});

const counted = (kind: 'agent' | 'outbound', from: string, to: string): number =>
  callsFrom(kind, from, to).filter((call) =>
    kind === 'agent' ? call.agent?.toLowerCase() === 'agent.07' : call.portfolio === 'NRD',
  ).length;

test('a window that fails leaves the fields beside it, and those of the days that came', async () => {
  const api = await startCallApi();
  for (const list of LISTS) {
    const action = ACTIONS[list.kind];
    const rows = callsFrom(list.kind, FIRST_DAY, LAST_DAY);
    api.dialer.answer(action, (fields) =>
      fields.get('fromDate') === '2026-05-12'
        ? { result: 'error', message: 'SELECT * FROM calls failed' }
        : cdrAnswer(rows, list.kind, fields),
    );
  }
  const { data, errors, text } = await api.query(`{
    agent(username: "agent.07") {
      name
      all: calls(period: {from: "${FIRST_DAY}", to: "${LAST_DAY}"}) { totalCount }
      few: calls(period: {from: "${FIRST_DAY}", to: "2026-05-11"}) { totalCount }
    }
    portfolio(code: "NRD") {
      name
      all: calls(period: {from: "${FIRST_DAY}", to: "${LAST_DAY}"}) { totalCount }
      few: calls(period: {from: "2026-05-19", to: "2026-05-19"}) { totalCount }
    }
  }`);
  expect(data).toEqual({
    agent: {
      name: 'Name of Agent.07',
      all: null,
      few: { totalCount: counted('agent', FIRST_DAY, '2026-05-11') },
    },
    portfolio: {
      name: 'Name of NRD',
      all: null,
      few: { totalCount: counted('outbound', '2026-05-19', '2026-05-19') },
    },
  });
  expect(errors.map(summary).sort((a, b) => (String(a['path']) < String(b['path']) ? -1 : 1))).toEqual([
    { path: 'agent.all', code: 'DIALER_REFUSED', action: 'agent_cdr', retryable: false },
    { path: 'portfolio.all', code: 'DIALER_REFUSED', action: 'outbound_cdr', retryable: false },
  ]);
  expect(errors.every(({ message }) => message.includes('2026-05-12 to 2026-05-18'))).toBe(true);
  expect(text).not.toContain('SELECT');
});

/** A dialer that answers calls only once so many have come. */
async function startWaiting(together: number, settings: Readonly<Record<string, string>>): Promise<Api> {
  const dialer = await startScriptedServer();
  onTestFinished(() => dialer.close());
  let waiting: (() => void)[] = [];
  dialer.answer('outbound_cdr', async () => {
    await new Promise<void>((resolve) => {
      waiting.push(resolve);
      if (waiting.length < together) return;
      for (const go of waiting) go();
      waiting = [];
    });
    return { result: 'success', data: { rows: [] } };
  });
  return startApi(
    { DIALER_TIMEZONE: ZONE, LOG_LEVEL: 'warn', DIALER_TIMEOUT_MS: '4000', ...settings },
    dialer,
  );
}

describe('windows are asked for in parallel', () => {
  const TEN_WINDOWS = { period: dayPeriod('2026-03-01', '2026-05-09') };
  const EIGHT_WINDOWS = { period: dayPeriod('2026-03-01', '2026-04-25') };
  const LIST = { field: 'outboundCalls', selection: '' };

  test('all at once, where the dialer’s limit lets them', async () => {
    const api = await startWaiting(10, { DIALER_CONCURRENCY: '16' });
    expect((await pageOf(api, LIST, TEN_WINDOWS)).totalCount).toBe(0);
    expect(api.dialer.mostInFlight).toBe(10);
  });

  test.each([1, 2, 4])('never more than DIALER_CONCURRENCY = %i', async (limit) => {
    const api = await startWaiting(limit, { DIALER_CONCURRENCY: String(limit) });
    expect((await pageOf(api, LIST, EIGHT_WINDOWS)).totalCount).toBe(0);
    expect(api.dialer.mostInFlight).toBe(limit);
    expect(api.dialer.counts()).toEqual({ outbound_cdr: 8 });
  });
});
