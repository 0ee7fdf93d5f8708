import { join } from 'node:path';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import {
  accountAt,
  ADD_LEAD,
  addedLine,
  openLeadApi,
  type LeadApi,
  type LeadInput,
} from '../support/leadApi.ts';
import { startScriptedServer, type ScriptedServer } from '../support/scriptedServer.ts';

const folder = mkdtempSync(join(tmpdir(), 'leads-test-'));
let dialer: ScriptedServer;
let api: LeadApi;
beforeAll(async () => {
  dialer = await startScriptedServer();
  dialer.answer('add_lead', (fields) => addedLine(fields));
  api = await openLeadApi(accountAt(dialer), join(folder, 'leads.db'));
});
afterEach(() => dialer.clear());
afterAll(async () => {
  await api.close();
  await dialer.close();
  rmSync(folder, { recursive: true, force: true });
});

const LEAD = { phoneNumber: '7275551111', source: 'test' } as const;

/** `{ address: { city: 'x' } }` from `address.city` and 'x'. */
function at(path: string, value: unknown): LeadInput {
  const [name = '', ...rest] = path.split('.');
  return { [name]: rest.length === 0 ? value : at(rest.join('.'), value) };
}

/** Characters of one to four bytes: whoever counts bytes or UTF-16 units counts wrong. */
const characters = (count: number): string => Array.from('ñ漢😀e'.repeat(count)).slice(0, count).join('');
/** Possible numbers of any length have a phone code that the library of numbers does not know. */
const UNKNOWN_CODE = '2345';
const digits = (count: number): string => '2345678912'.repeat(8).slice(0, count);
const letters = (count: number): string => 'AbCdEf'.slice(0, count);

async function refused(input: LeadInput): Promise<readonly string[]> {
  const told = await api.add({ ...LEAD, ...input });
  expect(told).toMatchObject({ type: 'LeadRejected', reason: 'INVALID_INPUT' });
  expect(dialer.counts()).not.toHaveProperty('add_lead');
  if (told.type !== 'LeadRejected') throw new Error('It is not refused.');
  for (const field of told.fields) expect(told.message).toContain(field);
  return told.fields;
}

/** The form field of that name as the dialer got it, exactly once. */
async function sent(input: LeadInput, wireName: string): Promise<string> {
  expect(await api.add({ ...LEAD, ...input })).toMatchObject({ type: 'AddLeadSuccess' });
  const [request, ...others] = dialer.requests.filter(({ action }) => action === 'add_lead');
  expect(others).toEqual([]);
  const values = request?.fields.filter(([name]) => name === wireName).map(([, value]) => value) ?? [];
  expect(values).toHaveLength(1);
  return values[0] ?? '';
}

interface Field {
  /** As the input names it. */
  readonly path: string;
  /** As the dialer names it. */
  readonly wire: string;
  readonly least: number;
  readonly most: number;
  /** Text of a length. */
  readonly make: (length: number) => string;
  /** The input that holds a value; left out: at its path. */
  readonly input?: (value: string) => LeadInput;
  /** What the dialer gets for it; left out: the same. */
  readonly sent?: (value: string) => string;
}

const field = (
  path: string,
  wire: string,
  least: number,
  most: number,
  make = characters,
  rest: Pick<Field, 'input' | 'sent'> = {},
): Field => ({ path, wire, least, most, make, ...rest });

const inCallback = (name: string) => (value: string) => ({
  campaignId: 'TESTCAMP',
  callback: { now: true, [name]: value },
});
const altPhone = (name: string) => (value: string) => ({
  multiAltPhones: [{ phoneNumber: '7275551212', phoneCode: UNKNOWN_CODE, [name]: value }],
});

