/** The package as its users get it: packed, installed into an empty folder, run and imported. */
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { freePort } from '../support/freePort.ts';
import { start } from '../support/program.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'package-'));
const BIN = join(folder, 'node_modules/crocodial-graphql/bin/crocodial-graphql.js');
const run = promisify(execFile);

let tarball = '';
let files: readonly string[] = [];

beforeAll(async () => {
  // Builds it, too.
  const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', folder], { cwd: ROOT });
  const packed = z.array(z.object({ filename: z.string(), files: z.array(z.object({ path: z.string() })) }));
  const [made] = packed.parse(JSON.parse(stdout.slice(stdout.indexOf('['))));
  tarball = join(folder, made?.filename ?? '');
  files = made?.files.map(({ path }) => path) ?? [];
  writeFileSync(join(folder, 'package.json'), '{ "type": "module", "private": true }');
  // The optional packages are Node itself, which this machine has.
  const options = ['--omit=optional', '--prefer-offline', '--no-audit', '--no-fund'];
  await run('npm', ['install', tarball, ...options], { cwd: folder });
}, 120_000);

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const liveAgents = async (url: string): Promise<unknown> => {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: '{ dashboard { agentCounts { live } } }' }),
  });
  return response.json();
};

const textAt = async (url: string): Promise<string> =>
  (await fetch(url, { headers: { accept: 'text/html' } })).text();

const SOME_AGENTS = { data: { dashboard: { agentCounts: { live: expect.any(Number) } } } };

test('it has no tests, no sources and no secrets', () => {
  const tops = new Set(files.map((path) => path.split('/')[0]));
  const expected = [
    'CHANGELOG.md',
    'LICENSE',
    'README.md',
    'bin',
    'dist',
    'examples',
    'graphiql',
    'package.json',
    'schema',
  ];
  expect(tops).toEqual(new Set(expected));
  expect(files.filter((path) => /\.env|\.db$|(?<!\.d)\.ts$|test/.test(path))).toEqual([]);
});

test('publint and attw find nothing wrong', async () => {
  const lint = await run('npx', ['publint', '--strict', tarball], { cwd: ROOT });
  expect(lint.stdout).toContain('All good!');
  // The entries that are left out are no modules.
  const entries = ['./schema.graphql', './subgraph.graphql'];
  const options = ['--profile', 'esm-only', '--exclude-entrypoints', ...entries];
  // It ends with another code than 0, and so throws, if it finds something.
  await run('npx', ['attw', tarball, ...options], { cwd: ROOT });
});

test('its program serves with nothing configured, the wallboard and GraphiQL too', async () => {
  const port = String(await freePort());
  const server = start(process.execPath, [BIN], { PORT: port }, { cwd: folder });
  const url = (await server.ready()).replace(/\/graphql$/, '');
  expect(await liveAgents(url)).toEqual(SOME_AGENTS);
  expect(await textAt(`${url}/wallboard`)).toContain('<title>');
  const page = await textAt(`${url}/graphql`);
  expect(page).toContain('query FloorNow');
  const [script = ''] = /graphql\/assets\/[\w-]+\/graphiql\.js/.exec(page) ?? [];
  expect(await textAt(`${url}/${script}`)).toContain('renderYogaGraphiQL');
  server.kill('SIGTERM');
  expect(await server.ended).toEqual({ code: 0, signal: null });
});

test('its program tells its version and its commands', async () => {
  const facts = readFileSync(join(ROOT, 'package.json'), 'utf8');
  const { version } = z.object({ version: z.string() }).parse(JSON.parse(facts));
  expect((await run(process.execPath, [BIN, '--version'])).stdout).toBe(`${version}\n`);
  expect((await run(process.execPath, [BIN, '--help'])).stdout).toContain('serve | doctor | load');
  expect((await run(process.execPath, [BIN, 'load', '--help'], { cwd: folder })).stdout).toMatch(/^Usage:/);
  expect((await run(process.execPath, [BIN, 'export', '--help'], { cwd: folder })).stdout).toMatch(/^Usage:/);
  await expect(run(process.execPath, [BIN, 'sevre'])).rejects.toMatchObject({
    code: 2,
    stderr: expect.stringContaining('There is no command "sevre".'),
  });
});

/** What an older Node lacks. */
const OLDER = ['--import', 'data:text/javascript,delete globalThis.Temporal'];

test('an older Node is told what to do', async () => {
  await expect(run(process.execPath, [...OLDER, BIN], { cwd: folder })).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringContaining('the server needs Node 26 or later'),
  });
});

test('an older Node starts the one that npm has installed', async () => {
  // Here, where the optional packages are installed.
  const bin = join(ROOT, 'bin/crocodial-graphql.js');
  const port = String(await freePort());
  const server = start(process.execPath, [...OLDER, bin], { PORT: port }, { cwd: folder });
  await server.ready();
  server.kill('SIGTERM');
  expect(await server.ended).toEqual({ code: 0, signal: null });
});

const USER_PROGRAM = `import { createServer, ConfigError, schema, type Variable } from 'crocodial-graphql';

const port: Variable = 'PORT';
const server = await createServer({ [port]: '0', LOG_LEVEL: 'silent' });
const response = await fetch(server.url + '/graphql', {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ query: '{ dashboard { agentCounts { live } } }' }),
});
console.log(JSON.stringify(await response.json()));
console.log(Object.keys(schema.getQueryType()?.getFields() ?? {}).includes('agents'));
await server.close();
await createServer({ PORT: 'many' }).catch((error: unknown) => {
  console.log(error instanceof ConfigError ? error.faults[0] : error);
});
`;

test('another program starts a server and reads the schema, with types', async () => {
  writeFileSync(join(folder, 'program.ts'), USER_PROGRAM);
  const config = {
    compilerOptions: {
      strict: true,
      module: 'nodenext',
      target: 'esnext',
      types: ['node'],
      typeRoots: [join(ROOT, 'node_modules/@types')],
      noEmit: true,
    },
    files: ['program.ts'],
  };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
  await run(join(ROOT, 'node_modules/.bin/tsc'), ['--project', folder]);
  const { stdout } = await run(process.execPath, ['program.ts'], { cwd: folder });
  const [answer = '', hasAgents, fault] = stdout.trim().split('\n');
  expect(JSON.parse(answer)).toEqual(SOME_AGENTS);
  expect(hasAgents).toBe('true');
  expect(fault).toMatch(/^PORT must be /);
});

test('the files of the schema can be found by name', async () => {
  const program = "console.log(import.meta.resolve('crocodial-graphql/schema.graphql'))";
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', program], { cwd: folder });
  expect(stdout).toContain('schema/schema.graphql');
});
