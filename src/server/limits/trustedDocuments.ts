import { createHash } from 'node:crypto';
import { GraphQLError, parse } from 'graphql';
import type { GraphQLParams } from 'graphql-yoga';
import { z } from 'zod';
import { ConfigFileError, contentOf, textOfFile } from '../files/configFile.ts';
import { LIMITS } from './operationLimits.ts';
import { persistedHashIn } from './persistedQueries.ts';
import { forbiddenOperation } from '../httpErrors.ts';

const VARIABLE = 'TRUSTED_DOCUMENTS';

/** Documents that may run, by the SHA-256 of their text in lower-case hexadecimal. */
export type TrustedDocuments = ReadonlyMap<string, string>;

/** The hash of a document. */
export const hashOf = (document: string): string => createHash('sha256').update(document).digest('hex');

const manifest = z.record(z.string(), z.string({ error: 'must be the text of a document' }), {
  error: 'must be an object of documents by their SHA-256',
});

/**
 * Reads a manifest: a JSON object of documents by their SHA-256.
 *
 * @throws ConfigFileError with all errors at once: documents that are not text, do not match their hash, or are not
 *   GraphQL
 */
export function readTrustedDocuments(path: string): TrustedDocuments {
  const documents = new Map(Object.entries(contentOf(VARIABLE, manifest, textOfFile(VARIABLE, path))));
  const faults = [...documents].flatMap(([hash, document]) => {
    if (hash !== hashOf(document)) return [`${VARIABLE}: ${hash} is not the SHA-256 of its document`];
    const fault = syntaxFaultOf(document);
    return fault === undefined ? [] : [`${VARIABLE}: ${hash} has a document that cannot run (${fault})`];
  });
  if (faults.length > 0) throw new ConfigFileError(faults);
  return documents;
}

function syntaxFaultOf(document: string): string | undefined {
  try {
    parse(document, { maxTokens: LIMITS.tokens });
    return undefined;
  } catch (error) {
    if (error instanceof GraphQLError) return error.message;
    throw error;
  }
}

/**
 * Runs trusted documents and no others. A client names one by `documentId`, by
 * `extensions.persistedQuery.sha256Hash`, or sends its exact text.
 *
 * @returns the parameters of the document's text
 * @throws GraphQLError if they name no trusted document
 */
export function trustedParams(trusted: TrustedDocuments, params: GraphQLParams): GraphQLParams {
  const { operationName, variables, extensions } = params;
  return {
    query: trustedText(trusted, params),
    ...(operationName === undefined ? {} : { operationName }),
    ...(variables === undefined ? {} : { variables }),
    ...(extensions === undefined ? {} : { extensions }),
  };
}

/** @throws GraphQLError if the document is not trusted, or if its text and its ids name different documents */
function trustedText(trusted: TrustedDocuments, params: GraphQLParams): string {
  const query: unknown = params.query;
  const hashes = new Set(idsIn(params));
  if (typeof query === 'string') hashes.add(hashOf(query));
  const [hash] = hashes;
  const text = hash === undefined || hashes.size > 1 ? undefined : trusted.get(hash);
  if (text === undefined) {
    throw forbiddenOperation(
      'Only trusted documents run here: send the documentId or the exact text of one of them.',
    );
  }
  return text;
}

/** The document ids of a request, in the form of a manifest's hashes. */
function idsIn(params: GraphQLParams): string[] {
  const documentId: unknown = 'documentId' in params ? params.documentId : undefined;
  return [documentId, persistedHashIn(params)]
    .filter((id) => typeof id === 'string')
    .map((id) => id.replace(/^sha256:/, '').toLowerCase());
}
