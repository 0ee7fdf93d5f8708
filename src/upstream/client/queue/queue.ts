import { Admission } from './admission.ts';
import type { Caller } from '../caller.ts';
import { sizeOf, type EndpointFacts, type TransportName } from '../../endpoint.ts';
import type { ServiceTimes } from './serviceTimes.ts';
import type { Slots } from './slots.ts';

type Size = ReturnType<typeof sizeOf>;

/** A call, as far as the queue needs to know it. */
export interface Turn {
  /** The caller. Viewers take turns, then the operations of a viewer, however many calls each has. */
  readonly caller: Caller;
  /** The action. Large answers take long, so they never get every slot. */
  readonly endpoint: Pick<EndpointFacts, 'name' | 'transport' | 'maxBytes'>;
  /** True if the call is admitted however long the queue is. */
  readonly always: boolean;
  /** Called when no call of the same operation waits before it any more. */
  readonly onFirst?: () => void;
}

export interface QueueOptions {
  /** Calls in flight at once. */
  readonly slots: Slots;
  /** The deadline of a call, in milliseconds. */
  readonly timeoutMs: number;
  /** Average service times. */
  readonly times: ServiceTimes;
  /** The transports of the upstream. */
  readonly transports: ReadonlySet<TransportName>;
}

/**
 * The queue of an upstream: a limited number of calls are in flight at once, and the others wait. Viewers take turns,
 * then the operations of a viewer: two hundred calls of one operation delay a single call of another by one call.
 * While other viewers wait, no viewer gets more than half of the slots.
 *
 * If there is no room for an operation, it is refused as a whole at its first call (see `Admission`).
 */
export class Queue {
  readonly #slots: Slots;
  readonly #admission: Admission;
  readonly #lanes: Readonly<Record<Size, Lane>>;
  readonly #inFlight = new Map<string, number>();
  #running = 0;
  #last: Size = 'large';

  constructor({ slots, ...options }: QueueOptions) {
    this.#slots = slots;
    this.#admission = new Admission({
      ...options,
      // An operation takes longer than a change of the limit, so it can count on what is within reach.
      slots: () => ({ small: slots.reachable, large: slotsForLarge(slots.reachable) }),
    });
    this.#lanes = { small: new Lane(() => slots.limit), large: new Lane(() => slotsForLarge(slots.limit)) };
    slots.onRise(() => this.#next());
  }

  /** True if every slot is taken. */
  get isFull(): boolean {
    return this.#running >= this.#slots.limit;
  }

  /** The most calls in flight now. */
  get slots(): number {
    return this.#slots.limit;
  }

  /** The most that it would get if it needed them: several servers may share them. */
  get reachable(): number {
    return this.#slots.reachable;
  }

  /** The calls in flight. */
  get running(): number {
    return this.#running;
  }

  /** The calls that wait for their turn. */
  get waiting(): number {
    return this.#lanes.small.waiting + this.#lanes.large.waiting;
  }

  /** The slot time that admitted operations still need, in milliseconds: for their calls and their announced calls. */
  get workMs(): number {
    return this.#admission.workMs;
  }

  /**
   * Admits or refuses a caller's operation, if that is not decided yet.
   *
   * @throws QueueFull if there is none
   */
  admit({ caller, endpoint, always }: Pick<Turn, 'caller' | 'endpoint' | 'always'>): void {
    this.#admission.admit(caller, endpoint, always);
  }

  /**
   * Runs a call when it is its turn.
   *
   * @param signal removes the call from the queue
   * @throws QueueFull; the signal's reason
   */
  async run<Answer>(turn: Turn, signal: AbortSignal, call: () => Promise<Answer>): Promise<Answer> {
    signal.throwIfAborted();
    this.admit(turn);
    const { caller, endpoint } = turn;
    const { viewer } = caller;
    const lane = this.#lanes[sizeOf(endpoint)];
    this.#admission.note(caller, endpoint, 1);
    try {
      await this.#slot(turn, lane, signal);
      try {
        return await call();
      } finally {
        this.#running -= 1;
        lane.running -= 1;
        this.#count(viewer, -1);
      }
    } finally {
      this.#admission.note(caller, endpoint, -1);
      this.#next();
    }
  }

  #slot({ caller, onFirst }: Turn, lane: Lane, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const start = (): void => {
        signal.removeEventListener('abort', gone);
        resolve();
      };
      const leave = lane.add(caller, { start, onFirst });
      const gone = (): void => {
        leave();
        reject(signal.reason);
      };
      signal.addEventListener('abort', gone);
      this.#next();
    });
  }

  #next(): void {
    this.#start();
    this.#slots.note(this.#running, this.waiting);
  }

  #start(): void {
    while (this.#running < this.#slots.limit) {
      const next = this.#pick();
      if (!next) return;
      const { size, viewer } = next;
      const lane = this.#lanes[size];
      this.#last = size;
      this.#running += 1;
      lane.running += 1;
      this.#count(viewer, 1);
      lane.start(viewer);
    }
  }

  /** The next viewer and size: viewers with less than half of the slots come first, then all others. */
  #pick(): { readonly size: Size; readonly viewer: string } | undefined {
    // The sizes take turns if calls of both wait.
    const sizes: readonly Size[] = this.#last === 'small' ? ['large', 'small'] : ['small', 'large'];
    const half = Math.ceil(this.#slots.limit / 2);
    const hasRoom = (viewer: string): boolean => (this.#inFlight.get(viewer) ?? 0) < half;
    for (const mayStart of [hasRoom, () => true]) {
      for (const size of sizes) {
        const viewer = this.#lanes[size].next(mayStart);
        if (viewer !== undefined) return { size, viewer };
      }
    }
    return undefined;
  }

  #count(viewer: string, change: 1 | -1): void {
    const calls = (this.#inFlight.get(viewer) ?? 0) + change;
    if (calls > 0) this.#inFlight.set(viewer, calls);
    else this.#inFlight.delete(viewer);
  }
}

