/** The number of answers after which a speed counts as measured. */
const ANSWERS_MEASURED = 10;

/** The weight of the latest answer in the average time of an answer. */
const LATEST_WEIGHT = 0.1;

/** The calls a minute that are assumed before a speed is measured. */
const ASSUMED_CALLS_PER_MINUTE = 600;

/** How fast calls are answered of which so many are made at once. */
export class Speed {
  readonly #slots: number;
  #answers = 0;
  #averageMs = 0;
  #told = ASSUMED_CALLS_PER_MINUTE;

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

  /** Takes the speed that another server has measured, unless this one has measured its own. */
  learn(callsPerMinute: number): void {
    this.#told = callsPerMinute;
  }

  /** Null before it is measured. */
  get measured(): number | null {
    return this.#answers < ANSWERS_MEASURED ? null : (this.#slots * 60_000) / this.#averageMs;
  }

  get callsPerMinute(): number {
    return this.measured ?? this.#told;
  }
}
