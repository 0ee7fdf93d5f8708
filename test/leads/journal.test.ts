import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { JournalFile } from '../../src/leads/journal/journalFile.ts';
import {
  ACCOUNT,
  accountAt,
  ADD_LEAD,
  addedLine,
  folderForThisTest,
  journalSettings,
  scriptedDialer,
  simulatorForThisTest,
  startLeadApi,
  type Account,
  until,
  type LeadInput,
} from '../support/leadApi.ts';
import type { Settings } from '../support/api.ts';
import { JOURNALS } from '../support/journals.ts';
import { freePort } from '../support/freePort.ts';
import type { ScriptedServer } from '../support/scriptedServer.ts';
import { startViewedApi, viewer } from '../support/viewers.ts';

const LEAD = {
  phoneNumber: '7275551111',
  source: 'test',
  firstName: 'Guadalupe',
  lastName: 'Quetzalcóatl',
  email: 'guadalupe@example.org',
  address: { line1: 'Calle Secreta 99' },
} as const;
const KEY = 'order-4711-key';

const REUSED = {
  type: 'LeadRejected',
  reason: 'IDEMPOTENCY_KEY_REUSED',
  fields: ['idempotencyKey'],
};

/** A dialer that adds each lead it is asked to, under ids from 1001. */
async function addingDialer(delayMs = 0): Promise<ScriptedServer> {
  const dialer = await scriptedDialer();
  let leadId = 1000;
  dialer.answer('add_lead', (fields) => ({ body: addedLine(fields, (leadId += 1)), delayMs }));
  return dialer;
}

/** The faults of a dialer that gives no answer, and whether it adds the lead all the same. */
const UNANSWERED = [
  ['resetAfter', true],
  ['failAfter', true],
  ['halfBody', true],
  ['slowInsert', true],
  ['reset', false],
  ['emptyBody', false],
  ['badGateway', false],
] as const;

function rowsOf(journal: string): Record<string, unknown>[] {
  const database = new DatabaseSync(journal, { readOnly: true });
  try {
    return database.prepare('SELECT outcome FROM adds ORDER BY id').all();
  } finally {
    database.close();
  }
}

