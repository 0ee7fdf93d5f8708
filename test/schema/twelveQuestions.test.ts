/**
 * The twelve questions of a call centre: each worked operation as it is published, against a second dialer whose few
 * calls and reports are told here, so that every figure can be counted by hand. "Yesterday" is DAY.
 */
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { workedOperations } from '../../src/server/graphiql/operations.ts';
import {
  callApiTo,
  dateTime,
  daysAsked,
  DAY,
  plainCall,
  startCallDialer,
  type PlainCall,
} from '../support/callDay.ts';
import { success } from '../support/otherDialer.ts';
import { startVoxo, voxoSettings, type PlainRecord } from '../support/otherVoxo.ts';

const TODAY = '2026-05-13';
const ID: unknown = expect.any(String);

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date(`${TODAY}T17:00:00Z`) });
  onTestFinished(() => void vi.useRealTimers());
});

interface Centre {
  readonly calls?: readonly PlainCall[];
  readonly records?: readonly PlainRecord[];
  /** Answers of other actions. */
  readonly answers?: Readonly<Record<string, object>>;
}

/** The answer to a worked operation, and the calls that it cost. The server remembers nothing. */
async function answerOf(name: string, { calls = [], records = [], answers = {} }: Centre, variables = {}) {
  const [dialer, voxo] = await Promise.all([startCallDialer(calls), startVoxo({ records })]);
  for (const [action, answer] of Object.entries(answers)) dialer.answer(action, answer);
  const api = await callApiTo(dialer, voxoSettings(voxo));
  const operation = workedOperations().find((one) => one.name === name);
  const data = await api.data(operation?.document ?? '', variables);
  return { data, cost: { ...dialer.counts(), ...voxo.counts() }, dialer };
}

/** A call at a time of DAY, or of another day. */
const call =
  (kind: 'outbound' | 'inbound') =>
  (at: string, own: Partial<PlainCall> = {}): PlainCall =>
    plainCall(kind, { at: at.includes(' ') ? at : `${DAY} ${at}`, ...own });
const outbound = call('outbound');
const inbound = call('inbound');

const share = (numerator: number, denominator: number) => ({
  numerator,
  denominator,
  value: denominator === 0 ? null : numerator / denominator,
});

const at = (time: string): string => dateTime(time.includes(' ') ? time : `${DAY} ${time}`);

/** Calls beside the days asked for: they are in no figure. */
const BESIDE = [`${TODAY} 00:00:00`, '2026-05-05 23:59:59'];

test('answer rate per hour and campaign, yesterday, in order of time', async () => {
  const { data, cost, dialer } = await answerOf('answer-rate-by-hour', {
    calls: [
      outbound('10:00:00', { campaign: 'Renewals', agent: 'VDCL' }),
      outbound('09:59:59', { campaign: 'Renewals', agent: 'Agent.01', disposition: 'Sale' }),
      outbound('09:00:00', { campaign: 'RENEWALS', agent: 'VDAD', disposition: 'Voicemail' }),
      outbound('09:30:00', { campaign: 'renewals', agent: null, disposition: 'SALE' }),
      outbound('09:10:00', { campaign: 'Gone', agent: 'agent.02', disposition: 'Sales' }),
      outbound('23:59:59', { campaign: null, agent: 'Agent.03', disposition: 'sale' }),
      ...BESIDE.map((time) => outbound(time, { campaign: 'Renewals' })),
    ],
  });
  const renewals = { campaignId: '101', name: 'Renewals' };
  expect(data).toEqual({
    outboundCalls: {
      totalCount: 6,
      groups: [
        {
          startsAt: at('09:00:00'),
          keys: ['2026-05-12T09', 'Renewals'],
          campaign: renewals,
          count: 3,
          handled: share(1, 3),
          withDisposition: { value: 2 / 3 },
        },
        {
          startsAt: at('09:00:00'),
          keys: ['2026-05-12T09', 'Gone'],
          campaign: null,
          count: 1,
          handled: share(1, 1),
          withDisposition: { value: 0 },
        },
        {
          startsAt: at('10:00:00'),
          keys: ['2026-05-12T10', 'Renewals'],
          campaign: renewals,
          count: 1,
          handled: share(0, 1),
          withDisposition: { value: 0 },
        },
        {
          startsAt: at('23:00:00'),
          keys: ['2026-05-12T23', null],
          campaign: null,
          count: 1,
          handled: share(1, 1),
          withDisposition: { value: 1 },
        },
      ],
    },
  });
  expect(cost).toEqual({ outbound_cdr: 1, goGetAllCampaigns: 1 });
  expect(daysAsked(dialer, 'outbound_cdr')).toEqual([`${DAY} ${DAY}`]);
});

