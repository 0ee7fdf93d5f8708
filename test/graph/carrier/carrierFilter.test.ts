/** Calls narrowed and counted by the carrier's records of them. */
import { describe, expect, onTestFinished, test } from 'vitest';
import { summary, type Api, type Settings } from '../../support/api.ts';
import { callApiTo, DAY, plainCall, startCallDialer, type PlainCall } from '../../support/callDay.ts';
import { planned, withCost } from '../../support/dialerCost.ts';
import { DIALER_PASS, DIALER_USER } from '../../support/otherDialer.ts';
import { json, startVoxo, voxoSettings, windowsAsked, type PlainRecord } from '../../support/otherVoxo.ts';
import type { ScriptedServer } from '../../support/scriptedServer.ts';
import { scopesWithout, startViewedApi, viewer } from '../../support/viewers.ts';

interface Started {
  readonly api: Api;
  readonly voxo: ScriptedServer;
}

/** Noon in Chicago, so many minutes later. */
const minute = (minutes: number): Temporal.ZonedDateTime =>
  Temporal.ZonedDateTime.from(`${DAY}T12:00:00[America/Chicago]`).add({ minutes });

const at = (minutes: number): string =>
  minute(minutes).toPlainDateTime().toString({ smallestUnit: 'second' }).replace('T', ' ');

const call = (minutes: number, own: Partial<PlainCall> = {}): PlainCall =>
  plainCall('outbound', { at: at(minutes), contact: `31255501${String(minutes).padStart(2, '0')}`, ...own });

const record = (minutes: number, own: Partial<PlainRecord> = {}): PlainRecord => ({
  id: `r${minutes}`,
  at: minute(minutes).add({ seconds: 5 }).toInstant().toString(),
  to: `31255501${String(minutes).padStart(2, '0')}`,
  from: '7735550100',
  ...own,
});

async function start(
  calls: readonly PlainCall[],
  records: readonly PlainRecord[],
  settings: Settings = {},
): Promise<Started> {
  const voxo = await startVoxo({ records });
  const api = await callApiTo(await startCallDialer(calls), { ...voxoSettings(voxo), ...settings });
  return { api, voxo };
}

/** Calls whose disposition names them, and the carrier's records of most. */
const CALLS = [
  call(1, { disposition: 'Voicemail', agent: 'Agent.01', campaign: 'one' }),
  call(2, { disposition: 'Voicemail', agent: 'Agent.01', campaign: 'one' }),
  call(3, { disposition: 'Voicemail', agent: 'Agent.02', campaign: 'two' }),
  call(4, { disposition: 'Sale', agent: 'Agent.02', campaign: 'two' }),
  // The carrier has no record of these two.
  call(5, { disposition: 'Sale', campaign: 'three' }),
  call(6, { disposition: 'Voicemail', contact: null, campaign: 'three' }),
];
const RECORDS = [
  record(1, { disposition: 'ANSWERED', mos: 4.4 }),
  record(2, { disposition: 'NO ANSWER', mos: 0 }),
  record(3, { disposition: 'answered', mos: 3 }),
  record(4, { disposition: null, mos: null }),
];

const PERIOD = `period: { from: "${DAY}", to: "${DAY}" }`;

const foundBy = async (api: Api, filter: string, list = 'outboundCalls'): Promise<string[]> => {
  const answer = await api.data(
    `{ list: ${list}(${PERIOD}, filter: { ${filter} }) { totalCount nodes { campaignName startedAt carrierMatch { secondsApart } } } }`,
  );
  const text = JSON.stringify(answer);
  const minutes = [...text.matchAll(/T12:(\d\d):/g)].map(([, found]) => String(Number(found)));
  expect(text).toContain(`"totalCount":${minutes.length}`);
  return minutes.toSorted();
};

