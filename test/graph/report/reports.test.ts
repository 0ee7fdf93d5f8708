import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { startApi, type Api } from '../../support/api.ts';
import {
  AGENTS,
  DAY,
  dayPeriod,
  namesSent,
  daysAsked,
  NO_DATA,
  startCallApi,
  startCallDialer,
} from '../../support/callDay.ts';
import { graphql } from '../../support/gql/gql.ts';
import { refusal, success } from '../../support/otherDialer.ts';
import { leaves } from '../../support/schemaFields.ts';

const TODAY = `period: {from: "${DAY}", to: "${DAY}"}`;
/** The same as variables. */
const OF_TODAY = { day: dayPeriod() };

/** A documented answer, verbatim. */
const documented = (action: string): object =>
  z
    .object({ response: z.record(z.string(), z.unknown()) })
    .parse(JSON.parse(readFileSync(new URL(`../../transcripts/${action}.json`, import.meta.url), 'utf8')))
    .response;

/** A selection of every value of a type: what is expected must then have them all. */
const everything = (type: string, ...more: readonly string[]): string => [leaves(type), ...more].join(' ');

const OCCUPANCY = 'occupancy { value numerator denominator }';
const AGENT_PARTS = ['agent { username name }', 'portfolio { code name }', 'profile { profileId name }'];

