import type { Answer } from './answer.ts';
import type { Caller } from './caller.ts';
import type { Endpoint } from '../endpoint.ts';
import { handled } from '../promises/handled.ts';

/** The record of an action, as far as it says whose model an answer is. */
export type Action<Model> = Pick<Endpoint<string, never, Model>, 'name' | 'response'>;

/** What makes calls equal: equal calls have equal answers. */
export interface CallIdentity<Model> {
  /** The action and the fields as they are sent: nothing of the caller, so that only equal calls share an answer. */
  readonly key: string;
  readonly endpoint: Action<Model>;
}

interface CallUnderWay<Model> {
  readonly endpoint: Action<Model>;
  /** The answer; it rejects as the call does, or with the reason of the caller's signal if that caller leaves. */
  join(caller: Caller): Promise<Answer<Model>>;
}

/** The calls under way: equal calls at the same time are one call, and all who want it wait for that one. */
export class SingleFlight {
  readonly #underWay = new Map<string, CallUnderWay<unknown>>();

  /** The equal call under way; undefined if there is none. */
  find<Model>({ key, endpoint }: CallIdentity<Model>): CallUnderWay<Model> | undefined {
    const found = this.#underWay.get(key);
    return isOf(found, endpoint) ? found : undefined;
  }

  /** @param make makes the call; its signal is aborted when everyone who waits for the answer has left */
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

/** One record has one model: what came of it, under its name, is of its type. */
function isOf<Model>(
  found: CallUnderWay<unknown> | undefined,
  endpoint: Action<Model>,
): found is CallUnderWay<Model> {
  return found?.endpoint === endpoint;
}

/** A call under way, and all who wait for it: it is given up when the last of them has left. */
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
    join: async ({ signal }) => {
      waiting += 1;
      const left = Promise.withResolvers<never>();
      const leave = (): void => {
        waiting -= 1;
        if (waiting === 0) {
          onGivenUp();
          controller.abort(signal?.reason);
        }
        left.reject(signal?.reason);
      };
      signal?.addEventListener('abort', leave, { once: true });
      try {
        return await Promise.race([answer, left.promise]);
      } finally {
        signal?.removeEventListener('abort', leave);
      }
    },
  };
}
