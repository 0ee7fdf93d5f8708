import type { Form } from './form.ts';

export type FaultKind =
  /** The right answer, late. */
  | 'delay'
  /** The connection is reset before anything is done. */
  | 'reset'
  /** Half of the announced bytes, then the connection breaks. */
  | 'halfBody'
  /** A proxy's HTML page with HTTP 502. */
  | 'badGateway'
  /** HTTP 200 and half of the JSON, as if that were all. */
  | 'truncatedJson'
  /** A PHP warning in front of the right answer. */
  | 'phpWarning'
  /** `body` instead of the answer. */
  | 'refusal'
  | 'emptyBody'
  /** HTTP 500 without a word. */
  | 'serverError'
  /** The action is done, and its answer never sent. */
  | 'loseAnswer'
  /** The action is done `delayMs` later, when whoever asked may have given up. */
  | 'slowInsert'
  /** The action is done, and the connection then reset. */
  | 'resetAfter'
  /** The action is done, and then HTTP 500 without a word. */
  | 'failAfter';

export interface Fault {
  /** Left out = whatever the action. */
  readonly action?: string;
  /** Strikes only requests with these fields. Left out = all. */
  readonly where?: Readonly<Record<string, string>>;
  /** How many requests it strikes; left out: all until `clear()`. */
  readonly times?: number;
  readonly kind: FaultKind;
  /** How long the answer waits first, whatever the kind; 1,000 for `delay` where it is left out. */
  readonly delayMs?: number;
  /** What a `refusal` answers, to the letter. */
  readonly body?: string;
}

/** The faults to come. Of several that fit a request, the one set first strikes. */
export class Faults {
  #pending: { readonly fault: Fault; left: number }[] = [];

  add(fault: Fault): void {
    this.#pending.push({ fault, left: fault.times ?? Infinity });
  }

  clear(): void {
    this.#pending = [];
  }

  /** The fault that strikes this request, if any. */
  take(action: string, form: Form): Fault | undefined {
    const found = this.#pending.find(
      ({ fault }) =>
        (fault.action === undefined || fault.action === action) &&
        Object.entries(fault.where ?? {}).every(([name, value]) => form.one(name) === value),
    );
    if (!found) return undefined;
    found.left -= 1;
    if (found.left <= 0) this.#pending = this.#pending.filter((pending) => pending !== found);
    return found.fault;
  }
}
