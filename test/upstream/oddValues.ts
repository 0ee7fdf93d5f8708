/**
 * Every member of every record × what real dialers send in place of a value. The answers are the documented ones, sent
 * by a real server and read by the real client, with at least two rows a table: the odd cell is in the first of them.
 */
import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ENDPOINTS, type ActionName } from '../../src/upstream/endpoints.ts';
import type { UpstreamClient } from '../../src/upstream/client/client.ts';
import { UpstreamBadResponse } from '../../src/upstream/errors.ts';
import type { Cell } from '../../src/upstream/wire/cell.ts';
import type { Part } from '../../src/upstream/wire/reading/reader.ts';
import { memberAt } from '../../src/upstream/wire/reading/reader.ts';
import { isObject } from '../../src/upstream/wire/wire.ts';
import { startScriptedServer, type Content, type ScriptedServer } from '../support/scriptedServer.ts';
import { ANSWER } from './asking.ts';
import { transcripts } from './transcripts.ts';
import { upstreamOf } from './upstreamOf.ts';

/** Nothing was said: the cell is null, which is no gap. */
const NOTHING = Symbol('nothing');
/** Something was said that is no value of its kind: the cell is null, and the answer's gaps tell it. */
const TOLD = Symbol('told');
/** What stands for the member in JSON: it is left out. */
const ABSENT = Symbol('absent');

const ISO = '2026-05-12T14:03:00Z';
const NUL = 'a\u0000b';
/** Sent as a latin-1 byte, so that the answer is not UTF-8. */
const LATIN = 'Jos\u00E9';
const VALUES: readonly unknown[] = [
  null,
  '',
  '0',
  '-',
  'N/A',
  'NULL',
  false,
  true,
  [],
  {},
  4_294_967_295,
  1e300,
  -3,
  '-00:00:03',
  '  7 ',
  '<b>x</b>',
  '&amp;',
  NUL,
  ISO,
  '1747040400',
  '1e3',
  'words here',
  LATIN,
];

/**
 * What each kind of cell makes of them; TOLD where nothing is said here. Entities and NULs in texts are for the test of
 * plainText: here they must only leave all other cells alone.
 */
type Expected = readonly (readonly [unknown, unknown])[];

const TEXT: Expected = [
  [null, NOTHING],
  ['', NOTHING],
  ['0', '0'],
  ['-', '-'],
  ['N/A', 'N/A'],
  ['NULL', 'NULL'],
  [4_294_967_295, '4294967295'],
  [-3, '-3'],
  ['-00:00:03', '-00:00:03'],
  ['  7 ', '7'],
  ['<b>x</b>', 'x'],
  [ISO, ISO],
  ['1747040400', '1747040400'],
  ['1e3', '1e3'],
  ['words here', 'words here'],
  [LATIN, LATIN],
];
const NO_NUMBER: Expected = [
  [null, NOTHING],
  ['', NOTHING],
];
const LENGTH: Expected = [...NO_NUMBER, ['0', 0], ['  7 ', 7], ['1e3', 1000]];
const SECONDS: Expected = [...LENGTH, ['1747040400', 1_747_040_400]];
const AMOUNT: Expected = [...SECONDS, [4_294_967_295, 4_294_967_295], [1e300, 1e300]];
const NUMBER: Expected = [...AMOUNT, [-3, -3]];
const TIME: Expected = [...NO_NUMBER, ['0', NOTHING]];

const EXPECTED: Readonly<Record<string, Expected>> = {
  text: TEXT,
  'an identity': TEXT,
  'an id': TEXT.map(([value, read]) => (value === '0' ? ['0', NOTHING] : [value, read])),
  'a whole number': [...SECONDS, [-3, -3]],
  'a count': SECONDS,
  'a number': NUMBER,
  'a number, 0 or more': AMOUNT,
  'a percentage': NUMBER,
  'seconds or HH:MM:SS': SECONDS,
  'seconds or HH:MM:SS, at most 24 hours': LENGTH,
  'seconds, at most 24 hours': LENGTH,
  'yes or no': [...NO_NUMBER, ['0', false], ['  7 ', true], [false, false], [true, true]],
  'a time YYYY-MM-DD HH:MM:SS': TIME,
  'a day YYYY-MM-DD': TIME,
  'a time MM/DD/YY HH:MM:SS': NO_NUMBER,
  'a time HHMM': LENGTH,
  // Nothing is a time that is not set, so that the default hours may apply.
  'a time HHMM, or 0': [[null, 'unset'], ['', 'unset'], ...LENGTH],
  // An empty list is one: said, and no gap.
  'a list': [
    [null, NOTHING],
    ['', []],
    ['-', []],
    [[], []],
    [{}, []],
    ['0', ['0']],
    ['N/A', ['N/A']],
    ['NULL', ['NULL']],
    ['-00:00:03', ['-00:00:03']],
    ['  7 ', ['7']],
    ['<b>x</b>', ['x']],
    [ISO, [ISO]],
    ['1747040400', ['1747040400']],
    ['1e3', ['1e3']],
    ['words here', ['words', 'here']],
    [LATIN, [LATIN]],
  ],
  'a status': TEXT,
  'an object of texts': [
    [null, NOTHING],
    [false, NOTHING],
    [[], NOTHING],
    [{}, NOTHING],
  ],
  'Summary, Average, Max or Min': NO_NUMBER,
  'M, F or U': NO_NUMBER,
  'IN or OUT': NO_NUMBER,
  "two times, each in ''": NO_NUMBER,
};

