import { UpstreamRateLimited, UpstreamUnavailable, type Asked, type UpstreamError } from '../errors.ts';
import { nameOf } from '../wire/status.ts';

/** Actions of an upstream that are to be left alone before all of it is. */
const ACTIONS_FOR_ALL = 3;
/** The longest HTTP date has 33 characters. */
const MOST_CHARACTERS = 40;

/**
 * The milliseconds that a Retry-After header asks for: whole seconds, or an HTTP date.
 *
 * @param mostMs longer than that counts as that
 * @returns undefined if it asks for nothing, is in the past or is neither
 */
export function retryAfterMs(
  header: string | readonly string[] | undefined,
  mostMs: number,
): number | undefined {
  const text = (typeof header === 'string' ? header : header?.[0])?.trim() ?? '';
  const ms = /^\d+$/.test(text) ? Number(text) * 1000 : millisecondsUntil(text);
  return ms > 0 ? Math.min(ms, mostMs) : undefined;
}

/** NaN if it is no HTTP date. `Date.parse` would take "-5" and "1.5" for dates, too. */
const millisecondsUntil = (text: string): number =>
  text.length <= MOST_CHARACTERS && /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? /.test(text)
    ? Date.parse(text.endsWith(' GMT') ? text : `${text} GMT`) - Date.now()
    : NaN;

/** Milliseconds as whole seconds that are certainly enough: 1 or more. */
export const inSeconds = (ms: number): number => Math.max(1, Math.ceil(ms / 1000));

interface Wish {
  readonly until: number;
  /** True after a 429, false after a 503. */
  readonly isRateLimit: boolean;
}

/**
 * The actions that an upstream wants to be left alone with for a while, by Retry-After. If there are three at once, it
 * wants to be left alone altogether.
 */
export class LeftAlone {
  readonly #wishes = new Map<string, Wish>();

  /** Notes what an error of the upstream asks for, if anything. */
  note(error: unknown): void {
    if (
      !(error instanceof UpstreamRateLimited || error instanceof UpstreamUnavailable) ||
      error.shortCircuited
    )
      return;
    const { asked, retryAfterSeconds } = error;
    if (retryAfterSeconds === undefined) return;
    const until = performance.now() + retryAfterSeconds * 1000;
    // The longer wish holds: answers may come in another order than they were sent in.
    if (until <= (this.#wishes.get(asked.action)?.until ?? 0)) return;
    this.#wishes.set(asked.action, { until, isRateLimit: error instanceof UpstreamRateLimited });
  }

  /** True if it wants to be left alone altogether, for more than being asked too much. */
  get isAll(): boolean {
    const wish = this.#current()[ACTIONS_FOR_ALL - 1];
    return wish !== undefined && !wish.isRateLimit;
  }

  /** The error of a call that is not to be sent yet; undefined if it may be. */
  refusal(asked: Asked): UpstreamError | undefined {
    const now = performance.now();
    // The upstream is asked again when fewer than three are left.
    const [wish] = [this.#wishes.get(asked.action), this.#current()[ACTIONS_FOR_ALL - 1]]
      .flatMap((one) => (one && one.until > now ? [one] : []))
      .toSorted((a, b) => b.until - a.until);
    if (!wish) return undefined;
    const held = { sent: false, shortCircuited: true, retryAfterSeconds: inSeconds(wish.until - now) };
    return wish.isRateLimit
      ? new UpstreamRateLimited(asked, `${nameOf(asked)} wants to be asked less. Try again later.`, held)
      : new UpstreamUnavailable(
          asked,
          `${nameOf(asked)} wants to be left alone for now. Try again later.`,
          held,
        );
  }

  /** Those that still hold, the longest first. */
  #current(): Wish[] {
    const now = performance.now();
    return [...this.#wishes.values()]
      .filter(({ until }) => until > now)
      .toSorted((a, b) => b.until - a.until);
  }
}
