/** Runs the loader in this process, against a server of the contract. */
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { z } from 'zod';
import { load } from '../../tools/load/load.ts';
import { optionsFrom } from '../../tools/load/options.ts';
import { CannotRun } from '../../tools/load/outcome.ts';
import { emptyFolder } from '../support/program.ts';
import { contractSchema } from '../support/leadsServer.ts';

const line = z.object({
  row: z.coerce.number(),
  outcome: z.string(),
  lead_id: z.string(),
  fields: z.string(),
  message: z.string(),
  key: z.string(),
});

/** A line of a results file. */
export type Line = z.output<typeof line>;

/** How a run ended. */
export interface Run {
  readonly code: number;
  /** What went to the screen; the reason, if it could not run. */
  readonly output: string;
  readonly lines: readonly Line[];
}

/** A CSV file of an empty folder that ends with the test. */
export function csvFile(content: string | Buffer, name = 'leads.csv'): string {
  const path = join(emptyFolder(), name);
  writeFileSync(path, content);
  return path;
}

export const resultsPath = (file: string): string => file.replace(/\.csv$/, '.results.csv');
const dryRunPath = (file: string): string => file.replace(/\.csv$/, '.dry-run.csv');

export function linesOf(path: string): Line[] {
  return statSync(path, { throwIfNoEntry: false })?.isFile()
    ? z.array(line).parse(parse(readFileSync(path), { columns: true }))
    : [];
}

interface Circumstances {
  readonly isTTY?: boolean;
  readonly apiKey?: string;
}

/** `npm run load -- file …args`, without a process of its own. */
export async function run(
  file: string,
  args: readonly string[],
  apiUrl: URL | string,
  circumstances: Circumstances = {},
): Promise<Run> {
  const ended = await ending(file, args, apiUrl, circumstances);
  return { ...ended, lines: linesOf(args.includes('--dry-run') ? dryRunPath(file) : resultsPath(file)) };
}

/** As `run`, whatever the results are. */
export async function ending(
  file: string,
  args: readonly string[],
  apiUrl: URL | string,
  { isTTY = false, apiKey = '' }: Circumstances = {},
): Promise<Omit<Run, 'lines'>> {
  let output = '';
  const screen = { write: (text: string): void => void (output += text), isTTY, columns: 100 };
  try {
    const options = optionsFrom([file, ...args], { API_URL: String(apiUrl), API_KEY: apiKey });
    const code = await load(options, screen, contractSchema());
    return { code, output };
  } catch (error) {
    if (!(error instanceof CannotRun)) throw error;
    return { code: 3, output: output + error.message };
  }
}

/** A file of so many leads. */
export const leadsCsv = (count: number): string =>
  ['phone,source']
    .concat(Array.from({ length: count }, (_, index) => `727${String(5_550_000 + index)},test`))
    .join('\n')
    .concat('\n');
