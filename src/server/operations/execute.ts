import type { ExecutionArgs, ExecutionResult, GraphQLError } from 'graphql';
import { executeOperation } from '../../graph/execution/executeQuery.ts';
import { andThen, type MaybePromise } from '../../upstream/promises/maybePromise.ts';
import { eachInTurns } from '../../upstream/promises/turn.ts';
import { withAnswerBudget } from '../limits/answerBudget.ts';
import type { Backpressure } from '../limits/backpressure.ts';
import { withDialerCost, type CostedContext } from '../limits/dialerCost.ts';
import { withInputValidation } from '../limits/input/inputValidation.ts';
import { withLeadReads, type LeadReadsLine } from '../limits/leadReads.ts';

/** An operation of a valid document, and its context. */
export interface CostedArgs extends ExecutionArgs {
  readonly contextValue: CostedContext;
}

/** Executes an operation. */
export type Execute = (args: CostedArgs) => MaybePromise<ExecutionResult>;

export interface ExecuteOptions {
  /** The most dialer calls that the plan of one operation may have. */
  readonly maxCallsPerOperation: number;
  readonly backpressure: Backpressure;
  /** Writes an audit line. */
  readonly audit: (line: LeadReadsLine) => void;
  readonly maskError: (error: unknown) => GraphQLError;
  /** Runs the resolvers. Default: by compiled operations. */
  readonly resolve?: Execute;
}

/**
 * Everything between a valid document and its result: values, plan, budget, audit and masking of errors. Queries and
 * mutations over HTTP and the events of subscriptions are executed by this one function.
 */
export const executeWith = ({
  maxCallsPerOperation,
  backpressure,
  audit,
  maskError,
  resolve = executeOperation,
}: ExecuteOptions): Execute =>
  withMaskedErrors(
    maskError,
    withInputValidation(
      withLeadReads(audit, withAnswerBudget(withDialerCost(maxCallsPerOperation, backpressure, resolve))),
    ),
  );

const withMaskedErrors =
  (maskError: (error: unknown) => GraphQLError, execute: Execute): Execute =>
  (args) =>
    andThen(execute(args), (result) => {
      if (!result.errors) return result;
      const errors: GraphQLError[] = [];
      // A list can have thousands of them.
      const masked = eachInTurns(result.errors, (error) => errors.push(maskError(error)));
      return andThen(masked, () => ({ ...result, errors }));
    });
