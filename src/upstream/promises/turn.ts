/**
 * Cooperative scheduling: long work pauses now and then, so that the event loop can serve other requests. Every loop
 * over rows that a client or an upstream sent does this, because their number is not known.
 */

/** How long one turn of the event loop may take before long work pauses, in milliseconds. */
const LONG_TURN_MS = 15;

/** How long one turn may take before operations that have not begun in it wait for another, in milliseconds. */
const SHARED_TURN_MS = 5;

let began: number | undefined;

const noteEnd = (): void => {
  began = undefined;
};

/** Begins to measure this turn of the event loop, unless that was done. */
function startClock(): number {
  if (began === undefined) {
    began = performance.now();
    setImmediate(noteEnd);
  }
  return began;
}

/** How long this turn of the event loop has lasted since its clock was started, in milliseconds. */
const turnMs = (): number => performance.now() - startClock();

/** True if this turn of the event loop has lasted long. */
export const isLong = (): boolean => turnMs() > LONG_TURN_MS;

/** Resumes in the next turn of the event loop. */
export const nextTurn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

/**
 * Work that waits for later turns of the event loop. It is resumed in its order, as much as fits into a turn. An
 * operation with a thousand branches has one of its own, so that it gets as many turns as one with a single branch.
 */
export class LaterTurns {
  readonly #waiting: (() => void)[] = [];
  readonly #dispatches: (() => void)[] = [];
  #isWaking = false;

