import DataLoader from 'dataloader';
import type { CallFacts } from '../../upstream/dialer/calls.ts';
import { rangesInTurns } from '../../upstream/promises/turn.ts';
import { arrayOf, sourceOf } from '../../upstream/wire/rows/columnRows.ts';
import { SelectedRows } from '../../upstream/wire/rows/rowSource.ts';

/** The normal form of a phone number; null if it is withheld. */
type KeyOf = (number: string | null) => string | null;

/**
 * The calls of one contact after the other, of the same rows. The contacts that are asked for at once share one pass over
 * the rows, so that the history of a hundred leads does not read a week of calls a hundred times.
 *
 * @param keyOf numbers with equal keys are equal
 */
export function rowsByContact<Row extends CallFacts>(
  rows: readonly Row[],
  keyOf: KeyOf,
): (number: string) => Promise<readonly Row[]> {
  const loader = new DataLoader<string, readonly Row[]>(async (keys) => {
    const source = sourceOf(rows);
    const numbers = new Map<string, number[]>(keys.map((key) => [key, []]));
    const contactAt = source?.member('contactNumber').at ?? ((number) => rows[number]?.contactNumber ?? null);
    await rangesInTurns(rows.length, (from, to) => {
      for (let number = from; number < to; number += 1) {
        const key = keyOf(contactAt(number));
        if (key !== null) numbers.get(key)?.push(number);
      }
    });
    return keys.map((key) => {
      const own = numbers.get(key) ?? [];
      if (source) return arrayOf(new SelectedRows(source, Uint32Array.from(own)));
      return own.flatMap((number) => rows[number] ?? []);
    });
  });
  return (number) => {
    const key = keyOf(number);
    return key === null ? Promise.resolve([]) : loader.load(key);
  };
}
