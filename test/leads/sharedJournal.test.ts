/** The lead journal in Postgres, with several servers. */
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { ServerOptions } from '../../src/server/server.ts';
import { LeadJournal, type BegunAdd } from '../../src/leads/journal.ts';
import { HELD_MS } from '../../src/leads/turns.ts';
import { JournalError } from '../../src/leads/journal/journalError.ts';
import {
  accountAt,
  addedLine,
  folderForThisTest,
  journalSettings,
  scriptedDialer,
  startLeadApi,
  until,
  type LeadApi,
} from '../support/leadApi.ts';
import { startFreezingProxy } from '../support/freezingProxy.ts';
import { hasPostgres, JOURNAL_KEY, PASSWORD, sharedPostgres, type Postgres } from '../support/postgres.ts';
import type { ScriptedServer } from '../support/scriptedServer.ts';
import { addingDialer, clientOf, KEYED, LEAD, NOT_SENT, ready, serverOn } from './journalServer.ts';

/** As short as a busy machine allows. */
const LEASE_MS = 1500;
const SHORT_TERMS = { leaseMs: LEASE_MS, deadlineMs: 700 };
const SHORT = { journalTerms: SHORT_TERMS, readiness: { rememberMs: 0 } };
const NUMBER = '1|7275551111';
const ADD = { caller: 'crm', key: 'k', input: LEAD, lead: null, listId: '101', vendorLeadCode: 'LN-7' };
const UNKNOWN = {
  type: 'LeadOutcomeUnknown',
  message: expect.stringContaining('The server stopped while the lead was being sent.'),
};

const postgres = (): Promise<Postgres> => sharedPostgres();
const newJournal = async (): Promise<string> => (await postgres()).newJournal();
const adds = async (journal: string) =>
  (await postgres()).sql(journal, 'SELECT outcome, cause, number_hash FROM lead_journal_adds ORDER BY id');

/** The journal of one server, without a server. It closes with the test. @param terms the program's own, if left out */
function journalAt(
  url: string,
  { key = JOURNAL_KEY, ...terms }: Partial<typeof SHORT_TERMS> & { readonly key?: string } = {},
): LeadJournal {
  const journal = new LeadJournal({ shared: { url, key, ...terms } });
  onTestFinished(() => journal.close());
  return journal;
}

async function begun(journal: LeadJournal, key = 'k', number = NUMBER): Promise<BegunAdd> {
  const add = await journal.begin({ ...ADD, key }, number);
  if (typeof add === 'string') throw new Error(add);
  return add;
}

const serversOn = (
  dialer: ScriptedServer,
  journal: string,
  count: number,
  options: ServerOptions = {},
): Promise<LeadApi[]> =>
  Promise.all(
    Array.from({ length: count }, () => startLeadApi(accountAt(dialer), { LEAD_JOURNAL: journal }, options)),
  );