describe('agentActivityReport', () => {
  const FIELDS = `columns { title field } rows { ${everything('AgentActivity', ...AGENT_PARTS, OCCUPANCY)} } summary { ${everything('AgentActivitySummary')} }`;

  test('is the documented report, every member of it', async () => {
    const api = await startCallApi();
    api.dialer.answer('exportAgentReport', documented('exportAgentReport'));
    const { agentActivityReport: report } = await api.data(`{ agentActivityReport(${TODAY}) { ${FIELDS} } }`);
    const figures = { lip: 0, vrf: 0, denied: 0, wrapUpSeconds: 0 };
    const agent = { username: 'Example.User1', name: null };
    expect(report).toEqual({
      columns: [
        { title: 'User', field: 'user' },
        { title: 'First Activity', field: 'first_activity' },
      ],
      rows: [
        {
          ...figures,
          agent,
          portfolio: { code: 'CSC', name: null },
          profile: { profileId: 'Servers', name: null },
          firstActivityAt: '2025-05-05T10:39:25-05:00',
          lastActivityAt: '2025-05-05T20:00:41-05:00',
          availableSeconds: 6708,
          averageAvailableBetweenCallsSeconds: 10,
          talkSeconds: 21_066,
          averageTalkSeconds: 30,
          talkAndAvailableSeconds: 27_774,
          wrapUpSeconds: null,
          afterCallSeconds: 2203,
          totalCalls: 684,
          breakSeconds: 3699,
          pauseSeconds: 6,
          loginSeconds: 33_685,
          sales: 3,
          averageHandleSeconds: (21_066 + 2203) / 684,
          occupancy: { value: 23_269 / 29_977, numerator: 23_269, denominator: 29_977 },
        },
        {
          ...figures,
          agent,
          portfolio: { code: 'GAL', name: null },
          profile: { profileId: 'Mul Portfo', name: null },
          firstActivityAt: '2025-05-05T12:06:13-05:00',
          lastActivityAt: '2025-05-05T20:57:27-05:00',
          availableSeconds: 5542,
          averageAvailableBetweenCallsSeconds: 19,
          talkSeconds: 15_440,
          averageTalkSeconds: 42,
          talkAndAvailableSeconds: 20_982,
          wrapUpSeconds: null,
          afterCallSeconds: 3263,
          totalCalls: 299,
          breakSeconds: 6394,
          pauseSeconds: 125,
          loginSeconds: 30_926,
          sales: 4,
          averageHandleSeconds: (15_440 + 3263) / 299,
          occupancy: { value: 18_703 / 24_245, numerator: 18_703, denominator: 24_245 },
        },
      ],
      summary: [
        {
          ...figures,
          kind: 'SUM',
          availableSeconds: 12_250,
          averageAvailableBetweenCallsSeconds: 29,
          talkSeconds: 36_506,
          averageTalkSeconds: 72,
          talkAndAvailableSeconds: 48_756,
          afterCallSeconds: 5466,
          totalCalls: 983,
          breakSeconds: 10_093,
          pauseSeconds: 131,
          loginSeconds: 64_611,
          sales: 7,
        },
        {
          ...figures,
          kind: 'AVERAGE',
          availableSeconds: 6125,
          averageAvailableBetweenCallsSeconds: 14.5,
          talkSeconds: 18_253,
          averageTalkSeconds: 36,
          talkAndAvailableSeconds: 24_378,
          afterCallSeconds: 2733,
          totalCalls: 491.5,
          breakSeconds: 5046.5,
          pauseSeconds: 65.5,
          loginSeconds: 32_305.5,
          sales: 3.5,
        },
        {
          ...figures,
          kind: 'MAX',
          availableSeconds: 5542,
          averageAvailableBetweenCallsSeconds: 19,
          talkSeconds: 15_440,
          averageTalkSeconds: 42,
          talkAndAvailableSeconds: 20_982,
          afterCallSeconds: 3263,
          totalCalls: 299,
          breakSeconds: 6394,
          pauseSeconds: 125,
          loginSeconds: 30_926,
          sales: 4,
        },
        {
          ...figures,
          kind: 'MIN',
          availableSeconds: 5542,
          averageAvailableBetweenCallsSeconds: 10,
          talkSeconds: 15_440,
          averageTalkSeconds: 30,
          talkAndAvailableSeconds: 20_982,
          afterCallSeconds: 2203,
          totalCalls: 299,
          breakSeconds: 3699,
          pauseSeconds: 6,
          loginSeconds: 30_926,
          sales: 3,
        },
      ],
    });
  });

  test('knows an agent whatever the name’s case, and one nobody lists by the name alone', async () => {
    const api = await startCallApi();
    api.dialer.answer(
      'exportAgentReport',
      success({
        rows: [
          { user: 'AGENT.01', portfolio: 'nrd', profile: 'vip' },
          { user: 'Long.Gone', portfolio: null, profile: '' },
        ],
      }),
    );
    const document = graphql(/* GraphQL */ `
      query ActivityOfUnknown($day: PeriodInput) {
        agentActivityReport(period: $day) {
          columns { title } summary { kind }
          rows {
            agent { username name } portfolio { code name } profile { profileId name }
            firstActivityAt totalCalls wrapUpSeconds
          }
        }
      }
    `);
    const report = await api.data(document, OF_TODAY);
    const rest = { firstActivityAt: null, totalCalls: null, wrapUpSeconds: null };
    expect(report).toEqual({
      agentActivityReport: {
        columns: [],
        rows: [
          {
            ...rest,
            agent: { username: 'AGENT.01', name: 'Name of Agent.01' },
            portfolio: { code: 'nrd', name: 'Name of NRD' },
            profile: { profileId: 'vip', name: 'Name of VIP' },
          },
          { ...rest, agent: { username: 'Long.Gone', name: null }, portfolio: null, profile: null },
        ],
        summary: [],
      },
    });
  });

  test('of agents names them, and keeps out whom the dialer gives all the same', async () => {
    const api = await startCallApi();
    api.dialer.answer('exportAgentReport', documented('exportAgentReport'));
    const document = graphql(/* GraphQL */ `
      query ActivityOf($day: PeriodInput, $agents: [String!]) {
        agentActivityReport(period: $day, agents: $agents) { rows { totalCalls } summary { totalCalls } }
      }
    `);
    const agents = ['EXAMPLE.user1', ' example.USER1 ', '', 'x'];
    expect(await api.data(document, { ...OF_TODAY, agents })).toEqual({
      agentActivityReport: {
        rows: [{ totalCalls: 684 }, { totalCalls: 299 }],
        summary: [983, 491.5, 299, 299].map((totalCalls) => ({ totalCalls })),
      },
    });
    expect(namesSent(api.dialer, 'exportAgentReport', 'user[]')).toEqual([['example.USER1', 'x']]);
    expect(await api.data(document, { ...OF_TODAY, agents: ['x'] })).toEqual({
      agentActivityReport: { rows: [], summary: [] },
    });
  });
});

