import { existsSync, renameSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';

/** What may strike a journal while it is in use. `full` = it has room for a few adds only. */
export const JOURNAL_FAULTS = ['locked', 'deleted', 'full'] as const;
export type JournalFaultKind = (typeof JOURNAL_FAULTS)[number];

/** As many pages as its tables take, and one more. */
export const FEW_PAGES = 9;

/** Strikes a journal for a while, and mends it. A full one is opened as such. */
export async function strike(path: string, kind: JournalFaultKind, milliseconds: number): Promise<void> {
  if (kind === 'locked') await lock(path, milliseconds);
  if (kind !== 'deleted' || !existsSync(path)) return;
  renameSync(path, `${path}.away`);
  await pause(milliseconds);
  renameSync(`${path}.away`, path);
}

async function lock(path: string, milliseconds: number): Promise<void> {
  const database = new DatabaseSync(path, { timeout: 50 });
  try {
    database.exec('BEGIN IMMEDIATE');
    await pause(milliseconds);
    database.exec('ROLLBACK');
  } catch {
    // The server was writing all the time: then it is not struck this once.
  } finally {
    database.close();
  }
}
