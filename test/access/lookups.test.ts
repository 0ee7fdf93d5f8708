import { expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { encodeId } from '../../src/graph/relay/globalId.ts';
import { ANYONE, type Viewer } from '../../src/access/viewer.ts';
import { summary } from '../support/api.ts';
import { DIALER_PASS, DIALER_USER } from '../support/otherDialer.ts';
import { leadOf, numberOf, startPortfolioDialer, ZONE } from '../support/portfolioWorld.ts';
import type { ScriptedServer } from '../support/scriptedServer.ts';
import { scopesWithout, startViewedApi, viewer, type ViewedApi } from '../support/viewers.ts';

async function startForTest(perMinute: number): Promise<{ dialer: ScriptedServer; api: ViewedApi }> {
  const dialer = await startPortfolioDialer();
  onTestFinished(() => dialer.close());
  const account = { url: dialer.url, user: DIALER_USER, pass: DIALER_PASS };
  const settings = { DIALER_TIMEZONE: ZONE, LOOKUPS_PER_MINUTE: String(perMinute) };
  return { dialer, api: await startViewedApi(account, settings) };
}

const line = z.object({ audit: z.object({ action: z.literal('look_up') }).loose() });

/** What the log says of look-ups. */
const audited = ({ log }: ViewedApi): object[] =>
  log.flatMap((text) => {
    const read = line.safeParse(JSON.parse(text));
    return read.success ? [read.data.audit] : [];
  });

const reading = z.object({ audit: z.object({ action: z.literal('read_leads') }).loose() });

/** What the log says of leads that were read. */
const readings = ({ log }: ViewedApi): object[] =>
  log.flatMap((text) => reading.safeParse(JSON.parse(text)).data?.audit ?? []);

const by = (kind: string, subject: string, outcome: string): object => ({
  action: 'look_up',
  caller: 'analyst',
  by: kind,
  subject,
  outcome,
});

const all = (name: string): Viewer => viewer(scopesWithout(), null, name);

test('each kind of look-up is written down: who, what and what came of it', async () => {
  const { api, dialer } = await startForTest(100);
  const client = api.as(all('analyst'));
  const number = numberOf('NRD', 1);
  await client.data(`{
    found: lead(leadId: "${leadOf('NRD', 1)}") { status }
    missing: lead(leadId: "999") { status }
    odd: lead(leadId: "Smith ${number}") { status }
    node(id: "${encodeId('Lead', leadOf('SUR', 1))}") { id }
    agentCalls(filter: { phoneNumber: "${number}" }) { totalCount }
    none: agentCalls(filter: { phoneNumber: "9995550000" }) { totalCount }
  }`);
  dialer.answer('goGetCustomerInfo', { status: 500, body: '' });
  await client.query(`{ lead(leadId: "${leadOf('NRD', 2)}") { status } }`);
  expect(audited(api)).toHaveLength(6);
  expect(audited(api)).toEqual(
    expect.arrayContaining([
      by('lead', leadOf('NRD', 1), 'found'),
      // Those of an operation that end alike are one line.
      { action: 'look_up', caller: 'analyst', by: 'lead', subjects: ['999', 'no id'], outcome: 'nothing' },
      by('node', leadOf('SUR', 1), 'found'),
      by('phoneNumber', `••••••${number.slice(-4)}`, 'found'),
      by('phoneNumber', '••••••0000', 'nothing'),
      by('lead', leadOf('NRD', 2), 'failed'),
    ]),
  );
  expect(api.log.join('')).not.toContain(number);
});

test('an id is written down as the dialer reads it, and asked for as a number or not at all', async () => {
  const { api, dialer } = await startForTest(100);
  const lead = leadOf('NRD', 1);
  const client = api.as(all('analyst'));
  await client.data(
    `{ lead(leadId: " 000${lead} ") { status } node(id: "${encodeId('Lead', `0${lead}`)}") { id } }`,
  );
  expect(audited(api)).toEqual([by('lead', lead, 'found'), by('node', lead, 'found')]);
  dialer.clear();
  expect(
    await client.data(
      `{ a: lead(leadId: "${lead}abc") { status } b: lead(leadId: "${lead}' OR '1'='1") { status } }`,
    ),
  ).toEqual({
    a: null,
    b: null,
  });
  expect(dialer.counts()).toEqual({});
});

test('whom one operation looks up in many places it looks up once', async () => {
  const { api } = await startForTest(2);
  const lead = leadOf('NRD', 1);
  const client = api.as(all('analyst'));
  const { errors } = await client.query(`{
    agents(first: 5) { nodes { calls(filter: { leadId: "${lead}" }) { totalCount } } }
    a: lead(leadId: "${lead}") { status } b: lead(leadId: "0${lead}") { status }
  }`);
  expect(errors).toEqual([]);
  expect(audited(api)).toHaveLength(2);
  // The next operation's is another.
  const more = await client.query(
    `{ a: lead(leadId: "${lead}") { status } b: lead(leadId: "${lead}") { status } }`,
  );
  expect(more.errors.map(summary)).toMatchObject([{ code: 'RATE_LIMITED' }, { code: 'RATE_LIMITED' }]);
  expect(audited(api)).toHaveLength(3);
});

test('whom one operation looks up in many places is found if one of them found something', async () => {
  const { api } = await startForTest(100);
  const lead = leadOf('NRD', 1);
  await api.as(all('analyst')).data(`{
    none: agentCalls(filter: { leadId: "${lead}", portfolios: ["SUR"] }) { totalCount }
    some: agentCalls(filter: { leadId: "${lead}", portfolios: ["NRD"] }) { totalCount }
  }`);
  expect(audited(api)).toEqual([by('leadId', lead, 'found')]);
});

test('numbers that end alike are looked up one by one', async () => {
  const { api } = await startForTest(2);
  const client = api.as(all('analyst'));
  const { errors } = await client.query(
    `{ ${['3125551234', '3135551234', '3145551234'].map((number, index) => `c${index}: agentCalls(filter: { phoneNumber: "${number}" }) { totalCount }`).join(' ')} }`,
  );
  expect(errors.map(summary)).toMatchObject([{ code: 'RATE_LIMITED' }]);
});

test('a filter by lead takes the id however it is written', async () => {
  const { api } = await startForTest(100);
  const lead = leadOf('NRD', 1);
  const client = api.as(all('analyst'));
  const counts = await client.data(
    `{ ${[lead, ` 00${lead} `, `${lead}x`].map((id, index) => `c${index}: agentCalls(filter: { leadId: "${id}" }) { totalCount }`).join(' ')} }`,
  );
  const { c0, c1, c2 } = z.record(z.string(), z.object({ totalCount: z.int() })).parse(counts);
  expect(c0?.totalCount).toBeGreaterThan(0);
  expect(c1).toEqual(c0);
  expect(c2).toEqual({ totalCount: 0 });
});

test('leads that calls led to are no look-ups, but it is written down how many were read', async () => {
  const { api } = await startForTest(1);
  const client = api.as(all('analyst'));
  await client.data('{ outboundCalls(first: 10) { nodes { leadId } } }');
  expect(readings(api)).toEqual([]);
  const { outboundCalls } = z
    .object({ outboundCalls: z.object({ nodes: z.array(z.object({ leadId: z.string().nullable() })) }) })
    .parse(await client.data('{ outboundCalls(first: 10) { nodes { leadId lead { firstName } } } }'));
  const leads = new Set(outboundCalls.nodes.flatMap(({ leadId }) => leadId ?? [])).size;
  expect(leads).toBeGreaterThan(1);
  expect(readings(api)).toEqual([{ action: 'read_leads', caller: 'analyst', leads }]);
  expect(audited(api)).toEqual([]);
});

test('a filter by lead is a look-up: counted and written down', async () => {
  const { api } = await startForTest(2);
  const lead = leadOf('NRD', 1);
  const client = api.as(all('analyst'));
  const calls = (): ReturnType<typeof client.query> =>
    client.query(`{ agentCalls(filter: { leadId: "${lead}" }) { totalCount nodes { lead { status } } } }`);
  expect((await calls()).errors).toEqual([]);
  expect((await calls()).errors).toEqual([]);
  expect((await calls()).errors.map(summary)).toMatchObject([{ path: 'agentCalls', code: 'RATE_LIMITED' }]);
  expect(audited(api)).toEqual([
    by('leadId', lead, 'found'),
    by('leadId', lead, 'found'),
    by('leadId', lead, 'rate limited'),
  ]);
});

test('a viewer may make so many a minute, of any kind, and others are not held up', async () => {
  const { api, dialer } = await startForTest(3);
  const client = api.as(all('busy'));
  const lead = `lead(leadId: "${leadOf('NRD', 1)}") { status }`;
  await client.data(`{ ${lead} agentCalls(filter: { phoneNumber: "1" }) { totalCount } }`);
  await client.data(`{ node(id: "${encodeId('Lead', leadOf('SUR', 1))}") { id } }`);
  dialer.clear();
  const { status, data, errors } = await client.query(
    `{ ${lead} nodes(ids: ["${encodeId('Lead', '1')}"]) { id } }`,
  );
  expect(status).toBe(200);
  expect(data).toEqual({ lead: null, nodes: [null] });
  expect(errors.map(summary)).toMatchObject([
    { code: 'RATE_LIMITED', retryable: true, retryAfterSeconds: expect.any(Number) },
    { code: 'RATE_LIMITED', retryable: true, retryAfterSeconds: expect.any(Number) },
  ]);
  const seconds = z.number().parse(errors[0]?.extensions['retryAfterSeconds']);
  expect(seconds).toBeGreaterThan(0);
  expect(seconds).toBeLessThanOrEqual(60);
  expect(errors[0]?.message).toContain(`Try again in ${seconds} seconds.`);
  expect(dialer.counts()).toEqual({});
  // Of each kind of look-up that is refused the first is written down; the others are counted.
  expect(audited(api).slice(-2)).toMatchObject([{ outcome: 'rate limited' }, { outcome: 'rate limited' }]);
  // A lead that a call led to is no look-up.
  expect((await client.query('{ outboundCalls(first: 2) { nodes { lead { status } } } }')).errors).toEqual(
    [],
  );
  expect((await api.as(all('other')).query(`{ ${lead} }`)).errors).toEqual([]);
});

test('a look-up that is forbidden is none: it neither counts, nor is it written down', async () => {
  const { api } = await startForTest(1);
  const who = viewer(scopesWithout('pii:read'), ['NRD'], 'limited');
  for (let times = 0; times < 3; times += 1) {
    const { errors } = await api
      .as(who)
      .query(`{ lead(leadId: "1") { status } agentCalls(filter: { phoneNumber: "1" }) { totalCount } }`);
    expect(errors.map(({ extensions }) => extensions['code'])).toContain('FORBIDDEN');
    expect(errors.map(({ extensions }) => extensions['code'])).not.toContain('RATE_LIMITED');
  }
  expect(audited(api)).toEqual([]);
});

test('where everyone is the same there is no limit', async () => {
  const { api } = await startForTest(1);
  for (let times = 0; times < 3; times += 1) {
    expect((await api.as(ANYONE).query('{ lead(leadId: "1") { status } }')).errors).toEqual([]);
  }
  expect(audited(api)).toHaveLength(3);
});
