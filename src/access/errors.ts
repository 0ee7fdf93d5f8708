import { GraphQLError } from 'graphql';
import type { Scope } from './viewer.ts';

/** The viewer may not read a field; its resolver does not run. */
export class Forbidden extends GraphQLError {
  /** @param scopes any one of them is enough; none if no scope would help */
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

/** The viewer has made too many look-ups. */
export class RateLimited extends GraphQLError {
  /** @param retryAfterSeconds the wait before the next try */
  constructor(message: string, retryAfterSeconds: number) {
    super(message, { extensions: { code: 'RATE_LIMITED', retryable: true, retryAfterSeconds } });
    this.name = 'RateLimited';
  }
}