  /**
   * Calls back when no work waits. Loaders collect their batches until then: otherwise a list that pauses would load its
   * items in several batches, with more upstream calls than planned.
   */
  readonly whenIdle = (dispatch: () => void): void => {
    // As DataLoader does without this: after everything that follows in this turn.
    void Promise.resolve().then(() =>
      process.nextTick(() => (this.#isWaking ? void this.#dispatches.push(dispatch) : dispatch())),
    );
  };

  /** Waits for a later turn of the event loop if this one has lasted long. */
  async giveWay(): Promise<void> {
    if (isLong()) await this.next();
  }

  /** Waits until the work before has been resumed, and this turn has not lasted long. */
  next(): Promise<void> {
    return new Promise((resume) => {
      this.#waiting.push(resume);
      if (!this.#isWaking) void this.#wake();
    });
  }

  async #wake(): Promise<void> {
    this.#isWaking = true;
    let resumed = 0;
    for (; resumed < this.#waiting.length; resumed += 1) {
      while (isLong()) await nextTurn();
      this.#waiting[resumed]?.();
      // It runs before the next look at the clock.
      await Promise.resolve();
    }
    this.#waiting.length = 0;
    this.#isWaking = false;
    for (const dispatch of this.#dispatches.splice(0)) this.whenIdle(dispatch);
  }
}

const laterTurns = new LaterTurns();

/** Waits for a later turn of the event loop if this one has lasted long. */
export const giveWay = (): Promise<void> => laterTurns.giveWay();

/** Operations that wait for a turn of their own, with the callbacks that resume them. */
const waiting = new Map<object, (() => void)[]>();

/** The order in which operations first came: 0, 1, 2 … */
const places = new WeakMap<object, number>();
let came = 0;

/** The operation that has this turn of the event loop. */
let holder: object | undefined;

/**
 * Waits until no other operation is at work in this turn of the event loop, and the turn has not lasted long. Otherwise a
 * thousand operations that wait for the same answer would all resume in one turn, and block the event loop. The oldest
 * operation always goes first. Otherwise all of them would be half done, and in memory, before the first is answered.
 *
 * @param operation its parallel branches go on together
 * @returns undefined if it may go on now
 */
export function ownTurn(operation: object): Promise<void> | undefined {
  if (holder === operation) return undefined;
  if (!places.has(operation)) places.set(operation, came++);
  if (holder === undefined) {
    hold(operation);
    return undefined;
  }
  return new Promise<void>((resume) => {
    const others = waiting.get(operation);
    if (others) others.push(resume);
    else waiting.set(operation, [resume]);
  });
}

/** As `ownTurn`, for another step of an operation that has had this turn for long. */
export async function laterTurn(operation: object): Promise<void> {
  if (turnMs() > SHARED_TURN_MS) await nextTurn();
  await ownTurn(operation);
}

const place = (operation: object): number => places.get(operation) ?? Infinity;

/** Lets an operation go on alone, until it has done what it can do now. */
function hold(operation: object): void {
  holder = operation;
  startClock();
  // A tick that is asked for by a microtask comes when all microtasks are done.
  void SETTLED.then(askForTick);
}

const SETTLED = Promise.resolve();
const askForTick = (): void => process.nextTick(endHold);
const endHold = (): void => {
  if (turnMs() > SHARED_TURN_MS) setImmediate(passOn);
  else passOn();
};

/** Gives the turn to the oldest operation that waits. */
function passOn(): void {
  holder = undefined;
  let oldest: object | undefined;
  for (const operation of waiting.keys()) {
    if (oldest === undefined || place(operation) < place(oldest)) oldest = operation;
  }
  if (oldest === undefined) return;
  const resumes = waiting.get(oldest) ?? [];
  waiting.delete(oldest);
  for (const resume of resumes) resume();
  hold(oldest);
}

/** The number of items between two looks at the clock. */
const ROWS_AT_ONCE = 500;

/**
 * Calls `visit` with ranges of the numbers below `length`, in their order, and pauses between them if that takes long.
 *
 * @returns undefined if all were visited at once
 */
export function rangesInTurns(
  length: number,
  visit: (from: number, to: number) => void,
): Promise<void> | undefined {
  if (length <= ROWS_AT_ONCE) {
    visit(0, length);
    return undefined;
  }
  return (async () => {
    for (let from = 0; from < length; from += ROWS_AT_ONCE) {
      await giveWay();
      visit(from, Math.min(length, from + ROWS_AT_ONCE));
    }
  })();
}

/**
 * Calls `visit` with every item, and pauses between them if that takes long. Short lists are visited at once, without
 * a promise.
 *
 * @returns undefined if all items were visited at once
 */
export const eachInTurns = <Item>(
  items: readonly Item[],
  visit: (item: Item, index: number) => void,
): Promise<void> | undefined =>
  rangesInTurns(items.length, (from, to) =>
    items.slice(from, to).forEach((item, index) => visit(item, from + index)),
  );

/** The items that pass the test, in their order. */
export async function filteredInTurns<Item>(
  items: readonly Item[],
  passes: (item: Item) => boolean,
): Promise<Item[]> {
  const kept: Item[] = [];
  await eachInTurns(items, (item) => {
    if (passes(item)) kept.push(item);
  });
  return kept;
}

/** The number of items sorted in one go: comparing two of them may take microseconds. */
const SORTED_AT_ONCE = 500;

/** The items in order, sorted in parts that are then merged. Equal items keep their order. */
export async function sortedInTurns<Item>(
  items: readonly Item[],
  compare: (a: Item, b: Item) => number,
): Promise<Item[]> {
  let parts: Item[][] = [];
  for (let from = 0; from < items.length; from += SORTED_AT_ONCE) {
    await giveWay();
    parts.push(items.slice(from, from + SORTED_AT_ONCE).sort(compare));
  }
  while (parts.length > 1) {
    const merged: Item[][] = [];
    for (let index = 0; index < parts.length; index += 2) {
      merged.push(await mergedOf(parts[index] ?? [], parts[index + 1] ?? [], compare));
    }
    parts = merged;
  }
  return parts[0] ?? [];
}

/** The first `count` items in order. A few of many are found without sorting all. Equal items keep their order. */
export async function firstInTurns<Item>(
  items: readonly Item[],
  compare: (a: Item, b: Item) => number,
  count: number,
): Promise<Item[]> {
  if (count > SORTED_AT_ONCE) return (await sortedInTurns(items, compare)).slice(0, count);
  let first: Item[] = [];
  for (let from = 0; from < items.length; from += SORTED_AT_ONCE) {
    await giveWay();
    const last = first.length < count ? undefined : first.at(-1);
    const more = items.slice(from, from + SORTED_AT_ONCE);
    const better = last === undefined ? more : more.filter((item) => compare(item, last) < 0);
    if (better.length > 0) first = [...first, ...better].sort(compare).slice(0, count);
  }
  return first;
}

/** Two sorted lists as one. */
async function mergedOf<Item>(
  a: readonly Item[],
  b: readonly Item[],
  compare: (a: Item, b: Item) => number,
): Promise<Item[]> {
  const merged: Item[] = [];
  let next = 0;
  for (const [index, item] of a.entries()) {
    if (index % SORTED_AT_ONCE === 0) await giveWay();
    for (let other = b[next]; other !== undefined && compare(other, item) < 0; other = b[next]) {
      merged.push(other);
      next += 1;
    }
    merged.push(item);
  }
  return merged.concat(b.slice(next));
}
