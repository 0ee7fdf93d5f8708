import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { summary, type Api, type Settings } from '../../support/api.ts';
import { callApiTo, DAY, plainCall, startCallDialer, ZONE, type PlainCall } from '../../support/callDay.ts';
import { planned, withCost } from '../../support/dialerCost.ts';
import { success } from '../../support/otherDialer.ts';
import {
  json,
  recordRow,
  startVoxo,
  voxoSettings,
  windowsAsked,
  type PlainRecord,
} from '../../support/otherVoxo.ts';
import type { ScriptedServer } from '../../support/scriptedServer.ts';

const NUMBER = '3125550101';

interface Started {
  readonly api: Api;
  readonly voxo: ScriptedServer;
}

/** The server in front of a dialer with these calls, and a VOXO with these records, whose clock stands in New York. */
async function start(
  calls: readonly PlainCall[],
  records: readonly PlainRecord[],
  settings: Settings = {},
): Promise<Started> {
  const voxo = await startVoxo({ records, ...(settings['VOXO_TENANT_ID'] === '' ? { account: {} } : {}) });
  const api = await callApiTo(await startCallDialer(calls), {
    VOXO_TIMEZONE: 'America/New_York',
    ...voxoSettings(voxo),
    ...settings,
  });
  return { api, voxo };
}

/** Noon on the dialer's clock, and a number of seconds later. */
const local = (seconds = 0): string =>
  Temporal.PlainDateTime.from(`${DAY}T12:00:00`)
    .add({ seconds })
    .toString({ smallestUnit: 'second' })
    .replace('T', ' ');
const instant = (seconds = 0): string =>
  Temporal.PlainDateTime.from(`${DAY}T12:00:00`)
    .toZonedDateTime(ZONE)
    .toInstant()
    .add({ seconds })
    .toString();

const call = (seconds: number, own: Partial<PlainCall> = {}): PlainCall =>
  plainCall('outbound', { at: local(seconds), contact: NUMBER, ...own });
const record = (id: string, seconds: number, own: Partial<PlainRecord> = {}): PlainRecord => ({
  id,
  at: instant(seconds),
  to: NUMBER,
  from: '7735550100',
  ...own,
});

const inbound = (seconds: number, own: Partial<PlainCall> = {}): PlainCall =>
  plainCall('inbound', { at: local(seconds), contact: NUMBER, ...own });
const incoming = (id: string, seconds: number, own: Partial<PlainRecord> = {}): PlainRecord =>
  record(id, seconds, { direction: 'IN', from: NUMBER, to: '7735550100', ...own });

const match = z
  .object({
    confidence: z.number().gt(0).max(1),
    secondsApart: z.int().min(0).max(120),
    carrierCall: z.object({ id: z.string() }),
  })
  .nullable();
const list = z.object({ list: z.object({ nodes: z.array(z.object({ carrierMatch: match })) }) });

const MATCH = 'carrierMatch { confidence secondsApart carrierCall { id } }';
const PERIOD = `period: { from: "${DAY}", to: "${DAY}" }, orderBy: { direction: ASC }`;

/** The matches of a list, oldest call first. */
const matchesOf = async (api: Api, field = 'outboundCalls', more = 'first: 1000') => {
  const found = await api.read(list, `{ list: ${field}(${PERIOD}, ${more}) { nodes { ${MATCH} } } }`);
  return found.list.nodes.map(({ carrierMatch }) => carrierMatch);
};

/** As `id secondsApart`, or null. */
const told = async (api: Api, field?: string, more?: string): Promise<(string | null)[]> =>
  (await matchesOf(api, field, more)).map(
    (found) => found && `${found.carrierCall.id} ${found.secondsApart}`,
  );

