/** `npm run journal:move`: a journal in a file becomes one in Postgres. */
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { LeadJournal } from '../../src/leads/journal.ts';
import { move } from '../../tools/journal/move.ts';
import { optionsFrom } from '../../tools/journal/options.ts';
import { accountAt, addedLine, folderForThisTest, scriptedDialer, startLeadApi } from '../support/leadApi.ts';
import { hasPostgres, JOURNAL_KEY, PASSWORD, sharedPostgres } from '../support/postgres.ts';
import { KEYED, LEAD, run } from './journalServer.ts';

/** A journal in a file that knows one lead, and of another one not whether it was added. */
async function filled() {
  const dialer = await scriptedDialer();
  dialer.answer('add_lead', (fields) => addedLine(fields, 1001));
  const api = await startLeadApi(accountAt(dialer));
  await api.add(KEYED);
  dialer.answer('add_lead', 'What?');
  await api.add({ ...LEAD, listId: '101', idempotencyKey: 'unknown' });
  await api.add(LEAD);
  return { dialer, api };
}

const optionsFor = async (from: string) => ({
  from,
  url: await (await sharedPostgres()).newJournal(),
  key: JOURNAL_KEY,
});

describe.skipIf(!hasPostgres)('a journal that is moved', () => {
  test('knows its keys and its unresolved leads, with their facts; to move it again changes nothing', async () => {
    const { dialer, api } = await filled();
    await api.close();
    const options = await optionsFor(api.journal);
    expect(await move(options)).toMatch(/^Moved 3 leads, 2 of them unresolved, to postgres:\/\/127/);
    expect(await move(options)).toContain('has this journal already: 3 leads');
    const next = await startLeadApi(accountAt(dialer), { LEAD_JOURNAL: options.url });
    expect(await next.add(KEYED)).toMatchObject({ type: 'AddLeadSuccess', leadId: '1001' });
    expect(await next.add({ ...KEYED, firstName: 'Ana' })).toMatchObject({
      reason: 'IDEMPOTENCY_KEY_REUSED',
    });
    const list = '{ unresolvedLeads { nodes { id idempotencyKey listId } } }';
    expect(await next.data(list)).toEqual({
      unresolvedLeads: {
        nodes: [
          { id: '3', idempotencyKey: null, listId: null },
          { id: '2', idempotencyKey: 'unknown', listId: '101' },
        ],
      },
    });
    await next.add({ ...LEAD, idempotencyKey: 'new' });
    expect(await next.data(list)).toMatchObject({ unresolvedLeads: { nodes: [{ id: '4' }, {}, {}] } });
    expect(dialer.counts()).toEqual({ add_lead: 4 });
    await expect(move(options)).rejects.toThrow('has 4 leads, and not those of the file');
  });

  test('of a server that runs is refused, and so is a database that a server uses', async () => {
    const { dialer, api } = await filled();
    const options = await optionsFor(api.journal);
    await expect(move(options)).rejects.toThrow('is in use by another server');
    await api.close();
    const target = await startLeadApi(accountAt(dialer), { LEAD_JOURNAL: options.url });
    await expect(move(options)).rejects.toThrow('A server uses postgres://127');
    await target.close();
    expect(await move(options)).toMatch(/^Moved 3 leads/);
  });

  test('that lacks adds says so in Postgres, too, and a killed server’s add is unknown', async () => {
    const { dialer, api } = await filled();
    await api.close();
    run(
      api.journal,
      `INSERT INTO notes VALUES ('gap', '2026-01-01T00:00:00.000Z');
       UPDATE adds SET outcome = NULL, ended_at = NULL WHERE id = 2`,
    );
    const options = await optionsFor(api.journal);
    await move(options);
    const next = await startLeadApi(accountAt(dialer), { LEAD_JOURNAL: options.url });
    expect(await (await fetch(`${next.url}/ready`)).json()).toMatchObject({ journal: 'incomplete' });
    expect(await next.add({ ...LEAD, listId: '101', idempotencyKey: 'unknown' })).toMatchObject({
      type: 'LeadOutcomeUnknown',
      message: expect.stringContaining('The server stopped'),
    });
  });

  test('needs a file, a database that can be reached, and its key', async () => {
    const from = join(folderForThisTest(), 'leads.db');
    const options = await optionsFor(from);
    await expect(move(options)).rejects.toThrow('There is no file');
    const journal = new LeadJournal({ path: from });
    onTestFinished(() => journal.close());
    await journal.start();
    await journal.close();
    const wrong = options.url.replace(PASSWORD, 'a-wrong-secret');
    const failed = await move({ ...options, url: wrong }).catch((error: unknown) => String(error));
    expect(failed).toContain('cannot be reached or used. (28P01) Nothing was moved.');
    expect(failed).not.toContain('wrong-secret');
    expect(await move(options)).toContain('Moved 0 leads');
    await expect(move({ ...options, key: 'another-key-of-the-tests' })).rejects.toThrow(
      'another JOURNAL_KEY',
    );
  });
});

test('options come from the command or the environment, and no error quotes a secret', () => {
  const env = { JOURNAL_KEY, JOURNAL_URL: 'postgres://a:secret@db/leads' };
  const command = ['--from', 'leads.db'];
  expect(optionsFrom(command, env)).toEqual({ from: 'leads.db', url: env.JOURNAL_URL, key: JOURNAL_KEY });
  expect(optionsFrom(['--help'], {})).toBe('help');
  expect(() => optionsFrom(command, { JOURNAL_KEY })).toThrow('--to or JOURNAL_URL must be set.');
  expect(() => optionsFrom([...command, '--to', 'mysql://a:secret@b/c'], env)).toThrow(
    /^(?!.*secret).*must be the URL/s,
  );
  expect(() => optionsFrom(command, { ...env, JOURNAL_KEY: 'short' })).toThrow(
    'JOURNAL_KEY must be at least 16',
  );
  expect(() => optionsFrom(['secret'], env)).toThrow(/^(?!.*secret)An option is wrong/s);
});