describe.skipIf(!hasPostgres)('several servers', () => {
  test('with the same keys at once add each lead once, and all tell the same', async () => {
    const dialer = await addingDialer();
    const servers = await serversOn(dialer, await newJournal(), 3);
    const inputs = Array.from({ length: 20 }, (_, index) => ({
      ...LEAD,
      phoneNumber: `72755${10_000 + index}`,
      idempotencyKey: `k${index}`,
    }));
    const told = await Promise.all(servers.map((server) => server.addMany(inputs)));
    expect(dialer.counts()).toEqual({ add_lead: 20 });
    for (const one of told) expect(one).toEqual(told[0]);
    expect(told[0]).toMatchObject({ added: 20 });
  });

  test('never send two adds of one number at once', async () => {
    const dialer = await scriptedDialer();
    let running = 0;
    let most = 0;
    dialer.answer('add_lead', async (fields) => {
      running += 1;
      most = Math.max(most, running);
      await pause(5);
      running -= 1;
      return addedLine(fields, dialer.requests.length);
    });
    const servers = await serversOn(dialer, await newJournal(), 3);
    const told = await Promise.all(
      servers.map((server) => server.addMany(Array.from({ length: 5 }, () => LEAD))),
    );
    expect(told).toMatchObject([{ added: 5 }, { added: 5 }, { added: 5 }]);
    expect(most).toBe(1);
  });

  test('keep the number of an add of unknown outcome for a second: the dialer may still be inserting it', async () => {
    const url = await newJournal();
    const [one, two] = [journalAt(url), journalAt(url)];
    const unknown = { kind: 'unknown', message: '', cause: '', phoneNumber: '7', listId: null } as const;
    await one.end(await begun(one), { outcome: unknown, mayComeLate: true });
    const began = performance.now();
    await expect.poll(async () => typeof (await two.begin({ ...ADD, key: 'other' }, NUMBER))).toBe('object');
    expect(performance.now() - began).toBeGreaterThan(HELD_MS / 2);
  });

  test('do not take what another one is sending for unknown, and wait for its outcome', async () => {
    const dialer = await scriptedDialer();
    const answer = Promise.withResolvers<void>();
    dialer.answer('add_lead', async (fields) => {
      await answer.promise;
      return addedLine(fields, 7);
    });
    const [one, two] = await serversOn(dialer, await newJournal(), 2, SHORT);
    const first = one?.add(KEYED);
    await until('it is sent', () => dialer.requests.length === 1);
    expect(await two?.add({ ...KEYED, phoneNumber: '7275551112' })).toMatchObject({
      reason: 'IDEMPOTENCY_KEY_REUSED',
    });
    const second = two?.add(KEYED);
    // Longer than a lease: it is renewed.
    await pause(LEASE_MS + 200);
    expect(await two?.data('{ unresolvedLeads { totalCount } }')).toEqual({
      unresolvedLeads: { totalCount: 0 },
    });
    answer.resolve();
    expect(await first).toMatchObject({ type: 'AddLeadSuccess', leadId: '7' });
    expect(await second).toEqual(await first);
    expect(dialer.counts()).toEqual({ add_lead: 1 });
  });

  test('that start at once make the tables once', async () => {
    const url = await newJournal();
    const journals = Array.from({ length: 4 }, () => journalAt(url));
    expect(await Promise.all(journals.map((journal) => journal.start()))).toEqual(
      journals.map(() => undefined),
    );
    const [first, second] = journals;
    if (!first || !second) return;
    await first.end(await begun(first), {
      outcome: { kind: 'rejected', reason: 'DNC', message: '', fields: [] },
    });
    expect(await second.recall(ADD)).toMatchObject({ kind: 'ended', outcome: { reason: 'DNC' } });
  });
});

