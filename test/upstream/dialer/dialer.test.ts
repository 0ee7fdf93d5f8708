import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ENDPOINTS } from '../../../src/upstream/endpoints.ts';
import { startScriptedServer, type ScriptedServer } from '../../support/scriptedServer.ts';
import { ASK } from '../asking.ts';
import { upstreamOf } from '../upstreamOf.ts';
import { memberAt } from '../../../src/upstream/wire/reading/reader.ts';

/** What the documents tell of the dialer's habits, and their examples do not show. */
let server: ScriptedServer;
beforeAll(async () => {
  server = await startScriptedServer();
});
afterAll(() => server.close());

async function ask(action: keyof typeof ASK, answer: object | string): Promise<unknown> {
  server.answer(action, answer);
  const { client } = upstreamOf(server.url);
  try {
    return await ASK[action](client);
  } finally {
    await client.close();
  }
}
const data = (value: unknown) => ({ result: 'success', data: value });

describe('what an agent is doing', () => {
  test.each([
    ['READY', 'READY'],
    ['Ready', 'READY'],
    ['CLOSER', 'READY'],
    ['IN CALL', 'IN_CALL'],
    ['INCALL', 'IN_CALL'],
    ['InCall', 'IN_CALL'],
    ['QUEUE', 'QUEUE'],
    ['DISPOSITION', 'DISPOSITION'],
    ['DISPO', 'DISPOSITION'],
    ['PAUSE', 'PAUSED'],
    ['PAUSED', 'PAUSED'],
    ['PAUSE - BREAK', 'PAUSED'],
    ['LUNCH BREAK', 'PAUSED'],
    ['BREAK', 'PAUSED'],
    ['3-WAY', 'THREE_WAY'],
    ['3-Way', 'THREE_WAY'],
    ['PARK', 'PARKED'],
    ['DEAD', 'DEAD'],
    ['OFFLINE', 'OFFLINE'],
    ['', 'OFFLINE'],
    [null, 'OFFLINE'],
    ['BREAKFAST', 'UNKNOWN'],
    ['constructor', 'UNKNOWN'],
  ])('%j is %s', async (status, state) => {
    expect(await ask('getLiveAgentInfo', data({ status }))).toMatchObject({
      state,
      statusText: status || null,
    });
  });
});

const call = (members: object) => data({ rows: [{ call_date: '2025-05-02 06:58:53', ...members }] });

describe('kinds of calls and their ends', () => {
  test.each([
    ['Dialer', 'DIALER'],
    ['DIALER', 'DIALER'],
    ['AUTO', 'DIALER'],
    ['MANUAL', 'MANUAL'],
    ['Inbound', 'INBOUND'],
    ['TRANSFER', 'UNKNOWN'],
    ['', 'UNKNOWN'],
  ])('call type %j is %s', async (call_type, callType) => {
    expect(await ask('outbound_cdr', call({ call_type }))).toMatchObject({
      calls: { rows: [{ callType, callTypeText: call_type || null }] },
    });
  });

  test.each([
    ['AGENT', 'AGENT'],
    ['CALLER', 'CALLER'],
    ['QUEUE_TIMEOUT', 'QUEUE_TIMEOUT'],
    ['QUEUETIMEOUT', 'QUEUE_TIMEOUT'],
    ['Abandon', 'ABANDON'],
    ['AFTERHOURS', 'AFTER_HOURS'],
    ['NOAGENT', 'NO_AGENT'],
    ['NONE', 'NONE'],
    ['ELSE', 'UNKNOWN'],
    ['', null],
  ])('term_reason %j is %s', async (term_reason, terminationReason) => {
    expect(await ask('outbound_cdr', call({ term_reason }))).toMatchObject({
      calls: { rows: [{ terminationReason, terminationReasonText: term_reason || null }] },
    });
  });
});

const info = (members: object) => ({
  result: 'success',
  call_time_id: 'test',
  ct_default_start: 900,
  ct_default_stop: 1700,
  ...members,
});

