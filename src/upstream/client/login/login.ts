import { UpstreamUnauthorized, type Asked } from '../../errors.ts';
import { inSeconds } from '../retryAfter.ts';
import type { LoginState, SharedLogin } from '../shared/sharedLogin.ts';
import { WaitingCalls } from './waitingCalls.ts';

/**
 * The most calls under way with an unproved login, once the upstream has accepted it. Small calls get one more, so
 * that two slow reports do not block them: the answer to a small call proves the login for all. If all are refused,
 * that is three tries.
 */
const MOST_UNPROVED = { large: 2, small: 3 } as const;

/**
 * An upstream refuses a login fast. A call that takes longer than this is slow for another reason, so one more may be
 * sent: a call that hangs must not block the others.
 */
const ALONE_MS = 2000;

/**
 * While answers arrive, a refusal is assumed to take at most `share / concurrency` of the last answer's duration, and
 * at least `leastMs` milliseconds. A call that has been under way for longer counts as accepted. Three further calls
 * in each such interval keep all slots in use.
 */
const REFUSED_WITHIN = { share: 2, leastMs: 5 } as const;

/** The pause after the most refusals of servers that share the login. */
const DAY_MS = 86_400_000;

/** A timer that is so late shows that this process is busy. */
const LATE_MS = 20;

/** The time until another look at a login that another server tries, in milliseconds. */
const LOOK_AT_OTHERS_MS = 500;

/** The terms of a login. */
export interface LoginOptions {
  /** Pauses after the first refusal, the second, and so on, in milliseconds. The last pause repeats. */
  readonly pausesMs: readonly number[];
  /** Calls in flight at once. */
  readonly concurrency: number;
  /** The same login at other servers; undefined = this server is alone. */
  readonly shared?: SharedLogin | undefined;
}

/** A call under way that is not proved. Times are by `performance.now()`. */
interface Unproved {
  readonly since: number;
  /** True if a refusal would have arrived by now. */
  isSlow: boolean;
}

/** A call sent under a login. */
export interface LoggingIn {
  /** To be called when the upstream has accepted the login. */
  accepted(): void;
  /** @returns milliseconds until the login may be tried again; undefined if it has been changed meanwhile */
  refused(error: UpstreamUnauthorized): number | undefined;
  /** To be called last, however the call has ended. */
  ended(): void;
}

/**
 * One account's login at an upstream. Every call carries the password, and ten refusals lock the account for 15
 * minutes, even for the right password. Calls in flight at once could use up these ten tries. Therefore a single call
 * is sent until the upstream has accepted the login. From then on only a few calls may be unproved at a time. A pause
 * follows each refusal.
 *
 * Each refusal counts, also of calls that were under way at once. Servers that share the login count together, and only
 * one of them tries an unproved login.
 */
export class Login {
  readonly #options: LoginOptions;
  #refusal: { readonly message: string; readonly until: number } | undefined;
  /** Refusals since a call was last accepted. */
  #refusals = 0;
  #isProved = false;
  /** The number of changes of the secret. */
  #changes = 0;
  /** The calls not yet proved: few. An array, since they come and go all the time: see ShortLivedMap of singleFlight.ts. */
  #unproved: Unproved[] = [];
  /** When a call was last accepted, and how long that took, in milliseconds. */
  #accepted = { at: -Infinity, tookMs: 0 };
  readonly #waiting = new WaitingCalls();
  #looksAgain = false;
  /** When the timer for that ends. By `performance.now()`. */
  #dueAt = 0;
  /** Since when this process has not been too busy to read a refusal at once. By `performance.now()`. */
  #calmSince = -Infinity;