describe('a record is of a call', () => {
  test.each<[string, number, string | null]>([
    ['at the same second', 0, 'r 0'],
    ['90 seconds earlier', -90, 'r 90'],
    ['120 seconds earlier', -120, 'r 120'],
    ['120 seconds later', 120, 'r 120'],
    ['121 seconds earlier', -121, null],
    ['121 seconds later', 121, null],
  ])('%s', async (_, seconds, expected) => {
    const { api } = await start([call(0)], [record('r', seconds)]);
    expect(await told(api)).toEqual([expected]);
  });

  test.each([
    ['3125550101', '3125550101'],
    ['3125550101', '13125550101'],
    ['3125550101', '+1 (312) 555-0101'],
    ['1-312-555-0101', '3125550101'],
    ['(312) 555 0101', '+13125550101'],
    ['+44 20 7946 0958', '011442079460958'],
    ['2047', '2047'],
  ])('whose numbers are one: %s and %s', async (contact, to) => {
    const { api } = await start([call(0, { contact })], [record('r', 5, { to })]);
    expect(await told(api)).toEqual(['r 5']);
  });

  test.each([
    ['3125550101', '3125550102'],
    ['3125550101', '3135550101'],
    ['3125550101', '+44 312 555 0101'],
    [null, ''],
    ['', null],
    ['anonymous', 'anonymous'],
  ])('and not where they are two, or none: %j and %j', async (contact, to) => {
    const { api } = await start([call(0, { contact })], [record('r', 5, { to })]);
    expect(await told(api)).toEqual([null]);
  });

  test('and a call of a time that cannot be takes no other’s match along', async () => {
    const { api } = await start([], [record('r', 5)]);
    const times = ['9999-12-31 12:00:00', local(0), '0001-01-01 00:00:00'];
    api.dialer.answer(
      'outbound_cdr',
      success({ rows: times.map((call_date) => ({ call_date, dst: NUMBER, portfolio: 'NRD' })) }),
    );
    const { outboundCalls } = await api.data(
      `{ outboundCalls(orderBy: { direction: ASC }) { nodes { carrierMatch { secondsApart } } } }`,
    );
    expect(outboundCalls).toEqual({
      nodes: [{ carrierMatch: null }, { carrierMatch: { secondsApart: 5 } }, { carrierMatch: null }],
    });
  });

  test('is shown whole, with the carrier’s own time', async () => {
    const { api } = await start([call(0)], [record('r', 7, { disposition: 'ANSWERED', mos: 4.1 })]);
    const { outboundCalls } = await api.data(
      `{ outboundCalls(${PERIOD}) { nodes { startedAt carrierMatch { secondsApart confidence carrierCall { startedAt direction disposition dialedNumber quality { meanOpinionScore } } } } } }`,
    );
    expect(outboundCalls).toEqual({
      nodes: [
        {
          startedAt: '2026-05-12T12:00:00-05:00',
          carrierMatch: {
            secondsApart: 7,
            confidence: 1 - 7 / 240,
            carrierCall: {
              startedAt: '2026-05-12T13:00:07-04:00',
              direction: 'OUTBOUND',
              disposition: 'ANSWERED',
              dialedNumber: NUMBER,
              quality: { meanOpinionScore: 4.1 },
            },
          },
        },
      ],
    });
  });
});

describe('one is of one at most', () => {
  test('a record of two calls goes to the nearer', async () => {
    const { api } = await start([call(0), call(60)], [record('r', 50)]);
    expect(await told(api)).toEqual([null, 'r 10']);
  });

  test('of two records the call takes the nearer', async () => {
    const { api } = await start([call(0)], [record('far', -40), record('near', 30)]);
    expect(await told(api)).toEqual(['near 30']);
  });

  test('of equally near ones the earlier, always', async () => {
    const { api } = await start([call(0)], [record('later', 30), record('earlier', -30)]);
    expect(await told(api)).toEqual(['earlier 30']);
    const { api: other } = await start([call(0), call(60)], [record('r', 30)]);
    expect(await told(other)).toEqual(['r 30', null]);
  });

  test('a chain of redials is told apart as a whole: a clock that is 40 seconds late does not shift it', async () => {
    const redials = [0, 60, 120, 180, 240];
    const { api } = await start(
      redials.map((at) => call(at)),
      redials.map((at) => record(`r${at}`, at + 40)),
    );
    expect(await told(api)).toEqual(redials.map((at) => `r${at} 40`));
  });

  test('where all together are nearer, a call does without its nearest', async () => {
    const { api } = await start([call(0), call(100)], [record('a', -50), record('b', 40)]);
    // Alone, the first call would take b, 40 seconds away, and the second would have none.
    expect(await told(api)).toEqual(['a 50', 'b 60']);
  });

  test('true twins have a record each', async () => {
    const { api } = await start([call(0), call(0)], [record('a', 3), record('b', 4)]);
    expect(new Set(await told(api))).toEqual(new Set(['a 3', 'b 4']));
  });

  test('a record that VOXO gives twice is one', async () => {
    const { api } = await start([call(0), call(10)], [record('a', 3), record('a', 3)]);
    expect(await told(api)).toEqual(['a 3', null]);
  });
});

