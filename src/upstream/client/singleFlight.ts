import type { Answer } from './answer.ts';
import type { Caller } from './caller.ts';
import type { Endpoint } from '../endpoint.ts';
import { handled } from '../promises/handled.ts';

/** The record of an action, as far as it identifies the model of an answer. */
export type Action<Model> = Pick<Endpoint<string, never, Model>, 'name' | 'response'>;

/** The identity of a call: equal calls have equal answers. */
export interface CallIdentity<Model> {
  /**
   * The action and the fields as sent. Nothing of the caller is in it, so that equal calls of different callers share
   * an answer.
   */
  readonly key: string;
  readonly endpoint: Action<Model>;
}

interface CallUnderWay<Model> {
  readonly endpoint: Action<Model>;
  /** The answer. It rejects with the call's error, or with the reason of the caller's signal if that caller leaves. */
  join(caller: Caller): Promise<Answer<Model>>;
}

/**
 * A map in a long-lived object, whose entries change all the time.
 *
 * When a Map or a Set has been changed a few times, V8 makes it a new table, and the old table points to the new one.
 * Once a single old table has outlived a garbage collection of young objects, each later one does, with all that its
 * entries hold: half of what a call allocates, until the next collection of all objects. The tables of a plain
 * object have no such pointers.
 */
class ShortLivedMap<Value> {
  readonly #values: Record<string, Value | undefined> = Object.setPrototypeOf({}, null);

  get(key: string): Value | undefined {
    return this.#values[key];
  }

  set(key: string, value: Value): void {
    this.#values[key] = value;
  }

  delete(key: string): void {
    delete this.#values[key];
  }
}

/** The calls under way. Equal calls at the same time are sent once, and all callers wait for that call. */
export class SingleFlight {
  readonly #underWay = new ShortLivedMap<CallUnderWay<unknown>>();

  /** The equal call under way; undefined if there is none. */
  find<Model>({ key, endpoint }: CallIdentity<Model>): CallUnderWay<Model> | undefined {
    const found = this.#underWay.get(key);
    return isOf(found, endpoint) ? found : undefined;
  }

  /** @param make makes the call; its signal is aborted when no caller waits for the answer any more */
  start<Model>(
    { key, endpoint }: CallIdentity<Model>,
    make: (signal: AbortSignal) => Promise<Answer<Model>>,
  ): CallUnderWay<Model> {
    const forget = (): void => {
      if (this.#underWay.get(key) === started) this.#underWay.delete(key);
    };
    const started = callUnderWay(endpoint, (signal) => make(signal).finally(forget), forget);
    this.#underWay.set(key, started);
    return started;
  }
}

/** True if the answer came from the same record, and so has the same model. */
function isOf<Model>(
  found: CallUnderWay<unknown> | undefined,
  endpoint: Action<Model>,
): found is CallUnderWay<Model> {
  return found?.endpoint === endpoint;
}

/** A call under way and the callers that wait for it. It is aborted when the last of them has left. */
function callUnderWay<Model>(
  endpoint: Action<Model>,
  make: (signal: AbortSignal) => Promise<Answer<Model>>,
  onGivenUp: () => void,
): CallUnderWay<Model> {
  const controller = new AbortController();
  const answer = handled(make(controller.signal));
  let waiting = 0;
  return {
    endpoint,
    join: ({ signal }) => {
      waiting += 1;
      if (!signal) return answer;
      return new Promise((resolve, reject) => {
        const leave = (): void => {
          waiting -= 1;
          if (waiting === 0) {
            onGivenUp();
            controller.abort(signal.reason);
          }
          reject(signal.reason);
        };
        const stay = (): void => signal.removeEventListener('abort', leave);
        signal.addEventListener('abort', leave, { once: true });
        answer.then(resolve, reject);
        answer.then(stay, stay);
      });
    },
  };
}
