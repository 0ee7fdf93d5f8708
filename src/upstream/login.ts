import { UpstreamUnauthorized, type Asked } from './errors.ts';

/** Ten refused logins lock the account for this long, even for the right password: none is tried meanwhile. */
const REFUSED_MS = 15 * 60 * 1000;

/** How many calls may be under way whose login nothing has proved yet. */
const MOST_UNPROVED = 3;

/** A login that was good before is refused sooner than this, if at all: what takes longer is at work. */
const REFUSAL_TAKES_MS = 250;

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
  #mostUnproved = MOST_UNPROVED;
  #wasGood = false;
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
  async use(asked: Asked, signal: AbortSignal): Promise<LoggingIn> {
    this.check(asked);
    while (this.#unproved.size >= this.#mostUnproved) {
      await untilEither(this.#changed.promise, signal);
      this.check(asked);
    }
    const refusal = this.#refusal;
    // So that three long reports do not keep everyone waiting.
    const proved = this.#wasGood ? setTimeout(() => call.ended(), REFUSAL_TAKES_MS).unref() : undefined;
    const call: LoggingIn = {
      accepted: () => {
        // What was let in before a refusal says nothing against it.
        if (this.#refusal !== refusal) return;
        this.#refusal = undefined;
        this.#mostUnproved = MOST_UNPROVED;
        this.#wasGood = true;
        this.#unproved.clear();
        this.#wake();
      },
      refused: (error) => {
        this.#refusal = { error, until: performance.now() + REFUSED_MS };
        this.#mostUnproved = 1;
        this.#wasGood = false;
        this.#wake();
      },
      ended: () => {
        clearTimeout(proved);
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

async function untilEither(change: Promise<void>, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  const { promise, reject } = Promise.withResolvers<never>();
  const gone = (): void => reject(signal.reason);
  signal.addEventListener('abort', gone, { once: true });
  try {
    await Promise.race([change, promise]);
  } finally {
    signal.removeEventListener('abort', gone);
  }
}