/** How sure the first call's match is; 0 where there is none. */
const confidenceOf = async (
  calls: readonly PlainCall[],
  records: readonly PlainRecord[],
): Promise<number> => {
  const { api } = await start(calls, records);
  return (await matchesOf(api))[0]?.confidence ?? 0;
};

describe('how sure it is', () => {
  test('falls with the seconds, and with the nearness of another', async () => {
    const alone = await confidenceOf([call(0)], [record('r', 0)]);
    const late = await confidenceOf([call(0)], [record('r', 60)]);
    const last = await confidenceOf([call(0)], [record('r', 120)]);
    expect([alone, late, last]).toEqual([1, 0.75, 0.5]);
    const besideFar = await confidenceOf([call(0)], [record('r', 0), record('other', 100)]);
    const besideNear = await confidenceOf([call(0)], [record('r', 0), record('other', 10)]);
    const besideCall = await confidenceOf([call(0), call(10)], [record('r', 0)]);
    const besideTwin = await confidenceOf([call(0)], [record('r', 0), record('other', 0)]);
    expect(besideFar).toBeLessThan(alone);
    expect(besideNear).toBeLessThan(besideFar);
    expect(besideCall).toBe(besideNear);
    expect(besideTwin).toBeCloseTo(2 / 3, 10);
  });
});

describe('directions agree', () => {
  test('an inbound call is found by its caller', async () => {
    const { api } = await start([inbound(0)], [incoming('r', 5)]);
    expect(await told(api, 'inboundCalls')).toEqual(['r 5']);
  });

  test('a record of the other direction is another call’s, however near', async () => {
    const { api } = await start([call(0)], [record('r', 0, { direction: 'IN', from: NUMBER, to: NUMBER })]);
    expect(await told(api)).toEqual([null]);
    const { api: other } = await start([inbound(0)], [incoming('r', 0, { direction: 'OUT', to: NUMBER })]);
    expect(await told(other, 'inboundCalls')).toEqual([null]);
  });

  test('a call back at once is not the call itself, in the list of both either', async () => {
    const { api } = await start([call(0), inbound(20)], [incoming('in', 0), record('out', 20)]);
    expect(await told(api, 'calls')).toEqual(['out 20', 'in 20']);
  });

  test('a record of no direction is of a call to the number it called, or from its caller’s', async () => {
    const noDirection = [record('r', 5, { direction: null, from: NUMBER, to: '7735550100' })];
    const to = [record('r', 5, { direction: 'INTERNAL', from: '7735550100', to: NUMBER })];
    expect(await told((await start([call(0)], to)).api)).toEqual(['r 5']);
    expect(await told((await start([call(0)], noDirection)).api)).toEqual([null]);
    expect(await told((await start([inbound(0)], noDirection)).api, 'inboundCalls')).toEqual(['r 5']);
    expect(await told((await start([inbound(0)], to)).api, 'inboundCalls')).toEqual([null]);
  });

  test('and takes no other call’s record away', async () => {
    const records = [incoming('in', 0), record('out', 20), record('other', 110, { direction: 'INTERNAL' })];
    const { api } = await start([call(0), inbound(20)], records);
    expect(await told(api, 'calls')).toEqual(['in 20', 'out 20'].toReversed());
  });

  test.each(['0', '0000000000', '', 'anonymous'])('a withheld number, %j, is nobody’s', async (number) => {
    const { api } = await start([inbound(0, { contact: number })], [incoming('r', 5, { from: number })]);
    expect(await told(api, 'inboundCalls')).toEqual([null]);
  });

  test('an agent’s call is told by its answer, where that is nearer than its start', async () => {
    // 150 seconds after it began to ring, and two after the carrier saw it answered.
    const rung = record('r', -150, { wire: { duration: 208, afterAnswerDuration: 60 } });
    const { api } = await start([plainCall('agent', { at: local(0), contact: NUMBER })], [rung]);
    expect(await told(api, 'agentCalls')).toEqual(['r 2']);
    const { api: outbound } = await start([call(0)], [rung]);
    expect(await told(outbound)).toEqual([null]);
  });

  test('but of one alone, where both its numbers have been called', async () => {
    const other = '3125550199';
    const { api } = await start(
      [call(0, { contact: other }), call(1)],
      [record('r', 0, { direction: 'SOMEHOW', from: other, to: NUMBER })],
    );
    expect(await told(api)).toEqual([null, 'r 1']);
  });

  test.each([
    ['INBOUND', 'in 1'],
    ['MANUAL', 'out 2'],
    ['DIALER', 'out 2'],
    ['UNKNOWN', 'in 1'],
  ])('an agent’s call goes by its type: %s', async (typeText, expected) => {
    const { api } = await start(
      [plainCall('agent', { at: local(0), contact: NUMBER, typeText })],
      [record('out', 2), incoming('in', 1)],
    );
    expect(await told(api, 'agentCalls')).toEqual([expected]);
  });
});

