import type { Plugin } from 'graphql-yoga';
import type { Context } from '../graph/builder.ts';

/** An answer that took more than it may is refused as a whole: a hundred thousand errors in it would be no better. */
export const useAnswerBudget = (): Plugin<Context> => ({
  onExecute: ({ context: { budget } }) => ({
    onExecuteDone: ({ setResult }) => {
      if (budget.refusal) setResult({ data: null, errors: [budget.refusal] });
    },
  }),
});
