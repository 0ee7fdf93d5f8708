/** Checks everything that a server needs: `npm run doctor`. */
import { parseArgs } from 'node:util';
import { examine } from './doctor.ts';
import { Display } from './display.ts';
import { exitCodeOf } from './report.ts';

const USAGE = `Usage: npm run doctor [-- --json]

Checks what the server needs, with the server's own configuration (environment and .env): configuration, network,
TLS, login, the answer of each read action, clock and time zone, lead journal, VOXO. Without DIALER_URL, it checks the
embedded simulator. It makes about 25 calls, one at a time. It only reads, and prints no secret and no personal data.

  --json    prints one JSON object in place of lines

Exit code: 0 = nothing wrong, 1 = warnings only, 2 = at least one fault, or a wrong option.`;

try {
  const { json, help } = optionsIn(process.argv.slice(2));
  if (help) process.stdout.write(`${USAGE}\n`);
  else {
    const display = new Display(process.stdout, process.stderr, json);
    const report = await examine(display);
    display.end(report);
    process.exitCode = exitCodeOf(report);
  }
} catch (error) {
  process.exitCode = 2;
  // Any other error is a defect: its stack is for the maintainer.
  const text = isUsageError(error)
    ? `${error.message}\n\n${USAGE}`
    : error instanceof Error
      ? error.stack
      : String(error);
  process.stderr.write(`${text}\n`);
}

function optionsIn(args: readonly string[]): { readonly json: boolean; readonly help: boolean } {
  const options = {
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  } as const;
  return parseArgs({ args: [...args], options }).values;
}

function isUsageError(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS_');
}
