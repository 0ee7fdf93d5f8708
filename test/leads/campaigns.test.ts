import { describe, expect, test } from 'vitest';
import { addsOf, LEAD, leads, rejectedFor, startAdding } from '../support/addingDialer.ts';
import type { LeadInput } from '../support/leadApi.ts';
import { refusal, success } from '../support/otherDialer.ts';

const LISTED = success({
  rows: [
    { id: 'SPRING2026', campaign_name: 'Spring, south' },
    { id: 'A CAMPAIGN OF TWENTY', campaign_name: 'LIST2' },
    { id: '0', campaign_name: null },
    { id: 'LIST2', campaign_name: 'Winter' },
    { id: 'Ñandú', campaign_name: "O'Hara & sons" },
    { id: 'ONE', campaign_name: 'Same' },
    { id: 'TWO', campaign_name: 'Same' },
  ],
});

async function startListing(answer: object = LISTED) {
  const started = await startAdding();
  started.dialer.answer('goGetAllCampaigns', answer);
  return started;
}

describe('a campaign that the dialer lists', () => {
  test.each<[string, LeadInput, string]>([
    ['an id of ten characters', { campaignId: 'SPRING2026' }, 'SPRING2026'],
    ['an id in another case', { campaignId: 'spring2026' }, 'SPRING2026'],
    ['an id of twenty characters', { campaignId: 'A CAMPAIGN OF TWENTY' }, 'A CAMPAIGN OF TWENTY'],
    ['an id of one character', { campaignId: '0' }, '0'],
    ['an id with accents in parts', { campaignId: 'N\u0303andu\u0301' }, 'Ñandú'],
    ['a name', { campaign: 'spring, SOUTH' }, 'SPRING2026'],
    ['a name with an apostrophe', { campaign: "O'Hara & sons" }, 'Ñandú'],
    // An id goes before a name.
    ['an id that is another one’s name', { campaign: 'LIST2' }, 'LIST2'],
    ['an id in the place of a name', { campaign: 'one' }, 'ONE'],
  ])('%s counts for callbacks and DNC checks', async (_, named, campaignId) => {
    const { api, dialer } = await startListing();
    for (const needing of [{ callback: { now: true } }, { campaignDncCheck: 'YES' }, {}]) {
      expect(await api.add({ ...LEAD, ...named, ...needing })).toMatchObject({ type: 'AddLeadSuccess' });
    }
    expect(addsOf(dialer).map((sent) => sent.get('campaign_id'))).toEqual(Array(3).fill(campaignId));
    expect(dialer.counts()).toEqual({ goGetAllCampaigns: 1, add_lead: 3 });
  });
});

describe('a campaign that it does not list', () => {
  test.each<[string, LeadInput, ...string[]]>([
    ['an id', { campaignId: 'NONE' }, 'campaignId'],
    ['a name in the place of an id', { campaignId: 'Winter' }, 'campaignId'],
    ['the beginning of an id', { campaignId: 'SPRING' }, 'campaignId'],
    ['a name', { campaign: 'Autumn' }, 'campaign'],
    ['a name of two', { campaign: 'Same' }, 'campaign'],
    ['both', { campaign: 'Autumn', campaignId: 'NONE' }, 'campaignId', 'campaign'],
  ])('is refused before sending: %s', async (_, named, ...fields) => {
    const { api, dialer } = await startListing();
    expect(await api.add({ ...LEAD, ...named })).toMatchObject(rejectedFor(...fields));
    const { data } = await api.query(
      'query ($v: [AddLeadInput!]!) { validateLeads(inputs: $v) { fields } }',
      {
        v: [{ ...LEAD, ...named }],
      },
    );
    expect(data).toEqual({ validateLeads: [{ fields }] });
    expect(dialer.counts()).toEqual({ goGetAllCampaigns: 1 });
  });

  test('refuses its lead alone', async () => {
    const { api, dialer } = await startListing();
    const told = await api.addMany(leads(10, (index) => ({ campaignId: index === 4 ? 'NONE' : 'ONE' })));
    expect(told).toMatchObject({ added: 9, rejected: 1 });
    expect(told.results[4]).toMatchObject(rejectedFor('campaignId'));
    expect(dialer.counts()).toEqual({ goGetAllCampaigns: 1, add_lead: 9 });
  });
});

describe('if the list cannot be read, the dialer decides', () => {
  test.each<[string, object | string]>([
    ['an error page', { status: 500, body: '' }],
    ['no JSON', 'Fatal error'],
    ['a refusal', refusal('You are not allowed to list campaigns')],
    ['HTTP 403 of a proxy', { status: 403, body: '' }],
    ['HTTP 429', { status: 429, headers: { 'retry-after': '60' }, body: '' }],
    ['another shape', success('none')],
  ])('%s', async (_, answer) => {
    const dialerSays = 'ERROR: add_lead CAMPAIGN NOT VALID - 1|2\n';
    const { api, dialer } = await startAdding();
    dialer.answer('goGetAllCampaigns', answer);
    expect(await api.add({ ...LEAD, campaignId: 'NEW', callback: { now: true } })).toMatchObject({
      type: 'AddLeadSuccess',
    });
    expect(addsOf(dialer)[0]?.get('campaign_id')).toBe('NEW');
    dialer.answer('add_lead', dialerSays);
    expect(await api.add({ ...LEAD, campaign: 'By name' })).toMatchObject({
      type: 'LeadRejected',
      reason: 'OTHER',
    });
    expect(addsOf(dialer)[1]?.get('campaign_id')).toBe('By name');
  });
});

describe('one call', () => {
  test('for a thousand leads', async () => {
    const { api, dialer } = await startListing();
    const told = await api.addMany(
      leads(1000, (index) => (index % 2 === 0 ? { campaignId: 'one' } : { campaign: 'Winter' })),
    );
    expect(told).toMatchObject({ added: 1000 });
    expect(dialer.counts()).toEqual({ goGetAllCampaigns: 1, add_lead: 1000 });
  }, 60_000);

  test('for a hundred leads, if it gives no list', async () => {
    const { api, dialer } = await startAdding();
    dialer.answer('goGetAllCampaigns', refusal('You are not allowed to list campaigns'));
    expect(await api.addMany(leads(100, () => ({ campaignId: 'one' })))).toMatchObject({ added: 100 });
    expect(dialer.counts()).toEqual({ goGetAllCampaigns: 1, add_lead: 100 });
  });

  test('is not made for leads without a campaign', async () => {
    const { api, dialer } = await startListing();
    await api.addMany(leads(3, () => ({ campaignId: ' ', campaign: '' })));
    expect(dialer.counts()).toEqual({ add_lead: 3 });
  });
});