const disposed = (disposition: string | null, count: number): PlainCall[] =>
  Array.from({ length: count }, (_, second) => outbound(`12:00:0${second}`, { disposition }));

test('top dispositions', async () => {
  const { data, cost } = await answerOf(
    'top-dispositions',
    {
      calls: [
        ...disposed('Sale', 1),
        ...disposed('No Answer', 3),
        ...disposed('NO ANSWER', 1),
        ...disposed(null, 2),
        ...disposed('Voicemail', 3),
        ...disposed('Busy', 1),
      ],
    },
    { first: 4 },
  );
  expect(data).toEqual({
    outboundCalls: {
      totalCount: 11,
      groups: [
        { keys: ['No Answer'], count: 4 },
        { keys: ['Voicemail'], count: 3 },
        { keys: [null], count: 2 },
        // As many as "Sale": in the order of keys.
        { keys: ['Busy'], count: 1 },
      ],
    },
  });
  expect(cost).toEqual({ outbound_cdr: 1 });
});

const activity = (
  user: string,
  portfolio: string,
  [available, talk, afterCall, calls, idle]: readonly number[],
) => ({
  user,
  portfolio,
  avalible: available,
  talk,
  aftercall: afterCall,
  total_calls: calls,
  avail_between_calls: idle,
});

test('occupancy, handling time and idle time of each agent, whose portfolios are summed', async () => {
  const { data, cost, dialer } = await answerOf('occupancy-by-agent', {
    answers: {
      exportAgentReport: success({
        rows: [
          activity('Agent.01', 'NRD', [100, 250, 50, 10, 10]),
          activity('agent.02', 'NRD', [300, 80, 20, 4, 75]),
          activity('AGENT.01', 'SUR', [300, 200, 100, 20, 40]),
          activity('Agent.03', 'NRD', [0, 0, 0, 0, 0]),
        ],
      }),
    },
  });
  expect(data).toMatchObject({
    agentActivityReport: {
      asOf: ID,
      unreadableCount: 0,
      rows: [
        {
          // Usernames are as the report spells them.
          agent: { username: 'agent.02', name: 'Name of Agent.02' },
          totalCalls: 4,
          availableSeconds: 300,
          averageAvailableBetweenCallsSeconds: 75,
          talkSeconds: 80,
          averageHandleSeconds: 25,
          occupancy: share(100, 400),
        },
        {
          agent: { username: 'Agent.01' },
          totalCalls: 30,
          availableSeconds: 400,
          // (10 × 10 + 40 × 20) / 30
          averageAvailableBetweenCallsSeconds: 30,
          talkSeconds: 450,
          averageHandleSeconds: 20,
          occupancy: share(600, 1000),
        },
        { agent: { username: 'Agent.03' }, averageHandleSeconds: null, occupancy: share(0, 0) },
      ],
    },
  });
  expect(cost).toEqual({ exportAgentReport: 1, goGetAllUsers: 1 });
  expect(daysAsked(dialer, 'exportAgentReport')).toEqual([`${DAY} ${DAY}`]);
});

const queued = (
  time: string,
  queueSeconds: number | null,
  agent: string | null,
  own: Partial<PlainCall> = {},
): PlainCall => inbound(time, { queue: 'SALES_Q', queueSeconds, agent, ...own });

