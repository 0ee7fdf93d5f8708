/** Refusals before the dialer is called. */
import { GraphQLError } from 'graphql';
import type { Plan } from './types.ts';

/** Invalid input: refused before the dialer is called. */
export class BadUserInput extends GraphQLError {
  /** @param argument the invalid argument or input field, as the caller wrote it */
  constructor(argument: string, message: string) {
    super(`${argument}: ${message}`, { extensions: { code: 'BAD_USER_INPUT', argument } });
    this.name = 'BadUserInput';
  }
}

/** An operation whose plan is above the limit: refused before the dialer is called. */
export class OperationTooComplex extends GraphQLError {
  /** @param plan the plan, as far as it was made; `limit` = the most calls of one operation */
  constructor(message: string, { plan, limit }: { readonly plan: Plan; readonly limit: number }) {
    super(message, { extensions: { code: 'OPERATION_TOO_COMPLEX', plan, limit } });
    this.name = 'OperationTooComplex';
  }
}
