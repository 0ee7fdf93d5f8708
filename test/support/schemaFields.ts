import {
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isLeafType,
  isObjectType,
  isUnionType,
  type GraphQLField,
  type GraphQLObjectType,
} from 'graphql';
import { schema } from '../../src/graph/schema.ts';

/** The schema's types without those of GraphQL and of federation. */
export const OWN_TYPES = Object.values(schema.getTypeMap()).filter(
  (type) => !type.name.startsWith('_') && !isBuiltIn(type.name),
);

function isBuiltIn(name: string): boolean {
  return ['String', 'Int', 'Float', 'Boolean', 'ID'].includes(name);
}

export { isEnumType, isInputObjectType, isInterfaceType, isObjectType, isUnionType, schema };

/** True if a query can reach a type. The types of mutations' results can only be reached by mutations. */
export function isReadable(typeName: string): boolean {
  const met = new Set<string>(['Query']);
  for (const name of met) {
    const type = schema.getType(name);
    if (!isObjectType(type) && !isInterfaceType(type)) continue;
    for (const field of Object.values(type.getFields())) met.add(getNamedType(field.type).name);
    if (isInterfaceType(type)) for (const { name: own } of schema.getPossibleTypes(type)) met.add(own);
  }
  return met.has(typeName);
}

/** The names of all fields of a type that have a value, not an object. A test of the type must expect all of them. */
export function leaves(typeName: string): string {
  const type = schema.getType(typeName);
  if (!isObjectType(type)) throw new Error(`${typeName} is not an object type.`);
  return Object.values(type.getFields())
    .filter((field) => isLeafType(getNamedType(field.type)))
    .map((field) => field.name)
    .join(' ');
}

/** Literals for required arguments. */
const ARGUMENTS: Readonly<Record<string, string>> = {
  username: '"maria.ortiz"',
  phoneNumber: '"3125550100"',
  campaignId: '"50010"',
  code: '"NRD"',
  profileId: '"VIP"',
  callTimeId: '"office"',
  id: '"QWdlbnQ6bWFyaWEub3J0aXo"',
  ids: '["QWdlbnQ6bWFyaWEub3J0aXo"]',
  leadId: '"20260512000301"',
  period: '{from: "2026-05-12", to: "2026-05-12"}',
  range: '{from: "2026-05-12T00:00:00Z", to: "2026-05-13T00:00:00Z"}',
  by: '[AGENT, CAMPAIGN, PORTFOLIO]',
  dispositions: '["Sale"]',
  inputs: '[{phoneNumber: "7275551234", source: "test", campaignId: "50010"}]',
};

/** Literals for required arguments whose name has another type in other fields. */
const OWN_ARGUMENTS: Readonly<Record<string, string>> = { 'by: [CarrierDimension!]!': '[DISPOSITION]' };

const literalFor = ({ name, type }: Field['args'][number]): string | undefined =>
  OWN_ARGUMENTS[`${name}: ${type.toString()}`] ?? ARGUMENTS[name];

/**
 * A query that selects every field of the schema at least once. All fields of a type are selected at its first
 * position, which is nearest to the root. At other positions only its values are.
 */
export function everythingQuery(): string {
  const query = schema.getQueryType();
  if (!query) throw new Error('The schema has no query type.');
  return `{ ${selectionOf(query, firstPositions(query))} }`;
}

/** For each type, the field that reaches it first, breadth first: `Query.agent` for Agent. */
function firstPositions(query: GraphQLObjectType): ReadonlySet<string> {
  const met = new Set<GraphQLObjectType>([query]);
  const positions = new Set<string>();
  for (const type of met) {
    for (const field of selectable(type)) {
      const below = getNamedType(field.type);
      if (!isObjectType(below) || met.has(below)) continue;
      met.add(below);
      positions.add(`${type.name}.${field.name}`);
    }
  }
  return positions;
}

type Field = GraphQLField<unknown, unknown>;

const requiredArguments = (field: Field): Field['args'] =>
  field.args.filter((arg) => arg.type.toString().endsWith('!') && arg.defaultValue === undefined);

/** The fields of a type without those that only gateways use. */
export const ownFieldsOf = (type: GraphQLObjectType): Field[] =>
  Object.values(type.getFields()).filter(({ name }) => !name.startsWith('_'));

/** The fields whose required arguments have a literal. */
const selectable = (type: GraphQLObjectType): Field[] =>
  ownFieldsOf(type).filter((field) => requiredCall(field) !== null);

export const isLeaf = (field: Field): boolean => isLeafType(getNamedType(field.type));

/** A field with its required arguments only; null if one has no literal. */
export const requiredCall = (field: Field): string | null => {
  if (requiredArguments(field).some((arg) => literalFor(arg) === undefined)) return null;
  const args = requiredArguments(field).map((arg) => `${arg.name}: ${literalFor(arg)}`);
  return args.length === 0 ? field.name : `${field.name}(${args.join(', ')})`;
};

const selectionOf = (type: GraphQLObjectType, positions: ReadonlySet<string>): string =>
  ['__typename', ...selectable(type).map((field) => fieldSelection(type, field, positions))].join(' ');

function fieldSelection(parent: GraphQLObjectType, field: Field, positions: ReadonlySet<string>): string {
  const head = requiredCall(field) ?? '';
  const type = getNamedType(field.type);
  if (isLeafType(type)) return head;
  if (!isObjectType(type)) return `${head} { __typename }`;
  const isFirst = positions.has(`${parent.name}.${field.name}`);
  return `${head} { ${isFirst ? selectionOf(type, positions) : leaves(type.name) || '__typename'} }`;
}
