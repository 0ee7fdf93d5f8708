import type { Caller, PlannedCalls } from '../caller.ts';
import { sizeOf, type TransportName } from '../../endpoint.ts';
import type { ServiceTimes } from './serviceTimes.ts';

/** There is no room for an operation: none of its calls is made. */
export class QueueFull extends Error {
  /** When there will be, by what is known now, in whole seconds. */
  readonly retryAfterSeconds: number;

  constructor(waitMs: number) {
    super('The queue is full.');
    this.retryAfterSeconds = Math.max(1, Math.ceil(waitMs / 1000));
  }
}

type Action = PlannedCalls['endpoint'];

export interface AdmissionOptions {
  /** Calls in flight at once. */
  readonly slots: Readonly<Record<'small' | 'large', number>>;
  /** The deadline of a call, in milliseconds. */
  readonly timeoutMs: number;
  readonly times: ServiceTimes;
  /** The transports of this upstream: calls that are planned over others are no work here. */
  readonly transports: ReadonlySet<TransportName>;
}

/** An operation that was let in. */
interface Operation {
  readonly caller: Caller;
  /** Its calls that wait or are in flight. */
  readonly asked: Map<Action, number>;
  /** Until when all of it should be answered. Nothing is let in that would put that off. */
  readonly promisedBy: number;
}

/** A newcomer's last call should be answered within this share of the deadline. */
const PATIENCE = 1 / 4;

/** An operation that takes longer than that by itself is let in where it would wait for others at most this share. */
const NEARLY_NOTHING = 1 / 16;

/** Whatever is let in after an operation, it should be answered within this share of the deadline. */
const PROMISE = 3 / 4;

/** Operations let in at once, whatever they take: beyond that it is only memory that grows. */
const MOST_OPERATIONS = 1000;

/**
 * Decides once for each operation whether an upstream has room for it. What it will take is known from its plan and
 * from how long calls have taken of late; what is let in is answered whole, well before the deadline.
 *
 * Viewers take turns, and a viewer's operations take turns. A newcomer is done when it has had its share of the turns,
 * and nobody before it has had more than that. A viewer with much under way therefore keeps no other viewer out.
 */
export class Admission {
  readonly #options: AdmissionOptions;
  readonly #admitted = new Map<Caller, Operation>();
  readonly #decisions = new WeakMap<Caller, Operation | QueueFull>();

  constructor(options: AdmissionOptions) {
    this.#options = options;
  }

  /** The time that all calls of operations let in still take of the slots, in milliseconds. */
  get workMs(): number {
    this.#forget();
    return sum([...this.#admitted.values()].map((operation) => this.#workOf(operation)));
  }

  /**
   * Lets an operation in, or not, at its first call; what was decided holds for the others.
   *
   * @param always true for a call that is let in whatever the wait is
   * @throws QueueFull if there is no room for it
   */
  admit(caller: Caller, action: Action, always = false): void {
    const decided = this.#decisions.get(caller);
    if (decided instanceof QueueFull && !always) throw decided;
    if (decided && !(decided instanceof QueueFull)) {
      this.#admitted.set(caller, decided);
      return;
    }
    const { finishMs, full } = this.#judged(caller, action);
    if (full && !always) {
      this.#decisions.set(caller, full);
      throw full;
    }
    const promisedBy = performance.now() + Math.max(PROMISE * this.#options.timeoutMs, 2 * finishMs);
    const operation: Operation = { caller, asked: new Map(), promisedBy };
    this.#decisions.set(caller, operation);
    this.#admitted.set(caller, operation);
  }

  /** Notes that a call of an operation that was let in waits, or has ended (-1). */
  note(caller: Caller, action: Action, change: 1 | -1): void {
    const operation = this.#decisions.get(caller);
    if (!operation || operation instanceof QueueFull) return;
    const calls = (operation.asked.get(action) ?? 0) + change;
    if (calls > 0) operation.asked.set(action, calls);
    else operation.asked.delete(action);
  }

  /** When a newcomer would be done, from now, and why it is not let in. */
  #judged(caller: Caller, action: Action): { readonly finishMs: number; readonly full?: QueueFull } {
    const { timeoutMs, slots } = this.#options;
    const own = Math.max(this.#weightOf(action), this.#reservedBy(caller));
    const siblings: number[] = [];
    const others = new Map<string, number>();
    let promisedBy = Infinity;
    for (const operation of this.#admitted.values()) {
      if (isDone(operation)) {
        this.#admitted.delete(operation.caller);
        continue;
      }
      const work = this.#workOf(operation);
      const { viewer } = operation.caller;
      if (viewer === caller.viewer) {
        siblings.push(work);
        promisedBy = Math.min(promisedBy, operation.promisedBy);
      } else others.set(viewer, (others.get(viewer) ?? 0) + work);
    }
    /** How long until so much of this viewer's work is done, the others' turns included. */
    const doneMs = (work: number): number =>
      (work + sum([...others.values()].map((other) => Math.min(other, work)))) / slots.small;
    const finishMs = doneMs(own + sum(siblings.map((work) => Math.min(work, own))));
    const aheadMs = finishMs - own / slots.small;
    const drainMs = doneMs(own + sum(siblings));

    const tooLongMs = Math.min(finishMs - PATIENCE * timeoutMs, aheadMs - NEARLY_NOTHING * timeoutMs);
    const tooLateMs = performance.now() + drainMs - promisedBy;
    if (this.#admitted.size >= MOST_OPERATIONS) return { finishMs, full: new QueueFull(drainMs) };
    if (tooLongMs <= 0 && tooLateMs <= 0) return { finishMs };
    return { finishMs, full: new QueueFull(Math.max(tooLongMs, tooLateMs)) };
  }

  #workOf({ caller, asked }: Operation): number {
    let work = caller.hasReserved ? this.#reservedBy(caller) : 0;
    for (const [action, calls] of asked) work += calls * this.#weightOf(action);
    return work;
  }

  #reservedBy(caller: Caller): number {
    let work = 0;
    for (const { endpoint, calls } of caller.reserved) {
      if (this.#options.transports.has(endpoint.transport)) work += calls * this.#weightOf(endpoint);
    }
    return work;
  }

  /** What a call takes of the slots, in milliseconds. A large one may not use all of them, and counts for more. */
  #weightOf(action: Action): number {
    const { slots, times } = this.#options;
    return (times.expectedMs(action) * slots.small) / slots[sizeOf(action)];
  }

  /** Drops the operations that have ended. */
  #forget(): void {
    for (const operation of this.#admitted.values())
      if (isDone(operation)) this.#admitted.delete(operation.caller);
  }
}

const isDone = ({ caller, asked }: Operation): boolean => asked.size === 0 && !caller.hasReserved;

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
