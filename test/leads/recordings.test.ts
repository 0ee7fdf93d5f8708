import { describe, expect, test } from 'vitest';
import type { LeadOutcome } from '../../src/leads/outcome.ts';
import { accountAt, scriptedDialer, startLeadApi, type Told } from '../support/leadApi.ts';
import { leadRecording, leadRecordings, type LeadRecording } from '../support/leadRecordings.ts';
import { writerTo } from '../support/leadWriter.ts';

/** lead id, number of notices, and the id in the hopper where there is one. */
type Added = readonly [leadId: string, notices: number, hopperId?: string];
type Duplicate = readonly [match: string, scope: string, leadId: string, listId: string];

const ADDED: Readonly<Record<string, Added>> = {
  'add_lead--many-notices': ['14365', 5, '5017'],
  'add_lead--notice--callback-anyone': ['14355', 1],
  'add_lead--notice--callback-anyone-space': ['14356', 1],
  'add_lead--notice--callback-campaign-missing': ['14364', 1],
  'add_lead--notice--callback-garbage-datetime': ['14360', 1],
  'add_lead--notice--callback-now-useronly': ['14357', 1],
  'add_lead--notice--callback-user-invalid': ['14361', 1],
  'add_lead--notice--custom-fields-added': ['14347', 1],
  'add_lead--notice--custom-fields-added-empty': ['14348', 1],
  'add_lead--notice--custom-fields-no-fields-defined': ['14349', 1],
  'add_lead--notice--custom-fields-none-for-list': ['14350', 1],
  'add_lead--notice--hopper-undefined-list': ['14343', 1, '5016'],
  'add_lead--notice--multi-alt-phones': ['14352', 1],
  'add_lead--notice--multi-alt-phones-one': ['14353', 1],
  'add_lead--notice--nanpa-not-loaded': ['14366', 1],
  'add_lead--query-wins-over-body': ['14419', 0],
  'add_lead--success--accents-and-symbols': ['14336', 0],
  'add_lead--success--accents-use_non_latin-on': ['14411', 0],
  'add_lead--success--alt-phone-dirty': ['14414', 0],
  'add_lead--success--areacode-valid-but-11-digits': ['14367', 0],
  'add_lead--success--duplicate-unknown-option': ['14369', 0],
  'add_lead--success--hopper': ['14340', 1, '5014'],
  'add_lead--success--hopper-local-time-ok': ['14341', 1, '5015'],
  'add_lead--success--list-allowed': ['14370', 0],
  'add_lead--success--list-undefined-no-check': ['14338', 0],
  'add_lead--success--lookup-state': ['14346', 0],
  'add_lead--success--minimal': ['14333', 0],
  'add_lead--success--minimal-get': ['14334', 0],
  'add_lead--success--phone-code-52': ['14344', 0],
  'add_lead--success--phone-with-punctuation': ['14339', 0],
  'display_errors-on--add_lead--hopper': ['14373', 1, '5018'],
  'success--source-long': ['14371', 0],
};

