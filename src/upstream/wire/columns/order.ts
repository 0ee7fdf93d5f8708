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
