import { expect, test } from 'vitest';
import { z } from 'zod';
import { post } from '../support/api.ts';
import {
  ACCOUNT,
  accountAt,
  ADD_LEAD,
  addedLine,
  scriptedDialer,
  simulatorForThisTest,
  startLeadApi,
  type LeadApi,
} from '../support/leadApi.ts';

const PHONE = '7275551111';
const LEAD = {
  phoneNumber: PHONE,
  source: 'test',
  listId: '101',
  firstName: 'Guadalupe',
  lastName: 'Quetzalcóatl',
} as const;

const auditLine = z.object({
  level: z.number(),
  msg: z.literal('add_lead'),
  audit: z.strictObject({
    action: z.string(),
    caller: z.string(),
    phone: z.string(),
    listId: z.string().nullable(),
    leadId: z.string().nullable(),
    outcome: z.string(),
    unknown: z
      .strictObject({
        keyHash: z.string().nullable(),
        vendorLeadCode: z.string().nullable(),
        cause: z.string(),
      })
      .optional(),
  }),
});

const auditOf = ({ log }: LeadApi) =>
  log.flatMap((line) => {
    const read = auditLine.safeParse(JSON.parse(line));
    return read.success ? [read.data.audit] : [];
  });

const MASKED = { action: 'add_lead', caller: 'anonymous', phone: '******1111', listId: '101', leadId: null };

test.each([
  ['added', undefined, { leadId: '14333', outcome: 'added' }],
  [
    'a duplicate',
    `ERROR: add_lead DUPLICATE PHONE NUMBER IN SYSTEM - ${PHONE}|101|7|102\n`,
    { outcome: 'duplicate' },
  ],
  ['in DNC', `ERROR: add_lead PHONE NUMBER IN DNC - ${PHONE}|MyUser\n`, { outcome: 'rejected DNC' }],
  [
    'unknown',
    { status: 500, body: '' },
    {
      outcome: 'unknown',
      unknown: {
        keyHash: null,
        vendorLeadCode: null,
        cause: 'The dialer failed to answer add_lead (HTTP 500).',
      },
    },
  ],
  [
    'not permitted',
    `ERROR: Login incorrect, please try again: |MyUser|${ACCOUNT.pass}|BAD|\n`,
    { outcome: 'rejected NOT_PERMITTED' },
  ],
])('one line for a lead that is %s', async (_, answer, expected) => {
  const dialer = await scriptedDialer();
  dialer.answer('add_lead', (fields) => answer ?? addedLine(fields));
  const api = await startLeadApi(accountAt(dialer));
  await api.add(LEAD);
  expect(auditOf(api)).toEqual([{ ...MASKED, ...expected }]);
  const logged = api.log.join('');
  for (const secret of [PHONE, LEAD.firstName, LEAD.lastName, ACCOUNT.pass, 'MyUser', '|BAD'])
    expect(logged).not.toContain(secret);
  // Harmless words of a refusal are in a line of their own at debug, and nowhere else.
  const others = api.log.filter((text) => !text.includes('"msg":"what it said"')).join('');
  for (const words of ['Login incorrect', 'ERROR: ']) expect(others).not.toContain(words);
});

test('a lead that was never sent has a line too, without its number', async () => {
  const dialer = await scriptedDialer();
  const api = await startLeadApi(accountAt(dialer));
  await api.add({ ...LEAD, firstName: 'x'.repeat(31) });
  expect(auditOf(api)).toEqual([{ ...MASKED, phone: '', listId: null, outcome: 'rejected INVALID_INPUT' }]);
  expect(api.log.join('')).not.toContain(PHONE);
});

test('each row of a batch, and each repetition of a key, has its own line', async () => {
  const simulator = await simulatorForThisTest();
  const api = await startLeadApi(simulator);
  const keyed = { ...LEAD, idempotencyKey: 'k' };
  await api.addMany([keyed, keyed, { ...LEAD, phoneNumber: '7275552222' }]);
  await api.add({ ...keyed, firstName: 'Another' });
  const lines = auditOf(api);
  expect(lines.map(({ phone, outcome }) => [phone, outcome].join(' ')).sort()).toEqual([
    '******1111 added',
    '******1111 added',
    '******1111 rejected IDEMPOTENCY_KEY_REUSED',
    '******2222 added',
  ]);
  const ids = simulator.leads.slice(-2).map(({ leadId }) => String(leadId));
  expect(new Set(lines.flatMap(({ leadId }) => leadId ?? []))).toEqual(new Set(ids));
  expect(api.log.join('')).not.toMatch(/7275551111|7275552222|simulated-pass/);
});

test('the shortest number shows its last four digits and no more', async () => {
  const dialer = await scriptedDialer();
  dialer.answer('add_lead', (fields) => addedLine(fields));
  const api = await startLeadApi(accountAt(dialer));
  await api.add({ ...LEAD, phoneNumber: '123456', phoneCode: '2345' });
  expect(auditOf(api)).toMatchObject([{ phone: '**3456' }]);
});

test('no answer shows the dialer’s words on a refused login, or any password', async () => {
  const dialer = await scriptedDialer();
  dialer.answer('add_lead', `ERROR: Login incorrect, please try again: |MyUser|${ACCOUNT.pass}|BAD|\n`);
  const api = await startLeadApi(accountAt(dialer));
  const text = await (await post(api.url, { query: ADD_LEAD, variables: { input: LEAD } })).text();
  expect(text).toContain('NOT_PERMITTED');
  for (const secret of [ACCOUNT.pass, ACCOUNT.user, 'Login incorrect', 'BAD|'])
    expect(text).not.toContain(secret);
});

test('SQL and passwords in an answer that is none reach neither client nor log', async () => {
  const dialer = await scriptedDialer();
  const words = `MySQL connect ERROR:  Access denied for user 'cron'@'10.0.0.1' SELECT * FROM vicidial_list ${ACCOUNT.pass}`;
  const api = await startLeadApi(accountAt(dialer));
  for (const body of [words, `<b>Fatal error</b>: ${words}`, { status: 500, body: words }]) {
    dialer.answer('add_lead', body);
    const text = JSON.stringify(await api.add(LEAD));
    expect(text).toContain('LeadOutcomeUnknown');
    expect(text + api.log.join('')).not.toMatch(/SELECT|cron|MyPass|vicidial_list/);
  }
});