describe('call times', () => {
  test('0/0 on a day is the default, the same time twice is closed, 2400 is midnight', async () => {
    const answer = info({
      ct_sunday_start: 2400,
      ct_sunday_stop: 2400,
      ct_monday_start: 0,
      ct_monday_stop: 0,
      ct_tuesday_start: '0',
      ct_tuesday_stop: '2400',
      ct_wednesday_start: null,
      ct_wednesday_stop: '',
      ct_thursday_start: 0,
      ct_thursday_stop: 930,
      ct_friday_start: 1500,
      ct_friday_stop: 1500,
    });
    expect(await ask('goGetCalltimeInfo', answer)).toMatchObject({
      windows: [
        { day: 'SUNDAY', opens: null, closes: null, closed: true, inherited: false },
        { day: 'MONDAY', opens: '09:00', closes: '17:00', closed: false, inherited: true },
        { day: 'TUESDAY', opens: '00:00', closes: '24:00', closed: false, inherited: false },
        { day: 'WEDNESDAY', opens: '09:00', closes: '17:00', closed: false, inherited: true },
        { day: 'THURSDAY', opens: '00:00', closes: '09:30', closed: false, inherited: false },
        { day: 'FRIDAY', opens: null, closes: null, closed: true, inherited: false },
        // Nothing is said of it, not even that the default applies.
        { day: 'SATURDAY', opens: null, closes: null, closed: false, inherited: false },
      ],
    });
  });

  test('a time beside one that is not set is not midnight', async () => {
    const answer = info({
      ct_monday_start: null,
      ct_monday_stop: 1800,
      ct_tuesday_start: 700,
      ct_tuesday_stop: '',
      ct_wednesday_start: 0,
      ct_wednesday_stop: null,
    });
    expect(await ask('goGetCalltimeInfo', answer)).toMatchObject({
      windows: expect.arrayContaining([
        { day: 'MONDAY', opens: null, closes: '18:00', closed: false, inherited: false },
        { day: 'TUESDAY', opens: '07:00', closes: null, closed: false, inherited: false },
        { day: 'WEDNESDAY', opens: '09:00', closes: '17:00', closed: false, inherited: true },
      ]),
    });
  });

  test("a day's own after-hours audio comes before the default's", async () => {
    const answer = info({
      default_afterhours_filename_override: 'closed',
      monday_afterhours_filename_override: 'closed-monday',
      ct_state_call_times: '|FL|TX|',
      ct_holidays: '|New Year|',
    });
    expect(await ask('goGetCalltimeInfo', answer)).toMatchObject({
      afterHoursAudio: ['closed', 'closed-monday', 'closed', 'closed', 'closed', 'closed', 'closed'],
      stateCallTimes: ['FL', 'TX'],
      holidays: ['New Year'],
    });
  });

  test('a time that is no time is null, and the default does not stand in for it', async () => {
    const unknown = { opens: null, closed: false, inherited: false };
    expect(
      await ask(
        'goGetCalltimeInfo',
        info({ ct_monday_start: 2561, ct_monday_stop: 1800, ct_friday_start: 'x' }),
      ),
    ).toMatchObject({
      windows: expect.arrayContaining([{ day: 'MONDAY', ...unknown, closes: '18:00' }]),
    });
  });
});

describe('profiles', () => {
  test('are those listed and those detailed', async () => {
    const answer = {
      ...data([
        { profile_id: 'A', profile_name: 'Alpha' },
        { profile_id: 'B', profile_name: '' },
      ]),
      profiles: {
        rows: [
          { id: 7, profile_id: 'B', profile_name: 'Beta', disposition_set: 'SET' },
          { id: 8, profile_id: 'C', profile_name: 'Gamma', disposition_set: '' },
        ],
      },
    };
    expect(await ask('getAllProfiles', answer)).toMatchObject({
      rows: [
        { profileId: 'A', name: 'Alpha', rowId: null, dispositionSet: null },
        { profileId: 'B', name: 'Beta', rowId: '7', dispositionSet: 'SET' },
        { profileId: 'C', name: 'Gamma', rowId: '8', dispositionSet: null },
      ],
      unreadable: [],
    });
  });

  test('are listed also where nothing is detailed', async () => {
    expect(await ask('getAllProfiles', data([{ profile_id: 'A', profile_name: 'Alpha' }]))).toMatchObject({
      rows: [{ profileId: 'A', name: 'Alpha', rowId: null, dispositionSet: null }],
    });
  });
});

describe('pause codes', () => {
  test('are whatever reads as a time, and only that', async () => {
    const row = {
      user: 'A',
      lunch: '00:30:00',
      wc: 60,
      zero: '0',
      none: null,
      empty: '',
      html: '<button>edit</button>',
      name: 'Ana',
      list: [1],
    };
    const json = JSON.stringify(data({ rows: [row] })).replace('"wc"', '"__proto__":{"polluted":1},"wc"');
    expect(await ask('exportPauseReport', json)).toMatchObject({
      rows: [
        {
          agentUsername: 'A',
          totalSeconds: null,
          codes: [
            { code: 'lunch', seconds: 1800 },
            { code: 'wc', seconds: 60 },
            { code: 'zero', seconds: 0 },
          ],
        },
      ],
    });
  });
});

const DECLARED_PAUSES = Object.keys(ENDPOINTS.exportPauseReport.response.parts[0]?.cells ?? {});

/** The rows of a pause report. */
const pauseRows = async (rows: readonly object[], headers: readonly string[] = []) => {
  const answer = data({ rows, headers: headers.map((field) => ({ title: field, field })) });
  return memberAt(await ask('exportPauseReport', answer), 'rows');
};

