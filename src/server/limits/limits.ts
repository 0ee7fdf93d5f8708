import { GraphQLError, Kind, parse, type ParseOptions, type Source } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { LRUCache } from 'lru-cache';
import { excessOf, LIMITS } from './operationLimits.ts';
import { tooComplex } from '../httpErrors.ts';

/** graphql-js's parser, stopped where a document grows too long. */
function parseWithin(source: string | Source, options?: ParseOptions) {
  const { length } = typeof source === 'string' ? source : source.body;
  if (length > LIMITS.characters) {
    throw tooComplex(
      `The document has ${length} characters and may have ${LIMITS.characters}: give long values in variables.`,
    );
  }
  try {
    return parse(source, { ...options, maxTokens: LIMITS.tokens });
  } catch (error) {
    if (!(error instanceof GraphQLError) || !/tokens\. Parsing aborted/.test(error.message)) throw error;
    throw tooComplex(
      `The document has more than ${LIMITS.tokens} tokens: split it, and give long values in variables.`,
    );
  }
}

/**
 * No operation over a limit goes on from parsing: not to validation, whose rules may take the square of what they are
 * given, and not to a resolver.
 */
export const useLimits = (): Plugin => ({
  onParse({ setParseFn }) {
    setParseFn(parseWithin);
    return ({ result }) => {
      const excess = result?.kind === Kind.DOCUMENT ? excessOf(result) : undefined;
      if (excess !== undefined) throw tooComplex(excess);
    };
  },
});

const MOST_REMEMBERED_BYTES = 4_000_000;

/** What a token takes in memory, with its node. */
const TOKEN_BYTES = 500;

/**
 * Remembers parsed documents up to a size: counted in documents, as Yoga does by default, a thousand large ones would
 * fill the memory. What cannot be parsed is not remembered.
 */
export const documentMemory = () => ({
  documentCache: new LRUCache<string, ReturnType<typeof parse>>({
    maxSize: MOST_REMEMBERED_BYTES,
    sizeCalculation: ({ tokenCount = LIMITS.tokens }, text) =>
      2 * text.length + TOKEN_BYTES * (tokenCount + 1),
  }),
  errorCache: { get: () => undefined, set: () => undefined },
  // It would keep errors. useInputValidation remembers which documents are valid.
  validationCache: false,
});
