import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse, validate } from 'graphql';
import { expect, test } from 'vitest';
import { schema } from '../../src/graph/schema.ts';
import { OPERATIONS } from '../../tools/load/operations.ts';
import { contractSchema, startLeadsServer } from '../support/leadsServer.ts';
import {
  addedLine,
  accountAt,
  scriptedDialer,
  simulatorForThisTest,
  startLeadApi,
  until,
} from '../support/leadApi.ts';
import { keysText, testFile } from '../support/keysFile.ts';
import { start } from '../support/program.ts';
import { csvFile, ending, leadsCsv, linesOf, resultsPath, run } from './running.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const LOADER = `${ROOT}tools/load/main.ts`;
const KEY = 'loader-key-0123456789';

/** The program, as its user starts it. */
const startLoader = (args: readonly string[], apiUrl: URL | string, apiKey = '') =>
  start(process.execPath, [LOADER, ...args], { API_URL: String(apiUrl), API_KEY: apiKey });

const keys = (entry: { readonly scopes: readonly string[] }) => ({
  API_KEYS_FILE: testFile(keysText({ [KEY]: entry })).path,
});

test.each(Object.entries(OPERATIONS))('%s is valid by the contract, and by this server', (_, operation) => {
  expect(validate(contractSchema(), parse(operation))).toEqual([]);
  expect(validate(schema, parse(operation))).toEqual([]);
});

test('a dry run of the real server tells what it would refuse, and adds nothing', async () => {
  const simulator = await simulatorForThisTest();
  const before = simulator.leads.length;
  const api = await startLeadApi(simulator, keys({ scopes: ['leads:write'] }));
  const file = csvFile(
    'phone,source,email,first name\n(727) 555-0101,test,,Ana\n7275550102,test,ana+crm@example.com,Bea\n12,test,,Cleo\n7275550104,test,,"Bob ""Bobby"""\n',
  );
  const told = await run(file, ['--list', '101', '--dry-run'], `${api.url}/graphql`, { apiKey: KEY });
  expect(told.code).toBe(1);
  const lines = told.lines.toSorted((a, b) => a.row - b.row);
  expect(lines.map(({ outcome, fields }) => [outcome, fields])).toEqual([
    ['VALID', ''],
    ['REJECTED', 'email'],
    ['REJECTED', 'phoneNumber'],
    ['VALID', ''],
  ]);
  expect(simulator.leads.length).toBe(before);
});

test('a row that is stored differently names the fields', async () => {
  const simulator = await simulatorForThisTest();
  const api = await startLeadApi(simulator);
  const file = csvFile('phone,source,first name\n7275550101,test,"Bob ""Bobby"""\n7275550102,test,Ana\n');
  const told = await run(file, ['--list', '101'], `${api.url}/graphql`);
  expect(told.code).toBe(0);
  const lines = told.lines.toSorted((a, b) => a.row - b.row);
  expect(lines.map(({ outcome, fields }) => [outcome, fields])).toEqual([
    ['ADDED', 'firstName'],
    ['ADDED', ''],
  ]);
});

test('the example is loaded as it stands by the real server', async () => {
  const simulator = await simulatorForThisTest();
  const api = await startLeadApi(simulator, keys({ scopes: ['leads:write'] }));
  const before = simulator.leads.length;
  const file = csvFile(readFileSync(`${ROOT}examples/leads.csv`));
  const loader = startLoader([file, '--list', '101'], `${api.url}/graphql`, KEY);
  expect(await loader.ended).toEqual({ code: 0, signal: null });
  expect(loader.stdout()).toContain('3 of 3 rows (100 %), 3 added');
  const added = simulator.leads.slice(before);
  expect(added).toMatchObject([
    { firstName: 'Ana', listId: '101', phoneNumber: '7275550101' },
    { firstName: 'Bruno', listId: '101', phoneNumber: '7275550102' },
    { firstName: 'Carla', listId: '101', phoneNumber: '7275550103' },
  ]);
  expect(linesOf(resultsPath(file)).map(({ lead_id }) => lead_id)).toEqual(
    added.map(({ leadId }) => String(leadId)),
  );
});

