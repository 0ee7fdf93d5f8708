import type { GraphQLError } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { rewritten } from '../errors.ts';

/** graphql-js's guess at what was meant, which names what is there. */
const HINT = / ?Did you mean [\s\S]*$/;

/** Leaves "Did you mean …" out of errors: where nobody may read the schema, nobody may guess it out of the server. */
export const useNoFieldSuggestions = (): Plugin => ({
  onExecutionResult(payload) {
    const { result } = payload;
    if (!result || !('errors' in result) || !result.errors) return;
    payload.setResult({ ...result, errors: result.errors.map(withoutHint) });
  },
});

const withoutHint = (error: GraphQLError): GraphQLError =>
  HINT.test(error.message) ? rewritten(error, { message: error.message.replace(HINT, '') }) : error;