/** Two of the documented profiles are in the list of profiles, in other case. */
const PROFILE_NAMES: Readonly<Record<string, string>> = {
  Collections: 'Name of COLLECTIONS',
  VIP: 'Name of VIP',
};

const figuresOf = (user: string, profile: string, portfolio: string, figures: readonly number[]): object => ({
  agent: { username: user, name: null },
  profile: { profileId: profile, name: PROFILE_NAMES[profile] ?? null },
  portfolio: { code: portfolio, name: null },
  averageTalkSeconds: figures[0],
  totalCalls: figures[1],
  manualCalls: figures[2],
  inboundCalls: figures[3],
  dialerCalls: figures[4],
});

describe('agentCallsReport', () => {
  const FIELDS = `columns { title field } rows { ${everything('AgentCallFigures', ...AGENT_PARTS)} }`;
  test('is the documented report, every member of it', async () => {
    const api = await startCallApi();
    api.dialer.answer('agent_calls_report', documented('agent_calls_report'));
    expect(await api.data(`{ agentCallsReport(${TODAY}) { ${FIELDS} } }`)).toEqual({
      agentCallsReport: {
        columns: [],
        rows: [
          figuresOf('User.Example1', 'Collections', 'GAL', [43, 577, 9, 12, 0]),
          figuresOf('User.Example2', 'Servers', 'CSC', [67, 245, 24, 22, 0]),
          figuresOf('User.Example3', 'VIP', 'ADMIN', [46, 887, 235, 41, 0]),
        ],
      },
    });
  });

  test('has its columns, and sends what it is narrowed down by', async () => {
    const api = await startCallApi();
    api.dialer.answer(
      'agent_calls_report',
      success({
        agent_report: {
          headers: [
            { title: '<b>User</b>', field: 'user', formatter: 'html' },
            { field: 'manual' },
            { title: 'x' },
          ],
          rows: [{ user: 'a', total_calls: 5 }, { user: 'b' }],
        },
      }),
    );
    const document = graphql(/* GraphQL */ `
      query CallFiguresOf($day: PeriodInput) {
        agentCallsReport(period: $day, agents: ["A"], portfolios: ["NRD", "SUR"], profiles: ["VIP"]) {
          columns { title field } rows { totalCalls }
        }
      }
    `);
    expect(await api.data(document, OF_TODAY)).toEqual({
      agentCallsReport: {
        columns: [
          { title: 'User', field: 'user' },
          { title: 'manual', field: 'manual' },
        ],
        rows: [{ totalCalls: 5 }],
      },
    });
    const sent = ['user[]', 'tenant[]', 'profile[]'].map(
      (field) => namesSent(api.dialer, 'agent_calls_report', field)[0],
    );
    expect(sent).toEqual([['A'], ['NRD', 'SUR'], ['VIP']]);
    expect(daysAsked(api.dialer, 'agent_calls_report')).toEqual([`${DAY} ${DAY}`]);
  });
});