  constructor(options: LoginOptions) {
    this.#options = options;
    options.shared?.onState((state) => this.#hear(state));
  }

  /** True if the upstream has refused the login and the pause is not over. */
  get isRefused(): boolean {
    return this.#leftMs > 0;
  }

  /** True if the upstream has accepted the login, and has not refused it since. */
  get isAccepted(): boolean {
    return this.#isProved;
  }

  /** @throws UpstreamUnauthorized if the login is known to be refused */
  check(asked: Asked): void {
    if (!this.#refusal || !this.isRefused) return;
    throw new UpstreamUnauthorized(asked, this.#refusal.message, {
      loginRefused: true,
      shortCircuited: true,
      retryAfterSeconds: inSeconds(this.#leftMs),
    });
  }

  /**
   * To be called when the secret has changed. One call tries the new secret at once. Calls under way with the old
   * secret prove nothing about it.
   */
  renew(): void {
    this.#changes += 1;
    this.#refusal = undefined;
    this.#isProved = false;
    this.#unproved = [];
    this.#options.shared?.renew();
    this.#wake();
  }

  /**
   * Waits until a call may go out under this login.
   *
   * @throws UpstreamUnauthorized if the login is known to be refused; the signal's reason
   */
  async use(asked: Asked, size: 'small' | 'large', signal: AbortSignal): Promise<LoggingIn> {
    for (;;) {
      this.check(asked);
      signal.throwIfAborted();
      const call = this.#hasRoom(size)
        ? this.#begun()
        : await this.#turn(size, signal, this.#refusedWithinMs / 2);
      if (!call) continue;
      if (!signal.aborted && !this.isRefused && (await this.#mayGo())) return call;
      call.ended();
      this.check(asked);
      signal.throwIfAborted();
      (await this.#turn(size, signal, LOOK_AT_OTHERS_MS))?.ended();
    }
  }

  /** Waits for room, or for a change. @param lookMs until another look, in milliseconds */
  #turn(size: 'small' | 'large', signal: AbortSignal, lookMs: number): Promise<LoggingIn | undefined> {
    this.#lookAgain(lookMs);
    return this.#waiting.wait(size, signal);
  }

  /** True if a call may be sent now, as far as other servers are concerned. */
  async #mayGo(): Promise<boolean> {
    const { shared } = this.#options;
    if (this.#isProved || shared?.isShared !== true) return true;
    return (await shared.mayTry()) && !this.isRefused;
  }

  /** A call to be sent. It counts as unproved from now on. */
  #begun(): LoggingIn {
    const refusals = this.#refusals;
    const changes = this.#changes;
    const { shared } = this.#options;
    const began = performance.now();
    let isTry = !this.#isProved;
    const call: LoggingIn = {
      accepted: () => {
        // A call sent before a refusal or with another secret proves nothing.
        if (this.#refusals !== refusals || this.#changes !== changes) return;
        if (!this.#isProved) shared?.accepted();
        isTry = false;
        this.#refusal = undefined;
        this.#refusals = 0;
        this.#isProved = true;
        const at = performance.now();
        this.#accepted = { at, tookMs: at - began };
        // While a timer runs and is not late, this process is known not to be busy.
        if (this.#looksAgain && at <= this.#dueAt) this.#judge();
        this.#wake();
      },
      refused: (error) => {
        // The upstream counts it, also with the old secret.
        this.#refusals += 1;
        if (this.#changes !== changes) return undefined;
        isTry = false;
        const { pausesMs } = this.#options;
        const pauseMs =
          this.#refusals >= (shared?.mostRefusals ?? Infinity)
            ? DAY_MS
            : (pausesMs[Math.min(this.#refusals, pausesMs.length) - 1] ?? 0);
        this.#refusal = { message: error.message, until: performance.now() + pauseMs };
        this.#isProved = false;
        shared?.refused(error.message, pausesMs);
        this.#wake();
        return pauseMs;
      },
      ended: () => {
        if (isTry && this.#changes === changes) shared?.ended();
        isTry = false;
        const at = this.#unproved.indexOf(unproved);
        if (at === -1) return;
        this.#unproved.splice(at, 1);
        this.#wake();
      },
    };
    const unproved = { since: began, isSlow: false };
    this.#unproved.push(unproved);
    return call;
  }

  /** Takes over what another server has found out. */
  #hear({ refusals, leftMs, isAccepted, message }: LoginState): void {
    if (isAccepted) {
      this.#refusal = undefined;
      this.#refusals = 0;
      this.#isProved = true;
    } else if (refusals > 0) {
      this.#refusals = refusals;
      this.#refusal = { message, until: performance.now() + leftMs };
      this.#isProved = false;
    } else return;
    this.#wake();
  }

  /** True if one more call may be under way unproved. */
  #hasRoom(size: 'small' | 'large'): boolean {
    const { length: underWay } = this.#unproved;
    if (underWay === 0 || this.#refusals > 0) return underWay === 0;
    const most = this.#options.shared?.partOf(MOST_UNPROVED[size]) ?? MOST_UNPROVED[size];
    const slow = this.#unproved.reduce((count, { isSlow }) => count + Number(isSlow), 0);
    return underWay < (this.#isProved ? most + slow : Math.min(1 + slow, most));
  }

  /** The time within which a refusal arrives, in milliseconds. A call under way for longer counts as accepted. */
  get #refusedWithinMs(): number {
    const share = Math.min(1, REFUSED_WITHIN.share / this.#options.concurrency);
    return Math.max(REFUSED_WITHIN.leastMs, share * this.#accepted.tookMs);
  }

  /** Wakes the waiting calls after a while, because the calls under way may count as accepted by then. */
  #lookAgain(milliseconds: number): void {
    if (this.#looksAgain) return;
    this.#looksAgain = true;
    const pauseMs = Math.min(ALONE_MS, milliseconds) + 1;
    this.#dueAt = performance.now() + pauseMs;
    const due = this.#dueAt;
    setTimeout(() => {
      const isLate = performance.now() - due > Math.max(LATE_MS, this.#refusedWithinMs / 2);
      if (isLate) this.#calmSince = performance.now();
      this.#looksAgain = false;
      this.#judgeSoon();
    }, pauseMs).unref();
  }

  /** Decides only after the answers that have arrived were read: a refusal may be among them. */
  #judgeSoon(): void {
    setImmediate(() => {
      this.#judge();
      this.#wake();
    });
  }

  /** Counts calls that have been under way for long as accepted. A busy process may have a refusal still to read. */
  #judge(): void {
    const { at, tookMs } = this.#accepted;
    const now = performance.now();
    const isBusy = now - this.#calmSince < this.#refusedWithinMs;
    const isQuick = this.#isProved && now - at <= tookMs && !isBusy;
    const slowSince = now - (isQuick ? this.#refusedWithinMs : ALONE_MS);
    for (const call of this.#unproved) call.isSlow ||= call.since <= slowSince;
  }

  get #leftMs(): number {
    if (!this.#refusal) return 0;
    const leftMs = this.#refusal.until - performance.now();
    const { shared } = this.#options;
    // The others may have used up the tries that are left, so this server waits until it receives their state again.
    const waits = shared && !shared.isShared && this.#refusals >= shared.mostRefusals;
    return waits ? Math.max(leftMs, LOOK_AT_OTHERS_MS) : leftMs;
  }

  /** Lets calls go that wait: as many as there is room for, or all if the login is refused. */
  #wake(): void {
    this.#waiting.wake((size) => {
      if (this.isRefused) return undefined;
      return this.#hasRoom(size) ? this.#begun() : 'waits';
    });
    if (!this.#waiting.isEmpty) this.#lookAgain(this.#refusedWithinMs / 2);
  }
}
