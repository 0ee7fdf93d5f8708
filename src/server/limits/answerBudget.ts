import { getOperationAST, OperationTypeNode } from 'graphql';
import type { Execute } from '../operations/execute.ts';

/**
 * Refuses a whole answer that is over the budget, with one error instead of thousands. A mutation still reports its
 * outcomes.
 */
export const withAnswerBudget =
  (execute: Execute): Execute =>
  async (args) => {
    const result = await execute(args);
    const {
      document,
      operationName,
      contextValue: { budget },
    } = args;
    if (!budget.refusal) return result;
    if (getOperationAST(document, operationName)?.operation === OperationTypeNode.MUTATION) return result;
    return { ...result, data: null, errors: [budget.refusal] };
  };
