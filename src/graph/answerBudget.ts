import { GraphQLError } from 'graphql';

/**
 * What one answer may take of this server, whatever it takes of the dialer: lists inside lists multiply, and the dialer
 * need not be asked again for any of them. The largest sensible answer is below; one beyond would take many seconds and
 * gigabytes from everyone else.
 */
export const ANSWER_LIMITS = {
  /**
   * Fields of objects, and five for each object itself. A thousand agents with fifty calls of ten fields, the campaign's
   * and the portfolio's name among them, come to 1,350,000; so many take three seconds.
   */
  values: 1_500_000,
  /** Rows put into the answer's lists, of all pages; twice where they are put in order, too. */
  rows: 5_000_000,
} as const;

type Resource = keyof typeof ANSWER_LIMITS;

/** An answer that would take more than it may: what is left of it is not made. */
export class AnswerTooLarge extends GraphQLError {
  constructor(what: Resource) {
    const most = ANSWER_LIMITS[what];
    super(
      `The answer would take more than ${most} ${what}, which is the most one may take. Nest fewer lists, ask for smaller pages or fewer fields, or ask in several operations.`,
      { extensions: { code: 'OPERATION_TOO_COMPLEX', limit: most } },
    );
    this.name = 'AnswerTooLarge';
  }
}

/** Counts what one answer takes. */
export class AnswerBudget {
  readonly #spent: Record<Resource, number> = { values: 0, rows: 0 };
  #refusal: AnswerTooLarge | undefined;

  /** Why the answer is refused; undefined if it is not. */
  get refusal(): AnswerTooLarge | undefined {
    return this.#refusal;
  }

  /** @throws AnswerTooLarge if that is more than is left */
  spend(what: Resource, count: number): void {
    this.#spent[what] += count;
    if (this.#spent[what] <= ANSWER_LIMITS[what]) return;
    this.#refusal ??= new AnswerTooLarge(what);
    throw this.#refusal;
  }
}