test('abandon rate and service level 80/20 per queue and half hour', async () => {
  const { data, cost } = await answerOf('service-level-by-queue', {
    calls: [
      queued('09:29:59', 20, 'Agent.01'),
      queued('09:00:00', 10, 'Agent.01'),
      queued('09:10:00', 21, 'Agent.02'),
      queued('09:11:00', null, 'Agent.02'),
      // Abandoned within 20 seconds: in no half of the service level.
      queued('09:12:00', 5, null, { reasonText: 'Caller' }),
      queued('09:13:00', 40, 'VDCL', { reasonText: 'ABANDON' }),
      queued('09:14:00', 60, null, { reasonText: 'QUEUETIMEOUT' }),
      queued('09:30:00', 20, null, { reasonText: 'NONE' }),
      queued('09:00:01', 0, 'Agent.01', { queue: 'SUPPORT_Q', reasonText: 'CALLER' }),
      queued('13:00:00', 3, 'Agent.01', { queue: null }),
    ],
  });
  expect(data).toEqual({
    inboundCalls: {
      totalCount: 10,
      groups: [
        {
          keys: ['SALES_Q', '2026-05-12T09:00'],
          startsAt: at('09:00:00'),
          count: 7,
          abandoned: share(2, 7),
          serviceLevel: share(2, 5),
          averageQueueSeconds: 156 / 6,
        },
        {
          keys: ['SALES_Q', '2026-05-12T09:30'],
          startsAt: at('09:30:00'),
          count: 1,
          abandoned: share(1, 1),
          serviceLevel: share(0, 0),
          averageQueueSeconds: 20,
        },
        {
          keys: ['SUPPORT_Q', '2026-05-12T09:00'],
          startsAt: at('09:00:00'),
          count: 1,
          abandoned: share(0, 1),
          serviceLevel: share(1, 1),
          averageQueueSeconds: 0,
        },
        {
          keys: [null, '2026-05-12T13:00'],
          startsAt: at('13:00:00'),
          count: 1,
          abandoned: share(0, 1),
          serviceLevel: share(1, 1),
          averageQueueSeconds: 3,
        },
      ],
    },
  });
  expect(cost).toEqual({ inbound_cdr: 1 });
});

const leadsOf = (campaign_name: string, total_leads: number, pending: number, dialable: number) => ({
  campaign_name,
  total_leads,
  pending,
  dialable,
});

test('leads left by campaign, and penetration', async () => {
  const { data, cost } = await answerOf('leads-left', {
    answers: {
      outbound_cdr: success({
        rows: [],
        summary_rows: [
          leadsOf('RENEWALS', 1000, 250, 200),
          leadsOf('Cobrança', 0, 0, 0),
          leadsOf('Gone', 7, 7, 7),
        ],
      }),
      goGetAllCampaigns: success({
        rows: ['Renewals', 'COBRANÇA', 'Quiet'].map((campaign_name, index) => ({
          id: 101 + index,
          campaign_name,
          active: 'Y',
        })),
      }),
    },
  });
  expect(data).toEqual({
    campaigns: [
      {
        campaignId: '101',
        name: 'Renewals',
        callSummary: { totalLeads: 1000, pending: 250, dialable: 200, penetration: share(750, 1000) },
      },
      {
        campaignId: '102',
        name: 'COBRANÇA',
        callSummary: { totalLeads: 0, pending: 0, dialable: 0, penetration: share(0, 0) },
      },
      { campaignId: '103', name: 'Quiet', callSummary: null },
    ],
  });
  expect(cost).toEqual({ goGetAllCampaigns: 1, outbound_cdr: 1 });
});

