#!/usr/bin/env node
// Starts a program of the package. It may run under an older Node than the programs need: then it starts them under
// the Node that npm has installed beside the package.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire, enableCompileCache } from 'node:module';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const PROGRAMS = {
  serve: '../dist/src/main.js',
  doctor: '../dist/tools/doctor/main.js',
  load: '../dist/tools/load/main.js',
  export: '../dist/tools/export/main.js',
  'journal-move': '../dist/tools/journal/main.js',
};

const USAGE = `Usage: crocodial-graphql [serve | doctor | load | export | journal-move] [options]

  serve     serves the GraphQL API (the default); it is configured by environment variables and a .env file
  doctor    checks the configuration, the dialer and the phone system; --help tells its options
  load      adds the leads of a CSV file; --help tells its options
  export    writes the rows of an operation's list to a file; --help tells its options
  journal-move
            moves the lead journal from a file into Postgres; --help tells its options

  --version    prints the version
  --help       prints this text

Without DIALER_URL, the server simulates a call centre. Open http://localhost:4000/graphql.
`;

const require = createRequire(import.meta.url);
const facts = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));

/** The path of the Node that npm has installed for this machine; undefined if it has installed none. */
function installedNode() {
  for (const name of Object.keys(facts.optionalDependencies)) {
    try {
      const program = process.platform === 'win32' ? 'node.exe' : 'node';
      return require.resolve(`${name}/bin/${program}`);
    } catch {
      // The package is for another machine.
    }
  }
  return undefined;
}

/** Runs a program under another Node, and ends as it ends. */
function runUnder(node, program, options) {
  const child = spawn(node, [fileURLToPath(program), ...options], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    process.stderr.write(`${node} cannot be started (${error.code}).\n`);
    process.exitCode = 1;
  });
  child.on('exit', (code, signal) => {
    process.exitCode = signal === null ? code : 1;
  });
}

async function main([first, ...rest]) {
  if (first === '--help' || first === '-h') return void process.stdout.write(USAGE);
  if (first === '--version' || first === '-v') return void process.stdout.write(`${facts.version}\n`);
  if (first !== undefined && !Object.hasOwn(PROGRAMS, first)) {
    process.stderr.write(`There is no command ${JSON.stringify(first.slice(0, 100))}.\n\n${USAGE}`);
    process.exitCode = 2;
    return;
  }
  const command = first ?? 'serve';
  const program = new URL(PROGRAMS[command], import.meta.url);
  if (command === 'serve' && rest.length > 0) {
    process.stderr.write(`serve takes no options: it is configured by environment variables.\n\n${USAGE}`);
    process.exitCode = 2;
    return;
  }
  // All dates are Temporal's.
  if ('Temporal' in globalThis) {
    enableCompileCache?.();
    process.argv = [process.execPath, fileURLToPath(program), ...rest];
    await import(program);
    return;
  }
  const node = installedNode();
  if (node !== undefined) return runUnder(node, program, rest);
  process.stderr.write(
    `This is Node ${process.versions.node}, and the server needs Node 26 or later. Install it, or install this package ` +
      'with its optional dependencies, which bring Node 26.\n',
  );
  process.exitCode = 1;
}

await main(process.argv.slice(2));