describe('agentPauseReport', () => {
  const FIELDS = `columns { title field } rows { ${everything('AgentPauseFigures', 'agent { username }', 'codes { code seconds }')} }`;

  test('is the documented report, with every pause code', async () => {
    const api = await startCallApi();
    api.dialer.answer('exportPauseReport', documented('exportPauseReport'));
    expect(await api.data(`{ agentPauseReport(${TODAY}) { ${FIELDS} } }`)).toEqual({
      agentPauseReport: {
        columns: [],
        rows: [
          {
            agent: { username: 'Example.User1' },
            loggedDays: 1,
            pauseSeconds: 6571,
            waitSeconds: 16_789,
            talkSeconds: 973,
            wrapUpSeconds: 3314,
            dispositionSeconds: 1899,
            deadSeconds: 157,
            manualTalkSeconds: 6757,
            billableSeconds: 29_879,
            nonBillableSeconds: 2290,
            totalSeconds: 32_169,
            codes: Object.entries({
              pause: 58,
              dialne: 643,
              manual: 1001,
              priv: 2232,
              virtua: 2460,
              data: 0,
              meetin: 0,
              train: 0,
              wc: 0,
              lunch: 0,
              lagged: 0,
              login: 0,
              andial: 0,
            }).map(([code, seconds]) => ({ code, seconds })),
          },
          {
            agent: { username: 'Example.User2' },
            loggedDays: 1,
            pauseSeconds: 9567,
            waitSeconds: 12_565,
            talkSeconds: 4679,
            wrapUpSeconds: 0,
            dispositionSeconds: 484,
            deadSeconds: 14,
            manualTalkSeconds: 1365,
            billableSeconds: 20_883,
            nonBillableSeconds: 4859,
            totalSeconds: 25_742,
            codes: Object.entries({
              pause: 956,
              dialne: 49,
              login: 11,
              lunch: 1870,
              manual: 37,
              priv: 1387,
              virtua: 1753,
              wc: 635,
              data: 0,
              meetin: 0,
              train: 0,
              lagged: 0,
              andial: 0,
            }).map(([code, seconds]) => ({ code, seconds })),
          },
        ],
      },
    });
  });

  test('keeps an installation’s own codes, and nothing that is no time', async () => {
    const api = await startCallApi();
    api.dialer.answer(
      'exportPauseReport',
      success({
        headers: [{ title: 'Siesta', field: 'siesta' }],
        rows: [
          {
            user: 'AGENT.02',
            siesta: '00:20:00',
            '3RD CUP': '90',
            full_name: 'Some One',
            action: '<button>x</button>',
            nothing: null,
            none: '',
            list: [1],
            user_id: 1234,
            pct: '12.5',
            percentage: '12',
            avg_break: 7,
            total_calls: 31,
            vendor_lead_code: '123456',
            occupancy: '87',
            last_login: '1747040400',
          },
        ],
      }),
    );
    const codes = [
      { code: 'siesta', seconds: 1200 },
      { code: '3RD CUP', seconds: 90 },
    ];
    const document = graphql(/* GraphQL */ `
      query PauseCodes($day: PeriodInput!) {
        agentPauseReport(period: $day) { columns { title field } rows { codes { code seconds } talkSeconds } }
        agent(username: "agent.02") { pauses(period: $day) { agent { username } codes { code seconds } } }
      }
    `);
    expect(await api.data(document, OF_TODAY)).toEqual({
      agentPauseReport: {
        columns: [{ title: 'Siesta', field: 'siesta' }],
        rows: [{ codes, talkSeconds: null }],
      },
      agent: { pauses: { agent: { username: 'AGENT.02' }, codes } },
    });
  });

  test('needs a period', async () => {
    const api = await startCallApi();
    const { errors } = await api.query('{ agentPauseReport { rows { talkSeconds } } }');
    expect(errors).toHaveLength(1);
    expect(api.dialer.counts()).toEqual({});
  });
});

describe('agentDayReport', () => {
  const FIELDS = `from to rows { ${everything('AgentDayFigures', ...AGENT_PARTS)} }`;

  test('is the documented report, every member of it, its day in the dialer’s zone', async () => {
    const api = await startCallApi();
    api.dialer.answer('agent_summary_stats', documented('agent_summary_stats'));
    const none = { transfersOut: 0, transfersIn: 0, voicemails: 0, denied: 0, noAnswer: 0, sales: 0, wit: 0 };
    expect(await api.data(`{ agentDayReport { ${FIELDS} } }`)).toEqual({
      agentDayReport: {
        from: '2025-05-06T00:00:00-05:00',
        to: '2025-05-06T23:59:59-05:00',
        rows: [
          {
            ...none,
            agent: { username: 'user.example', name: null },
            portfolio: { code: 'AAA', name: null },
            profile: { profileId: 'CUSTSERVICE', name: null },
            callsHandled: 8,
            manualCalls: 0,
            inboundCalls: 8,
            dialerCalls: 0,
            loginSeconds: 18_455,
            pauseSeconds: 8,
            breakSeconds: 853,
            talkSeconds: 1847,
            topDisposition: null,
          },
          {
            ...none,
            agent: { username: 'user.example2', name: null },
            portfolio: { code: 'BBB', name: null },
            profile: { profileId: 'COLLECTIONS', name: 'Name of COLLECTIONS' },
            callsHandled: 71,
            manualCalls: 68,
            inboundCalls: 3,
            dialerCalls: 68,
            loginSeconds: 18_709,
            pauseSeconds: 298,
            breakSeconds: 1877,
            talkSeconds: 1640,
            topDisposition: null,
          },
        ],
      },
    });
  });

  test.each([undefined, null, '', 'today', "'' AND ''"])(
    'has no day where the dialer says %j',
    async (dates) => {
      const api = await startCallApi();
      api.dialer.answer('agent_summary_stats', success({ dates, rows: [{ USER: 'agent.01' }] }));
      const document = graphql(/* GraphQL */ `
        query DayOfReport { agentDayReport { from to rows { agent { username } } } }
      `);
      expect(await api.data(document)).toEqual({
        agentDayReport: { from: null, to: null, rows: [{ agent: { username: 'agent.01' } }] },
      });
    },
  );

  test('and every Agent.today are one call', async () => {
    const api = await startCallApi();
    api.dialer.answer('agent_summary_stats', documented('agent_summary_stats'));
    await api.data(
      graphql(/* GraphQL */ `
        query DayReportAndToday { agentDayReport { rows { sales } } agents { nodes { today { sales } } } }
      `),
    );
    expect(api.dialer.counts()).toEqual({ agent_summary_stats: 1, goGetAllUsers: 1 });
  });
});