const DUPLICATES: Readonly<Record<string, Duplicate>> = {
  'add_lead--error--DUPCAMP': ['PHONE', 'CAMPAIGN', '14247', '101'],
  'add_lead--error--DUPLIST-DUPTITLEALTPHONELIST': ['TITLE_AND_ALT_PHONE', 'LIST', '14249', '102'],
  'add_lead--error--DUPNAMEPHONECAMP': ['NAME_AND_PHONE', 'CAMPAIGN', '14247', '101'],
  'add_lead--error--DUPNAMEPHONESYS': ['NAME_AND_PHONE', 'SYSTEM', '14247', '101'],
  'add_lead--error--DUPPHONEALT-many-matches': ['PHONE', 'LIST', '14247', '101'],
  'add_lead--error--DUPPHONEALTCAMP': ['PHONE_OR_ALT_PHONE', 'CAMPAIGN', '14247', '101'],
  'add_lead--error--DUPPHONEALTLIST-alt': ['PHONE_OR_ALT_PHONE', 'LIST', '14247', '101'],
  'add_lead--error--DUPPHONEALTSYS': ['PHONE_OR_ALT_PHONE', 'SYSTEM', '14247', '101'],
  'add_lead--error--DUPPHONEALTSYS-alt': ['PHONE_OR_ALT_PHONE', 'SYSTEM', '14247', '101'],
  'add_lead--error--DUPSYS': ['PHONE', 'SYSTEM', '14247', '101'],
  // Asked for list 201; the lead is in list 101.
  'add_lead--error--DUPSYS90DAY': ['PHONE', 'SYSTEM', '14247', '101'],
  'add_lead--error--DUPTITLEALTPHONELIST': ['TITLE_AND_ALT_PHONE', 'LIST', '14249', '102'],
  'add_lead--error--DUPTITLEALTPHONESYS': ['TITLE_AND_ALT_PHONE', 'SYSTEM', '14249', '102'],
  'add_lead--error--duplicate-lowercase': ['PHONE', 'LIST', '14247', '101'],
};

const REJECTED: Readonly<Record<string, readonly [reason: string, ...fields: string[]]>> = {
  'add_lead--error--campaign-dnc': ['CAMPAIGN_DNC', 'phoneNumber'],
  'add_lead--error--dnc-areacode': ['DNC', 'phoneNumber'],
  'add_lead--error--function-not-allowed': ['NOT_PERMITTED'],
  'add_lead--error--level7': ['NOT_PERMITTED'],
  'add_lead--error--list-exists-check-lowercase': ['LIST_NOT_FOUND', 'listId'],
  'add_lead--error--list-not-defined': ['LIST_NOT_FOUND', 'listId'],
  'add_lead--error--nanpa-prefix': ['INVALID_NANPA_PREFIX', 'phoneNumber'],
  'add_lead--error--phone-letters': ['INVALID_PHONE_LENGTH', 'phoneNumber'],
  'add_lead--error--phone-missing': ['INVALID_PHONE_LENGTH', 'phoneNumber'],
  'add_lead--error--phone-too-short': ['INVALID_PHONE_LENGTH', 'phoneNumber'],
  'add_lead--error--phone-with-comma': ['INVALID_PHONE_LENGTH', 'phoneNumber'],
  'add_lead--error--user-group-does-not-exist': ['NOT_PERMITTED'],
  'error--bad-password': ['NOT_PERMITTED'],
  'error--empty-get': ['NOT_PERMITTED'],
  'error--json-body': ['NOT_PERMITTED'],
  'error--locked-after-10-bad-logins': ['NOT_PERMITTED'],
  'error--missing-user-and-pass': ['NOT_PERMITTED'],
  'error--no-credentials': ['NOT_PERMITTED'],
  'error--unknown-user': ['NOT_PERMITTED'],
  'error--no-source': ['INVALID_INPUT', 'source'],
  'error--source-one-char': ['INVALID_INPUT', 'source'],
};

/** Nothing in these answers says whether the lead was added. */
const UNKNOWN: readonly string[] = [
  'add_lead--error--DUPNAMEPHONE-apostrophe',
  'coffee--418',
  'error--database-refuses-connection-compat',
  'error--database-refuses-connection-errors-off',
  'error--too-many-connections-display-errors-on',
  'error--too-many-connections-errors-off',
  'version--success',
];

const RACE = 'add_lead--race--8-parallel-same-phone-DUPSYS';

/** The lead a recording was made with; where its number was no number, another: the answer is what counts. */
function leadOf({ fields }: LeadRecording): {
  phoneNumber: string;
  listId: string | undefined;
  user: string;
} {
  const phone = fields.get('phone_number') ?? '';
  return {
    phoneNumber: /^\d{10}$/.test(phone) ? phone : '7275569001',
    listId: fields.get('list_id'),
    user: fields.get('user') ?? 'MyUser',
  };
}

