/**
 * This schema as a subgraph (Apollo Federation 2): its types with a natural key are entities, which other subgraphs extend
 * and refer to.
 */
import {
  GraphQLObjectType,
  GraphQLSchema,
  isIntrospectionType,
  isObjectType,
  isSpecifiedScalarType,
  Kind,
  lexicographicSortSchema,
  parse,
  print,
  printSchema,
  visit,
  type ConstDirectiveNode,
  type DefinitionNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type NameNode,
  type ObjectTypeDefinitionNode,
  type StringValueNode,
} from 'graphql';
import { z } from 'zod';
import { perList } from '../../upstream/wire/normalizeKey.ts';
import { builder } from '../builder.ts';
import { SEMANTIC_NON_NULL } from '../semanticNonNull.ts';
import type { Context } from '../context.ts';
import {
  costOfEntities,
  checkReferences,
  ENTITIES,
  findEntity,
  MOST_ERRORS,
  entityNamed,
  type EntityReference,
} from './entities.ts';
import { BadUserInput } from '../../plan/errors.ts';
import { PUBLIC } from '../../access/fieldPolicy.ts';

/**
 * Version 2.3 is old and has every directive used here, so most gateways can compose it. `@composeDirective` keeps
 * `@semanticNonNull` in the supergraph, so that its clients see it too.
 */
const LINK = [
  'extend schema',
  '@link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@composeDirective", "@inaccessible", "@key", "@shareable", "@tag"])',
  '@link(url: "https://specs.apollo.dev/nullability/v0.4", import: ["@semanticNonNull"])',
  '@composeDirective(name: "@semanticNonNull")',
].join(' ');

const printed = new WeakMap<GraphQLSchema, string>();

/**
 * The SDL that gateways compose: all types with their federation directives, sorted by name, whatever the order of
 * imports.
 */
export function subgraphSdl(schema: GraphQLSchema): string {
  let sdl = printed.get(schema);
  // Printing takes 60 ms, and one operation can ask for it by a hundred aliases.
  if (sdl === undefined)
    printed.set(schema, (sdl = `${LINK}\n\n${print(inOrder(withDirectives(byItself(schema))))}\n`));
  return sdl;
}

/** A schema as a document. GraphQL's printer leaves directives out; the Pothos plugin puts them into these nodes. */
const withDirectives = (schema: GraphQLSchema): DocumentNode => ({
  kind: Kind.DOCUMENT,
  definitions: [
    ...definitionsOfDirectives(schema),
    ...Object.values(schema.getTypeMap())
      .filter((type) => !isSpecifiedScalarType(type) && !isIntrospectionType(type))
      .flatMap(({ astNode }) => astNode ?? []),
  ],
});

/** The definitions of the schema's own directives. */
const definitionsOfDirectives = (schema: GraphQLSchema): readonly DefinitionNode[] =>
  parse(printSchema(new GraphQLSchema({ directives: schema.getDirectives() }))).definitions;

/**
 * The SDL without the fields for gateways. GraphQL's printer leaves `@semanticNonNull` out, so it is put behind the type of
 * each field that has it.
 */
export function schemaSdl(schema: GraphQLSchema): string {
  const own = byItself(schema);
  const text = printSchema(own);
  const ends: number[] = [];
  visit(parse(text), {
    ObjectTypeDefinition: ({ name, fields }) => {
      const type = own.getType(name.value);
      for (const field of fields ?? []) {
        if (isObjectType(type) && isMarked(type, field) && field.type.loc) ends.push(field.type.loc.end);
      }
    },
  });
  const parts = [0, ...ends].map((from, index) => text.slice(from, ends[index]));
  return `${parts.join(` @${SEMANTIC_NON_NULL.name}`)}\n`;
}

function isMarked(type: GraphQLObjectType, { name }: FieldDefinitionNode): boolean {
  const directives = type.getFields()[name.value]?.astNode?.directives ?? [];
  return directives.some((directive) => directive.name.value === SEMANTIC_NON_NULL.name);
}

/** A schema's document with sorted fields and the keys of entities. */
const inOrder = (document: DocumentNode): DocumentNode =>
  visit(document, {
    ObjectTypeDefinition: (node: ObjectTypeDefinitionNode) => withFieldsInOrder(withKey(node)),
    InterfaceTypeDefinition: withFieldsInOrder,
    InputObjectTypeDefinition: withFieldsInOrder,
    StringValue: (node: StringValueNode, role) =>
      role === 'description' ? { ...node, block: true } : undefined,
  });

function withKey(node: ObjectTypeDefinitionNode): ObjectTypeDefinitionNode {
  const key = entityNamed(node.name.value)?.key;
  return key === undefined ? node : { ...node, directives: [keyDirective(key), ...(node.directives ?? [])] };
}

const nameNode = (value: string): NameNode => ({ kind: Kind.NAME, value });

const keyDirective = (field: string): ConstDirectiveNode => ({
  kind: Kind.DIRECTIVE,
  name: nameNode('key'),
  arguments: [{ kind: Kind.ARGUMENT, name: nameNode('fields'), value: { kind: Kind.STRING, value: field } }],
});

