import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  buildSchema,
  validateSchema,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLNamedType,
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
  if (isObjectType(type)) return type.getInterfaces().map((one) => one.name);
  return [];
}

/** The fields of an object or interface, the input fields of an input; none of any other type. */
function fieldsOf(type: GraphQLNamedType | undefined): readonly (Output | GraphQLInputField)[] {
  if (isObjectType(type) || isInterfaceType(type)) return Object.values(type.getFields());
  return isInputObjectType(type) ? Object.values(type.getFields()) : [];
}

const isOutput = (field: Output | GraphQLInputField): field is Output => 'args' in field;

const builtOf = (name: string): GraphQLNamedType | undefined => schema.getType(name);

/** Every field of the contract with ours: none where it is not built yet. */
const FIELDS = Object.values(contract.getTypeMap())
  .filter((type) => !type.name.startsWith('__'))
  .flatMap((type) => {
    const built = new Map(fieldsOf(builtOf(type.name)).map((field) => [field.name, field]));
    return fieldsOf(type).map((field) => ({
      name: `${type.name}.${field.name}`,
      agreed: field,
      built: built.get(field.name),
    }));
  });

const BUILT = FIELDS.flatMap(({ name, agreed, built }) => (built ? [{ name, agreed, built }] : []));
const OPEN = FIELDS.filter(({ built }) => !built).map(({ name }) => name);

test('the contract and the schema are valid', () => {
  expect(validateSchema(contract)).toEqual([]);
  expect(validateSchema(schema)).toEqual([]);
});

test('says what is not built yet', async ({ annotate }) => {
  expect(BUILT.length).toBeGreaterThan(200);
  await annotate(
    `${OPEN.length} of the contract's ${FIELDS.length} fields are not built yet: ${OPEN.join(', ')}`,
  );
});

test.each(BUILT)('$name is what was agreed', ({ agreed, built }) => {
  expect(signature(built, agreed)).toBe(signature(agreed, agreed));
});

const TYPES = Object.values(contract.getTypeMap())
  .filter((type) => !type.name.startsWith('__'))
  .flatMap((agreed) => {
    const built = builtOf(agreed.name);
    return built ? [{ name: agreed.name, agreed, built }] : [];
  });

test.each(TYPES)('$name has the shape that was agreed', ({ agreed, built }) => {
  const { kind, parts } = shape(agreed);
  expect(shape(built)).toEqual({ kind, parts: expect.arrayContaining([...parts]) });
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