/** The tables of the reference, and what the ancestor's columns hold. */
const FIELDS: readonly Field[] = [
  field('phoneNumber', 'phone_number', 6, 16, digits, {
    input: (value) => ({ phoneNumber: value, phoneCode: UNKNOWN_CODE }),
  }),
  field('phoneCode', 'phone_code', 1, 4, digits),
  field('listId', 'list_id', 3, 12, digits),
  field('source', 'source', 2, 20),
  // Of any length that the dialer gave it.
  field('campaign', 'campaing', 1, 255),
  field('vendorLeadCode', 'vendor_lead_code', 1, 20),
  field('sourceId', 'source_id', 1, 50),
  field('title', 'title', 1, 4),
  field('firstName', 'first_name', 1, 30),
  field('middleInitial', 'middle_initial', 1, 1),
  field('lastName', 'last_name', 1, 30),
  field('address.line1', 'address1', 1, 100),
  field('address.line2', 'address2', 1, 100),
  field('address.line3', 'address3', 1, 100),
  field('address.city', 'city', 1, 50),
  field('address.state', 'state', 2, 2, letters, { sent: (value) => value.toUpperCase() }),
  field('address.province', 'province', 1, 50),
  field('address.postalCode', 'postal_code', 1, 10),
  field('address.countryCode', 'country_code', 2, 3, letters),
  field('altPhoneNumber', 'alt_phone', 1, 12, digits, {
    input: (value) => ({ altPhoneNumber: value, phoneCode: UNKNOWN_CODE }),
  }),
  field('email', 'email', 1, 70),
  field('securityPhrase', 'security_phrase', 1, 100),
  field('comments', 'comments', 1, 255),
  field('owner', 'owner', 1, 20),
  field('entryListId', 'entry_list_id', 3, 12, digits),
  field('campaignId', 'campaign_id', 1, 255),
  field('callback.status', 'callback_status', 1, 6, characters, { input: inCallback('status') }),
  field('callback.username', 'callback_user', 1, 20, characters, { input: inCallback('username') }),
  field('callback.comments', 'callback_comments', 1, 255, characters, { input: inCallback('comments') }),
  field('multiAltPhones.0.phoneNumber', 'multi_alt_phones', 6, 16, digits, {
    input: altPhone('phoneNumber'),
    sent: (value) => `${value}_${UNKNOWN_CODE}_`,
  }),
  field('multiAltPhones.0.phoneCode', 'multi_alt_phones', 1, 4, digits, {
    input: altPhone('phoneCode'),
    sent: (value) => `7275551212_${value}_`,
  }),
  field('multiAltPhones.0.note', 'multi_alt_phones', 1, 100, characters, {
    input: altPhone('note'),
    sent: (value) => `7275551212_${UNKNOWN_CODE}_${value}`,
  }),
  field('customFields.0.value', 'favorite_color', 0, 255, characters, {
    input: (value) => ({ customFields: [{ name: 'favorite_color', value }] }),
  }),
];

const CONTROLS = ['\u0000', '\t', '\u001b', '\u007f', '\ud83d'];
const LINE_BREAKS = ['\n', '\r', '\u0085', '\u2028', '\u2029'];
/** Texts whose line breaks are sent as blanks. */
const SEVERAL_LINES = new Set(['comments', 'callback.comments', 'customFields.0.value']);

const inputOf = ({ path, input }: Field, value: string): LeadInput =>
  input ? input(value) : at(path, value);

describe.each(FIELDS)('$path', (one) => {
  const { path, wire, least, most, make, sent: shown = (value: string) => value } = one;

  test.each(
    [...new Set([least, least + 1, most - 1, most])].filter((length) => length >= least && length <= most),
  )('%i characters reach the dialer as they are', async (length) => {
    const value = make(length);
    expect(Array.from(value)).toHaveLength(length);
    expect(await sent(inputOf(one, value), wire)).toBe(shown(value));
  });

  // None at all is not given.
  test.each([least - 1, most + 1].filter((length) => length > 0))(
    '%i characters are refused',
    async (length) => {
      expect(await refused(inputOf(one, make(length)))).toContain(path);
    },
  );

  test.each([...CONTROLS, ...(SEVERAL_LINES.has(path) ? [] : LINE_BREAKS)])(
    'a control character or half a character, %j, is refused',
    async (character) => {
      const value = `${make(Math.max(least, 2) - 1)}${character}`;
      expect(await refused(inputOf(one, value))).toContain(path);
    },
  );
});