/** The recording's answer, byte for byte, through HTTP, the client, the writer and `outcomeOf`. */
async function written(recording: LeadRecording, exchange = recording.exchanges[0]): Promise<LeadOutcome> {
  const dialer = await scriptedDialer();
  dialer.answer('add_lead', exchange ?? '');
  const { user, phoneNumber, listId } = leadOf(recording);
  const lead = { phoneNumber, source: 'test', ...(listId === undefined ? {} : { listId }) };
  const outcome = await writerTo(dialer.url, user).add(lead);
  expect(dialer.counts()).toEqual({ add_lead: 1 });
  return outcome;
}

test('every recording of lmapi.php is expected here, once', () => {
  const expected = [...Object.keys(ADDED), ...Object.keys(DUPLICATES), ...Object.keys(REJECTED), ...UNKNOWN];
  expect([...expected, RACE].sort()).toEqual(leadRecordings.map(({ name }) => name).sort());
  expect(leadRecordings).toHaveLength(75);
});

describe('through the client and the writer', () => {
  test.each(Object.entries(ADDED))('%s is added', async (name, [leadId, notices, hopperId]) => {
    const recording = leadRecording(name);
    const { listId = '999', phoneNumber } = leadOf(recording);
    const outcome = await written(recording);
    expect(outcome).toMatchObject({ kind: 'added', leadId, listId, phoneNumber });
    if (outcome.kind !== 'added') throw new Error('It is not added.');
    expect(outcome.notices).toHaveLength(notices);
    expect(outcome.hopper).toEqual(hopperId === undefined ? null : { added: true, hopperId, reason: null });
  });

  test.each(Object.entries(DUPLICATES))(
    '%s is a duplicate',
    async (name, [match, scope, existingLeadId, existingListId]) => {
      const recording = leadRecording(name);
      expect(await written(recording)).toMatchObject({
        kind: 'duplicate',
        match,
        scope,
        existingLeadId,
        existingListId,
        existingEntryDate: null,
      });
    },
  );

  test.each(Object.entries(REJECTED))('%s is rejected', async (name, [reason, ...fields]) => {
    const outcome = await written(leadRecording(name));
    expect(outcome).toMatchObject({ kind: 'rejected', reason, fields });
  });

  test.each(UNKNOWN)('%s is unknown', async (name) => {
    expect(await written(leadRecording(name))).toMatchObject({ kind: 'unknown' });
  });

  test('each answer of the race is its own', async () => {
    const recording = leadRecording(RACE);
    const outcomes = await Promise.all(recording.exchanges.map((exchange) => written(recording, exchange)));
    expect(outcomes).toMatchObject([
      { kind: 'added', leadId: '14421', listId: '103' },
      { kind: 'added', leadId: '14420', listId: '103' },
      ...Array.from({ length: 6 }, () => ({
        kind: 'duplicate',
        existingLeadId: '14420',
        existingListId: '103',
      })),
    ]);
  });
});

