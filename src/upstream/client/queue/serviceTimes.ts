import { sizeOf, type EndpointFacts } from '../../endpoint.ts';
import {
  UpstreamError,
  UpstreamRateLimited,
  UpstreamTimeout,
  UpstreamUnauthorized,
  UpstreamUnavailable,
} from '../../errors.ts';

/** The facts of an action that its service time depends on. */
export type TimedAction = Pick<EndpointFacts, 'name' | 'maxBytes'>;

/** The weight of the newest call in an average, from the tenth call on. Before that, all calls weigh the same. */
const NEWEST_WEIGHT = 0.1;

/** A call counts as usual up to this multiple of the average. */
const USUAL = 1.5;

interface Average {
  readonly mean: number;
  readonly calls: number;
}

/** The assumed service time before any call was measured, as a share of the deadline. */
const ASSUMED_SHARE = { small: 1 / 300, large: 1 / 150 } as const;

/** Service times of an upstream: exponentially weighted averages by action, without the wait for a turn. */
export class ServiceTimes {
  readonly #timeoutMs: number;
  readonly #byAction = new Map<string, Average>();
  readonly #bySize = new Map<string, Average>();

  /** @param timeoutMs the deadline of a call */
  constructor(timeoutMs: number) {
    this.#timeoutMs = timeoutMs;
  }

  /**
   * Expected service time of a call, in milliseconds: the action's average, else the average of its size, else an
   * assumption.
   */
  expectedMs(action: TimedAction): number {
    const size = sizeOf(action);
    return (
      this.#byAction.get(action.name)?.mean ??
      this.#bySize.get(size)?.mean ??
      ASSUMED_SHARE[size] * this.#timeoutMs
    );
  }

  /**
   * With less time left than this, in milliseconds, a call is not worth sending. Undefined for an action that was
   * never answered.
   *
   * At most half of the deadline, so that a call that did not wait is always sent. Otherwise one slow answer could
   * raise the average for good.
   */
  usualMs({ name }: TimedAction): number | undefined {
    const known = this.#byAction.get(name);
    return known && Math.min(USUAL * known.mean, this.#timeoutMs / 2);
  }

  /**
   * Makes a call and notes how long it took. A refusal counts as an answer.
   *
   * @param excludedMs how much of the time this server has taken, in milliseconds; it does not count
   */
  async measure<Answer>(
    action: TimedAction,
    call: () => Promise<Answer>,
    excludedMs: () => number = () => 0,
  ): Promise<Answer> {
    const started = performance.now() - excludedMs();
    try {
      const answer = await call();
      this.note(action, performance.now() - started - excludedMs());
      return answer;
    } catch (error) {
      const tookMs = performance.now() - started - excludedMs();
      // A call without an answer would have taken longer, so it may only raise the average.
      if (isAnswer(error) || tookMs > this.expectedMs(action)) this.note(action, tookMs);
      throw error;
    }
  }

  /** Notes how long a call took, in milliseconds. */
  note(action: TimedAction, tookMs: number): void {
    add(this.#byAction, action.name, tookMs);
    add(this.#bySize, sizeOf(action), tookMs);
  }
}

/** True if the upstream did the work of an answer. It sends a 429 or a refused login at once. */
const isAnswer = (error: unknown): boolean =>
  error instanceof UpstreamError &&
  ![UpstreamUnavailable, UpstreamTimeout, UpstreamRateLimited, UpstreamUnauthorized].some(
    (kind) => error instanceof kind,
  );

function add(averages: Map<string, Average>, key: string, tookMs: number): void {
  const { mean, calls } = averages.get(key) ?? { mean: 0, calls: 0 };
  const weight = Math.max(NEWEST_WEIGHT, 1 / (calls + 1));
  averages.set(key, { mean: mean + weight * (tookMs - mean), calls: calls + 1 });
}
