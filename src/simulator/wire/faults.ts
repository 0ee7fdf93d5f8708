import type { Form } from './form.ts';

export type FaultKind =
  /** The correct answer, late. */
  | 'delay'
  /** The connection is reset before anything is done. */
  | 'reset'
  /** Half of the announced bytes, then the connection is closed. */
  | 'halfBody'
  /** A proxy's HTML page with HTTP 502. */
  | 'badGateway'
  /** HTTP 200 and half of the JSON, with a content-length that matches. */
  | 'truncatedJson'
  /** A PHP warning before the correct answer. */
  | 'phpWarning'
  /** `body` instead of the answer. */
  | 'refusal'
  | 'emptyBody'
  /** HTTP 500 with an empty body. */
  | 'serverError'
  /** The action is done, but its answer is never sent. */
  | 'loseAnswer'
  /** The action is done `delayMs` later. The client may have stopped waiting by then. */
  | 'slowInsert'
  /** The action is done, then the connection is reset. */
  | 'resetAfter'
  /** The action is done, then HTTP 500 with an empty body. */
  | 'failAfter';

export interface Fault {
  /** Left out = all actions. */
  readonly action?: string;
  /** Applies only to requests with these fields. Left out = to all. */
  readonly where?: Readonly<Record<string, string>>;
  /** The number of requests that it applies to. Left out = all until `clear()`. */
  readonly times?: number;
  readonly kind: FaultKind;
  /** The delay before the answer, for all kinds. Default: 1,000 for `delay` and `slowInsert`, else 0. */
  readonly delayMs?: number;
  /** The exact answer of a `refusal`. */
  readonly body?: string;
}

/** The pending faults. If several match a request, the first one applies. */
export class Faults {
  #pending: { readonly fault: Fault; readonly where: readonly [string, string][]; left: number }[] = [];

  add(fault: Fault): void {
    this.#pending.push({ fault, where: Object.entries(fault.where ?? {}), left: fault.times ?? Infinity });
  }

  clear(): void {
    this.#pending = [];
  }

  /** The fault that applies to this request; undefined if none does. */
  take(action: string, form: Form): Fault | undefined {
    const found = this.#pending.find(
      ({ fault, where }) =>
        (fault.action === undefined || fault.action === action) &&
        where.every(([name, value]) => form.one(name) === value),
    );
    if (!found) return undefined;
    found.left -= 1;
    if (found.left <= 0) this.#pending = this.#pending.filter((pending) => pending !== found);
    return found.fault;
  }
}