const made = (make: Field['make']) => FIELDS.filter((one) => one.make === make);

describe('what is no number, and no word', () => {
  test.each(made(digits))('letters for the digits of $path are refused', async (one) => {
    for (const value of ['abcdefg', '727+555', '７２７５５５', '+a27555', ';727555', '1e5']) {
      expect(await refused(inputOf(one, value.slice(0, one.most)))).toContain(one.path);
    }
  });

  test.each(made(letters))('anything but letters for $path is refused', async (one) => {
    for (const value of ['1', 'A1', 'Ñ!', 'A ']) {
      expect(await refused(inputOf(one, value))).toContain(one.path);
    }
  });

  test.each(made(characters).filter(({ path }) => path !== 'source'))(
    'blanks alone for $path are not given',
    async (one) => {
      if (one.path.startsWith('customFields')) return;
      expect(await api.add({ ...LEAD, campaignId: 'TESTCAMP', ...inputOf(one, ' ') })).toMatchObject({
        type: 'AddLeadSuccess',
      });
      const add = dialer.requests.find(({ action }) => action === 'add_lead');
      const given = add?.fields.filter(([, value]) => value !== '' && value.trim() === '');
      expect(given).toEqual([]);
    },
  );

  test('what must be given must not be blank', async () => {
    expect(await refused({ source: '  ' })).toEqual(['source']);
    expect(await refused({ phoneNumber: ' ' })).toEqual(['phoneNumber']);
  });
});

const callbackIn = (days: number) => ({ campaignId: 'TESTCAMP', callback: { inDays: days } });

const checkWithin = (withinDays: number) => ({
  duplicateChecks: [{ match: 'PHONE', scope: 'SYSTEM', withinDays }],
});

const nineNumbers = (last: number) => [
  // 9 × (10 + 3 + 100) + 8 bars = 1,025 with the last one's note.
  ...Array.from({ length: 8 }, () => ({ phoneNumber: '7275551212', note: characters(100) })),
  { phoneNumber: '7275551212', note: characters(last) },
];

const manyCustomFields = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ name: `field_${index}`, value: String(index) }));

describe('numbers', () => {
  test.each([
    ['hopper.priority', 'hopper_priority', [-99, -98, 0, 98, 99], [-100, 100, 500]],
    ['rank', 'rank', [0, 1, 99_998, 99_999], [-1, 100_000]],
    ['gmtOffset', 'gmt_offset_now', [-12, -11.75, 0, 5.5, 14], [-12.25, 14.25, 5.1]],
  ])('%s', async (path, wire, good, bad) => {
    for (const value of good) {
      dialer.clear();
      expect(Number(await sent(at(path, value), wire))).toBe(value);
    }
    dialer.clear();
    for (const value of bad) expect(await refused(at(path, value))).toContain(path);
  });

  test('callback.inDays', async () => {
    for (const days of [0, 1, 3650]) {
      dialer.clear();
      expect(await sent(callbackIn(days), 'callback_datetime')).toBe(`${days}DAYS`);
    }
    dialer.clear();
    for (const days of [-1, 3651]) expect(await refused(callbackIn(days))).toContain('callback.inDays');
  });
});

