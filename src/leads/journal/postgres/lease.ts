import { z } from 'zod';
import type { Connections } from './connections.ts';
import { GIVE_UP_LEASE, RENEW_LEASE, TAKE_LEASE } from './statements.ts';

/**
 * A server believes in its lease for this share of it. The rest covers the time between the check and the first byte on
 * the wire, and clocks that run at different speeds.
 */
const BELIEVED = 0.8;

/**
 * The right of this server to send and to write. Postgres grants it for some seconds, by its own clock, and under a number
 * that no other server ever has: the fencing token. A server without a sign of life for so long is fenced by the others.
 * This server knows without asking when its lease may have ended, because it counts from before it asked for it.
 */
export class Lease {
  readonly #connections: Connections;
  readonly #leaseMs: number;
  #token: number;
  #until: Moment;

  private constructor(connections: Connections, leaseMs: number, token: number, until: Moment) {
    this.#connections = connections;
    this.#leaseMs = leaseMs;
    this.#token = token;
    this.#until = until;
  }

  /** @throws JournalError */
  static async take(connections: Connections, leaseMs: number): Promise<Lease> {
    const until = momentIn(leaseMs * BELIEVED);
    return new Lease(connections, leaseMs, await newToken(connections, leaseMs), until);
  }

  /** The fencing token. It changes if this server was fenced. */
  get token(): number {
    return this.#token;
  }

  /** True if no other server can have fenced this one. */
  get isHeld(): boolean {
    return performance.now() < this.#until.monotonic && Date.now() < this.#until.wall;
  }

  /** Renews the lease; takes another one if this server was fenced. @throws JournalError */
  async renew(): Promise<void> {
    const until = momentIn(this.#leaseMs * BELIEVED);
    const token = this.#token;
    const renewed = await this.#connections.query(RENEW_LEASE, [token]);
    const next = renewed.length > 0 ? token : await newToken(this.#connections, this.#leaseMs);
    // Another renewal may have come first, and was fenced as this one was: its token is as good.
    if (this.#token !== token) return;
    this.#token = next;
    if (until.monotonic > this.#until.monotonic || next !== token) this.#until = until;
  }

  /** Ends the lease. @throws JournalError */
  async giveUp(): Promise<void> {
    this.#until = momentIn(0);
    await this.#connections.query(GIVE_UP_LEASE, [this.#token]);
  }
}

async function newToken(connections: Connections, leaseMs: number): Promise<number> {
  const [row] = await connections.query(TAKE_LEASE, [leaseMs]);
  return z.number().parse(row?.['id']);
}

/** A moment by two clocks: the first one stands still while a machine sleeps, the second one may be set back. */
interface Moment {
  readonly monotonic: number;
  readonly wall: number;
}

const momentIn = (milliseconds: number): Moment => ({
  monotonic: performance.now() + milliseconds,
  wall: Date.now() + milliseconds,
});
