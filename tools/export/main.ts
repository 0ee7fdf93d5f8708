/** Exports the rows of an operation's list: `npm run export -- --operation agent-directory --out agents.csv`. */
import { CannotRun } from '../load/outcome.ts';
import { EXIT, exportRows } from './export.ts';
import { optionsFrom, USAGE } from './options.ts';

// Ends by an exit, which removes the unfinished file.
process.once('SIGINT', () => process.exit(130));
process.once('SIGTERM', () => process.exit(143));

try {
  const args = process.argv.slice(2);
  if (args.includes('--help') || args.length === 0) {
    process.stdout.write(`${USAGE}\n`);
    process.exitCode = args.length === 0 ? EXIT.cannotRun : EXIT.done;
  } else process.exitCode = await exportRows(optionsFrom(args, process.env), process.stdout);
} catch (error) {
  process.exitCode = EXIT.cannotRun;
  // Any other error is a defect: its stack is for the maintainer.
  const text =
    error instanceof CannotRun ? error.message : error instanceof Error ? error.stack : String(error);
  process.stderr.write(`${text}\n`);
}