describe('duplicateChecks', () => {
  test.each([1, 2, 3, 7, 14, 15, 21, 28, 30, 60, 90, 180, 360])('within %i days', async (days) => {
    expect(await sent(checkWithin(days), 'duplicate_check')).toBe(`DUPSYS${days}DAY`);
  });

  test.each([-1, 0, 4, 6, 8, 13, 16, 29, 31, 89, 91, 359, 361, 365])(
    'within %i days is none the dialer knows',
    async (days) => {
      expect(await refused(checkWithin(days))).toEqual(['duplicateChecks.0.withinDays']);
    },
  );

  test('an empty list is no check', async () => {
    expect(await refused({ duplicateChecks: [] })).toEqual(['duplicateChecks']);
  });

  test.each([
    [{ match: 'TITLE_AND_ALT_PHONE', scope: 'LIST' }, { title: 'Ms' }],
    [{ match: 'TITLE_AND_ALT_PHONE', scope: 'LIST' }, { altPhoneNumber: '7275551212' }],
    [{ match: 'NAME_AND_PHONE', scope: 'SYSTEM' }, { firstName: 'José' }],
    [{ match: 'NAME_AND_PHONE', scope: 'CAMPAIGN' }, { lastName: 'Núñez' }],
  ])('%o needs what it compares', async (duplicateCheck, half) => {
    expect(await refused({ ...half, duplicateChecks: [duplicateCheck] })).toEqual(['duplicateChecks']);
  });
});

describe('callback', () => {
  const campaignId = 'TESTCAMP';
  const day = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);
  const AT = `${day}T10:30:00Z`;

  test.each([
    ['none', {}],
    ['now: false', { now: false }],
    ['at and now', { at: AT, now: true }],
    ['at and inDays', { at: AT, inDays: 1 }],
    ['now and inDays', { now: true, inDays: 1 }],
    ['all', { at: AT, now: true, inDays: 1 }],
  ])('%s of at, now and inDays is not one', async (_, callback) => {
    expect(await refused({ campaignId, callback })).toEqual(['callback']);
  });

  test.each([
    [{ at: AT }, `${day} 10:30:00`],
    [{ at: `${day}T10:30:00-05:00` }, `${day} 15:30:00`],
    [{ now: true }, 'NOW'],
    [{ inDays: 5 }, '5DAYS'],
    [{ now: false, inDays: 5 }, '5DAYS'],
  ])('%o', async (callback, wire) => {
    expect(await sent({ campaignId, callback }, 'callback_datetime')).toBe(wire);
  });

  test('needs campaignId, and USER_ONLY a user', async () => {
    expect(await refused({ callback: { now: true } })).toEqual(['campaignId']);
    expect(await sent({ campaign: 'TESTCAMP', callback: { now: true } }, 'campaign_id')).toBe('TESTCAMP');
    dialer.clear();
    expect(await refused({ campaignId, callback: { now: true, type: 'USER_ONLY' } })).toEqual([
      'callback.username',
    ]);
  });

  test('campaignDncCheck needs campaignId too, unless it is NO', async () => {
    expect(await refused({ campaignDncCheck: 'YES' })).toEqual(['campaignId']);
    expect(await refused({ campaignDncCheck: 'AREA_CODE' })).toEqual(['campaignId']);
    expect(await sent({ campaignDncCheck: 'NO' }, 'campaign_dnc_check')).toBe('N');
  });
});

