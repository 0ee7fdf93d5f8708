/**
 * Cooperative scheduling: long work pauses now and then, so that the event loop can serve everyone else. What a client
 * or an upstream sends decides how long the work takes, so that every loop over its rows does this.
 */

/** How long one turn of the event loop may take before long work pauses, in milliseconds. */
const LONG_TURN_MS = 15;

let began: number | undefined;

/** True if this turn of the event loop has lasted long. */
function isLong(): boolean {
  if (began === undefined) {
    began = performance.now();
    setImmediate(() => {
      began = undefined;
    });
  }
  return performance.now() - began > LONG_TURN_MS;
}

/** Resumes in the next turn of the event loop. */
export const nextTurn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

/** Waits for the next turn of the event loop if this one has lasted long. Whoever resumes first has the turn. */
export async function giveWay(): Promise<void> {
  while (isLong()) await nextTurn();
}

/** Those who wait for a turn of their own, and how each goes on. */
const waiting = new Map<object, (() => void)[]>();

/** When each was first here: 0, 1, 2 … */
const places = new WeakMap<object, number>();
let came = 0;

/** Whose turn of the event loop this is. */
let holder: object | undefined;

/**
 * Waits for a turn of the event loop that no one else goes on in. A thousand operations that waited for the same answer
 * would all go on in the turn that it came in, and everything else would wait for all of them. Whoever came first goes
 * first, each time: else all would be half done, and in memory, before the first of them was answered.
 *
 * @param operation what it does in several places at the same time is one turn
 */
export async function ownTurn(operation: object): Promise<void> {
  if (!places.has(operation)) places.set(operation, came++);
  if (holder === undefined) {
    holder = operation;
    setImmediate(passOn);
  } else if (holder !== operation) {
    await new Promise<void>((resume) => {
      const others = waiting.get(operation);
      if (others) others.push(resume);
      else waiting.set(operation, [resume]);
    });
  }
}

const place = (operation: object): number => places.get(operation) ?? Infinity;

/** Gives the turn to whoever came first. */
function passOn(): void {
  holder = undefined;
  for (const operation of waiting.keys()) {
    if (holder === undefined || place(operation) < place(holder)) holder = operation;
  }
  if (holder === undefined) return;
  const resumes = waiting.get(holder) ?? [];
  waiting.delete(holder);
  for (const resume of resumes) resume();
  setImmediate(passOn);
}

/** How many items are looked at before the clock is. */
const ROWS_AT_ONCE = 500;

/**
 * Calls `visit` with every item, and pauses between them if that takes long. Short lists are visited at once, without
 * a promise.
 *
 * @returns undefined if all items were visited at once
 */
export function eachInTurns<Item>(
  items: readonly Item[],
  visit: (item: Item, index: number) => void,
): Promise<void> | undefined {
  const visitFrom = (from: number): number => {
    const to = Math.min(items.length, from + ROWS_AT_ONCE);
    items.slice(from, to).forEach((item, index) => visit(item, from + index));
    return to;
  };
  if (items.length <= ROWS_AT_ONCE) {
    visitFrom(0);
    return undefined;
  }
  return (async () => {
    for (let from = 0; from < items.length; from = visitFrom(from)) await giveWay();
  })();
}

/** The items that pass, in their order. */
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

/** How many items are sorted at once. */
const SORTED_AT_ONCE = 2000;

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
      await giveWay();
      merged.push(mergedOf(parts[index] ?? [], parts[index + 1] ?? [], compare));
    }
    parts = merged;
  }
  return parts[0] ?? [];
}

/** Two sorted lists as one. */
function mergedOf<Item>(
  a: readonly Item[],
  b: readonly Item[],
  compare: (a: Item, b: Item) => number,
): Item[] {
  const merged: Item[] = [];
  let next = 0;
  for (const item of a) {
    for (let other = b[next]; other !== undefined && compare(other, item) < 0; other = b[next]) {
      merged.push(other);
      next += 1;
    }
    merged.push(item);
  }
  return merged.concat(b.slice(next));
}
