import type { Call, CallSources } from './call.ts';
import { Dayplan } from './dayplan.ts';
import { daysAfter } from '../centre/zone.ts';

/** The length of the call history, in days. */
export const HISTORY_DAYS = 30;

/** The call history. Each day is generated when it is first needed. */
export class CallHistory {
  readonly #sources: CallSources;
  readonly #plan: Dayplan;
  readonly #days = new Map<string, readonly Call[]>();

  constructor(sources: CallSources) {
    this.#sources = sources;
    this.#plan = new Dayplan(sources);
  }

  /** All calls that start on a local day, including those in the future. */
  ofDay(day: string): readonly Call[] {
    const known = this.#days.get(day);
    if (known) return known;
    const calls = this.#plan.callsOf(day);
    this.#days.set(day, calls);
    forgetOldest(this.#days);
    return calls;
  }

  /** The calls of the history that started in `[from, until)` and have ended, oldest first. */
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

/** Removes the oldest day if there are more than the history needs, so that memory does not grow over weeks. */
export function forgetOldest(days: Map<string, unknown>): void {
  if (days.size <= HISTORY_DAYS + 3) return;
  const [oldest] = [...days.keys()].toSorted();
  if (oldest !== undefined) days.delete(oldest);
}
