/** The systems that this server calls. The name is the prefix of an error's code: DIALER_TIMEOUT, VOXO_UNAUTHORIZED. */
export type Upstream = 'DIALER' | 'VOXO';

export type UpstreamErrorKind =
  | 'UNAUTHORIZED'
  | 'UNAVAILABLE'
  | 'TIMEOUT'
  | 'BAD_RESPONSE'
  | 'REFUSED'
  | 'RATE_LIMITED';

/** The kinds of records that an action can look up by a key. */
export type LookedUp = 'user' | 'campaign' | 'call time' | 'lead';

/** What can be absent: the rows of a list, the one record of the call, or a record of a named kind. */
export type Absent = 'rows' | 'record' | LookedUp;

/** The upstream and action of a call: enough to name the source of an error without any upstream text. */
export interface Asked {
  readonly upstream: Upstream;
  /** The upstream's own name of the action: `goGetAllUsers`, `add_lead`, `call-reports`. */
  readonly action: string;
}

/**
 * An upstream call that gave no usable answer.
 *
 * `message` is this project's own text and safe to show to anyone. It never holds upstream text, because the dialer's
 * refusals print passwords and SQL.
 */
export abstract class UpstreamError extends Error {
  abstract readonly kind: UpstreamErrorKind;
  /** True if the same call may succeed a little later. */
  abstract readonly retryable: boolean;
  /**
   * True if this server did not send the call: a circuit was open, the queue was full, or the login was known to be
   * refused.
   */
  readonly shortCircuited: boolean = false;
  /** The time before which a retry is of no use, in whole seconds from 1; undefined if it is not known. */
  readonly retryAfterSeconds: number | undefined = undefined;
  readonly asked: Asked;
  // Private, so that nothing that prints the error shows it.
  #words: string | undefined;

  constructor(asked: Asked, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.asked = asked;
  }

  /** What the upstream said, redacted: for the log at debug only. */
  get words(): string | undefined {
    return this.#words;
  }

  set words(words: string | undefined) {
    this.#words = words;
  }

  /**
   * A new error of the same kind that names the part of a longer query that failed, with this error as its cause.
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

/** When to retry, as an error states it. */
interface RetryAfter {
  readonly retryAfterSeconds?: number | undefined;
}

/** The upstream does not accept this server's account, or the account lacks the right to this action. */
export class UpstreamUnauthorized extends UpstreamError {
  readonly kind = 'UNAUTHORIZED';
  readonly retryable = false;
  /** True if the login itself was refused. Ten refused logins lock the account, so it must not be tried again. */
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

  /** The same refusal with the time of the next try. */
  retryingAfter(retryAfterSeconds: number): UpstreamUnauthorized {
    const refusal = new UpstreamUnauthorized(this.asked, this.message, {
      loginRefused: this.loginRefused,
      shortCircuited: this.shortCircuited,
      retryAfterSeconds,
    });
    refusal.words = this.words;
    return refusal;
  }

  protected override inOtherWords(message: string): UpstreamUnauthorized {
    return new UpstreamUnauthorized(this.asked, message, this, { cause: this });
  }
}

/** How far an unanswered call got. */
export interface Progress {
  /** False if the request certainly never left this machine, so that even a write may be retried. */
  readonly sent: boolean;
  /** True if this server did not send the call: a circuit was open or the queue was full. */
  readonly shortCircuited?: boolean;
}

/**
 * The upstream cannot be reached: no connection, a connection lost before the answer was complete, an HTTP status of
 * 5xx, a proxy's 401 or 403, or a call that this server did not send.
 */
export class UpstreamUnavailable extends UpstreamError implements Progress {
  readonly kind = 'UNAVAILABLE';
  readonly retryable = true;
  readonly sent: boolean;
  override readonly shortCircuited: boolean;
  override readonly retryAfterSeconds: number | undefined;
  /**
   * True if the failure is likely to concern all actions: a connection ended without an answer, or the upstream has
   * no database.
   */
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

/**
 * The upstream limits the rate: HTTP 429, or a call not sent because of an earlier one. It does not count as a
 * failure.
 */
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

/** The complete answer did not arrive within the deadline. */
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

/** An answer arrived that the action's record does not describe. */
export class UpstreamBadResponse extends UpstreamError {
  readonly kind = 'BAD_RESPONSE';
  readonly retryable = false;

  protected override inOtherWords(message: string): UpstreamBadResponse {
    return new UpstreamBadResponse(this.asked, message, { cause: this });
  }
}

/** The upstream understood the call and refused it. That is an answer, not a failure of the upstream. */
export class UpstreamRefused extends UpstreamError {
  readonly kind = 'REFUSED';
  readonly retryable = false;
  /** What is absent according to the refusal; undefined if it has another reason. */
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
