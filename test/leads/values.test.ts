import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { z } from 'zod';
import {
  accountAt,
  ACCOUNT,
  ADD_LEADS,
  addedLine,
  scriptedDialer,
  type LeadInput,
  type Told,
} from '../support/leadApi.ts';
import { addsOf, LEAD, rejectedFor, startAdding } from '../support/addingDialer.ts';
import { success } from '../support/otherDialer.ts';
import { startViewedApi, viewer } from '../support/viewers.ts';

const HOUR = 3_600_000;
const YEAR = 365 * 24 * HOUR;

describe('a text that the dialer stores differently', () => {
  test('is sent as it is, and told', async () => {
    const { api, dialer } = await startAdding();
    const told = await api.add({
      ...LEAD,
      firstName: 'Bob "Bobby"',
      lastName: "O'Hara",
      comments: 'first line\r\nsecond + third',
      address: { line1: 'C:\\Street', city: 'Querétaro' },
      customFields: [{ name: 'Fav', value: 'a+b' }],
    });
    expect(told).toMatchObject({
      type: 'AddLeadSuccess',
      altered: expect.toSatisfy((altered: unknown[]) => altered.length === 5),
    });
    expect(told).toHaveProperty(
      'altered',
      expect.arrayContaining([
        { field: 'firstName', sent: 'Bob "Bobby"', stored: 'Bob Bobby' },
        { field: 'lastName', sent: "O'Hara", stored: 'OHara' },
        { field: 'comments', sent: 'first line\r\nsecond + third', stored: 'first line second  third' },
        { field: 'address.line1', sent: 'C:\\Street', stored: 'C:Street' },
        { field: 'customFields.0.value', sent: 'a+b', stored: 'ab' },
      ]),
    );
    const [sent] = addsOf(dialer);
    expect(sent?.get('first_name')).toBe('Bob "Bobby"');
    expect(sent?.get('comments')).toBe('first line second + third');
  });

  test('is none if nothing is lost: accents are kept unless the installation drops them', async () => {
    const lead = { ...LEAD, firstName: 'José', address: { city: 'Querétaro' } };
    const { api } = await startAdding();
    expect(await api.add(lead)).toMatchObject({ type: 'AddLeadSuccess', altered: [] });
    const other = await startAdding({ LEADS_ACCENTS: 'dropped' });
    expect(await other.api.add(lead)).toMatchObject({
      altered: expect.arrayContaining([
        { field: 'firstName', sent: 'José', stored: 'Jos' },
        { field: 'address.city', sent: 'Querétaro', stored: 'Quertaro' },
      ]),
    });
  });

  test.each(['ana+crm@example.com', "o'hara@example.com", '"ana"@example.com', 'a\\b@example.com'])(
    'is refused as an e-mail address: %s',
    async (email) => {
      const { api, dialer } = await startAdding();
      expect(await api.add({ ...LEAD, email })).toMatchObject(rejectedFor('email'));
      expect(dialer.counts()).toEqual({});
    },
  );

  test('is masked for a viewer without pii:read', async () => {
    const dialer = await scriptedDialer();
    dialer.answer('add_lead', (fields) => addedLine(fields));
    const viewed = await startViewedApi(accountAt(dialer), { LEAD_JOURNAL: ':memory:' });
    const writer = viewed.as(viewer(['leads:write']));
    const { data } = await writer.query(
      'mutation { addLead(input: {phoneNumber: "7275551111", source: "test", firstName: "A+B"}) { ... on AddLeadSuccess { altered { field sent stored } } } }',
    );
    expect(data).toEqual({ addLead: { altered: [{ field: 'firstName', sent: null, stored: null }] } });
  });
});

const ago = (milliseconds: number): string => new Date(Date.now() - milliseconds).toISOString();

