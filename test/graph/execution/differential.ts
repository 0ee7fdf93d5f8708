/**
 * Random operations of random viewers, each answered twice: by Yoga and graphql-js, and by the fast path and the compiled
 * executor. Both must say the same.
 */
import { Client, type Dispatcher } from 'undici';
import { onTestFinished } from 'vitest';
import { z } from 'zod';
import { SCOPES, type Viewer } from '../../../src/access/viewer.ts';
import { randomOf } from '../../support/callDay.ts';
import { CODES, startPortfolioDialer, ZONE } from '../../support/portfolioWorld.ts';
import { randomCallLists } from '../../support/randomCallLists.ts';
import { randomOperation, type Chance } from '../../support/randomOperation.ts';
import type { ScriptedServer } from '../../support/scriptedServer.ts';
import { startViewedApi, viewer } from '../../support/viewers.ts';
import { worldLiterals } from '../../support/worldLiterals.ts';

/** What came of the operations of one server. */
export interface Comparison {
  /** Operations whose answers, errors, cost or audit lines differ. */
  readonly differences: readonly string[];
  readonly operations: number;
  readonly withData: number;
  readonly withErrors: number;
  readonly audited: number;
}

const PLAIN = 'x-test-plain';

const someOf = <Item>(chance: Chance, items: readonly Item[]): Item[] =>
  items.filter(() => chance.upTo(3) > 0);

/** A viewer of random scopes and portfolios. Every fourth may see everything. */
function randomViewer(chance: Chance): Viewer {
  if (chance.upTo(3) === 0) return viewer(SCOPES);
  return viewer(someOf(chance, SCOPES), chance.upTo(1) === 0 ? null : someOf(chance, CODES));
}

/** A time of this server's clock: some lists are made the moment they are asked for. */
const NOW = /"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"/g;

/** Headers that differ from request to request. */
const OWN: ReadonlySet<string> = new Set(['date', 'content-length', 'x-request-id', 'traceparent']);

interface Said {
  readonly head: string;
  readonly text: string;
  readonly audit: readonly string[];
}

/** An answer as said, without how long it took and when. */
async function said({
  statusCode,
  headers,
  body,
}: Dispatcher.ResponseData): Promise<Pick<Said, 'head' | 'text'>> {
  const text = (await body.text())
    .replace(/"milliseconds":\d+/, '"milliseconds":0')
    .replaceAll(/"requestId":"[^"]*"/g, '"requestId":""')
    .replaceAll(NOW, '"now"');
  const others = Object.entries(headers).filter(([name]) => !OWN.has(name));
  return { head: `${statusCode} ${JSON.stringify(others)}`, text };
}

/** A line for each subject: look-ups share one if none is running in between, which their turns decide. */
const lineForEach = (line: string): readonly string[] => {
  const subjects = /"subjects":\[(?<all>.*?)\]/.exec(line)?.groups?.['all'];
  if (subjects === undefined) return [line];
  return subjects
    .split(',')
    .map((subject) => line.replace(/"subjects":\[.*?\]/, () => `"subject":${subject}`));
};

const [FOUND, NOTHING] = ['"outcome":"found"', '"outcome":"nothing"'] as const;