describe('a journal in a file', () => {
  test('holds nothing personal once the outcomes are final', async () => {
    const dialer = await scriptedDialer();
    const { phoneNumber } = LEAD;
    const answers = [
      `SUCCESS: add_lead LEAD HAS BEEN ADDED - ${phoneNumber}|999|1001|-5|MyUser\n` +
        // An unknown line may quote anything; so may the numbers printed back, where a note holds a bar.
        `DEBUG: ${LEAD.firstName} ${LEAD.lastName} <${LEAD.email}>\n7275559876|1|Tía|Rosa` +
        `NOTICE: add_lead ADDED TO HOPPER - ${phoneNumber}|1001|5014|MyUser\n`,
      `ERROR: add_lead DUPLICATE NAME PHONE IN SYSTEM - ${LEAD.firstName}|${LEAD.lastName}|${phoneNumber}|999|14247|101\n`,
      `ERROR: add_lead PHONE NUMBER IN DNC - ${phoneNumber}|MyUser\n`,
      'nonsense',
    ];
    const api = await startLeadApi(accountAt(dialer));
    for (const [index, answer] of answers.entries()) {
      dialer.answer('add_lead', answer);
      const keyed = { ...LEAD, idempotencyKey: `${KEY}-${index}` };
      const first = await api.add(keyed);
      expect(await api.add(keyed)).toEqual(first);
      await api.add(LEAD);
    }
    const rows = rowsOf(api.journal);
    expect(rows).toHaveLength(2 * answers.length);
    expect(rows.every(({ outcome }) => typeof outcome === 'string')).toBe(true);

    const folder = join(api.journal, '..');
    const files = readdirSync(folder);
    expect(files).toContain('leads.db-wal');
    const secrets = [phoneNumber, LEAD.firstName, LEAD.lastName, LEAD.email, LEAD.address.line1, KEY];
    for (const file of files) {
      const bytes = readFileSync(join(folder, file));
      for (const secret of [...secrets, '7275559876', 'Tía', ACCOUNT.pass])
        expect(bytes.includes(secret), `${file} holds ${secret}`).toBe(false);
    }
    // The search finds what is there.
    expect(files.some((file) => readFileSync(join(folder, file)).includes('lead_hash'))).toBe(true);
  });

  test('is written ahead, and synchronised in full', () => {
    const opened = vi.spyOn(DatabaseSync.prototype, 'exec');
    onTestFinished(() => opened.mockRestore());
    const path = join(folderForThisTest(), 'new', 'folder', 'leads.db');
    const file = new JournalFile({ path, days: 90, busyMs: 100 });
    onTestFinished(() => file.close());
    const databases = opened.mock.contexts.filter((one) => one instanceof DatabaseSync);
    const journal = databases.find((one) => one.location()?.endsWith('leads.db'));
    expect(journal?.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' });
    expect(journal?.prepare('PRAGMA synchronous').get()).toEqual({ synchronous: 2 });
  });

  test('that cannot be made lets nothing be sent, and says so, row by row', async () => {
    const dialer = await addingDialer();
    const file = join(folderForThisTest(), 'file');
    writeFileSync(file, 'no folder');
    const api = await startLeadApi(accountAt(dialer), { LEAD_JOURNAL: join(file, 'leads.db') });
    const refusedToo = { type: 'LeadRejected', reason: 'NOT_SENT', fields: [] };
    expect(await api.add({ ...LEAD, idempotencyKey: KEY })).toMatchObject(refusedToo);
    const { results, rejected } = await api.addMany([LEAD, { ...LEAD, listId: '1' }]);
    expect(results).toMatchObject([refusedToo, { reason: 'INVALID_INPUT' }]);
    expect(rejected).toBe(2);
    expect(dialer.requests).toHaveLength(0);
    const warned = api.log.filter((line) => line.includes('adding a lead failed'));
    // Of the two rows the first is told, and the second is counted.
    expect(warned).toHaveLength(1);
    expect(warned.join('')).not.toContain(LEAD.phoneNumber);
  });
});

describe.each(JOURNALS)('a journal in $name', ({ create, rows, run, fail, mend }) => {
  /** A server with a new journal. */
  const start = async (account: Account, settings: Settings = {}) =>
    startLeadApi(account, { LEAD_JOURNAL: await create(), ...settings });

  describe('the same key', () => {
    test('with the same lead gives the first outcome, and adds one lead', async () => {
      const simulator = await simulatorForThisTest();
      const api = await start(simulator);
      const before = simulator.leads.length;
      const lead = { ...LEAD, idempotencyKey: KEY, hopper: {}, nanpaPrefixCheck: true };
      const first = await api.add(lead);
      expect(first).toMatchObject({ type: 'AddLeadSuccess', phoneNumber: LEAD.phoneNumber });
      expect(first).toHaveProperty('notices.length', 2);
      for (let time = 0; time < 3; time += 1) expect(await api.add(lead)).toEqual(first);
      expect(simulator.leads.length).toBe(before + 1);
      expect(simulator.counts()).toEqual({ add_lead: 1 });
    });

    test('knows a lead again whatever the order of its fields, with nulls or without', async () => {
      const dialer = await addingDialer();
      const api = await start(accountAt(dialer));
      const first = await api.add({ ...LEAD, idempotencyKey: KEY });
      const { phoneNumber, ...rest } = LEAD;
      expect(await api.add({ idempotencyKey: KEY, title: null, ...rest, phoneNumber })).toEqual(first);
      expect(dialer.counts()).toEqual({ add_lead: 1 });
    });

    test.each<[string, LeadInput]>([
      ['another number', { phoneNumber: '7275551112' }],
      ['another name', { firstName: 'Guadelupe' }],
      ['a field more', { title: 'Ms' }],
      ['another list', { listId: '999' }],
      ['another letter in the address', { address: { line1: 'Calle Secreta 98' } }],
    ])('with %s is refused', async (_, change) => {
      const dialer = await addingDialer();
      const api = await start(accountAt(dialer));
      const first = await api.add({ ...LEAD, idempotencyKey: KEY });
      expect(await api.add({ ...LEAD, ...change, idempotencyKey: KEY })).toMatchObject(REUSED);
      expect(await api.add({ ...LEAD, idempotencyKey: KEY })).toEqual(first);
      expect(dialer.counts()).toEqual({ add_lead: 1 });
    });

    test('with input that is no lead uses no key up', async () => {
      const dialer = await addingDialer();
      const api = await start(accountAt(dialer));
      expect(await api.add({ ...LEAD, listId: '1', idempotencyKey: KEY })).toMatchObject({
        reason: 'INVALID_INPUT',
      });
      expect(await api.add({ ...LEAD, idempotencyKey: KEY })).toMatchObject({ leadId: '1001' });
    });

    test('twenty times at once adds one lead, and all are told the same', async () => {
      const dialer = await addingDialer(100);
      const api = await start(accountAt(dialer));
      const told = await Promise.all(
        Array.from({ length: 20 }, () => api.add({ ...LEAD, idempotencyKey: KEY })),
      );
      expect(told).toEqual(Array.from({ length: 20 }, () => told[0]));
      expect(told[0]).toMatchObject({ type: 'AddLeadSuccess', leadId: '1001' });
      expect(dialer.counts()).toEqual({ add_lead: 1 });
    });

    test('at once for two leads adds one of them', async () => {
      const dialer = await addingDialer(50);
      const api = await start(accountAt(dialer));
      const told = await Promise.all([
        api.add({ ...LEAD, idempotencyKey: KEY }),
        api.add({ ...LEAD, phoneNumber: '7275551112', idempotencyKey: KEY }),
      ]);
      expect(told.map(({ type }) => type).sort()).toEqual(['AddLeadSuccess', 'LeadRejected']);
      expect(dialer.counts()).toEqual({ add_lead: 1 });
    });

    test('other keys add other leads, and so does none', async () => {
      const dialer = await addingDialer();
      const api = await start(accountAt(dialer));
      for (const idempotencyKey of ['a', 'b', 'A', undefined, undefined]) {
        await api.add({ ...LEAD, idempotencyKey });
      }
      expect(dialer.counts()).toEqual({ add_lead: 5 });
    });

    test.each([
      [
        'a duplicate',
        'ERROR: add_lead DUPLICATE PHONE NUMBER IN SYSTEM - 7275551111|999|14247|101\n',
        'DuplicateLead',
      ],
      ['a refusal', 'ERROR: add_lead PHONE NUMBER IN DNC - 7275551111|MyUser\n', 'LeadRejected'],
      ['an unknown outcome', 'What?', 'LeadOutcomeUnknown'],
      [
        'an id that cannot be told',
        'SUCCESS: add_lead LEAD HAS BEEN ADDED - 7275551111\n',
        'LeadOutcomeUnknown',
      ],
    ])('remembers %s', async (_, body, typename) => {
      const dialer = await scriptedDialer();
      dialer.answer('add_lead', body);
      const api = await start(accountAt(dialer));
      const first = await api.add({ ...LEAD, idempotencyKey: KEY });
      expect(first.type).toBe(typename);
      dialer.answer('add_lead', (fields) => addedLine(fields));
      expect(await api.add({ ...LEAD, idempotencyKey: KEY })).toEqual(first);
      expect(dialer.counts()).toEqual({ add_lead: 1 });
    });

    test('of two callers is two keys: neither stands in the other’s way, nor is told what the other added', async () => {
      const dialer = await addingDialer();
      const api = await startViewedApi(accountAt(dialer), journalSettings(await create()));
      const add = async (name: string, phoneNumber: string): Promise<unknown> => {
        const input = { ...LEAD, phoneNumber, idempotencyKey: KEY };
        const { addLead } = await api.as(viewer(['leads:write'], null, name)).data(ADD_LEAD, { input });
        return addLead;
      };
      const first = await add('crm', LEAD.phoneNumber);
      expect(first).toMatchObject({ type: 'AddLeadSuccess', leadId: '1001' });
      expect(await add('web-form', '7275552222')).toMatchObject({ type: 'AddLeadSuccess', leadId: '1002' });
      expect(await add('shop', LEAD.phoneNumber)).toMatchObject({ type: 'AddLeadSuccess', leadId: '1003' });
      expect(await add('crm', LEAD.phoneNumber)).toEqual(first);
      expect(dialer.counts()).toEqual({ add_lead: 3 });
    });

    test('survives a restart', async () => {
      const dialer = await addingDialer();
      const before = await start(accountAt(dialer));
      const first = await before.add({ ...LEAD, idempotencyKey: KEY, hopper: {} });
      await before.close();
      const after = await startLeadApi(accountAt(dialer), { LEAD_JOURNAL: before.journal });
      expect(await after.add({ ...LEAD, idempotencyKey: KEY, hopper: {} })).toEqual(first);
      expect(await after.add({ ...LEAD, idempotencyKey: KEY })).toMatchObject(REUSED);
      expect(dialer.counts()).toEqual({ add_lead: 1 });
    });
  });

  describe('the record', () => {
    test('has the intent on disk before the dialer sees the request', async () => {
      const dialer = await scriptedDialer();
      const seen: unknown[] = [];
      const api = await start(accountAt(dialer));
      dialer.answer('add_lead', async (fields) => {
        seen.push(await rows(api.journal));
        return addedLine(fields);
      });
      await api.add({ ...LEAD, idempotencyKey: KEY });
      await api.add(LEAD);
      expect(seen).toMatchObject([
        [{ key_hash: expect.any(String), ended_at: null, outcome: null }],
        [{ outcome: expect.any(String) }, { key_hash: null, ended_at: null, outcome: null }],
      ]);
    });
  });

  describe('if it cannot be written', () => {
    test('in mid-send takes nobody’s outcome away: it is written once that is possible, and the key answers with it meanwhile', async () => {
      const dialer = await scriptedDialer();
      const api = await start(accountAt(dialer));
      dialer.answer('add_lead', async (fields) => {
        if (fields.get('phone_number') === LEAD.phoneNumber) await run(api.journal, fail);
        return addedLine(fields, 77);
      });
      const lead = { ...LEAD, idempotencyKey: KEY };
      expect(await api.addMany([lead, { ...LEAD, phoneNumber: '7275551112' }])).toMatchObject({
        added: 2,
        results: [{ leadId: '77' }, { leadId: '77' }],
      });
      expect(api.log.filter((line) => line.includes('adding a lead failed'))).not.toEqual([]);
      expect(await api.add(lead)).toMatchObject({ type: 'AddLeadSuccess', leadId: '77' });
      await run(api.journal, mend);
      await api.close();
      const after = await startLeadApi(accountAt(dialer), { LEAD_JOURNAL: api.journal });
      expect(await after.add(lead)).toMatchObject({ type: 'AddLeadSuccess', leadId: '77' });
      expect(dialer.counts()).toEqual({ add_lead: 2 });
    });
  });

  describe('a dialer that cannot be reached', () => {
    test('at the deadline nothing was sent, nothing is noted, and the key works later', async () => {
      const port = await freePort();
      const simulated = { user: 'Simulator.Api', pass: 'simulated-pass' };
      const api = await start(
        { url: `http://127.0.0.1:${port}`, ...simulated },
        { DIALER_TIMEOUT_MS: '600' },
      );
      const lead = { ...LEAD, idempotencyKey: KEY };
      const startedAt = performance.now();
      expect(await api.add(lead)).toMatchObject({ type: 'LeadRejected', reason: 'NOT_SENT', fields: [] });
      expect(performance.now() - startedAt).toBeGreaterThan(350);
      expect(performance.now() - startedAt).toBeLessThan(10_000);
      expect(await rows(api.journal)).toEqual([]);
      const simulator = await simulatorForThisTest({ port });
      const before = simulator.leads.length;
      expect(await api.add(lead)).toMatchObject({ type: 'AddLeadSuccess' });
      expect(simulator.leads.length).toBe(before + 1);
    });
  });

  describe('a refused login', () => {
    test.each([
      ['ERROR: Login incorrect, please try again: |MyUser|MyPass-secret|BAD|\n', 200],
      ['ERROR: Too many login attempts, try again in 15 minutes: |MyUser|LOCK|\n', 200],
      ['ERROR: Login incorrect, please try again: |MyUser|MyPass-secret|BAD|\n', 401],
      ['ERROR: Login incorrect, please try again: |MyUser|MyPass-secret|BAD|\n', 403],
    ])('%j, %i: NOT_PERMITTED, tried once, and the key works once it is mended', async (body, status) => {
      const dialer = await scriptedDialer();
      dialer.answer('add_lead', { body, status });
      const before = await start(accountAt(dialer));
      const lead = { ...LEAD, idempotencyKey: KEY };
      expect(await before.add(lead)).toMatchObject({ type: 'LeadRejected', reason: 'NOT_PERMITTED' });
      expect(dialer.counts()).toEqual({ add_lead: 1 });
      expect(await rows(before.journal)).toEqual([]);
      await before.close();
      dialer.answer('add_lead', (fields) => addedLine(fields));
      const after = await startLeadApi(accountAt(dialer), { LEAD_JOURNAL: before.journal });
      expect(await after.add(lead)).toMatchObject({ type: 'AddLeadSuccess', leadId: '14333' });
    });
  });

  describe('an answer that never comes', () => {
    test('is unknown at the timeout, and never sent again', async () => {
      const simulator = await simulatorForThisTest();
      simulator.fail({ kind: 'loseAnswer', action: 'add_lead', times: 1 });
      const api = await start(simulator, { DIALER_TIMEOUT_MS: '300' });
      const before = simulator.leads.length;
      const lead = { ...LEAD, idempotencyKey: KEY };
      const first = await api.add(lead);
      expect(first).toMatchObject({
        type: 'LeadOutcomeUnknown',
        phoneNumber: LEAD.phoneNumber,
        listId: null,
      });
      expect(await api.add(lead)).toEqual(first);
      await until('the lead is there', () => simulator.leads.length === before + 1);
      expect(simulator.counts()).toEqual({ add_lead: 1 });
    });
  });
});

describe('a dialer that cannot be reached', () => {
  test('is tried again within the deadline', async () => {
    const port = await freePort();
    const api = await startLeadApi({ url: `http://127.0.0.1:${port}`, ...ACCOUNT });
    const adding = api.add({ ...LEAD, idempotencyKey: KEY });
    await pause(500);
    const simulator = await simulatorForThisTest({ port });
    // The simulator refuses this account: it was reached.
    expect(await adding).toMatchObject({ type: 'LeadRejected', reason: 'NOT_PERMITTED' });
    expect(simulator.counts()).toEqual({ add_lead: 1 });
  });

  test('a hundred leads wait for it no longer than one', async () => {
    const api = await startLeadApi(
      { url: `http://127.0.0.1:${await freePort()}`, ...ACCOUNT },
      { DIALER_TIMEOUT_MS: '600' },
    );
    const startedAt = performance.now();
    const inputs = Array.from({ length: 100 }, (_, index) => ({
      ...LEAD,
      phoneNumber: `72755${10_000 + index}`,
    }));
    expect(await api.addMany(inputs)).toMatchObject({ rejected: 100, unknown: 0 });
    // One after the other, they would take a minute.
    expect(performance.now() - startedAt).toBeLessThan(20_000);
  });
});

describe('a refused login', () => {
  test.each([401, 403])(
    'a proxy’s %i says nothing of the login, and not whether the lead got through: UNKNOWN',
    async (status) => {
      const dialer = await scriptedDialer();
      dialer.answer('add_lead', { body: '<html>Forbidden</html>', status });
      const api = await startLeadApi(accountAt(dialer));
      expect(await api.add(LEAD)).toMatchObject({ type: 'LeadOutcomeUnknown' });
      dialer.answer('add_lead', (fields) => addedLine(fields));
      expect(await api.add({ ...LEAD, phoneNumber: '7275550199' })).toMatchObject({
        type: 'AddLeadSuccess',
      });
    },
  );

  test('is not tried with every lead of a batch: ten of them would lock the account', async () => {
    const dialer = await scriptedDialer();
    dialer.answer('add_lead', 'ERROR: Login incorrect, please try again: |MyUser|MyPass-secret|BAD|\n');
    const api = await startLeadApi(accountAt(dialer), { DIALER_CONCURRENCY: '2' });
    const inputs = Array.from({ length: 200 }, (_, index) => ({
      ...LEAD,
      phoneNumber: `72755${10_000 + index}`,
    }));
    expect(await api.addMany(inputs)).toMatchObject({ rejected: 200, unknown: 0 });
    expect(dialer.requests.length).toBeLessThanOrEqual(2);
  });

  test('adds are sent as LEADS_USER where it is another one', async () => {
    const dialer = await addingDialer();
    const api = await startLeadApi(accountAt(dialer), { LEADS_USER: 'Leads.User', LEADS_PASS: 'other' });
    expect(await api.add(LEAD)).toMatchObject({ leadId: '1001' });
    expect(dialer.requests[0]?.fields.slice(0, 2)).toEqual([
      ['user', 'Leads.User'],
      ['pass', 'other'],
    ]);
  });
});

describe('an answer', () => {
  test('that is lost, or comes as an error: unknown, and one lead at most', async () => {
    const asked = async ([kind, isDone]: (typeof UNANSWERED)[number]) => {
      const simulator = await simulatorForThisTest();
      simulator.fail({ kind, action: 'add_lead', times: 1, delayMs: kind === 'slowInsert' ? 500 : 0 });
      const api = await startLeadApi(simulator, { DIALER_TIMEOUT_MS: '200' });
      const before = simulator.leads.length;
      const lead = { ...LEAD, idempotencyKey: KEY };
      const first = await api.add(lead);
      if (isDone) await until('the lead is there', () => simulator.leads.length > before);
      else await pause(600);
      const added = simulator.leads.length - before;
      return { kind, first, added, again: await api.add(lead), counts: simulator.counts() };
    };
    const unknown = { type: 'LeadOutcomeUnknown' };
    expect(await Promise.all(UNANSWERED.map(asked))).toMatchObject(
      UNANSWERED.map(([kind, isDone]) => ({
        kind,
        first: unknown,
        added: isDone ? 1 : 0,
        again: unknown,
        counts: { add_lead: 1 },
      })),
    );
  });
});
