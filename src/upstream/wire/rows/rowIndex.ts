import { rangesInTurns } from '../../promises/turn.ts';
import { normalizeKey } from '../normalizeKey.ts';
import type { MemberReader } from './memberReader.ts';
import { ValueNumbers } from './valueNumbers.ts';

/**
 * The numbers of the rows of each text of a member, in ascending order, by its normalised key; null has the key ''.
 *
 * @param length the number of rows
 */
export async function numbersByKey(
  member: MemberReader<string | null>,
  length: number,
): Promise<(key: string) => Uint32Array> {
  const keys = new ValueNumbers(member, (text) => normalizeKey(text ?? ''));
  const keyOf = new Uint32Array(length);
  await rangesInTurns(length, (from, to) => {
    for (let number = from; number < to; number += 1) keyOf[number] = keys.of(number);
  });
  // The rows of a key are those from `starts[key]` to before `starts[key + 1]`.
  const starts = startsOf(keyOf, keys.count);
  const next = starts.slice();
  const numbers = new Uint32Array(length);
  await rangesInTurns(length, (from, to) => {
    for (let number = from; number < to; number += 1) {
      const key = keyOf[number] ?? 0;
      const place = next[key] ?? 0;
      numbers[place] = number;
      next[key] = place + 1;
    }
  });
  return (text) => {
    const key = keys.numberOfKey(text);
    return key === undefined ? numbers.subarray(0, 0) : numbers.subarray(starts[key], starts[key + 1]);
  };
}

/** Where the items of each number begin if they are put in the order of their numbers, and where the last ones end. */
export function startsOf(numbers: Uint32Array, count: number): Uint32Array {
  const starts = new Uint32Array(count + 1);
  for (const number of numbers) starts[number + 1] = (starts[number + 1] ?? 0) + 1;
  for (let number = 1; number <= count; number += 1)
    starts[number] = (starts[number] ?? 0) + (starts[number - 1] ?? 0);
  return starts;
}
