import { handled } from '../../upstream/promises/handled.ts';

/** The number of answers after which a speed counts as measured. */
const ANSWERS_MEASURED = 10;

/** The weight of the latest answer in the average time of an answer. */
const LATEST_WEIGHT = 0.1;

/** The calls a minute that are assumed before a speed is measured. */
const ASSUMED_CALLS_PER_MINUTE = 600;

/** How fast calls are answered if this many are made at once. */
export class Speed {
  readonly #slots: number;
  #answers = 0;
  #averageMs = 0;
  #measuring: Promise<void> | undefined;
  #told: number | undefined;

  constructor(slots: number) {
    this.#slots = slots;
  }

  /** Notes how long an answer took, in milliseconds. */
  note(tookMs: number): void {
    this.#answers += 1;
    // At first all answers weigh the same.
    const weight = Math.max(LATEST_WEIGHT, 1 / this.#answers);
    this.#averageMs += (Math.max(1, tookMs) - this.#averageMs) * weight;
  }

  /** True if this server or another one has measured it. */
  get isMeasured(): boolean {
    return this.measured !== null || this.#told !== undefined;
  }

  /**
   * Measures the speed by calls, if it is not known. A failed call tells nothing.
   *
   * @param calls some of them are made, each at most once; those who measure at the same time share them
   */
  measure(calls: readonly (() => Promise<unknown>)[]): Promise<void> {
    this.#measuring ??= handled(
      this.#measure(calls).finally(() => {
        this.#measuring = undefined;
      }),
    );
    return this.#measuring;
  }

  async #measure(calls: readonly (() => Promise<unknown>)[]): Promise<void> {
    if (this.isMeasured) return;
    const left = calls.slice(0, ANSWERS_MEASURED).values();
    const oneByOne = async (): Promise<void> => {
      for (const call of left) {
        const startedAt = performance.now();
        await call().then(
          () => this.note(performance.now() - startedAt),
          () => undefined,
        );
      }
    };
    await Promise.all(Array.from({ length: this.#slots }, oneByOne));
  }

  /** Takes the speed that another server has measured, unless this one has measured its own. */
  learn(callsPerMinute: number): void {
    this.#told = callsPerMinute;
  }

  /** Null before it is measured. */
  get measured(): number | null {
    return this.#answers < ANSWERS_MEASURED ? null : (this.#slots * 60_000) / this.#averageMs;
  }

  get callsPerMinute(): number {
    return this.measured ?? this.#told ?? ASSUMED_CALLS_PER_MINUTE;
  }
}
