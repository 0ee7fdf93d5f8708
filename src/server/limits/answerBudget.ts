import { getOperationAST, OperationTypeNode } from 'graphql';
import { andThen } from '../../upstream/promises/maybePromise.ts';
import type { Execute } from '../operations/execute.ts';

/**
 * Refuses a whole answer that is over the budget, with one error instead of thousands. A mutation still reports its
 * outcomes.
 */
export const withAnswerBudget =
  (execute: Execute): Execute =>
  (args) =>
    andThen(execute(args), (result) => {
      const {
        document,
        operationName,
        contextValue: { budget },
      } = args;
      if (!budget.refusal) return result;
      if (getOperationAST(document, operationName)?.operation === OperationTypeNode.MUTATION) return result;
      return { ...result, data: null, errors: [budget.refusal] };
    });
