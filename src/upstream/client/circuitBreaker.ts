import { abortable } from '../promises/abortable.ts';
import { UpstreamError, UpstreamRateLimited, UpstreamTimeout, UpstreamUnavailable } from '../errors.ts';

/**
 * What a call says about the health of what was called. ANSWERED: a refusal, nonsense and a 429 are answers, too.
 * FAILED: a 5xx, a proxy's refusal, no whole answer in time. LOST: the connection ended with nothing answered,
 * or the upstream has lost its database. UNREACHED: no connection came about. UNTRIED: this server held the call back, or its caller left.
 */
export type Verdict = 'ANSWERED' | 'FAILED' | 'LOST' | 'UNREACHED' | 'UNTRIED';

/** @param error what a call threw */
export function verdictOf(error: unknown): Verdict {
  if (!(error instanceof UpstreamError) || error.shortCircuited) return 'UNTRIED';
  if (error instanceof UpstreamTimeout) return 'FAILED';
  if (error instanceof UpstreamRateLimited || !(error instanceof UpstreamUnavailable)) return 'ANSWERED';
  if (!error.sent) return 'UNREACHED';
  return error.concernsAll ? 'LOST' : 'FAILED';
}

export interface PassOptions {
  /** A cheap read to probe with; undefined = the call that comes first is the probe itself. */
  readonly probe: (() => Promise<unknown>) | undefined;
  /** Makes the error of a call that is not let through. */
  readonly refuse: () => UpstreamError;
  /** Ends the wait for a probe, not the probe. */
  readonly signal: AbortSignal;
}

/**
 * A circuit breaker: closed, open for a while, then half-open until a probe has been answered. Whoever comes first then
 * starts the probe, and all who come meanwhile wait for its end. A probe ends and counts, whether or not somebody waits.
 *
 * It does not count failures: its owner opens it.
 */
export class CircuitBreaker {
  readonly #probeAfterMs: number;
  readonly #onChange: (open: boolean) => void;
  #openUntil: number | undefined;
  #probe: Promise<void> | undefined;

  /** @param probeAfterMs from opening to half-open @param onChange told whenever it opens (true) or closes (false) */
  constructor(probeAfterMs: number, onChange: (open: boolean) => void) {
    this.#probeAfterMs = probeAfterMs;
    this.#onChange = onChange;
  }

  /** False if calls go out as usual; true until a probe was answered. */
  get isOpen(): boolean {
    return this.#openUntil !== undefined;
  }

  /** Milliseconds until it is half-open. */
  get retryAfterMs(): number {
    return Math.max(0, (this.#openUntil ?? 0) - performance.now());
  }

  open(): void {
    this.#openUntil = performance.now() + this.#probeAfterMs;
    this.#onChange(true);
  }

  /**
   * Makes a call if the circuit lets it through.
   *
   * @param call is told whether it is the probe itself: then it must not end because its caller leaves
   * @throws what `refuse` makes; the signal's reason; what the call throws
   */
  async pass<Answer>(
    call: (isProbe: boolean) => Promise<Answer>,
    { probe, refuse, signal }: PassOptions,
  ): Promise<Answer> {
    if (!this.isOpen) return call(false);
    if (this.retryAfterMs > 0) throw refuse();
    if (!this.#probe && !probe) {
      const answer = call(true);
      this.#probe = this.#judged(answer);
      return answer;
    }
    this.#probe ??= this.#judged(probe?.());
    await abortable(this.#probe, signal);
    if (this.isOpen) throw refuse();
    return call(false);
  }

  /** Waits for a probe, and opens or closes by it. Never rejects. */
  async #judged(probe: Promise<unknown> | undefined): Promise<void> {
    const verdict = await Promise.resolve(probe).then(() => 'ANSWERED' as const, verdictOf);
    this.#probe = undefined;
    // A probe that was not made has proved nothing: the next call makes another.
    if (verdict === 'UNTRIED') return;
    if (verdict !== 'ANSWERED') return this.open();
    this.#openUntil = undefined;
    this.#onChange(false);
  }
}
