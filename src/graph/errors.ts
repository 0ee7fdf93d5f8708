import { GraphQLError } from 'graphql';
import type { Plan } from '../plan/callCounter.ts';
import type { Scope } from '../access/viewer.ts';

/** Input that cannot be meant: refused before anything is asked of the dialer. */
export class BadUserInput extends GraphQLError {
  /** @param argument the argument or input field at fault, as the caller wrote it */
  constructor(argument: string, message: string) {
    super(`${argument}: ${message}`, { extensions: { code: 'BAD_USER_INPUT', argument } });
    this.name = 'BadUserInput';
  }
}

/** A field that is not this viewer's to read: its resolver does not run. */
export class Forbidden extends GraphQLError {
  /** @param scopes any one of which would do; none where no scope would help */
  constructor(message: string, scopes: readonly Scope[] = []) {
    super(message, {
      extensions: {
        code: 'FORBIDDEN',
        ...(scopes.length > 0 ? { scope: scopes.join(' or ') } : {}),
        retryable: false,
      },
    });
    this.name = 'Forbidden';
  }
}

/** More look-ups than one viewer may make. */
export class RateLimited extends GraphQLError {
  /** @param retryAfterSeconds how long to wait */
  constructor(message: string, retryAfterSeconds: number) {
    super(message, { extensions: { code: 'RATE_LIMITED', retryable: true, retryAfterSeconds } });
    this.name = 'RateLimited';
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
