/** The systems this server asks. It is the prefix of an error's code: DIALER_TIMEOUT, VOXO_UNAUTHORIZED. */
export type Upstream = 'DIALER' | 'VOXO';

export type UpstreamErrorKind =
  | 'UNAUTHORIZED'
  | 'UNAVAILABLE'
  | 'TIMEOUT'
  | 'BAD_RESPONSE'
  | 'REFUSED'
  | 'RATE_LIMITED';

/** What an action looks up by its key. */
export type LookedUp = 'user' | 'campaign' | 'call time' | 'lead';

/** What can be missing: the rows of a list, the one record that was asked for, or something that goes by a name. */
export type Absent = 'rows' | 'record' | LookedUp;

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
  /** True if the same call may succeed a little later. */
  abstract readonly retryable: boolean;
  /** True if this server did not even try: a circuit was open, its queue too long, the login known to be refused. */
  readonly shortCircuited: boolean = false;
  /** Whole seconds, 1 or more, before which asking again is of no use; undefined if nothing is known of that. */
  readonly retryAfterSeconds: number | undefined = undefined;
  readonly asked: Asked;

  constructor(asked: Asked, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.asked = asked;
  }

  /**
   * A new error of the same kind that says which part of a longer question failed, with this one as its cause.
   *
   * @param part "2026-05-01 to 2026-05-07"
   */
  ofPart(part: string): UpstreamError {
    return this.inOtherWords(`${this.message.replace(/\.$/, '')} (${part}).`);
  }

  /** A new error of the same kind and facts, with this one as its cause. */
  protected abstract inOtherWords(message: string): UpstreamError;

  /** The stable `extensions.code`: RATE_LIMITED is one for all. */
  get code(): `${Upstream}_${Exclude<UpstreamErrorKind, 'RATE_LIMITED'>}` | 'RATE_LIMITED' {
    return this.kind === 'RATE_LIMITED' ? this.kind : `${this.asked.upstream}_${this.kind}`;
  }
}

/** What an error says of when to ask again. */
interface RetryAfter {
  readonly retryAfterSeconds?: number | undefined;
}

/** The upstream does not accept this server's account, or the account lacks the right to this action. */
export class UpstreamUnauthorized extends UpstreamError {
  readonly kind = 'UNAUTHORIZED';
  readonly retryable = false;
  /** True if the login itself was refused. Ten of those lock the account, so it must not be tried again. */
  readonly loginRefused: boolean;
  override readonly shortCircuited: boolean;
  override readonly retryAfterSeconds: number | undefined;

  constructor(
    asked: Asked,
    message: string,
    {
      loginRefused,
      shortCircuited = false,
      retryAfterSeconds,
    }: RetryAfter & { readonly loginRefused: boolean; readonly shortCircuited?: boolean },
    options?: ErrorOptions,
  ) {
    super(asked, message, options);
    this.loginRefused = loginRefused;
    this.shortCircuited = shortCircuited;
    this.retryAfterSeconds = retryAfterSeconds;
  }

  /** The same refusal, saying from when on asking again may help. */
  retryingAfter(retryAfterSeconds: number): UpstreamUnauthorized {
    return new UpstreamUnauthorized(this.asked, this.message, {
      loginRefused: this.loginRefused,
      shortCircuited: this.shortCircuited,
      retryAfterSeconds,
    });
  }

  protected override inOtherWords(message: string): UpstreamUnauthorized {
    return new UpstreamUnauthorized(this.asked, message, this, { cause: this });
  }
}

/** How far a call got that was not answered. */
export interface Progress {
  /** False if the request certainly never left this machine, so that even a write may be sent again. */
  readonly sent: boolean;
  /** True if this server did not even try: its circuit was open, its queue too long. */
  readonly shortCircuited?: boolean;
}

/**
 * No connection, a connection lost before the answer was whole, an HTTP status of 5xx, a proxy's 401 or 403, or held
 * back here.
 */
export class UpstreamUnavailable extends UpstreamError implements Progress {
  readonly kind = 'UNAVAILABLE';
  readonly retryable = true;
  readonly sent: boolean;
  override readonly shortCircuited: boolean;
  override readonly retryAfterSeconds: number | undefined;
  /** True if other actions would fare no better: a connection ended with nothing answered, or there is no database. */
  readonly concernsAll: boolean;

  constructor(
    asked: Asked,
    message: string,
    {
      sent,
      shortCircuited = false,
      concernsAll = false,
      retryAfterSeconds,
    }: Progress & RetryAfter & { readonly concernsAll?: boolean },
    options?: ErrorOptions,
  ) {
    super(asked, message, options);
    this.sent = sent;
    this.shortCircuited = shortCircuited;
    this.concernsAll = concernsAll;
    this.retryAfterSeconds = retryAfterSeconds;
  }

  protected override inOtherWords(message: string): UpstreamUnavailable {
    return new UpstreamUnavailable(this.asked, message, this, { cause: this });
  }
}

/** The upstream wants to be asked less: HTTP 429, or a call held back here because of one. It is not sick. */
export class UpstreamRateLimited extends UpstreamError implements Progress {
  readonly kind = 'RATE_LIMITED';
  readonly retryable = true;
  readonly sent: boolean;
  override readonly shortCircuited: boolean;
  override readonly retryAfterSeconds: number | undefined;

  constructor(
    asked: Asked,
    message: string,
    { sent, shortCircuited = false, retryAfterSeconds }: Progress & RetryAfter,
    options?: ErrorOptions,
  ) {
    super(asked, message, options);
    this.sent = sent;
    this.shortCircuited = shortCircuited;
    this.retryAfterSeconds = retryAfterSeconds;
  }

  protected override inOtherWords(message: string): UpstreamRateLimited {
    return new UpstreamRateLimited(this.asked, message, this, { cause: this });
  }
}

/** The whole answer did not arrive within the deadline. */
export class UpstreamTimeout extends UpstreamError implements Progress {
  readonly kind = 'TIMEOUT';
  readonly retryable = true;
  readonly sent: boolean;
  override readonly shortCircuited: boolean;

  constructor(
    asked: Asked,
    message: string,
    { sent, shortCircuited = false }: Progress,
    options?: ErrorOptions,
  ) {
    super(asked, message, options);
    this.sent = sent;
    this.shortCircuited = shortCircuited;
  }

  protected override inOtherWords(message: string): UpstreamTimeout {
    return new UpstreamTimeout(this.asked, message, this, { cause: this });
  }
}

/** An answer arrived, and it is not what the action's record describes. */
export class UpstreamBadResponse extends UpstreamError {
  readonly kind = 'BAD_RESPONSE';
  readonly retryable = false;

  protected override inOtherWords(message: string): UpstreamBadResponse {
    return new UpstreamBadResponse(this.asked, message, { cause: this });
  }
}

/** The upstream understood the call and said no. That is an answer, not a failure of the upstream. */
export class UpstreamRefused extends UpstreamError {
  readonly kind = 'REFUSED';
  readonly retryable = false;
  /** What the refusal says is not there; undefined if it says nothing of the kind. */
  readonly absent: Absent | undefined;

  constructor(
    asked: Asked,
    message: string,
    { absent }: { readonly absent?: Absent | undefined } = {},
    options?: ErrorOptions,
  ) {
    super(asked, message, options);
    this.absent = absent;
  }

  protected override inOtherWords(message: string): UpstreamRefused {
    return new UpstreamRefused(this.asked, message, this, { cause: this });
  }
}
