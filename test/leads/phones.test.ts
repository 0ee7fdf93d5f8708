import { describe, expect, test } from 'vitest';
import { addsOf, LEAD, rejectedFor, startAdding } from '../support/addingDialer.ts';
import type { LeadInput } from '../support/leadApi.ts';
import { leadInfo } from '../support/otherDialer.ts';

describe('a phone number in any spelling', () => {
  test.each<[string, LeadInput, string, string]>([
    ['US', { phoneNumber: '(727) 555-1234' }, '1', '7275551234'],
    ['US', { phoneNumber: '+1 727 555 0004' }, '1', '7275550004'],
    ['US', { phoneNumber: '001 727 555 0004' }, '1', '7275550004'],
    ['US', { phoneNumber: '727.555.0004' }, '1', '7275550004'],
    ['US', { phoneNumber: ' 727 555 0004 ' }, '1', '7275550004'],
    ['US', { phoneNumber: '727\u00a0555\u20110004' }, '1', '7275550004'],
    ['US', { phoneNumber: '+1(727)5550004' }, '1', '7275550004'],
    ['US', { phoneNumber: 'tel:+1-727-555-0004' }, '1', '7275550004'],
    ['US', { phoneNumber: '７２７５５５０００４' }, '1', '7275550004'],
    // Numbers that are assigned to nobody: the documents' and the recordings'.
    ['US', { phoneNumber: '7271270000' }, '1', '7271270000'],
    ['US', { phoneNumber: '5550100199' }, '1', '5550100199'],
    ['US', { phoneNumber: '+1 555 010 0199' }, '1', '5550100199'],
    ['US', { phoneNumber: '1234567890' }, '1', '1234567890'],
    ['FR', { phoneNumber: '06 12 34 56 78' }, '33', '612345678'],
    ['FR', { phoneNumber: '+33 (0)6 12 34 56 78' }, '33', '612345678'],
    ['FR', { phoneNumber: '0033612345678' }, '33', '612345678'],
    ['FR', { phoneNumber: '+1 727 555 0004' }, '1', '7275550004'],
    ['FR', { phoneNumber: '727 555 0004', phoneCode: '1' }, '1', '7275550004'],
    ['US', { phoneNumber: '06 12 34 56 78', phoneCode: '33' }, '33', '612345678'],
    ['US', { phoneNumber: '33 6 12 34 56 78', phoneCode: '33' }, '33', '612345678'],
    ['US', { phoneNumber: '0033 6 12 34 56 78', phoneCode: '33' }, '33', '612345678'],
    // In Italy the first 0 is part of the number.
    ['IT', { phoneNumber: '06 1234 5678' }, '39', '0612345678'],
    ['MX', { phoneNumber: '55 1234 5678' }, '52', '5512345678'],
    // The calling code, too, in any spelling.
    ['FR', { phoneNumber: '7275550004', phoneCode: '+1' }, '1', '7275550004'],
    ['FR', { phoneNumber: '+1 7275550004', phoneCode: '001' }, '1', '7275550004'],
  ])('%s: %o', async (HOME_COUNTRY, input, code, number) => {
    const { api, dialer } = await startAdding({ HOME_COUNTRY });
    expect(await api.add({ ...LEAD, ...input })).toMatchObject({
      type: 'AddLeadSuccess',
      phoneNumber: number,
    });
    const [sent] = addsOf(dialer);
    expect([sent?.get('phone_code'), sent?.get('phone_number')]).toEqual([code, number]);
  });

  test.each<[string, string, LeadInput, ...string[]]>([
    ['an extension', 'US', { phoneNumber: '727 555 1234 x5' }, 'phoneNumber'],
    ['an extension', 'US', { phoneNumber: '+1 727 555 1234;ext=5' }, 'phoneNumber'],
    ['too few digits', 'FR', { phoneNumber: '06 12 34 56' }, 'phoneNumber'],
    ['too many digits', 'US', { phoneNumber: '+1 727 555 12345' }, 'phoneNumber'],
    ['two numbers', 'US', { phoneNumber: '7275551234, 7275551235' }, 'phoneNumber'],
    ['words', 'US', { phoneNumber: 'call 727 555 1234' }, 'phoneNumber'],
    ['no digits', 'US', { phoneNumber: '---' }, 'phoneNumber'],
    ['blanks', 'US', { phoneNumber: '  ' }, 'phoneNumber'],
    ['a calling code nobody has', 'US', { phoneNumber: '+999 727 555 1234' }, 'phoneNumber'],
    [
      'another calling code',
      'FR',
      { phoneNumber: '+33612345678', phoneCode: '1' },
      'phoneNumber',
      'phoneCode',
    ],
    ['another with 00', 'US', { phoneNumber: '0033612345678', phoneCode: '1' }, 'phoneNumber', 'phoneCode'],
    ['letters as a calling code', 'US', { phoneCode: 'US' }, 'phoneCode'],
  ])('%s is refused (%s, %o)', async (_, HOME_COUNTRY, input, ...fields) => {
    const { api, dialer } = await startAdding({ HOME_COUNTRY });
    expect(await api.add({ ...LEAD, ...input })).toMatchObject(rejectedFor(...fields));
    expect(dialer.counts()).toEqual({});
  });
});

describe('a number that a lead is looked up by', () => {
  test.each([
    ['US', '+1 (727) 555-1234', '7275551234'],
    ['US', '1-727-555-1234', '7275551234'],
    ['US', '7275551234', '7275551234'],
    ['US', '001 727 555 1234', '7275551234'],
    ['FR', '06 12 34 56 78', '612345678'],
    ['FR', '+33 6 12 34 56 78', '612345678'],
    ['US', '+52 55 1234 5678', '5512345678'],
    // Of one that is not possible, its digits.
    ['US', '555-0142', '5550142'],
  ])('%s: %s', async (HOME_COUNTRY, phoneNumber, wire) => {
    const { api, dialer } = await startAdding({ HOME_COUNTRY });
    dialer.answer('goGetCustomerInfo', leadInfo({ lead_id: '7', phone_number: wire }));
    const { data } = await api.query(
      'query ($phoneNumber: String) { lead(leadId: "7", phoneNumber: $phoneNumber) { leadId } }',
      { phoneNumber },
    );
    expect(data).toEqual({ lead: { leadId: '7' } });
    const asked = dialer.requests.find(({ action }) => action === 'goGetCustomerInfo');
    expect(asked?.fields).toContainEqual(['phone_number', wire]);
  });
});
