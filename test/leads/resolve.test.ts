import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { SCOPES, type Viewer } from '../../src/access/viewer.ts';
import { clientOf, summary } from '../support/api.ts';
import { keysText, testFile } from '../support/keysFile.ts';
import { JOURNALS } from '../support/journals.ts';
import { accountAt, addedLine, journalSettings, scriptedDialer, startLeadApi } from '../support/leadApi.ts';
import { success } from '../support/otherDialer.ts';
import { scopesWithout, startViewedApi, viewer } from '../support/viewers.ts';

const LEAD = { phoneNumber: '7275551111', source: 'test', listId: '101', vendorLeadCode: 'LN-77' } as const;

const LISTED = `{ unresolvedLeads { totalCount pageInfo { hasNextPage } nodes { id idempotencyKey at listId vendorLeadCode cause } } }`;
const RESOLVE = `mutation ($id: ID, $key: String, $resolution: LeadResolution!, $leadId: ID) {
  resolveLead(id: $id, idempotencyKey: $key, resolution: $resolution, leadId: $leadId) { resolved lead { id idempotencyKey } }
}`;
const ADD = `mutation ($input: AddLeadInput!) { addLead(input: $input) {
  type: __typename ... on AddLeadSuccess { leadId } ... on LeadOutcomeUnknown { message } } }`;

const listed = z.object({
  unresolvedLeads: z.object({
    totalCount: z.number(),
    nodes: z.array(
      z.object({
        id: z.string(),
        idempotencyKey: z.string().nullable(),
        at: z.string(),
        listId: z.string().nullable(),
        vendorLeadCode: z.string().nullable(),
        cause: z.string(),
      }),
    ),
  }),
});

/** A server with one lead whose outcome is unknown, under the key `k` of a viewer. */
async function startUnknown(journal = ':memory:') {
  const dialer = await scriptedDialer();
  dialer.answer('add_lead', { status: 500, body: '' });
  const api = await startViewedApi(accountAt(dialer), journalSettings(journal));
  const who = viewer(SCOPES);
  const client = api.as(who);
  const add = async (idempotencyKey = 'k') =>
    (await client.data(ADD, { input: { ...LEAD, idempotencyKey } }))['addLead'];
  expect(await add()).toMatchObject({
    type: 'LeadOutcomeUnknown',
    message: expect.stringMatching(
      /new idempotencyKey and duplicateChecks: \[\{match: PHONE, scope: SYSTEM\}\]/,
    ),
  });
  const list = async (as: Viewer = who) => (await api.as(as).read(listed, LISTED)).unresolvedLeads;
  const resolve = (variables: Readonly<Record<string, unknown>>, as: Viewer = who) =>
    api.as(as).query(RESOLVE, variables);
  return { dialer, api, add, list, resolve, who };
}

