import { getOperationAST, OperationTypeNode } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import type { Context } from '../../graph/context.ts';

/**
 * Refuses a whole answer that is over the budget, with one error instead of thousands. A mutation still reports its
 * outcomes.
 */
export const useAnswerBudget = (): Plugin<Context> => ({
  onExecute({ args: { document, operationName }, context: { budget } }) {
    if (getOperationAST(document, operationName)?.operation === OperationTypeNode.MUTATION) return undefined;
    return {
      onExecuteDone: ({ result, setResult }) => {
        if (budget.refusal) setResult({ ...result, data: null, errors: [budget.refusal] });
      },
    };
  },
});