describe('whatever the page', () => {
  const redials = [0, 50, 100, 150, 200, 250, 300];
  const calls = redials.map((at) => call(at, { disposition: at === 100 ? 'Voicemail' : 'Sale' }));
  const records = redials.slice(1).map((at) => record(`r${at}`, at - 45));

  test('a call has the same record', async () => {
    const { api } = await start(calls, records);
    const all = await told(api);
    expect(all.filter((found) => found !== null)).toHaveLength(6);
    const paged: (string | null)[] = [];
    let after = '';
    for (const _ of redials) {
      const found = await api.read(
        z.object({ list: z.object({ edges: z.array(z.object({ cursor: z.string() })) }) }),
        `{ list: outboundCalls(${PERIOD}, first: 1${after}) { edges { cursor } } }`,
      );
      paged.push(...(await told(api, 'outboundCalls', `first: 1${after}`)));
      after = `, after: "${found.list.edges[0]?.cursor}"`;
    }
    expect(paged).toEqual(all);
    expect(await told(api, 'outboundCalls', 'first: 9, filter: { dispositions: ["Voicemail"] }')).toEqual([
      all[2],
    ]);
    expect(await told(api, 'calls')).toEqual(all);
  });
});

describe('zones', () => {
  test.each([
    ['Asia/Tokyo', 'Europe/Dublin'],
    ['UTC', 'Asia/Kolkata'],
    ['America/Chicago', 'America/Chicago'],
  ])('of the dialer and of VOXO are both applied: %s, %s', async (dialerZone, voxoZone) => {
    const at = Temporal.PlainDateTime.from(`${DAY}T12:00:00`).toZonedDateTime(dialerZone).toInstant();
    const { api } = await start(
      [call(0)],
      [
        { id: 'r', at: at.add({ seconds: 30 }).toString(), to: NUMBER },
        { id: 'an hour later', at: at.add({ seconds: 3600 }).toString(), to: NUMBER },
      ],
      { DIALER_TIMEZONE: dialerZone, VOXO_TIMEZONE: voxoZone },
    );
    expect(await told(api)).toEqual(['r 30']);
  });
});

