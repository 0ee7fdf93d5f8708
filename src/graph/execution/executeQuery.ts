import {
  execute,
  getOperationAST,
  getVariableValues,
  GraphQLError,
  OperationTypeNode,
  visit,
  type DirectiveNode,
  type DocumentNode,
  type ExecutionArgs,
  type ExecutionResult,
  type OperationDefinitionNode,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import type { Viewer } from '../../access/viewer.ts';
import type { Context } from '../context.ts';
import { CompiledOperation, variablesIn } from './compiledOperation.ts';
import { Execution } from './execution.ts';
import type { ListStream } from './listStream.ts';

/** An operation to execute. */
export interface OperationArgs extends ExecutionArgs {
  readonly contextValue: Context;
}

/** The most compilations of one document: for its operations, @skip and @include, and policies of viewers. */
const MOST_COMPILED = 20;

/** As in graphql-js. */
const MOST_VARIABLE_ERRORS = 50;

/** The parts of a document that decide how it is compiled. */
interface DocumentFacts {
  /** The variables of @skip and @include. */
  readonly directiveVariables: readonly string[];
  readonly compiled: LRUCache<string, CompiledOperation>;
}

const factsOf = new WeakMap<DocumentNode, DocumentFacts>();

/**
 * Executes an operation of a valid document. A query is compiled first, and the compilation is kept with its document.
 * Mutations and events of subscriptions are left to graphql-js: they are rare, and small.
 *
 * @param stream takes the items of a query's first list; of a query that is not compiled, it takes none
 */
export function executeOperation(
  args: OperationArgs,
  stream?: ListStream,
): ExecutionResult | Promise<ExecutionResult> {
  const { schema, document, operationName, variableValues, contextValue, rootValue } = args;
  const operation = getOperationAST(document, operationName);
  if (operation?.operation !== OperationTypeNode.QUERY) return execute(args);
  const definitions = operation.variableDefinitions ?? [];
  const variables =
    definitions.length === 0
      ? { coerced: {} }
      : getVariableValues(schema, definitions, variableValues ?? {}, { maxErrors: MOST_VARIABLE_ERRORS });
  if (!variables.coerced) return { errors: variables.errors };
  const compiled = compiledOf(args, operation, knownFactsOf(document), variables.coerced);
  if (!compiled) return execute(args);
  return new Execution(compiled, contextValue, rootValue, variables.coerced, stream).run();
}

function compiledOf(
  { schema, document, contextValue: { viewer } }: OperationArgs,
  operation: OperationDefinitionNode,
  { directiveVariables, compiled }: DocumentFacts,
  variableValues: Record<string, unknown>,
): CompiledOperation | undefined {
  const given = directiveVariables.map((name) => variableValues[name]);
  const key = `${operation.name?.value} ${given.length > 0 ? JSON.stringify(given) : ''} ${policyKeyOf(viewer)}`;
  const known = compiled.get(key);
  if (known) return known;
  const root = schema.getQueryType();
  if (!root) return undefined;
  try {
    const values = Object.fromEntries(
      directiveVariables.flatMap((name, index) => (given[index] === undefined ? [] : [[name, given[index]]])),
    );
    const made = new CompiledOperation(schema, document, operation, root, viewer, values);
    compiled.set(key, made);
    return made;
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    // A directive without a value: graphql-js reports it.
    return undefined;
  }
}

const policyKeys = new WeakMap<Viewer, string>();

/** Viewers with the same key may read the same fields. Which rows they see is another matter. */
function policyKeyOf(viewer: Viewer): string {
  let key = policyKeys.get(viewer);
  if (key === undefined) {
    key = `${[...viewer.scopes].toSorted().join()} ${viewer.portfolios === null}`;
    policyKeys.set(viewer, key);
  }
  return key;
}

function knownFactsOf(document: DocumentNode): DocumentFacts {
  let facts = factsOf.get(document);
  if (!facts) {
    const directives: DirectiveNode[] = [];
    visit(document, { Directive: (directive) => void directives.push(directive) });
    facts = {
      directiveVariables: [...variablesIn(directives)],
      compiled: new LRUCache({ max: MOST_COMPILED }),
    };
    factsOf.set(document, facts);
  }
  return facts;
}
