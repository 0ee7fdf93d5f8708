import { GraphQLError } from 'graphql';

/** The limits of one answer, by what it has. */
export interface AnswerLimits {
  readonly values: number;
  readonly rows: number;
}

/**
 * The limits of one answer. The plan limits only dialer calls, but nested lists can multiply into millions of objects
 * without another call. Such an answer would take seconds of processor time and gigabytes of memory from other
 * requests.
 */
export const ANSWER_LIMITS: AnswerLimits = {
  /**
   * Each object counts its selected fields, and five more for itself. 1,000 agents with 50 calls of ten fields each,
   * including the names of campaign and portfolio, have 1,350,000. That takes three seconds.
   */
  values: 1_500_000,
  /** Rows of the answer's lists, over all pages. Rows that are also sorted count twice. */
  rows: 5_000_000,
};

type Resource = keyof AnswerLimits;

/** An answer is over its budget. The rest of it is not resolved. */
export class AnswerTooLarge extends GraphQLError {
  constructor(what: Resource, most: number) {
    super(
      `The answer would have more than ${most} ${what}, which is the limit. Nest fewer lists, select fewer fields, request smaller pages, or split the operation into several.`,
      { extensions: { code: 'OPERATION_TOO_COMPLEX', limit: most } },
    );
    this.name = 'AnswerTooLarge';
  }
}

/** Counts the values and rows of one answer. */
export class AnswerBudget {
  readonly #limits: AnswerLimits;
  readonly #spent: Record<Resource, number> = { values: 0, rows: 0 };
  #refusal: AnswerTooLarge | undefined;

  constructor(limits: AnswerLimits = ANSWER_LIMITS) {
    this.#limits = limits;
  }

  /** The error if the answer is over its budget; undefined if it is not. */
  get refusal(): AnswerTooLarge | undefined {
    return this.#refusal;
  }

  /** Starts again from zero, because the counted values have been sent: the budget limits what is in memory at once. */
  renew(): void {
    this.#spent.values = 0;
    this.#spent.rows = 0;
  }

  /** Counts values or rows. @throws AnswerTooLarge if they are more than the budget has left */
  spend(what: Resource, count: number): void {
    this.#spent[what] += count;
    if (this.#spent[what] <= this.#limits[what]) return;
    this.#refusal ??= new AnswerTooLarge(what, this.#limits[what]);
    throw this.#refusal;
  }
}
