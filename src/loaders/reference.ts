import DataLoader from 'dataloader';
import { normalizeKey } from '../upstream/wire/normalizeKey.ts';
import { handled } from '../upstream/promises/handled.ts';
import { andThen, type MaybePromise } from '../upstream/promises/maybePromise.ts';

/** Makes a value or a call once, however often the function is called, so that all fields of an operation share it. */
export function once<Answer extends object>(call: () => Answer): () => Answer {
  let answer: Answer | undefined;
  return () => {
    if (answer === undefined) {
      answer = call();
      if (answer instanceof Promise) void handled(answer);
    }
    return answer;
  };
}

/** As `once`. When the answer has come, it is at hand. */
export function onceAtHand<Answer extends object>(call: () => Promise<Answer>): () => MaybePromise<Answer> {
  const one = once(() => newAnswer(call()));
  return () => one().answer;
}

/** An answer that is kept for later: a promise gets its handler, and what it brings takes its place. */
function newAnswer<Answer>(answer: MaybePromise<Answer>): { answer: MaybePromise<Answer> } {
  const one = { answer };
  if (answer instanceof Promise) void handled(answer.then((came) => (one.answer = came)));
  return one;
}

/** A list that the dialer only returns as a whole, and its rows by key. */
export interface ReferenceList<Row> {
  all(): Promise<readonly Row[]>;
  /** The row of that key, whatever its case; null if the list has none. */
  load(key: string): MaybePromise<Row | null>;
}

/**
 * If two rows have the same key, the first counts, because the dialer's joins repeat rows.
 *
 * @param keyOf a row's key
 */
export function referenceList<Row>(
  call: () => Promise<readonly Row[]>,
  keyOf: (row: Row) => string,
): ReferenceList<Row> {
  const byKey = onceAtHand(async () => indexed(await call(), keyOf));
  const all = once(async () => [...(await byKey()).values()]);
  return { all, load: (key) => andThen(byKey(), (rows) => rows.get(normalizeKey(key)) ?? null) };
}

/** Rows by their normalised key; if two rows have the same key, the first. */
export function indexed<Row>(
  rows: readonly Row[],
  keyOf: (row: Row) => string | null,
): ReadonlyMap<string, Row> {
  const index = new Map<string, Row>();
  for (const row of rows) {
    const key = keyOf(row);
    if (key !== null && !index.has(normalizeKey(key))) index.set(normalizeKey(key), row);
  }
  return index;
}

/** Rows grouped by their normalised key, in their order. */
export function gathered<Row>(
  rows: readonly Row[],
  keyOf: (row: Row) => string,
): ReadonlyMap<string, readonly Row[]> {
  const groups = new Map<string, Row[]>();
  // Keys repeat, so each spelling is normalised once.
  const bySpelling = new Map<string, Row[]>();
  for (const row of rows) {
    const spelling = keyOf(row);
    let group = bySpelling.get(spelling);
    if (!group) {
      const key = normalizeKey(spelling);
      group = groups.get(key) ?? [];
      groups.set(key, group);
      bySpelling.set(spelling, group);
    }
    group.push(row);
  }
  return groups;
}

/** Loads answers by key. */
export type KeyedLoader<Key, Model> = Pick<DataLoader<Key, Model, string>, 'load'>;

/** Loads answers by key, also for fields below which nothing is loaded. */
export interface BatchedLoader<Key, Model> extends KeyedLoader<Key, Model> {
  /**
   * As `load`, but an answer that has come is at hand. An answer of `load` comes with those that are asked for at the same
   * time, so that what is loaded below them is asked for together, as the plan counts it.
   */
  loadLeaf(key: Key): MaybePromise<Model>;
}

/**
 * A loader for actions that look up one key at a time. Each distinct key costs one call. All calls of a batch are
 * made at once (the client limits how many are in flight), and each key fails alone.
 */
export const perKey = <Model>(call: (key: string) => Promise<Model>): BatchedLoader<string, Model> =>
  settledLoader(call, normalizeKey);

/** A loader whose keys are inputs of several members. Equal inputs make one call. */
export const perInput = <Input extends object, Answer>(
  call: (input: Input) => Promise<Answer>,
  keyOf: (input: Input) => string = JSON.stringify,
): BatchedLoader<Input, Answer> => settledLoader(call, keyOf);

function settledLoader<Key, Model>(
  call: (key: Key) => Promise<Model>,
  cacheKeyFn: (key: Key) => string,
): BatchedLoader<Key, Model> {
  // Most operations use few of their loaders.
  const loader = once(
    () =>
      new DataLoader<Key, Model, string>(
        async (keys) => (await Promise.allSettled(keys.map((key) => call(key)))).map(valueOrError),
        { cacheKeyFn },
      ),
  );
  const leaves = once(() => remembering((key: Key) => loader().load(key), cacheKeyFn));
  return { load: (key) => loader().load(key), loadLeaf: (key) => leaves().load(key) };
}

/**
 * As `perKey`, but answers do not wait for each other, and what is at hand comes without a promise the first time, too.
 * Only for answers below which nothing is loaded.
 */
export const leafPerKey = <Answer>(call: (key: string) => MaybePromise<Answer>) =>
  remembering(call, normalizeKey);

/** Answers by the names of their keys. A promise is kept until its answer has come, and for good if it fails. */
function remembering<Key, Answer>(
  call: (key: Key) => MaybePromise<Answer>,
  nameOf: (key: Key) => string,
): { load(key: Key): MaybePromise<Answer> } {
  const known = new Map<Key | string, { answer: MaybePromise<Answer> }>();
  return {
    load: (key) => {
      let one = known.get(key);
      if (!one) {
        const name = nameOf(key);
        one = known.get(name) ?? newAnswer(call(key));
        // Most spellings of a key are the same.
        known.set(name, one).set(key, one);
      }
      return one.answer;
    },
  };
}

/** Converts a settled promise for DataLoader: its value, or the error of this key alone. */
export const valueOrError = <Value>(settled: PromiseSettledResult<Value>): Value | Error =>
  settled.status === 'fulfilled' ? settled.value : asError(settled.reason);

const asError = (reason: unknown): Error => (reason instanceof Error ? reason : new Error(String(reason)));