describe('inboundDailyReport', () => {
  test('is the documented report, every member of it', async () => {
    const api = await startCallApi();
    api.dialer.answer('inbound_summary_stats', documented('inbound_summary_stats'));
    const days = [
      ['2025-05-28', 693, 424, 38, 61, 372, 67.78, 469.33],
      ['2025-05-29', 716, 507, 42, 57, 448, 38.84, 544.3],
      ['2025-05-30', 308, 204, 54, 24, 130, 147.03, 423.23],
    ].map(([date, total, queued, after20, abandoned, handled, hold, handle]) => ({
      date,
      totalCalls: total,
      queuedCalls: queued,
      abandonedAfter20Seconds: after20,
      abandonedCalls: abandoned,
      handledCalls: handled,
      averageHoldSeconds: hold,
      averageHandleSeconds: handle,
    }));
    const data = await api.data(`{
      inboundDailyReport(${TODAY}) { columns { title field } rows { ${everything('InboundDay')} } }
      portfolio(code: "NRD") { inboundDaily(${TODAY}) { ${everything('InboundDay')} } }
    }`);
    expect(data).toEqual({
      inboundDailyReport: { columns: [], rows: days },
      portfolio: { inboundDaily: days },
    });
  });

  test('of portfolios names them; Portfolio.inboundDaily is one call a portfolio', async () => {
    const api = await startCallApi();
    api.dialer.answer('inbound_summary_stats', documented('inbound_summary_stats'));
    const document = graphql(/* GraphQL */ `
      query InboundDaysOf($day: PeriodInput) {
        both: inboundDailyReport(period: $day, portfolios: ["NRD", "sur"]) { rows { date } }
        own: inboundDailyReport(period: $day, portfolios: ["NRD"]) { rows { date } }
        portfolios { inboundDaily(period: $day) { date } }
      }
    `);
    await api.data(document, OF_TODAY);
    const sent = namesSent(api.dialer, 'inbound_summary_stats', 'tenant[]').map((codes) => codes.join(' '));
    expect(sent.sort()).toEqual(['KIW', 'NRD', 'NRD sur', 'SUR']);
  });

  test('is not cut into windows', async () => {
    const api = await startCallApi();
    api.dialer.answer('inbound_summary_stats', documented('inbound_summary_stats'));
    await api.data(
      graphql(/* GraphQL */ `
        query InboundQuarter {
          inboundDailyReport(period: {from: "2026-03-01", to: "2026-05-31"}) { rows { date } }
        }
      `),
    );
    expect(daysAsked(api.dialer, 'inbound_summary_stats')).toEqual(['2026-03-01 2026-05-31']);
  });
});

