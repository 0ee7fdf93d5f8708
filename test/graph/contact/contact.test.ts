/** What the calls say of a number: facts with known answers, in the dialer calls stated. */
import { describe, expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import type { Viewer } from '../../../src/access/viewer.ts';
import { summary, type Api } from '../../support/api.ts';
import {
  callApiTo,
  daysAsked,
  plainCall,
  startCallApi,
  startCallDialer,
  ZONE,
  type PlainCall,
} from '../../support/callDay.ts';
import { planned } from '../../support/dialerCost.ts';
import { DIALER_PASS, DIALER_USER, leadInfo } from '../../support/otherDialer.ts';
import { scopesWithout, startViewedApi, viewer } from '../../support/viewers.ts';
import { processorMs } from '../../support/processorTime.ts';

const NUMBER = '3125550142';
const OTHER = '3125550143';
/** Who was last called twenty days ago. */
const RARE = '3125550144';

const day = (ago: number): string => Temporal.Now.plainDateISO(ZONE).subtract({ days: ago }).toString();
const days = (first: number, last: number): string => `${day(first)} ${day(last)}`;

const call = (kind: 'outbound' | 'inbound', ago: number, own: Partial<PlainCall> = {}): PlainCall =>
  plainCall(kind, { at: `${day(ago)} 10:00:00`, contact: NUMBER, ...own });

const calls = (): readonly PlainCall[] => [
  call('outbound', 0, { agent: 'VDAD', disposition: 'today' }),
  call('inbound', 0, { agent: ' vdcl ' }),
  call('inbound', 1, { agent: 'Agent.01', disposition: 'called us' }),
  call('outbound', 6, { agent: 'Agent.02', disposition: 'six days ago', contact: '+1 (312) 555-0142' }),
  call('outbound', 7, { agent: 'Agent.02' }),
  call('outbound', 91, { agent: null }),
  call('outbound', 92),
  call('outbound', 0, { contact: OTHER, own: NUMBER }),
  call('outbound', 20, { contact: RARE, agent: 'Agent.03', disposition: 'twenty days ago' }),
];

const answer = z.object({ contact: z.record(z.string(), z.unknown()) });

const contactIn = async (api: Api, fields: string, phoneNumber = NUMBER): Promise<object> =>
  (await api.read(answer, `{ contact(phoneNumber: "${phoneNumber}") { ${fields} } }`)).contact;

const lastAttempts = z.object({ lastAttempt: z.object({ disposition: z.string() }).nullable() });

const all = (): Viewer => viewer(scopesWithout(), null, 'analyst');

const period = (first: number, last: number): string =>
  `period: { from: "${day(first)}", to: "${day(last)}" }`;

test('attempts are the outbound calls to the number, in the last days with today', async () => {
  const api = await startCallApi(calls());
  expect(
    await contactIn(
      api,
      `phoneNumber a: attempts(days: 1) b: attempts(days: 6) c: attempts d: attempts(days: 8) e: attempts(days: 92)
       calls(${period(6, 0)}) { totalCount nodes { direction disposition } }`,
    ),
  ).toEqual({
    phoneNumber: NUMBER,
    a: 1,
    b: 1,
    c: 2,
    d: 3,
    e: 4,
    calls: {
      totalCount: 4,
      nodes: expect.arrayContaining([
        { direction: 'OUTBOUND', disposition: 'today' },
        { direction: 'INBOUND', disposition: 'called us' },
        { direction: 'OUTBOUND', disposition: 'six days ago' },
      ]),
    },
  });
});

test.each(['+13125550142', '1-312-555-0142', '(312) 555-0142'])(
  'the number may be written %s',
  async (spelling) => {
    expect(await contactIn(await startCallApi(calls()), 'attempts', spelling)).toEqual({ attempts: 2 });
  },
);

test('a conversation is a call in either direction that an agent took', async () => {
  const api = await startCallApi(calls());
  const one = 'direction disposition';
  expect(
    await contactIn(
      api,
      `lastAttempt { ${one} } lastConversation { ${one} } none: lastConversation(days: 1) { ${one} }`,
    ),
  ).toEqual({
    lastAttempt: { direction: 'OUTBOUND', disposition: 'today' },
    lastConversation: { direction: 'INBOUND', disposition: 'called us' },
    none: null,
  });
  expect(await contactIn(api, `lastAttempt { id } lastConversation { id }`, OTHER)).toMatchObject({
    lastConversation: null,
  });
});

describe('the newest window is asked first, and the search ends with the first hit', () => {
  test.each([
    ['attempts(days: 7)', NUMBER, [days(6, 0)], []],
    ['attempts(days: 8)', NUMBER, [days(7, 7), days(6, 0)], []],
    ['lastAttempt(days: 92) { id }', NUMBER, [days(6, 0)], []],
    ['lastAttempt(days: 92) { id }', RARE, [days(20, 14), days(13, 7), days(6, 0)], []],
    ['lastAttempt(days: 10) { id }', RARE, [days(9, 7), days(6, 0)], []],
    ['lastConversation(days: 92) { id }', NUMBER, [days(6, 0)], [days(6, 0)]],
    [
      'lastConversation(days: 92) { id }',
      RARE,
      [days(20, 14), days(13, 7), days(6, 0)],
      [days(20, 14), days(13, 7), days(6, 0)],
    ],
    ['timeZones phoneNumber', NUMBER, [], []],
  ])('%s of %s', async (field, number, outbound, inbound) => {
    const api = await startCallApi(calls());
    await contactIn(api, field, number);
    expect(daysAsked(api.dialer, 'outbound_cdr')).toEqual(outbound);
    expect(daysAsked(api.dialer, 'inbound_cdr')).toEqual(inbound);
  });

  test('all facts of the same days are one pair of calls, beside any other list of them', async () => {
    const api = await startCallApi(calls());
    await api.data(`{
      contact(phoneNumber: "${NUMBER}") {
        attempts lastAttempt { id } lastConversation { id }
        calls(${period(6, 0)}) { totalCount } outsideHours(${period(6, 0)}) { totalCount }
      }
      other: contact(phoneNumber: "${RARE}") { attempts }
      calls(${period(6, 0)}, filter: { queues: [] }) { totalCount }
      outboundCalls(${period(6, 0)}, filter: { portfolios: ["NRD"] }) { totalCount }
    }`);
    expect(api.dialer.counts()).toEqual({ outbound_cdr: 1, inbound_cdr: 1 });
  });

  test('the histories of many numbers are told from one answer, a large one in columns, too', async () => {
    const numbers = Array.from({ length: 30 }, (_, index) => `31255502${String(index).padStart(2, '0')}`);
    const many = Array.from({ length: 6000 }, (_, index) =>
      call('outbound', index % 7, {
        contact: numbers[(index * index) % numbers.length] ?? null,
        agent: 'Agent.01',
        disposition: `call ${index}`,
      }),
    );
    const api = await startCallApi(many);
    const before = processorMs();
    const facts = await api.data(
      `{ ${numbers.map((number, index) => `a${index}: contact(phoneNumber: "${number}") { attempts lastAttempt { disposition } }`).join(' ')} }`,
    );
    // 900 calls share each time. To make the ids of all of them for each call took 20 seconds.
    expect(processorMs() - before).toBeLessThan(5000);
    for (const [index, number] of numbers.entries()) {
      const own = many.filter(({ contact }) => contact === number);
      expect(facts[`a${index}`]).toMatchObject({ attempts: own.length });
      // Numbers that were called today, of which the newest is one.
      const newest = own.filter(({ at }) => at.startsWith(day(0))).map(({ disposition }) => disposition);
      const { lastAttempt } = lastAttempts.parse(facts[`a${index}`]);
      expect(newest.length === 0 || newest.includes(lastAttempt?.disposition ?? '')).toBe(true);
    }
    expect(api.dialer.counts()).toEqual({ outbound_cdr: 1 });
  });

  test('the plan has every window, and no fewer calls than are made', async () => {
    const api = await callApiTo(await startCallDialer(calls()), { MAX_CALLS_PER_OPERATION: '1000' });
    const facts = (fields: string): string => `{ contact(phoneNumber: "${RARE}") { ${fields} } }`;
    expect(await planned(api, facts('attempts(days: 92)'))).toEqual({ outbound_cdr: 14 });
    expect(await planned(api, facts('attempts(days: 8) lastAttempt(days: 8) { id }'))).toEqual({
      outbound_cdr: 2,
    });
    expect(await planned(api, facts('lastConversation(days: 15) { id }'))).toEqual({
      outbound_cdr: 3,
      inbound_cdr: 3,
    });
    expect(await planned(api, facts('timeZones'))).toEqual({});
    // What is asked before a later window of the search is not part of it.
    const beside = `{
      contact(phoneNumber: "${RARE}") { lastAttempt(days: 14) { id } }
      outboundCalls(${period(13, 7)}, filter: { portfolios: ["NRD"] }) { totalCount }
    }`;
    expect(await planned(api, beside)).toEqual({ outbound_cdr: 3 });
    await api.data(beside);
    expect(api.dialer.counts()).toEqual({ outbound_cdr: 3 });
  });
});

test.each([
  ['phoneNumber: "anonymous"', 'attempts', 'phoneNumber'],
  ['phoneNumber: "000"', 'attempts', 'phoneNumber'],
  [`phoneNumber: "${NUMBER}"`, 'attempts(days: 0)', 'days'],
  [`phoneNumber: "${NUMBER}"`, 'attempts(days: 32)', 'days'],
  [`phoneNumber: "${NUMBER}"`, 'lastAttempt(days: -1) { id }', 'days'],
  [`phoneNumber: "${NUMBER}"`, 'lastConversation(days: 93) { id }', 'days'],
  [`phoneNumber: "${NUMBER}"`, 'outsideHours(from: "21:00", to: "08:00") { totalCount }', 'from'],
  [`phoneNumber: "${NUMBER}"`, 'outsideHours(to: "9 pm") { totalCount }', 'to'],
  [`phoneNumber: "${NUMBER}"`, `calls(${period(40, 0)}) { totalCount }`, 'period'],
])('contact(%s) { %s } is refused before the dialer is called', async (args, field, argument) => {
  const api = await startCallApi(calls(), { MAX_PERIOD_DAYS: '31' });
  const { errors } = await api.query(`{ contact(${args}) { ${field} } }`);
  expect(errors.map(summary)).toMatchObject([{ code: 'BAD_USER_INPUT' }]);
  expect(errors[0]?.extensions['argument']).toBe(argument);
  expect(api.dialer.counts()).toEqual({});
});

test('calls outside hours are told with the zones they are held against', async () => {
  // 18:30 in Honolulu is 22:30 or 23:30 in Chicago.
  const late = { contact: '8085550100' };
  const api = await startCallApi([
    ...['07:59:59', '08:00:00', '21:00:00'].map((time) => call('outbound', 1, { at: `${day(1)} ${time}` })),
    call('outbound', 1, { at: `${day(1)} 23:30:00`, ...late }),
  ]);
  const fields = `timeZones outsideHours(${period(1, 1)}) { totalCount } long: outsideHours(${period(1, 1)}, from: "00:00", to: "22:00") { totalCount }`;
  expect(await contactIn(api, fields)).toEqual({
    timeZones: ['America/Chicago'],
    outsideHours: { totalCount: 2 },
    long: { totalCount: 0 },
  });
  expect(await contactIn(api, fields, late.contact)).toEqual({
    timeZones: ['Pacific/Honolulu'],
    outsideHours: { totalCount: 0 },
    long: { totalCount: 0 },
  });
});

describe('who may read it', () => {
  const lead = '20260512000301';

  async function start(settings: Record<string, string> = {}) {
    const dialer = await startCallDialer(calls());
    onTestFinished(() => dialer.close());
    dialer.answer('goGetCustomerInfo', (fields) => {
      const leadId = fields.get('lead_id');
      return leadInfo({ lead_id: leadId, phone_number: leadId === lead ? NUMBER : '' });
    });
    const account = { url: dialer.url, user: DIALER_USER, pass: DIALER_PASS };
    return { dialer, api: await startViewedApi(account, { DIALER_TIMEZONE: ZONE, ...settings }) };
  }
  const contact = `{ contact(phoneNumber: "${NUMBER}") { attempts } }`;
  const ofLead = `{ lead(leadId: "${lead}") { contact { phoneNumber attempts } } }`;

  test.each([
    ['without calls:read', scopesWithout('calls:read'), null],
    ['without pii:read', scopesWithout('pii:read'), null],
    ['limited to portfolios', scopesWithout(), ['NRD']],
  ] as const)('not a viewer %s', async (_, scopes, portfolios) => {
    const { api, dialer } = await start();
    const client = api.as(viewer(scopes, portfolios));
    expect((await client.query(contact)).errors.map(summary)).toMatchObject([{ code: 'FORBIDDEN' }]);
    expect((await client.query(ofLead)).errors.map(summary)).toMatchObject([{ code: 'FORBIDDEN' }]);
    expect(Object.keys(dialer.counts())).not.toContain('outbound_cdr');
  });

  test('a lead’s contact is that of its number; none without one', async () => {
    const { api } = await start();
    const client = api.as(all());
    expect(await client.data(ofLead)).toEqual({
      lead: { contact: { phoneNumber: NUMBER, attempts: 2 } },
    });
    expect(await client.data(`{ lead(leadId: "7") { contact { attempts } } }`)).toEqual({
      lead: { contact: null },
    });
  });

  test('each is a look-up: counted, limited, and audited with the number masked', async () => {
    const { api, dialer } = await start({ LOOKUPS_PER_MINUTE: '3' });
    const client = api.as(all());
    await client.data(`{ contact(phoneNumber: "${NUMBER}") { a: attempts b: lastAttempt { id } } }`);
    // The lead and its number are two.
    await client.data(ofLead);
    dialer.clear();
    const { errors } = await client.query(contact);
    expect(errors.map(summary)).toMatchObject([{ code: 'RATE_LIMITED' }]);
    expect(dialer.counts()).toEqual({});
    const audit = z.object({ audit: z.object({ action: z.literal('look_up') }).loose() });
    const lines = api.log.flatMap((text) => audit.safeParse(JSON.parse(text)).data?.audit ?? []);
    const line = { action: 'look_up', caller: 'analyst', by: 'phoneNumber', subject: '••••••0142' };
    expect(lines.filter(({ by }) => by === 'phoneNumber')).toEqual([
      { ...line, outcome: 'found' },
      { ...line, outcome: 'found' },
      { ...line, outcome: 'rate limited' },
    ]);
    expect(api.log.join('')).not.toContain(NUMBER);
  });
});
