import { basename, dirname, extname, join } from 'node:path';
import type { GraphQLSchema } from 'graphql';
import { Api } from './api.ts';
import { Columns } from './columns.ts';
import { inspect, rowsOf } from './csvFile.ts';
import { LeadFields } from './leadFields.ts';
import type { LoadOptions } from './options.ts';
import { exitCodeOf, type ExitCode, type Verdict } from './outcome.ts';
import { Progress, type Output } from './progress.ts';
import { publishedSchema } from './publishedSchema.ts';
import { ResultsFile } from './resultsFile.ts';
import { keyOfRow } from './rowKey.ts';
import { Sender, type Row } from './sender.ts';

/** Rows of one request. */
const BATCH = 200;

/**
 * Adds each row of a CSV file as a lead (or only checks it), and writes a verdict for each to a file beside it.
 *
 * The file is read as fast as the API takes it, so that memory does not grow with the file. A second run continues after
 * the first one. Rows that it sends again have the same idempotency keys, so that none is added twice.
 *
 * @param schema the schema of the API
 * @throws CannotRun if it cannot start or continue; the verdicts so far are in the file
 */
export async function load(
  options: LoadOptions,
  output: Output,
  schema: GraphQLSchema = publishedSchema(),
): Promise<ExitCode> {
  const file = await inspect(options.file, options.encoding);
  const columns = new Columns(file.header, options, new LeadFields(schema));
  const keyOf = (row: number): string => keyOfRow(file.hash, row);
  const results = await ResultsFile.open(resultsPath(options), keyOf, options.isDryRun);
  const progress = new Progress(output, file.rows);
  const api = new Api(options.apiUrl, options.apiKey);
  const sender = new Sender((leads) => (options.isDryRun ? api.validateLeads(leads) : api.addLeads(leads)), {
    patienceSeconds: options.patienceSeconds,
    onPause: (why, seconds) => progress.say(`Waiting ${seconds} s: ${why}`),
  });

  let handled = 0;
  const note = async (verdicts: readonly Verdict[]): Promise<void> => {
    await results.append(verdicts);
    handled += verdicts.length;
    progress.update(results.counts, handled);
  };
  const send = async (rows: readonly Row[]): Promise<void> => {
    for await (const verdicts of sender.verdictsOn(rows)) await note(verdicts);
  };

  try {
    let number = 0;
    let batch: Row[] = [];
    for await (const row of rowsOf(file)) {
      number += 1;
      if (results.isDone(number)) continue;
      const read = columns.leadFrom(row);
      if ('faults' in read) await note([rejectedHere(number, read.faults)]);
      else batch.push({ number, lead: { ...read.lead, idempotencyKey: keyOf(number) } });
      if (batch.length === BATCH) {
        await send(batch);
        batch = [];
      }
    }
    await send(batch);
  } finally {
    progress.end(results.counts, handled);
    await results.close();
  }
  output.write(`${handled === 0 ? 'Every row had its verdict before: ' : ''}see ${results.path}\n`);
  return exitCodeOf(results.counts);
}

/** leads.csv → leads.results.csv, or leads.dry-run.csv. */
const resultsPath = ({ file, isDryRun }: LoadOptions): string =>
  join(dirname(file), `${basename(file, extname(file))}.${isDryRun ? 'dry-run' : 'results'}.csv`);

/** The verdict on a row that cannot be sent. */
const rejectedHere = (
  row: number,
  faults: readonly { readonly field: string; readonly message: string }[],
): Verdict => ({
  row,
  outcome: 'REJECTED',
  leadId: null,
  fields: faults.map(({ field }) => field).filter((field) => field !== ''),
  message: faults.map(({ field, message }) => (field === '' ? message : `${field}: ${message}`)).join('; '),
});
