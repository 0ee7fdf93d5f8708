import type { UpstreamUnauthorized } from '../../errors.ts';
import { Login, type LoggingIn, type LoginOptions } from './login.ts';
import { inSeconds } from '../retryAfter.ts';
import type { Transport } from '../../wire/transport.ts';
import type { UpstreamLog } from '../upstreamState.ts';

/** The logins of this server's accounts: goAPI and lmapi share one if they share the user. */
export class Logins {
  readonly #optionsOf: (transport: Transport) => LoginOptions;
  readonly #log: UpstreamLog;
  readonly #logins = new Map<string, Login>();

  /** @param optionsOf the terms of an upstream's logins */
  constructor(optionsOf: (transport: Transport) => LoginOptions, log: UpstreamLog) {
    this.#optionsOf = optionsOf;
    this.#log = log;
  }

  of(transport: Transport): Login {
    const key = `${transport.upstream} ${transport.account}`;
    const login = this.#logins.get(key) ?? new Login(this.#optionsOf(transport));
    this.#logins.set(key, login);
    return login;
  }

  /** Notes a refusal. Returns the error with the time of the next try. */
  refused(login: LoggingIn, error: UpstreamUnauthorized): UpstreamUnauthorized {
    const pauseMs = login.refused(error);
    const { upstream } = error.asked;
    if (pauseMs === undefined) {
      this.#log.warn({ upstream }, 'the login was refused with a secret that was changed meanwhile');
      return error;
    }
    const seconds = inSeconds(pauseMs);
    this.#log.warn(
      { upstream, seconds },
      'the login was refused: it is not tried for so many seconds, or until its secret changes',
    );
    return error.retryingAfter(seconds);
  }
}
