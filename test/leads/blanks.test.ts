import { describe, expect, test } from 'vitest';
import { addsOf, LEAD, rejectedFor, startAdding } from '../support/addingDialer.ts';
import type { LeadInput } from '../support/leadApi.ts';

/** Every optional text and id of a lead, nested ones too. */
const blankEverywhere = (blank: string): LeadInput => ({
  ...LEAD,
  phoneCode: blank,
  listId: blank,
  campaign: blank,
  campaignId: blank,
  vendorLeadCode: blank,
  sourceId: blank,
  title: blank,
  firstName: blank,
  middleInitial: blank,
  lastName: blank,
  address: {
    line1: blank,
    line2: blank,
    line3: blank,
    city: blank,
    state: blank,
    province: blank,
    postalCode: blank,
    countryCode: blank,
  },
  altPhoneNumber: blank,
  email: blank,
  securityPhrase: blank,
  comments: blank,
  owner: blank,
  entryListId: blank,
  idempotencyKey: blank,
});

describe('a blank text', () => {
  test.each(['', ' ', '\t', '\u00a0', '\u3000 '])('%j is not given, in any field', async (blank) => {
    const { api, dialer } = await startAdding();
    const lead = blankEverywhere(blank);
    expect(await api.add(lead)).toMatchObject({ type: 'AddLeadSuccess', altered: [] });
    // A blank key is none: the same again is another lead.
    expect(await api.add(lead)).toMatchObject({ type: 'AddLeadSuccess' });
    expect(dialer.counts()).toEqual({ add_lead: 2 });
    for (const sent of addsOf(dialer)) {
      expect([...sent.keys()]).toEqual(['user', 'pass', 'function', 'phone_number', 'phone_code', 'source']);
    }
  });

  test('in a list of numbers and in a callback is not given', async () => {
    const { api, dialer } = await startAdding();
    await api.add({
      ...LEAD,
      campaignId: 'A',
      multiAltPhones: [{ phoneNumber: '7275551212', phoneCode: ' ', note: '' }],
      callback: { now: true, status: '', username: ' ', comments: '' },
    });
    const [sent] = addsOf(dialer);
    expect(sent?.get('multi_alt_phones')).toBe('7275551212_1_');
    expect([...(sent?.keys() ?? [])].filter((name) => name.startsWith('callback'))).toEqual([
      'callback',
      'callback_datetime',
    ]);
  });

  test('empties a custom field', async () => {
    const { api, dialer } = await startAdding();
    await api.add({ ...LEAD, customFields: [{ name: 'fav', value: '' }] });
    expect(addsOf(dialer)[0]?.get('fav')).toBe('');
  });

  test.each<[LeadInput, string]>([
    [{ phoneNumber: '' }, 'phoneNumber'],
    [{ source: ' ' }, 'source'],
    [{ multiAltPhones: [{ phoneNumber: ' ' }] }, 'multiAltPhones.0.phoneNumber'],
    [{ customFields: [{ name: '', value: 'v' }] }, 'customFields.0.name'],
    [{ callback: { now: true }, campaignId: ' ', campaign: '' }, 'campaignId'],
    [{ campaignDncCheck: 'YES', campaignId: '' }, 'campaignId'],
    [{ timeZoneMethod: 'POSTAL', address: { postalCode: ' ' } }, 'address.postalCode'],
    [{ timeZoneMethod: 'TZCODE', owner: '' }, 'owner'],
    [{ callback: { now: true, type: 'USER_ONLY', username: ' ' }, campaignId: 'A' }, 'callback.username'],
    [
      { firstName: ' ', lastName: 'B', duplicateChecks: [{ match: 'NAME_AND_PHONE', scope: 'LIST' }] },
      'duplicateChecks',
    ],
  ])('is not enough for what must be given: %o', async (input, field) => {
    const { api, dialer } = await startAdding();
    expect(await api.add({ ...LEAD, ...input })).toMatchObject(rejectedFor(field));
    expect(dialer.counts()).toEqual({});
  });
});

describe('the id of a list', () => {
  test.each(['0101', '00101', '101'])(
    '%s is one list’s, whichever way the dialer spells it',
    async (listId) => {
      const { api, dialer } = await startAdding();
      for (const printed of ['101', '0101', '00101', ' 101']) {
        for (const values of [
          `${printed}|14333|-5|MYUSER`,
          `myuser|${printed}|14333|-5`,
          `${printed}|14333||MyUser`,
        ]) {
          dialer.answer('add_lead', `SUCCESS: add_lead LEAD HAS BEEN ADDED - 7275551111|${values}\n`);
          expect(await api.add({ ...LEAD, listId })).toMatchObject({
            type: 'AddLeadSuccess',
            leadId: '14333',
            addedListId: '101',
          });
        }
        dialer.answer(
          'add_lead',
          `ERROR: add_lead DUPLICATE PHONE NUMBER IN LIST - 7275551111|${printed}|14247\n`,
        );
        expect(await api.add({ ...LEAD, listId })).toMatchObject({
          type: 'DuplicateLead',
          existingLeadId: '14247',
        });
      }
      expect(new Set(addsOf(dialer).map((sent) => sent.get('list_id')))).toEqual(new Set(['101']));
    },
  );

  test('of custom fields is normalised, too', async () => {
    const { api, dialer } = await startAdding();
    await api.add({ ...LEAD, entryListId: '00102' });
    expect(addsOf(dialer)[0]?.get('entry_list_id')).toBe('102');
    expect(await api.add({ ...LEAD, entryListId: '000' })).toMatchObject(rejectedFor('entryListId'));
  });

  test.each(['000', '0', '0000000', '099', '-101', '1e3', '101.0', '١٠١', '1'.repeat(13)])(
    '%s is refused',
    async (listId) => {
      const { api, dialer } = await startAdding();
      expect(await api.add({ ...LEAD, listId })).toMatchObject(rejectedFor('listId'));
      expect(dialer.counts()).toEqual({});
    },
  );
});
