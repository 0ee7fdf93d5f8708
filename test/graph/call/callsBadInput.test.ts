import { describe, expect, test } from 'vitest';
import { hasNoData } from '../../support/api.ts';
import {
  ALL_CALLS,
  callApiTo,
  CAMPAIGNS,
  DAY,
  dayPeriod,
  LISTS,
  pageOf,
  startCallApi,
  startCallDialer,
} from '../../support/callDay.ts';
import { freshApiOfFile } from '../../support/freshApi.ts';
import { refusal } from '../../support/otherDialer.ts';

const fresh = freshApiOfFile(async (atEnd) => callApiTo(await startCallDialer(ALL_CALLS, atEnd), {}, atEnd));

const TODAY = `period: {from: "${DAY}", to: "${DAY}"}`;

const REPORTS = [
  'agentActivityReport(%) { rows { sales } }',
  'agentCallsReport(%) { rows { totalCalls } }',
  'agentPauseReport(%) { rows { talkSeconds } }',
  'inboundDailyReport(%) { rows { date } }',
] as const;
const CONNECTIONS = ['calls', 'outboundCalls', 'inboundCalls', 'agentCalls'] as const;
const FIELDS = [...CONNECTIONS.map((field) => `${field}(%) { totalCount }`), ...REPORTS];

describe.each(FIELDS)('%s', (field) => {
  test.each([
    ['ends before it starts', '2026-05-13', '2026-05-12'],
    ['is longer than 92 days', '2026-01-01', '2026-04-03'],
    ['is much longer', '0001-01-01', '9999-12-31'],
    ['starts on no day', '2026-02-30', '2026-03-02'],
    ['ends on no day', '2026-02-02', '2026-02-29'],
    ['has a month too many', '2026-13-01', '2026-13-02'],
    ['is a time', '2026-05-12T00:00:00Z', '2026-05-13T00:00:00Z'],
    ['is written otherwise', '12/05/2026', '13/05/2026'],
    ['is empty', '', ''],
  ])('refuses a period that %s, inline and in variables', async (_, from, to) => {
    const api = fresh.api();
    const inline = await api.query(`{ ${field.replace('%', `period: {from: "${from}", to: "${to}"}`)} }`);
    const whole = await api.query(
      `query ($period: PeriodInput!) { ${field.replace('%', 'period: $period')} }`,
      { period: { from, to } },
    );
    const parts = await api.query(
      `query ($from: Date!, $to: Date!) { ${field.replace('%', 'period: {from: $from, to: $to}')} }`,
      { from, to },
    );
    for (const { data, errors } of [inline, whole, parts]) {
      expect(hasNoData(data)).toBe(true);
      expect(errors.length).toBeGreaterThan(0);
      for (const { message, extensions } of errors) {
        expect(extensions['code']).toBe('BAD_USER_INPUT');
        expect(message).toMatch(/^(?:period|from|to): /);
        expect(['period', 'from', 'to']).toContain(extensions['argument']);
      }
    }
    expect(api.dialer.counts()).toEqual({});
  });

  test('takes 92 days and a day, and MAX_PERIOD_DAYS says so', async () => {
    const api = await startCallApi([], { MAX_PERIOD_DAYS: '3' });
    for (const action of [
      'exportAgentReport',
      'agent_calls_report',
      'exportPauseReport',
      'inbound_summary_stats',
    ]) {
      api.dialer.answer(action, refusal('No Available Data'));
    }
    const ask = (to: string) =>
      api.query(`{ ${field.replace('%', `period: {from: "2026-05-12", to: "${to}"}`)} }`);
    expect((await ask('2026-05-12')).errors).toEqual([]);
    expect((await ask('2026-05-14')).errors).toEqual([]);
    expect((await ask('2026-05-15')).errors).toMatchObject([
      {
        extensions: { code: 'BAD_USER_INPUT', argument: 'period' },
        message: expect.stringMatching(/4 days.* 3\b/),
      },
    ]);
  });
});

test.each([
  ['agent(username: "agent.01") { activity(%) { sales } }', 'agent.activity'],
  ['agent(username: "agent.01") { callFigures(%) { totalCalls } }', 'agent.callFigures'],
  ['agent(username: "agent.01") { pauses(%) { talkSeconds } }', 'agent.pauses'],
  ['agent(username: "agent.01") { calls(%) { totalCount } }', 'agent.calls'],
  ['campaign(campaignId: "101") { calls(%) { totalCount } }', 'campaign.calls'],
  ['campaign(campaignId: "101") { callSummary(%) { totalCalls } }', 'campaign.callSummary'],
  ['portfolio(code: "NRD") { calls(%) { totalCount } }', 'portfolio.calls'],
  ['portfolio(code: "NRD") { inboundDaily(%) { totalCalls } }', 'portfolio.inboundDaily'],
  ['profile(profileId: "VIP") { calls(%) { totalCount } }', 'profile.calls'],
])('%s refuses a bad period by itself, and asks for no report', async (field, path) => {
  const api = fresh.api();
  const { data, errors } = await api.query(
    `{ ${field.replace('%', 'period: {from: "2026-05-13", to: "2026-05-12"}')} }`,
  );
  expect(data).not.toBeNull();
  expect(errors).toMatchObject([
    { path: path.split('.'), extensions: { code: 'BAD_USER_INPUT', argument: 'period' } },
  ]);
  expect(Object.keys(api.dialer.counts()).filter((action) => /cdr|report|stats/i.test(action))).toEqual([]);
});

