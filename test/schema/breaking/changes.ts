import {
  buildASTSchema,
  findBreakingChanges,
  findDangerousChanges,
  getNamedType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isTypeDefinitionNode,
  isUnionType,
  Kind,
  parse,
  print,
  visit,
  type ASTVisitFn,
  type DocumentNode,
  type EnumValueDefinitionNode,
  type FieldDefinitionNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  type GraphQLType,
  type InputValueDefinitionNode,
} from 'graphql';

/** The changes of a schema, one sentence for each. */
export interface Changes {
  /** Changes that make valid operations invalid, or change the type of an answer. */
  readonly breaking: readonly string[];
  /** Changes of answers and defaults that a client may not expect. */
  readonly dangerous: readonly string[];
}

/**
 * Compares two schemas. What is deprecated in the first may be missing in the second, together with the types that only
 * deprecated members led to.
 */
export function changesBetween(before: string, now: string): Changes {
  const [old, current] = [parse(before), parse(now)];
  const schemas = [withoutRemovedDeprecations(old, current), buildASTSchema(current)] as const;
  return {
    breaking: [
      ...findBreakingChanges(...schemas).map(({ description }) => description),
      ...requiredOnlyNow(old, current),
    ],
    dangerous: findDangerousChanges(...schemas).map(({ description }) => description),
  };
}

type Member = FieldDefinitionNode | InputValueDefinitionNode | EnumValueDefinitionNode;
type Ancestors = Parameters<ASTVisitFn<Member>>[4];

/** Visits all fields, arguments, input fields and enum values, with their path: `Query.agents.first`. */
function visitMembers(
  document: DocumentNode,
  each: (path: string, member: Member) => null | void,
): DocumentNode {
  const enter: ASTVisitFn<Member> = (member, _key, _parent, _path, ancestors) =>
    each([...ancestors.flatMap(namesOf), member.name.value].join('.'), member);
  return visit(document, { FieldDefinition: enter, InputValueDefinition: enter, EnumValueDefinition: enter });
}

const namesOf = (ancestor: Ancestors[number]): readonly string[] =>
  'name' in ancestor && ancestor.name ? [ancestor.name.value] : [];

const isDeprecated = ({ directives }: Member): boolean =>
  directives?.some(({ name }) => name.value === 'deprecated') === true;

/** The old schema without the deprecated members that the new one has removed. */
function withoutRemovedDeprecations(before: DocumentNode, now: DocumentNode): GraphQLSchema {
  const kept = new Set<string>();
  visitMembers(now, (path) => {
    kept.add(path);
  });
  const members = visitMembers(before, (path, member) =>
    isDeprecated(member) && !kept.has(path) ? null : undefined,
  );
  const reached = typesReached(buildASTSchema(members, { assumeValidSDL: true }));
  const definitions = members.definitions.filter(
    (definition) => !isTypeDefinitionNode(definition) || reached.has(definition.name.value),
  );
  return buildASTSchema({ ...members, definitions });
}

/** The names of all types that an operation can use. */
function typesReached(schema: GraphQLSchema): ReadonlySet<string> {
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  const reached = new Set<GraphQLNamedType>(roots.filter((root) => root !== null && root !== undefined));
  for (const { args } of schema.getDirectives()) for (const { type } of args) reached.add(getNamedType(type));
  for (const type of reached) for (const next of typesBeside(type, schema)) reached.add(getNamedType(next));
  return new Set([...reached].map(({ name }) => name));
}

function typesBeside(type: GraphQLNamedType, schema: GraphQLSchema): readonly GraphQLType[] {
  if (isUnionType(type)) return type.getTypes();
  if (isInputObjectType(type)) return Object.values(type.getFields()).map((field) => field.type);
  if (!isObjectType(type) && !isInterfaceType(type)) return [];
  const fields = Object.values(type.getFields());
  const { objects, interfaces } = isInterfaceType(type)
    ? schema.getImplementations(type)
    : { objects: [], interfaces: [] };
  return [
    ...fields.flatMap((field) => [field.type, ...field.args.map((arg) => arg.type)]),
    ...type.getInterfaces(),
    ...objects,
    ...interfaces,
  ];
}

/**
 * Arguments and input fields that became required because they lost their default. findBreakingChanges finds only those
 * whose type has changed.
 */
function requiredOnlyNow(before: DocumentNode, now: DocumentNode): string[] {
  const current = inputsOf(now);
  return [...inputsOf(before)].flatMap(([path, old]) => {
    const input = current.get(path);
    if (!input || !isRequired(input) || isRequired(old) || print(input.type) !== print(old.type)) return [];
    return [`${path} is required now: its default was removed.`];
  });
}

/** All arguments and input fields, by their path. */
function inputsOf(document: DocumentNode): ReadonlyMap<string, InputValueDefinitionNode> {
  const inputs = new Map<string, InputValueDefinitionNode>();
  visitMembers(document, (path, member) => {
    if (member.kind === Kind.INPUT_VALUE_DEFINITION) inputs.set(path, member);
  });
  return inputs;
}

const isRequired = ({ type, defaultValue }: InputValueDefinitionNode): boolean =>
  type.kind === Kind.NON_NULL_TYPE && defaultValue === undefined;
