import { expect, test } from 'vitest';
import { startLeadsServer, type SentLead } from '../support/leadsServer.ts';
import { csvFile, run } from './running.ts';

const withoutKey = (lead: SentLead): object =>
  Object.fromEntries(Object.entries(lead).filter(([name]) => name !== 'idempotencyKey'));

/** What arrives of a file. */
async function arrived(content: string | Buffer, args: readonly string[] = []) {
  const server = await startLeadsServer();
  const result = await run(csvFile(content), args, server.url);
  return { ...result, leads: server.requests.flat().map(withoutKey) };
}

test('headers are matched by field, by alias, and in any case and punctuation', async () => {
  const { leads, code } = await arrived(
    [
      'PHONE,First Name,last_name,address.line1,ZIP,vendor-lead-code,Alt Phone,source,date_of_birth,list_id',
      '7275550101,Ana,Diaz,12 Bay St,33602,V-1,7275550109,web,1980-05-12,0101',
    ].join('\n'),
  );
  expect(code).toBe(0);
  expect(leads).toEqual([
    {
      phoneNumber: '7275550101',
      firstName: 'Ana',
      lastName: 'Diaz',
      address: { line1: '12 Bay St', postalCode: '33602' },
      vendorLeadCode: 'V-1',
      altPhoneNumber: '7275550109',
      source: 'web',
      dateOfBirth: '1980-05-12',
      listId: '0101',
    },
  ]);
});

test('nested fields, lists and custom fields have names with points', async () => {
  const { leads } = await arrived(
    [
      'phone,source,hopper.priority,callback.inDays,multiAltPhones.0.phoneNumber,multiAltPhones.1.phoneNumber,multiAltPhones.1.note,customFields.Policy_No,customFields.color',
      '7275550101,web,7,3,,7275550102,work,P 1,',
      '7275550103,web,,,7275550104,7275550105,,,blue',
    ].join('\n'),
    ['--set=duplicateChecks.0.match=phone', '--set=duplicateChecks.0.scope=SYSTEM', '--set=campaignId=SALES'],
  );
  const checks = { campaignId: 'SALES', duplicateChecks: [{ match: 'PHONE', scope: 'SYSTEM' }] };
  expect(leads).toEqual([
    {
      ...checks,
      phoneNumber: '7275550101',
      source: 'web',
      hopper: { priority: 7 },
      callback: { inDays: 3 },
      multiAltPhones: [{ phoneNumber: '7275550102', note: 'work' }],
      customFields: [{ name: 'Policy_No', value: 'P 1' }],
    },
    {
      ...checks,
      phoneNumber: '7275550103',
      source: 'web',
      multiAltPhones: [{ phoneNumber: '7275550104' }, { phoneNumber: '7275550105' }],
      customFields: [{ name: 'color', value: 'blue' }],
    },
  ]);
});

test('--map, --ignore, --set and --list say what a header does not', async () => {
  const { leads, code } = await arrived('Nummer,Vorname,Alter\n7275550101,Ana,40\n', [
    '--map=phoneNumber=Nummer',
    '--map=firstName=vorname',
    '--ignore=Alter',
    '--set=source=fair=2026',
    '--list=101',
  ]);
  expect(code).toBe(0);
  expect(leads).toEqual([
    { phoneNumber: '7275550101', firstName: 'Ana', source: 'fair=2026', listId: '101' },
  ]);
});

test.each([
  [
    'an unknown column',
    'phone,source,Age',
    [],
    ['Unknown columns: Age.', '--ignore', 'multiAltPhones.0.note', 'customFields.<name>'],
  ],
  [
    'an idempotency key, which the loader makes',
    'phone,source,idempotencyKey',
    [],
    ['Unknown columns: idempotencyKey'],
  ],
  [
    'two columns of one field',
    'phone,telephone,source',
    [],
    ['phoneNumber is given more than once', '"phone"', '"telephone"'],
  ],
  [
    'a column and --list',
    'phone,source,list',
    ['--list', '101'],
    ['listId is given more than once', 'the command line'],
  ],
  [
    'two columns of one name',
    'phone,source,Name,Name',
    ['--map', 'firstName=Name'],
    ['firstName is given more than once', '"Name"'],
  ],
  ['no phone number', 'email,source', [], ['No column is of phoneNumber']],
  ['no source', 'phone', [], ['No column is of source', '--set source=']],
  [
    'a field to map that is none',
    'phone,source,x',
    ['--map', 'age=x'],
    ['there is no field "age"', 'phoneNumber, '],
  ],
  ['a column to map that is not there', 'phone,source', ['--map', 'email=Mail'], ['no column "Mail"']],
  ['a column to ignore that is not there', 'phone,source', ['--ignore', 'Mail'], ['no column "Mail"']],
  [
    'a value that is none of its type',
    'phone,source',
    ['--set', 'rank=high'],
    ['--set rank: "high" must be a whole number'],
  ],
])('%s: nothing is sent, and the reason is said', async (_, header, args, words) => {
  const { leads, code, output, lines } = await arrived(`${header}\n7275550101,web,1\n`, args);
  expect(code).toBe(3);
  for (const word of words) expect(output).toContain(word);
  expect(leads).toEqual([]);
  expect(lines).toEqual([]);
});