describe('CallFilter.carrier', () => {
  test.each([
    ['carrier: { dispositions: ["ANSWERED"] }', ['1', '3']],
    ['dispositions: ["Voicemail"], carrier: { dispositions: ["ANSWERED"] }', ['1', '3']],
    ['dispositions: ["Sale"], carrier: { dispositions: ["answered"] }', []],
    ['carrier: { matched: true }', ['1', '2', '3', '4']],
    ['carrier: { matched: false }', ['5', '6']],
    ['carrier: { matched: false, dispositions: ["ANSWERED"] }', []],
    ['carrier: { dispositions: ["ANSWERED", "no answer"] }', ['1', '2', '3']],
    ['carrier: { maxMeanOpinionScore: 4 }', ['3']],
    ['carrier: { maxMeanOpinionScore: 4.4, matched: true }', ['1', '3']],
    ['carrier: { dispositions: [] }', []],
    ['carrier: {}', ['1', '2', '3', '4', '5', '6']],
    ['carrier: { matched: null, dispositions: null }', ['1', '2', '3', '4', '5', '6']],
  ])('%s finds %j', async (filter, expected) => {
    const { api } = await start(CALLS, RECORDS);
    expect(await foundBy(api, filter)).toEqual(expected);
    expect(await foundBy(api, filter, 'calls')).toEqual(expected);
  });

  test('is one request for a day, which is planned, whatever stands below', async () => {
    const { api, voxo } = await start(CALLS, RECORDS);
    const query = `{ outboundCalls(${PERIOD}, filter: { carrier: { matched: true } }) {
      totalCount groups(by: [CAMPAIGN]) { count carrier { matched { value } } }
    } }`;
    const expected = { outbound_cdr: 1, 'call-reports': 1 };
    expect(await planned(api, query)).toEqual(expected);
    const { errors, extensions } = await withCost(api, 'actual', query);
    expect(errors).toEqual([]);
    expect(extensions?.dialer.calls).toEqual(expected);
    expect(windowsAsked(voxo)).toHaveLength(1);
  });

  test('without a condition, or where no call can match, costs nothing at the carrier', async () => {
    const { api, voxo } = await start(CALLS, RECORDS);
    const query = `{ a: outboundCalls(${PERIOD}, filter: { carrier: {} }) { totalCount }
      b: outboundCalls(${PERIOD}, filter: { dispositions: ["none"], carrier: { matched: false } }) { totalCount } }`;
    expect(await api.data(query)).toEqual({ a: { totalCount: 6 }, b: { totalCount: 0 } });
    expect(voxo.requests).toEqual([]);
    const none = `{ outboundCalls(${PERIOD}, filter: { carrier: { dispositions: [] } }) { totalCount } }`;
    expect(await api.data(none)).toEqual({ outboundCalls: { totalCount: 0 } });
    expect(api.dialer.counts()).toEqual({ outbound_cdr: 1 });
  });

  test('of many lists of the same days fetches their records once, and is planned so', async () => {
    const calls = CALLS.filter(({ contact }) => contact !== null).map((one) =>
      plainCall('agent', { ...one, kind: 'agent', agent: one.agent ?? 'Agent.03' }),
    );
    const { api, voxo } = await start(calls, RECORDS);
    const query = `{ agents(first: 3) { nodes { username calls(${PERIOD}, filter: { carrier: { matched: true } }) { totalCount } } } }`;
    expect(await planned(api, query)).toEqual({ goGetAllUsers: 1, agent_cdr: 1, 'call-reports': 1 });
    expect(await api.data(query)).toEqual({
      agents: {
        nodes: [
          { username: 'Agent.01', calls: { totalCount: 2 } },
          { username: 'Agent.02', calls: { totalCount: 2 } },
          { username: 'Agent.03', calls: { totalCount: 0 } },
        ],
      },
    });
    expect(windowsAsked(voxo)).toHaveLength(1);
  });

  test('asks for the days of a long period in windows, as planned', async () => {
    const days = ['2026-03-01', '2026-04-10', '2026-05-20'];
    const calls = days.map((day) => plainCall('outbound', { at: `${day} 12:00:00` }));
    const { api, voxo } = await start(calls, []);
    const query = `{ outboundCalls(period: { from: "2026-03-01", to: "2026-05-20" }, filter: { carrier: { matched: false } }) { totalCount } }`;
    expect((await planned(api, query))['call-reports']).toBe(3);
    expect(await api.data(query)).toEqual({ outboundCalls: { totalCount: 3 } });
    expect(windowsAsked(voxo)).toHaveLength(3);
  });

  test('a record that belongs to another call of the list is not of this one', async () => {
    const calls = [
      call(1, { disposition: 'Sale', contact: '3125550101' }),
      call(2, { disposition: 'Voicemail', contact: '3125550101' }),
    ];
    const { api } = await start(calls, [record(1)]);
    expect(await foundBy(api, 'carrier: { matched: true }')).toEqual(['1']);
    expect(await foundBy(api, 'dispositions: ["Voicemail"], carrier: { matched: true }')).toEqual([]);
  });

  test('fails with the carrier, and takes no other list along', async () => {
    const { api, voxo } = await start(CALLS, RECORDS);
    voxo.answer('call-reports', json({ message: 'down' }, 500));
    const { data, errors } = await api.query(
      `{ a: outboundCalls(${PERIOD}, filter: { carrier: { matched: false } }) { totalCount } b: outboundCalls(${PERIOD}) { totalCount } }`,
    );
    expect(data).toEqual({ a: null, b: { totalCount: 6 } });
    expect(errors.map(summary)).toMatchObject([{ path: 'a' }]);
  });

  test('is refused if there is no VOXO account, in lists and in groups', async () => {
    const api = await callApiTo(await startCallDialer(CALLS));
    const { data, errors } = await api.query(
      `{ a: outboundCalls(${PERIOD}, filter: { carrier: { matched: false } }) { totalCount }
         b: outboundCalls(${PERIOD}) { totalCount groups(by: [], filter: { carrier: { matched: true } }) { count } all: groups(by: []) { count carrier { matched { value } } } } }`,
    );
    expect(data).toEqual({
      a: null,
      b: { totalCount: 6, groups: null, all: [{ count: 6, carrier: null }] },
    });
    for (const { extensions } of errors)
      expect(extensions).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'carrier' });
  });
});