describe('what does not go together', () => {
  test.each([
    [{ entryListId: '101', customFields: [{ name: 'a', value: 'b' }] }, 'entryListId'],
    [{ timeZoneMethod: 'POSTAL' }, 'address.postalCode'],
    [{ timeZoneMethod: 'TZCODE' }, 'owner'],
    [
      {
        customFields: [
          { name: 'a', value: '1' },
          { name: 'a', value: '2' },
        ],
      },
      'customFields',
    ],
    [{ multiAltPhones: [] }, 'multiAltPhones'],
  ])('%o', async (input, name) => {
    expect(await refused(input)).toEqual([name]);
  });

  test('further numbers of more than 1,024 characters', async () => {
    expect(await sent({ multiAltPhones: nineNumbers(99) }, 'multi_alt_phones')).toSatisfy(
      (value: string) => Array.from(value).length === 1024,
    );
    dialer.clear();
    expect(await refused({ multiAltPhones: nineNumbers(100) })).toEqual(['multiAltPhones']);
  });

  test('a note that would be read as two, or as an answer', async () => {
    for (const note of ['a_b', 'a!b', 'SUCCESS: ok', 'x ERROR: Login incorrect', 'NOTICE: hi']) {
      expect(await refused({ multiAltPhones: [{ phoneNumber: '7275551212', note }] })).toEqual([
        'multiAltPhones.0.note',
      ]);
    }
    expect(await refused({ firstName: 'ERROR: Login incorrect' })).toEqual(['firstName']);
    expect(await refused({ lastName: 'SUCCESS: LEAD HAS BEEN ADDED' })).toEqual(['lastName']);
  });

  test('more custom fields than PHP reads', async () => {
    expect(await sent({ customFields: manyCustomFields(900) }, 'field_899')).toBe('899');
    expect(dialer.requests[0]?.fields.length).toBeLessThanOrEqual(1000);
    dialer.clear();
    expect(await refused({ customFields: manyCustomFields(901) })).toEqual(['customFields']);
  });

  test('every fault is named at once', async () => {
    const fields = await refused({
      phoneNumber: '12',
      listId: '1',
      firstName: 'x'.repeat(31),
      hopper: { priority: 100 },
    });
    expect([...fields].sort()).toEqual(['firstName', 'hopper.priority', 'listId', 'phoneNumber']);
  });

  test.each(['1980-02-30', '31/12/1980', '0000-00-00', ''])(
    'the day %j never reaches the dialer',
    async (dateOfBirth) => {
      const { errors } = await api.query(ADD_LEAD, { input: { ...LEAD, dateOfBirth } });
      expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
      expect(dialer.requests).toHaveLength(0);
    },
  );
});

/** Every parameter in the reference's tables of add_lead. */
const PARAMETERS =
  `phone_number phone_code list_id source campaing vendor_lead_code source_id gmt_offset_now title
  first_name middle_initial last_name address1 address2 address3 city state province postal_code country_code gender
  date_of_birth alt_phone email security_phrase comments multi_alt_phones rank owner entry_list_id dnc_check
  campaign_dnc_check campaign_id add_to_hopper hopper_priority hopper_local_call_time_check usacan_prefix_check
  usacan_areacode_check nanpa_ac_prefix_check custom_fields tz_method callback callback_status callback_datetime
  callback_type callback_user callback_comments lookup_state list_exists_check duplicate_check`.split(/\s+/);

describe('the names of custom fields', () => {
  test.each([
    ...PARAMETERS,
    'user',
    'pass',
    'function',
    'source',
    'DB',
    'db',
    'goAction',
    'goaction',
    'goUser',
    'gouser',
    'goPass',
    'gopass',
    'responsetype',
    'phone.number',
    'phone number',
    ' user',
    'user ',
    'user[]',
    'user[0]',
    '',
    'PASS',
    'Phone_Number',
    'favorite-color',
    'favorité',
    'a&b',
    'a=b',
    'user\n',
    'user\u0000',
  ])('%j is refused', async (name) => {
    expect(await refused({ customFields: [{ name, value: 'x' }] })).toEqual(['customFields.0.name']);
  });

  // As the dialer's editor of custom fields allows them: what Lead.customFields gives can be written.
  test.each([
    'favorite_color',
    'a',
    'loan_amount2',
    'constructor',
    'users',
    'phone_numbers',
    'Favorite_Color',
    'FAVORITE',
    '1st',
    '_user',
    '__proto__',
  ])('%s is sent', async (name) => {
    const customFields = [{ name, value: 'blue & green = ñ' }];
    expect(await sent({ customFields }, name)).toBe('blue & green = ñ');
    expect(dialer.requests[0]?.fields).toContainEqual(['custom_fields', 'Y']);
  });
});

const CALLBACK_DAY = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);

