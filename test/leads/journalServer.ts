/** A server with a journal of its own, and what is done to that journal from outside. */
import { execFile, spawn } from 'node:child_process';
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { promisify } from 'node:util';
import { onTestFinished } from 'vitest';
import {
  ACCOUNT,
  addedLine,
  folderForThisTest,
  leadClientOf,
  scriptedDialer,
  type LeadApi,
} from '../support/leadApi.ts';
import { startMain, type Program, type StartOptions } from '../support/program.ts';
import type { ScriptedServer } from '../support/scriptedServer.ts';

export const LEAD = { phoneNumber: '7275551111', source: 'test' } as const;
export const KEYED = { ...LEAD, idempotencyKey: 'k' } as const;
export const NOT_SENT = { type: 'LeadRejected', reason: 'NOT_SENT', fields: [] };
export const BUSY = { journalTerms: { busyMs: 200 } };

export async function addingDialer(): Promise<ScriptedServer> {
  const dialer = await scriptedDialer();
  let leadId = 1000;
  dialer.answer('add_lead', (fields) => addedLine(fields, (leadId += 1)));
  dialer.answerAll({ result: 'success', data: 1 });
  return dialer;
}

/** Runs SQL in a journal, beside the server that uses it. */
export function run(path: string, sql: string): void {
  const database = new DatabaseSync(path);
  database.exec(sql);
  database.close();
}

export function rowsOf(path: string, sql = 'SELECT * FROM adds ORDER BY id'): Record<string, unknown>[] {
  const database = new DatabaseSync(path);
  try {
    return database.prepare(sql).all();
  } finally {
    database.close();
  }
}

/**
 * A copy of the files of a journal in use, in a folder of its own: what a server that is killed leaves behind.
 * `restart.test.ts` kills servers.
 *
 * @returns the path of the journal
 */
export function asKilled(journal: string): string {
  const path = join(folderForThisTest(), 'leads.db');
  for (const end of ['', '-wal', '-shm', '-key', '-lock']) copyFileSync(`${journal}${end}`, `${path}${end}`);
  return path;
}

/** Another process that holds the journal's lock until it is told to end, or its time is over. */
export async function lockedElsewhere(path: string, milliseconds: number): Promise<() => void> {
  const script = `
    const { DatabaseSync } = require('node:sqlite');
    const database = new DatabaseSync(process.argv[1]);
    database.exec('BEGIN IMMEDIATE');
    process.stdout.write('locked');
    setTimeout(() => process.exit(), Number(process.argv[2]));`;
  const child = spawn(process.execPath, ['-e', script, path, String(milliseconds)], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const end = (): void => void child.kill('SIGKILL');
  onTestFinished(end);
  await new Promise((resolve) => {
    child.stdout.once('data', resolve);
  });
  return end;
}

const JOURNAL = new URL('../../src/leads/journal.ts', import.meta.url).href;

/** Opens a journal in another process, as a server does. @returns its fault; empty if there is none */
export async function openedElsewhere(path: string): Promise<string> {
  const script = `
    const { LeadJournal } = await import(process.argv[1]);
    const journal = new LeadJournal({ path: process.argv[2] });
    const fault = await journal.start().catch((error) => error);
    process.stdout.write(fault?.fault ?? '');
    process.exit();`;
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--input-type=module',
    '-e',
    script,
    JOURNAL,
    path,
  ]);
  return stdout;
}

export function serverOn(
  dialer: ScriptedServer,
  folder: string,
  settings: Record<string, string> = {},
  options: Omit<StartOptions, 'cwd'> = {},
): Program {
  return startMain(
    {
      PORT: '0',
      DIALER_URL: dialer.url.href,
      DIALER_USER: ACCOUNT.user,
      DIALER_PASS: ACCOUNT.pass,
      LEAD_JOURNAL: join(folder, 'leads.db'),
      ...settings,
    },
    folder,
    options,
  );
}

export const clientOf = async (program: Program) =>
  leadClientOf((await program.ready()).replace(/\/graphql$/, ''));

export async function ready({ url }: Pick<LeadApi, 'url'>): Promise<unknown> {
  return (await fetch(`${url}/ready`)).json();
}
