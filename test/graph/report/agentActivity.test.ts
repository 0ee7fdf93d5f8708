/** Activity reports whose rows are put in order, or summed for each agent. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import type { Api } from '../../support/api.ts';
import { callApiTo, DAY, startCallDialer } from '../../support/callDay.ts';
import { success } from '../../support/otherDialer.ts';

/** A row as the dialer sends it. */
const row = (user: string, portfolio: string, more: Readonly<Record<string, string | null>> = {}) => ({
  user,
  portfolio,
  profile: 'Servers',
  first_activity: '2025-05-05 10:00:00',
  last_activity: '2025-05-05 18:00:00',
  avalible: '300',
  avail_between_calls: '10',
  talk: '600',
  avg_talk: '30',
  'talk_+_avail': '900',
  wp_sec: '5',
  aftercall: '100',
  total_calls: '20',
  break: '60',
  pause: '30',
  login_time: '3600',
  sales: '2',
  denied: '1',
  lip: '0',
  vrf: '0',
  ...more,
});

const ROWS = [
  row('Bo.B', 'X', { talk: '100', total_calls: '5', sales: '1', avg_talk: '20', profile: 'One' }),
  row('ada.a', 'Y', { talk: '900', first_activity: '2025-05-05 08:00:00' }),
  row('Ada.A', 'X', { avg_talk: '60', total_calls: '40', last_activity: '2025-05-05 20:30:00' }),
  row('Cy.C', 'X', { talk: null, total_calls: '0', aftercall: '0' }),
  row('bo.b', 'Y', { pause: null, total_calls: '15', avg_talk: '40', profile: 'Two' }),
  row('Di.D', 'X', { avalible: '0', talk: '0', aftercall: '0', total_calls: '0', sales: '7' }),
];

let api: Api;
const closers: (() => Promise<void>)[] = [];
const atEnd = (close: () => Promise<void>): void => void closers.push(close);

beforeAll(async () => {
  const dialer = await startCallDialer([], atEnd);
  dialer.answer('exportAgentReport', success({ rows: ROWS }));
  api = await callApiTo(dialer, {}, atEnd);
});

afterAll(async () => {
  await Promise.all(closers.map((close) => close()));
});

const reportOf = async (args: string, selection: string) =>
  (await api.data(`{ agentActivityReport(period: {from: "${DAY}", to: "${DAY}"}${args}) { ${selection} } }`))[
    'agentActivityReport'
  ];

const namedRow = z
  .object({
    agent: z.object({ username: z.string() }),
    portfolio: z.object({ code: z.string() }).nullable(),
  })
  .transform(({ agent, portfolio }) => `${agent.username} ${portfolio?.code ?? '-'}`);

/** The rows as `Ada.A X`. */
const namesOf = async (args: string): Promise<string[]> =>
  z
    .object({ rows: z.array(namedRow) })
    .parse(await reportOf(args, 'rows { agent { username } portfolio { code } }')).rows;

test.each([
  ['without an order, as the dialer gives them', '', 'Bo.B X, ada.a Y, Ada.A X, Cy.C X, bo.b Y, Di.D X'],
  ['by agent', 'AGENT, direction: ASC', 'Ada.A X, ada.a Y, Bo.B X, bo.b Y, Cy.C X, Di.D X'],
  ['by talk time, most first', 'TALK', 'ada.a Y, Ada.A X, bo.b Y, Bo.B X, Di.D X, Cy.C X'],
  ['by talk time, least first', 'TALK, direction: ASC', 'Di.D X, Bo.B X, Ada.A X, bo.b Y, ada.a Y, Cy.C X'],
  ['by pause, which one row lacks', 'PAUSE', 'Ada.A X, ada.a Y, Bo.B X, Cy.C X, Di.D X, bo.b Y'],
  ['by calls', 'TOTAL_CALLS', 'Ada.A X, ada.a Y, bo.b Y, Bo.B X, Cy.C X, Di.D X'],
  ['by sales', 'SALES', 'Di.D X, Ada.A X, ada.a Y, bo.b Y, Cy.C X, Bo.B X'],
  ['by occupancy, which two rows lack', 'OCCUPANCY', 'ada.a Y, Ada.A X, bo.b Y, Bo.B X, Cy.C X, Di.D X'],
  ['by handling time', 'AVERAGE_HANDLE', 'ada.a Y, bo.b Y, Bo.B X, Ada.A X, Cy.C X, Di.D X'],
  ['by login time', 'LOGIN', 'Ada.A X, ada.a Y, Bo.B X, bo.b Y, Cy.C X, Di.D X'],
])('rows stand %s', async (_, order, expected) => {
  expect((await namesOf(order && `, orderBy: {field: ${order}}`)).join(', ')).toBe(expected);
});

