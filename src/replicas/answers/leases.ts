import type { Connection } from '../connection.ts';
import { RENEW } from './scripts.ts';

/** Keeps the leases of calls under way. If this server ends or hangs, they end after `leaseMs`. */
export class Leases {
  readonly #connection: Connection;
  readonly #leaseMs: number;
  /** The tokens, by the leases' keys. */
  readonly #held = new Map<string, string>();
  #timer: NodeJS.Timeout | undefined;

  constructor(connection: Connection, leaseMs: number) {
    this.#connection = connection;
    this.#leaseMs = leaseMs;
  }

  hold(key: string, token: string): void {
    this.#held.set(key, token);
    this.#timer ??= setInterval(() => this.#renew(), this.#leaseMs / 3).unref();
  }

  release(key: string, token: string): void {
    if (this.#held.get(key) === token) this.#held.delete(key);
    if (this.#held.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #renew(): void {
    for (const [key, token] of this.#held)
      // A lost lease means a second call, and no wrong answer.
      this.#connection.run(RENEW, [key], [token, String(this.#leaseMs)]).catch(() => undefined);
  }
}