describe('what it costs', () => {
  const day = Array.from({ length: 400 }, (_, index) =>
    call(600 + index * 61, { contact: `312555${1000 + index}` }),
  );
  const heard = day.map((one, index) => record(`r${index}`, 603 + index * 61, { to: one.contact }));

  test('a page of a hundred calls is one request, and is planned as one', async () => {
    const { api, voxo } = await start(day, heard);
    const query = `{ outboundCalls(first: 100) { nodes { ${MATCH} } } }`;
    expect(await planned(api, query)).toEqual({ outbound_cdr: 1, 'call-reports': 1 });
    const { data, errors, extensions } = await withCost(api, 'actual', query);
    expect(errors).toEqual([]);
    expect(extensions?.dialer.calls).toEqual({ outbound_cdr: 1, 'call-reports': 1 });
    expect(JSON.stringify(data).match(/"secondsApart":3/g)).toHaveLength(100);
    expect(windowsAsked(voxo)).toHaveLength(1);
  });

  test('so is one of each kind of list, of lists side by side, and of many agents’ calls', async () => {
    const { api, voxo } = await start(
      [
        ...day,
        ...day
          .slice(0, 100)
          .map((one, index) => ({ ...one, kind: 'agent' as const, agent: `Agent.0${1 + (index % 9)}` })),
      ],
      heard,
    );
    const query = `{
      calls(first: 20) { edges { node { ${MATCH} } } }
      outboundCalls(first: 20) { nodes { ${MATCH} } }
      again: outboundCalls(last: 20) { nodes { ${MATCH} } }
      agents(first: 9) { nodes { calls(first: 20) { nodes { ${MATCH} } } } }
    }`;
    const { errors, extensions } = await withCost(api, 'actual', query);
    expect(errors).toEqual([]);
    const { plan, calls } = extensions?.dialer ?? {};
    expect(calls?.['call-reports']).toBeLessThanOrEqual(plan?.calls['call-reports'] ?? 0);
    // What a batch has asked for is there for those that come after it.
    expect(windowsAsked(voxo)).toHaveLength(1);
  });

  test('an empty page costs nothing, nor do calls without a number', async () => {
    const { api, voxo } = await start([call(0, { contact: null })], [record('r', 0)]);
    expect(await told(api)).toEqual([null]);
    expect(await told(api, 'outboundCalls', 'first: 0')).toEqual([]);
    expect(voxo.requests).toEqual([]);
  });

  test('pages beside each other share their answer, since windows begin and end at whole hours', async () => {
    const { api, voxo } = await start(day.slice(0, 40), heard);
    await told(api, 'outboundCalls', 'first: 20');
    await told(api, 'outboundCalls', 'last: 20');
    expect(windowsAsked(voxo)).toHaveLength(1);
  });

  test('days without calls are not asked for, and windows are as few as can be', async () => {
    const days = ['2026-02-01', '2026-02-20', '2026-04-15'];
    const { api, voxo } = await start(
      days.map((on) => call(0, { at: `${on} 12:00:00` })),
      [],
    );
    const period = 'period: { from: "2026-02-01", to: "2026-04-30" }';
    const query = `{ outboundCalls(${period}) { nodes { ${MATCH} } } }`;
    expect((await planned(api, query))['call-reports']).toBe(3);
    await api.data(query);
    expect(windowsAsked(voxo)).toEqual([
      '2026-02-01 12:00:00 to 2026-02-20 14:00:00',
      '2026-04-15 12:00:00 to 2026-04-15 14:00:00',
    ]);
  });

  test('of a partner’s account it is 24 hours a request', async () => {
    const { api, voxo } = await start(
      [0, 30, 60, 90].map((hours) => call(hours * 3600 - 172_800)),
      [0, 30, 60, 90].map((hours) => record(`r${hours}`, hours * 3600 - 172_800)),
      { VOXO_TENANT_ID: '' },
    );
    const query =
      '{ outboundCalls(period: { from: "2026-05-10", to: "2026-05-16" }) { nodes { carrierMatch { secondsApart } } } }';
    expect((await planned(api, query))['call-reports']).toBe(8);
    expect(await api.data(query)).toEqual({
      outboundCalls: { nodes: Array.from({ length: 4 }, () => ({ carrierMatch: { secondsApart: 0 } })) },
    });
    expect(windowsAsked(voxo)).toHaveLength(4);
  });
});

describe('a VOXO in trouble', () => {
  test('fails the matches alone', async () => {
    const { api, voxo } = await start([call(0), call(500)], []);
    voxo.answer('call-reports', json({}, 401));
    const { data, errors } = await api.query(
      `{ outboundCalls(${PERIOD}) { nodes { contactNumber carrierMatch { secondsApart } } } }`,
    );
    const node = { contactNumber: NUMBER, carrierMatch: null };
    expect(data).toEqual({ outboundCalls: { nodes: [node, node] } });
    expect(errors.map(summary)).toEqual(
      [0, 1].map((index) => ({
        path: `outboundCalls.nodes.${index}.carrierMatch`,
        code: 'VOXO_UNAUTHORIZED',
        action: 'call-reports',
        retryable: false,
        retryAfterSeconds: 30,
      })),
    );
    expect(voxo.requests).toHaveLength(1);
  });

  test('of whose windows one fails, its calls’ matches fail, and the others are there', async () => {
    const early = call(0, { at: '2026-03-01 12:00:00' });
    const { api, voxo } = await start([early, call(0), call(3600)], []);
    const zone = 'America/New_York';
    voxo.answer('call-reports', (_, { query }) =>
      query.get('start')?.startsWith('2026-03')
        ? json({}, 400)
        : json([recordRow(record('a', 1), zone), recordRow(record('b', 3602), zone)]),
    );
    const { data, errors } = await api.query(
      '{ outboundCalls(period: { from: "2026-03-01", to: "2026-05-12" }, orderBy: { direction: ASC }) { nodes { carrierMatch { secondsApart } } } }',
    );
    expect(data).toEqual({
      outboundCalls: {
        nodes: [
          { carrierMatch: null },
          { carrierMatch: { secondsApart: 1 } },
          { carrierMatch: { secondsApart: 2 } },
        ],
      },
    });
    expect(errors.map(summary)).toMatchObject([
      { path: 'outboundCalls.nodes.0.carrierMatch', code: 'VOXO_REFUSED' },
    ]);
    expect(windowsAsked(voxo)).toHaveLength(2);
  });

  test('and no account is no match', async () => {
    const api = await callApiTo(await startCallDialer([call(0)]));
    expect(await told(api)).toEqual([null]);
  });
});