test('pauses by code over all agents', async () => {
  const { data, cost, dialer } = await answerOf('pauses-by-code', {
    answers: {
      exportPauseReport: success({
        rows: [
          { user: 'Agent.01', pause_sec: 900, lunch: '600', train: 0, coach: 300 },
          { user: 'agent.02', pause_sec: '500', lunch: 500, train: '0' },
        ],
      }),
    },
  });
  expect(data).toEqual({
    agentPauseReport: {
      asOf: ID,
      unreadableCount: 0,
      totals: [
        { code: 'lunch', seconds: 1100 },
        { code: 'coach', seconds: 300 },
        { code: 'train', seconds: 0 },
      ],
      rows: [
        {
          agent: { username: 'Agent.01' },
          codes: [
            { code: 'lunch', seconds: 600 },
            { code: 'train', seconds: 0 },
            { code: 'coach', seconds: 300 },
          ],
        },
        {
          agent: { username: 'agent.02' },
          codes: [
            { code: 'lunch', seconds: 500 },
            { code: 'train', seconds: 0 },
          ],
        },
      ],
    },
  });
  expect(cost).toEqual({ exportPauseReport: 1 });
  expect(daysAsked(dialer, 'exportPauseReport')).toEqual([`${DAY} ${DAY}`]);
});

test('calls to one number in 7 days', async () => {
  const { data, cost, dialer } = await answerOf(
    'calls-to-number',
    {
      calls: [
        outbound('2026-05-06 00:00:00', { contact: '+1 (312) 555-0177', campaign: 'Renewals' }),
        outbound('23:59:59', { contact: '13125550177', agent: 'Agent.01', disposition: 'Sale' }),
        inbound('2026-05-08 10:00:00', { contact: '3125550177', agent: 'Agent.02' }),
        outbound('10:00:00', { contact: '3125550178' }),
        outbound('10:00:00', { contact: '443125550177' }),
        inbound('10:00:00', { contact: null }),
        ...BESIDE.map((time) => outbound(time, { contact: '3125550177' })),
      ],
    },
    { phoneNumber: '312 555 0177' },
  );
  expect(data).toEqual({
    calls: {
      totalCount: 3,
      nodes: [
        {
          id: ID,
          direction: 'OUTBOUND',
          startedAt: at('23:59:59'),
          agentUsername: 'Agent.01',
          campaignName: null,
          disposition: 'Sale',
        },
        {
          id: ID,
          direction: 'INBOUND',
          startedAt: at('2026-05-08 10:00:00'),
          agentUsername: 'Agent.02',
          campaignName: null,
          disposition: null,
        },
        {
          id: ID,
          direction: 'OUTBOUND',
          startedAt: at('2026-05-06 00:00:00'),
          agentUsername: null,
          campaignName: 'Renewals',
          disposition: null,
        },
      ],
    },
  });
  expect(cost).toEqual({ outbound_cdr: 1, inbound_cdr: 1 });
  expect(daysAsked(dialer, 'outbound_cdr')).toEqual([`2026-05-06 ${DAY}`]);
});

const often = (times: number, own: (index: number) => Partial<PlainCall>): PlainCall[] =>
  Array.from({ length: times }, (_, index) => outbound(`2026-05-0${6 + (index % 4)} 10:00:00`, own(index)));

test('who was called more than 7 times in 7 days', async () => {
  const { data, cost } = await answerOf('called-too-often', {
    calls: [
      ...often(8, (index) => ({ contact: index % 2 ? '+13125550108' : '3125550108', code: null })),
      ...often(7, () => ({ contact: '3125550107', code: 'LN-7' })),
      // A lead with two numbers, neither of which was called too often.
      ...often(9, (index) => ({ contact: index < 5 ? '3125550201' : '3125550202', code: 'LN-9' })),
      // Calls without a number, and without a lead's code, are no contact.
      ...often(8, () => ({ contact: null, code: null })),
      ...BESIDE.map((time) => outbound(time, { contact: '3125550107', code: 'LN-7' })),
    ],
  });
  expect(data).toEqual({
    outboundCalls: {
      byNumber: [{ keys: ['3125550108'], count: 8 }],
      byLead: [{ keys: ['LN-9'], count: 9, distinctContacts: 2 }],
    },
  });
  expect(cost).toEqual({ outbound_cdr: 1 });
});

