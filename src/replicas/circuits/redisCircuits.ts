import type { CircuitNews, SharedCircuits } from '../../upstream/client/shared/sharedCircuits.ts';
import type { Connection } from '../connection.ts';
import { SharedUnavailable } from '../unavailable.ts';
import { LOOK, lookReply, newsMessage, PROBE, TELL } from './circuitScripts.ts';

export interface RedisCircuitsOptions {
  readonly connection: Connection;
  /** The id of this server. */
  readonly id: string;
  readonly upstream: string;
}

/** The circuits of an upstream: if one opens or closes at one server, it does so at all. One of them makes the probe. */
export class RedisCircuits implements SharedCircuits {
  readonly #options: RedisCircuitsOptions;
  readonly #name: string;
  readonly #listeners: ((news: CircuitNews) => void)[] = [];
  /** Calls that wait for another server's probe. */
  readonly #waiting = new Map<string | undefined, Set<() => void>>();
  readonly #ends: readonly (() => void)[];

  constructor(options: RedisCircuitsOptions) {
    this.#options = options;
    const { connection, id, upstream } = options;
    this.#name = `circuits-${upstream}`;
    this.#ends = [
      connection.onChange((isUp) => {
        if (isUp) this.#look();
        else for (const action of this.#waiting.keys()) this.#endWaiting(action);
      }),
      connection.subscribe(this.#name, (text) => {
        const [teller, kind, field, forMs] = newsMessage.parse(JSON.parse(text));
        if (teller !== id) this.#hear(kind, field, forMs);
      }),
    ];
  }

  tell({ kind, action, forMs }: CircuitNews): void {
    const { connection, id } = this.#options;
    const field = fieldOf(kind, action);
    const whole = Math.ceil(forMs);
    this.#try(
      connection.run(
        TELL,
        [connection.key(this.#name), this.#leaseOf(action)],
        [connection.key(this.#name), JSON.stringify([id, kind, field, whole]), field, kind, String(whole)],
      ),
    );
  }

  async mayProbe(action: string | undefined, forMs: number): Promise<boolean> {
    const { connection, id } = this.#options;
    if (!connection.isUp) return true;
    const verdict = this.#verdictOf(action, forMs);
    try {
      const reply = await connection.run(PROBE, [this.#leaseOf(action)], [id, String(Math.ceil(forMs))]);
      if (reply === 1) return true;
      await verdict.heard;
      return false;
    } catch (error) {
      if (error instanceof SharedUnavailable) return true;
      throw error;
    } finally {
      verdict.end();
    }
  }

  onNews(listener: (news: CircuitNews) => void): void {
    this.#listeners.push(listener);
    this.#look();
  }

  close(): void {
    for (const end of this.#ends) end();
  }

  /** The verdict of another server's probe, or the end of its time. */
  #verdictOf(action: string | undefined, forMs: number): { readonly heard: Promise<void>; end(): void } {
    const { promise, resolve } = Promise.withResolvers<void>();
    const waiting = this.#waiting.get(action) ?? new Set();
    this.#waiting.set(action, waiting);
    waiting.add(resolve);
    const timer = setTimeout(resolve, forMs);
    return {
      heard: promise,
      end: () => {
        clearTimeout(timer);
        waiting.delete(resolve);
      },
    };
  }

  #endWaiting(action: string | undefined): void {
    for (const resolve of this.#waiting.get(action) ?? []) resolve();
  }

  /** Reads the circuits that are open already. */
  #look(): void {
    if (this.#options.connection.isUp) this.#try(this.#looked());
  }

  async #looked(): Promise<void> {
    const { connection } = this.#options;
    const reply = await connection.run(LOOK, [connection.key(this.#name)], []);
    for (const [field, kind, forMs] of lookReply.parse(reply)) this.#hear(kind, field, forMs);
  }

  #hear(kind: CircuitNews['kind'], field: string, forMs: number): void {
    const action = field.slice(field.indexOf(' ') + 1) || undefined;
    for (const listener of this.#listeners) listener({ kind, action, forMs });
    this.#endWaiting(action);
  }

  /** Goes on without Redis. */
  #try(work: Promise<unknown>): void {
    work.catch((error: unknown) => {
      if (!(error instanceof SharedUnavailable)) throw error;
    });
  }

  #leaseOf(action: string | undefined): string {
    return this.#options.connection.key(`probe-${this.#options.upstream} ${action ?? ''}`);
  }
}

/** A circuit and a Retry-After of an action hold at the same time. */
const fieldOf = (kind: CircuitNews['kind'], action = ''): string =>
  `${kind === 'open' || kind === 'closed' ? 'circuit' : 'pause'} ${action}`;
