import { GraphQLError, Kind, parse, type DocumentNode, type ParseOptions, type Source } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { LRUCache } from 'lru-cache';
import { excessOf, LIMITS } from './operationLimits.ts';
import { tooComplex } from '../httpErrors.ts';

/** graphql-js's parser, with limits on the length of a document. */
function parseWithin(source: string | Source, options?: ParseOptions) {
  const { length } = typeof source === 'string' ? source : source.body;
  if (length > LIMITS.characters) {
    throw tooComplex(
      `The document has ${length} characters, and the limit is ${LIMITS.characters}: give long values in variables.`,
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
 * Refuses operations over a limit before they are validated, because some validation rules take time in proportion to
 * the square of the document's size.
 */
export const useLimits = (): Plugin => {
  const checked = new WeakSet<DocumentNode>();
  return {
    onParse({ setParseFn }) {
      setParseFn(parseWithin);
      return ({ result }) => {
        if (result?.kind !== Kind.DOCUMENT || checked.has(result)) return;
        const excess = excessOf(result);
        if (excess !== undefined) throw tooComplex(excess);
        checked.add(result);
      };
    },
  };
};

const MOST_REMEMBERED_BYTES = 4_000_000;

/** The memory that one token takes, with its AST node. */
const TOKEN_BYTES = 500;

/**
 * The parsed documents, limited by their size, and which of them are valid. Yoga's own cache limits their number, so
 * 1,000 large documents would fill the memory. Documents that cannot be parsed are not kept, nor are the errors of
 * invalid ones: an error's stack would keep its whole request in memory.
 */
export class KnownDocuments {
  /** The options of Yoga's parser. */
  readonly cache = {
    documentCache: new LRUCache<string, DocumentNode>({
      maxSize: MOST_REMEMBERED_BYTES,
      sizeCalculation: ({ tokenCount = LIMITS.tokens }, text) =>
        2 * text.length + TOKEN_BYTES * (tokenCount + 1),
    }),
    errorCache: { get: () => undefined, set: () => undefined },
    // Yoga's cache would also keep errors.
    validationCache: false,
  };
  readonly #valid = new WeakSet<DocumentNode>();

  /** A document that is within the limits and valid; undefined if the text is not known as one. */
  find(text: string): DocumentNode | undefined {
    const document = this.cache.documentCache.get(text);
    return document && this.isValid(document) ? document : undefined;
  }

  isValid(document: DocumentNode): boolean {
    return this.#valid.has(document);
  }

  /** To be called if a document is valid. Its limits were checked before. */
  setValid(document: DocumentNode): void {
    this.#valid.add(document);
  }
}