const callTo = (time: string, contact: string | null): PlainCall =>
  outbound(time, { contact, campaign: contact === null ? null : 'Renewals' });

const outsideNode = (time: string, contactNumber: string | null) => ({
  id: ID,
  startedAt: at(time),
  contactNumber,
  agentUsername: null,
  campaignName: contactNumber === null ? null : 'Renewals',
  disposition: null,
});

test('calls outside 8 to 21 h of the contact’s local time', async () => {
  const { data, cost } = await answerOf('calls-outside-hours', {
    calls: [
      callTo('07:59:59', '3125550100'),
      callTo('08:00:00', '3125550100'),
      callTo('20:59:59', '3125550100'),
      callTo('21:00:00', '3125550100'),
      // New York is an hour ahead, Los Angeles two behind.
      callTo('19:59:59', '2125550100'),
      callTo('20:00:00', '2125550100'),
      callTo('09:59:59', '4155550100'),
      callTo('10:00:00', '4155550100'),
      // Western Florida has two zones.
      callTo('20:30:00', '8505550100'),
      callTo('19:30:00', '8505550100'),
      // Without a number, any zone of the country is possible: in Honolulu it is 7 o'clock, and then 9.
      callTo('12:00:00', null),
      callTo('14:00:00', null),
    ],
  });
  expect(data).toEqual({
    outboundCalls: {
      totalCount: 6,
      nodes: [
        outsideNode('21:00:00', '3125550100'),
        outsideNode('20:30:00', '8505550100'),
        outsideNode('20:00:00', '2125550100'),
        outsideNode('12:00:00', null),
        outsideNode('09:59:59', '4155550100'),
        outsideNode('07:59:59', '3125550100'),
      ],
      groups: [
        { keys: ['Renewals'], count: 5 },
        { keys: [null], count: 1 },
      ],
    },
  });
  expect(cost).toEqual({ outbound_cdr: 1 });
});

const callOf = (portfolio: string | null, agent: string | null, disposition: string | null): PlainCall =>
  outbound('12:00:00', { portfolio, agent, disposition });

const portfolioGroup = (
  code: string | null,
  count: number,
  sales: readonly [number, number],
  handled: number,
): object => ({
  keys: [code],
  portfolio: code === null ? null : { code, name: `Name of ${code}` },
  count,
  withDisposition: share(...sales),
  handled: { value: handled },
});

test('conversion by portfolio', async () => {
  const { data, cost } = await answerOf('conversion-by-portfolio', {
    calls: [
      callOf('NRD', 'Agent.01', 'Sale'),
      callOf('nrd', 'Agent.01', 'SALE'),
      callOf('NRD', 'VDAD', 'Voicemail'),
      callOf('NRD', null, null),
      callOf('SUR', 'Agent.02', 'No Answer'),
      callOf('SUR', 'Agent.02', 'Sale lost'),
      callOf(null, null, 'Sale'),
    ],
  });
  expect(data).toEqual({
    outboundCalls: {
      totalCount: 7,
      groups: [
        portfolioGroup('NRD', 4, [2, 4], 0.5),
        portfolioGroup('SUR', 2, [0, 2], 1),
        portfolioGroup(null, 1, [1, 1], 0),
      ],
    },
  });
  expect(cost).toEqual({ outbound_cdr: 1, getAllPortfolios: 1 });
});

const callFrom = (time: string, contact: string, carrier: string | null): PlainCall =>
  inbound(time, { contact, own: '7735550100', carrier });

const inboundRecord = (id: string, time: string, number: string, own: Partial<PlainRecord>): PlainRecord => ({
  id,
  at: `${DAY}T${time}Z`,
  from: number,
  to: '7735550100',
  direction: 'IN',
  ...own,
});

