import { GraphQLError } from 'graphql';

/** With media type `application/json`, a readable request is answered with 200 in any case: the errors say what failed. */
const SPEC = true;

/**
 * The answer to every missing or invalid credential: UNAUTHENTICATED, HTTP 401. It gives no reason, because a reason
 * would help an attacker who guesses.
 */
export const unauthenticated = (): GraphQLError =>
  new GraphQLError('Authentication is needed: send a valid API key or token.', {
    extensions: {
      code: 'UNAUTHENTICATED',
      http: { status: 401, headers: { 'www-authenticate': 'Bearer' } },
    },
  });

/** A request that cannot be read: BAD_USER_INPUT with an HTTP status of its own, such as 415. */
export const badRequest = (status: number, message: string, headers: Record<string, string> = {}) =>
  new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT', http: { status, headers } } });

/** An operation over a limit: OPERATION_TOO_COMPLEX. No part of it runs. */
export const tooComplex = (message: string): GraphQLError =>
  new GraphQLError(message, {
    extensions: { code: 'OPERATION_TOO_COMPLEX', http: { status: 400, spec: SPEC } },
  });

/** An operation that no viewer may run: FORBIDDEN. */
export const forbiddenOperation = (message: string): GraphQLError =>
  new GraphQLError(message, { extensions: { code: 'FORBIDDEN', http: { status: 403, spec: SPEC } } });

/** A request for another host name. */
export const foreignHost = (): GraphQLError =>
  new GraphQLError(
    'Without API keys or JWT this server answers only to requests for localhost, 127.0.0.1 or [::1].',
    { extensions: { code: 'FORBIDDEN', http: { status: 403 } } },
  );

/** A request that a page of another site had a browser send. */
export const foreignPage = (): GraphQLError =>
  new GraphQLError('Without API keys or JWT this server does not answer to pages of other sites.', {
    extensions: { code: 'FORBIDDEN', http: { status: 403 } },
  });

/** A subscription whose client does not say that it reads events. */
export const notAcceptable = (): GraphQLError =>
  badRequest(
    406,
    'A subscription is answered as server-sent events: send the header "accept: text/event-stream".',
  );

/** A subscription that comes while the server closes. */
export const closingServer = (): GraphQLError =>
  new GraphQLError('This server is closing. Subscribe again.', {
    extensions: { code: 'SERVICE_UNAVAILABLE', retryable: true },
  });
