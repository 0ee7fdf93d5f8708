/** Groups of calls whose answers are known: figures, order, filter, objects, and who may see them. */
import { describe, expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { summary } from '../../support/api.ts';
import { DAY, dayPeriod, plainCall, startCallApi, type PlainCall } from '../../support/callDay.ts';
import { planned } from '../../support/dialerCost.ts';
import { gapsOf } from '../../support/gaps.ts';
import { DIALER_PASS, DIALER_USER, success } from '../../support/otherDialer.ts';
import { DAYS, startPortfolioDialer, ZONE } from '../../support/portfolioWorld.ts';
import { scopesWithout, startViewedApi, viewer } from '../../support/viewers.ts';

const PERIOD = `period: { from: "${DAY}", to: "${DAY}" }`;

const inbound = (own: Partial<PlainCall>): PlainCall =>
  plainCall('inbound', { uniqueId: null, agent: null, queueSeconds: 10, ...own });

/** Ten inbound calls of a queue. */
const QUEUE: readonly PlainCall[] = [
  inbound({ agent: 'Agent.01', queueSeconds: 20 }),
  inbound({ agent: 'Agent.01', queueSeconds: 21 }),
  inbound({ agent: 'Agent.02', queueSeconds: null }),
  inbound({ agent: 'VDCL', reason: 'ABANDON', reasonText: 'ABANDON', queueSeconds: 5 }),
  inbound({ reason: 'CALLER', reasonText: 'CALLER', queueSeconds: 20 }),
  inbound({ reason: 'NONE', reasonText: 'NONE', queueSeconds: 90 }),
  inbound({ reason: 'QUEUE_TIMEOUT', reasonText: 'QUEUETIMEOUT', queueSeconds: 15 }),
  inbound({ queueSeconds: 3 }),
  // An agent took it, and the caller ended it.
  inbound({ agent: 'Agent.02', reason: 'CALLER', reasonText: 'CALLER', queueSeconds: 0 }),
  inbound({ reason: 'ABANDON', reasonText: 'ABANDON', queueSeconds: null }),
];

const share = (numerator: number, denominator: number): object => ({
  value: denominator === 0 ? null : numerator / denominator,
  numerator,
  denominator,
});
const SHARE = '{ value numerator denominator }';

describe('shares', () => {
  const FIELDS = `handled ${SHARE} abandoned ${SHARE} serviceLevel ${SHARE}
    zero: serviceLevel(withinSeconds: 0) ${SHARE} all: serviceLevel(shortAbandons: true) ${SHARE}
    long: serviceLevel(withinSeconds: 21, shortAbandons: false) ${SHARE}`;

  test('of inbound calls', async () => {
    const api = await startCallApi(QUEUE);
    expect(await api.data(`{ inboundCalls(${PERIOD}) { groups(by: []) { count ${FIELDS} } } }`)).toEqual({
      inboundCalls: {
        groups: [
          {
            count: 10,
            handled: share(4, 10),
            // Those of no agent that ABANDON, CALLER or NONE ended.
            abandoned: share(4, 10),
            // Eight waits are known; two were abandoned within 20 seconds.
            serviceLevel: share(2, 6),
            zero: share(1, 8),
            all: share(2, 8),
            long: share(3, 6),
          },
        ],
      },
    });
  });

  test('of calls without inbound ones have no value', async () => {
    const api = await startCallApi([plainCall('outbound', { agent: 'Agent.01', queueSeconds: 4 })]);
    expect(await api.data(`{ outboundCalls(${PERIOD}) { groups(by: []) { ${FIELDS} } } }`)).toEqual({
      outboundCalls: {
        groups: [
          {
            handled: share(1, 1),
            abandoned: share(0, 0),
            serviceLevel: share(0, 0),
            zero: share(0, 0),
            all: share(0, 0),
            long: share(0, 0),
          },
        ],
      },
    });
  });

  test('by disposition, in any case, and of none', async () => {
    const api = await startCallApi(
      ['Sale', 'SALE', 'Denied', null].map((disposition) => plainCall('outbound', { disposition })),
    );
    expect(
      await api.data(
        `query ($some: [String!]!) { outboundCalls(${PERIOD}) { groups(by: []) {
          sales: withDisposition(dispositions: ["sale"]) ${SHARE} some: withDisposition(dispositions: $some) ${SHARE}
          none: withDisposition(dispositions: []) ${SHARE}
        } } }`,
        { some: ['denied', 'SALE', 'other'] },
      ),
    ).toEqual({
      outboundCalls: { groups: [{ sales: share(2, 4), some: share(3, 4), none: share(0, 4) }] },
    });
  });

  test('a negative time is refused before the dialer is called', async () => {
    const api = await startCallApi(QUEUE);
    const { errors } = await api.query(
      `{ inboundCalls(${PERIOD}) { groups(by: []) { serviceLevel(withinSeconds: -1) { value } } } }`,
    );
    expect(errors[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'withinSeconds' });
    expect(api.dialer.counts()).toEqual({});
  });
});

test('contacts are counted once, in whichever spelling, and withheld ones not at all', async () => {
  const numbers = ['3125550101', '+1 (312) 555-0101', '13125550102', null, '0', 'anonymous'];
  const api = await startCallApi(numbers.map((contact) => inbound({ contact })));
  expect(
    await api.data(
      `{ inboundCalls(${PERIOD}) { groups(by: []) { distinctContacts } numbers: groups(by: [CONTACT_NUMBER]) { keys count distinctContacts } } }`,
    ),
  ).toEqual({
    inboundCalls: {
      groups: [{ distinctContacts: 2 }],
      numbers: [
        { keys: [null], count: 3, distinctContacts: 0 },
        { keys: ['3125550101'], count: 2, distinctContacts: 1 },
        { keys: ['13125550102'], count: 1, distinctContacts: 1 },
      ],
    },
  });
});

test('a trunk is that of its channels', async () => {
  const channels = ['SIP/ONE-0000a0f1', 'sip/one-0000a0f2', 'SIP/TWO-0000a0f3', 'odd', null];
  const api = await startCallApi(channels.map((carrier) => inbound({ carrier })));
  expect(await api.data(`{ inboundCalls(${PERIOD}) { groups(by: [TRUNK]) { keys count } } }`)).toEqual({
    inboundCalls: {
      groups: [
        { keys: [null], count: 2 },
        { keys: ['SIP/ONE'], count: 2 },
        { keys: ['SIP/TWO'], count: 1 },
      ],
    },
  });
});

describe('the objects that keys name', () => {
  const calls = [
    plainCall('outbound', { agent: 'AGENT.01', campaign: 'RENEWALS', portfolio: 'NRD' }),
    plainCall('outbound', { agent: 'nobody', campaign: 'Twins', portfolio: 'gone' }),
    plainCall('outbound', {}),
  ];
  const FIELDS = 'keys agent { username name } campaign { campaignId } portfolio { code name }';

  test('are led to, and are null without a key or a dimension', async () => {
    const api = await startCallApi(calls);
    const { outboundCalls } = await api.data(
      `{ outboundCalls(${PERIOD}) { all: groups(by: [PORTFOLIO, AGENT, CAMPAIGN], orderBy: { field: KEYS }) { ${FIELDS} } none: groups(by: []) { ${FIELDS} } } }`,
    );
    expect(outboundCalls).toEqual({
      all: [
        {
          keys: ['NRD', 'AGENT.01', 'RENEWALS'],
          agent: { username: 'AGENT.01', name: 'Name of Agent.01' },
          campaign: { campaignId: '101' },
          portfolio: { code: 'NRD', name: 'Name of NRD' },
        },
        {
          keys: ['gone', 'nobody', 'Twins'],
          agent: { username: 'nobody', name: null },
          campaign: null,
          portfolio: { code: 'gone', name: null },
        },
        { keys: [null, null, null], agent: null, campaign: null, portfolio: null },
      ],
      none: [{ keys: [], agent: null, campaign: null, portfolio: null }],
    });
  });

  test('cost one list for all groups, which is planned, and none if it is remembered', async () => {
    const api = await startCallApi(calls);
    const query = `{ outboundCalls(${PERIOD}) { groups(by: [CAMPAIGN]) { campaign { name active } } } }`;
    expect(await planned(api, query)).toEqual({ outbound_cdr: 1, goGetAllCampaigns: 1 });
    await api.data(query);
    expect(api.dialer.counts()).toEqual({ outbound_cdr: 1, goGetAllCampaigns: 1 });
    await api.data(query);
    expect(api.dialer.counts()).toEqual({ outbound_cdr: 1, goGetAllCampaigns: 1 });
  });
});

const groupList = z.object({ groups: z.array(z.object({ keys: z.array(z.string()), count: z.int() })) });

/** A call of the day. */
const at = (time: string, own: Partial<PlainCall> = {}): PlainCall =>
  plainCall('inbound', { at: `${DAY} ${time}`, uniqueId: null, ...own });

describe('order', () => {
  const calls = [
    at('09:10:00', { campaign: 'b', agent: 'Agent.01', seconds: 100, queueSeconds: 1 }),
    at('09:20:00', { campaign: 'a', agent: 'Agent.01', seconds: 10 }),
    at('09:40:00', { campaign: 'b', seconds: 10, queueSeconds: 2 }),
    at('08:00:00', { campaign: 'c', queueSeconds: 40 }),
    at('08:59:59', { campaign: 'A', agent: 'vdad', seconds: 20 }),
    at('10:00:00'),
  ];
  const ordered = async (args: string): Promise<unknown[]> => {
    const api = await startCallApi(calls);
    const { list } = await api.data(`{ list: inboundCalls(${PERIOD}) { groups(${args}) { keys } } }`);
    return JSON.parse(JSON.stringify(list)).groups.map(({ keys }: { keys: unknown[] }) => keys.join(' '));
  };

  test.each([
    // The largest first, and equal ones by their keys.
    ['by: [CAMPAIGN]', ['a', 'b', '', 'c']],
    ['by: [CAMPAIGN], orderBy: { field: COUNT, direction: ASC }', ['', 'c', 'a', 'b']],
    ['by: [CAMPAIGN], orderBy: { field: KEYS, direction: ASC }', ['a', 'b', 'c', '']],
    ['by: [CAMPAIGN], orderBy: { field: KEYS }', ['c', 'b', 'a', '']],
    ['by: [CAMPAIGN], orderBy: { field: TOTAL_DURATION }', ['b', 'a', '', 'c']],
    ['by: [CAMPAIGN], orderBy: { field: AVERAGE_DURATION, direction: ASC }', ['a', 'b', '', 'c']],
    ['by: [CAMPAIGN], orderBy: { field: AVERAGE_QUEUE_TIME }', ['c', 'b', 'a', '']],
    ['by: [CAMPAIGN], orderBy: { field: AVERAGE_QUEUE_TIME, direction: ASC }', ['b', 'c', 'a', '']],
    ['by: [CAMPAIGN], orderBy: { field: HANDLED }', ['a', 'b', '', 'c']],
    ['by: [CAMPAIGN], minCount: 2', ['a', 'b']],
    ['by: [CAMPAIGN], minCount: 3', []],
    ['by: [CAMPAIGN], withoutNull: true', ['a', 'b', 'c']],
    ['by: [CAMPAIGN], withoutNull: true, minCount: 1, first: 3', ['a', 'b', 'c']],
    ['by: [CAMPAIGN], minCount: 1, first: 1', ['a']],
    ['by: [CAMPAIGN], minCount: 0, first: 2, orderBy: { field: KEYS, direction: ASC }', ['a', 'b']],
    ['by: [HOUR]', [`${DAY}T08`, `${DAY}T09`, `${DAY}T10`]],
    ['by: [HOUR], orderBy: { field: KEYS }', [`${DAY}T10`, `${DAY}T09`, `${DAY}T08`]],
    ['by: [HOUR], orderBy: { field: COUNT }', [`${DAY}T09`, `${DAY}T08`, `${DAY}T10`]],
    ['by: [HALF_HOUR]', [`${DAY}T08:00`, `${DAY}T08:30`, `${DAY}T09:00`, `${DAY}T09:30`, `${DAY}T10:00`]],
    ['by: [QUARTER_HOUR], first: 3', [`${DAY}T08:00`, `${DAY}T08:45`, `${DAY}T09:00`]],
    // In time, and within an hour the largest first.
    [
      'by: [HOUR_OF_DAY, CAMPAIGN]',
      ['08 a', '08 c', '09 b', '09 a', '10 '].map((key) => key.replace('08 a', '08 A')),
    ],
    ['by: [CAMPAIGN, HOUR_OF_DAY], first: 1', ['b 09']],
  ])('%s', async (args, expected) => {
    const found = await ordered(args);
    // Either spelling of a is the first.
    const isHour = args.includes('HOUR_OF_DAY');
    expect(isHour ? found : found.map((key) => String(key).toLowerCase())).toEqual(
      isHour ? expected : expected.map((key) => key.toLowerCase()),
    );
  });

  test('weekdays begin with Monday, whatever the day of the first call', async () => {
    const days = ['2026-05-10', '2026-05-11', '2026-05-13', '2026-05-06'];
    const api = await startCallApi(days.map((day) => plainCall('outbound', { at: `${day} 12:00:00` })));
    const { list } = await api.data(
      'query ($period: PeriodInput) { list: outboundCalls(period: $period) { groups(by: [WEEKDAY]) { keys count startsAt } } }',
      { period: dayPeriod('2026-05-06', '2026-05-13') },
    );
    expect(list).toEqual({
      groups: [
        { keys: ['MONDAY'], count: 1, startsAt: null },
        { keys: ['WEDNESDAY'], count: 2, startsAt: null },
        { keys: ['SUNDAY'], count: 1, startsAt: null },
      ],
    });
  });

  test('the first of thousands of groups are those of all of them', async () => {
    const many = Array.from({ length: 5000 }, (_, index) =>
      at('09:00:00', { campaign: `c${(index * 7919) % 4801}` }),
    );
    const api = await startCallApi(many);
    const { all, few } = z
      .object({ all: groupList, few: groupList })
      .parse(
        await api.data(
          `{ all: inboundCalls(${PERIOD}) { groups(by: [CAMPAIGN]) { keys count } } few: inboundCalls(${PERIOD}) { groups(by: [CAMPAIGN], first: 300) { keys count } } }`,
        ),
      );
    expect(all.groups).toHaveLength(4801);
    expect(few.groups).toEqual(all.groups.slice(0, 300));
  });

  test('a negative minCount is refused before the dialer is called', async () => {
    const api = await startCallApi(calls);
    const { errors } = await api.query(
      `{ inboundCalls(${PERIOD}) { groups(by: [], minCount: -1) { count } } }`,
    );
    expect(errors[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'minCount' });
    expect(api.dialer.counts()).toEqual({});
  });
});

describe('filter', () => {
  test('narrows the calls of the list further, and asks nothing more', async () => {
    const api = await startCallApi(QUEUE);
    const answer = await api.data(`{ inboundCalls(${PERIOD}, filter: { queueSeconds: { to: 20 } }) {
      totalCount all: groups(by: []) { count } taken: groups(by: [], filter: { handled: true }) { count }
      none: groups(by: [], filter: { agents: [] }) { count }
      at: groups(by: [], filter: { startedAt: { to: "${DAY}T00:00:00Z" } }) { count }
    } }`);
    expect(answer).toEqual({
      inboundCalls: {
        totalCount: 6,
        all: [{ count: 6 }],
        taken: [{ count: 2 }],
        none: [],
        at: [],
      },
    });
    expect(api.dialer.counts()).toEqual({ inbound_cdr: 1 });
  });

  test('of a value that one kind has leaves the others out', async () => {
    const api = await startCallApi([...QUEUE, plainCall('outbound', { queueSeconds: 3 })]);
    const answer = await api.data(`{ calls(${PERIOD}) {
      a: groups(by: [DIRECTION], filter: { queues: ["x"] }) { keys }
      b: groups(by: [DIRECTION], filter: { durationSeconds: {} }) { keys }
      c: groups(by: [DIRECTION], filter: { queueSeconds: {} }) { keys }
    } }`);
    expect(answer).toEqual({
      calls: { a: [], b: [{ keys: ['INBOUND'] }], c: [{ keys: ['INBOUND'] }, { keys: ['OUTBOUND'] }] },
    });
  });

  test.each([
    ['outboundCalls', 'queues: ["x"]', 'queues'],
    ['agentCalls', 'vendorLeadCodes: ["x"]', 'vendorLeadCodes'],
    ['calls', 'profiles: ["VIP"]', 'profiles'],
    ['inboundCalls', 'profiles: []', 'profiles'],
  ])('%s by %s is refused before the dialer is called', async (list, filter, argument) => {
    const api = await startCallApi(QUEUE);
    const { errors } = await api.query(
      `{ ${list}(${PERIOD}) { groups(by: [], filter: { ${filter} }) { count } } }`,
    );
    expect(errors[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', argument });
    expect(api.dialer.counts()).toEqual({});
  });

  test('of a number is a look-up: it is audited', async () => {
    const api = await startCallApi(QUEUE, { LOG_LEVEL: 'info' });
    await api.data(
      `{ inboundCalls(${PERIOD}) { groups(by: [], filter: { phoneNumber: "3125550100" }) { count } } }`,
    );
    expect(api.log.filter((line) => line.includes('look_up')).join('')).toMatch(/phoneNumber.*found.*0100/);
  });
});

/** A dialer whose rows show whose they are. */
const worldOf = async () => {
  const dialer = await startPortfolioDialer({ obeysTenant: false });
  onTestFinished(() => dialer.close());
  return startViewedApi({ url: dialer.url, user: DIALER_USER, pass: DIALER_PASS }, { DIALER_TIMEZONE: ZONE });
};

describe('a viewer', () => {
  const DAYS_PERIOD = `period: { from: "${DAYS[0]}", to: "${DAYS[1]}" }`;
  const LIST = `list: calls(${DAYS_PERIOD})`;

  test.each(['CONTACT_NUMBER', 'VENDOR_LEAD_CODE'])('without pii:read gets no groups by %s', async (by) => {
    const client = (await worldOf()).as(viewer(scopesWithout('pii:read')));
    const { data, errors } = await client.query(
      `{ ${LIST} { totalCount groups(by: [AGENT, ${by}]) { keys } contacts: groups(by: []) { distinctContacts } } }`,
    );
    expect(errors.map(summary)).toMatchObject([
      { code: 'FORBIDDEN', scope: 'pii:read', path: 'list.groups' },
    ]);
    expect(data).toMatchObject({
      list: { groups: null, contacts: [{ distinctContacts: expect.any(Number) }] },
    });
    const some = await client.query(
      `{ ${LIST} { groups(by: [], filter: { phoneNumber: "3125550100" }) { count } } }`,
    );
    expect(some.errors.map(summary)).toMatchObject([{ code: 'FORBIDDEN', scope: 'pii:read' }]);
  });

  test('limited to portfolios gets groups and figures of its own calls alone', async () => {
    const api = await worldOf();
    const query = `{ ${LIST} {
      totalCount numbers: groups(by: [CONTACT_NUMBER, VENDOR_LEAD_CODE]) { keys count }
      sur: groups(by: [], filter: { portfolios: ["SUR"] }) { count }
      all: groups(by: [PORTFOLIO]) { keys count distinctContacts handled { denominator } }
    } }`;
    const own = JSON.stringify(await api.as(viewer(scopesWithout(), ['NRD'])).data(query)).toUpperCase();
    const every = JSON.stringify(await api.as(viewer(scopesWithout())).data(query)).toUpperCase();
    expect(every).toMatch(/SUR/);
    expect(own).toMatch(/"NRD"/);
    expect(own).not.toMatch(/~SUR|"SUR"\]|KIW/);
    expect(own).toContain('"SUR":[]');
  });
});

test('of a list with unreadable rows and cells, the readable ones are counted and the gaps told', async () => {
  const api = await startCallApi();
  const row = { dst: '773', src: '3125550101', agent: 'Agent.01' };
  api.dialer.answer(
    'inbound_cdr',
    success({
      rows: [
        { ...row, call_date: `${DAY} 10:00:00`, queue_time: '5' },
        { ...row, call_date: `${DAY} 10:00:01`, queue_time: 'long' },
        { ...row, call_date: 'today', queue_time: '5' },
      ],
    }),
  );
  const answer = await api.query(
    `{ inboundCalls(${PERIOD}) { unreadableCount groups(by: [HOUR]) { count averageQueueSeconds serviceLevel ${SHARE} } } }`,
  );
  expect(answer.errors).toEqual([]);
  expect(answer.data).toEqual({
    inboundCalls: {
      unreadableCount: 1,
      groups: [{ count: 2, averageQueueSeconds: 5, serviceLevel: share(1, 1) }],
    },
  });
  expect(gapsOf(answer)).toEqual(
    expect.arrayContaining([
      { action: 'inbound_cdr', member: 'call_date', cells: 0, rows: 1 },
      { action: 'inbound_cdr', member: 'queue_time', cells: 1, rows: 0 },
    ]),
  );
});

test('if one window of a list fails, its groups are no part of the answer', async () => {
  const api = await startCallApi();
  api.dialer.answer('outbound_cdr', (fields) =>
    fields.get('fromDate') === '2026-05-12'
      ? { status: 500, headers: {}, body: 'no' }
      : success({ rows: [{ call_date: '2026-05-05 10:00:00', dst: '3125550101' }] }),
  );
  const { data, errors } = await api.query(
    `{ bad: outboundCalls(period: { from: "2026-05-05", to: "2026-05-18" }) { groups(by: [DAY]) { count } }
       good: outboundCalls(period: { from: "2026-05-05", to: "2026-05-06" }) { groups(by: [DAY]) { count } } }`,
  );
  expect(errors).toHaveLength(1);
  expect(data).toEqual({ bad: null, good: { groups: [{ count: 1 }] } });
});
