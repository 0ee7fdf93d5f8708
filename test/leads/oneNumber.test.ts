import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { HELD_MS } from '../../src/leads/turns.ts';
import { post } from '../support/api.ts';
import {
  accountAt,
  ADD_LEAD,
  addedLine,
  scriptedDialer,
  simulatorForThisTest,
  startLeadApi,
  until,
} from '../support/leadApi.ts';

const PHONE = '7275551111';
const EVERYWHERE = [{ match: 'PHONE', scope: 'SYSTEM' }] as const;
const LEAD = { phoneNumber: PHONE, source: 'test', duplicateChecks: EVERYWHERE } as const;

const typesOf = (told: readonly { readonly type: string }[]): Record<string, number> =>
  Object.fromEntries([...Map.groupBy(told, ({ type }) => type)].map(([name, own]) => [name, own.length]));

test('eight equal adds at once: one is added, seven are duplicates of it', async () => {
  const simulator = await simulatorForThisTest();
  const api = await startLeadApi(simulator);
  const before = simulator.leads.length;
  const told = await Promise.all(Array.from({ length: 8 }, () => api.add(LEAD)));
  expect(typesOf(told)).toEqual({ AddLeadSuccess: 1, DuplicateLead: 7 });
  expect(simulator.leads.length).toBe(before + 1);
  const leadId = String(simulator.leads.at(-1)?.leadId);
  const duplicate = { type: 'DuplicateLead', existingLeadId: leadId, existingListId: '999', scope: 'SYSTEM' };
  expect(told.toSorted((a, b) => a.type.localeCompare(b.type))).toMatchObject([
    { type: 'AddLeadSuccess', leadId },
    ...Array.from({ length: 7 }, () => duplicate),
  ]);
});

test('eight equal rows of one request too, and eight adds with keys of their own', async () => {
  const simulator = await simulatorForThisTest();
  const api = await startLeadApi(simulator);
  const before = simulator.leads.length;
  const rows = Array.from({ length: 8 }, () => LEAD);
  expect(await api.addMany(rows)).toMatchObject({ added: 1, duplicates: 7, rejected: 0, unknown: 0 });
  const other = { ...LEAD, phoneNumber: '7275551112' };
  const told = await Promise.all(
    Array.from({ length: 8 }, (_, index) => api.add({ ...other, idempotencyKey: `key-${index}` })),
  );
  expect(typesOf(told)).toEqual({ AddLeadSuccess: 1, DuplicateLead: 7 });
  expect(simulator.leads.length).toBe(before + 2);
});

test('without these turns the simulator takes several: the tests above can fail', async () => {
  const simulator = await simulatorForThisTest();
  const before = simulator.leads.length;
  const fields = {
    user: simulator.user,
    pass: simulator.pass,
    function: 'add_lead',
    source: 'test',
    phone_number: PHONE,
    duplicate_check: 'DUPSYS',
  };
  const bare = (): Promise<Response> =>
    fetch(`${simulator.url}/API/lmapi.php`, { method: 'POST', body: new URLSearchParams(fields) });
  await Promise.all(Array.from({ length: 8 }, bare));
  const rest = Array.from({ length: 8 }, bare);
  await Promise.all(rest);
  expect(simulator.leads.length).toBeGreaterThan(before + 1);
});

test('adds for one number never overlap, not even after a failure', async () => {
  const dialer = await scriptedDialer();
  let running = 0;
  let most = 0;
  let calls = 0;
  dialer.answer('add_lead', async (fields) => {
    running += 1;
    most = Math.max(most, running);
    calls += 1;
    const status = calls % 3 === 0 ? 500 : 200;
    await pause(10);
    running -= 1;
    return { status, body: addedLine(fields, calls) };
  });
  const api = await startLeadApi(accountAt(dialer));
  const told = await api.addMany(Array.from({ length: 12 }, () => LEAD));
  expect(most).toBe(1);
  expect(told).toMatchObject({ added: 8, unknown: 4 });
});

test('after a broken connection the next add for the number waits: the dialer may still be inserting the first', async () => {
  const dialer = await scriptedDialer();
  const at: number[] = [];
  dialer.answer('add_lead', (fields) => {
    at.push(performance.now());
    if (at.length === 1) throw new Error('The connection breaks.');
    return addedLine(fields, 7);
  });
  const api = await startLeadApi(accountAt(dialer));
  const told = [api.add(LEAD), api.add(LEAD)];
  const began = performance.now();
  // The caller of the first one does not wait.
  expect(await Promise.race(told)).toMatchObject({ type: 'LeadOutcomeUnknown' });
  expect(performance.now() - began).toBeLessThan(HELD_MS);
  expect(typesOf(await Promise.all(told))).toEqual({ LeadOutcomeUnknown: 1, AddLeadSuccess: 1 });
  const [first = 0, second = 0] = at;
  // A timer may end a millisecond early.
  expect(second - first).toBeGreaterThan(HELD_MS - 5);
});