describe('the time of a callback', () => {
  const campaign = { campaignId: 'TESTCAMP' };

  test.each([
    ['a minute ago', () => ago(60_000)],
    ['more than two years ahead', () => ago(-2.1 * YEAR)],
  ])('%s is refused', async (_, at) => {
    const { api, dialer } = await startAdding();
    expect(await api.add({ ...LEAD, ...campaign, callback: { at: at() } })).toMatchObject(
      rejectedFor('callback.at'),
    );
    expect(dialer.counts()).not.toHaveProperty('add_lead');
  });

  test('in the hour that the clock repeats is refused the second time', async () => {
    const { api, dialer } = await startAdding({ DIALER_TIMEZONE: 'America/Chicago' });
    const year = new Date().getUTCFullYear() + 1;
    // Daylight saving time ends on the first Sunday of November, at 02:00.
    const first =
      [1, 2, 3, 4, 5, 6, 7].find((day) => new Date(Date.UTC(year, 10, day)).getUTCDay() === 0) ?? 1;
    const at = (offset: string) => `${year}-11-0${first}T01:30:00${offset}`;
    expect(await api.add({ ...LEAD, ...campaign, callback: { at: at('-06:00') } })).toMatchObject(
      rejectedFor('callback.at'),
    );
    expect(await api.add({ ...LEAD, ...campaign, callback: { at: at('-05:00') } })).toMatchObject({
      type: 'AddLeadSuccess',
    });
    expect(addsOf(dialer).map((sent) => sent.get('callback_datetime'))).toEqual([
      `${year}-11-0${first} 01:30:00`,
    ]);
  });

  test('that has passed meanwhile does not undo what was added: the key gives the first outcome', async () => {
    const { api, dialer } = await startAdding();
    const lead = { ...LEAD, ...campaign, callback: { at: ago(-60_000) }, idempotencyKey: 'k' };
    const first = await api.add(lead);
    expect(first).toMatchObject({ type: 'AddLeadSuccess' });
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 61_000 });
    onTestFinished(() => void vi.useRealTimers());
    expect(await api.add({ ...lead, idempotencyKey: 'l' })).toMatchObject(rejectedFor('callback.at'));
    expect(await api.add(lead)).toEqual(first);
    expect(addsOf(dialer)).toHaveLength(1);
  });
});

describe('the campaign', () => {
  const CAMPAIGNS = success({
    rows: [
      { id: 'LONGCAMP10', campaign_name: 'Spring 2026' },
      { id: 'B', campaign_name: 'Twins' },
      { id: 'C', campaign_name: 'twins' },
    ],
  });

  async function startListing() {
    const started = await startAdding();
    started.dialer.answer('goGetAllCampaigns', CAMPAIGNS);
    return started;
  }

  test.each<[LeadInput, string, string | undefined]>([
    [{ campaignId: 'LONGCAMP10' }, 'LONGCAMP10', undefined],
    [{ campaignId: 'longcamp10' }, 'LONGCAMP10', undefined],
    [{ campaignId: 'B' }, 'B', undefined],
    [{ campaign: 'spring 2026', callback: { now: true } }, 'LONGCAMP10', 'Spring 2026'],
    [{ campaign: 'longcamp10', campaignDncCheck: 'YES' }, 'LONGCAMP10', 'LONGCAMP10'],
    [{ campaign: 'Spring 2026', campaignId: 'c' }, 'C', 'Spring 2026'],
    [{ campaign: 'Twins' }, 'B', 'Twins'],
  ])('%o is sent as the dialer spells it', async (input, campaignId, campaign) => {
    const { api, dialer } = await startListing();
    expect(await api.add({ ...LEAD, ...input })).toMatchObject({ type: 'AddLeadSuccess' });
    const [sent] = addsOf(dialer);
    expect(sent?.get('campaign_id')).toBe(campaignId);
    expect(sent?.get('campaing')).toBe(campaign);
  });

  test.each<[LeadInput, string]>([
    [{ campaignId: 'NONE' }, 'campaignId'],
    [{ campaignId: 'Spring 2026' }, 'campaignId'],
    [{ campaign: 'Winter' }, 'campaign'],
    [{ campaign: 'TWINS' }, 'campaign'],
  ])('%o is refused before sending', async (input, field) => {
    const { api, dialer } = await startListing();
    expect(await api.add({ ...LEAD, ...input })).toMatchObject(rejectedFor(field));
    expect(dialer.counts()).toEqual({ goGetAllCampaigns: 1 });
  });

  test('is the dialer’s to decide if the list cannot be read', async () => {
    const { api, dialer } = await startAdding();
    dialer.answer('goGetAllCampaigns', { status: 500, body: '' });
    expect(await api.add({ ...LEAD, campaign: 'NEW', callback: { now: true } })).toMatchObject({
      type: 'AddLeadSuccess',
    });
    expect(addsOf(dialer)[0]?.get('campaign_id')).toBe('NEW');
  });

  test('costs one remembered call, whatever the number of leads', async () => {
    const { api, dialer } = await startListing();
    const leads = Array.from({ length: 20 }, (_, index) => ({
      ...LEAD,
      phoneNumber: `72755520${String(index).padStart(2, '0')}`,
      campaignId: 'B',
    }));
    expect(await api.addMany(leads)).toMatchObject({ added: 20 });
    await api.add({ ...LEAD, campaignId: 'C' });
    expect(dialer.counts()).toEqual({ goGetAllCampaigns: 1, add_lead: 21 });
  });
});