describe('the typed outcomes of the notices', () => {
  test.each([
    ['add_lead--notice--callback-anyone', true, '2026-12-01 10:30:00', null],
    ['add_lead--notice--callback-anyone-space', true, '2026-12-01 10:30:00', null],
    ['add_lead--notice--callback-now-useronly', true, '2026-11-21 00:27:04', null],
    ['add_lead--notice--callback-garbage-datetime', true, null, null],
    ['add_lead--notice--callback-user-invalid', false, null, 'USER NOT VALID'],
    ['add_lead--notice--callback-campaign-missing', false, null, 'CAMPAIGN NOT VALID'],
    ['add_lead--many-notices', true, '2026-11-21 00:27:04', null],
  ])('callback of %s', async (name, scheduled, callbackAt, reason) => {
    expect(await written(leadRecording(name))).toMatchObject({ callback: { scheduled, callbackAt, reason } });
  });

  test.each([
    ['add_lead--notice--custom-fields-added', true],
    ['add_lead--notice--custom-fields-added-empty', true],
    ['add_lead--notice--custom-fields-no-fields-defined', false],
    ['add_lead--notice--custom-fields-none-for-list', false],
    ['add_lead--success--minimal', null],
  ])('custom fields of %s', async (name, customFieldsAdded) => {
    expect(await written(leadRecording(name))).toMatchObject({ customFieldsAdded });
  });

  test.each([
    ['add_lead--notice--multi-alt-phones', 3],
    ['add_lead--notice--multi-alt-phones-one', 1],
    ['add_lead--many-notices', 2],
    ['add_lead--success--minimal', null],
  ])('further numbers of %s', async (name, altPhonesLoaded) => {
    expect(await written(leadRecording(name))).toMatchObject({ altPhonesLoaded });
  });

  test.each([
    ['add_lead--success--minimal', -5],
    ['add_lead--success--phone-code-52', -6],
    ['add_lead--success--lookup-state', -8],
  ])('offset of %s', async (name, gmtOffset) => {
    expect(await written(leadRecording(name))).toMatchObject({ gmtOffset });
  });

  test('the notices say what the dialer said, without the server’s own user', async () => {
    const outcome = await written(leadRecording('add_lead--many-notices'));
    expect(outcome).toMatchObject({
      notices: [
        'NANPA options disabled, NANPA prefix data not loaded - 0',
        'MULTI-ALT-PHONE NUMBERS LOADED - 2|14365',
        'CUSTOM FIELDS VALUES ADDED - 7275560030|14365|101|1',
        'ADDED TO HOPPER - 7275560030|14365|5017',
        'SCHEDULED CALLBACK ADDED - 14365|TESTCAMP|2026-11-21 00:27:04|ANYONE||CALLBK',
      ],
    });
  });
});

/** What a client is told through GraphQL, with the recording's own lead. */
async function told(recording: LeadRecording): Promise<Told> {
  const dialer = await scriptedDialer();
  dialer.answer('add_lead', recording.exchanges[0] ?? '');
  const { user, phoneNumber, listId } = leadOf(recording);
  const api = await startLeadApi({ ...accountAt(dialer), user });
  const outcome = await api.add({ phoneNumber, listId, source: 'test' });
  expect(dialer.counts()).toEqual({ add_lead: 1 });
  return outcome;
}

describe('through GraphQL', () => {
  test.each(Object.entries(ADDED))('%s', async (name, [leadId, notices, hopperId]) => {
    const recording = leadRecording(name);
    const outcome = await told(recording);
    expect(outcome).toMatchObject({
      type: 'AddLeadSuccess',
      leadId,
      addedListId: leadOf(recording).listId ?? '999',
      phoneNumber: leadOf(recording).phoneNumber,
      hopper: hopperId === undefined ? null : { added: true, hopperId, reason: null },
    });
    expect(outcome).toHaveProperty('notices.length', notices);
  });

  test.each(Object.entries(DUPLICATES))('%s', async (name, [match, scope, leadId, listId]) => {
    expect(await told(leadRecording(name))).toMatchObject({
      type: 'DuplicateLead',
      match,
      scope,
      existingLeadId: leadId,
      existingListId: listId,
    });
  });

  test.each(Object.entries(REJECTED))('%s', async (name, [reason, ...fields]) => {
    expect(await told(leadRecording(name))).toMatchObject({ type: 'LeadRejected', reason, fields });
  });

  test.each(UNKNOWN)('%s', async (name) => {
    expect(await told(leadRecording(name))).toMatchObject({ type: 'LeadOutcomeUnknown' });
  });

  test('the callback’s time is an instant', async () => {
    const outcome = await told(leadRecording('add_lead--notice--callback-anyone'));
    expect(outcome).toMatchObject({ callback: { callbackAt: '2026-12-01T10:30:00Z' } });
  });
});
