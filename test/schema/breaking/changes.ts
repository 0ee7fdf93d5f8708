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

/** What became of a schema, a sentence each. */
export interface Changes {
  /** Valid operations that are no longer valid, or answers that are no longer of the type they were. */
  readonly breaking: readonly string[];
  /** Answers and defaults a client may not have reckoned with. */
  readonly dangerous: readonly string[];
}

/** Compares two schemas; what was deprecated in the first may be gone in the second, and what only that led to. */
export function changesBetween(before: string, now: string): Changes {
  const [old, current] = [parse(before), parse(now)];
  const schemas = [withoutWhatMayGo(old, current), buildASTSchema(current)] as const;
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

/** Runs through all fields, arguments, input fields and enum values, with their place: `Query.agents.first`. */
function visitMembers(
  document: DocumentNode,
  each: (place: string, member: Member) => null | void,
): DocumentNode {
  const enter: ASTVisitFn<Member> = (member, _key, _parent, _path, ancestors) =>
    each([...ancestors.flatMap(namesOf), member.name.value].join('.'), member);
  return visit(document, { FieldDefinition: enter, InputValueDefinition: enter, EnumValueDefinition: enter });
}

const namesOf = (ancestor: Ancestors[number]): readonly string[] =>
  'name' in ancestor && ancestor.name ? [ancestor.name.value] : [];

const isDeprecated = ({ directives }: Member): boolean =>
  directives?.some(({ name }) => name.value === 'deprecated') === true;

function withoutWhatMayGo(before: DocumentNode, now: DocumentNode): GraphQLSchema {
  const kept = new Set<string>();
  visitMembers(now, (place) => {
    kept.add(place);
  });
  const members = visitMembers(before, (place, member) =>
    isDeprecated(member) && !kept.has(place) ? null : undefined,
  );
  const reached = typesReached(buildASTSchema(members, { assumeValidSDL: true }));
  const definitions = members.definitions.filter(
    (definition) => !isTypeDefinitionNode(definition) || reached.has(definition.name.value),
  );
  return buildASTSchema({ ...members, definitions });
}

/** The names of the types an operation can come to. */
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
 * Arguments and input fields that could be left out and cannot be any more, though their type is the same: they have
 * lost their default. findBreakingChanges knows the others.
 */
function requiredOnlyNow(before: DocumentNode, now: DocumentNode): string[] {
  const current = inputsOf(now);
  return [...inputsOf(before)].flatMap(([place, old]) => {
    const input = current.get(place);
    if (!input || !isRequired(input) || isRequired(old) || print(input.type) !== print(old.type)) return [];
    return [`${place} has to be given now: its default was removed.`];
  });
}

/** Every argument and input field by its place. */
function inputsOf(document: DocumentNode): ReadonlyMap<string, InputValueDefinitionNode> {
  const inputs = new Map<string, InputValueDefinitionNode>();
  visitMembers(document, (place, member) => {
    if (member.kind === Kind.INPUT_VALUE_DEFINITION) inputs.set(place, member);
  });
  return inputs;
}

const isRequired = ({ type, defaultValue }: InputValueDefinitionNode): boolean =>
  type.kind === Kind.NON_NULL_TYPE && defaultValue === undefined;
