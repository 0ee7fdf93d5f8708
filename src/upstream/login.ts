import { abortable } from './abortable.ts';
import { UpstreamUnauthorized, type Asked } from './errors.ts';

/** Ten refused logins lock the account for this long, even for the right password: none is tried meanwhile. */
const REFUSED_MS = 15 * 60 * 1000;

/**
 * How many calls may be under way whose login nothing has proved yet. Small ones have one more, so that three slow
 * reports keep nobody waiting: its answer proves theirs, too.
 */
const MOST_UNPROVED = { large: 3, small: 4 } as const;

/** A call that goes out under a login. */
export interface LoggingIn {
  /** The upstream let it in. */
  accepted(): void;
  refused(error: UpstreamUnauthorized): void;
  /** The call ended, whatever came of it. To be called in any case, and last. */
  ended(): void;
}

/**
 * One account's login at an upstream. Every call carries it, so a wrong password would be tried as often as there are
 * calls in flight, and the account be locked. Therefore only a few calls go out between one proof of the login and
 * the next, and after a refusal none.
 */
export class Login {
  #refusal: { readonly error: UpstreamUnauthorized; readonly until: number } | undefined;
  #onTrial = false;
  readonly #unproved = new Set<LoggingIn>();
  #changed = Promise.withResolvers<void>();

  /** True where the upstream has refused it, and it is not to be tried. */
  get isRefused(): boolean {
    return this.#refusal !== undefined && performance.now() < this.#refusal.until;
  }

  /** @throws UpstreamUnauthorized where the login is known to be refused */
  check(asked: Asked): void {
    if (!this.isRefused || !this.#refusal) return;
    throw new UpstreamUnauthorized(asked, this.#refusal.error.message, { loginRefused: true });
  }

  /**
   * Waits until a call may go out under this login.
   *
   * @throws UpstreamUnauthorized where the login is known to be refused; the signal's reason
   */
  async use(asked: Asked, size: 'small' | 'large', signal: AbortSignal): Promise<LoggingIn> {
    this.check(asked);
    // After a refusal one call tries it.
    while (this.#unproved.size >= (this.#onTrial ? 1 : MOST_UNPROVED[size])) {
      await abortable(this.#changed.promise, signal);
      this.check(asked);
    }
    const refusal = this.#refusal;
    const call: LoggingIn = {
      accepted: () => {
        // What was let in before a refusal says nothing against it.
        if (this.#refusal !== refusal) return;
        this.#refusal = undefined;
        this.#onTrial = false;
        this.#unproved.clear();
        this.#wake();
      },
      refused: (error) => {
        this.#refusal = { error, until: performance.now() + REFUSED_MS };
        this.#onTrial = true;
        this.#wake();
      },
      ended: () => {
        if (this.#unproved.delete(call)) this.#wake();
      },
    };
    this.#unproved.add(call);
    return call;
  }

  #wake(): void {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers<void>();
  }
}