/** A quarter of the slots is kept for small calls: at least one, unless there is only one slot. */
const slotsForLarge = (slots: number): number =>
  Math.min(slots, Math.max(1, slots - Math.max(1, Math.floor(slots / 4))));

/** A call that waits. */
interface Waiting {
  readonly start: () => void;
  readonly onFirst: (() => void) | undefined;
}

/** The calls of an operation that wait. */
interface Operation {
  readonly caller: Caller;
  readonly calls: Waiting[];
}

/** The operations of a viewer that wait, in the order of their turns. */
interface Viewer {
  readonly name: string;
  readonly operations: Operation[];
}

/**
 * The calls of one size that wait: by viewer and by operation, each in the order of their turns. They are arrays, since
 * their order changes with each call: see ShortLivedMap of singleFlight.ts.
 */
class Lane {
  running = 0;
  waiting = 0;
  readonly #slots: () => number;
  readonly #viewers: Viewer[] = [];

  /** @param slots the most calls of this size in flight */
  constructor(slots: () => number) {
    this.#slots = slots;
  }

  /** The first viewer that may start a call; undefined if none waits or every slot is taken. */
  next(mayStart: (viewer: string) => boolean): string | undefined {
    if (this.running >= this.#slots()) return undefined;
    return this.#viewers.find(({ name }) => mayStart(name))?.name;
  }

  /** @returns removes the call again, if it has not started */
  add(caller: Caller, call: Waiting): () => void {
    const viewer = foundOr(this.#viewers, ({ name }) => name === caller.viewer, {
      name: caller.viewer,
      operations: [],
    });
    const operation = foundOr(viewer.operations, (other) => other.caller === caller, { caller, calls: [] });
    const { calls } = operation;
    calls.push(call);
    this.waiting += 1;
    if (calls.length === 1) call.onFirst?.();
    return () => {
      if (!dropped(calls, call)) return;
      this.waiting -= 1;
      calls[0]?.onFirst?.();
      if (calls.length === 0) dropped(viewer.operations, operation);
      if (viewer.operations.length === 0) dropped(this.#viewers, viewer);
    };
  }

  /**
   * Starts a viewer's next call. Then its operation moves behind the viewer's other operations, and the viewer behind
   * the other viewers.
   */
  start(viewer: string): void {
    const place = this.#viewers.findIndex(({ name }) => name === viewer);
    const [turn] = this.#viewers.splice(place, 1);
    const operation = turn?.operations.shift();
    if (!turn || !operation) return;
    const { calls } = operation;
    const call = calls.shift();
    if (call) this.waiting -= 1;
    if (calls.length > 0) turn.operations.push(operation);
    if (turn.operations.length > 0) this.#viewers.push(turn);
    calls[0]?.onFirst?.();
    call?.start();
  }
}

/** The first item that passes, or a new one at the end. */
function foundOr<Item>(items: Item[], passes: (item: Item) => boolean, other: Item): Item {
  const found = items.find(passes);
  if (found === undefined) items.push(other);
  return found ?? other;
}

/** Removes an item. @returns false if it is not there */
function dropped<Item>(items: Item[], item: Item): boolean {
  const place = items.indexOf(item);
  if (place !== -1) items.splice(place, 1);
  return place !== -1;
}