test.each([1, 3, 8])('other numbers run beside each other, %i at a time at most', async (concurrency) => {
  const dialer = await scriptedDialer();
  dialer.answer('add_lead', (fields) => addedLine(fields));
  const api = await startLeadApi(accountAt(dialer), { DIALER_CONCURRENCY: String(concurrency) });
  // Until the login was accepted, one call would go alone.
  await api.add(LEAD);
  let running = 0;
  const seen: number[] = [];
  dialer.answer('add_lead', async (fields) => {
    running += 1;
    seen.push(running);
    // As long as there are fewer than there may be, the others are waited for.
    for (let time = 0; time < 50 && !seen.includes(concurrency); time += 1) await pause(20);
    await pause(5);
    running -= 1;
    return addedLine(fields);
  });
  const inputs = Array.from({ length: 40 }, (_, index) => ({
    ...LEAD,
    phoneNumber: `72755${10_000 + index}`,
  }));
  const half = Promise.all(inputs.slice(20).map((input) => api.add(input)));
  expect(await api.addMany(inputs.slice(0, 20))).toMatchObject({ added: 20 });
  expect(typesOf(await half)).toEqual({ AddLeadSuccess: 20 });
  expect(Math.max(...seen)).toBe(concurrency);
});

test('a row that waits for its turn does not wait at its own cost', async () => {
  const dialer = await scriptedDialer();
  dialer.answer('add_lead', (fields) => ({ body: addedLine(fields), delayMs: 60 }));
  const settings = { DIALER_CONCURRENCY: '2', DIALER_TIMEOUT_MS: '400' };
  const api = await startLeadApi(accountAt(dialer), settings);
  // Together they take three times as long as one of them may.
  const inputs = Array.from({ length: 40 }, (_, index) => ({
    ...LEAD,
    phoneNumber: index % 2 === 0 ? PHONE : `72755${10_000 + index}`,
  }));
  expect(await api.addMany(inputs)).toMatchObject({ added: 40, unknown: 0 });
});

test('a number that hangs holds up no other', async () => {
  const dialer = await scriptedDialer();
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  dialer.answer('add_lead', async (fields) => {
    if (fields.get('phone_number') === PHONE) await released;
    return addedLine(fields);
  });
  const api = await startLeadApi(accountAt(dialer));
  // Until the login was accepted, one call would go alone.
  await api.add({ ...LEAD, phoneNumber: '7275551113' });
  dialer.clear();
  const hanging = Promise.all(Array.from({ length: 3 }, () => api.add(LEAD)));
  await until('the first is on its way', () => dialer.requests.length === 1);
  expect(await api.add({ ...LEAD, phoneNumber: '7275551112' })).toMatchObject({ leadId: '14333' });
  expect(dialer.requests).toHaveLength(2);
  release();
  expect(typesOf(await hanging)).toEqual({ AddLeadSuccess: 3 });
});

test('a client that leaves does not stop an add that was sent', async () => {
  const simulator = await simulatorForThisTest();
  simulator.fail({ kind: 'slowInsert', action: 'add_lead', delayMs: 300, times: 1 });
  const api = await startLeadApi(simulator);
  const before = simulator.leads.length;
  const input = { ...LEAD, idempotencyKey: 'k' };
  const leaving = new AbortController();
  const gone = post(api.url, { query: ADD_LEAD, variables: { input } }, { signal: leaving.signal });
  await until('it was sent', () => simulator.requests.length === 1);
  leaving.abort();
  await expect(gone).rejects.toThrow('aborted');
  expect(simulator.leads.length).toBe(before);
  // The same key waits for the one that runs, and is told what became of it.
  const told = await api.add(input);
  expect(told).toMatchObject({
    type: 'AddLeadSuccess',
    leadId: String(simulator.leads.at(-1)?.leadId),
  });
  expect(simulator.leads.length).toBe(before + 1);
  expect(simulator.counts()).toEqual({ add_lead: 1 });
});

test('nor the rows of a batch that wait for their turn', async () => {
  const simulator = await simulatorForThisTest({ latencyMs: 20 });
  const api = await startLeadApi(simulator, { DIALER_CONCURRENCY: '2' });
  const before = simulator.leads.length;
  const inputs = Array.from({ length: 20 }, (_, index) => ({
    ...LEAD,
    phoneNumber: `72755${10_000 + index}`,
    idempotencyKey: `k${index}`,
  }));
  const query = 'mutation ($inputs: [AddLeadInput!]!) { addLeads(inputs: $inputs) { added } }';
  const leaving = new AbortController();
  const gone = post(api.url, { query, variables: { inputs } }, { signal: leaving.signal });
  await until('it has begun', () => simulator.requests.length > 1);
  leaving.abort();
  await expect(gone).rejects.toThrow('aborted');
  await until('all are there', () => simulator.leads.length === before + 20);
  expect(await api.addMany(inputs)).toMatchObject({ added: 20 });
  expect(simulator.leads.length).toBe(before + 20);
});

test('a server that closes ends what it took on, whoever has left', async () => {
  const simulator = await simulatorForThisTest({ latencyMs: 20 });
  const api = await startLeadApi(simulator, { DIALER_CONCURRENCY: '2' });
  const before = simulator.leads.length;
  const inputs = Array.from({ length: 20 }, (_, index) => ({
    ...LEAD,
    phoneNumber: `72755${10_000 + index}`,
    idempotencyKey: `k${index}`,
  }));
  const query = 'mutation ($inputs: [AddLeadInput!]!) { addLeads(inputs: $inputs) { added } }';
  const leaving = new AbortController();
  const gone = post(api.url, { query, variables: { inputs } }, { signal: leaving.signal });
  await until('it has begun', () => simulator.requests.length > 1);
  leaving.abort();
  await expect(gone).rejects.toThrow('aborted');
  await api.close();
  expect(simulator.leads.length).toBe(before + 20);
  const again = await startLeadApi(simulator, { LEAD_JOURNAL: api.journal });
  expect(await again.addMany(inputs)).toMatchObject({ added: 20, unknown: 0 });
  expect(simulator.leads.length).toBe(before + 20);
});
