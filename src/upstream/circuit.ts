import {
  circuitBreaker,
  CircuitState,
  ConsecutiveBreaker,
  handleWhen,
  isBrokenCircuitError,
  type CircuitBreakerPolicy,
} from 'cockatiel';
import { UpstreamError, UpstreamTimeout, UpstreamUnavailable } from './errors.ts';

const FAILURES_TO_OPEN = 5;
const PROBE_AFTER_MS = 5000;

/** What a call came to: an answer, or an error that is one too, such as a refusal. */
type Outcome<Answer> = { readonly answer: Answer } | { readonly error: UpstreamError };

/** How a call was let through. */
export interface Passage {
  readonly isProbe: boolean;
  readonly mayGo: () => boolean;
}

/**
 * Spares an upstream that is sick: after five failed calls in a row none is made for five seconds, then one, and where
 * that one is answered, all again. Failed is what got no answer at all, or a 5xx: a refusal is an answer, and so is
 * nonsense, since one broken action must not take the others along.
 */
export class Circuit {
  readonly #policy: CircuitBreakerPolicy;

  /** @param onChange told whenever it opens (true) or closes (false) */
  constructor(onChange: (open: boolean) => void) {
    this.#policy = circuitBreaker(
      // A probe that nobody waited for has proved nothing.
      handleWhen((error): boolean => isFailure(error) || this.#policy.state === CircuitState.HalfOpen),
      { breaker: new ConsecutiveBreaker(FAILURES_TO_OPEN), halfOpenAfter: PROBE_AFTER_MS },
    );
    this.#policy.onBreak(() => onChange(true));
    this.#policy.onReset(() => onChange(false));
  }

  /** False where calls go out as usual; true until a probe was answered. */
  get isOpen(): boolean {
    return this.#policy.state !== CircuitState.Closed;
  }

  /**
   * Makes a call, where the circuit lets it through.
   *
   * @param call is told whether it is a probe, which should not depend on one caller's patience, and whether it may
   *   still go out: calls wait in a queue, and are tried again
   * @param refuse makes the error where it does not
   */
  async run<Answer>(
    call: (passage: Passage) => Promise<Answer>,
    refuse: () => UpstreamError,
  ): Promise<Answer> {
    // One probe is enough: others are answered at once, and do not wait for its end.
    if (this.#policy.state === CircuitState.HalfOpen) throw refuse();
    const isProbe = this.isOpen;
    const mayGo = (): boolean => isProbe || !this.isOpen;
    const made = async (): Promise<Outcome<Answer>> => {
      try {
        return { answer: await call({ isProbe, mayGo }) };
      } catch (error) {
        if (error instanceof UpstreamError && !isNoAnswer(error)) return { error };
        throw error;
      }
    };
    const outcome = await this.#policy.execute(made).catch((error: unknown) => {
      throw isBrokenCircuitError(error) ? refuse() : error;
    });
    if ('error' in outcome) throw outcome.error;
    return outcome.answer;
  }
}

const isNoAnswer = (error: unknown): error is UpstreamUnavailable | UpstreamTimeout =>
  error instanceof UpstreamUnavailable || error instanceof UpstreamTimeout;

/** Tried, and got no answer. What this server held back says nothing about the upstream. */
const isFailure = (error: unknown): boolean => isNoAnswer(error) && !error.heldBack;
