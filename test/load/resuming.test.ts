import { appendFileSync, existsSync, readFileSync, renameSync, truncateSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { rejection, startLeadsServer } from '../support/leadsServer.ts';
import { csvFile, ending, leadsCsv, linesOf, resultsPath, run, type Line } from './running.ts';

const ROWS = 30;

const byRow = (lines: readonly Line[]): Line[] => lines.toSorted((a, b) => a.row - b.row);

/** A file that was loaded, and how it was told. */
async function loaded(content = leadsCsv(ROWS)) {
  const server = await startLeadsServer();
  const file = csvFile(content);
  const first = await run(file, [], server.url);
  return { server, file, results: resultsPath(file), lines: first.lines };
}

test('a second run of a file that is done sends nothing, and says so', async () => {
  const { server, file, lines } = await loaded();
  const again = await run(file, [], server.url);
  expect(again).toMatchObject({ code: 0, lines });
  expect(again.output).toContain('Every row had its verdict before');
  expect(server.requests).toHaveLength(1);
});

test('cut off at any byte, the results are mended, and only what is missing is sent again', async () => {
  const { server, file, results, lines } = await loaded(leadsCsv(3));
  const whole = readFileSync(results);
  for (let size = whole.length; size >= 0; size -= 1) {
    writeFileSync(results, whole.subarray(0, size));
    const kept = Math.max(0, whole.subarray(0, size).toString().split('\n').length - 2);
    const sent = server.requests.flat().length;
    const again = await run(file, [], server.url);
    expect(again.code).toBe(0);
    expect(byRow(again.lines)).toEqual(lines);
    expect(server.requests.flat().length - sent).toBe(3 - kept);
  }
  expect(server.added.size).toBe(3);
});

test.each([
  ['zero bytes', Buffer.alloc(50)],
  ['zero bytes and a line break', Buffer.from(`${'\0'.repeat(50)}\n`)],
  ['a quote that is not closed', Buffer.from('7,"ADDED\n8,ADDED\n')],
  ['cells too few', Buffer.from('7,ADDED\n')],
])('%s at the end of the results: what they hide is asked about again', async (_, garbage) => {
  const { server, file, results, lines } = await loaded();
  truncateSync(results, 310);
  appendFileSync(results, garbage);
  const again = await run(file, [], server.url);
  expect(again.code).toBe(0);
  expect(byRow(again.lines)).toEqual(lines);
  expect(server.added.size).toBe(ROWS);
});

test('without its results, a file is sent again under the same keys: nothing is added twice', async () => {
  const { server, file, results, lines } = await loaded();
  renameSync(results, `${results}.old`);
  expect(await run(file, [], server.url)).toMatchObject({ code: 0, lines });
  expect(server.added.size).toBe(ROWS);
});

test('unknown and rejected rows are asked about again, with the same keys; each row has one line', async () => {
  const server = await startLeadsServer({
    judge: ({ phoneNumber }, attempt) => {
      if (attempt > 1) return undefined;
      if (phoneNumber.endsWith('7'))
        return { __typename: 'LeadOutcomeUnknown', message: 'Nobody knows.', phoneNumber };
      if (phoneNumber.endsWith('8')) return rejection('LIST_NOT_FOUND', 'No such list.');
      if (phoneNumber.endsWith('9'))
        return {
          __typename: 'DuplicateLead',
          message: '',
          match: 'PHONE',
          scope: 'LIST',
          existingLeadId: '4',
        };
      return undefined;
    },
  });
  const file = csvFile(leadsCsv(ROWS));
  const first = await run(file, [], server.url);
  expect(first.code).toBe(2);
  const second = await run(file, [], server.url);
  // The duplicates stay what they are.
  expect(second.code).toBe(1);
  expect(second.lines).toHaveLength(ROWS);
  expect(second.output).toContain('30 of 30 rows (100 %), 27 added, 3 duplicate');
  const again = new Set(server.requests[1]?.map(({ idempotencyKey }) => idempotencyKey));
  const expected = first.lines.filter(({ outcome }) => outcome === 'UNKNOWN' || outcome === 'REJECTED');
  expect(again).toEqual(new Set(expected.map(({ key }) => key)));
});

test('rows that a better --encoding or --map mends are added by the next run', async () => {
  const server = await startLeadsServer();
  const file = csvFile(Buffer.from('phone,source,first name\n1,t,Ana\n2,t,José\n', 'latin1'));
  expect((await run(file, [], server.url)).code).toBe(1);
  const second = await run(file, ['--encoding', 'windows-1252'], server.url);
  expect(second.code).toBe(0);
  expect(server.requests.flat().map((lead) => lead['firstName'])).toEqual(['Ana', 'José']);
});

describe('results that are not of this file', () => {
  test('of the file before it was changed: nothing is sent, since every row would be added again', async () => {
    const { server, file, lines } = await loaded();
    writeFileSync(file, leadsCsv(ROWS).replace('7275550003', '7275559993'));
    const again = await run(file, [], server.url);
    expect(again.code).toBe(3);
    expect(again.output).toContain('results of another file, or of this one before it was changed');
    expect(again.lines).toEqual(lines);
    expect(server.added.size).toBe(ROWS);
  });

  test.each([
    ['another table', 'name,age\nAna,40\n'],
    ['another table of one line', 'name,age'],
    ['no table', '"\n'],
  ])('%s: it is left as it is', async (_, content) => {
    const server = await startLeadsServer();
    const file = csvFile(leadsCsv(3));
    writeFileSync(resultsPath(file), content);
    expect((await ending(file, [], server.url)).code).toBe(3);
    expect(readFileSync(resultsPath(file), 'utf8')).toBe(content);
    expect(existsSync(`${resultsPath(file)}.next`)).toBe(false);
    expect(server.requests).toEqual([]);
  });
});

test('a file that changes while it is loaded is noticed', async () => {
  const file = csvFile(`phone,source,comments\n${`7275550101,test,${'x'.repeat(200)}\n`.repeat(2000)}`);
  const server = await startLeadsServer({
    intercept: (_leads, request) => {
      if (request === 1) appendFileSync(file, '7275559999,test\n');
      return undefined;
    },
  });
  const { code, output } = await run(file, [], server.url);
  expect(code).toBe(3);
  expect(output).toContain('was changed while it was loaded');
  expect(linesOf(resultsPath(file)).length).toBeGreaterThanOrEqual(200);
});
