import { expect, test } from 'vitest';
import { hasNoData, summary } from '../../support/api.ts';
import {
  accountAt,
  ADD_LEADS,
  addedLine,
  scriptedDialer,
  simulatorForThisTest,
  startLeadApi,
} from '../../support/leadApi.ts';
import { sized } from '../../support/samples.ts';

const lead = (index: number) => ({ phoneNumber: `72755${10_000 + index}`, source: 'test' });
const leads = (count: number) => Array.from({ length: count }, (_, index) => lead(index));

const mutationOf = (index: number): string =>
  `addLead(input: { phoneNumber: "${lead(index).phoneNumber}", source: "test" }) { ... on AddLeadSuccess { leadId } }`;

test('results come in the order of the rows, whichever ends first', async () => {
  const dialer = await scriptedDialer();
  dialer.answer('add_lead', (fields) => {
    const index = Number(fields.get('phone_number')) % 10_000;
    return { body: addedLine(fields, 5000 + index), delayMs: (30 - index) * 3 };
  });
  const api = await startLeadApi(accountAt(dialer));
  const { results } = await api.addMany(leads(30));
  expect(results.map((told) => told.type === 'AddLeadSuccess' && told.leadId)).toEqual(
    Array.from({ length: 30 }, (_, index) => String(5000 + index)),
  );
});

test('outcomes of all kinds stand beside each other, and are counted', async () => {
  const dialer = await scriptedDialer();
  dialer.answer('add_lead', (fields) => {
    const phone = fields.get('phone_number') ?? '';
    if (phone.endsWith('1'))
      return `ERROR: add_lead DUPLICATE PHONE NUMBER IN SYSTEM - ${phone}|999|14247|101\n`;
    if (phone.endsWith('2')) return `ERROR: add_lead PHONE NUMBER IN DNC - ${phone}|MyUser\n`;
    if (phone.endsWith('3')) return { status: 500, body: '' };
    return addedLine(fields, phone.slice(5));
  });
  const api = await startLeadApi(accountAt(dialer));
  const told = await api.addMany([...leads(5), { ...lead(5), listId: '1' }, lead(6)]);
  expect(told).toMatchObject({ added: 3, duplicates: 1, rejected: 2, unknown: 1 });
  expect(told.results).toMatchObject([
    { leadId: '10000' },
    { existingLeadId: '14247' },
    { reason: 'DNC' },
    { type: 'LeadOutcomeUnknown', phoneNumber: '7275510003' },
    { leadId: '10004' },
    { reason: 'INVALID_INPUT', fields: ['listId'] },
    { leadId: '10006' },
  ]);
  expect(dialer.counts()).toEqual({ add_lead: 6 });
});

test('many rows are added, each once', async () => {
  const simulator = await simulatorForThisTest();
  const api = await startLeadApi(simulator);
  const before = simulator.leads.length;
  const rows = sized(250, 1000);
  const { added, results } = await api.addMany(leads(rows));
  expect(added).toBe(rows);
  const there = new Map(simulator.leads.slice(before).map((one) => [String(one.leadId), one.phoneNumber]));
  expect(there.size).toBe(rows);
  for (const [index, told] of results.entries()) {
    if (told.type !== 'AddLeadSuccess') throw new Error(`Row ${index} is not added.`);
    expect(there.get(told.leadId)).toBe(lead(index).phoneNumber);
  }
}, 60_000);

test('1,001 rows are too many, and nothing is sent', async () => {
  const dialer = await scriptedDialer();
  const api = await startLeadApi(accountAt(dialer));
  const { data, errors } = await api.query(ADD_LEADS, { inputs: leads(1001) });
  expect(hasNoData(data)).toBe(true);
  expect(errors.map(summary)).toEqual([{ path: 'addLeads', code: 'BAD_USER_INPUT', argument: 'inputs' }]);
  expect(errors[0]?.message).toContain('inputs');
  expect(dialer.requests).toHaveLength(0);
});

test('no rows are no leads', async () => {
  const dialer = await scriptedDialer();
  const api = await startLeadApi(accountAt(dialer));
  expect(await api.addMany([])).toEqual({ results: [], added: 0, duplicates: 0, rejected: 0, unknown: 0 });
});

test('the same row twice: two leads where nothing forbids it, one where a check or a key does', async () => {
  const simulator = await simulatorForThisTest();
  const api = await startLeadApi(simulator);
  const before = simulator.leads.length;
  const checked = { ...lead(1), duplicateChecks: [{ match: 'PHONE', scope: 'SYSTEM' }] };
  const keyed = { ...lead(2), idempotencyKey: 'k' };
  const { results, ...counts } = await api.addMany([lead(0), lead(0), checked, checked, keyed, keyed]);
  expect(counts).toEqual({ added: 5, duplicates: 1, rejected: 0, unknown: 0 });
  expect(results[4]).toEqual(results[5]);
  expect(results[0]).not.toEqual(results[1]);
  expect(simulator.leads.length).toBe(before + 4);
});

test('a key for two rows that differ: one is added, the other refused', async () => {
  const simulator = await simulatorForThisTest();
  const api = await startLeadApi(simulator);
  const before = simulator.leads.length;
  const told = await api.addMany([
    { ...lead(0), idempotencyKey: 'k' },
    { ...lead(1), idempotencyKey: 'k' },
  ]);
  expect(told).toMatchObject({ added: 1, rejected: 1 });
  expect(told.results[1]).toMatchObject({ reason: 'IDEMPOTENCY_KEY_REUSED', fields: ['idempotencyKey'] });
  expect(simulator.leads.length).toBe(before + 1);
});

test('several mutations of one operation run in their order', async () => {
  const dialer = await scriptedDialer();
  let leadId = 0;
  dialer.answer('add_lead', (fields) => ({ body: addedLine(fields, (leadId += 1)), delayMs: 30 }));
  const api = await startLeadApi(accountAt(dialer));
  expect(await api.data(`mutation { a: ${mutationOf(0)} b: ${mutationOf(1)} c: ${mutationOf(2)} }`)).toEqual({
    a: { leadId: '1' },
    b: { leadId: '2' },
    c: { leadId: '3' },
  });
  expect(dialer.mostInFlight).toBe(1);
});
