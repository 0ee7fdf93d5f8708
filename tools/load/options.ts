import { parseArgs } from 'node:util';
import type { Assignment, ColumnOptions } from './columns.ts';
import { accessFrom, type ApiAccess } from './access.ts';
import { CannotRun } from './outcome.ts';

/** The options of the program. */
export interface LoadOptions extends ColumnOptions, ApiAccess {
  readonly file: string;
  readonly isDryRun: boolean;
  readonly encoding: string;
  readonly patienceSeconds: number;
}

export const USAGE = `Usage: npm run load -- leads.csv [options]

Adds each row of a CSV file as a lead, through the GraphQL API. The first line names the columns.
The verdicts are written to leads.results.csv. The same command continues after a stop.

  --list 101              the list of every row; the same as --set listId=101
  --map field=column      the column that holds a field
  --set field=value       a value for every row, such as source=website
  --ignore column         leaves out the columns of that name
  --dry-run               checks every row and adds none; writes leads.dry-run.csv
  --encoding name         of the file: utf-8 (default), windows-1252, utf-16le
  --patience seconds      how long to wait for an API that gives no verdict (default 1800)

  API_URL    the API's URL; http://localhost:4000/graphql if unset
  API_KEY    a key with the scope leads:write

Exit code: 0 = every row is added, 1 = some were rejected or are duplicates, 2 = for some it is not known whether
they were added, 3 = the program could not start or continue.`;

const DEFAULT_PATIENCE_SECONDS = '1800';

/** Reads the command line and the environment. @throws CannotRun if an option is wrong */
export function optionsFrom(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): LoadOptions {
  const { values, positionals } = parsed(args);
  const [file, ...others] = positionals;
  if (file === undefined || others.length > 0) throw new CannotRun(`Give one file.\n\n${USAGE}`);
  const list = values.list === undefined ? [] : [{ field: 'listId', value: values.list }];
  return {
    file,
    map: values.map.map((text) => assignment('--map', text)),
    set: [...list, ...values.set.map((text) => assignment('--set', text))],
    ignore: values.ignore,
    isDryRun: values['dry-run'],
    encoding: values.encoding,
    patienceSeconds: secondsIn(values.patience),
    ...accessFrom(env),
  };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        list: { type: 'string' },
        map: { type: 'string', multiple: true, default: [] },
        set: { type: 'string', multiple: true, default: [] },
        ignore: { type: 'string', multiple: true, default: [] },
        'dry-run': { type: 'boolean', default: false },
        encoding: { type: 'string', default: 'utf-8' },
        patience: { type: 'string', default: DEFAULT_PATIENCE_SECONDS },
      },
    });
  } catch (error) {
    // parseArgs throws only errors whose messages are for the user.
    throw new CannotRun(`${error instanceof Error ? error.message : ''}\n\n${USAGE}`);
  }
}

function assignment(option: string, text: string): Assignment {
  const at = text.indexOf('=');
  if (at < 1) throw new CannotRun(`${option} ${text}: write it as ${option} field=…`);
  return { field: text.slice(0, at), value: text.slice(at + 1) };
}

function secondsIn(text: string): number {
  if (!/^\d{1,7}$/.test(text)) throw new CannotRun(`--patience ${text}: must be a whole number of seconds.`);
  return Number(text);
}
