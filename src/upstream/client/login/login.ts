import { abortable } from '../../promises/abortable.ts';
import { UpstreamUnauthorized, type Asked } from '../../errors.ts';
import { inSeconds } from '../retryAfter.ts';

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

/** The terms of a login. */
export interface LoginOptions {
  /** Pauses after the first refusal, the second, and so on, in milliseconds. The last pause repeats. */
  readonly pausesMs: readonly number[];
  /** Calls in flight at once. */
  readonly concurrency: number;
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
 * Each refusal counts, also of calls that were under way at once: three processes use nine tries in their first
 * round.
 */
export class Login {
  readonly #options: LoginOptions;
  #refusal: { readonly error: UpstreamUnauthorized; readonly until: number } | undefined;
  /** Refusals since a call was last accepted. */
  #refusals = 0;
  #isProved = false;
  /** The number of changes of the secret. */
  #changes = 0;
  /** The calls not yet proved, each with the time it was sent. */
  readonly #unproved = new Map<LoggingIn, number>();
  /** When a call was last accepted, and how long that took, in milliseconds. */
  #accepted = { at: -Infinity, tookMs: 0 };
  #changed = Promise.withResolvers<void>();
  #looksAgain = false;

  constructor(options: LoginOptions) {
    this.#options = options;
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
    throw new UpstreamUnauthorized(asked, this.#refusal.error.message, {
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
    this.#unproved.clear();
    this.#wake();
  }

  /**
   * Waits until a call may go out under this login.
   *
   * @throws UpstreamUnauthorized if the login is known to be refused; the signal's reason
   */
  async use(asked: Asked, size: 'small' | 'large', signal: AbortSignal): Promise<LoggingIn> {
    this.check(asked);
    while (this.#unproved.size >= this.#most(size)) {
      this.#lookAgain();
      await abortable(this.#changed.promise, signal);
      this.check(asked);
    }
    const refusals = this.#refusals;
    const changes = this.#changes;
    const { pausesMs } = this.#options;
    const began = performance.now();
    const call: LoggingIn = {
      accepted: () => {
        // A call sent before a refusal or with another secret proves nothing.
        if (this.#refusals !== refusals || this.#changes !== changes) return;
        this.#refusal = undefined;
        this.#refusals = 0;
        this.#isProved = true;
        const at = performance.now();
        this.#accepted = { at, tookMs: at - began };
        for (const [other, since] of this.#unproved)
          if (since <= at - this.#refusedWithinMs) this.#unproved.delete(other);
        this.#wake();
      },
      refused: (error) => {
        // The upstream counts it, also with the old secret.
        this.#refusals += 1;
        if (this.#changes !== changes) return undefined;
        const pauseMs = pausesMs[Math.min(this.#refusals, pausesMs.length) - 1] ?? 0;
        this.#refusal = { error, until: performance.now() + pauseMs };
        this.#isProved = false;
        this.#wake();
        return pauseMs;
      },
      ended: () => {
        if (this.#unproved.delete(call)) this.#wake();
      },
    };
    this.#unproved.set(call, began);
    return call;
  }

  /** The most calls that may be under way unproved. */
  #most(size: 'small' | 'large'): number {
    if (this.#refusals > 0) return 1;
    const { at, tookMs } = this.#accepted;
    const now = performance.now();
    const slowSince = now - (this.#isProved && now - at <= tookMs ? this.#refusedWithinMs : ALONE_MS);
    const slow = [...this.#unproved.values()].filter((since) => since <= slowSince).length;
    return this.#isProved ? MOST_UNPROVED[size] + slow : Math.min(1 + slow, MOST_UNPROVED[size]);
  }

  /** The time within which a refusal arrives, in milliseconds. A call under way for longer counts as accepted. */
  get #refusedWithinMs(): number {
    const share = Math.min(1, REFUSED_WITHIN.share / this.#options.concurrency);
    return Math.max(REFUSED_WITHIN.leastMs, share * this.#accepted.tookMs);
  }

  /** Wakes the waiting calls after a while, because the calls under way may count as accepted by then. */
  #lookAgain(): void {
    if (this.#looksAgain) return;
    this.#looksAgain = true;
    setTimeout(
      () => {
        this.#looksAgain = false;
        this.#wake();
      },
      Math.min(ALONE_MS, this.#refusedWithinMs) + 1,
    ).unref();
  }

  get #leftMs(): number {
    return this.#refusal ? this.#refusal.until - performance.now() : 0;
  }

  #wake(): void {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers<void>();
  }
}
