import { UpstreamRateLimited, UpstreamUnavailable, type Asked, type UpstreamError } from '../errors.ts';
import type { CircuitNews, SharedCircuits } from './shared/sharedCircuits.ts';
import { nameOf } from '../wire/status.ts';

/** If this many actions have a Retry-After, the whole upstream is paused. */
const ACTIONS_FOR_ALL = 3;
/** The longest HTTP date has 33 characters. */
const MOST_CHARACTERS = 40;

/**
 * The pause that a Retry-After header asks for, in milliseconds. The header holds whole seconds or an HTTP date.
 *
 * @param mostMs a longer pause is cut to this
 * @returns 0 if its time is past, as it looks if this machine's clock is fast; undefined if there is no header, or if it
 *   is malformed
 */
export function retryAfterMs(
  header: string | readonly string[] | undefined,
  mostMs: number,
): number | undefined {
  const text = (typeof header === 'string' ? header : header?.[0])?.trim() ?? '';
  const ms = /^\d+$/.test(text) ? Number(text) * 1000 : millisecondsUntil(text);
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(0, ms), mostMs);
}

/** NaN if it is not an HTTP date. The check is needed because `Date.parse` also takes "-5" and "1.5" for dates. */
const millisecondsUntil = (text: string): number =>
  text.length <= MOST_CHARACTERS && /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? /.test(text)
    ? Date.parse(text.endsWith(' GMT') ? text : `${text} GMT`) - Date.now()
    : NaN;

/** Milliseconds rounded up to whole seconds, at least 1. */
export const inSeconds = (ms: number): number => Math.max(1, Math.ceil(ms / 1000));

interface Wish {
  readonly until: number;
  /** True after a 429, false after a 503. */
  readonly isRateLimit: boolean;
}

/**
 * The pauses that an upstream has asked for by Retry-After, by action. If three actions are paused at once, the whole
 * upstream is.
 */
export class LeftAlone {
  readonly #wishes = new Map<string, Wish>();
  readonly #shared: SharedCircuits | undefined;

  /** @param shared tells other servers; undefined = this server is alone */
  constructor(shared?: SharedCircuits) {
    this.#shared = shared;
  }

  /** Notes the Retry-After of an error, if it has one. */
  note(error: unknown): void {
    if (
      !(error instanceof UpstreamRateLimited || error instanceof UpstreamUnavailable) ||
      error.shortCircuited
    )
      return;
    const { asked, retryAfterSeconds } = error;
    if (retryAfterSeconds === undefined) return;
    const kind = error instanceof UpstreamRateLimited ? 'limit' : 'pause';
    const news: CircuitNews = { kind, action: asked.action, forMs: retryAfterSeconds * 1000 };
    if (this.hear(news)) this.#shared?.tell(news);
  }

  /** Takes over a Retry-After, also of another server. @returns false if a longer one holds */
  hear({ kind, action, forMs }: CircuitNews): boolean {
    if (action === undefined || (kind !== 'limit' && kind !== 'pause')) return false;
    const until = performance.now() + forMs;
    // The longer pause holds, because answers may arrive out of order.
    if (until <= (this.#wishes.get(action)?.until ?? 0)) return false;
    this.#wishes.set(action, { until, isRateLimit: kind === 'limit' });
    return true;
  }

  /** True if the whole upstream is paused, and not only by rate limits. */
  get isAll(): boolean {
    const wish = this.#current()[ACTIONS_FOR_ALL - 1];
    return wish !== undefined && !wish.isRateLimit;
  }

  /** The error if a call may not be sent yet; undefined if it may. */
  refusal(asked: Asked): UpstreamError | undefined {
    if (this.#wishes.size === 0) return undefined;
    const now = performance.now();
    // The upstream as a whole is paused until fewer than three pauses are left.
    const [wish] = [this.#wishes.get(asked.action), this.#current()[ACTIONS_FOR_ALL - 1]]
      .flatMap((one) => (one && one.until > now ? [one] : []))
      .toSorted((a, b) => b.until - a.until);
    if (!wish) return undefined;
    const held = { sent: false, shortCircuited: true, retryAfterSeconds: inSeconds(wish.until - now) };
    return wish.isRateLimit
      ? new UpstreamRateLimited(
          asked,
          `${nameOf(asked)} limits the rate of calls (HTTP 429). Try again later.`,
          held,
        )
      : new UpstreamUnavailable(
          asked,
          `${nameOf(asked)} takes no calls at the moment (HTTP 503). Try again later.`,
          held,
        );
  }

  /** The pauses that still hold, the longest first. */
  #current(): Wish[] {
    const now = performance.now();
    return [...this.#wishes.values()]
      .filter(({ until }) => until > now)
      .toSorted((a, b) => b.until - a.until);
  }
}