describe('columns of a pause report that are no pause codes', () => {
  test.each<[string, unknown]>([
    ['user_id', 1234],
    ['userid', 1234],
    ['userId', '1234'],
    ['User ID', 1234],
    ['agentid', 7],
    ['rownum', 1],
    ['ext', '1002'],
    ['conf_exten', '8600118'],
    ['profile', 3],
    ['sales', 3],
    ['logins', 2],
    ['Pause %', 20],
    ['occupancy_pct', 87],
    ['pct', '12.5'],
    ['ratio', 0.5],
    ['ts', 1_747_040_400],
    ['ended', '1e12'],
    ['balance', -3],
  ])('%s = %j', async (name, value) => {
    expect(await pauseRows([{ user: 'A', lunch: 60, [name]: value }])).toMatchObject([
      { codes: [{ code: 'lunch', seconds: 60 }] },
    ]);
  });

  test('a column that whole headers leave out is none; headers that are cut short leave out nothing', async () => {
    const rows = [{ user: 'A', lunch: 60, badge: 42 }];
    const lunch = { code: 'lunch', seconds: 60 };
    const whole = [...DECLARED_PAUSES, 'lunch'];
    expect(await pauseRows(rows, whole)).toMatchObject([{ codes: [lunch] }]);
    expect(await pauseRows(rows, whole.slice(3))).toMatchObject([
      { codes: [lunch, { code: 'badge', seconds: 42 }] },
    ]);
  });
});

describe("a carrier's time", () => {
  test.each([
    ['10/10/22 23:07:20', '2022-10-10 23:07:20'],
    ['02/28/26 00:00:00', '2026-02-28 00:00:00'],
  ])('%j is %j', async (time, startedAt) => {
    expect(await ask('call-reports', [{ id: 'a', time }])).toMatchObject({ rows: [{ startedAt }] });
  });

  test.each([
    '',
    null,
    '2022-10-10 23:07:20',
    '23/10/22 23:07:20',
    '02/30/26 00:00:00',
    '02/28/26 25:00:00',
    '10/10/22',
    '00/00/00 00:00:00',
  ])('%j is none, and its row is left out', async (time) => {
    const answer = await ask('call-reports', [
      { id: 'a', time },
      { id: 'b', time: '10/10/22 23:07:20' },
    ]);
    expect(answer).toMatchObject({
      rows: [{ id: 'b' }],
      unreadable: [{ portfolioCode: null }],
    });
  });
});

describe("a carrier's direction", () => {
  test.each([
    ['IN', 'INBOUND'],
    ['INBOUND', 'INBOUND'],
    ['out', 'OUTBOUND'],
    ['OUTBOUND', 'OUTBOUND'],
    ['INTERNAL', null],
    ['', null],
    [null, null],
  ])('%j is %j', async (told, direction) => {
    const row = { id: 'a', time: '10/10/22 23:07:20', direction: told };
    expect(await ask('call-reports', [row])).toMatchObject({ rows: [{ direction }] });
  });
});

describe('what is asked', () => {
  test('inactive users, and nothing but the default', async () => {
    server.answer('goGetAllUsers', data({ user_list: [] }));
    const { client } = upstreamOf(server.url);
    server.clear();
    await client.call(ENDPOINTS.goGetAllUsers, { inactive: true });
    expect(server.requests[0]?.fields.slice(4)).toEqual([['only_inactives', '1']]);
    await client.close();
  });

  test('a lead without its phone number', async () => {
    server.answer('goGetCustomerInfo', { result: 'success', lead_info: null, is_customer: 0 });
    const { client } = upstreamOf(server.url);
    server.clear();
    await client.call(ENDPOINTS.goGetCustomerInfo, { leadId: '14246' });
    expect(server.requests[0]?.fields.slice(4)).toEqual([
      ['lead_id', '14246'],
      ['goLeadID', '14246'],
    ]);
    await client.close();
  });

  test("VOXO's account by its billing code", async () => {
    server.answer('call-reports', '[]');
    const { client } = upstreamOf(server.url);
    server.clear();
    await client.call(ENDPOINTS['call-reports'], {
      billingCode: 'X&Y',
      start: '2022-10-10 00:00:00',
      end: '2022-10-11 00:00:00',
      timezone: 'Europe/Dublin',
    });
    expect([...(server.requests[0]?.query ?? [])]).toEqual([
      ['billingCode', 'X&Y'],
      ['start', '2022-10-10 00:00:00'],
      ['end', '2022-10-11 00:00:00'],
      ['timezone', 'Europe/Dublin'],
    ]);
    await client.close();
  });

  test('a callback', async () => {
    server.answer('add_lead', 'SUCCESS: add_lead LEAD HAS BEEN ADDED - 7275551111|MyUser|999|1|-5\n');
    const { client } = upstreamOf(server.url);
    server.clear();
    await client.call(ENDPOINTS.add_lead, {
      phoneNumber: '7275551111',
      source: 'test',
      campaign: 'TESTCAMP',
      campaignId: 'TESTCAMP',
      callback: {
        at: '2026-12-01 10:30:00',
        status: 'CBK',
        type: 'USER_ONLY',
        username: 'agent001',
        comments: 'call him',
      },
    });
    expect(server.requests[0]?.fields.slice(3)).toEqual([
      ['phone_number', '7275551111'],
      ['source', 'test'],
      ['campaing', 'TESTCAMP'],
      ['campaign_id', 'TESTCAMP'],
      ['callback', 'Y'],
      ['callback_status', 'CBK'],
      ['callback_datetime', '2026-12-01 10:30:00'],
      ['callback_type', 'USERONLY'],
      ['callback_user', 'agent001'],
      ['callback_comments', 'call him'],
    ]);
    await client.close();
  });
});
