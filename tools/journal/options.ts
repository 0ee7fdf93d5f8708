import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { journalKey, postgresUrl } from '../../src/configJournal.ts';
import { CannotMove, type MoveOptions } from './move.ts';

export const USAGE = `Usage: npm run journal:move -- --from FILE [--to URL]

Moves the lead journal in a file into a database of Postgres. Stop the servers first. The key that encrypts facts of
unresolved leads is JOURNAL_KEY (or in JOURNAL_KEY_FILE): the same one that the servers will have.

  --from FILE   the journal, such as data/leads.db; the file itself stays as it is
  --to URL      the database; default: JOURNAL_URL, or the content of JOURNAL_URL_FILE. Other users of this machine can
                see a password that stands in a command.

If it was moved before, it is compared only. A database with other leads is refused.

Exit code: 0 = all leads are in the database, 1 = nothing was changed; the message says why.`;

type Environment = Readonly<Record<string, string | undefined>>;

/** @throws CannotMove if an option is wrong, or is missing */
export function optionsFrom(args: readonly string[], env: Environment): MoveOptions | 'help' {
  const given = valuesOf(args);
  if (given.help) return 'help';
  if (given.from === undefined) throw new CannotMove(`--from is missing.\n\n${USAGE}`);
  const url = postgresUrl.safeParse(given.to ?? secretOf('JOURNAL_URL', env));
  if (!url.success) throw new CannotMove(`--to or JOURNAL_URL ${messageOf(url.error.issues)}.`);
  const key = journalKey.safeParse(secretOf('JOURNAL_KEY', env));
  if (!key.success) throw new CannotMove(`JOURNAL_KEY ${messageOf(key.error.issues)}.`);
  return { from: given.from, url: url.data, key: key.data };
}

function valuesOf(args: readonly string[]) {
  const options = {
    from: { type: 'string' },
    to: { type: 'string' },
    help: { type: 'boolean', default: false },
  } as const;
  try {
    return parseArgs({ args: [...args], options }).values;
  } catch {
    // Its message may quote a password.
    throw new CannotMove(`An option is wrong.\n\n${USAGE}`);
  }
}

function secretOf(name: string, env: Environment): string | undefined {
  const path = env[`${name}_FILE`];
  if (path === undefined || path === '') return env[name];
  try {
    return readFileSync(path, 'utf8').replace(/[\r\n]+$/, '');
  } catch {
    throw new CannotMove(`${name}_FILE names a file that cannot be read.`);
  }
}

const messageOf = ([issue]: readonly { readonly code: string; readonly message: string }[]): string =>
  issue === undefined || issue.code === 'invalid_type' ? 'must be set' : issue.message;