interface Named {
  readonly name: NameNode;
}

function withFieldsInOrder<Node extends { readonly fields?: readonly Named[] }>(node: Node): Node {
  const fields = node.fields
    ?.filter(({ name }) => !isForGateways(name.value))
    .toSorted((a, b) => (a.name.value < b.name.value ? -1 : 1));
  return { ...node, ...(fields ? { fields } : {}) };
}

/** True for `_entities` and `_service`: a gateway needs no definition of them. */
const isForGateways = (field: string): boolean => field.startsWith('_');

const FOR_GATEWAYS: ReadonlySet<string> = new Set(['_Any', '_Entity', '_Service']);

/** The schema without the fields and types that only gateways use. */
export function byItself(schema: GraphQLSchema): GraphQLSchema {
  const { query, types, ...rest } = schema.toConfig();
  if (!query) throw new Error('The graph has no queries.');
  const { fields, ...root } = query.toConfig();
  const own = Object.entries(fields).filter(([name]) => !isForGateways(name));
  const schemaOfOwn = new GraphQLSchema({
    ...rest,
    query: new GraphQLObjectType({ ...root, fields: Object.fromEntries(own) }),
    types: types.filter((type) => type !== query && !FOR_GATEWAYS.has(type.name)),
  });
  return lexicographicSortSchema(schemaOfOwn);
}

const representation = z
  .looseObject({ __typename: z.string() })
  .transform(({ __typename: typename, ...fields }) => ({ typename, fields }));

// GraphQL accepts a number as an ID, too.
const naturalKey = z.union([z.string(), z.int().transform(String)]);

/** The reference in a representation, or the error text if it has none. */
function referenceIn(value: unknown): EntityReference | string {
  const { data } = representation.safeParse(value);
  const entity = data && entityNamed(data.typename);
  if (!entity)
    return `each must be an object whose __typename is one of: ${Object.keys(ENTITIES).join(', ')}.`;
  const { typename } = data;
  const field = entity.key;
  const key = naturalKey.safeParse(data.fields[field]);
  if (key.success) return { typename, key: key.data, entity };
  return `that of the type ${typename} must have its key, ${field}.`;
}

const referencesIn = perList((values: readonly unknown[]) => values.map(referenceIn));

const isReference = (reference: EntityReference | string): reference is EntityReference =>
  typeof reference !== 'string';

/** @throws BadUserInput if the reference is not of an entity of this schema; Forbidden */
function entityOf(reference: EntityReference | string, context: Context): Promise<object | null> {
  return isReference(reference)
    ? findEntity(reference, 'entity', context)
    : Promise.reject(new BadUserInput('representations', reference));
}

/** @throws BadUserInput or Forbidden if more than MOST_ERRORS fail; AnswerTooLarge */
function entitiesOf(values: readonly unknown[], context: Context): Promise<object | null>[] {
  const references = referencesIn(values);
  const faults = references.filter((reference) => typeof reference === 'string');
  const [fault] = faults;
  if (fault !== undefined && faults.length > MOST_ERRORS) {
    throw new BadUserInput('representations', `${faults.length} of them refer to nothing: ${fault}`);
  }
  checkReferences(references.filter(isReference), context);
  // One promise for each: an entity that fails does not affect the others.
  return references.map((reference) => entityOf(reference, context));
}

const Any = builder.scalarType('_Any', {
  description: 'Reference to an entity: an object with its __typename and its natural key.',
  serialize: (value) => value,
});

const Entity = builder.unionType('_Entity', {
  description: 'Entity to which other subgraphs can refer.',
  types: Object.values(ENTITIES).map(({ type }) => type),
});

const Service = builder.objectRef<{ readonly sdl: string }>('_Service').implement({
  needs: PUBLIC,
  description: 'This API as a subgraph.',
  fields: (t) => ({
    sdl: t.exposeString('sdl', {
      description: 'Schema with its federation directives, as in schema/subgraph.graphql.',
    }),
  }),
});

builder.queryFields((t) => ({
  _entities: t.field({
    // Each type has its own needs.
    needs: PUBLIC,
    ...costOfEntities(({ representations }: { readonly representations: readonly unknown[] }) =>
      referencesIn(representations).filter(isReference),
    ),
    type: [Entity],
    nullable: { list: false, items: true },
    description:
      'For gateways: entities of the references, in their order. Null for an entity that does not exist or that the viewer may not see. Leads need leads:read, are forbidden to viewers limited to portfolios, and count as look-ups. All other types need agents:read. Dialer calls: one for each lead; one for each other type, or two for agents if one is inactive or unknown.',
    args: {
      representations: t.arg({
        type: [Any],
        required: true,
        description: 'References: objects with their __typename and their natural key.',
      }),
    },
    resolve: (_, { representations }, context) => entitiesOf(representations, context),
  }),
  _service: t.field({
    needs: PUBLIC,
    type: Service,
    description: 'For gateways: this API as a subgraph. Refused if introspection is off.',
    resolve: (_, _args, _context, { schema }) => ({ sdl: subgraphSdl(schema) }),
  }),
}));