describe.each(JOURNALS)('a lead whose outcome is unknown, with a journal in $name', ({ create }) => {
  const start = async () => startUnknown(await create());

  test('is listed for its caller, and written into the audit', async () => {
    const { api, list } = await start();
    expect(await list()).toMatchObject({
      totalCount: 1,
      nodes: [
        {
          idempotencyKey: 'k',
          listId: '101',
          vendorLeadCode: 'LN-77',
          cause: 'The dialer failed to answer add_lead (HTTP 500).',
        },
      ],
    });
    // SHA-256 of "k".
    const keyHash = '8254c329a92850f6d539dd376f4816ee2764517da5e0235514af433164480d7a';
    const line = api.log.find((one) => one.includes('"audit"') && one.includes('"action":"add_lead"')) ?? '';
    expect(JSON.parse(line)).toMatchObject({
      audit: { outcome: 'unknown', unknown: { keyHash, vendorLeadCode: 'LN-77' } },
    });
    expect(line).not.toContain(LEAD.phoneNumber);
  });

  test('is another caller’s business neither to see nor to settle', async () => {
    const { list, resolve } = await start();
    const other = viewer(SCOPES);
    expect(await list(other)).toMatchObject({ totalCount: 0, nodes: [] });
    const { id } = (await list()).nodes[0] ?? { id: '' };
    for (const by of [{ id }, { key: 'k' }]) {
      const { data } = await resolve({ ...by, resolution: 'NOT_ADDED' }, other);
      expect(data).toEqual({ resolveLead: { resolved: false, lead: null } });
    }
    expect(await list()).toMatchObject({ totalCount: 1 });
  });

  test.each([
    ['its id', (id: string) => ({ id })],
    ['its key', () => ({ key: 'k' })],
  ])('is settled as ADDED by %s: the key answers with the lead', async (_, by) => {
    const { api, dialer, add, list, resolve } = await start();
    const { id } = (await list()).nodes[0] ?? { id: '' };
    const { data } = await resolve({ ...by(id), resolution: 'ADDED', leadId: '0014333' });
    expect(data).toEqual({ resolveLead: { resolved: true, lead: { id, idempotencyKey: 'k' } } });
    expect(await list()).toMatchObject({ totalCount: 0 });
    expect(await add()).toEqual({ type: 'AddLeadSuccess', leadId: '14333' });
    expect(dialer.counts()).toEqual({ add_lead: 1 });
    const line = api.log.find((one) => one.includes('"action":"resolve_lead"')) ?? '{}';
    expect(JSON.parse(line)).toMatchObject({
      audit: { resolution: 'ADDED', leadId: '14333', resolved: true },
    });
    expect((await resolve({ ...by(id), resolution: 'NOT_ADDED' })).data).toEqual({
      resolveLead: { resolved: false, lead: null },
    });
  });

  test('is settled as NOT_ADDED: the key is free again', async () => {
    const { dialer, add, resolve } = await start();
    await resolve({ key: 'k', resolution: 'NOT_ADDED' });
    dialer.answer('add_lead', (fields) => addedLine(fields));
    expect(await add()).toMatchObject({ type: 'AddLeadSuccess', leadId: '14333' });
    expect(dialer.counts()).toEqual({ add_lead: 2 });
  });

  test.each([
    ['id', { resolution: 'NOT_ADDED' }],
    ['id', { id: '1', key: 'k', resolution: 'NOT_ADDED' }],
    ['leadId', { id: '1', resolution: 'ADDED' }],
    ['leadId', { id: '1', resolution: 'ADDED', leadId: 'abc' }],
    ['leadId', { id: '1', resolution: 'NOT_ADDED', leadId: '7' }],
  ])('needs %s: %o', async (argument, variables) => {
    const { list, resolve } = await start();
    const { errors } = await resolve(variables);
    expect(errors.map(summary)).toMatchObject([{ code: 'BAD_USER_INPUT', argument }]);
    expect(await list()).toMatchObject({ totalCount: 1 });
  });

  test('is settled once, whoever else settles it or sends it again at the same time', async () => {
    const { api, dialer, add, resolve } = await start();
    const sent = dialer.counts()['add_lead'] ?? 0;
    dialer.answer('add_lead', (fields) => ({ body: addedLine(fields, 99), delayMs: 50 }));
    const settle = async (resolution: string, leadId?: string) =>
      (await resolve({ key: 'k', resolution, leadId })).data;
    const [told, ...settled] = await Promise.all([
      Promise.all(Array.from({ length: 5 }, () => add())),
      settle('NOT_ADDED'),
      settle('ADDED', '7'),
      settle('NOT_ADDED'),
      settle('ADDED', '8'),
    ]);
    const yes = { resolveLead: { resolved: true, lead: { id: '1', idempotencyKey: 'k' } } };
    expect(settled.filter((one) => JSON.stringify(one) === JSON.stringify(yes))).toHaveLength(1);
    // Those before it are told what was known; from then on all are told the same, of one lead at most.
    const added = told.map((one) => JSON.stringify(one)).filter((one) => one.includes('AddLeadSuccess'));
    expect(new Set(added).size).toBeLessThanOrEqual(1);
    const last = await add();
    expect(last).toMatchObject({ type: 'AddLeadSuccess' });
    for (const one of added) expect(one).toBe(JSON.stringify(last));
    expect(await add()).toEqual(last);
    expect((dialer.counts()['add_lead'] ?? 0) - sent).toBeLessThanOrEqual(1);
    expect(api.log.filter((one) => one.includes('"resolved":true'))).toHaveLength(1);
  });

  test('leaves no key in the audit, wherever the caller writes it', async () => {
    const { api, resolve } = await start();
    await resolve({ id: 'secret-key-4711', resolution: 'NOT_ADDED' });
    await resolve({ key: 'secret-key-4711', resolution: 'ADDED', leadId: '1' });
    const lines = api.log.filter((one) => one.includes('"action":"resolve_lead"'));
    expect(lines).toHaveLength(2);
    expect(api.log.join('')).not.toContain('secret-key-4711');
  });

  test('names resolveLead and unresolvedLeads in its message', async () => {
    const { add } = await start();
    expect(await add()).toMatchObject({
      message: expect.stringContaining(
        'If unresolvedLeads lists this lead, settle it with resolveLead afterwards.',
      ),
    });
  });

  test('has its code masked without pii:read; without leads:write, or with a limit to portfolios, all is forbidden', async () => {
    const { api, who, list } = await start();
    const masked = viewer(scopesWithout('pii:read'), null, who.name);
    expect((await list(masked)).nodes).toMatchObject([{ vendorLeadCode: null, idempotencyKey: 'k' }]);
    for (const as of [viewer(scopesWithout('leads:write'), null, 'a'), viewer(SCOPES, ['NRD'], 'b')]) {
      for (const document of [
        LISTED,
        'mutation { resolveLead(id: "1", resolution: NOT_ADDED) { resolved } }',
      ]) {
        const { errors } = await api.as(as).query(document);
        expect(errors.map(summary)).toMatchObject([{ code: 'FORBIDDEN' }]);
      }
    }
  });
});