test('what the server cannot know is exit code 2, and is not sent again by the next run', async () => {
  const dialer = await scriptedDialer();
  let leadId = 0;
  dialer.answer('add_lead', (fields) =>
    fields.get('phone_number') === '7275550002'
      ? { status: 500, body: '' }
      : addedLine(fields, (leadId += 1)),
  );
  const api = await startLeadApi(accountAt(dialer));
  const file = csvFile(leadsCsv(4));
  const url = `${api.url}/graphql`;
  expect((await startLoader([file], url).ended).code).toBe(2);
  const lines = linesOf(resultsPath(file));
  expect(lines.map(({ row, outcome }) => [row, outcome])).toEqual([
    [1, 'ADDED'],
    [2, 'ADDED'],
    [3, 'UNKNOWN'],
    [4, 'ADDED'],
  ]);
  const counts = dialer.counts();
  expect(await run(file, [], url)).toMatchObject({ code: 2, lines: { length: 4 } });
  // The key remembers.
  expect(dialer.counts()).toEqual(counts);
});

test('without a valid key, or one for leads, it cannot run and says why', async () => {
  const simulator = await simulatorForThisTest();
  const before = simulator.leads.length;
  const api = await startLeadApi(simulator, keys({ scopes: ['agents:read'] }));
  for (const [key, words] of [
    ['', 'UNAUTHENTICATED'],
    ['another-key-0123456789', 'UNAUTHENTICATED'],
    [KEY, 'FORBIDDEN'],
  ] as const) {
    const told = await ending(csvFile(leadsCsv(2)), [], `${api.url}/graphql`, { apiKey: key });
    expect(told.code).toBe(3);
    expect(told.output).toContain(words);
    expect(told.output).not.toContain(key || 'no key');
  }
  const loader = startLoader([csvFile(leadsCsv(2))], `${api.url}/graphql`, KEY);
  expect(await loader.ended).toEqual({ code: 3, signal: null });
  expect(loader.stderr()).toContain('FORBIDDEN');
  expect(loader.stderr()).not.toContain(KEY);
  expect(simulator.leads.length).toBe(before);
});

test('values that would refuse a whole request of the real server are the verdicts of their rows', async () => {
  const simulator = await simulatorForThisTest();
  const api = await startLeadApi(simulator);
  const [long, longest] = ['x'.repeat(5000), 'x'.repeat(1_500_000)];
  const file = csvFile(
    `phone,source,comments,email\n7275550101,test,,\n7275550102,test,${long},\n7275550103,test,,\u0000\n7275550104,test,,\n7275550105,test,${longest},\n`,
  );
  const told = await run(file, [], `${api.url}/graphql`);
  expect(told.code).toBe(1);
  const lines = told.lines.toSorted((a, b) => a.row - b.row);
  expect(lines.map(({ outcome }) => outcome)).toEqual(['ADDED', 'REJECTED', 'REJECTED', 'ADDED', 'REJECTED']);
});

test('Ctrl-C ends it at once; the next run goes on, and no row is sent under another key', async () => {
  const server = await startLeadsServer({
    intercept: (_leads, request) => (request === 2 ? 'never' : undefined),
  });
  const file = csvFile(leadsCsv(450));
  const first = startLoader([file], server.url);
  await until('the second request is there', () => server.headers.length === 2);
  first.kill('SIGINT');
  expect(await first.ended).toEqual({ code: null, signal: 'SIGINT' });
  expect(linesOf(resultsPath(file))).toHaveLength(200);
  const next = await run(file, [], server.url);
  expect(next.code).toBe(0);
  expect(next.lines.map(({ row }) => row)).toEqual(Array.from({ length: 450 }, (_, i) => i + 1));
  expect(server.added.size).toBe(450);
});

test('--help says how it is used, and no arguments are a mistake', async () => {
  const help = startLoader(['--help'], '');
  expect((await help.ended).code).toBe(0);
  expect(help.stdout()).toContain('Usage: npm run load');
  expect((await startLoader([], '').ended).code).toBe(3);
});

test('npm run load is the program', async () => {
  const server = await startLeadsServer();
  const file = csvFile(leadsCsv(2));
  const npm = start('npm', ['run', 'load', '--silent', '--', file, '--dry-run'], {
    API_URL: server.url.href,
  });
  expect((await npm.ended).code).toBe(0);
  expect(npm.stdout()).toMatch(
    /^2 of 2 rows \(100 %\), 2 valid, [\d.]+ rows\/s\nsee .*leads\.dry-run\.csv\n$/,
  );
});
