import {
  callId,
  contentOf,
  identityOf,
  SHORT,
  twinsAmong,
  type Kind,
} from '../../loaders/calls/callIdentity.ts';
import type { CallFacts } from '../../upstream/dialer/calls.ts';
import { eachInTurns } from '../../upstream/promises/turn.ts';
import type { HiddenRows } from '../hiddenRows.ts';

/** The most lists in a row for whose missing rows it waits. A list that is cut short more often always is. */
const MOST_CUT = 5;

/** A list of one day's calls, as the dialer gave it. */
export interface DayRows<Row> {
  /** The rows of the day. */
  readonly rows: readonly Row[];
  readonly hidden: HiddenRows;
}

/** A call that is new in a list, or that has changed. */
export interface Change<Row> {
  /** `2026-05-12:…`, as the loaders give it. */
  readonly id: string;
  readonly row: Row;
}

interface Found<Row> extends Change<Row> {
  readonly isNew: boolean;
}

/**
 * The calls of one kind and one day, followed from poll to poll. Of each call it remembers two short hashes: of its
 * identity and of its content.
 *
 * A call that a list lacks is remembered. So it is not new when it comes back.
 */
export class FollowedList {
  readonly kind: Extract<Kind, 'outbound' | 'inbound'>;
  /** `2026-05-12` */
  readonly day: string;
  /** The contents of calls that are alike, by the hash in the first one's id. Most calls are alone. */
  readonly #contents = new Map<string, string | readonly string[]>();
  /** When it was first asked for: the dialer's naive local time. Null if all of its calls are new. */
  readonly #since: string | null;
  #hasBegun: boolean;
  /** The number of rows that were hidden when the list was first read, and may still be. */
  #hiddenAtFirst = 0;
  /** The identities whose changes the last list left open. */
  #open: ReadonlySet<string> = new Set();
  /** How many lists in a row were cut short, up to the last one. */
  #cutInARow = 0;

  /** @param since when following began, if the day may have calls from before: `2026-05-12 14:03:00` */
  constructor(kind: FollowedList['kind'], day: string, since: string | null) {
    this.kind = kind;
    this.day = day;
    this.#since = since;
    this.#hasBegun = since === null;
  }

  /** The contents of the calls that share an identity, by ordinal. @param firstId the id with the ordinal 0 */
  contentsOf(firstId: string): readonly string[] | undefined {
    const known = this.#contents.get(shortOf(firstId));
    return typeof known === 'string' ? [known] : known;
  }

  /**
   * Takes the list of a poll, in several turns of the event loop. Calls that the first list has are not new.
   *
   * @param key the secret in the ids
   * @returns the calls that are new or have changed since the polls before, in no order
   */
  async take<Row extends CallFacts>(
    { rows, hidden }: DayRows<Row>,
    key: string,
  ): Promise<readonly Change<Row>[]> {
    this.#cutInARow = hidden.isCut ? this.#cutInARow + 1 : 0;
    const groups = new Map<string, Row | Row[]>();
    await eachInTurns(rows, (row) => {
      const short = shortOf(callId(key, identityOf(this.kind, row), row, 0));
      const group = groups.get(short);
      if (group === undefined) groups.set(short, row);
      else if (Array.isArray(group)) group.push(row);
      else groups.set(short, [group, row]);
    });
    const found: Found<Row>[] = [];
    const open = new Set<string>();
    await eachInTurns([...groups], ([short, group]) => {
      const alike = Array.isArray(group) ? group : [group];
      const changes = this.#changesOf(short, alike, key);
      if (changes) found.push(...changes);
      else open.add(short);
    });
    this.#open = open;
    return this.#toTell(found, hidden);
  }

  /** The changes of calls that are alike; null if it is left open which of them has changed. A later list decides. */
  #changesOf<Row extends CallFacts>(
    short: string,
    alike: readonly Row[],
    key: string,
  ): readonly Found<Row>[] | null {
    const [row] = alike;
    const before = this.#contents.get(short);
    if (!row || (alike.length === 1 && before !== undefined && before === contentOf(row))) return [];
    const known = before === undefined ? [] : typeof before === 'string' ? [before] : before;
    const { twins, changed, missing } = twinsAmong(alike, known);
    if (changed === 0) return [];
    if (missing > 0 && this.#isUnclear(short, missing > changed)) return null;
    const contents = [...known];
    const identity = identityOf(this.kind, row);
    const found: Found<Row>[] = [];
    for (const twin of twins) {
      if (known[twin.ordinal] === twin.content) continue;
      contents[twin.ordinal] = twin.content;
      found.push({
        id: callId(key, identity, row, twin.ordinal),
        row: twin.row,
        isNew: twin.ordinal >= known.length,
      });
    }
    const [only, ...others] = contents;
    this.#contents.set(short, only !== undefined && others.length === 0 ? only : contents);
    return found;
  }

  /**
   * True if a later list may show which call has changed. The changed row may be a new call, if the list is cut short
   * and lacks the known one. If more calls are gone than have changed, any of them may be the changed one.
   */
  #isUnclear(short: string, isAnyOfSeveral: boolean): boolean {
    const isCut = this.#cutInARow > 0 && this.#cutInARow <= MOST_CUT;
    return isCut || (isAnyOfSeveral && !this.#open.has(short));
  }

  /** The changes without calls from before, which the first list had or hid. */
  #toTell<Row extends CallFacts>(
    found: readonly Found<Row>[],
    { count, isCut }: HiddenRows,
  ): readonly Found<Row>[] {
    // How many rows a list lacks that was cut short, the dialer need not say.
    const hiddenNow = isCut ? Infinity : count;
    if (!this.#hasBegun) {
      this.#hasBegun = true;
      this.#hiddenAtFirst = hiddenNow;
      return [];
    }
    if (this.#since === null || this.#hiddenAtFirst === 0) return found;
    const since = this.#since;
    // Rows that were hidden at first and have come to light are calls from before: as many as are no longer hidden.
    const shown = this.#hiddenAtFirst === Infinity ? Infinity : this.#hiddenAtFirst - hiddenNow;
    this.#hiddenAtFirst = Math.min(this.#hiddenAtFirst, hiddenNow);
    const old = found
      .filter(({ isNew, row }) => isNew && row.startedAt < since)
      .toSorted((a, b) => (a.row.startedAt < b.row.startedAt ? -1 : 1));
    const fromBefore = new Set(old.slice(0, Math.max(0, shown)));
    return found.filter((one) => !fromBefore.has(one));
  }
}

/** The hash in an id, shortened. */
const shortOf = (id: string): string => id.slice(11, 11 + SHORT);
