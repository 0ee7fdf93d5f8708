import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import {
  AGENT,
  callApiTo,
  callApiOfFile,
  callsFrom,
  contents,
  dateTime,
  DAY,
  dayPeriod,
  FIRST_DAY,
  LAST_DAY,
  LISTS,
  OUTBOUND,
  pageOf,
  plainCall,
  startCallApi,
  walk,
  type PlainCall,
} from '../../support/callDay.ts';
import { graphql } from '../../support/gql/gql.ts';

const sharedApi = callApiOfFile();

describe.each(LISTS)("$field of another dialer's day", (list) => {
  const rows = callsFrom(list.kind);

  test('is whole, each call once, in every member', async () => {
    const api = sharedApi();
    const nodes = await walk(api, list, { period: dayPeriod() });
    expect(nodes).toHaveLength(rows.length);
    expect(contents(nodes)).toEqual(contents(rows.map((row) => list.node(row))));
    expect(new Set(nodes.map(({ id }) => id)).size).toBe(rows.length);
  });

  test.each([1000, 211])(
    'has every call once on pages of %i, forwards and backwards, in the same order',
    async (size) => {
      const api = sharedApi();
      const whole = await walk(api, list, { period: dayPeriod() });
      const forwards = await walk(api, list, { period: dayPeriod() }, { size });
      expect(forwards).toEqual(whole);
      expect(await walk(api, list, { period: dayPeriod() }, { size, forwards: false })).toEqual(whole);
    },
  );

  test('counts all pages on each, and says where a page stands', async () => {
    const api = sharedApi();
    const first = await pageOf(api, list, { period: dayPeriod(), first: 7 });
    expect(first).toMatchObject({
      totalCount: rows.length,
      pageInfo: { hasNextPage: true, hasPreviousPage: false, startCursor: first.edges[0]?.cursor },
    });
    expect(first.edges).toHaveLength(7);
    const second = await pageOf(api, list, {
      period: dayPeriod(),
      first: 7,
      after: first.pageInfo.endCursor,
    });
    expect(second).toMatchObject({
      totalCount: rows.length,
      pageInfo: { hasNextPage: true, hasPreviousPage: true, endCursor: second.edges.at(-1)?.cursor },
    });
    const last = await pageOf(api, list, { period: dayPeriod(), last: 3 });
    expect(last).toMatchObject({ totalCount: rows.length, pageInfo: { hasNextPage: false } });
    const none = await pageOf(api, list, { period: dayPeriod(), first: 0 });
    expect(none).toMatchObject({ totalCount: rows.length, edges: [], pageInfo: { startCursor: null } });
  });

  test('has pages of 50 where no size is asked for, newest first', async () => {
    const api = await startCallApi();
    const { edges } = await pageOf(api, list, { period: dayPeriod() });
    const times = rows.map(({ at }) => at).sort((a, b) => (a < b ? 1 : -1));
    const startedAt = z.union([
      z.looseObject({ startedAt: z.string() }),
      z.looseObject({ answeredAt: z.string() }),
    ]);
    const given = edges.map(({ node }) => {
      const call = startedAt.parse(node);
      return 'startedAt' in call ? call.startedAt : call.answeredAt;
    });
    expect(given).toEqual(times.slice(0, 50).map((at) => dateTime(at)));
  });

  test('is the dialer’s last 24 hours where no period is given', async () => {
    const api = await startCallApi();
    const nodes = await walk(api, list, {});
    // The dialer's own choice is taken as it is; this one gives the midnight after its day too.
    const midnight = callsFrom(list.kind, '2026-05-13').filter(({ at }) => at.endsWith('00:00:00'));
    expect(contents(nodes)).toEqual(contents([...rows, ...midnight].map((row) => list.node(row))));
  });

  test('is empty where the dialer has nothing', async () => {
    const api = await startCallApi();
    const { data, errors } = await api.query(
      `{ page: ${list.field}(period: {from: "2026-06-01", to: "2026-06-20"}) {
        totalCount nodes { id } edges { cursor } groups(by: [DAY, AGENT]) { count }
        pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
      } }`,
    );
    expect(errors).toEqual([]);
    expect(data).toEqual({
      page: {
        totalCount: 0,
        nodes: [],
        edges: [],
        groups: [],
        pageInfo: { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null },
      },
    });
  });
});