test('--ignore leaves out all columns of a name', async () => {
  const { leads, code } = await arrived('phone,Age,source,Age\n7275550101,40,web,41\n', ['--ignore', 'age']);
  expect(code).toBe(0);
  expect(leads).toEqual([{ phoneNumber: '7275550101', source: 'web' }]);
});

const cell = (name: string, text: string) =>
  arrived(`phone,source,${name}\n7275550101,web,${text}\n7275550102,web,\n`);

test.each([
  ['gender', 'female', 'FEMALE'],
  ['gender', 'm', 'MALE'],
  ['gender', ' Undefined ', 'UNDEFINED'],
  ['dncCheck', 'area code', 'AREA_CODE'],
  ['timeZoneMethod', 'country-and-area_code', 'COUNTRY_AND_AREA_CODE'],
  ['rank', ' 12 ', 12],
  ['rank', '-3', -3],
  ['gmtOffset', '-5.5', -5.5],
  ['gmtOffset', '+2', 2],
  ['lookupState', 'YES', true],
  ['lookupState', '0', false],
  ['dateOfBirth', '1980-02-29', '1980-02-29'],
  ['firstName', ' Ana ', ' Ana '],
  ['firstName', '=1+1', '=1+1'],
  ['entryListId', ' 0101 ', '0101'],
])('%s: %j is read as %j, and a blank cell as nothing', async (name, text, value) => {
  const { leads, code } = await cell(name, text);
  expect(code).toBe(0);
  expect(leads).toEqual([
    { phoneNumber: '7275550101', source: 'web', [name]: value },
    { phoneNumber: '7275550102', source: 'web' },
  ]);
});

test('a time keeps its offset', async () => {
  const { leads } = await cell('callback.at', '2026-12-01T09:30:00-05:00');
  expect(leads[0]).toMatchObject({ callback: { at: '2026-12-01T09:30:00-05:00' } });
});

test.each([
  ['gender', 'x', 'one of MALE, FEMALE, UNDEFINED'],
  ['callback.type', 'u s', 'one of ANYONE, USER_ONLY'],
  ['rank', '1.0', 'a whole number'],
  ['rank', '4000000000', 'a whole number'],
  ['rank', '0x10', 'a whole number'],
  ['gmtOffset', '"5,5"', 'a number with a point'],
  ['gmtOffset', 'Infinity', 'a number with a point'],
  ['gmtOffset', '1e3', 'a number with a point'],
  ['lookupState', 'maybe', 'true or false'],
  ['dateOfBirth', '05/12/1980', 'YYYY-MM-DD'],
  ['dateOfBirth', '1980-02-30', 'YYYY-MM-DD'],
  ['callback.at', '2026-12-01 09:30', 'RFC 3339'],
])('%s: %s is the verdict of its row alone', async (name, text, words) => {
  const { leads, code, lines } = await cell(name, text);
  expect(code).toBe(1);
  expect(leads).toEqual([{ phoneNumber: '7275550102', source: 'web' }]);
  expect(lines.map(({ row, outcome }) => [row, outcome])).toEqual(
    expect.arrayContaining([
      [1, 'REJECTED'],
      [2, 'ADDED'],
    ]),
  );
  expect(lines.find(({ row }) => row === 1)).toMatchObject({ fields: name, lead_id: '' });
  expect(lines.find(({ row }) => row === 1)?.message).toContain(words);
});

test('every faulty cell of a row is named, and so is what it lacks', async () => {
  const { lines } = await arrived(
    'phone,source,rank,gender,multiAltPhones.0.phoneNumber,multiAltPhones.0.note\n1,web,x,y,,\n,web,,,,\n1,web,,,,work\n',
  );
  expect(lines.map(({ row, fields }) => [row, fields])).toEqual([
    [1, 'rank gender'],
    [2, 'phoneNumber'],
    [3, 'multiAltPhones.0.phoneNumber'],
  ]);
  expect(lines[1]?.message).toBe('phoneNumber: must be given');
});