test('a caller is the name of its key: another key of that name sees its leads, one of another name does not', async () => {
  const dialer = await scriptedDialer();
  dialer.answer('add_lead', { status: 500, body: '' });
  const [own, next, other] = [
    'own-key-0123456789abcdef',
    'next-key-0123456789abcdef',
    'other-key-0123456789abcdef',
  ];
  const { path } = testFile(
    keysText({ [own]: { name: 'crm' }, [next]: { name: 'crm' }, [other]: { name: 'web-form' } }),
  );
  const { url } = await startLeadApi(accountAt(dialer), { API_KEYS_FILE: path });
  const as = (key: string) => clientOf(url, { authorization: `Bearer ${key}` });
  await as(own).data(ADD, { input: { ...LEAD, idempotencyKey: 'k' } });
  const count = '{ unresolvedLeads { totalCount } }';
  expect(await as(other).data(count)).toEqual({ unresolvedLeads: { totalCount: 0 } });
  const settle = { key: 'k', resolution: 'ADDED', leadId: '7' };
  expect(await as(other).data(RESOLVE, settle)).toEqual({ resolveLead: { resolved: false, lead: null } });
  expect(await as(next).data(count)).toEqual({ unresolvedLeads: { totalCount: 1 } });
  expect(await as(next).data(RESOLVE, settle)).toMatchObject({ resolveLead: { resolved: true } });
  expect(await as(own).data(ADD, { input: { ...LEAD, idempotencyKey: 'k' } })).toMatchObject({
    addLead: { type: 'AddLeadSuccess', leadId: '7' },
  });
});

describe('validateLeads', () => {
  const VALIDATE = `query ($inputs: [AddLeadInput!]!) { validateLeads(inputs: $inputs) { reason message fields } }`;

  test('gives the verdicts of addLeads in the order of the input, and sends nothing', async () => {
    const { dialer, api, who } = await startUnknown();
    dialer.clear();
    dialer.answer('goGetAllCampaigns', success({ rows: [{ id: 'LONGCAMP10', campaign_name: 'Spring' }] }));
    const inputs = [
      LEAD,
      { ...LEAD, phoneNumber: '12' },
      { ...LEAD, campaignId: 'NONE' },
      { ...LEAD, campaign: 'spring', callback: { at: new Date(Date.now() - 60_000).toISOString() } },
      { ...LEAD, idempotencyKey: 'k' },
      { ...LEAD, firstName: 'Another', idempotencyKey: 'k' },
      { ...LEAD, idempotencyKey: 'new' },
      { ...LEAD, lastName: 'Another', idempotencyKey: 'new' },
    ];
    expect(await api.as(who).data(VALIDATE, { inputs })).toMatchObject({
      validateLeads: [
        null,
        { reason: 'INVALID_INPUT', fields: ['phoneNumber'] },
        { reason: 'INVALID_INPUT', fields: ['campaignId'] },
        { reason: 'INVALID_INPUT', fields: ['callback.at'] },
        null,
        { reason: 'IDEMPOTENCY_KEY_REUSED' },
        null,
        { reason: 'IDEMPOTENCY_KEY_REUSED' },
      ],
    });
    expect(dialer.counts()).toEqual({ goGetAllCampaigns: 1 });
  });

  test('asks the dialer nothing if no input names a campaign, and takes a thousand', async () => {
    const { dialer, api, who } = await startUnknown();
    dialer.clear();
    const inputs = Array.from({ length: 1000 }, () => LEAD);
    const { data } = await api.as(who).query(VALIDATE, { inputs });
    expect(data).toEqual({ validateLeads: inputs.map(() => null) });
    expect(dialer.counts()).toEqual({});
    const { errors } = await api.as(who).query(VALIDATE, { inputs: [...inputs, LEAD] });
    expect(errors.map(summary)).toMatchObject([{ code: 'BAD_USER_INPUT', argument: 'inputs' }]);
  });

  test('is read from a POST only, with leads:write', async () => {
    const { api, who } = await startUnknown();
    const query = encodeURIComponent(
      '{ validateLeads(inputs: [{phoneNumber: "7275551111", source: "x1"}]) { reason } }',
    );
    const response = await fetch(`${api.url}/graphql?query=${query}`, {
      headers: { ...api.headersOf(who), accept: 'application/json' },
    });
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { argument: 'inputs' } }] });
    const { errors } = await api
      .as(viewer(scopesWithout('leads:write'), null, 'c'))
      .query(VALIDATE, { inputs: [LEAD] });
    expect(errors.map(summary)).toMatchObject([{ code: 'FORBIDDEN' }]);
  });
});
