import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import { expect, onTestFinished, test } from 'vitest';
import { exportRows } from '../../tools/export/export.ts';
import { optionsFrom } from '../../tools/export/options.ts';
import { CannotRun } from '../../tools/load/outcome.ts';
import {
  callApiOfFile,
  callApiTo,
  cdrAnswer,
  callsFrom,
  FIRST_DAY,
  LAST_DAY,
  OUTBOUND,
  startCallDialer,
  walk,
} from '../support/callDay.ts';
import { success } from '../support/otherDialer.ts';
import { startPrefixProxy } from '../support/prefixProxy.ts';
import { emptyFolder } from '../support/program.ts';
import { cellsOf, linesOf } from '../server/export/exporting.ts';

const apiOfFile = callApiOfFile();

const SELECTION = 'id startedAt queueSeconds agent { username } portfolio { code }';
const QUERY = `query Days($period: PeriodInput!) { outboundCalls(period: $period) { nodes { ${SELECTION} } } }`;
const PERIOD = { from: FIRST_DAY, to: LAST_DAY };

interface Ran {
  readonly code: number;
  readonly output: string;
  readonly out: string;
}

/** `npm run export -- --operation … --out …`, without a process of its own. */
async function run(
  url: string,
  args: readonly string[] = [],
  name = 'calls.csv',
  query = QUERY,
): Promise<Ran> {
  const folder = emptyFolder();
  const operation = join(folder, 'operation.graphql');
  writeFileSync(operation, query);
  const out = join(folder, name);
  const texts: string[] = [];
  const given = [
    '--operation',
    operation,
    '--out',
    out,
    '--variables',
    JSON.stringify({ period: PERIOD }),
    ...args,
  ];
  try {
    const options = optionsFrom(given, { API_URL: url });
    const code = await exportRows(options, { write: (text) => void texts.push(text) });
    return { code, output: texts.join(''), out };
  } catch (error) {
    if (!(error instanceof CannotRun)) throw error;
    return { code: 3, output: error.message, out };
  }
}

const LIST = { ...OUTBOUND, selection: SELECTION };

test('each format has all rows of the list', async () => {
  const { url } = apiOfFile();
  const nodes = await walk(apiOfFile(), LIST, { period: PERIOD });
  const csv = await run(url);
  expect(csv).toMatchObject({ code: 0, output: expect.stringContaining(`${nodes.length} rows`) });
  const cells = cellsOf(readFileSync(csv.out, 'utf8'));
  expect(cells).toHaveLength(nodes.length + 1);
  expect(cells[0]).toEqual(['id', 'startedAt', 'queueSeconds', 'agent.username', 'portfolio.code']);
  const ndjson = await run(url, [], 'calls.ndjson');
  expect(linesOf(readFileSync(ndjson.out, 'utf8'))).toEqual(nodes);
  const { out } = await run(url, ['--format', 'parquet'], 'calls.data');
  const rows = await parquetReadObjects({ file: await asyncBufferFromFile(out) });
  expect(rows).toHaveLength(nodes.length);
  expect(
    rows
      .slice(0, 50)
      .map(({ startedAt, queueSeconds, 'agent.username': agent }) => [startedAt, queueSeconds, agent]),
  ).toEqual(
    cells
      .slice(1, 51)
      .map(([, at = '', wait, agent]) => [new Date(at), wait === '' ? null : Number(wait), agent || null]),
  );
  expect(readdirSync(dirname(out)).toSorted()).toEqual(['calls.data', 'operation.graphql']);
});

test('a worked operation is found by its name', async () => {
  const ran = await run(apiOfFile().url, ['--operation', 'agent-directory'], 'agents.csv');
  expect(ran.code).not.toBe(2);
  const unknown = await run(apiOfFile().url, ['--operation', 'no-such-operation']);
  expect(unknown).toMatchObject({ code: 3, output: expect.stringContaining('agent-directory') });
});

test.each([
  ['csv', 2],
  ['ndjson', 2],
  ['parquet', 2],
])('if the export breaks off, there is no file (%s)', async (format, code) => {
  const dialer = await startCallDialer();
  const api = await callApiTo(dialer);
  const calls = callsFrom('outbound', FIRST_DAY, LAST_DAY);
  dialer.answer('outbound_cdr', (fields) =>
    fields.get('fromDate') === '2026-05-12'
      ? { status: 500, body: 'out of order' }
      : cdrAnswer(calls, 'outbound', fields),
  );
  await api.query('{ campaigns { name } }');
  const ran = await run(api.url, ['--format', format]);
  expect(ran).toMatchObject({ code, output: expect.stringContaining('There is no file') });
  expect(readdirSync(dirname(ran.out))).toEqual(['operation.graphql']);
});

test.each([
  [['--format', 'xlsx'], 'must be one of'],
  [['--variables', '[1]'], '--variables must be'],
  [['--out', '/nowhere/calls.csv'], 'cannot be written'],
  [['--out', 'calls.txt'], 'give --format'],
])('%j is refused', async (args, words) => {
  expect(await run(apiOfFile().url, args)).toMatchObject({ code: 3, output: expect.stringContaining(words) });
});

test('an operation that the API refuses leaves no file', async () => {
  const ran = await run(apiOfFile().url, [], 'calls.csv', '{ outboundCalls { totalCount } }');
  expect(ran).toMatchObject({ code: 3, output: expect.stringContaining('selects none') });
  expect(existsSync(ran.out)).toBe(false);
  expect(readdirSync(dirname(ran.out))).toEqual(['operation.graphql']);
  const away = await run('http://127.0.0.1:9', []);
  expect(away).toMatchObject({ code: 3, output: expect.stringContaining('cannot be reached') });
});

test('behind a proxy that drops trailers, NDJSON tells what is missing, and of CSV it is not known', async () => {
  const dialer = await startCallDialer();
  const api = await callApiTo(dialer);
  const proxy = await startPrefixProxy(api.url, '/api');
  onTestFinished(() => proxy.close());
  const url = `${proxy.url}/graphql`;
  const whole = await run(url, [], 'calls.ndjson');
  expect(whole.code).toBe(0);
  const csv = await run(url);
  expect(csv).toMatchObject({ code: 1, output: expect.stringContaining('had no trailers') });
  expect(linesOf(readFileSync(whole.out, 'utf8'))).toHaveLength(
    cellsOf(readFileSync(csv.out, 'utf8')).length - 1,
  );
  const flawed = await callApiTo(dialer);
  dialer.answer(
    'outbound_cdr',
    success({ rows: [{ call_date: 'never' }, { call_date: `${LAST_DAY} 10:00:00`, queue_time: 'soon' }] }),
  );
  const other = await startPrefixProxy(flawed.url, '/api');
  onTestFinished(() => other.close());
  const ran = await run(`${other.url}/graphql`, [], 'calls.parquet');
  expect(ran).toMatchObject({ code: 1, output: expect.stringMatching(/rows are missing[^]*queue_time/) });
});
