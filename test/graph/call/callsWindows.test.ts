import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { hasNoData, post, startApi, summary, type Api } from '../../support/api.ts';
import {
  callApiTo,
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
} from '../../support/callDay.ts';
import { success } from '../../support/otherDialer.ts';
import { startScriptedServer } from '../../support/scriptedServer.ts';

const ACTIONS = { outbound: 'outbound_cdr', inbound: 'inbound_cdr', agent: 'agent_cdr' } as const;

describe.each(LISTS)('the days of $field', (list) => {
  const action = ACTIONS[list.kind];

  test('are asked for in windows of seven, and merged without loss', async () => {
    const api = await startCallApi();
    const nodes = await walk(api, list, { period: dayPeriod(FIRST_DAY, LAST_DAY) }, { size: 1000 });
    const rows = callsFrom(list.kind, FIRST_DAY, LAST_DAY);
    expect(contents(nodes)).toEqual(contents(rows.map((row) => list.node(row))));
    // All pages are cut from what the first one took.
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
    expect(hasNoData(data)).toBe(true);
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

/** A server in front of a dialer that takes its time until so many reports are asked for at once. */
async function startWaiting(together: number, concurrency: number): Promise<Api> {
  const dialer = await startScriptedServer();
  onTestFinished(() => dialer.close());
  let asked = 0;
  dialer.answer('outbound_cdr', async () => {
    asked += 1;
    // One goes out alone, and then few, before the login is proved.
    const patience = performance.now() + (asked <= 7 ? 50 : 8000);
    while (dialer.mostInFlight < together && performance.now() < patience) await pause(5);
    // Long enough for one too many to come.
    await pause(30);
    return success({ rows: [] });
  });
  return callApiTo(dialer, { DIALER_CONCURRENCY: String(concurrency) });
}

/** A server that has been let in before, and a dialer that never answers a report. */
async function startHanging(concurrency: number): Promise<Api> {
  const api = await startApi({ DIALER_CONCURRENCY: String(concurrency), LOG_LEVEL: 'warn' });
  api.dialer.answer('outbound_cdr', () => new Promise<never>(() => undefined));
  await api.data('{ dashboard { agentsInCall } }');
  api.dialer.clear();
  return api;
}

/** Asks for a quarter, and waits until so many of its windows are under way. */
const askedFor = async (api: Api, reports: number): Promise<void> => {
  const gone = new AbortController();
  onTestFinished(() => gone.abort());
  const query = '{ outboundCalls(period: {from: "2026-03-01", to: "2026-05-30"}) { totalCount } }';
  post(api.url, { query }, { signal: gone.signal }).catch(() => undefined);
  await expect.poll(() => api.dialer.counts()['outbound_cdr'] ?? 0).toBeGreaterThanOrEqual(reports);
};

describe('windows are asked for in parallel', () => {
  const LIST = { field: 'outboundCalls', selection: '' };
  const THIRTEEN_WINDOWS = { period: dayPeriod('2026-03-01', '2026-05-30') };

  // A quarter of DIALER_CONCURRENCY, and one at least, is for small calls; where there is only one, it is everyone's.
  test.each([
    [1, 1],
    [2, 1],
    [3, 2],
    [5, 4],
    [8, 6],
  ])('at DIALER_CONCURRENCY = %i never more than %i', async (concurrency, most) => {
    const api = await startWaiting(most, concurrency);
    expect((await pageOf(api, LIST, THIRTEEN_WINDOWS)).totalCount).toBe(0);
    expect(api.dialer.mostInFlight).toBe(most);
    expect(api.dialer.counts()).toEqual({ outbound_cdr: 13 });
  });

  test('one at first, where nothing has proved the login yet', async () => {
    const dialer = await startScriptedServer();
    onTestFinished(() => dialer.close());
    const proved = Promise.withResolvers<object>();
    dialer.answer('outbound_cdr', () => proved.promise);
    const api = await callApiTo(dialer, { DIALER_CONCURRENCY: '16' });
    const page = pageOf(api, LIST, THIRTEEN_WINDOWS);
    await expect.poll(() => dialer.counts()).toEqual({ outbound_cdr: 1 });
    await pause(100);
    expect(dialer.counts()).toEqual({ outbound_cdr: 1 });
    proved.resolve(success({ rows: [] }));
    expect((await page).totalCount).toBe(0);
    expect(dialer.counts()).toEqual({ outbound_cdr: 13 });
  });

  const SMALL = '{ dashboard { agentCounts { live } } }';
  const ANSWERED = { dashboard: { agentCounts: { live: 61 } } };

  test.each([
    [2, 1],
    [3, 2],
  ])(
    'while all that may be at DIALER_CONCURRENCY = %i hang, a small call is answered',
    async (most, reports) => {
      const api = await startHanging(most);
      await askedFor(api, reports);
      expect(await within(5000, api.data(SMALL))).toEqual(ANSWERED);
      expect(api.dialer.counts()).toEqual({ outbound_cdr: reports, getAgentStatus: 1 });
    },
  );

  test.each([
    [4, 3],
    [8, 6],
  ])(
    'at DIALER_CONCURRENCY = %i reports that hang let a small call by, and keep no login back for long',
    async (most, reports) => {
      const api = await startHanging(most);
      const asked = askedFor(api, reports);
      await expect.poll(() => api.dialer.counts()['outbound_cdr'] ?? 0).toBeGreaterThanOrEqual(2);
      expect(await within(5000, api.data(SMALL))).toEqual(ANSWERED);
      await asked;
    },
  );
});

const within = <Answer>(milliseconds: number, answer: Promise<Answer>): Promise<Answer> =>
  Promise.race([
    answer,
    pause(milliseconds).then(() => {
      throw new Error(`There is no answer after ${milliseconds} ms.`);
    }),
  ]);