/** Kinds for which `&amp;` and a NUL are text, however they are read. */
const HOLDS_TEXT = new Set(['text', 'an identity', 'an id', 'a list', 'a status']);
const isTextual = (value: unknown): boolean => value === '&amp;' || value === NUL;

function expectedOf({ expected, isIdentity }: Cell<unknown>, value: unknown): unknown {
  const table = EXPECTED[expected];
  if (!table) throw new Error(`No expectation is written for "${expected}".`);
  const [, read = TOLD] = table.find(([one]) => JSON.stringify(one) === JSON.stringify(value)) ?? [];
  return isIdentity && read === NOTHING ? TOLD : read;
}

let server: ScriptedServer;
let client: UpstreamClient;

type Row = Record<string, unknown>;

/** The rows of a part, as rows, or its record, in a documented answer, which is changed so that a table has two rows. */
function rowsIn(answer: unknown, { at, isTable, cells }: Part): Row[] {
  const data = memberAt(answer, 'data');
  if (!isTable) {
    const found = at === '' ? answer : (memberAt(answer, at) ?? memberAt(data, at));
    if (!isObject(found)) throw new Error(`There is no record at ${at}.`);
    return [found];
  }
  const last = at.split('.').at(-1) ?? at;
  const above = at.split('.').slice(0, -1).join('.');
  const places = above === '' ? [data, answer] : [memberAt(data, above), memberAt(answer, above)];
  const holder = places.filter(isObject).find((place) => Object.hasOwn(place, last));
  const found = holder ? holder[last] : Array.isArray(data) ? data : answer;
  const rows = Array.isArray(found) ? found.filter(isObject) : columnsAsRows(found, cells);
  const [first] = rows;
  if (first && rows.length === 1) rows.push(anotherRow(first, cells));
  if (holder) holder[last] = rows;
  else if (isObject(answer)) answer['data'] = rows;
  else if (Array.isArray(answer)) answer.splice(0, Infinity, ...rows);
  return rows;
}

/** Another row than the only one there is. */
const anotherRow = (row: Row, cells: Part['cells']): Row =>
  Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name,
      cells[name]?.isIdentity && cells[name].expected === 'an identity' ? `${String(value)}2` : value,
    ]),
  );

function columnsAsRows(found: unknown, cells: Part['cells']): Row[] {
  if (!isObject(found)) throw new Error('There is no table.');
  const columns = Object.entries(found).filter(([name, column]) => name in cells && Array.isArray(column));
  const length = Math.max(...columns.map(([, column]) => (Array.isArray(column) ? column.length : 0)));
  return Array.from({ length }, (_, index) =>
    Object.fromEntries(columns.map(([name, column]) => [name, Array.isArray(column) ? column[index] : null])),
  );
}

/** The values of a model by their paths. */
function leaves(value: unknown, path = '', into = new Map<string, unknown>()): ReadonlyMap<string, unknown> {
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) into.set(path, value);
  else if (typeof value === 'object' && value !== null) {
    for (const [name, member] of Object.entries(value)) leaves(member, `${path}/${name}`, into);
  } else into.set(path, value);
  return into;
}

function differing(one: ReadonlyMap<string, unknown>, two: ReadonlyMap<string, unknown>): string[] {
  return [...new Set([...one.keys(), ...two.keys()])].filter(
    (path) => JSON.stringify(one.get(path)) !== JSON.stringify(two.get(path)),
  );
}

const documents = new Map([...transcripts].map(([, { action, response }]) => [action, response]));

interface Subject {
  readonly action: ActionName;
  readonly part: Part;
  readonly name: string;
  readonly cell: Cell<unknown>;
}

const SUBJECTS: readonly Subject[] = Object.values(ENDPOINTS).flatMap(({ name: action, response }) =>
  response.parts.flatMap((part) =>
    Object.entries(part.cells).map(([name, cell]) => ({ action, part, name, cell })),
  ),
);

/** Members without which a record is another action's. */
const ESSENTIAL = new Set(['goGetTotalAgentsCall data']);

