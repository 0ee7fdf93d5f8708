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

/** The API's schema without GraphQL's own types and federation's. */
export const OWN_TYPES = Object.values(schema.getTypeMap()).filter(
  (type) => !type.name.startsWith('_') && !isBuiltIn(type.name),
);

function isBuiltIn(name: string): boolean {
  return ['String', 'Int', 'Float', 'Boolean', 'ID'].includes(name);
}

export { isEnumType, isInputObjectType, isInterfaceType, isObjectType, isUnionType, schema };

/** True for a type that a query can lead to: what a write answers with is met by writing only. */
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

/** The names of all fields of a type that hold a value, and not an object: what a test of the type must expect. */
export function leaves(typeName: string): string {
  const type = schema.getType(typeName);
  if (!isObjectType(type)) throw new Error(`${typeName} is no object type.`);
  return Object.values(type.getFields())
    .filter((field) => isLeafType(getNamedType(field.type)))
    .map((field) => field.name)
    .join(' ');
}

/** Arguments for the fields that cannot be asked without. */
const ARGUMENTS: Readonly<Record<string, string>> = {
  username: '"maria.ortiz"',
  campaignId: '"50010"',
  code: '"NRD"',
  profileId: '"VIP"',
  callTimeId: '"office"',
  id: '"QWdlbnQ6bWFyaWEub3J0aXo"',
  ids: '["QWdlbnQ6bWFyaWEub3J0aXo"]',
  leadId: '"20260512000301"',
  period: '{from: "2026-05-12", to: "2026-05-12"}',
  range: '{from: "2026-05-12T00:00:00Z", to: "2026-05-13T00:00:00Z"}',
  by: '[DAY]',
  inputs: '[{phoneNumber: "7275551234", source: "test", campaignId: "50010"}]',
};

/** Those of one field alone. */
const OWN_ARGUMENTS: Readonly<Record<string, string>> = { 'by: [CarrierDimension!]!': '[DISPOSITION]' };

const literalFor = ({ name, type }: Field['args'][number]): string | undefined =>
  OWN_ARGUMENTS[`${name}: ${type.toString()}`] ?? ARGUMENTS[name];

/**
 * A query that selects every field there is at least once: each type in full where it is met first, nearest to the
 * root, and elsewhere only its values.
 */
export function everythingQuery(): string {
  const query = schema.getQueryType();
  if (!query) throw new Error('The schema has no query type.');
  return `{ ${selectionOf(query, firstPlaces(query))} }`;
}

/** The fields through which each type is met first, breadth first: `Query.agent` for Agent. */
function firstPlaces(query: GraphQLObjectType): ReadonlySet<string> {
  const met = new Set<GraphQLObjectType>([query]);
  const places = new Set<string>();
  for (const type of met) {
    for (const field of askable(type)) {
      const below = getNamedType(field.type);
      if (!isObjectType(below) || met.has(below)) continue;
      met.add(below);
      places.add(`${type.name}.${field.name}`);
    }
  }
  return places;
}

type Field = GraphQLField<unknown, unknown>;

const requiredArguments = (field: Field): Field['args'] =>
  field.args.filter((arg) => arg.type.toString().endsWith('!') && arg.defaultValue === undefined);

/** The fields of a type that clients ask, and gateways do not alone. */
export const ownFieldsOf = (type: GraphQLObjectType): Field[] =>
  Object.values(type.getFields()).filter(({ name }) => !name.startsWith('_'));

/** The fields whose required arguments can be given. */
const askable = (type: GraphQLObjectType): Field[] =>
  ownFieldsOf(type).filter((field) => requiredCall(field) !== null);

export const isLeaf = (field: Field): boolean => isLeafType(getNamedType(field.type));

/** A field as it is asked for with no more arguments than it takes; null where those are not known. */
export const requiredCall = (field: Field): string | null => {
  if (requiredArguments(field).some((arg) => literalFor(arg) === undefined)) return null;
  const args = requiredArguments(field).map((arg) => `${arg.name}: ${literalFor(arg)}`);
  return args.length === 0 ? field.name : `${field.name}(${args.join(', ')})`;
};

const selectionOf = (type: GraphQLObjectType, places: ReadonlySet<string>): string =>
  ['__typename', ...askable(type).map((field) => fieldSelection(type, field, places))].join(' ');

function fieldSelection(parent: GraphQLObjectType, field: Field, places: ReadonlySet<string>): string {
  const head = requiredCall(field) ?? '';
  const type = getNamedType(field.type);
  if (isLeafType(type)) return head;
  if (!isObjectType(type)) return `${head} { __typename }`;
  const isFirst = places.has(`${parent.name}.${field.name}`);
  return `${head} { ${isFirst ? selectionOf(type, places) : leaves(type.name) || '__typename'} }`;
}