const EVERYTHING = {
  ...LEAD,
  phoneCode: '52',
  listId: '101',
  campaign: 'Spring 2026',
  vendorLeadCode: 'LN-77/1',
  sourceId: 'a+b@c.d',
  gmtOffset: -5.5,
  title: 'Dra.',
  firstName: 'José "Pepe"',
  middleInitial: 'Ñ',
  lastName: 'Ohara',
  address: {
    line1: '"Núñez; Ltd"',
    line2: '&=%',
    line3: '<b>3</b> \\ 100% + ?#',
    city: 'Querétaro',
    state: 'ca',
    province: 'Île-de-France',
    postalCode: '0123 AB',
    countryCode: 'MEX',
  },
  gender: 'FEMALE',
  dateOfBirth: '1980-12-31',
  altPhoneNumber: '7275559999',
  email: 'a-b@c.d',
  securityPhrase: '漢字 😀',
  comments: 'línea; uno & "dos" %41 +',
  multiAltPhones: [
    { phoneNumber: '7275551212', phoneCode: '1', note: 'sister house' },
    { phoneNumber: '7275551213', phoneCode: '52' },
  ],
  rank: 7,
  owner: 'EST',
  dncCheck: 'AREA_CODE',
  campaignDncCheck: 'YES',
  campaignId: 'TESTCAMP',
  hopper: { priority: -7, localCallTimeCheck: true },
  usaCanadaPrefixCheck: true,
  usaCanadaAreaCodeCheck: false,
  nanpaPrefixCheck: true,
  customFields: [{ name: 'favorite_color', value: '  blue & "ñ" ' }],
  timeZoneMethod: 'TZCODE',
  lookupState: true,
  listExistsCheck: true,
  callback: {
    at: `${CALLBACK_DAY}T10:30:00Z`,
    status: 'CBK',
    type: 'USER_ONLY',
    username: 'agent001',
    comments: 'después & "luego"',
  },
  duplicateChecks: [
    { match: 'PHONE', scope: 'LIST' },
    { match: 'TITLE_AND_ALT_PHONE', scope: 'CAMPAIGN', withinDays: 90 },
    { match: 'NAME_AND_PHONE', scope: 'SYSTEM' },
    { match: 'PHONE_OR_ALT_PHONE', scope: 'SYSTEM', withinDays: 1 },
  ],
  idempotencyKey: 'key-1',
} as const;

const EXPECTED: Readonly<Record<string, string>> = {
  phone_number: '7275551111',
  phone_code: '52',
  list_id: '101',
  source: 'test',
  campaing: 'Spring 2026',
  vendor_lead_code: 'LN-77/1',
  source_id: 'a+b@c.d',
  gmt_offset_now: '-5.50',
  title: 'Dra.',
  first_name: 'José "Pepe"',
  middle_initial: 'Ñ',
  last_name: 'Ohara',
  address1: '"Núñez; Ltd"',
  address2: '&=%',
  address3: '<b>3</b> \\ 100% + ?#',
  city: 'Querétaro',
  state: 'CA',
  province: 'Île-de-France',
  postal_code: '0123 AB',
  country_code: 'MEX',
  gender: 'F',
  date_of_birth: '1980-12-31',
  alt_phone: '7275559999',
  email: 'a-b@c.d',
  security_phrase: '漢字 😀',
  comments: 'línea; uno & "dos" %41 +',
  multi_alt_phones: '7275551212_1_sister house!7275551213_52_',
  rank: '7',
  owner: 'EST',
  dnc_check: 'AREACODE',
  campaign_dnc_check: 'Y',
  campaign_id: 'TESTCAMP',
  add_to_hopper: 'Y',
  hopper_priority: '-7',
  hopper_local_call_time_check: 'Y',
  usacan_prefix_check: 'Y',
  usacan_areacode_check: 'N',
  nanpa_ac_prefix_check: 'Y',
  custom_fields: 'Y',
  favorite_color: '  blue & "ñ" ',
  tz_method: 'TZCODE',
  callback: 'Y',
  callback_status: 'CBK',
  callback_datetime: `${CALLBACK_DAY} 10:30:00`,
  callback_type: 'USERONLY',
  callback_user: 'agent001',
  callback_comments: 'después & "luego"',
  lookup_state: 'Y',
  list_exists_check: 'Y',
  duplicate_check: 'DUPLIST-DUPTITLEALTPHONECAMP90DAY-DUPNAMEPHONESYS-DUPPHONEALTSYS1DAY',
};