/** JSON in latin-1, with an escape for each character that it does not have. */
const inLatin1 = (text: string) => ({
  body: Buffer.from(
    text.replaceAll(/[\u0100-\uFFFF]/g, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`),
    'latin1',
  ),
});

/** Documented answers as JSON, in which each table has two rows. */
const wholeTexts = new Map<ActionName, string>();

function wholeText(action: ActionName): string {
  let text = wholeTexts.get(action);
  if (text === undefined) {
    const answer = structuredClone(documents.get(action));
    for (const part of ENDPOINTS[action].response.parts) rowsIn(answer, part);
    wholeTexts.set(action, (text = JSON.stringify(answer)));
  }
  return text;
}

/** The answer with a value in the first row of a part, as the client reads it. */
async function readWith({ action, part, name }: Subject, value: unknown) {
  const answer: unknown = JSON.parse(wholeText(action));
  const [row] = rowsIn(answer, part);
  if (!row) throw new Error(`There is no row at ${part.at}.`);
  if (value === ABSENT) delete row[name];
  else row[name] = value;
  const text = JSON.stringify(answer);
  return read(action, value === LATIN ? inLatin1(text) : text);
}

async function read(action: ActionName, answer: Content) {
  server.answer(action, answer);
  const { model, gaps } = await ANSWER[action](client);
  return { model: leaves(model), gaps };
}

type Read = ReturnType<typeof read>;

/** What is read of the whole answers, and of those with null in a member or without it: several tests compare with it. */
const wholes = new Map<ActionName, Read>();
const nulls = new Map<Subject, Read>();
const absences = new Map<Subject, Read>();

function once<Key>(reads: Map<Key, Read>, key: Key, make: () => Read): Read {
  const known = reads.get(key);
  if (known) return known;
  const made = make();
  reads.set(key, made);
  return made;
}

const readWhole = ({ action }: Subject): Read => once(wholes, action, () => read(action, wholeText(action)));
const readNull = (subject: Subject): Read => once(nulls, subject, () => readWith(subject, null));
const readAbsent = (subject: Subject): Read => once(absences, subject, () => readWith(subject, ABSENT));

const named = (subjects: readonly Subject[]) =>
  subjects.map((subject) => [`${subject.action} ${subject.part.at} ${subject.name}`, subject] as const);

/** As the gaps call a member: that of a table among others by its table's name, an average by that of its record. */
function memberOf({ action, part, name }: Subject): string {
  const [main] = ENDPOINTS[action].response.parts;
  if (part.at === 'data.general') return `general.${name}`;
  return part.isTable && part !== main ? `${part.at}.${name}` : name;
}

type Leaves = ReadonlyMap<string, unknown>;

/** Where a model shows a member, by which of its places change with it. */
async function placesOf(
  subject: Subject,
  whole: Leaves,
  nothing: Leaves,
): Promise<(path: string) => boolean> {
  const { cell } = subject;
  const otherwise = (await readWith(subject, otherValue(cell))).model;
  const own = new Set([
    ...differing(whole, nothing),
    ...differing(whole, otherwise),
    ...differing(nothing, otherwise),
  ]);
  return (path) =>
    // The hours of a day depend on four members.
    (cell.expected.startsWith('a time HHMM') && path.includes('/windows/')) ||
    [...own].some((one) => path === one || path.startsWith(`${one}/`) || one.startsWith(`${path}/`));
}

/** True if a model shows, in a member's places, what is expected of a value; `places` are those it has. */
function isShown(
  { action, name, cell }: Subject,
  expected: unknown,
  model: Leaves,
  nothing: Leaves,
  places: readonly string[],
): boolean {
  if (expected === TOLD || expected === NOTHING) {
    const [nullPath, other] = (expected === TOLD && UNLIKE_NOTHING[cell.expected]) || [];
    return nullPath === undefined ? differing(model, nothing).length === 0 : model.get(nullPath) === other;
  }
  if (DERIVED.has(cell.expected) || DERIVED.has(`${action} ${name}`) || places.length === 0) return true;
  return places
    .flatMap((path) => model.get(path) ?? [])
    .some((value) => isDeepStrictEqual(value, expected) || isDeepStrictEqual([value], expected));
}

/** The answer that says nothing in a member. A time that is null is unset: it is unknown only if it is absent. */
const readNothing = (subject: Subject): Read =>
  subject.cell.expected === 'a time HHMM, or 0' ? readAbsent(subject) : readNull(subject);

const CELLS = SUBJECTS.filter(({ cell }) => !cell.isIdentity);
const isEssential = ({ action, name }: Subject): boolean => ESSENTIAL.has(`${action} ${name}`);

/** Cells of which the model shows more than their value: the hours of a day, the list of several members, an enum. */
const DERIVED = new Set([
  'a time HHMM',
  'a time HHMM, or 0',
  'an object of texts',
  'a list',
  'getLiveAgentInfo call_type',
]);

/** Where what cannot be read is shown otherwise than what was not said: a path, and what is there. */
const UNLIKE_NOTHING: Readonly<Record<string, readonly [string, unknown]>> = {
  'a status': ['/state', 'UNKNOWN'],
  'an object of texts': ['/customFields', null],
};

/** A value of its kind that no document shows, by which the places where a member is read are found. */
function otherValue({ expected }: Cell<unknown>): unknown {
  if (expected === 'yes or no') return '1';
  if (expected.startsWith('a time YYYY') || expected.startsWith('a day')) return '2019-03-04 05:06:07';
  if (expected === 'an object of texts') return { odd: 'odd' };
  if (expected === 'M, F or U') return 'F';
  if (expected === 'IN or OUT') return 'OUT';
  if (expected.startsWith('a time HHMM')) return 1234;
  return '4711';
}

/** What is told of an answer with a value in the first row; BAD_RESPONSE if it is refused. */
async function toldOf(subject: Subject, value: unknown): Promise<unknown> {
  try {
    return (await readWith(subject, value)).gaps;
  } catch (error) {
    if (error instanceof UpstreamBadResponse) return 'BAD_RESPONSE';
    throw error;
  }
}

/**
 * Defines the tests.
 *
 * @param step each member meets one in so many of the values. One member after the other goes round all of them.
 */
export function defineOddValues(step: number): void {
  const valuesFor = (subject: Subject): readonly unknown[] =>
    VALUES.filter((_, index) => (index + SUBJECTS.indexOf(subject)) % step === 0);

  beforeAll(async () => {
    server = await startScriptedServer();
    // It remembers no answer.
    ({ client } = upstreamOf(server.url, { rememberedBytes: 1 }));
  });
  afterAll(async () => {
    await client.close();
    await server.close();
  });

  test('the records of all actions that answer with members are among them', () => {
    const actions = new Set(SUBJECTS.map(({ action }) => action));
    expect(Object.keys(ENDPOINTS).filter((action) => action !== 'add_lead')).toEqual([...actions]);
    expect(SUBJECTS.length).toBeGreaterThan(300);
  });

  describe('a cell that is not an identity', () => {
    test.each(named(CELLS))('%s', async (_, subject) => {
      const { cell } = subject;
      const whole = await readWhole(subject);
      const nothing = await readNothing(subject);
      expect((await readNull(subject)).gaps).toEqual(whole.gaps);
      const isOwn = await placesOf(subject, whole.model, nothing.model);
      for (const value of valuesFor(subject)) {
        const { model, gaps } = await (value === null ? readNull(subject) : readWith(subject, value));
        const isText = isTextual(value) && HOLDS_TEXT.has(cell.expected);
        const expected = expectedOf(cell, value);
        const places = [...model.keys()].filter(isOwn);
        expect({
          value,
          isShown: isText || isShown(subject, expected, model, nothing.model, places),
          beside: differing(whole.model, model).filter((path) => !isOwn(path)),
          gaps,
        }).toEqual({
          value,
          isShown: true,
          beside: [],
          gaps: expected === TOLD && !isText ? [{ member: memberOf(subject), cells: 1, rows: 0 }] : [],
        });
      }
    });
  });

  describe('a cell that is absent', () => {
    test.each(named(CELLS.filter((subject) => !isEssential(subject))))('%s', async (_, subject) => {
      const { cell, part } = subject;
      const nothing = await readNothing(subject);
      const absent = await readAbsent(subject);
      const expected = UNLIKE_NOTHING[cell.expected] ? TOLD : NOTHING;
      expect(isShown(subject, expected, absent.model, nothing.model, [])).toBe(true);
      const told = {
        member: memberOf(subject),
        cells: 1,
        rows: 0,
        ...(part.isTable ? {} : { missing: true }),
      };
      expect(absent.gaps).toEqual(cell.mayBeAbsent ? [] : [told]);
    });

    test.each(named(CELLS.filter(isEssential)))(
      '%s: this is the answer to something else',
      async (_, subject) => {
        await expect(readAbsent(subject)).rejects.toBeInstanceOf(UpstreamBadResponse);
      },
    );
  });

  describe('a row without its identity', () => {
    test.each(named(SUBJECTS.filter(({ cell }) => cell.isIdentity)))('%s', async (_, subject) => {
      const { part, cell } = subject;
      const lost = part.isTable ? [{ member: memberOf(subject), cells: 0, rows: 1 }] : 'BAD_RESPONSE';
      for (const value of [...valuesFor(subject), ABSENT]) {
        const isText = isTextual(value) && cell.expected === 'an identity';
        const isLost = value === ABSENT || (expectedOf(cell, value) === TOLD && !isText);
        expect({ value, told: await toldOf(subject, value) }).toEqual({ value, told: isLost ? lost : [] });
      }
    });
  });
}
