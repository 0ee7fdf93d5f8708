import type { CallFacts } from '../../upstream/dialer/calls.ts';
import { rangesInTurns } from '../../upstream/promises/turn.ts';
import type { PhoneNumbers } from '../../upstream/wire/phoneNumber.ts';
import { sourceOf } from '../../upstream/wire/rows/columnRows.ts';
import { ArrayRows, type RowSource } from '../../upstream/wire/rows/rowSource.ts';
import type { Zone } from '../../upstream/wire/zone.ts';
import { recordable, type Span } from './carrierWindows.ts';
import { MOST_SECONDS_APART, type Seen } from './matching.ts';

/** The event that a call record's time refers to. */
export type Clock = 'start' | 'answer';

/** Calls of one number that are so close in time that neighbours may compete for the same record. */
export interface Chain {
  readonly number: string;
  readonly clock: Clock;
  readonly calls: readonly SeenCall[];
  /** The span that holds every record that any of them may match. */
  readonly span: Span;
}

export interface SeenCall extends Seen {
  /** Its number in the list. */
  readonly row: number;
}

const MOST_MS = MOST_SECONDS_APART * 1000;

/** The longest time that a call rings before it is answered. */
export const MOST_RINGING_MS = 5 * 60 * 1000;

/** The span that holds every record that calls of these instants may match. */
export const spanAround = ({ from, to }: Span, clock: Clock): Span => ({
  // The carrier filters its records by their start.
  from: from - MOST_MS - (clock === 'answer' ? MOST_RINGING_MS : 0),
  // One second more, so that a record 120 seconds later is included.
  to: to + MOST_MS + 1000,
});

/** The call records of a list, by the number of the person called or calling. */
export class CallNumbers {
  readonly rows: RowSource<CallFacts>;
  readonly #byNumber = new Map<string, SeenCall[]>();
  readonly #chains = new Map<number, Chain>();
  readonly #chained = new Set<string>();
  readonly #clock: Clock;
  readonly #phoneNumbers: PhoneNumbers;
  readonly #numberAt: (row: number) => string | null;

  private constructor(rows: RowSource<CallFacts>, clock: Clock, phoneNumbers: PhoneNumbers) {
    this.rows = rows;
    this.#clock = clock;
    this.#phoneNumbers = phoneNumbers;
    this.#numberAt = rows.member('contactNumber').at;
  }

  static async of(
    calls: readonly CallFacts[],
    clock: Clock,
    { zone, phoneNumbers }: { readonly zone: Zone; readonly phoneNumbers: PhoneNumbers },
  ): Promise<CallNumbers> {
    const numbers = new CallNumbers(sourceOf(calls) ?? new ArrayRows(calls), clock, phoneNumbers);
    await numbers.#read(zone);
    return numbers;
  }

  async #read(zone: Zone): Promise<void> {
    const { rows } = this;
    const { at: timeAt } = rows.member('startedAt');
    const { at: idAt } = rows.member('uniqueId');
    const { at: directionAt } = rows.member('direction');
    await rangesInTurns(rows.length, (from, to) => {
      for (let row = from; row < to; row += 1) {
        const number = this.numberOf(this.#numberAt(row));
        if (number === null) continue;
        const at = zone.toEpochMs(timeAt(row), idAt(row));
        push(this.#byNumber, number, { at, direction: directionAt(row), row });
      }
    });
  }

  /** The normal form of a number; null if it is withheld. */
  numberOf(number: string | null): string | null {
    return this.#phoneNumbers.keyOf(number);
  }

  /** The chain of a call; null if the call has no number, or a time for which there can be no records. */
  chainOf(row: number): Chain | null {
    const number = this.numberOf(this.#numberAt(row));
    if (number === null) return null;
    if (!this.#chained.has(number)) this.#chain(number);
    return this.#chains.get(row) ?? null;
  }

  isOneNear(number: string, at: number): boolean {
    return this.#byNumber.get(number)?.some((call) => Math.abs(call.at - at) <= MOST_MS) ?? false;
  }

  #chain(number: string): void {
    this.#chained.add(number);
    const inTime = (this.#byNumber.get(number) ?? []).toSorted((a, b) => a.at - b.at);
    const chains: SeenCall[][] = [];
    let last = -Infinity;
    for (const call of inTime) {
      // If they are farther apart, no record is near both.
      if (call.at - last > 2 * MOST_MS) chains.push([]);
      chains.at(-1)?.push(call);
      last = call.at;
    }
    for (const calls of chains) {
      const span = spanAround({ from: calls[0]?.at ?? 0, to: calls.at(-1)?.at ?? 0 }, this.#clock);
      const chain = { number, clock: this.#clock, calls, span: recordable(span) };
      if (chain.span.from >= chain.span.to) continue;
      for (const { row } of calls) this.#chains.set(row, chain);
    }
  }
}

/** Adds an item to the list of a key. */
export function push<Thing>(lists: Map<string, Thing[]>, key: string, thing: Thing): void {
  const list = lists.get(key);
  if (list) list.push(thing);
  else lists.set(key, [thing]);
}