describe('a duplicate check by name', () => {
  test.each([
    [{ firstName: 'Pat', lastName: "O'Hara" }, 'lastName'],
    [{ firstName: "D'Arcy", lastName: 'Smith' }, 'firstName'],
    [{ firstName: 'Pat', lastName: 'back\\slash' }, 'lastName'],
  ])('is refused for %o, which breaks the dialer’s query', async (names, field) => {
    const { api, dialer } = await startAdding();
    const duplicateChecks = [{ match: 'NAME_AND_PHONE', scope: 'LIST' }];
    const told = await api.add({ ...LEAD, ...names, duplicateChecks });
    expect(told).toMatchObject({
      ...rejectedFor(field, 'duplicateChecks'),
      message: expect.stringContaining('use PHONE'),
    });
    expect(dialer.counts()).toEqual({});
    expect(
      await api.add({ ...LEAD, ...names, duplicateChecks: [{ match: 'PHONE', scope: 'LIST' }] }),
    ).toMatchObject({ type: 'AddLeadSuccess' });
  });
});

describe('a list', () => {
  test.each([
    ['0101', '101'],
    ['101', '101'],
    ['0000000000000101', '101'],
  ])('%s is sent as %s', async (listId, wire) => {
    const { api, dialer } = await startAdding();
    expect(await api.add({ ...LEAD, listId })).toMatchObject({ type: 'AddLeadSuccess', addedListId: '101' });
    expect(addsOf(dialer)[0]?.get('list_id')).toBe(wire);
  });

  test.each(['000', '0', '00012', '1a1'])('%s is refused', async (listId) => {
    const { api, dialer } = await startAdding();
    expect(await api.add({ ...LEAD, listId })).toMatchObject(rejectedFor('listId'));
    expect(dialer.counts()).toEqual({});
  });

  test.each([
    ['zeros before the list', '7275551111|0101|14333|-5|MyUser\n'],
    ['another case of the user', '7275551111|101|14333|-5|myuser\n'],
    ['blanks around both', '7275551111| 101 |14333|-5| MyUser \n'],
    ['the documents’ order, spelled differently', '7275551111|MYUSER|00101|14333|-5\n'],
    ['an empty offset', '7275551111|101|14333||MyUser\n'],
    ['an empty offset, in the documents’ order', '7275551111|MyUser|101|14333|\n'],
    ['no offset', '7275551111|101|14333|MyUser\n'],
    ['no offset, in the documents’ order', '7275551111|MyUser|101|14333\n'],
    ['no offset, and a <br>', '7275551111|MyUser|101|14333<br>'],
  ])('is read from an answer with %s', async (_, values) => {
    const { api, dialer } = await startAdding();
    dialer.answer('add_lead', `SUCCESS: add_lead LEAD HAS BEEN ADDED - ${values}`);
    expect(await api.add({ ...LEAD, listId: '101' })).toMatchObject({
      type: 'AddLeadSuccess',
      leadId: '14333',
      addedListId: '101',
    });
  });

  test('is not read from a line without offset that breaks off in the lead’s id', async () => {
    const { api, dialer } = await startAdding();
    dialer.answer('add_lead', 'SUCCESS: add_lead LEAD HAS BEEN ADDED - 7275551111|MyUser|101|143');
    expect(await api.add({ ...LEAD, listId: '101' })).toMatchObject({ type: 'LeadOutcomeUnknown' });
  });
});

