/**
 * Two viewers of different portfolios ask one server in turn, thousands of operations that nobody would write. Two
 * things must hold of every answer. Nothing in it is marked as another portfolio's, and nothing in it is a whole phone
 * number, where that is not the viewer's to see. And it is the answer of a dialer that has no other portfolio's rows at
 * all: then no count, average, cursor, order or error can tell of them either.
 */
import { expect } from 'vitest';
import type { Viewer } from '../../src/access/viewer.ts';
import type { Answer } from '../support/api.ts';
import { randomOf } from '../support/callDay.ts';
import { DIALER_PASS, DIALER_USER } from '../support/otherDialer.ts';
import { voxoSettings } from '../support/otherVoxo.ts';
import {
  ANY_NUMBER,
  CODES,
  markOf,
  numberOf,
  startPortfolioDialer,
  ZONE,
  type Code,
} from '../support/portfolioWorld.ts';
import { randomOperation } from '../support/randomOperation.ts';
import type { ScriptedServer } from '../support/scriptedServer.ts';
import { scopesWithout, startViewedApi, viewer, type ViewedApi } from '../support/viewers.ts';
import { worldLiterals } from '../support/worldLiterals.ts';

/** One in so many is put to a dialer of the viewer's rows alone, too. */
const COMPARED = 8;
const AT_ONCE = 8;

const SETTINGS = {
  DIALER_TIMEZONE: ZONE,
  LOG_LEVEL: 'warn',
  MAX_CALLS_PER_OPERATION: '1000000',
  LOOKUPS_PER_MINUTE: '1000000',
};

/** Whose turn it is, and what is theirs. */
const PRINCIPALS = [
  { code: 'NRD', viewer: viewer(scopesWithout('pii:read'), ['nrd']) },
  { code: 'SUR', viewer: viewer(scopesWithout(), ['SUR']) },
] as const satisfies readonly { code: Code; viewer: Viewer }[];

type Principal = (typeof PRINCIPALS)[number];

/** The server in front of the whole dialer, and one in front of each viewer's rows alone. */
export interface Worlds {
  readonly whole: ViewedApi;
  readonly alone: ReadonlyMap<Code, ViewedApi>;
  close(): Promise<void>;
}

export async function startWorlds(): Promise<Worlds> {
  const dialers: ScriptedServer[] = [];
  const closers: (() => Promise<void>)[] = [];
  const startFor = async (only: Code | null): Promise<ViewedApi> => {
    const dialer = await startPortfolioDialer({ only });
    dialers.push(dialer);
    const account = { url: dialer.url, user: DIALER_USER, pass: DIALER_PASS };
    return startViewedApi(account, { ...SETTINGS, ...voxoSettings(dialer) }, (close) => closers.push(close));
  };
  const alone = new Map<Code, ViewedApi>();
  for (const { code } of PRINCIPALS) alone.set(code, await startFor(code));
  return {
    whole: await startFor(null),
    alone,
    close: async () => {
      await Promise.all(closers.map((close) => close()));
      await Promise.all(dialers.map((dialer) => dialer.close()));
    },
  };
}

/**
 * An answer without what depends on the moment: when a state was observed, in which order errors came, and which of
 * those there were behind a null that another error had put there.
 */
function timeless({ data, errors }: Answer): string {
  const told = errors
    .filter(({ path = [] }) => reaches(data, path))
    .map((error) => JSON.stringify(error))
    .toSorted();
  return JSON.stringify([data, told]).replaceAll(/\d{4}-\d\d-\d\dT[\d:]+\.\d{3}Z/g, 'now');
}

const reaches = (data: unknown, [first, ...rest]: readonly (string | number)[]): boolean =>
  first === undefined ||
  (typeof data === 'object' &&
    data !== null &&
    reaches(Object.entries(data).find(([name]) => name === String(first))?.[1], rest));

/** What is wrong with an answer by its looks. */
function foreignIn(text: string, { code, viewer: who }: Principal): string[] {
  const others = CODES.filter((other) => other !== code);
  const marks = others.filter(
    (other) => text.includes(markOf(other)) || text.includes(numberOf(other, 0).slice(0, 6)),
  );
  const isWhole = ANY_NUMBER.test(text) && !who.scopes.has('pii:read');
  return [...marks, ...(isWhole ? ['a whole number'] : []), ...(text.includes('~none~') ? ['nobody’s'] : [])];
}

/** True if there is a value that is neither null, false, 0 nor empty. */
const hasValue = (data: unknown): boolean =>
  typeof data === 'object' && data !== null ? Object.values(data).some(hasValue) : Boolean(data);

export interface Findings {
  asked: number;
  compared: number;
  bytes: number;
  withData: number;
  forbidden: number;
  readonly foreign: string[];
  readonly different: string[];
}

/** An operation that the server takes for another viewer's. */
export interface Leak {
  readonly at: number;
  readonly document: string;
  readonly as: Viewer;
}

/** Puts operations to the server, by each viewer in turn. */
export async function put(
  { whole, alone }: Worlds,
  seed: number,
  count: number,
  leak?: Leak,
): Promise<Findings> {
  const random = randomOf(seed);
  const chance = { upTo: (most: number) => Math.floor(random() * (most + 1)) };
  const literals = worldLiterals();
  // Each is put by both viewers, so that whatever is kept of a document is met by the other.
  const documents = Array.from({ length: Math.ceil(count / PRINCIPALS.length) }, (_, index) =>
    randomOperation(chance, literals, index % 8 === 0 ? 4 : 3),
  );
  const found: Findings = {
    asked: 0,
    compared: 0,
    bytes: 0,
    withData: 0,
    forbidden: 0,
    foreign: [],
    different: [],
  };
  let next = 0;
  const work = async (): Promise<void> => {
    for (let index = next++; index < count; index = next++) {
      const principal = PRINCIPALS[index % PRINCIPALS.length] ?? PRINCIPALS[0];
      const number = Math.floor(index / PRINCIPALS.length);
      const isLeak = leak?.at === index;
      const document = (isLeak ? leak.document : documents[number]) ?? '';
      const answer = await whole.as(isLeak ? leak.as : principal.viewer).query(document);
      found.asked += 1;
      found.bytes += answer.text.length;
      if (answer.data && hasValue(answer.data)) found.withData += 1;
      if (answer.text.includes('FORBIDDEN')) found.forbidden += 1;
      for (const what of foreignIn(answer.text, principal)) found.foreign.push(`${what} in ${document}`);
      if (number % COMPARED !== 0) continue;
      const other = await alone.get(principal.code)?.as(principal.viewer).query(document);
      found.compared += 1;
      if (!other || timeless(other) !== timeless(answer)) {
        found.different.push(`${document}\n${answer.text}\n${other?.text}`);
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return found;
}

/** Puts as many operations as that, always the same ones. @returns what was found, and a line of its figures */
export async function findingsOf(
  worlds: Worlds,
  count: number,
): Promise<Findings & { readonly figures: string }> {
  const started = performance.now();
  const found = await put(worlds, 20_261_121, count);
  const seconds = Math.round((performance.now() - started) / 1000);
  expect(found.asked).toBe(count);
  expect(found.withData).toBeGreaterThan(count / 3);
  expect(found.forbidden).toBeGreaterThan(count / 20);
  expect(worlds.whole.log.filter((line) => line.includes('security'))).toEqual([]);
  const figures = `${found.asked} operations, ${found.compared} of them compared, ${found.bytes} bytes, ${found.withData} with data, ${found.forbidden} with something forbidden, ${seconds} s`;
  return { ...found, figures };
}
