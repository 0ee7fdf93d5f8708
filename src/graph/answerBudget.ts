import { GraphQLError } from 'graphql';

/**
 * The limits of one answer. The plan limits only dialer calls, but nested lists can multiply into millions of objects
 * without another call. Such an answer would take seconds of processor time and gigabytes of memory from other
 * requests.
 */
export const ANSWER_LIMITS = {
  /**
   * Each object counts its selected fields, and five more for itself. 1,000 agents with 50 calls of ten fields each,
   * including the names of campaign and portfolio, have 1,350,000. That takes three seconds.
   */
  values: 1_500_000,
  /** Rows of the answer's lists, over all pages. Rows that are also sorted count twice. */
  rows: 5_000_000,
} as const;

type Resource = keyof typeof ANSWER_LIMITS;

/** An answer is over its budget. The rest of it is not resolved. */
export class AnswerTooLarge extends GraphQLError {
  constructor(what: Resource) {
    const most = ANSWER_LIMITS[what];
    super(
      `The answer would have more than ${most} ${what}, which is the limit. Nest fewer lists, select fewer fields, request smaller pages, or split the operation into several.`,
      { extensions: { code: 'OPERATION_TOO_COMPLEX', limit: most } },
    );
    this.name = 'AnswerTooLarge';
  }
}

/** Counts the values and rows of one answer. */
export class AnswerBudget {
  readonly #spent: Record<Resource, number> = { values: 0, rows: 0 };
  #refusal: AnswerTooLarge | undefined;

  /** The error if the answer is over its budget; undefined if it is not. */
  get refusal(): AnswerTooLarge | undefined {
    return this.#refusal;
  }

  /** Counts values or rows. @throws AnswerTooLarge if they are more than the budget has left */
  spend(what: Resource, count: number): void {
    this.#spent[what] += count;
    if (this.#spent[what] <= ANSWER_LIMITS[what]) return;
    this.#refusal ??= new AnswerTooLarge(what);
    throw this.#refusal;
  }
}