describe('every report', () => {
  const ACTIONS = [
    'exportAgentReport',
    'agent_calls_report',
    'exportPauseReport',
    'inbound_summary_stats',
    'agent_summary_stats',
  ] as const;
  const WHOLE = graphql(/* GraphQL */ `
    query EveryReport($day: PeriodInput!) {
      agentActivityReport(period: $day) { columns { title } rows { sales } summary { kind } }
      agentCallsReport(period: $day) { columns { title } rows { totalCalls } }
      agentPauseReport(period: $day) { columns { title } rows { talkSeconds } }
      inboundDailyReport(period: $day) { columns { title } rows { date } }
      agentDayReport { from to rows { sales } }
      agent(username: "agent.01") {
        activity(period: $day) { sales } callFigures(period: $day) { totalCalls }
        pauses(period: $day) { talkSeconds } today { sales }
      }
      portfolio(code: "NRD") { inboundDaily(period: $day) { date } }
    }
  `);
  const EMPTY = {
    agentActivityReport: { columns: [], rows: [], summary: [] },
    agentCallsReport: { columns: [], rows: [] },
    agentPauseReport: { columns: [], rows: [] },
    inboundDailyReport: { columns: [], rows: [] },
    agentDayReport: { from: null, to: null, rows: [] },
    agent: { activity: [], callFigures: [], pauses: null, today: null },
    portfolio: { inboundDaily: [] },
  };
  const NOTHING = [
    NO_DATA,
    'No Available Data',
    refusal('No data available.'),
    success({ rows: [], agent_report: { rows: [], headers: [] }, headers: [], summary_rows: [] }),
    success({ rows: null, agent_report: { rows: null }, summary_rows: null }),
  ];

  test.each(NOTHING)('is empty where the dialer says %j', async (nothing) => {
    const api = await startCallApi();
    for (const action of ACTIONS) api.dialer.answer(action, nothing);
    expect(await api.data(WHOLE, OF_TODAY)).toEqual(EMPTY);
  });

  test.each(NOTHING)('and so is every list of calls: %j', async (nothing) => {
    const api = await startCallApi();
    for (const action of ['outbound_cdr', 'inbound_cdr', 'agent_cdr']) api.dialer.answer(action, nothing);
    const document = graphql(/* GraphQL */ `
      query EveryList($day: PeriodInput) {
        calls(period: $day) { totalCount nodes { id } }
        outboundCalls(period: $day) { totalCount nodes { id } }
        inboundCalls(period: $day) { totalCount nodes { id } }
        agentCalls(period: $day) { totalCount nodes { id } }
        c: outboundCalls(period: $day) { campaignSummaries { totalCalls } }
      }
    `);
    const empty = { totalCount: 0, nodes: [] };
    expect(await api.data(document, OF_TODAY)).toEqual({
      calls: empty,
      outboundCalls: empty,
      inboundCalls: empty,
      agentCalls: empty,
      c: { campaignSummaries: [] },
    });
  });

  test.each([
    ['agents', '[]'],
    ['agents', '["", " "]'],
    ['portfolios', '[]'],
    ['portfolios', '[""]'],
    ['profiles', '[]'],
  ])('of no %s (%s) is empty, and asks nothing', async (argument, names) => {
    const api = await startCallApi();
    const reports: Readonly<Record<string, readonly string[]>> = {
      agents: ['agentActivityReport', 'agentCallsReport', 'agentPauseReport'],
      portfolios: ['agentCallsReport', 'inboundDailyReport'],
      profiles: ['agentCallsReport'],
    };
    for (const report of reports[argument] ?? []) {
      const data = await api.data(
        `{ report: ${report}(${TODAY}, ${argument}: ${names}) { columns { title } rows { __typename } } }`,
      );
      expect(data).toEqual({ report: { columns: [], rows: [] } });
    }
    expect(api.dialer.counts()).toEqual({});
  });

  test('without a period names no days, and is one call however often it is asked for', async () => {
    const api = await startCallApi();
    for (const action of ACTIONS) api.dialer.answer(action, NO_DATA);
    await api.data(
      graphql(/* GraphQL */ `
        query ReportsWithoutPeriod {
          agentActivityReport { rows { sales } } a: agentActivityReport { summary { kind } }
          agentCallsReport { rows { totalCalls } }
          b: agentCallsReport(agents: null, portfolios: null) { columns { title } }
          inboundDailyReport { rows { date } } c: inboundDailyReport { columns { title } }
        }
      `),
    );
    expect(api.dialer.counts()).toEqual({
      exportAgentReport: 1,
      agent_calls_report: 1,
      inbound_summary_stats: 1,
    });
    for (const action of Object.keys(api.dialer.counts()))
      expect(daysAsked(api.dialer, action)).toEqual(['']);
  });

  test.each(ACTIONS)('that fails leaves the agents’ other figures: %s', async (failing) => {
    const api = await startCallApi();
    for (const action of ACTIONS) api.dialer.answer(action, NO_DATA);
    api.dialer.answer(failing, { status: 500, body: '' });
    const document = graphql(/* GraphQL */ `
      query OneReportFails($day: PeriodInput!) {
        agent(username: "agent.01") {
          activity(period: $day) { sales } callFigures(period: $day) { totalCalls }
          pauses(period: $day) { talkSeconds } today { sales }
        }
        portfolio(code: "NRD") { inboundDaily(period: $day) { date } }
      }
    `);
    const { data, errors } = await api.query(document, OF_TODAY);
    expect(errors).toHaveLength(1);
    expect(errors).toMatchObject([{ extensions: { code: 'DIALER_UNAVAILABLE', action: failing } }]);
    const harmed: Readonly<Record<string, object>> = {
      exportAgentReport: { activity: null },
      agent_calls_report: { callFigures: null },
      exportPauseReport: { pauses: null },
      agent_summary_stats: { today: null },
    };
    expect(data).toEqual({
      agent: { ...EMPTY.agent, ...harmed[failing] },
      portfolio: { inboundDaily: failing === 'inbound_summary_stats' ? null : [] },
    });
  });
});

