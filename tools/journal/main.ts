/** Moves a lead journal from a file into Postgres: `npm run journal:move -- --from data/leads.db --to postgres://…`. */
import { CannotMove, move } from './move.ts';
import { optionsFrom, USAGE } from './options.ts';

try {
  const options = optionsFrom(process.argv.slice(2), process.env);
  if (options === 'help') process.stdout.write(`${USAGE}\n`);
  else process.stdout.write(`${await move(options)}\n`);
} catch (error) {
  process.exitCode = 1;
  // Any other error is a defect: its stack is for the maintainer.
  const text =
    error instanceof CannotMove ? error.message : error instanceof Error ? error.stack : String(error);
  process.stderr.write(`${text}\n`);
}