describe('a phone number', () => {
  test.each<[string, LeadInput, string, string]>([
    ['national', { phoneNumber: '(727) 555-1234' }, '1', '7275551234'],
    ['with its code', { phoneNumber: '+1 727 555 0004' }, '1', '7275550004'],
    ['with its code and no plus', { phoneNumber: '1-727-555-0004' }, '1', '7275550004'],
    ['assigned to nobody', { phoneNumber: '7271270000' }, '1', '7271270000'],
    ['of the documents', { phoneNumber: '5550100199' }, '1', '5550100199'],
    ['of abroad', { phoneNumber: '+52 55 1234 5678' }, '52', '5512345678'],
    ['dialed abroad', { phoneNumber: '011 52 55 1234 5678' }, '52', '5512345678'],
    ['with 00', { phoneNumber: '0052 55 1234 5678' }, '52', '5512345678'],
    ['with a phone code', { phoneNumber: '55 1234 5678', phoneCode: '52' }, '52', '5512345678'],
    ['with both', { phoneNumber: '+52 55 1234 5678', phoneCode: '+52' }, '52', '5512345678'],
  ])('%s is normalised', async (_, input, code, number) => {
    const { api, dialer } = await startAdding();
    expect(await api.add({ ...LEAD, ...input })).toMatchObject({
      type: 'AddLeadSuccess',
      phoneNumber: number,
    });
    const [sent] = addsOf(dialer);
    expect([sent?.get('phone_code'), sent?.get('phone_number')]).toEqual([code, number]);
  });

  test('without a code is one of the home country', async () => {
    const { api, dialer } = await startAdding({ HOME_COUNTRY: 'MX' });
    await api.add({ ...LEAD, phoneNumber: '55 1234 5678' });
    expect(addsOf(dialer)[0]?.get('phone_code')).toBe('52');
  });

  test.each<[LeadInput, ...string[]]>([
    [{ phoneNumber: '555-1234' }, 'phoneNumber'],
    [{ phoneNumber: '727 555 12345' }, 'phoneNumber'],
    [{ phoneNumber: 'ask for Bob' }, 'phoneNumber'],
    [{ phoneNumber: '7275551234 ext 5' }, 'phoneNumber'],
    [{ phoneNumber: '+52 55 1234 5678', phoneCode: '1' }, 'phoneNumber', 'phoneCode'],
    [{ altPhoneNumber: '12' }, 'altPhoneNumber'],
    [{ multiAltPhones: [{ phoneNumber: '555' }] }, 'multiAltPhones.0.phoneNumber'],
  ])('%o is refused', async (input, ...fields) => {
    const { api, dialer } = await startAdding();
    expect(await api.add({ ...LEAD, ...input })).toMatchObject(rejectedFor(...fields));
    expect(dialer.counts()).toEqual({});
  });

  test('beside the first is normalised, too', async () => {
    const { api, dialer } = await startAdding();
    await api.add({
      ...LEAD,
      altPhoneNumber: '+1 (727) 555-9999',
      multiAltPhones: [{ phoneNumber: '+52 55 1234 5678', note: 'office' }, { phoneNumber: '727.555.1212' }],
    });
    await api.add({ ...LEAD, altPhoneNumber: '+52 55 1234 5678' });
    const [first, second] = addsOf(dialer);
    expect(first?.get('alt_phone')).toBe('7275559999');
    expect(first?.get('multi_alt_phones')).toBe('5512345678_52_office!7275551212_1_');
    expect(second?.get('alt_phone')).toBe('525512345678');
  });

  test('of a look-up is normalised', async () => {
    const { api, dialer } = await startAdding();
    dialer.answer('goGetCustomerInfo', success({ lead_id: '7', phone_number: '7275551234' }));
    await api.query('{ lead(leadId: "7", phoneNumber: "+1 (727) 555-1234") { status } }');
    const asked = dialer.requests.find(({ action }) => action === 'goGetCustomerInfo');
    expect(asked?.fields).toContainEqual(['phone_number', '7275551234']);
  });
});

test('blank texts are not given', async () => {
  const { api, dialer } = await startAdding();
  await api.add({
    ...LEAD,
    listId: '',
    phoneCode: ' ',
    email: '',
    campaignId: '  ',
    address: { line1: '', state: ' ' },
    idempotencyKey: '',
  });
  expect([...(addsOf(dialer)[0]?.keys() ?? [])]).toEqual([
    'user',
    'pass',
    'function',
    'phone_number',
    'phone_code',
    'source',
  ]);
});

