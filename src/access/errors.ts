import { GraphQLError } from 'graphql';
import type { Scope } from './viewer.ts';

/** A field that is not this viewer's to read: its resolver does not run. */
export class Forbidden extends GraphQLError {
  /** @param scopes any one of which would do; none if no scope would help */
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
