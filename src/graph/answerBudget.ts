import { GraphQLError } from 'graphql';

/**
 * What one answer may take of this server, whatever it takes of the dialer: lists inside lists multiply, and the dialer
 * need not be asked again for any of them. The largest sensible answer is far below; one beyond would take seconds and
 * gigabytes from everyone else.
 */
export const ANSWER_LIMITS = {
  /** Objects of an answer. A thousand agents with fifty calls each come to 52,000; 100,000 take a second. */
  objects: 100_000,
  /** Rows put into the answer's lists, of all pages. A quarter of a year of 30,000 calls a day has 2,800,000. */
  rows: 6_000_000,
} as const;

/** An answer that would take more than it may: what is left of it is not made. */
export class AnswerTooLarge extends GraphQLError {
  constructor(what: keyof typeof ANSWER_LIMITS) {
    const most = ANSWER_LIMITS[what];
    const advice = 'Nest fewer lists, ask for smaller pages, or ask in several operations.';
    super(
      what === 'objects'
        ? `The answer would have more than ${most} objects, which is the most one may have. ${advice}`
        : `The answer's lists would have more than ${most} rows, which is the most they may have. ${advice}`,
      { extensions: { code: 'OPERATION_TOO_COMPLEX', limit: most } },
    );
    this.name = 'AnswerTooLarge';
  }
}

/** Counts what one answer takes. */
export class AnswerBudget {
  readonly #spent = { objects: 0, rows: 0 };
  #refusal: AnswerTooLarge | undefined;

  /** Why the answer is refused; undefined where it is not. */
  get refusal(): AnswerTooLarge | undefined {
    return this.#refusal;
  }

  /** @throws AnswerTooLarge where that is more than is left */
  spend(what: keyof typeof ANSWER_LIMITS, count: number): void {
    this.#spent[what] += count;
    if (this.#spent[what] <= ANSWER_LIMITS[what]) return;
    this.#refusal ??= new AnswerTooLarge(what);
    throw this.#refusal;
  }
}