describe('a lead with everything', () => {
  test('reaches the dialer as it was given: one form field each, credentials first, nothing in the URL', async () => {
    expect(await api.add(EVERYTHING)).toMatchObject({ type: 'AddLeadSuccess' });
    const request = dialer.requests.find(({ action }) => action === 'add_lead');
    expect(request).toMatchObject({ method: 'POST', path: '/API/lmapi.php' });
    expect([...(request?.query ?? [])]).toEqual([]);
    expect(request?.headers['content-type']).toMatch(/^application\/x-www-form-urlencoded/);
    const fields = request?.fields ?? [];
    expect(fields.slice(0, 3)).toEqual([
      ['user', 'MyUser'],
      ['pass', 'MyPass-secret'],
      ['function', 'add_lead'],
    ]);
    expect(Object.fromEntries(fields.slice(3))).toEqual(EXPECTED);
    expect(new Set(fields.map(([name]) => name)).size).toBe(fields.length);
  });

  test('every parameter of the reference can be sent', async () => {
    await api.add({ ...EVERYTHING, idempotencyKey: 'key-2' });
    const { customFields: _, ...withoutCustomFields } = EVERYTHING;
    await api.add({ ...withoutCustomFields, idempotencyKey: 'key-3', entryListId: '102' });
    const names = new Set(dialer.requests.flatMap(({ fields }) => fields.map(([name]) => name)));
    expect(PARAMETERS.filter((name) => !names.has(name))).toEqual([]);
  });

  test('a lead with nothing more than it needs sends nothing more', async () => {
    await api.add(LEAD);
    expect(dialer.requests[0]?.fields.map(([name]) => name)).toEqual([
      'user',
      'pass',
      'function',
      'phone_number',
      'phone_code',
      'source',
    ]);
  });

  test('what is null was left out', async () => {
    await api.add({ ...LEAD, title: null, address: { city: null, state: 'NY' }, callback: null });
    expect(dialer.requests[0]?.fields.slice(3)).toEqual([
      ['phone_number', '7275551111'],
      ['phone_code', '1'],
      ['source', 'test'],
      ['state', 'NY'],
    ]);
  });

  test.each([
    ['gender', 'MALE', 'gender', 'M'],
    ['gender', 'UNDEFINED', 'gender', 'U'],
    ['dncCheck', 'YES', 'dnc_check', 'Y'],
    ['dncCheck', 'NO', 'dnc_check', 'N'],
    ['timeZoneMethod', 'COUNTRY_AND_AREA_CODE', 'tz_method', ''],
    ['timeZoneMethod', 'NANPA', 'tz_method', 'NANPA'],
    ['lookupState', false, 'lookup_state', 'N'],
    ['hopper', {}, 'add_to_hopper', 'Y'],
    ['hopper', { localCallTimeCheck: false }, 'hopper_local_call_time_check', 'N'],
  ])('%s %o', async (name, value, wire, expected) => {
    expect(await sent({ [name]: value }, wire)).toBe(expected);
  });

  test.each([
    ['PHONE', 'DUP'],
    ['PHONE_OR_ALT_PHONE', 'DUPPHONEALT'],
    ['TITLE_AND_ALT_PHONE', 'DUPTITLEALTPHONE'],
    ['NAME_AND_PHONE', 'DUPNAMEPHONE'],
  ])('duplicate checks by %s', async (match, word) => {
    const rest = { title: 'Ms', altPhoneNumber: '7275551212', firstName: 'A', lastName: 'B' };
    for (const [scope, end] of [
      ['LIST', 'LIST'],
      ['CAMPAIGN', 'CAMP'],
      ['SYSTEM', 'SYS'],
    ]) {
      dialer.clear();
      expect(await sent({ ...rest, duplicateChecks: [{ match, scope }] }, 'duplicate_check')).toBe(
        `${word}${end}`,
      );
    }
  });
});