const nodeOfEither = (call: PlainCall): object => ({
  __typename: call.kind === 'outbound' ? 'OutboundCall' : 'InboundCall',
  direction: call.kind.toUpperCase(),
  startedAt: dateTime(call.at),
  agentUsername: call.agent,
  campaignName: call.campaign,
  disposition: call.disposition,
  terminationReason: call.reason,
  terminationReasonText: call.reasonText,
  contactNumber: call.contact,
  leadId: call.leadId,
  vendorLeadCode: call.code,
  queueSeconds: call.queueSeconds,
  portfolio: call.portfolio === null ? null : { code: call.portfolio },
  ...(call.kind === 'outbound'
    ? { callType: call.type, listId: call.list, toNumber: call.contact }
    : { uniqueId: call.uniqueId, durationSeconds: call.seconds, toNumber: call.own }),
});

describe('Query.calls', () => {
  const FIELDS = `__typename id direction startedAt agentUsername campaignName disposition terminationReason
    terminationReasonText contactNumber leadId vendorLeadCode queueSeconds portfolio { code }
    ... on OutboundCall { callType listId toNumber } ... on InboundCall { uniqueId durationSeconds toNumber }`;
  const CALLS = { field: 'calls', selection: FIELDS };
  test('is both directions in one list, newest first, each as what it is', async () => {
    const api = sharedApi();
    const rows = [
      ...callsFrom('outbound', FIRST_DAY, LAST_DAY),
      ...callsFrom('inbound', FIRST_DAY, LAST_DAY),
    ];
    const nodes = await walk(api, CALLS, { period: dayPeriod(FIRST_DAY, LAST_DAY) }, { size: 900 });
    expect(contents(nodes)).toEqual(contents(rows.map(nodeOfEither)));
    const times = z.array(z.looseObject({ startedAt: z.string() })).parse(nodes);
    expect(times.map(({ startedAt }) => startedAt)).toEqual(
      rows.map(({ at }) => dateTime(at)).sort((a, b) => (a < b ? 1 : -1)),
    );
    expect(new Set(nodes.map(({ id }) => id)).size).toBe(rows.length);
  });

  test('gives each call the id it has in the list of its own direction', async () => {
    const api = await startCallApi();
    const ids = async (field: string): Promise<string[]> =>
      (await walk(api, { field, selection: '' }, { period: dayPeriod() })).map(({ id }) => id);
    expect((await ids('calls')).sort()).toEqual(
      [...(await ids('outboundCalls')), ...(await ids('inboundCalls'))].sort(),
    );
  });

  test('asks for inbound calls only where they can be among those wanted', async () => {
    const api = await startCallApi();
    const outbound = await pageOf(api, CALLS, {
      period: dayPeriod(),
      filter: { callTypes: ['MANUAL', 'DIALER'] },
    });
    expect(api.dialer.counts()).toEqual({ outbound_cdr: 1 });
    expect(outbound.totalCount).toBe(
      callsFrom('outbound').filter(({ type }) => type === 'MANUAL' || type === 'DIALER').length,
    );
    api.dialer.clear();
    const fresh = await callApiTo(api.dialer);
    const inbound = await pageOf(fresh, CALLS, { period: dayPeriod(), filter: { callTypes: ['INBOUND'] } });
    expect(inbound.totalCount).toBe(callsFrom('inbound').length);
    expect(api.dialer.counts()).toMatchObject({ inbound_cdr: 1 });
  });

  test('follows fragments on the interface and on the types', async () => {
    const api = await startCallApi([
      plainCall('outbound', { at: `${DAY} 10:00:01`, typeText: 'Manual', type: 'MANUAL' }),
      plainCall('inbound', { at: `${DAY} 10:00:02`, uniqueId: '5.5', seconds: 61 }),
    ]);
    const document = graphql(/* GraphQL */ `
      query CallsByFragments($day: PeriodInput) {
        calls(period: $day) { nodes { ...AnyCall ...OutCall ... on InboundCall { seconds: durationSeconds } } }
      }
      fragment AnyCall on Call { __typename direction contactNumber }
      fragment OutCall on OutboundCall { callType }
    `);
    expect(await api.data(document, { day: dayPeriod() })).toEqual({
      calls: {
        nodes: [
          { __typename: 'InboundCall', direction: 'INBOUND', contactNumber: '3125550100', seconds: 61 },
          {
            __typename: 'OutboundCall',
            direction: 'OUTBOUND',
            contactNumber: '3125550100',
            callType: 'MANUAL',
          },
        ],
      },
    });
  });

  test('lists the one direction where the dialer has nothing in the other', async () => {
    const api = await startCallApi([plainCall('inbound')]);
    expect((await pageOf(api, CALLS, { period: dayPeriod() })).totalCount).toBe(1);
  });
});