describe.skipIf(!hasPostgres)('a server', () => {
  test('that is killed in mid-send leaves the outcome unknown, and named, when its lease has ended', async () => {
    const dialer = await scriptedDialer();
    const sent = Promise.withResolvers<void>();
    dialer.answer('add_lead', () => {
      sent.resolve();
      return new Promise(() => undefined);
    });
    const journal = await newJournal();
    const killed = serverOn(dialer, folderForThisTest(), journalSettings(journal));
    const client = await clientOf(killed);
    const nothing = client.add({ ...KEYED, listId: '101' }).catch(() => 'nothing');
    await sent.promise;
    // It has a lease of ten seconds, of which a test need not wait for the end.
    killed.kill('SIGKILL');
    expect(await nothing).toBe('nothing');
    await (
      await postgres()
    ).sql(journal, `UPDATE lead_journal_owners SET seen_at = seen_at - interval '9 s'`);
    dialer.answer('add_lead', (fields) => addedLine(fields, 8));
    const [next] = await serversOn(dialer, journal, 1);
    expect(await next?.add({ ...KEYED, listId: '101' })).toMatchObject(UNKNOWN);
    expect(await next?.data('{ unresolvedLeads { nodes { idempotencyKey listId } } }')).toEqual({
      unresolvedLeads: { nodes: [{ idempotencyKey: 'k', listId: '101' }] },
    });
    // Its number is free again.
    expect(await next?.add({ ...LEAD, idempotencyKey: 'l' })).toMatchObject({ leadId: '8' });
    expect(dialer.counts()['add_lead']).toBe(2);
  });

  test('that was paused before it sent an add sends it no more, once another server has fenced it', async () => {
    const url = await newJournal();
    const proxy = await startFreezingProxy(`http://127.0.0.1:${(await postgres()).port}`);
    const paused = journalAt(await throughProxy(url, proxy.url), SHORT_TERMS);
    const add = await begun(paused);
    expect(add.maySend()).toBe(true);
    // As a pause of the process: no sign of life gets through.
    proxy.freeze();
    const other = journalAt(url, SHORT_TERMS);
    expect(await other.recall(ADD)).toEqual({ kind: 'under way' });
    await expect.poll(() => other.recall(ADD)).toMatchObject({ kind: 'lost' });
    expect(add.maySend()).toBe(false);
    const next = await begun(other, 'l');
    proxy.thaw();
    await expect.poll(() => paused.state()).toBe('ok');
    // It is alive again, under another token: what it began before stays unknown, whatever it knows.
    expect(add.maySend()).toBe(false);
    await expect(paused.forget(add)).rejects.toMatchObject({ fault: 'lease lost' });
    await expect(
      paused.end(add, { outcome: { kind: 'rejected', reason: 'DNC', message: '', fields: [] } }),
    ).rejects.toThrow(JournalError);
    expect(await paused.recall(ADD)).toMatchObject({ kind: 'lost' });
    expect(await other.unresolved('crm')).toMatchObject([{ idempotencyKey: 'k', vendorLeadCode: 'LN-7' }]);
    expect(next.maySend()).toBe(true);
  });

  test('whose lease has ended takes a request back at its first byte', async () => {
    const dialer = await addingDialer();
    const journal = await newJournal();
    const [api] = await serversOn(dialer, journal, 1, SHORT);
    await api?.add(LEAD);
    // As if another server had fenced it between the record and the first byte.
    const { sql } = await postgres();
    await sql(
      journal,
      `CREATE FUNCTION fence() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(0.6); RETURN NEW; END $$;
       CREATE TRIGGER slow AFTER INSERT ON lead_journal_adds FOR EACH ROW EXECUTE FUNCTION fence();
       CREATE FUNCTION lose() RETURNS trigger LANGUAGE plpgsql AS
         $$ BEGIN RAISE EXCEPTION USING ERRCODE = '57P03'; END $$;
       CREATE TRIGGER lose BEFORE UPDATE ON lead_journal_owners EXECUTE FUNCTION lose();`,
    );
    await pause(LEASE_MS * 0.8 - 400);
    expect(await api?.add(KEYED)).toMatchObject(NOT_SENT);
    expect(dialer.counts()).toEqual({ add_lead: 1 });
    await sql(journal, 'DROP TRIGGER lose ON lead_journal_owners; DROP TRIGGER slow ON lead_journal_adds');
    await expect.poll(() => api && ready(api)).toMatchObject({ journal: 'ok' });
    expect(await api?.add(KEYED)).toMatchObject({ type: 'AddLeadSuccess', leadId: '1002' });
  });

  test('deletes the beginning of an add if Postgres wrote it and gave no answer', async () => {
    const journal = await newJournal();
    const one = journalAt(journal, SHORT_TERMS);
    await one.start();
    const { sql } = await postgres();
    await sql(
      journal,
      `CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(60); RETURN NEW; END $$;
       INSERT INTO lead_journal_adds (key_hash, begun_at, unresolved, format, owner, attempt, number_hash)
         SELECT 'zombie', clock_timestamp(), true, 1, id, gen_random_uuid(), 'n' FROM lead_journal_owners;
       CREATE TRIGGER slow AFTER INSERT ON lead_journal_adds FOR EACH ROW EXECUTE FUNCTION slow()`,
    );
    await expect(one.begin(ADD, NUMBER)).rejects.toMatchObject({
      code: expect.stringMatching(/ETIMEDOUT|57014/),
    });
    await sql(journal, 'DROP TRIGGER slow ON lead_journal_adds');
    await expect.poll(() => adds(journal)).toEqual([]);
    expect(await one.begin(ADD, NUMBER)).toMatchObject({ id: expect.any(Number) });
  });
});

