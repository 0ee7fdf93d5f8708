import { getOperationAST, OperationTypeNode } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import type { Context } from '../../graph/context.ts';

/**
 * An answer that took more than it may is refused as a whole: a hundred thousand errors in it would be no better. What a
 * mutation has done is told all the same.
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