const rowOf = (user: string, portfolio: string, sales: number): object => ({
  user,
  USER: user,
  portfolio,
  sales,
  talk_sec: sales,
  total_calls: sales,
});

async function startOwn(): Promise<Api> {
  const api = await startApi(
    { DIALER_TIMEZONE: 'America/Chicago', LOG_LEVEL: 'warn' },
    await startCallDialer(),
  );
  const rows = [rowOf('AGENT.01', 'NRD', 1), rowOf('agent.02', 'NRD', 2), rowOf('Agent.01', 'SUR', 4)];
  api.dialer.answer('exportAgentReport', success({ rows }));
  api.dialer.answer('agent_calls_report', success({ agent_report: { rows } }));
  api.dialer.answer('exportPauseReport', success({ rows: rows.slice(0, 2) }));
  api.dialer.answer('agent_summary_stats', success({ rows }));
  return api;
}

describe('an agent’s own figures', () => {
  test('are one row a portfolio, whatever the name’s case, and added up for today', async () => {
    const api = await startOwn();
    const document = graphql(/* GraphQL */ `
      query OwnFigures($day: PeriodInput!) {
        agent(username: "agent.01") {
          activity(period: $day) { sales portfolio { code } } callFigures(period: $day) { totalCalls }
          pauses(period: $day) { talkSeconds } today { sales portfolio { code } }
        }
      }
    `);
    expect(await api.data(document, OF_TODAY)).toEqual({
      agent: {
        activity: [
          { sales: 1, portfolio: { code: 'NRD' } },
          { sales: 4, portfolio: { code: 'SUR' } },
        ],
        callFigures: [{ totalCalls: 1 }, { totalCalls: 4 }],
        pauses: { talkSeconds: 1 },
        today: { sales: 5, portfolio: null },
      },
    });
  });

  test('are nothing for one of whom no report speaks', async () => {
    const api = await startOwn();
    expect(AGENTS).toContain('Agent.09');
    const document = graphql(/* GraphQL */ `
      query OwnFiguresOfNobody($day: PeriodInput!) {
        agent(username: "agent.09") {
          activity(period: $day) { sales } callFigures(period: $day) { totalCalls }
          pauses(period: $day) { talkSeconds } today { sales }
        }
      }
    `);
    expect(await api.data(document, OF_TODAY)).toEqual({
      agent: { activity: [], callFigures: [], pauses: null, today: null },
    });
  });
});