describe('values', () => {
  test('times are read in the dialer’s zone: in the gap an hour later, of two the first', async () => {
    const at = [
      '2026-03-08 01:59:59',
      '2026-03-08 02:00:00',
      '2026-03-08 02:30:00',
      '2026-03-08 03:00:00',
      '2026-11-01 00:59:59',
      '2026-11-01 01:30:00',
      '2026-11-01 02:00:00',
      '2026-07-01 00:00:00',
      '2026-01-01 23:59:59',
    ];
    const api = await startCallApi(
      at.map((time) => plainCall('outbound', { at: time, entered: time })),
      { MAX_PERIOD_DAYS: '366' },
    );
    const nodes = await walk(
      api,
      { field: 'outboundCalls', selection: 'startedAt leadEnteredAt' },
      { period: dayPeriod('2026-01-01', '2026-12-31'), orderBy: { field: 'STARTED_AT', direction: 'ASC' } },
    );
    expect(nodes.map(({ startedAt, leadEnteredAt }) => ({ startedAt, leadEnteredAt }))).toEqual(
      [
        '2026-01-01T23:59:59-06:00',
        '2026-03-08T01:59:59-06:00',
        '2026-03-08T03:00:00-05:00',
        '2026-03-08T03:30:00-05:00',
        '2026-03-08T03:00:00-05:00',
        '2026-07-01T00:00:00-05:00',
        '2026-11-01T00:59:59-05:00',
        '2026-11-01T01:30:00-05:00',
        '2026-11-01T02:00:00-06:00',
      ].map((time) => ({ startedAt: time, leadEnteredAt: time })),
    );
  });

  test.each([
    ['34', 34],
    [34, 34],
    ['00:00:47', 47],
    ['01:02:03', 3723],
    ['24:00:00', 86_400],
    // Nobody's call takes longer than a day: this is no length.
    ['24:00:01', null],
    ['100:00:00', null],
    ['-00:00:03', null],
    [1_747_040_400, null],
    ['05:09', 309],
    ['0', 0],
    ['', null],
    [null, null],
    [undefined, null],
    [' 12 ', 12],
    ['1,234', 1234],
  ])('a duration of %j is %j seconds', async (call_duration, seconds) => {
    const api = await startCallApi();
    const row = { call_duration, term_reason: 'x' };
    const rows = {
      inbound_cdr: { ...row, call_date: `${DAY} 10:00:00`, uniq1: 1715 },
      agent_cdr: { ...row, answer_time: `${DAY} 10:00:00`, user: 42 },
    };
    for (const [action, own] of Object.entries(rows)) {
      api.dialer.answer(action, { result: 'success', data: { rows: [own] } });
    }
    const document = graphql(/* GraphQL */ `
      query Durations($day: PeriodInput) {
        inboundCalls(period: $day) { nodes { durationSeconds } groups(by: []) { ...Figures } }
        agentCalls(period: $day) { nodes { durationSeconds } groups(by: []) { ...Figures } }
      }
      fragment Figures on CallGroup {
        keys count totalDurationSeconds averageDurationSeconds averageQueueSeconds maxQueueSeconds
      }
    `);
    const expected = {
      nodes: [{ durationSeconds: seconds }],
      groups: [
        {
          keys: [],
          count: 1,
          totalDurationSeconds: seconds,
          averageDurationSeconds: seconds,
          averageQueueSeconds: null,
          maxQueueSeconds: null,
        },
      ],
    };
    expect(await api.data(document, { day: dayPeriod() })).toEqual({
      inboundCalls: expected,
      agentCalls: expected,
    });
  });

  test('a row needs only what it is known by', async () => {
    const api = await startCallApi();
    api.dialer.answer('outbound_cdr', {
      result: 'success',
      data: { rows: [{ call_date: `${DAY} 10:00:00` }] },
    });
    api.dialer.answer('inbound_cdr', {
      result: 'success',
      data: { rows: [{ call_date: `${DAY} 10:00:00`, uniq1: 1715000000.1 }] },
    });
    api.dialer.answer('agent_cdr', {
      result: 'success',
      data: { rows: [{ answer_time: `${DAY} 10:00:00`, user: 42 }] },
    });
    const bare = {
      outbound: plainCall('outbound', {
        at: `${DAY} 10:00:00`,
        contact: null,
        type: 'UNKNOWN',
        typeText: null,
      }),
      inbound: plainCall('inbound', { at: `${DAY} 10:00:00`, contact: null, uniqueId: '1715000000.1' }),
      agent: plainCall('agent', {
        at: `${DAY} 10:00:00`,
        contact: null,
        agent: '42',
        type: 'UNKNOWN',
        typeText: null,
      }),
    };
    for (const list of LISTS) {
      const nodes = await walk(api, list, { period: dayPeriod() });
      expect(contents(nodes)).toEqual(contents([list.node(bare[list.kind])]));
    }
  });
});

