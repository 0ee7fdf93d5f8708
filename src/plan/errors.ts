/** What is refused before anything is asked of the dialer. */
import { GraphQLError } from 'graphql';
import type { Plan } from './types.ts';

/** Input that cannot be meant: refused before anything is asked of the dialer. */
export class BadUserInput extends GraphQLError {
  /** @param argument the argument or input field at fault, as the caller wrote it */
  constructor(argument: string, message: string) {
    super(`${argument}: ${message}`, { extensions: { code: 'BAD_USER_INPUT', argument } });
    this.name = 'BadUserInput';
  }
}

/** An operation that may ask more of the dialer than one operation may: refused before anything is asked. */
export class OperationTooComplex extends GraphQLError {
  /** @param plan what it may ask, as far as it was planned; `limit` = the most calls */
  constructor(message: string, { plan, limit }: { readonly plan: Plan; readonly limit: number }) {
    super(message, { extensions: { code: 'OPERATION_TOO_COMPLEX', plan, limit } });
    this.name = 'OperationTooComplex';
  }
}