test('an agent’s portfolios become one row, and the summary is of those rows', async () => {
  const figures =
    'agent { username } portfolio { code } profile { profileId } firstActivityAt lastActivityAt availableSeconds talkSeconds averageTalkSeconds averageAvailableBetweenCallsSeconds totalCalls pauseSeconds sales averageHandleSeconds occupancy { value numerator denominator }';
  const report = await reportOf(
    ', perAgent: true, orderBy: {field: TOTAL_CALLS}',
    `columns { title } unreadableCount rows { ${figures} } summary { kind totalCalls talkSeconds pauseSeconds }`,
  );
  const ofOneRow = {
    firstActivityAt: '2025-05-05T10:00:00-05:00',
    lastActivityAt: '2025-05-05T18:00:00-05:00',
  };
  expect(report).toMatchObject({
    unreadableCount: 0,
    rows: [
      {
        agent: { username: 'ada.a' },
        portfolio: null,
        profile: { profileId: 'Servers' },
        firstActivityAt: '2025-05-05T08:00:00-05:00',
        lastActivityAt: '2025-05-05T20:30:00-05:00',
        availableSeconds: 600,
        talkSeconds: 1500,
        // (30 × 20 + 60 × 40) / 60
        averageTalkSeconds: 50,
        averageAvailableBetweenCallsSeconds: 10,
        totalCalls: 60,
        pauseSeconds: 60,
        sales: 4,
        averageHandleSeconds: 1700 / 60,
        occupancy: { value: 1700 / 2300, numerator: 1700, denominator: 2300 },
      },
      {
        ...ofOneRow,
        agent: { username: 'Bo.B' },
        // One of the rows has no pause; the other alone would be wrong.
        pauseSeconds: null,
        profile: null,
        totalCalls: 20,
        averageTalkSeconds: 35,
        talkSeconds: 700,
      },
      {
        ...ofOneRow,
        agent: { username: 'Cy.C' },
        portfolio: null,
        talkSeconds: null,
        averageHandleSeconds: null,
        occupancy: null,
      },
      {
        agent: { username: 'Di.D' },
        averageHandleSeconds: null,
        occupancy: { value: null, numerator: 0, denominator: 0 },
      },
    ],
    summary: [
      { kind: 'SUM', totalCalls: 80, talkSeconds: null, pauseSeconds: null },
      { kind: 'AVERAGE', totalCalls: 20, talkSeconds: null, pauseSeconds: null },
      { kind: 'MAX', totalCalls: 60, talkSeconds: null, pauseSeconds: null },
      { kind: 'MIN', totalCalls: 0, talkSeconds: null, pauseSeconds: null },
    ],
  });
});

test('a report per agent, in any order, is the same one call', async () => {
  api.dialer.clear();
  await api.data(
    `{ a: agentActivityReport(period: {from: "2025-05-07", to: "2025-05-07"}) { rows { sales } } b: agentActivityReport(period: {from: "2025-05-07", to: "2025-05-07"}, perAgent: true, orderBy: {field: SALES, direction: ASC}) { rows { sales } } }`,
  );
  expect(api.dialer.counts()).toEqual({ exportAgentReport: 1 });
});

test('pauses are summed by code over all agents, the longest first', async () => {
  const rows = [
    { user: 'Ada.A', logged_days: '1', lunch: '1800', wc: '60', pause: '10' },
    { user: 'Bo.B', logged_days: '1', Lunch: '900', wc: '120', meetin: '180' },
  ];
  api.dialer.answer('exportPauseReport', success({ rows }));
  const { agentPauseReport } = await api.data(
    `{ agentPauseReport(period: {from: "${DAY}", to: "${DAY}"}) { totals { code seconds } } }`,
  );
  expect(agentPauseReport).toEqual({
    totals: [
      { code: 'lunch', seconds: 2700 },
      { code: 'meetin', seconds: 180 },
      { code: 'wc', seconds: 180 },
      { code: 'pause', seconds: 10 },
    ],
  });
});