const isSale = (call: PlainCall): boolean => call.disposition?.toLowerCase() === 'sale';

describe('crossings', () => {
  const day = dayPeriod();

  test('to agent and portfolio cost nothing for their keys', async () => {
    const api = await startCallApi();
    const document = graphql(/* GraphQL */ `
      query CallKeys($day: PeriodInput) {
        outboundCalls(period: $day, first: 300) { nodes { agent { username } portfolio { code } } }
        inboundCalls(period: $day, first: 300) { nodes { agent { username id } portfolio { code id } } }
        agentCalls(period: $day, first: 300) { nodes { agent { username } portfolio { code } } }
      }
    `);
    const data = await api.data(document, { day });
    expect(api.dialer.counts()).toEqual({ outbound_cdr: 1, inbound_cdr: 1, agent_cdr: 1 });
    expect(JSON.stringify(data)).toContain('"agent":null');
    expect(JSON.stringify(data)).toContain('"agent":{"username":"AGENT.');
    expect(JSON.stringify(data)).toContain('"portfolio":{"code":"ADMIN"}');
  });

  test('to what lists hold cost one call a list, and match whatever the case', async () => {
    const api = await startCallApi();
    const document = graphql(/* GraphQL */ `
      query CallCrossings($day: PeriodInput) {
        outboundCalls(period: $day, first: 300) {
          nodes { agentUsername agent { name } campaignName campaign { campaignId name } portfolio { code name } }
        }
        inboundCalls(period: $day, first: 300) {
          nodes { agentUsername agent { name } campaignName campaign { campaignId name } portfolio { code name } }
        }
        agentCalls(period: $day, first: 300) {
          nodes { agentUsername agent { name } campaignName campaign { campaignId name } portfolio { code name } }
        }
      }
    `);
    const data = await api.data(document, { day });
    expect(api.dialer.counts()).toEqual({
      outbound_cdr: 1,
      inbound_cdr: 1,
      agent_cdr: 1,
      goGetAllUsers: 1,
      goGetAllCampaigns: 1,
      getAllPortfolios: 1,
    });
    const campaignOf: Readonly<Record<string, object>> = {
      renewals: { campaignId: '101', name: 'Renewals' },
      cobrança: { campaignId: '102', name: 'COBRANÇA' },
    };
    const nameOf: Readonly<Record<string, string | null>> = {
      NRD: 'Name of NRD',
      SUR: 'Name of SUR',
      KIW: 'Name of KIW',
      ADMIN: null,
    };
    const nodes = Object.values(data).flatMap((connection) => connection?.nodes ?? []);
    expect(nodes).toHaveLength(900);
    for (const { agentUsername, agent, campaignName, campaign, portfolio } of nodes) {
      const spelled = agentUsername?.toLowerCase().replace('agent', 'Agent');
      expect(agent).toEqual(spelled === undefined ? null : { name: `Name of ${spelled}` });
      // "Gone" is no campaign's name, and "Twins" that of two.
      expect(campaign).toEqual(campaignOf[campaignName?.toLowerCase() ?? ''] ?? null);
      expect(portfolio?.name).toBe(nameOf[portfolio?.code ?? '']);
    }
  });

  test('lead to nothing more than a null where the list they need fails', async () => {
    const api = await startCallApi([plainCall('outbound', { campaign: 'Renewals', agent: 'Agent.01' })]);
    api.dialer.answer('goGetAllCampaigns', { status: 500, body: '' });
    const document = graphql(/* GraphQL */ `
      query CallCrossingsThatFail($day: PeriodInput) {
        outboundCalls(period: $day) { totalCount nodes { campaignName campaign { campaignId } agent { name } } }
      }
    `);
    const { data, errors } = await api.query(document, { day });
    expect(data).toEqual({
      outboundCalls: {
        totalCount: 1,
        nodes: [{ campaignName: 'Renewals', campaign: null, agent: { name: 'Name of Agent.01' } }],
      },
    });
    expect(errors).toMatchObject([
      { path: ['outboundCalls', 'nodes', 0, 'campaign'], extensions: { action: 'goGetAllCampaigns' } },
    ]);
  });

  test.each([
    [
      OUTBOUND,
      'campaign(campaignId: "101")',
      (call: PlainCall) => call.campaign?.toLowerCase() === 'renewals',
    ],
    [OUTBOUND, 'portfolio(code: "sur")', (call: PlainCall) => call.portfolio === 'SUR'],
    [AGENT, 'agent(username: "AGENT.07")', (call: PlainCall) => call.agent?.toLowerCase() === 'agent.07'],
  ])('back to the calls give those of the one: %#', async (list, parent, isOwn) => {
    const api = await startCallApi();
    const data = await api.data(
      `{ parent: ${parent} { calls(period: {from: "${DAY}", to: "${DAY}"}, first: 1000) { totalCount nodes { ${list.selection} } } } }`,
    );
    const { parent: found } = z
      .object({
        parent: z.object({ calls: z.object({ totalCount: z.int(), nodes: z.array(z.looseObject({})) }) }),
      })
      .parse(data);
    const rows = callsFrom(list.kind).filter(isOwn);
    expect(found.calls.totalCount).toBe(rows.length);
    expect(contents(found.calls.nodes)).toEqual(contents(rows.map((row) => list.node(row))));
  });

  test('of a campaign that shares its name have no calls of their own', async () => {
    const api = await startCallApi();
    const document = graphql(/* GraphQL */ `
      query CallsOfTwins($day: PeriodInput) {
        campaign(campaignId: "103") {
          calls(period: $day) { totalCount } callSummary(period: $day) { totalCalls }
        }
      }
    `);
    expect(await api.data(document, { day })).toEqual({ campaign: { calls: null, callSummary: null } });
    expect(api.dialer.counts()).toEqual({ goGetAllCampaigns: 1 });
  });

  test('keep the caller’s own filter', async () => {
    const api = sharedApi();
    const document = graphql(/* GraphQL */ `
      query CallsFiltered($day: PeriodInput) {
        agent(username: "agent.07") {
          sales: calls(period: $day, filter: {dispositions: ["sale"]}) { totalCount }
          others: calls(period: $day, filter: {agents: ["agent.08", "agent.09"]}) { totalCount }
          own: calls(period: $day, filter: {agents: ["agent.08", "AGENT.07"]}) { totalCount }
        }
        portfolio(code: "SUR") {
          sales: calls(period: $day, filter: {dispositions: ["sale"]}) { totalCount }
          none: calls(period: $day, filter: {portfolios: ["NRD"]}) { totalCount }
        }
      }
    `);
    const { agent, portfolio } = await api.data(document, { day });
    const own = callsFrom('agent').filter((call) => call.agent?.toLowerCase() === 'agent.07');
    expect(agent).toEqual({
      sales: { totalCount: own.filter(isSale).length },
      others: { totalCount: 0 },
      own: { totalCount: own.length },
    });
    const portfolioCalls = callsFrom('outbound').filter((call) => call.portfolio === 'SUR');
    expect(portfolio).toEqual({
      sales: { totalCount: portfolioCalls.filter(isSale).length },
      none: { totalCount: 0 },
    });
  });
});

test('INBOUND has nodes beside its edges, the same ones', async () => {
  const api = sharedApi();
  const document = graphql(/* GraphQL */ `
    query NodesAndEdges($day: PeriodInput) {
      inboundCalls(period: $day, first: 5) { nodes { id } edges { node { id } } }
    }
  `);
  const { inboundCalls } = await api.data(document, { day: dayPeriod() });
  expect(inboundCalls?.nodes).toEqual(inboundCalls?.edges.map((edge) => edge.node));
  expect(inboundCalls?.nodes).toHaveLength(5);
});
