import type { Caller, PlannedCalls } from '../caller.ts';
import { sizeOf, type TransportName } from '../../endpoint.ts';
import type { ServiceTimes } from './serviceTimes.ts';

/** The queue has no room for an operation, so none of its calls is made. */
export class QueueFull extends Error {
  /** Estimated time until there is room, in whole seconds. */
  readonly retryAfterSeconds: number;

  constructor(waitMs: number) {
    super('The queue is full.');
    this.retryAfterSeconds = Math.max(1, Math.ceil(waitMs / 1000));
  }
}

type Action = PlannedCalls['endpoint'];

export interface AdmissionOptions {
  /** Calls in flight at once, at present. */
  readonly slots: () => Readonly<Record<'small' | 'large', number>>;
  /** The deadline of a call, in milliseconds. */
  readonly timeoutMs: number;
  readonly times: ServiceTimes;
  /** The transports of this upstream. Planned calls over other transports do not count. */
  readonly transports: ReadonlySet<TransportName>;
}

/** An admitted operation. */
interface Operation {
  readonly caller: Caller;
  /** Its calls that wait or are in flight, by action. */
  readonly asked: Map<Action, number>;
  /** The time by which all of its calls should be answered. An operation that would delay this is not admitted. */
  readonly promisedBy: number;
}

/** A new operation is admitted if its last call can be answered within this share of the deadline. */
const PATIENCE = 1 / 4;

/**
 * An operation that takes longer by itself is admitted if it would wait for others for at most this share of the
 * deadline.
 */
const NEARLY_NOTHING = 1 / 16;

/** Operations admitted later must not delay an admitted one beyond this share of the deadline. */
const PROMISE = 3 / 4;

/** The most operations admitted at once, however short they are. It bounds memory. */
const MOST_OPERATIONS = 1000;

/**
 * Decides once for each operation whether an upstream has room for it. The plan and recent service times give the
 * time it will take. An admitted operation can be answered completely, well before the deadline.
 *
 * Viewers take turns, and so do the operations of one viewer. By the time a new operation is done, no other viewer
 * has had more turns than its own. A viewer with many calls under way therefore does not keep other viewers out.
 */
export class Admission {
  readonly #options: AdmissionOptions;
  readonly #admitted = new Map<Caller, Operation>();
  readonly #decisions = new WeakMap<Caller, Operation | QueueFull>();

  constructor(options: AdmissionOptions) {
    this.#options = options;
  }

  /** The slot time that the calls of admitted operations still need, in milliseconds. */
  get workMs(): number {
    this.#forget();
    return sum([...this.#admitted.values()].map((operation) => this.#workOf(operation)));
  }

  /**
   * Admits or refuses an operation at its first call. The decision holds for its other calls.
   *
   * @param always true for a call that is admitted however long the wait is
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

  /** Notes that a call of an admitted operation waits (1) or has ended (-1). */
  note(caller: Caller, action: Action, change: 1 | -1): void {
    const operation = this.#decisions.get(caller);
    if (!operation || operation instanceof QueueFull) return;
    const calls = (operation.asked.get(action) ?? 0) + change;
    if (calls > 0) operation.asked.set(action, calls);
    else operation.asked.delete(action);
  }

  /** Estimated milliseconds until a new operation would be done, and the error if it is refused. */
  #judged(caller: Caller, action: Action): { readonly finishMs: number; readonly full?: QueueFull } {
    const { timeoutMs } = this.#options;
    const slots = this.#options.slots();
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
    /** Milliseconds until this much of the viewer's work is done, with the turns of other viewers. */
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

  /** The slot time of a call, in milliseconds. A large call counts for more, because it may not use every slot. */
  #weightOf(action: Action): number {
    const { times } = this.#options;
    const slots = this.#options.slots();
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
