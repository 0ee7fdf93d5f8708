import { abortable } from '../../promises/abortable.ts';
import { UpstreamUnauthorized, type Asked } from '../../errors.ts';
import { inSeconds } from '../retryAfter.ts';

/**
 * How many calls may be under way whose login nothing has proved yet, once one was accepted. Small ones have one more,
 * so that two slow reports keep nobody waiting: its answer proves theirs, too. If all are refused, that is three tries.
 */
const MOST_UNPROVED = { large: 2, small: 3 } as const;

/**
 * A login is refused fast. A call that has been under way for longer is slow for another reason, and another may go
 * beside it: calls that hang must keep nobody else out.
 */
const ALONE_MS = 2000;

/**
 * While answers come in, a refusal takes at most this share of what they take, for each call in flight at once, in
 * milliseconds 5 at least. A call that has been under way for longer was let in: three others for each such time keep all
 * slots in use.
 */
const REFUSED_WITHIN = { share: 2, leastMs: 5 } as const;

/** What a login depends on. */
export interface LoginOptions {
  /** After the first refusal, the second, …; the last one's after each that follows. In milliseconds. */
  readonly pausesMs: readonly number[];
  /** Calls in flight at once. */
  readonly concurrency: number;
}

/** A call that goes out under a login. */
export interface LoggingIn {
  /** The upstream let it in. */
  accepted(): void;
  /** @returns milliseconds until the login may be tried again; undefined if it has been changed meanwhile */
  refused(error: UpstreamUnauthorized): number | undefined;
  /** The call ended, whatever came of it. To be called in any case, and last. */
  ended(): void;
}

/**
 * One account's login at an upstream. Every call carries it, so a wrong password would be tried as often as there are
 * calls in flight, and ten refusals lock the account for 15 minutes, even for the right password. Therefore one call
 * goes alone until the login has been accepted; then only a few go out between one proof of it and the next; and each
 * refusal is followed by a pause.
 *
 * Refusals are counted one by one, those of calls under way at once too: three processes have nine in their first round.
 */
export class Login {
  readonly #options: LoginOptions;
  #refusal: { readonly error: UpstreamUnauthorized; readonly until: number } | undefined;
  /** Since a call was last accepted. */
  #refusals = 0;
  #isProved = false;
  /** How often the secret was changed. */
  #changes = 0;
  /** Each with when it went out. */
  readonly #unproved = new Map<LoggingIn, number>();
  /** When a call was last accepted, and how long that took, in milliseconds. */
  #accepted = { at: -Infinity, tookMs: 0 };
  #changed = Promise.withResolvers<void>();
  #looksAgain = false;

  constructor(options: LoginOptions) {
    this.#options = options;
  }

  /** True if the upstream has refused it, and it is not to be tried. */
  get isRefused(): boolean {
    return this.#leftMs > 0;
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

  /** The secret was changed: it is tried at once, by one call. What is under way with the old one says nothing of it. */
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
        // What was let in before a refusal says nothing against it, nor for another secret.
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
        // It counts at the upstream, whatever the secret was.
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

  /** How many calls may be under way unproved. */
  #most(size: 'small' | 'large'): number {
    if (this.#refusals > 0) return 1;
    const { at, tookMs } = this.#accepted;
    const now = performance.now();
    const slowSince = now - (this.#isProved && now - at <= tookMs ? this.#refusedWithinMs : ALONE_MS);
    const slow = [...this.#unproved.values()].filter((since) => since <= slowSince).length;
    return this.#isProved ? MOST_UNPROVED[size] + slow : Math.min(1 + slow, MOST_UNPROVED[size]);
  }

  /** A call that has been under way for so long would have been refused by now, in milliseconds. */
  get #refusedWithinMs(): number {
    const share = Math.min(1, REFUSED_WITHIN.share / this.#options.concurrency);
    return Math.max(REFUSED_WITHIN.leastMs, share * this.#accepted.tookMs);
  }

  /** Those that wait look again in a while: what is under way grows old. */
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
