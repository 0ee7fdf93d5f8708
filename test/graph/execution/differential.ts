/**
 * Random operations of random viewers, each answered three times: by Yoga and the compiled executor, by Yoga and
 * graphql-js, and by the fast path. All three must say the same.
 */
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { SCOPES, type Viewer } from '../../../src/access/viewer.ts';
import { randomOf } from '../../support/callDay.ts';
import { CODES, startPortfolioDialer, ZONE } from '../../support/portfolioWorld.ts';
import { randomCallLists } from '../../support/randomCallLists.ts';
import { randomOperation, type Chance } from '../../support/randomOperation.ts';
import { startViewedApi, viewer } from '../../support/viewers.ts';
import { worldLiterals } from '../../support/worldLiterals.ts';
import { post, type HttpAnswer } from '../../support/api.ts';

export interface Comparison {
  /** Operations whose answers, errors, cost or audit lines differ. */
  readonly differences: readonly string[];
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

/** An answer as said, without how long it took and when. */
async function said(response: HttpAnswer) {
  const text = (await response.text())
    .replace(/"milliseconds":\d+/, '"milliseconds":0')
    .replaceAll(/"requestId":"[^"]*"/g, '"requestId":""')
    .replaceAll(NOW, '"now"');
  const headers = [...response.headers].filter(([name]) => !OWN.has(name));
  return { head: `${response.status} ${JSON.stringify(headers)}`, text };
}

/** A line for each subject: look-ups share one if none is running in between, which their turns decide. */
const lineForEach = (line: string): readonly string[] => {
  const subjects = /"subjects":\[(?<all>.*?)\]/.exec(line)?.groups?.['all'];
  if (subjects === undefined) return [line];
  return subjects
    .split(',')
    .map((subject) => line.replace(/"subjects":\[.*?\]/, () => `"subject":${subject}`));
};

/** Terms by which every answer is read into columns, and every list of their rows is written from those. */
export const ALL_IN_COLUMNS = { columnsFromBytes: 1, leastWrittenRows: 1 } as const;

/** @param times the number of operations */
export async function compared(
  seed: number,
  times: number,
  options: Partial<typeof ALL_IN_COLUMNS> = {},
): Promise<Comparison> {
  const random = randomOf(seed);
  const chance = { upTo: (most: number) => Math.floor(random() * (most + 1)) };
  const dialer = await startPortfolioDialer();
  const api = await startViewedApi(
    { url: dialer.url, user: 'u', pass: 'p' },
    {
      DIALER_TIMEZONE: ZONE,
      LOG_LEVEL: 'info',
      LOOKUPS_PER_MINUTE: '1000000',
      MAX_CALLS_PER_OPERATION: '5000',
    },
    undefined,
    { ...options, isPlain: (headers) => headers.has(PLAIN) },
  );
  const literals = worldLiterals();
  const viewers = Array.from({ length: 12 }, () => randomViewer(chance));
  const differences: string[] = [];
  let [withData, withErrors, audited] = [0, 0, 0];
  for (let done = 0; done < times; done += 1) {
    const who = viewers[chance.upTo(viewers.length - 1)] ?? viewer(SCOPES);
    const isOfCalls = options.leastWrittenRows !== undefined && chance.upTo(3) > 0;
    const query = isOfCalls ? randomCallLists(chance) : randomOperation(chance, literals, 5);
    const headers = { ...api.headersOf(who), 'x-dialer-cost': 'actual' };
    const ask = async (more: Record<string, string> = {}) => {
      const before = api.log.length;
      const answer = await said(await post(api.url, { query }, { headers: { ...headers, ...more } }));
      // The log counts repeated events and writes them later. Audit lines are written each time.
      const audit = api.log
        .slice(before)
        .filter((line) => line.includes('"audit"'))
        .map((line) =>
          line.replace(/"time":[^,]*,/, '').replace(/"(?:requestId|traceId|spanId)":"[^"]*",?/g, ''),
        )
        .flatMap(lineForEach)
        .toSorted();
      return { ...answer, audit };
    };
    // What the dialer said is cached now, and the document is known.
    await ask();
    const plain = await ask({ [PLAIN]: 'yes' });
    const fast = await ask();
    // Errors and gaps come in the order in which calls end.
    if (
      plain.head !== fast.head ||
      inOrder(plain.text) !== inOrder(fast.text) ||
      !sameAsked(plain.text, fast.text)
    ) {
      differences.push(`${query}\n${plain.head}\n${plain.text}\n${fast.head}\n${fast.text}`);
    }
    if (!isDeepStrictEqual(plain.audit, fast.audit)) {
      differences.push(`${query}\n${plain.audit.join('\n')}\n${fast.audit.join('\n')}`);
    }
    withData += plain.text.includes('"data":{') ? 1 : 0;
    withErrors += plain.text.includes('"errors":') ? 1 : 0;
    audited += plain.audit.length > 0 ? 1 : 0;
  }
  return { differences, withData, withErrors, audited };
}

const counts = z.record(z.string(), z.number());
const result = z.looseObject({
  errors: z.array(z.unknown()).optional(),
  extensions: z
    .looseObject({
      dialer: z
        .looseObject({
          calls: counts.optional(),
          cached: counts.optional(),
          gaps: z.array(z.unknown()).optional(),
        })
        .optional(),
    })
    .optional(),
});

/**
 * An answer whose errors and gaps are in the order of their texts, without its calls. With errors, it has no gaps either:
 * some errors end it while calls are still made.
 */
function inOrder(text: string): string {
  const { errors, extensions, ...others } = result.parse(JSON.parse(text));
  const { calls: _, cached: __, gaps, ...cost } = extensions?.dialer ?? {};
  const sorted = [errors, errors ? undefined : gaps].map((list) =>
    list?.map((one) => JSON.stringify(one)).toSorted(),
  );
  return JSON.stringify([others, sorted, cost]);
}

/** The calls and cached answers of an answer; undefined if it has errors, as in `inOrder`. */
function askedIn(text: string) {
  const { errors, extensions } = result.parse(JSON.parse(text));
  if (errors) return undefined;
  const { calls = {}, cached = {} } = extensions?.dialer ?? {};
  return { calls, cached };
}

/**
 * True if two answers asked equally often for each action. An action of which an answer has expired between the two is
 * left out: it is among the calls of one and the cached answers of the other.
 */
function sameAsked(plain: string, fast: string): boolean {
  const [one, other] = [askedIn(plain), askedIn(fast)];
  if (!one || !other) return true;
  const called = new Set([one, other].flatMap(({ calls }) => Object.keys(calls)));
  const cached = new Set([one, other].flatMap((asked) => Object.keys(asked.cached)));
  const isEqual = (kind: 'calls' | 'cached', others: ReadonlySet<string>, action: string): boolean =>
    others.has(action) || one[kind][action] === other[kind][action];
  return (
    [...cached].every((action) => isEqual('cached', called, action)) &&
    // A list that is only looked up if it is cached may be called for by one of them.
    [...called].every(
      (action) => !(action in one.calls) || !(action in other.calls) || isEqual('calls', cached, action),
    )
  );
}
