import { describe, expect, test } from 'vitest';
import { addsOf, LEAD, rejectedFor, startAdding } from '../support/addingDialer.ts';
import type { LeadInput } from '../support/leadApi.ts';
import { leadInfo } from '../support/otherDialer.ts';

describe('a custom field', () => {
  test.each(['123', '_', '__', '0', 'Phone', 'phonenumber', 'Go_User', 'list', 'campaign', 'x'.repeat(100)])(
    '%s is sent',
    async (name) => {
      const { api, dialer } = await startAdding();
      expect(await api.add({ ...LEAD, customFields: [{ name, value: 'v' }] })).toMatchObject({
        type: 'AddLeadSuccess',
      });
      expect(addsOf(dialer)[0]?.get(name)).toBe('v');
      expect(addsOf(dialer)[0]?.get('user')).toBe('MyUser');
    },
  );

  test.each([
    'goUser',
    'GOUSER',
    'Phone-Number',
    'phone.number',
    'Phone_Number',
    'Lead_ID',
    'Źle',
    'a b',
    'a[0]',
  ])('%s is refused, in its place', async (name) => {
    const { api, dialer } = await startAdding();
    const customFields = [
      { name: 'fine', value: 'v' },
      { name, value: 'v' },
    ];
    expect(await api.add({ ...LEAD, customFields })).toMatchObject(rejectedFor('customFields.1.name'));
    expect(dialer.counts()).toEqual({});
  });

  test('is one whatever its case', async () => {
    const { api, dialer } = await startAdding();
    const customFields = ['Fav', 'FAV'].map((name) => ({ name, value: 'v' }));
    expect(await api.add({ ...LEAD, customFields })).toMatchObject(rejectedFor('customFields'));
    expect(dialer.counts()).toEqual({});
  });

  test('that a lead has can be written again', async () => {
    const { api, dialer } = await startAdding();
    dialer.answer('goGetCustomerInfo', {
      ...leadInfo({ lead_id: '7' }),
      custom_info: { Favorite_Color: 'blue', '2nd_car': 'no', LOAN: '5' },
    });
    const read = await api.data('{ lead(leadId: "7") { customFields { name value } } }');
    expect(read).toEqual({
      lead: {
        customFields: [
          { name: 'Favorite_Color', value: 'blue' },
          { name: '2nd_car', value: 'no' },
          { name: 'LOAN', value: '5' },
        ],
      },
    });
    const customFields = ['Favorite_Color', '2nd_car', 'LOAN'].map((name) => ({ name, value: 'v' }));
    expect(await api.add({ ...LEAD, customFields })).toMatchObject({ type: 'AddLeadSuccess' });
    expect(customFields.map(({ name }) => addsOf(dialer)[0]?.get(name))).toEqual(['v', 'v', 'v']);
  });
});

const check = (match: string): LeadInput => ({ duplicateChecks: [{ match, scope: 'SYSTEM' }] });

describe('an apostrophe', () => {
  test('in both names names both', async () => {
    const { api, dialer } = await startAdding();
    const names = { firstName: "D'Arcy", lastName: "O'Hara" };
    const told = await api.add({ ...LEAD, ...names, ...check('NAME_AND_PHONE') });
    expect(told).toMatchObject({
      type: 'LeadRejected',
      message: expect.stringContaining('use PHONE'),
      fields: expect.arrayContaining(['firstName', 'lastName', 'duplicateChecks']),
    });
    // One check of several is enough.
    expect(
      await api.add({
        ...LEAD,
        ...names,
        duplicateChecks: [
          { match: 'PHONE', scope: 'SYSTEM' },
          { match: 'NAME_AND_PHONE', scope: 'CAMPAIGN', withinDays: 30 },
        ],
      }),
    ).toMatchObject({ type: 'LeadRejected', reason: 'INVALID_INPUT' });
    expect(dialer.counts()).toEqual({});
  });

  test('in a title names the title', async () => {
    const { api, dialer } = await startAdding();
    const lead = { ...LEAD, title: "D'", altPhoneNumber: '7275551212' };
    expect(await api.add({ ...lead, ...check('TITLE_AND_ALT_PHONE') })).toMatchObject(
      rejectedFor('title', 'duplicateChecks'),
    );
    expect(dialer.counts()).toEqual({});
  });

  test.each<[string, LeadInput, LeadInput]>([
    ['that is typographic', { firstName: 'D’Arcy', lastName: 'O’Hara' }, check('NAME_AND_PHONE')],
    ['in a name that is not compared', { firstName: "D'Arcy", lastName: 'Hara' }, check('PHONE')],
    ['with the second number', { firstName: "D'Arcy", lastName: 'Hara' }, check('PHONE_OR_ALT_PHONE')],
    ['elsewhere', { firstName: 'A', lastName: 'B', comments: "it's" }, check('NAME_AND_PHONE')],
    ['without a check', { firstName: "D'Arcy", lastName: "O'Hara" }, {}],
  ])('%s is sent', async (_, names, duplicateChecks) => {
    const { api, dialer } = await startAdding();
    expect(await api.add({ ...LEAD, ...names, ...duplicateChecks })).toMatchObject({
      type: 'AddLeadSuccess',
    });
    expect(dialer.counts()).toEqual({ add_lead: 1 });
  });
});
