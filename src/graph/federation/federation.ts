/**
 * This graph as one part of a larger one (Apollo Federation 2): its nouns are entities, which other subgraphs extend
 * and refer to by their natural keys.
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
 * Version 2.3 is old, and knows every directive used here: the most gateways can compose it. Composition keeps
 * `@semanticNonNull` because of `@composeDirective`, so that clients of the whole graph see it too.
 */
const LINK = [
  'extend schema',
  '@link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@composeDirective", "@inaccessible", "@key", "@shareable", "@tag"])',
  '@link(url: "https://specs.apollo.dev/nullability/v0.4", import: ["@semanticNonNull"])',
  '@composeDirective(name: "@semanticNonNull")',
].join(' ');

const printed = new WeakMap<GraphQLSchema, string>();

/**
 * The graph as gateways compose it: its types with their federation directives, in the schema language and in the order
 * of their names, whatever was imported first.
 */
export function subgraphSdl(schema: GraphQLSchema): string {
  let sdl = printed.get(schema);
  // It takes 60 ms, and can be asked for by a hundred aliases.
  if (sdl === undefined)
    printed.set(schema, (sdl = `${LINK}\n\n${print(inOrder(withDirectives(byItself(schema))))}\n`));
  return sdl;
}

/** A schema as a document. GraphQL's own printer leaves directives out; Pothos's plugin puts them into these nodes. */
const withDirectives = (schema: GraphQLSchema): DocumentNode => ({
  kind: Kind.DOCUMENT,
  definitions: [
    ...definitionsOfDirectives(schema),
    ...Object.values(schema.getTypeMap())
      .filter((type) => !isSpecifiedScalarType(type) && !isIntrospectionType(type))
      .flatMap(({ astNode }) => astNode ?? []),
  ],
});

/** The definitions of its own directives, which GraphQL does not know. */
const definitionsOfDirectives = (schema: GraphQLSchema): readonly DefinitionNode[] =>
  parse(printSchema(new GraphQLSchema({ directives: schema.getDirectives() }))).definitions;

/**
 * The graph by itself as a text. GraphQL's own printer leaves `@semanticNonNull` out: it is put behind the type of each
 * field that has it.
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

/** A schema's text with its members in the order of their names, and with the entities' keys. */
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

/** `_entities` and `_service`: a gateway knows them without being told. */
const isForGateways = (field: string): boolean => field.startsWith('_');

const FOR_GATEWAYS: ReadonlySet<string> = new Set(['_Any', '_Entity', '_Service']);

/** The graph without what only gateways ask for. */
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

// GraphQL reads an ID from a number, too.
const naturalKey = z.union([z.string(), z.int().transform(String)]);

/** What a representation refers to, or what is wrong with it. */
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

/** @throws BadUserInput if it refers to nothing of this graph; Forbidden */
function entityOf(reference: EntityReference | string, context: Context): Promise<object | null> {
  return isReference(reference)
    ? findEntity(reference, 'entity', context)
    : Promise.reject(new BadUserInput('representations', reference));
}

/** @throws BadUserInput or Forbidden if too many lead nowhere to say it of each; AnswerTooLarge */
function entitiesOf(values: readonly unknown[], context: Context): Promise<object | null>[] {
  const references = referencesIn(values);
  const faults = references.filter((reference) => typeof reference === 'string');
  const [fault] = faults;
  if (fault !== undefined && faults.length > MOST_ERRORS) {
    throw new BadUserInput('representations', `${faults.length} of them refer to nothing: ${fault}`);
  }
  checkReferences(references.filter(isReference), context);
  // A promise each: one that fails leaves the others alone.
  return references.map((reference) => entityOf(reference, context));
}

const Any = builder.scalarType('_Any', {
  description: 'A reference to an entity: an object with its __typename and its natural key.',
  serialize: (value) => value,
});

const Entity = builder.unionType('_Entity', {
  description: 'What other subgraphs refer to.',
  types: Object.values(ENTITIES).map(({ type }) => type),
});

const Service = builder.objectRef<{ readonly sdl: string }>('_Service').implement({
  needs: PUBLIC,
  description: 'This graph as a subgraph.',
  fields: (t) => ({
    sdl: t.exposeString('sdl', {
      description: 'The schema with its federation directives, as in schema/subgraph.graphql.',
    }),
  }),
});

builder.queryFields((t) => ({
  _entities: t.field({
    // Each type has needs of its own.
    needs: PUBLIC,
    ...costOfEntities(({ representations }: { readonly representations: readonly unknown[] }) =>
      referencesIn(representations).filter(isReference),
    ),
    type: [Entity],
    nullable: { list: false, items: true },
    description:
      'For gateways: the entities that other subgraphs refer to, in the order of the references; null for each that is not there. Leads need leads:read and no limit to portfolios, all else agents:read.',
    args: {
      representations: t.arg({
        type: [Any],
        required: true,
        description: 'The references: each an object with its __typename and its natural key.',
      }),
    },
    resolve: (_, { representations }, context) => entitiesOf(representations, context),
  }),
  _service: t.field({
    needs: PUBLIC,
    type: Service,
    description: 'For gateways: this graph as a subgraph. Refused where introspection is off.',
    resolve: (_, _args, _context, { schema }) => ({ sdl: subgraphSdl(schema) }),
  }),
}));
