import type { Answer } from '../upstream/client/answer.ts';
import type { Endpoint } from '../upstream/endpoint.ts';

/** What several servers share of the live floor: one of them polls each topic, and the others follow its answers. */
export interface SharedFloor {
  /**
   * Becomes a candidate for polling a topic. One of the candidates polls. If it ends or hangs, another one takes over.
   *
   * @param onChange called when this server begins to poll, and when it no longer does
   * @returns withdraws, so that another one takes over at once
   */
  stand(topic: string, onChange: (polls: boolean) => void): () => void;
  /**
   * Exchanges notes about a topic with the other servers.
   *
   * @param read this server's note, as JSON
   * @param onNote called with the note of another server, as it came; undefined when that server has left
   */
  exchange(
    topic: string,
    read: () => unknown,
    onNote: (server: string, note: unknown) => void,
  ): {
    /** To be called when the note has changed. */
    changed(): void;
    leave(): void;
  };
}

/** A server that serves alone polls everything. */
export const ALONE: SharedFloor = {
  stand: (_, onChange) => {
    onChange(true);
    return () => undefined;
  },
  exchange: () => ({ changed: () => undefined, leave: () => undefined }),
};

/** Listens to the answers that other servers get to a call. @returns ends it */
export type Follow = <Input, Model>(
  endpoint: Endpoint<string, Input, Model>,
  input: Input,
  onAnswer: (answer: Answer<Model>) => void,
) => () => void;

/** Whether this server polls a topic, or follows the one that does. */
export class PollRight {
  readonly #leave: () => void;
  readonly #onChange: () => void;
  #isHeld = false;
  #waiting = Promise.withResolvers<void>();

  /** @param onChange called when it has changed, but not while it is made */
  constructor(shared: SharedFloor, topic: string, onChange: () => void = () => undefined) {
    this.#onChange = () => undefined;
    this.#leave = shared.stand(topic, (polls) => this.#set(polls));
    this.#onChange = onChange;
  }

  /** True if this server polls. */
  get isHeld(): boolean {
    return this.#isHeld;
  }

  /** Resolves when this server polls, or when the signal is aborted. */
  async held(signal: AbortSignal): Promise<void> {
    if (this.#isHeld || signal.aborted) return;
    const { promise: left, resolve } = Promise.withResolvers<void>();
    const leave = (): void => resolve();
    signal.addEventListener('abort', leave, { once: true });
    await Promise.race([this.#waiting.promise, left]);
    signal.removeEventListener('abort', leave);
  }

  /** Stops. */
  leave(): void {
    this.#leave();
    this.#isHeld = false;
  }

  #set(isHeld: boolean): void {
    if (isHeld === this.#isHeld) return;
    this.#isHeld = isHeld;
    if (isHeld) this.#waiting.resolve();
    else this.#waiting = Promise.withResolvers();
    this.#onChange();
  }
}

/** Does one thing after the other: what is polled and what is followed, in the order in which it comes. */
export class InOrder {
  #last: Promise<unknown> = Promise.resolve();

  /** Rejects as `run` does; what comes after goes on. */
  async do<Value>(run: () => Promise<Value>): Promise<Value> {
    const done = this.#last.then(run, run);
    this.#last = done.catch(() => undefined);
    return done;
  }
}
