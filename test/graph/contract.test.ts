import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  buildSchema,
  validateSchema,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLNamedType,
  type GraphQLSchema,
} from 'graphql';
import { describe, expect, test } from 'vitest';
import {
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isUnionType,
  OWN_TYPES,
  schema,
} from '../support/schemaFields.ts';

const contract = buildSchema(
  readFileSync(fileURLToPath(new URL('../support/contract.graphql', import.meta.url)), 'utf8'),
);

type Input = GraphQLArgument | GraphQLInputField;
type Output = GraphQLField<unknown, unknown>;

/** `Int! = 50` */
const inputText = ({ type, defaultValue }: Input): string =>
  `${type.toString()}${defaultValue === undefined ? '' : ` = ${JSON.stringify(defaultValue)}`}`;

const isRequired = ({ type, defaultValue }: Input): boolean =>
  type.toString().endsWith('!') && defaultValue === undefined;

/**
 * What clients rely on in a field: `(first: Int, status: AccountStatus! = "ACTIVE"): AgentConnection!`. An argument
 * beyond those agreed counts only where clients would have to give it.
 */
function signature(field: Output | GraphQLInputField, agreed: Output | GraphQLInputField): string {
  if (!isOutput(field)) return `input ${inputText(field)}`;
  const names = isOutput(agreed) ? agreed.args.map((arg) => arg.name) : [];
  const args = field.args
    .filter((arg) => names.includes(arg.name) || isRequired(arg))
    .map((arg) => `${arg.name}: ${inputText(arg)}`)
    .sort();
  return `(${args.join(', ')}): ${field.type.toString()}`;
}

/** What clients rely on in a type: its kind, and the values, members and interfaces it has. */
function shape(type: GraphQLNamedType): { kind: string; parts: readonly string[] } {
  return { kind: type.constructor.name, parts: partsOf(type) };
}

function partsOf(type: GraphQLNamedType): readonly string[] {
  if (isEnumType(type)) return type.getValues().map((value) => value.name);
  if (isUnionType(type)) return type.getTypes().map((member) => member.name);
  if (isObjectType(type) || isInterfaceType(type)) return type.getInterfaces().map((one) => one.name);
  return [];
}

/** The fields of an object or interface, the input fields of an input; none of any other type. */
function fieldsOf(type: GraphQLNamedType | undefined): readonly (Output | GraphQLInputField)[] {
  if (isObjectType(type) || isInterfaceType(type)) return Object.values(type.getFields());
  return isInputObjectType(type) ? Object.values(type.getFields()) : [];
}

const isOutput = (field: Output | GraphQLInputField): field is Output => 'args' in field;

const builtOf = (name: string): GraphQLNamedType | undefined => schema.getType(name);

/**
 * What of the contract is not built yet, by the issue it comes with: types, their members (`Type.member`) and arguments
 * (`Type.field(argument)`). What is built must be taken off the list.
 */
const NOT_BUILT: Readonly<Record<string, readonly string[]>> = {};

const ABSENT = new Set(Object.values(NOT_BUILT).flat());

/** The path of everything in a schema that clients can rely on: `Agent`, `Agent.name`, `Query.agents(first)`, `CallType.DIALER`. */
function pathsIn(of: GraphQLSchema): readonly string[] {
  const types = Object.values(of.getTypeMap()).filter((type) => !type.name.startsWith('__'));
  return types.flatMap((type) => [
    type.name,
    ...(isEnumType(type) ? type.getValues().map(({ name }) => `${type.name}.${name}`) : []),
    ...fieldsOf(type).flatMap((field) => [
      `${type.name}.${field.name}`,
      ...(isOutput(field) ? field.args.map((arg) => `${type.name}.${field.name}(${arg.name})`) : []),
    ]),
  ]);
}