describe.each(CONNECTIONS)('%s', (field) => {
  const all = [...LISTS, { field: 'calls', selection: '' }];
  const own = all.find((list) => list.field === field) ?? { field, selection: '' };

  test('refuses a cursor of another connection or another order', async () => {
    const api = fresh.api();
    const cursors: string[] = [];
    for (const list of all) {
      for (const orderBy of [
        { field: 'STARTED_AT', direction: 'DESC' },
        { field: 'AGENT', direction: 'ASC' },
        { field: 'AGENT', direction: 'DESC' },
      ]) {
        const { pageInfo } = await pageOf(api, list, { period: dayPeriod(), first: 1, orderBy });
        cursors.push(pageInfo.endCursor ?? '');
      }
    }
    const mine = cursors[all.indexOf(own) * 3];
    const answers: unknown[] = [];
    const expected: unknown[] = [];
    for (const cursor of [...cursors, '', 'x', 'bnVsbA', Buffer.from('["a"]').toString('base64url')]) {
      for (const argument of ['after', 'before']) {
        // What a server remembers it would not ask for again, be the cursor good or bad.
        fresh.expire();
        const { errors } = await api.query(
          `query ($c: String) { ${field}(${TODAY}, ${argument}: $c) { totalCount } }`,
          { c: cursor },
        );
        const calls = api.dialer.requests.length;
        answers.push([calls, errors.length === 0 ? cursor : (errors[0]?.extensions ?? {})]);
        // Only the cursor of the same list and order is taken, and only then the dialer is asked.
        expected.push(
          cursor === mine ? [field === 'calls' ? 2 : 1, cursor] : [0, { code: 'BAD_USER_INPUT', argument }],
        );
      }
    }
    expect(answers).toEqual(expected);
  });

  test.each([
    ['first', '{ %(TODAY, first: -1) { totalCount } }'],
    ['first', '{ %(TODAY, first: 1001) { totalCount } }'],
    ['last', '{ %(TODAY, last: -1) { totalCount } }'],
    ['last', '{ %(TODAY, first: 1, last: 1) { totalCount } }'],
    ['first', '{ %(TODAY) { totalCount groups(by: [DAY], first: -1) { count } } }'],
    [
      'first',
      '{ %(TODAY) { ... { totalCount ...G } } } fragment G on TYPE { groups(by: [DAY], first: -5) { count } }',
    ],
    ['first', 'query ($n: Int = -1) { %(TODAY) { groups(by: [DAY], first: $n) { count } } }'],
    ['by', '{ %(TODAY) { groups(by: [WEEK]) { count } } }'],
    ['by', `{ %(TODAY) { groups(by: [${Array.from({ length: 20 }, () => 'DAY').join()}]) { count } } }`],
    ['by', '{ %(TODAY) { groups(by: null) { count } } }'],
    ['filter', '{ %(TODAY, filter: {callTypes: [FAX]}) { totalCount } }'],
    ['filter', '{ %(TODAY, filter: {agents: [null]}) { totalCount } }'],
    ['filter', '{ %(TODAY, filter: {startedAt: {from: "2026-02-30T00:00:00Z"}}) { totalCount } }'],
    ['filter', '{ %(TODAY, filter: {startedAt: {from: "2026-05-12"}}) { totalCount } }'],
    ['filter', '{ %(TODAY, filter: {startedAt: {to: "2026-05-12 10:00:00"}}) { totalCount } }'],
    [
      'startedAt',
      '{ %(filter: {startedAt: {from: "2026-05-13T00:00:00Z", to: "2026-05-12T00:00:00Z"}}) { totalCount } }',
    ],
    [
      'startedAt',
      '{ %(filter: {startedAt: {from: "2026-01-01T00:00:00Z", to: "2026-05-12T00:00:00Z"}}) { totalCount } }',
    ],
    ['startedAt', '{ %(filter: {startedAt: {from: "2020-01-01T00:00:00Z"}}) { totalCount } }'],
    ['orderBy', '{ %(TODAY, orderBy: {field: COLOUR}) { totalCount } }'],
    ['orderBy', '{ %(TODAY, orderBy: {field: null}) { totalCount } }'],
  ])('names %s: %s', async (argument, document) => {
    const api = fresh.api();
    const type = `${field.charAt(0).toUpperCase()}${field.slice(1).replace(/s$/, '')}Connection`;
    const { data, errors } = await api.query(
      document.replace('%', field).replace('TODAY', TODAY).replace('TYPE', type),
    );
    expect(hasNoData(data)).toBe(true);
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', argument } }]);
    expect(api.dialer.counts()).toEqual({});
  });
});

test('groups of a crossing’s calls are checked before anything is asked of them', async () => {
  const api = fresh.api();
  const { data, errors } = await api.query(`{
    agent(username: "agent.01") { name calls(${TODAY}) { groups(by: [], first: -1) { count } } }
    campaigns { name calls(${TODAY}) { groups(by: [], first: -1) { count } } }
  }`);
  expect(data).toEqual({
    agent: { name: 'Name of Agent.01', calls: null },
    campaigns: CAMPAIGNS.map(({ name }) => ({ name, calls: null })),
  });
  expect(errors).toHaveLength(1 + CAMPAIGNS.length);
  for (const { extensions } of errors)
    expect(extensions).toEqual({ code: 'BAD_USER_INPUT', argument: 'first' });
  expect(api.dialer.counts()).toEqual({ goGetAllUsers: 1, goGetAllCampaigns: 1 });
});
