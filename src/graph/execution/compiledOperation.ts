/**
 * Operations as they are executed: which fields each object has, what completes their values, and which may be read
 * without a resolver. This is found once for a document, the values of its @skip and @include, and the
 * policy of a viewer.
 */
import {
  getArgumentValues,
  isAbstractType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  SchemaMetaFieldDef,
  TypeMetaFieldDef,
  TypeNameMetaFieldDef,
  visit,
  type ASTNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLAbstractType,
  type GraphQLField,
  type GraphQLFieldResolver,
  type GraphQLLeafType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import type { Viewer } from '../../access/viewer.ts';
import { fieldsIn } from '../../plan/selection.ts';
import { leafReaderOf, typenameReaderOf, type LeafReader } from './leafReader.ts';

/** A type, as far as completing a value needs it. */
export type Shape = { readonly isRequired: boolean } & (
  | { readonly kind: 'leaf'; readonly type: GraphQLLeafType }
  | { readonly kind: 'list'; readonly item: Shape }
  | { readonly kind: 'object'; readonly type: GraphQLObjectType }
  | { readonly kind: 'abstract'; readonly type: GraphQLAbstractType }
);

export interface CompiledField {
  readonly key: string;
  readonly nodes: readonly FieldNode[];
  readonly parent: GraphQLObjectType;
  readonly definition: GraphQLField<unknown, unknown>;
  readonly resolve: GraphQLFieldResolver<unknown, unknown>;
  readonly shape: Shape;
  /** The arguments, if no variable is among them. */
  readonly args: Record<string, unknown> | undefined;
  /** Reads the value from the object; undefined if the field must always be resolved. */
  readonly leaf: LeafReader | undefined;
  /** The fields below it, by the type of the object that the field has. */
  readonly below: Map<GraphQLObjectType, CompiledSet>;
}

/** The fields selected of one object type. */
export interface CompiledSet {
  readonly fields: readonly CompiledField[];
  /** True if every field may be read without a resolver. */
  readonly isRow: boolean;
}

/** An object of the answer. */
export type Answer = Record<string, unknown>;

/** A query, compiled for viewers with one policy. */
export class CompiledOperation {
  readonly schema: GraphQLSchema;
  readonly operation: OperationDefinitionNode;
  readonly fragments: Record<string, FragmentDefinitionNode>;
  readonly root: CompiledSet;
  /** Makes an object of the answer. */
  readonly newObject: () => Answer;
  readonly #rootType: GraphQLObjectType;
  readonly #viewer: Viewer;
  readonly #directiveValues: Record<string, unknown>;

  /**
   * @param directiveValues the variables by which @skip and @include decide
   * @throws GraphQLError if one of them has no value
   */
  constructor(
    schema: GraphQLSchema,
    document: DocumentNode,
    operation: OperationDefinitionNode,
    rootType: GraphQLObjectType,
    viewer: Viewer,
    directiveValues: Record<string, unknown>,
  ) {
    this.schema = schema;
    this.operation = operation;
    this.fragments = Object.fromEntries(
      document.definitions.flatMap((definition) =>
        definition.kind === Kind.FRAGMENT_DEFINITION ? [[definition.name.value, definition]] : [],
      ),
    );
    this.newObject = hasPrototypeKey(document) ? () => Object.create(null) : () => ({});
    this.#rootType = rootType;
    this.#viewer = viewer;
    this.#directiveValues = directiveValues;
    this.root = this.#setOf(rootType, [operation]);
  }

  /** The fields below a field whose object has this type. */
  below(field: CompiledField, type: GraphQLObjectType): CompiledSet {
    let set = field.below.get(type);
    if (!set) field.below.set(type, (set = this.#setOf(type, field.nodes)));
    return set;
  }

  /** The object type that an abstract type resolved to. @throws Error if there is none, which is a defect */
  objectType(abstract: GraphQLAbstractType, name: unknown): GraphQLObjectType {
    const type = typeof name === 'string' ? this.schema.getType(name) : undefined;
    if (isObjectType(type) && this.schema.isSubType(abstract, type)) return type;
    throw new Error(`${abstract.name} did not resolve to one of its object types.`);
  }

  #setOf(
    parent: GraphQLObjectType,
    nodes: readonly Pick<FieldNode | OperationDefinitionNode, 'selectionSet'>[],
  ): CompiledSet {
    const selected = fieldsIn(
      { fragments: this.fragments, variableValues: this.#directiveValues },
      nodes.map(({ selectionSet }) => selectionSet),
      (condition) => {
        const on = this.schema.getType(condition);
        return on === parent || (isAbstractType(on) && this.schema.isSubType(on, parent));
      },
    );
    const byKey = Map.groupBy(selected, ({ alias, name }) => (alias ?? name).value);
    const fields = [...byKey].flatMap(([key, same]) => {
      const [first] = same;
      const isTypename = first?.name.value === TYPENAME;
      const definition = first && this.#definition(parent, first.name.value);
      if (!first || !definition) return [];
      const args = hasVariables(first) ? undefined : argumentsOf(definition, first);
      const shape = shapeOf(definition.type);
      const leaf = isTypename ? typenameReaderOf(parent) : leafReaderOf(definition, this.#viewer);
      const { resolve = missingResolver } = definition;
      return [{ key, nodes: same, parent, definition, resolve, shape, args, leaf, below: new Map() }];
    });
    return { fields, isRow: fields.every(({ leaf }) => leaf !== undefined) };
  }

  #definition(parent: GraphQLObjectType, name: string): GraphQLField<unknown, unknown> | undefined {
    if (name === TYPENAME) return TypeNameMetaFieldDef;
    return parent.getFields()[name] ?? (parent === this.#rootType ? OF_ROOT[name] : undefined);
  }
}

const TYPENAME = '__typename';

/** Fields of introspection that the root type has. */
const OF_ROOT: Readonly<Record<string, GraphQLField<unknown, unknown>>> = {
  __schema: SchemaMetaFieldDef,
  __type: TypeMetaFieldDef,
};

/** True if a key of the answer would set the prototype of an ordinary object. */
function hasPrototypeKey(document: DocumentNode): boolean {
  let isKey = false;
  visit(document, {
    Field: ({ alias }) => {
      if (alias?.value === '__proto__') isKey = true;
    },
  });
  return isKey;
}

/** Every field of the schema has a resolver. */
const missingResolver = (): never => {
  throw new Error('A field has no resolver.');
};

const hasVariables = ({ arguments: given = [] }: FieldNode): boolean =>
  given.length > 0 && variablesIn(given).size > 0;

/** The names of the variables in some parts of a document. */
export function variablesIn(nodes: readonly ASTNode[]): Set<string> {
  const names = new Set<string>();
  for (const node of nodes) visit(node, { Variable: ({ name }) => void names.add(name.value) });
  return names;
}

/** The arguments of a field without variables; undefined if one is wrong: then each execution reports it. */
function argumentsOf(
  definition: GraphQLField<unknown, unknown>,
  node: FieldNode,
): Record<string, unknown> | undefined {
  try {
    return getArgumentValues(definition, node);
  } catch {
    return undefined;
  }
}

const shapes = new WeakMap<GraphQLOutputType, Shape>();

function shapeOf(type: GraphQLOutputType): Shape {
  let shape = shapes.get(type);
  if (!shape) shapes.set(type, (shape = newShapeOf(type)));
  return shape;
}

function newShapeOf(type: GraphQLOutputType): Shape {
  const isRequired = isNonNullType(type);
  const inner = isNonNullType(type) ? type.ofType : type;
  if (isListType(inner)) return { kind: 'list', item: shapeOf(inner.ofType), isRequired };
  if (isLeafType(inner)) return { kind: 'leaf', type: inner, isRequired };
  if (isAbstractType(inner)) return { kind: 'abstract', type: inner, isRequired };
  return { kind: 'object', type: inner, isRequired };
}

/** The arguments that a request gives a field by variables. @throws GraphQLError if one is wrong */
export function givenArguments(
  { definition, nodes }: CompiledField,
  variableValues: Record<string, unknown>,
): Record<string, unknown> {
  const [node] = nodes;
  if (!node) throw new Error('A field has no node.');
  return getArgumentValues(definition, node, variableValues);
}