/** What a path is a part of: `Query.agents(first)` is one of `Query.agents`, and that of `Query`. */
const partOf = (path: string): readonly string[] => {
  const above = path.replace(/[(.][^(.]*$/, '');
  return above === path ? [] : [above, ...partOf(above)];
};

const BUILT_PATHS = new Set(pathsIn(schema));
const AGREED_PATHS = new Set(pathsIn(contract));

test('the contract and the schema are valid', () => {
  expect(validateSchema(contract)).toEqual([]);
  expect(validateSchema(schema)).toEqual([]);
});

test('all of the contract is built, or said to be not', () => {
  expect(AGREED_PATHS.size).toBeGreaterThan(900);
  const missing = [...AGREED_PATHS].filter(
    (path) => !BUILT_PATHS.has(path) && ![path, ...partOf(path)].some((one) => ABSENT.has(one)),
  );
  expect(missing).toEqual([]);
});

test('what is said to be not built is agreed, and is not built', () => {
  expect([...ABSENT].filter((path) => !AGREED_PATHS.has(path))).toEqual([]);
  expect([...ABSENT].filter((path) => BUILT_PATHS.has(path))).toEqual([]);
});

/** Every field of the contract that is built, with ours. */
const BUILT = Object.values(contract.getTypeMap())
  .filter((type) => !type.name.startsWith('__'))
  .flatMap((type) => {
    const built = new Map(fieldsOf(builtOf(type.name)).map((field) => [field.name, field]));
    return fieldsOf(type).flatMap((agreed) => {
      const ours = built.get(agreed.name);
      return ours ? [{ name: `${type.name}.${agreed.name}`, agreed, built: ours }] : [];
    });
  });

test.each(BUILT)('$name is what was agreed', ({ name, agreed, built }) => {
  expect(signature(built, agreed)).toBe(signature(withoutAbsent(name, agreed), agreed));
});

/** A field as it was agreed, without its arguments that are not built yet. */
const withoutAbsent = (name: string, field: Output | GraphQLInputField): Output | GraphQLInputField =>
  isOutput(field)
    ? { ...field, args: field.args.filter((arg) => !ABSENT.has(`${name}(${arg.name})`)) }
    : field;

const TYPES = Object.values(contract.getTypeMap())
  .filter((type) => !type.name.startsWith('__'))
  .flatMap((agreed) => {
    const built = builtOf(agreed.name);
    return built ? [{ name: agreed.name, agreed, built }] : [];
  });

test.each(TYPES)('$name has the shape that was agreed', ({ name, agreed, built }) => {
  const { kind, parts } = shape(agreed);
  const present = parts.filter((part) => !ABSENT.has(`${name}.${part}`));
  expect(shape(built)).toEqual({ kind, parts: expect.arrayContaining(present) });
});

const isMarked = ({ astNode }: Output): boolean =>
  astNode?.directives?.some(({ name }) => name.value === 'semanticNonNull') === true;
const nullableOf = (typename: string): readonly Output[] => {
  const type = schema.getType(typename);
  const fields = isObjectType(type) ? Object.values(type.getFields()) : [];
  return fields.filter((field) => !field.type.toString().endsWith('!'));
};

describe('@semanticNonNull', () => {
  test('stands on every root whose null is no answer', () => {
    const answers = nullableOf('Query').filter((field) => !isMarked(field));
    expect(answers.map(({ name }) => name).sort()).toEqual([
      'agent',
      'callTime',
      'campaign',
      'carrierCalls',
      'lead',
      'node',
      'portfolio',
      'profile',
    ]);
    expect(nullableOf('Mutation').filter((field) => !isMarked(field))).toEqual([]);
  });

  test('stands on groups', () => {
    const lists = [
      'CallConnection',
      'OutboundCallConnection',
      'InboundCallConnection',
      'AgentCallConnection',
      'CarrierCallConnection',
    ];
    expect(
      lists.map((list) =>
        nullableOf(list)
          .filter(isMarked)
          .map(({ name }) => name),
      ),
    ).toEqual(lists.map(() => ['groups']));
  });
});

describe('a description stands on', () => {
  /** Everything of our schema that can have one, by the path to it. */
  const described = OWN_TYPES.flatMap((type) => {
    const own = [[type.name, type.description] as const];
    if (isEnumType(type)) {
      return [
        ...own,
        ...type.getValues().map((value) => [`${type.name}.${value.name}`, value.description] as const),
      ];
    }
    const fields = fieldsOf(type).filter((field) => !field.name.startsWith('_'));
    return [
      ...own,
      ...fields.flatMap((field) => [
        [`${type.name}.${field.name}`, field.description] as const,
        ...(isOutput(field)
          ? field.args.map((arg) => [`${type.name}.${field.name}(${arg.name})`, arg.description] as const)
          : []),
      ]),
    ];
  });

  test('every type, field, argument, input field and enum value', () => {
    expect(described.length).toBeGreaterThan(300);
    const bare = described.filter(([, description]) => !description || description.trim().length < 4);
    expect(bare.map(([path]) => path)).toEqual([]);
  });

  test('each as one sentence or more, closed by a full stop', () => {
    const open = described.filter(([, description]) => !/[.)]$/.test(description?.trim() ?? ''));
    expect(open.map(([path]) => path)).toEqual([]);
  });
});
