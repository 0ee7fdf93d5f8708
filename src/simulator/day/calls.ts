import type { Call, CallSources } from './call.ts';
import { Dayplan } from './dayplan.ts';
import { daysAfter } from '../centre/zone.ts';

/** How many days of history there are. */
export const HISTORY_DAYS = 30;

/** The call history, generated a day at a time when somebody asks for that day. */
export class CallHistory {
  readonly #sources: CallSources;
  readonly #plan: Dayplan;
  readonly #days = new Map<string, readonly Call[]>();

  constructor(sources: CallSources) {
    this.#sources = sources;
    this.#plan = new Dayplan(sources);
  }

  /** Every call of a local day by its start, those included that `now` has not seen yet. */
  ofDay(day: string): readonly Call[] {
    const known = this.#days.get(day);
    if (known) return known;
    const calls = this.#plan.callsOf(day);
    this.#days.set(day, calls);
    forgetOldest(this.#days);
    return calls;
  }

  /** The calls that started in `[from, until)` and are over, oldest first; nothing is older than the history. */
  between(from: number, until: number, now: number): readonly Call[] {
    const { zone } = this.#sources;
    const oldest = zone.startOf(daysAfter(zone.day(now), -HISTORY_DAYS));
    const first = Math.max(from, oldest);
    const last = Math.min(until, now);
    const calls: Call[] = [];
    if (first >= last) return calls;
    for (let day = zone.day(first); zone.startOf(day) < last; day = daysAfter(day, 1)) {
      for (const call of this.ofDay(day)) {
        if (call.startedAt >= first && call.startedAt < last && call.endedAt <= now) calls.push(call);
      }
    }
    return calls;
  }
}

/** Keeps as many days as there are of history, and the days around them: what runs for weeks must not grow. */
export function forgetOldest(days: Map<string, unknown>): void {
  if (days.size <= HISTORY_DAYS + 3) return;
  const [oldest] = [...days.keys()].toSorted();
  if (oldest !== undefined) days.delete(oldest);
}
