import { normalizeKey } from '../normalizeKey.ts';
import type { RowSource, TextsOf } from './rowSource.ts';

/** Rows in columns for one operation: a pinned row is the same object each time it is touched. */
export class PinnedRows<Row extends object> implements RowSource<Row> {
  readonly length: number;
  readonly #source: RowSource<Row>;
  readonly #pinned = new Map<number, Row>();

  constructor(source: RowSource<Row>) {
    this.#source = source;
    this.length = source.length;
  }

  get order(): Uint32Array | null {
    return this.#source.order;
  }

  get mostAtOnce(): number {
    return this.#source.mostAtOnce;
  }

  at(number: number): Row {
    return this.#pinned.get(number) ?? this.#source.at(number);
  }

  /** The object that stands for a row from now on; undefined if the row is not one of these. */
  pin(row: Row): Row | undefined {
    const number = this.numberOf(row);
    if (number === undefined) return undefined;
    const pinned = this.#pinned.get(number) ?? row;
    this.#pinned.set(number, pinned);
    return pinned;
  }

  numberOf(row: Row): number | undefined {
    return this.#source.numberOf(row);
  }

  readonly secondsAt = (number: number): number => this.#source.secondsAt(number);

  textsOf(member: string): TextsOf | undefined {
    return this.#source.textsOf(member);
  }
}

/** The numbers of the rows of each text, by its normalised key. A text that repeats is normalised once. */
export function numbersByKey(
  { textAt, codeAt }: TextsOf,
  length: number,
): ReadonlyMap<string, readonly number[]> {
  const byKey = new Map<string, number[]>();
  const byCode: number[][] = [];
  const listOf = (number: number): number[] => {
    const key = normalizeKey(textAt(number) ?? '');
    let list = byKey.get(key);
    if (!list) byKey.set(key, (list = []));
    return list;
  };
  for (let number = 0; number < length; number += 1) {
    const code = codeAt?.(number);
    const list = code === undefined ? listOf(number) : (byCode[code] ??= listOf(number));
    list.push(number);
  }
  return byKey;
}
