/** The systems this server asks. It is the prefix of an error's code: DIALER_TIMEOUT, VOXO_UNAUTHORIZED. */
export type Upstream = 'DIALER' | 'VOXO';

export type UpstreamErrorKind = 'UNAUTHORIZED' | 'UNAVAILABLE' | 'TIMEOUT' | 'BAD_RESPONSE' | 'REFUSED';

/** Who was asked for what: enough to name the source of an error without repeating a word the upstream said. */
export interface Asked {
  readonly upstream: Upstream;
  /** The upstream's own name of the action: `goGetAllUsers`, `add_lead`, `call-reports`. */
  readonly action: string;
}

/**
 * An upstream call that gave no usable answer.
 *
 * `message` is written in this project and safe to show to anyone: upstream text is never part of it, because the
 * dialer's refusals print passwords and SQL.
 */
export abstract class UpstreamError extends Error {
  abstract readonly kind: UpstreamErrorKind;
  /** True where the same call may succeed a little later. */
  abstract readonly retryable: boolean;
  readonly asked: Asked;

  constructor(asked: Asked, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.asked = asked;
  }

  /** This error, saying which part of a longer question it is about: "(2026-05-01 to 2026-05-07)". */
  about(part: string): this {
    const message = `${this.message.replace(/\.$/, '')} (${part}).`;
    const copy: this = Object.create(this, { message: { value: message } });
    return copy;
  }

  /** The stable `extensions.code`. */
  get code(): `${Upstream}_${UpstreamErrorKind}` {
    return `${this.asked.upstream}_${this.kind}`;
  }
}

/** The upstream does not accept this server's account, or the account lacks the right to this action. */
export class UpstreamUnauthorized extends UpstreamError {
  readonly kind = 'UNAUTHORIZED';
  readonly retryable = false;
  /** True where the login itself was refused. Ten of those lock the account, so it must not be tried again. */
  readonly loginRefused: boolean;

  constructor(asked: Asked, message: string, { loginRefused }: { loginRefused: boolean }) {
    super(asked, message);
    this.loginRefused = loginRefused;
  }
}

/** How far a call got that was not answered. */
export interface Progress {
  /** False where the request certainly never left this machine, so that even a write may be sent again. */
  readonly sent: boolean;
  /** True where this server did not even try: its circuit was open, its queue too long. */
  readonly heldBack?: boolean;
}

/** No connection, a connection lost before the answer was whole, an HTTP status of 5xx or 429, or held back here. */
export class UpstreamUnavailable extends UpstreamError implements Progress {
  readonly kind = 'UNAVAILABLE';
  readonly retryable = true;
  readonly sent: boolean;
  readonly heldBack: boolean;
  /** When it may be tried again, in whole seconds from now; undefined where nobody knows. */
  readonly retryAfterSeconds: number | undefined;

  constructor(
    asked: Asked,
    message: string,
    {
      sent,
      heldBack = false,
      retryAfterSeconds,
      ...options
    }: ErrorOptions & Progress & { readonly retryAfterSeconds?: number | undefined },
  ) {
    super(asked, message, options);
    this.sent = sent;
    this.heldBack = heldBack;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** The whole answer did not arrive within the deadline. */
export class UpstreamTimeout extends UpstreamError implements Progress {
  readonly kind = 'TIMEOUT';
  readonly retryable = true;
  readonly sent: boolean;
  readonly heldBack: boolean;

  constructor(asked: Asked, message: string, { sent, heldBack = false }: Progress) {
    super(asked, message);
    this.sent = sent;
    this.heldBack = heldBack;
  }
}

/** An answer arrived, and it is not what the action's record describes. */
export class UpstreamBadResponse extends UpstreamError {
  readonly kind = 'BAD_RESPONSE';
  readonly retryable = false;
}

/** The upstream understood the call and said no. That is an answer, not a failure of the upstream. */
export class UpstreamRefused extends UpstreamError {
  readonly kind = 'REFUSED';
  readonly retryable = false;
  /** True where the refusal means that there is nothing of that name, or nothing at all, to give. */
  readonly nothingFound: boolean;

  constructor(asked: Asked, message: string, { nothingFound }: { nothingFound: boolean }) {
    super(asked, message);
    this.nothingFound = nothingFound;
  }
}
