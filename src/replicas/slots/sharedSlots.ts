import type { Slots } from '../../upstream/client/queue/slots.ts';
import type { Connection } from '../connection.ts';
import { SharedUnavailable } from '../unavailable.ts';
import { LEAVE, REPORT, reportReply } from './slotsScript.ts';

/** Times in milliseconds. */
export interface SlotTerms {
  /** The time between two reports, if nothing else is the reason for one. */
  readonly reportMs: number;
  /** After this time without an answered report, a server uses no more than its share. */
  readonly validMs: number;
  /** Added to a call's deadline: the time for which calls of a paused server may be open. */
  readonly marginMs: number;
  /** The time for which the share of a server that no longer reports is kept, because it may serve without Redis. */
  readonly reservedMs: number;
  /** The time after a loss of Redis's data in which servers divide only the slots that they held before. */
  readonly recoveryMs: number;
}

const TERMS: SlotTerms = {
  reportMs: 500,
  validMs: 2000,
  marginMs: 1000,
  reservedMs: 30_000,
  recoveryMs: 2000,
};

export interface SharedSlotsOptions {
  readonly connection: Connection;
  /** The id of this server. */
  readonly id: string;
  /** The name of the budget. */
  readonly name: string;
  /** The slots of all servers. */
  readonly concurrency: number;
  /** The deadline of a call, in milliseconds. */
  readonly timeoutMs: number;
  readonly terms?: Partial<SlotTerms> | undefined;
}

/**
 * This server's slots of an upstream whose calls in flight are limited in sum over all servers. It keeps the slots that it
 * was given, so most calls need no command of Redis. It reports its needs when it wants more, when another server
 * does, and every half second.
 *
 * Without Redis, it uses its share: what Redis told it, a part of the whole by the number of servers. If that is more than
 * it held, it waits until all calls that the others sent beyond their shares have reached their deadline.
 */
export class SharedSlots implements Slots {
  readonly #options: SharedSlotsOptions;
  readonly #terms: SlotTerms;
  readonly #key: string;
  readonly #listeners: (() => void)[] = [];
  /** Slots that Redis has granted. */
  #given = 0;
  /** Slots that this server holds, as Redis knows it. */
  #held = 0;
  #reachable: number;
  #share = 1;
  /** When the last answered report was sent, by `performance.now()`. */
  #reportedAt = -Infinity;
  #running = 0;
  #wanted = 0;
  /** The most that was wanted since the last regular report. */
  #peak = 0;
  #told = 0;
  #isReporting = false;
  #isDue = false;
  #timer: NodeJS.Timeout;
  #ends: (() => void)[];

  constructor(options: SharedSlotsOptions) {
    this.#options = options;
    const { connection, id, name, concurrency } = options;
    this.#terms = { ...TERMS, ...options.terms };
    this.#key = connection.key(`slots-${name}`);
    this.#reachable = concurrency;
    this.#timer = setInterval(() => this.#beat(), this.#terms.reportMs).unref();
    this.#ends = [
      connection.onChange(() => {
        this.#rise();
        this.#report();
      }),
      connection.subscribe(`slots-${name}`, (message) => {
        if (message !== '*' && !message.split(' ').includes(id)) return;
        this.#peak = this.#wanted;
        this.#report();
      }),
    ];
    this.#report();
  }

  get limit(): number {
    const age = performance.now() - this.#reportedAt;
    const { isUp } = this.#options.connection;
    if (age < this.#terms.validMs && isUp) return this.#given;
    // This process was paused. Others may use its slots by now, so Redis is asked.
    if (isUp) return 0;
    return age < this.#endedMs ? Math.min(this.#given, this.#share) : this.#share;
  }

  get reachable(): number {
    return Math.max(1, this.#options.connection.isUp ? this.#reachable : this.#share);
  }

  note(running: number, waiting: number): void {
    this.#running = running;
    this.#wanted = Math.min(this.#options.concurrency, running + waiting);
    this.#peak = Math.max(this.#peak, this.#wanted);
    const wantsMore = this.#wanted > this.#told && this.#wanted > this.#given;
    const holdsTooMuch = this.#held > Math.max(this.#given, running);
    if (wantsMore || holdsTooMuch) this.#report();
  }

  onRise(listener: () => void): void {
    this.#listeners.push(listener);
  }

  /** Gives all slots back. Never rejects. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    for (const end of this.#ends) end();
    const { connection, id, name } = this.#options;
    await connection.run(LEAVE, [this.#key], [connection.key(`slots-${name}`), id]).catch(() => undefined);
  }

  /** How long after a server's last report a call may be open that it sent in excess of its share. */
  get #endedMs(): number {
    const { reportMs, validMs, marginMs } = this.#terms;
    return validMs + reportMs + this.#options.timeoutMs + marginMs;
  }

  #beat(): void {
    // Time alone raises the limit of a server without Redis.
    this.#rise();
    this.#report();
  }

  #rise(): void {
    for (const listener of this.#listeners) listener();
  }

  #report(): void {
    if (this.#isReporting) this.#isDue = true;
    else if (this.#options.connection.isUp) void this.#reported();
  }

  /** Reports until nothing is left to report. Never rejects. */
  async #reported(): Promise<void> {
    this.#isReporting = true;
    try {
      do {
        this.#isDue = false;
        await this.#reportOnce();
      } while (this.#isDue && this.#options.connection.isUp);
    } catch (error) {
      if (!(error instanceof SharedUnavailable)) throw error;
    } finally {
      this.#isReporting = false;
    }
  }

  async #reportOnce(): Promise<void> {
    const { connection, id, name, concurrency } = this.#options;
    const { validMs, reservedMs, recoveryMs } = this.#terms;
    const want = this.#peak;
    this.#peak = this.#wanted;
    this.#told = want;
    const sentAt = performance.now();
    // What is not needed is given back before it is reported, so that no call takes it meanwhile.
    this.#given = Math.min(this.#entitled, Math.max(1, want, this.#running));
    const bound = Math.max(this.#given, this.#running);
    const endedMs = this.#endedMs;
    const reply = await connection.run(
      REPORT,
      [this.#key],
      [
        connection.key(`slots-${name}`),
        id,
        ...[bound, want, concurrency, validMs, endedMs, Math.max(reservedMs, endedMs), recoveryMs].map(
          String,
        ),
      ],
    );
    [this.#given, this.#held, this.#reachable, this.#share] = reportReply.parse(reply);
    this.#reportedAt = sentAt;
    if (this.#held > Math.max(this.#given, this.#running)) this.#isDue = true;
    this.#rise();
  }

  /** The most that it may use until Redis has answered. */
  get #entitled(): number {
    const age = performance.now() - this.#reportedAt;
    return age < this.#terms.validMs
      ? this.#given
      : age < this.#endedMs
        ? Math.min(this.#given, this.#share)
        : this.#share;
  }
}
