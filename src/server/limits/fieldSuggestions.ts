import type { GraphQLError } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { rewritten } from '../errors.ts';

/** graphql-js's suggestion, which names fields and types of the schema. */
const HINT = / ?Did you mean [\s\S]*$/;

/** Removes "Did you mean …" from errors: without introspection, suggestions would reveal the schema bit by bit. */
export const useNoFieldSuggestions = (): Plugin => ({
  onExecutionResult(payload) {
    const { result } = payload;
    if (!result || !('errors' in result) || !result.errors) return;
    payload.setResult({ ...result, errors: result.errors.map(withoutHint) });
  },
});

const withoutHint = (error: GraphQLError): GraphQLError =>
  HINT.test(error.message) ? rewritten(error, { message: error.message.replace(HINT, '') }) : error;
