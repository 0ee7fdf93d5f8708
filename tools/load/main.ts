/** Loads a CSV file of leads through the API: `npm run load -- leads.csv --list 101`. */
import { load } from './load.ts';
import { optionsFrom, USAGE } from './options.ts';
import { CannotRun, EXIT } from './outcome.ts';

try {
  const args = process.argv.slice(2);
  if (args.includes('--help') || args.length === 0) {
    process.stdout.write(`${USAGE}\n`);
    process.exitCode = args.length === 0 ? EXIT.cannotRun : EXIT.done;
  } else process.exitCode = await load(optionsFrom(args, process.env), process.stdout);
} catch (error) {
  process.exitCode = EXIT.cannotRun;
  // Any other error is a defect: its stack is for the maintainer.
  const text =
    error instanceof CannotRun ? error.message : error instanceof Error ? error.stack : String(error);
  process.stderr.write(`${text}\n`);
}