/** The audit lines of a log. It counts repeated events and writes them later, but audit lines are written each time. */
const auditOf = (log: readonly string[]): readonly string[] =>
  log
    .filter((line) => line.includes('"audit"'))
    .map((line) => line.replace(/"time":[^,]*,/, '').replace(/"(?:requestId|traceId|spanId)":"[^"]*",?/g, ''))
    .flatMap(lineForEach)
    // That nothing was found is written, too, if all look-ups of before had ended.
    .filter((line, _, lines) => !line.includes(NOTHING) || !lines.includes(line.replace(NOTHING, FOUND)))
    .toSorted();

/** Terms by which every answer is read into columns, and every list of their rows is written from those. */
const ALL_IN_COLUMNS = { columnsFromBytes: 1, leastWrittenRows: 1 } as const;

/**
 * Compares the answers to random operations of two servers in turn: one as usual, and one that has all answers in columns.
 *
 * @param times the number of operations of both together
 */
export async function compared(
  seed: number,
  times: number,
): Promise<[usual: Comparison, columns: Comparison]> {
  const random = randomOf(seed);
  const chance = { upTo: (most: number) => Math.floor(random() * (most + 1)) };
  const dialer = await startPortfolioDialer();
  onTestFinished(() => dialer.close());
  const literals = worldLiterals();
  const viewers = Array.from({ length: 12 }, () => randomViewer(chance));
  const anyone = (): Viewer => viewers[chance.upTo(viewers.length - 1)] ?? viewer(SCOPES);
  const usual = await startCompared(dialer);
  const columns = await startCompared(dialer, ALL_IN_COLUMNS);
  for (let done = 0; done < times; done += 2) {
    await usual.compare(anyone(), randomOperation(chance, literals, 5));
    const isOfCalls = chance.upTo(3) > 0;
    const query = isOfCalls ? randomCallLists(chance) : randomOperation(chance, literals, 5);
    await columns.compare(anyone(), query, { isWrittenBefore: isOfCalls });
  }
  return [usual.comparison, columns.comparison];
}

/** The most answers to one operation, if they differ. */
const MOST_ANSWERS = 6;

/** Starts a server whose answers are compared. @param terms how it reads the dialer's answers */
async function startCompared(dialer: ScriptedServer, terms: Partial<typeof ALL_IN_COLUMNS> = {}) {
  const api = await startViewedApi(
    { url: dialer.url, user: 'u', pass: 'p' },
    {
      DIALER_TIMEZONE: ZONE,
      LOG_LEVEL: 'info',
      LOOKUPS_PER_MINUTE: '1000000',
      MAX_CALLS_PER_OPERATION: '5000',
    },
    undefined,
    { ...terms, isPlain: (headers) => headers.has(PLAIN) },
  );
  // With `fetch`, a tenth of the time would be its own.
  const client = new Client(api.url);
  onTestFinished(() => client.close());
  const ask = async (query: string, headers: Readonly<Record<string, string>>): Promise<Said> => {
    const before = api.log.length;
    const body = JSON.stringify({ query });
    const answer = await said(await client.request({ path: '/graphql', method: 'POST', headers, body }));
    return { ...answer, audit: auditOf(api.log.slice(before)) };
  };
  const differences: string[] = [];
  const comparison = { differences, operations: 0, withData: 0, withErrors: 0, audited: 0 };

  /** @param how isWrittenBefore: true if the fast path answers twice, so that it can send rows that it has kept */
  const compare = async (who: Viewer, query: string, how = { isWrittenBefore: false }): Promise<void> => {
    const fast = { 'content-type': 'application/json', 'x-dialer-cost': 'actual', ...api.headersOf(who) };
    const plain = { ...fast, [PLAIN]: 'yes' };
    if (how.isWrittenBefore) await ask(query, fast);
    let [last, next] = [await ask(query, plain), await ask(query, fast)];
    const answers = [last, next];
    // The dialer was called for one of them, and the other found its answers in the cache: the next ones do so, too.
    while (difference(last, next) !== undefined && answers.length < MOST_ANSWERS) {
      [last, next] = [next, await ask(query, answers.length % 2 === 0 ? plain : fast)];
      answers.push(next);
    }
    const different = difference(last, next);
    if (different !== undefined) differences.push(`${query}\n${different}`);
    comparison.operations += 1;
    comparison.withData += next.text.includes('"data":{') ? 1 : 0;
    comparison.withErrors += next.text.includes('"errors":') ? 1 : 0;
    comparison.audited += next.audit.length > 0 ? 1 : 0;
  };
  return { comparison, compare };
}

/** Where two answers to one operation begin to differ; undefined if they are alike. */
function difference(one: Said, other: Said): string | undefined {
  return (
    differenceOf(one.head, other.head) ??
    differenceOf(one.audit.join('\n'), other.audit.join('\n')) ??
    (one.text === other.text ? undefined : differenceOf(inOrder(one.text), inOrder(other.text)))
  );
}

/** Two texts from where they begin to differ. */
function differenceOf(one: string, other: string): string | undefined {
  if (one === other) return undefined;
  let start = 0;
  while (one[start] === other[start]) start += 1;
  return [one, other].map((text) => text.slice(Math.max(0, start - 200), start + 500)).join('\n');
}

const result = z.looseObject({
  errors: z
    .array(z.looseObject({ extensions: z.looseObject({ leftOut: z.int().optional() }).optional() }))
    .optional(),
  extensions: z
    .looseObject({
      dialer: z
        .looseObject({
          calls: z.unknown(),
          cached: z.unknown(),
          gaps: z.array(z.unknown()).optional(),
        })
        .optional(),
    })
    .optional(),
});

/**
 * An answer whose errors, gaps, calls and cached answers are in the order of their texts: they come in the order in which
 * calls end. With errors, only the errors are left of these: some errors end it while calls are still made. If some errors
 * are left out, their order decides which ones, and only their number is left.
 */
function inOrder(text: string): string {
  const { errors, extensions, ...others } = result.parse(JSON.parse(text));
  const { calls, cached, gaps = [], ...cost } = extensions?.dialer ?? {};
  const leftOut = errors?.at(-1)?.extensions?.leftOut;
  if (errors && leftOut !== undefined) return JSON.stringify([others, errors.length - 1 + leftOut, cost]);
  const made = errors ?? [...gaps, ...[calls, cached].flatMap((counts) => Object.entries(counts ?? {}))];
  return JSON.stringify([others, made.map((one) => JSON.stringify(one)).toSorted(), cost]);
}