test('carrier quality by trunk', async () => {
  const { data, cost } = await answerOf('carrier-quality-by-trunk', {
    calls: [
      callFrom('10:00:00', '3125550101', 'SIP/ONE-0000a1b2'),
      callFrom('11:00:00', '3125550102', 'SIP/ONE-0000a1b3'),
      callFrom('12:00:00', '3125550103', 'sip/one-0000A1B4'),
      callFrom('13:00:00', '3125550104', 'SIP/ONE-0000a1b5'),
      callFrom('10:00:00', '3125550105', 'SIP/TWO-0000a1b6'),
      callFrom('10:00:00', '3125550106', null),
    ],
    records: [
      inboundRecord('a', '15:00:01', '3125550101', { mos: 4.5 }),
      inboundRecord('b', '16:00:00', '+13125550102', { mos: '3.5', disposition: 'NO ANSWER' }),
      // Not measured, and without a disposition.
      inboundRecord('c', '17:00:00', '3125550103', { mos: 0, disposition: '' }),
      inboundRecord('d', '15:00:00', '3125550105', { mos: null }),
      // Three minutes from the call of 13:00, which has no record.
      inboundRecord('e', '18:03:00', '3125550104', { mos: 1 }),
    ],
  });
  expect(data).toEqual({
    inboundCalls: {
      totalCount: 6,
      groups: [
        {
          keys: ['SIP/ONE'],
          count: 4,
          carrier: { averageMeanOpinionScore: 4, matched: { value: 0.75 }, answered: share(1, 2) },
        },
        {
          keys: [null],
          count: 1,
          carrier: { averageMeanOpinionScore: null, matched: { value: 0 }, answered: share(0, 0) },
        },
        {
          keys: ['SIP/TWO'],
          count: 1,
          carrier: { averageMeanOpinionScore: null, matched: { value: 1 }, answered: share(1, 1) },
        },
      ],
    },
  });
  expect(cost).toEqual({ inbound_cdr: 1, 'call-reports': 1 });
});

const dialed = (time: string, contact: string, disposition: string): PlainCall =>
  outbound(time, { contact, disposition, own: '7735550100', agent: 'VDAD' });

const outboundRecord = (id: string, time: string, number: string, disposition: string): PlainRecord => ({
  id,
  at: `${DAY}T${time}Z`,
  from: '7735550100',
  to: number,
  disposition,
});

const matchedNode = (time: string, contactNumber: string, disposition: string, match: object): object => ({
  id: ID,
  startedAt: at(time),
  contactNumber,
  agentUsername: 'VDAD',
  disposition,
  carrierMatch: match,
});

const carrierCallOf = (id: string, disposition: string): object => ({
  id,
  disposition,
  durationSeconds: 64,
  afterAnswerSeconds: 60,
});

test('voicemails that the carrier says were answered', async () => {
  const { data, cost } = await answerOf('voicemail-or-answered', {
    calls: [
      dialed('10:00:00', '3125550101', 'Voicemail'),
      dialed('11:00:00', '3125550102', 'VOICEMAIL'),
      dialed('12:00:00', '3125550103', 'Sale'),
      dialed('13:00:00', '3125550104', 'Voicemail'),
      dialed('14:00:00', '3125550105', 'Voicemail'),
    ],
    records: [
      outboundRecord('a', '15:00:02', '3125550101', 'ANSWERED'),
      outboundRecord('b', '16:00:00', '3125550102', 'answered'),
      outboundRecord('c', '17:00:00', '3125550103', 'ANSWERED'),
      outboundRecord('d', '18:00:00', '3125550104', 'NO ANSWER'),
    ],
  });
  expect(data).toEqual({
    outboundCalls: {
      totalCount: 2,
      nodes: [
        matchedNode('11:00:00', '3125550102', 'VOICEMAIL', {
          confidence: 1,
          secondsApart: 0,
          carrierCall: carrierCallOf('b', 'answered'),
        }),
        matchedNode('10:00:00', '3125550101', 'Voicemail', {
          confidence: expect.closeTo(1 - (0.5 * 2) / 120, 5),
          secondsApart: 2,
          carrierCall: carrierCallOf('a', 'ANSWERED'),
        }),
      ],
    },
  });
  expect(cost).toEqual({ outbound_cdr: 1, 'call-reports': 1 });
});
