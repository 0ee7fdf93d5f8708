/** The most rows whose numbers fit beside their times into one number. */
const MOST_ROWS = 2 ** 21;

/**
 * The numbers of rows in the order of their times, the earliest first; null if they are in this order. Rows of the
 * same time keep their order.
 */
export function orderOf(
  length: number,
  secondsAt: (number: number) => number,
): Uint32Array<ArrayBuffer> | null {
  let first = Infinity;
  let last = -Infinity;
  let isOrdered = true;
  for (let number = 0; number < length; number += 1) {
    const seconds = secondsAt(number);
    if (seconds < last) isOrdered = false;
    else last = seconds;
    first = Math.min(first, seconds);
  }
  if (isOrdered) return null;
  if (length > MOST_ROWS || last - first >= 2 ** 32) {
    const numbers = Uint32Array.from({ length }, (_, number) => number);
    return numbers.sort((a, b) => secondsAt(a) - secondsAt(b) || a - b);
  }
  // Numbers without a comparing function are sorted many times faster.
  const keys = new Float64Array(length);
  for (let number = 0; number < length; number += 1)
    keys[number] = (secondsAt(number) - first) * MOST_ROWS + number;
  return new Uint32Array(keys.sort().map((key) => key % MOST_ROWS));
}

/** The first number below `length` that passes, if all behind it pass too; `length` if none does. */
export function firstFrom(length: number, passes: (number: number) => boolean): number {
  let [low, high] = [0, length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (passes(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The most rows of one time. */
export function mostAtOnce({
  length,
  order,
  secondsAt,
}: {
  readonly length: number;
  readonly order: Uint32Array | null;
  readonly secondsAt: (number: number) => number;
}): number {
  let most = 0;
  let count = 0;
  let last = NaN;
  for (let place = 0; place < length; place += 1) {
    const seconds = secondsAt(order ? (order[place] ?? 0) : place);
    count = seconds === last ? count + 1 : 1;
    last = seconds;
    if (count > most) most = count;
  }
  return most;
}

/**
 * The order of some rows of a source, by their new numbers; null if they are in it.
 *
 * @param order the order of all rows of the source
 * @param numbers the rows in the source, in ascending order
 */
export function selectedOrder(order: Uint32Array, numbers: Uint32Array): Uint32Array | null {
  const places = new Uint32Array(order.length);
  numbers.forEach((number, index) => (places[number] = index + 1));
  const selected = new Uint32Array(numbers.length);
  let count = 0;
  for (const number of order) {
    const place = places[number] ?? 0;
    if (place > 0) selected[count++] = place - 1;
  }
  return selected.every((number, index) => number === index) ? null : selected;
}

/** One order of the rows of several parts, each in its order; null if all numbers are in order. */
export function mergedOrder(
  parts: readonly Uint32Array[],
  secondsAt: (number: number) => number,
): Uint32Array | null {
  let merged = new Uint32Array();
  for (const part of parts) {
    const both = new Uint32Array(merged.length + part.length);
    let one = 0;
    let other = 0;
    for (let place = 0; place < both.length; place += 1) {
      const left = merged[one];
      const right = part[other];
      const isLeft = left !== undefined && (right === undefined || secondsAt(left) <= secondsAt(right));
      both[place] = (isLeft ? left : right) ?? 0;
      if (isLeft) one += 1;
      else other += 1;
    }
    merged = both;
  }
  return merged.every((number, index) => number === index) ? null : merged;
}
