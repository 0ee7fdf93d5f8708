const MOST_FAILURES = 10;
const LOCKED_FOR = 15 * 60_000;

export type LoginResult = 'ok' | 'bad' | 'locked';

/** The dialer's only API account. Ten wrong passwords lock it for both APIs, also for the correct password. */
export class Login {
  readonly user: string;
  readonly pass: string;
  readonly #now: () => number;
  #failures = 0;
  #lastFailure = 0;

  constructor(user: string, pass: string, now: () => number) {
    this.user = user;
    this.pass = pass;
    this.#now = now;
  }

  /** The case of the user name does not matter; the case of the password does. */
  check(user: string, pass: string): LoginResult {
    if (user.toLowerCase() !== this.user.toLowerCase()) return 'bad';
    if (this.#failures >= MOST_FAILURES) {
      if (this.#now() - this.#lastFailure < LOCKED_FOR) return 'locked';
      this.#failures = 0;
    }
    if (pass === this.pass) {
      this.#failures = 0;
      return 'ok';
    }
    this.#failures += 1;
    this.#lastFailure = this.#now();
    return 'bad';
  }
}