describe.skipIf(!hasPostgres)('Postgres', () => {
  test('that is gone or hangs lets nothing be sent and reads go on; it is used again by itself', async () => {
    const dialer = await scriptedDialer();
    const proxy = await startFreezingProxy(`http://127.0.0.1:${(await postgres()).port}`);
    const journal = await throughProxy(await newJournal(), proxy.url);
    const [api] = await serversOn(dialer, journal, 1, SHORT);
    if (!api) return;
    let leadId = 1000;
    dialer.answerAll({ result: 'success', data: 1 });
    dialer.answer('add_lead', (fields) => addedLine(fields, (leadId += 1)));
    await api.add(KEYED);
    // The outcome of this one cannot be written.
    dialer.answer('add_lead', (fields) => {
      proxy.freeze();
      return addedLine(fields, 7);
    });
    const late = { ...LEAD, idempotencyKey: 'late' };
    expect(await api.add(late)).toMatchObject({ type: 'AddLeadSuccess', leadId: '7' });
    // Each of them waits for the deadline of the journal.
    const [readiness, refused, listed, metrics] = await Promise.all([
      ready(api),
      api.add({ ...LEAD, idempotencyKey: 'l' }),
      api.query('{ unresolvedLeads { totalCount } }'),
      fetch(`${api.url}/metrics`).then((answer) => answer.text()),
    ]);
    expect(readiness).toMatchObject({ journal: 'unavailable' });
    expect(refused).toMatchObject({
      ...NOT_SENT,
      message: expect.stringContaining('(postgres: unavailable)'),
    });
    expect(listed.errors).toMatchObject([{ extensions: { code: 'SERVICE_UNAVAILABLE', retryable: true } }]);
    expect(await api.data('{ dashboard { agentsInCall } }')).toBeTruthy();
    expect(metrics).toContain('crocodial_lead_journal_state{state="unavailable"} 1');
    dialer.answer('add_lead', (fields) => addedLine(fields, 8));
    proxy.thaw();
    await expect.poll(() => ready(api)).toMatchObject({ journal: 'ok' });
    const log = api.log.join('');
    expect(log).toContain('/postgres (JOURNAL_URL) cannot be reached or used');
    for (const secret of [PASSWORD, 'app:', 'search_path', JOURNAL_KEY]) expect(log).not.toContain(secret);
    const [next] = await serversOn(dialer, journal, 1);
    // Written by the one that was cut off, if it was not fenced meanwhile.
    expect(await next?.add(late)).toMatchObject({
      type: expect.stringMatching(/AddLeadSuccess|LeadOutcomeUnknown/),
    });
    expect(await api.add({ ...LEAD, idempotencyKey: 'l' })).toMatchObject({ type: 'AddLeadSuccess' });
    expect(dialer.counts()['add_lead']).toBe(3);
  });

  test('that is gone when a server starts: it serves, and takes leads when Postgres is there', async () => {
    const dialer = await addingDialer();
    const proxy = await startFreezingProxy(`http://127.0.0.1:${(await postgres()).port}`);
    proxy.freeze();
    const [api] = await serversOn(dialer, await throughProxy(await newJournal(), proxy.url), 1, SHORT);
    expect(await api?.data('{ dashboard { agentsInCall } }')).toBeTruthy();
    expect(await api?.add(KEYED)).toMatchObject(NOT_SENT);
    proxy.thaw();
    await expect.poll(() => api?.add(KEYED)).toMatchObject({ type: 'AddLeadSuccess' });
  });

  test('with tables of a later version is not touched', async () => {
    const url = await newJournal();
    const one = journalAt(url);
    await one.start();
    await (await postgres()).sql(url, 'UPDATE lead_journal_version SET version = 99');
    expect(await journalAt(url).start()).toMatchObject({
      fault: 'newer',
      message: expect.stringContaining('was written by a later version of this server'),
    });
    // A server that was running notices it, too.
    await expect(one.state()).resolves.toBe('newer');
  });

  test('with tables of another JOURNAL_KEY: the server does not start', async () => {
    const url = await newJournal();
    await journalAt(url).start();
    await expect(journalAt(url, { key: 'another-key-of-the-tests' }).start()).rejects.toThrow(
      'was made with another JOURNAL_KEY',
    );
  });

  test('that was restored from a copy says so: a key that it lacks may have been used', async () => {
    const url = await newJournal();
    const before = journalAt(url);
    await before.end(await begun(before), {
      outcome: { kind: 'rejected', reason: 'DNC', message: '', fields: [] },
    });
    await before.close();
    // A restored table is another one: it has the rows, and another number.
    await (
      await postgres()
    ).sql(
      url,
      `CREATE TABLE copy (LIKE lead_journal_adds INCLUDING ALL); INSERT INTO copy SELECT * FROM lead_journal_adds;
       DROP TABLE lead_journal_adds; ALTER TABLE copy RENAME TO lead_journal_adds`,
    );
    const after = journalAt(url);
    expect(await after.start()).toBeUndefined();
    expect(await after.state()).toBe('incomplete');
    expect(await after.recall({ ...ADD, key: 'new' })).toMatchObject({ kind: 'missing' });
    expect(await after.recall(ADD)).toMatchObject({ kind: 'ended' });
  });

  test('holds nothing personal', async () => {
    const url = await newJournal();
    const journal = journalAt(url);
    const add = await begun(journal);
    await begun(journal, 'under-way', '1|7275552222');
    await journal.end(add, {
      outcome: { kind: 'unknown', message: '', cause: 'Lost.', phoneNumber: '7275551111', listId: null },
    });
    const { sql } = await postgres();
    const rows = JSON.stringify([
      await sql(url, 'SELECT * FROM lead_journal_adds'),
      await sql(url, 'SELECT encode(hashing, $$escape$$), sealing FROM lead_journal_secret'),
    ]);
    expect(rows).toContain('number_hash');
    for (const secret of ['7275551111', '7275552222', 'LN-7', 'under-way', JOURNAL_KEY])
      expect(rows).not.toContain(secret);
  });
});

/** The URL of a journal, through a proxy. */
async function throughProxy(journal: string, proxy: string): Promise<string> {
  const url = new URL(journal);
  url.port = new URL(proxy).port;
  return url.href;
}
