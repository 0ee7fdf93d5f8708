import type {
  FieldNode,
  FragmentDefinitionNode,
  GraphQLObjectType,
  GraphQLOutputType,
  GraphQLResolveInfo,
  GraphQLSchema,
  OperationDefinitionNode,
} from 'graphql';
import type { CompiledField } from './compiledOperation.ts';

/** The facts that all fields of an execution share. */
export interface ExecutionFacts {
  readonly schema: GraphQLSchema;
  readonly operation: OperationDefinitionNode;
  readonly fragments: Record<string, FragmentDefinitionNode>;
  readonly rootValue: unknown;
  readonly variableValues: Record<string, unknown>;
}

/** The place of a value in the answer, from the inside out; undefined at the root. */
export type Path = GraphQLResolveInfo['path'] | undefined;

/** The keys and places from the root to a value. */
export function stepsOf(path: Path): (string | number)[] {
  const steps: (string | number)[] = [];
  for (let at = path; at; at = at.prev) steps.push(at.key);
  return steps.toReversed();
}

/** A resolver's `info`. Its members are looked up when a resolver reads them. Most resolvers read none. */
export class FieldInfo implements GraphQLResolveInfo {
  readonly path: GraphQLResolveInfo['path'];
  readonly #field: CompiledField;
  readonly #facts: ExecutionFacts;

  constructor(field: CompiledField, facts: ExecutionFacts, path: GraphQLResolveInfo['path']) {
    this.#field = field;
    this.#facts = facts;
    this.path = path;
  }

  get fieldName(): string {
    return this.#field.definition.name;
  }

  get fieldNodes(): readonly FieldNode[] {
    return this.#field.nodes;
  }

  get returnType(): GraphQLOutputType {
    return this.#field.definition.type;
  }

  get parentType(): GraphQLObjectType {
    return this.#field.parent;
  }

  get schema(): GraphQLSchema {
    return this.#facts.schema;
  }

  get fragments(): Record<string, FragmentDefinitionNode> {
    return this.#facts.fragments;
  }

  get rootValue(): unknown {
    return this.#facts.rootValue;
  }

  get operation(): OperationDefinitionNode {
    return this.#facts.operation;
  }

  get variableValues(): Record<string, unknown> {
    return this.#facts.variableValues;
  }
}
