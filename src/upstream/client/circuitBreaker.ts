import { abortable } from '../promises/abortable.ts';
import { UpstreamError, UpstreamRateLimited, UpstreamTimeout, UpstreamUnavailable } from '../errors.ts';

/**
 * The result of a call, as evidence of the upstream's health. ANSWERED: any answer, also a refusal, an unreadable one
 * or a 429. FAILED: a 5xx, a proxy's refusal, or no complete answer in time. LOST: the connection ended without an
 * answer, or the upstream has lost its database. UNREACHED: no connection could be made. UNTRIED: this server did not
 * send the call, or its caller left.
 */
export type Verdict = 'ANSWERED' | 'FAILED' | 'LOST' | 'UNREACHED' | 'UNTRIED';

/** @param error the error of a call */
export function verdictOf(error: unknown): Verdict {
  if (!(error instanceof UpstreamError) || error.shortCircuited) return 'UNTRIED';
  if (error instanceof UpstreamTimeout) return 'FAILED';
  if (error instanceof UpstreamRateLimited || !(error instanceof UpstreamUnavailable)) return 'ANSWERED';
  if (!error.sent) return 'UNREACHED';
  return error.concernsAll ? 'LOST' : 'FAILED';
}

/**
 * Asks whether this server is to make a probe; if not, waits until another server has made it.
 *
 * @param isCheap false if a call of the action is the probe itself, which may take its whole deadline
 */
export type MayProbe = (isCheap: boolean) => Promise<boolean>;

export interface PassOptions {
  /** A cheap read as the probe; if undefined, the next call is the probe. */
  readonly probe: (() => Promise<unknown>) | undefined;
  /** Makes the error of a call that the open circuit stops. */
  readonly refuse: () => UpstreamError;
  /** Ends the wait for a probe, not the probe. */
  readonly signal: AbortSignal;
}

/**
 * A circuit breaker: closed, open for a while, then half-open until a probe has been answered. The first call in the
 * half-open state starts the probe, and later calls wait for its end. A probe goes on and counts even if no call
 * waits for it.
 *
 * It does not count failures: its owner opens it.
 */
export class CircuitBreaker {
  readonly #probeAfterMs: number;
  readonly #onChange: (open: boolean, forMs: number) => void;
  readonly #mayProbe: MayProbe;
  #openUntil: number | undefined;
  #probe: Promise<void> | undefined;

  /**
   * @param probeAfterMs from opening to half-open
   * @param onChange called when it opens (true) or closes (false) by its own calls
   * @param mayProbe see `MayProbe`
   */
  constructor(
    probeAfterMs: number,
    onChange: (open: boolean, forMs: number) => void,
    mayProbe: MayProbe = () => Promise.resolve(true),
  ) {
    this.#probeAfterMs = probeAfterMs;
    this.#onChange = onChange;
    this.#mayProbe = mayProbe;
  }

  /** True while open or half-open, until a probe has been answered. */
  get isOpen(): boolean {
    return this.#openUntil !== undefined;
  }

  /** Milliseconds until it is half-open. */
  get retryAfterMs(): number {
    return Math.max(0, (this.#openUntil ?? 0) - performance.now());
  }

  open(): void {
    this.openFor(this.#probeAfterMs);
    this.#onChange(true, this.#probeAfterMs);
  }

  /** Opens, because it opened at another server. */
  openFor(milliseconds: number): void {
    this.#openUntil = performance.now() + milliseconds;
  }

  /** Closes, because a probe was answered. */
  close(): void {
    this.#openUntil = undefined;
  }

  /**
   * Makes a call if the circuit lets it through.
   *
   * @param call is told whether it is the probe itself: then it must not end because its caller leaves
   * @throws the error that `refuse` makes; the signal's reason; the call's error
   */
  async pass<Answer>(
    call: (isProbe: boolean) => Promise<Answer>,
    { probe, refuse, signal }: PassOptions,
  ): Promise<Answer> {
    if (!this.isOpen) return call(false);
    if (this.retryAfterMs > 0) throw refuse();
    if (!this.#probe && !probe) {
      const answer = this.#probed(() => call(true), false);
      this.#probe = this.#judged(answer);
      try {
        return await answer;
      } catch (error) {
        if (!(error instanceof ProbedElsewhere)) throw error;
      }
    } else {
      this.#probe ??= this.#judged(probe && this.#probed(probe, true));
      await abortable(this.#probe, signal);
    }
    if (this.isOpen) throw refuse();
    return call(false);
  }

  /** Makes a probe. @throws ProbedElsewhere if another server has made it */
  async #probed<Value>(probe: () => Promise<Value>, isCheap: boolean): Promise<Value> {
    if (!(await this.#mayProbe(isCheap))) throw new ProbedElsewhere();
    return probe();
  }

  /** Waits for a probe, then opens or closes by its result. Never rejects. */
  async #judged(probe: Promise<unknown> | undefined): Promise<void> {
    const verdict = await Promise.resolve(probe).then(() => 'ANSWERED' as const, verdictOf);
    this.#probe = undefined;
    // A probe that was not sent proves nothing. The next call starts another.
    if (verdict === 'UNTRIED') return;
    if (verdict !== 'ANSWERED') return this.open();
    this.close();
    this.#onChange(false, 0);
  }
}

/** Another server has made the probe, so that this one has nothing to tell of it. */
class ProbedElsewhere extends Error {}
