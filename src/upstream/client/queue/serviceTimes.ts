import { sizeOf, type EndpointFacts } from '../../endpoint.ts';
import {
  UpstreamError,
  UpstreamRateLimited,
  UpstreamTimeout,
  UpstreamUnauthorized,
  UpstreamUnavailable,
} from '../../errors.ts';

/** What an action's service time depends on. */
export type TimedAction = Pick<EndpointFacts, 'name' | 'maxBytes'>;

/** The weight of the newest call in an average, from the tenth call on; before that, each weighs the same. */
const NEWEST_WEIGHT = 0.1;

/** A usual call takes no longer than so many times the average. */
const USUAL = 1.5;

interface Average {
  readonly mean: number;
  readonly calls: number;
}

/** What a call is assumed to take before any was measured, as a share of the deadline. */
const ASSUMED_SHARE = { small: 1 / 300, large: 1 / 150 } as const;

/** How long an upstream takes for a call: exponentially weighted averages by action, without the wait for a turn. */
export class ServiceTimes {
  readonly #timeoutMs: number;
  readonly #byAction = new Map<string, Average>();
  readonly #bySize = new Map<string, Average>();

  /** @param timeoutMs the deadline of a call */
  constructor(timeoutMs: number) {
    this.#timeoutMs = timeoutMs;
  }

  /** What a call will take, in milliseconds: as the action did, else as others of its size, else an assumption. */
  expectedMs(action: TimedAction): number {
    const size = sizeOf(action);
    return (
      this.#byAction.get(action.name)?.mean ??
      this.#bySize.get(size)?.mean ??
      ASSUMED_SHARE[size] * this.#timeoutMs
    );
  }

  /**
   * The time below which it is of no use to send a call; undefined for an action that was never answered.
   *
   * At most half of the deadline: a call that did not wait is always sent, so that an average that one slow answer has
   * pushed up comes down again.
   */
  usualMs({ name }: TimedAction): number | undefined {
    const known = this.#byAction.get(name);
    return known && Math.min(USUAL * known.mean, this.#timeoutMs / 2);
  }

  /** Makes a call, and notes how long it took. A refusal is an answer, too. */
  async measure<Answer>(action: TimedAction, call: () => Promise<Answer>): Promise<Answer> {
    const started = performance.now();
    try {
      const answer = await call();
      this.note(action, performance.now() - started);
      return answer;
    } catch (error) {
      const tookMs = performance.now() - started;
      // What got no answer would have taken longer: it only raises the averages.
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

/** True for what took the work of an answer. A 429 and a refused login take none, and come at once. */
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
