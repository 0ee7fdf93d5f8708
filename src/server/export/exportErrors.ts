import { GraphQLError, type ExecutionResult } from 'graphql';
import { rewritten } from '../errors.ts';

/** The HTTP status of an export that has no rows, by the code of its error. */
const STATUSES: ReadonlyMap<unknown, number> = new Map([
  ['BAD_USER_INPUT', 400],
  ['OPERATION_TOO_COMPLEX', 400],
  ['UNAUTHENTICATED', 401],
  ['FORBIDDEN', 403],
  ['RATE_LIMITED', 429],
  ['DIALER_UNAVAILABLE', 503],
  ['VOXO_UNAVAILABLE', 503],
  ['SERVICE_UNAVAILABLE', 503],
  ['DIALER_TIMEOUT', 504],
  ['VOXO_TIMEOUT', 504],
  ['DIALER_BAD_RESPONSE', 502],
  ['DIALER_REFUSED', 502],
  ['DIALER_UNAUTHORIZED', 502],
  ['VOXO_BAD_RESPONSE', 502],
  ['VOXO_REFUSED', 502],
  ['VOXO_UNAUTHORIZED', 502],
]);

/** The result of an export that failed before its first row. It has an HTTP status of its own, because there is no data. */
export const failure = ({ errors = [], extensions }: ExecutionResult): ExecutionResult => ({
  data: null,
  errors: errors.map(withStatus),
  ...(extensions && { extensions }),
});

function withStatus(error: GraphQLError): GraphQLError {
  const { http, code } = error.extensions;
  if (http !== undefined) return error;
  return rewritten(error, {
    extensions: { ...error.extensions, http: { status: STATUSES.get(code) ?? 500 } },
  });
}

/** The operation has run, and has no list: an object on the way to it does not exist. @param list its path */
export const noList = (list: string): GraphQLError =>
  new GraphQLError(
    `There is no list at \`${list}\`: an object on the way to it is null. Look it up with "accept: application/json".`,
    { extensions: { code: 'BAD_USER_INPUT', http: { status: 404 } } },
  );
