import { expect, test } from 'vitest';
import { startLeadsServer } from '../support/leadsServer.ts';
import { emptyFolder } from '../support/program.ts';
import { csvFile, run } from './running.ts';

/** What arrives of a file: number, first name and comments of each lead. */
async function arrived(content: string | Buffer, args: readonly string[] = []) {
  const server = await startLeadsServer();
  const result = await run(csvFile(content), ['--set', 'source=test', ...args], server.url);
  const leads = server.requests.flat().map((lead) => [lead.phoneNumber, lead['firstName'], lead['comments']]);
  return { ...result, leads };
}

const JOSE = [
  ['7275550101', 'José', 'a; b, c'],
  ['7275550102', 'Zoë', undefined],
];
const COMMA = 'phone,first name,comments\n7275550101,José,"a; b, c"\n7275550102,Zoë,\n';
const SEMICOLON = 'phone;first name;comments\n7275550101;José;"a; b, c"\n7275550102;Zoë;\n';
const TAB = 'phone\tfirst name\tcomments\n7275550101\tJosé\ta; b, c\n7275550102\tZoë\t\n';

test.each([
  ['UTF-8 with commas', COMMA, []],
  ['with a byte order mark', `\uFEFF${COMMA}`, []],
  ['with semicolons', SEMICOLON, []],
  ['with tabs', TAB, []],
  ['with CRLF', COMMA.replaceAll('\n', '\r\n'), []],
  ['with CR', COMMA.replaceAll('\n', '\r'), []],
  ['without a last line break', COMMA.trimEnd(), []],
  ['with blank lines', `\n\n${COMMA.replaceAll('\n', '\n \n,,\n\n')}`, []],
  ['with every cell quoted', COMMA.replace('phone,first name', '"phone","first name"'), []],
  [
    'with delimiters of another kind in its header',
    COMMA.replace('comments', '"comments;;;;"'),
    ['--map', 'comments=comments;;;;'],
  ],
  ['in windows-1252', Buffer.from(COMMA, 'latin1'), ['--encoding', 'windows-1252']],
  ['in UTF-16', Buffer.from(`\uFEFF${TAB}`, 'utf16le'), ['--encoding', 'utf-16le']],
])('a file %s is read', async (_, content, args) => {
  const { leads, code } = await arrived(content, args);
  expect(leads).toEqual(JOSE);
  expect(code).toBe(0);
});

test('quotes, doubled quotes and line breaks in cells are read; a quote within a text is a character', async () => {
  const { leads, code } = await arrived(
    'phone,first name,comments\r\n1,"Bob ""Bobby""","two\r\nlines"\r\n2,Bob "Bobby",5" pipe\r\n3,Al,"""Hello,""\r\nhe said"\r\n',
  );
  expect(code).toBe(0);
  expect(leads).toEqual([
    ['1', 'Bob "Bobby"', 'two\r\nlines'],
    ['2', 'Bob "Bobby"', '5" pipe'],
    ['3', 'Al', '"Hello,"\r\nhe said'],
  ]);
});

test('a cell that is not of the encoding is the verdict of its row', async () => {
  const bytes = Buffer.concat([
    Buffer.from('phone,first name,comments\n1,Ana,\n2,'),
    Buffer.from([0xe9]),
    Buffer.from(',\n3,Zoë,\n'),
  ]);
  const { leads, code, lines } = await arrived(bytes);
  expect(code).toBe(1);
  expect(leads).toEqual([
    ['1', 'Ana', undefined],
    ['3', 'Zoë', undefined],
  ]);
  expect(lines.find(({ row }) => row === 2)).toMatchObject({ outcome: 'REJECTED', fields: 'firstName' });
  expect(lines.find(({ row }) => row === 2)?.message).toContain('--encoding');
});

test('a row with too few cells or too many is the verdict of that row; blank ones at its end do not count', async () => {
  const { leads, lines } = await arrived(
    'phone,first name,comments,\n1,Ana\n2,Bo,,,,\n3,Cy,x,,y\n4,Di,,z\n5,Ed,,\n',
  );
  expect(leads.map(([phone]) => phone)).toEqual(['2', '5']);
  expect(
    lines.filter(({ outcome }) => outcome === 'REJECTED').map(({ row, message }) => [row, message]),
  ).toEqual([
    [1, 'the row has 2 cells, the header 4'],
    [3, 'the row has 5 cells, the header 4'],
    [4, 'cell 4 is of a column without a name'],
  ]);
});

test('a quote that swallows the rows behind it is told as such', async () => {
  const { lines, leads } = await arrived('phone,first name,comments\n1,"Ana,\n2,Bo,"x",y\n3,Cy,\n');
  expect(leads.map(([phone]) => phone)).toEqual(['3']);
  expect(lines[0]).toMatchObject({ row: 1, outcome: 'REJECTED' });
  expect(lines[0]?.message).toContain('2 lines were read as one cell');
});

test('a very long cell does not stop the others', async () => {
  const { leads, code } = await arrived(`phone,comments\n1,a\n2,${'x'.repeat(1_000_000)}\n3,c\n`);
  expect(code).toBe(0);
  expect(leads.map(([phone]) => phone)).toEqual(['1', '2', '3']);
});

test.each([
  ['a quote that is never closed', 'phone\n1\n2\n"3\n4\n', 'in row 3 a quote is opened and not closed'],
  [
    'a quote that is not closed for long',
    `phone\n1\n"2\n${'3\n'.repeat(1_100_000)}"\n`,
    'a quote is opened and not closed',
  ],
  ['an empty file', '', 'is empty'],
  ['a file of blank lines', '\n\n \n', 'is empty'],
])('%s: nothing is sent', async (_, content, words) => {
  const { leads, code, output } = await arrived(content);
  expect(code).toBe(3);
  expect(output).toContain(words);
  expect(leads).toEqual([]);
});

test('an unknown encoding, a missing file and a folder are said', async () => {
  const { url } = await startLeadsServer();
  const file = csvFile('phone\n1\n');
  expect(await run(file, ['--encoding', 'utf-9'], url)).toMatchObject({
    code: 3,
    output: expect.stringContaining('--encoding utf-9'),
  });
  expect(await run(`${file}x`, [], url)).toMatchObject({
    code: 3,
    output: expect.stringContaining('ENOENT'),
  });
  expect(await run(emptyFolder(), [], url)).toMatchObject({
    code: 3,
    output: expect.stringContaining('EISDIR'),
  });
});

test('a header and no rows is a file that is done', async () => {
  expect(await arrived('phone\n')).toMatchObject({ code: 0, leads: [], lines: [] });
});