describe('groups', () => {
  const SHARE = '{ numerator denominator }';
  const CARRIER = `carrier { matched ${SHARE} answered ${SHARE} averageMeanOpinionScore }`;

  test('tell what the carrier knows of their calls', async () => {
    const { api, voxo } = await start(CALLS, RECORDS);
    const query = `{ outboundCalls(${PERIOD}) { groups(by: [CAMPAIGN]) { keys ${CARRIER} } } }`;
    expect(await planned(api, query)).toEqual({ outbound_cdr: 1, 'call-reports': 1 });
    expect(await api.data(query)).toEqual({
      outboundCalls: {
        groups: [
          {
            keys: ['one'],
            carrier: {
              matched: { numerator: 2, denominator: 2 },
              answered: { numerator: 1, denominator: 2 },
              averageMeanOpinionScore: 4.4,
            },
          },
          {
            keys: ['three'],
            carrier: {
              matched: { numerator: 0, denominator: 2 },
              answered: { numerator: 0, denominator: 0 },
              averageMeanOpinionScore: null,
            },
          },
          {
            keys: ['two'],
            carrier: {
              matched: { numerator: 2, denominator: 2 },
              // One record has no disposition.
              answered: { numerator: 1, denominator: 1 },
              averageMeanOpinionScore: 3,
            },
          },
        ],
      },
    });
    expect(windowsAsked(voxo)).toHaveLength(1);
  });

  test('narrowed by the carrier, too', async () => {
    const { api } = await start(CALLS, RECORDS);
    expect(
      await api.data(
        `{ outboundCalls(${PERIOD}) { totalCount groups(by: [AGENT], filter: { dispositions: ["Voicemail"], carrier: { dispositions: ["ANSWERED"] } }) { keys count ${CARRIER} } } }`,
      ),
    ).toMatchObject({
      outboundCalls: {
        totalCount: 6,
        groups: [
          { keys: ['Agent.01'], count: 1, carrier: { matched: { numerator: 1, denominator: 1 } } },
          { keys: ['Agent.02'], count: 1, carrier: { averageMeanOpinionScore: 3 } },
        ],
      },
    });
  });

  test('are null where a window of the carrier fails, and there alone', async () => {
    const days = ['2026-03-01', '2026-04-20'];
    const calls = days.map((day) => plainCall('outbound', { at: `${day} 12:00:00` }));
    const { api, voxo } = await start(calls, []);
    voxo.answer('call-reports', (_, { query }) =>
      (query.get('start') ?? '') > '2026-03-20' ? json({ message: 'down' }, 500) : json([]),
    );
    const { data, errors } = await api.query(
      `{ outboundCalls(period: { from: "2026-03-01", to: "2026-04-20" }) { groups(by: [DAY]) { keys count ${CARRIER} } } }`,
    );
    expect(data).toMatchObject({
      outboundCalls: {
        groups: [
          { keys: ['2026-03-01'], count: 1, carrier: { matched: { numerator: 0, denominator: 1 } } },
          { keys: ['2026-04-20'], count: 1, carrier: null },
        ],
      },
    });
    expect(errors.map(summary)).toMatchObject([{ path: 'outboundCalls.groups.1.carrier' }]);
  });
});

test('a viewer limited to portfolios may neither filter nor count by the carrier, and nothing is asked', async () => {
  const voxo = await startVoxo({ records: RECORDS });
  const dialer = await startCallDialer(CALLS);
  const api = await startViewedApi(
    { url: dialer.url, user: DIALER_USER, pass: DIALER_PASS },
    { DIALER_TIMEZONE: 'America/Chicago', ...voxoSettings(voxo) },
  );
  onTestFinished(() => expect(voxo.requests).toEqual([]));
  const { data, errors } = await api.as(viewer(scopesWithout(), ['NRD'])).query(
    `{ a: outboundCalls(${PERIOD}, filter: { carrier: { matched: true } }) { totalCount }
       b: outboundCalls(${PERIOD}) { groups(by: [], filter: { carrier: { matched: true } }) { count } }
       c: outboundCalls(${PERIOD}) { groups(by: []) { carrier { matched { value } } } } }`,
  );
  expect(data).toEqual({ a: null, b: { groups: null }, c: { groups: [] } });
  expect(errors.map(summary)).toMatchObject([{ code: 'FORBIDDEN' }, { code: 'FORBIDDEN' }]);
});

test('a subscription cannot be narrowed by it', async () => {
  const { api } = await start(CALLS, RECORDS);
  const { errors } = await api.query(
    'subscription { callCompleted(filter: { carrier: { matched: true } }) { id } }',
  );
  expect(errors[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'carrier' });
});