describe('values that GraphQL cannot read', () => {
  const faultsOf = z.object({ faults: z.array(z.object({ field: z.string(), message: z.string() })) });

  test('are all named in one error, with their places, and nothing is sent', async () => {
    const { api, dialer } = await startAdding();
    const inputs: LeadInput[] = Array.from({ length: 60 }, () => ({ ...LEAD, dateOfBirth: '31/12/1980' }));
    inputs.push(LEAD, { ...LEAD, gender: 'OTHER' }, { ...LEAD, firstName: { a: 1 } }, { ...LEAD, rank: 'x' });
    const { data, errors } = await api.query(ADD_LEADS, { inputs });
    expect(data).toBeNull();
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', argument: 'inputs' } }]);
    const { faults } = faultsOf.parse(errors[0]?.extensions);
    expect(faults.map(({ field }) => field).sort()).toEqual(
      [
        ...Array.from({ length: 60 }, (_, index) => `inputs[${index}].dateOfBirth`),
        'inputs[61].gender',
        'inputs[62].firstName',
        'inputs[63].rank',
      ].sort(),
    );
    expect(faults.find(({ field }) => field === 'inputs[0].dateOfBirth')?.message).toContain('YYYY-MM-DD');
    expect(dialer.counts()).toEqual({});
  });

  test('up to a hundred', async () => {
    const { api } = await startAdding();
    const inputs = Array.from({ length: 500 }, () => ({ ...LEAD, dateOfBirth: '漢'.repeat(200) }));
    const { errors } = await api.query(ADD_LEADS, { inputs });
    expect(errors).toHaveLength(1);
    expect(faultsOf.parse(errors[0]?.extensions).faults).toHaveLength(100);
  });

  test('name the format of a time', async () => {
    const { api } = await startAdding();
    const { errors } = await api.query(ADD_LEADS, {
      inputs: [{ ...LEAD, campaignId: 'A', callback: { at: 'tomorrow' } }],
    });
    expect(errors[0]?.message).toContain('2026-05-12T14:03:00-05:00');
  });
});

const noticesOf = (told: Told): readonly string[] => (told.type === 'AddLeadSuccess' ? told.notices : []);

describe('notices', () => {
  test.each([
    [
      'a user between words',
      'NOTICE: add_lead USER MyUser MAY NOT DIAL - 14333|myuser|5',
      ['USER  MAY NOT DIAL - 14333|5'],
    ],
    ['HTML', 'NOTICE: add_lead <b>HOPPER</b> FULL - 14333|<i>5</i>', ['HOPPER FULL - 14333|5']],
    ['the password', `NOTICE: add_lead SOMETHING - ${ACCOUNT.pass}|14333`, ['(redacted)']],
    ['the word', 'NOTICE: add_lead SOMETHING - PASS|secret|14333', ['(redacted)']],
    ['the password inside', `NOTICE: add_lead LOGIN MyUser:${ACCOUNT.pass}@host - 5`, ['(redacted)']],
    [
      'two lines by <br>',
      'NOTICE: add_lead ONE - 1<br />NOTICE: add_lead TWO - 2<br>',
      ['ONE - 1', 'TWO - 2'],
    ],
    ['a page behind <br>', 'NOTICE: add_lead ONE - 1<br><p>SELECT pass FROM x</p>', ['ONE - 1']],
  ])('never show %s', async (_, lines, expected) => {
    const { api, dialer } = await startAdding();
    dialer.answer('add_lead', (fields) => `${addedLine(fields)}${lines}\n`);
    const told = await api.add(LEAD);
    expect(noticesOf(told)).toEqual(expected);
    expect(JSON.stringify(told)).not.toMatch(/MyUser|MyPass|<|SELECT/i);
  });

  test('are read from an answer that ends its lines with <br>', async () => {
    const { api, dialer } = await startAdding();
    dialer.answer(
      'add_lead',
      (fields) =>
        `${addedLine(fields).trim()}<br>NOTICE: add_lead ADDED TO HOPPER - ${LEAD.phoneNumber}|14333|5014|MyUser<br>`,
    );
    expect(await api.add({ ...LEAD, hopper: {} })).toMatchObject({
      leadId: '14333',
      hopper: { added: true, hopperId: '5014' },
    });
  });
});

test('a duplicate line in latin-1 is read', async () => {
  const { api, dialer } = await startAdding();
  const line = `ERROR: add_lead DUPLICATE NAME PHONE IN SYSTEM - José|Núñez|${LEAD.phoneNumber}|101|14247|102\n`;
  dialer.answer('add_lead', { body: Buffer.from(line, 'latin1') });
  expect(
    await api.add({
      ...LEAD,
      listId: '101',
      firstName: 'José',
      lastName: 'Núñez',
      duplicateChecks: [{ match: 'NAME_AND_PHONE', scope: 'SYSTEM' }],
    }),
  ).toMatchObject({ type: 'DuplicateLead', existingLeadId: '14247', existingListId: '102' });
});

test('an account that is locked says so', async () => {
  const { api, dialer } = await startAdding();
  dialer.answer('add_lead', 'ERROR: Too many login attempts, try again in 15 minutes: |MyUser|LOCK|\n');
  expect(await api.add(LEAD)).toMatchObject({
    type: 'LeadRejected',
    reason: 'NOT_PERMITTED',
    message: expect.stringMatching(/locked .*15 minutes/),
  });
});
