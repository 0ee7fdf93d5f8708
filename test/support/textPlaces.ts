/** Every place of an operation where a client can write a text: each argument and input field of String or ID. */
import {
  getNamedType,
  getNullableType,
  GraphQLID,
  GraphQLString,
  isEnumType,
  isInputObjectType,
  isListType,
  isObjectType,
  type GraphQLArgument,
  type GraphQLInputField,
  type GraphQLInputType,
  type GraphQLObjectType,
} from 'graphql';
import { schema } from '../../src/graph/schema.ts';
import { isLeaf } from './schemaFields.ts';

export interface TextPlace {
  /** `Query.agents(filter.search)`. */
  readonly name: string;
  /** The argument or input field itself. */
  readonly argument: string;
  /** The input type it is a field of; null for an argument. */
  readonly inputType: string | null;
  /** String or ID, as a variable there is declared. */
  readonly type: string;
  /** An operation with a literal, or `$v`, at this place. */
  readonly document: (value: string) => string;
}

type Declared = GraphQLArgument | GraphQLInputField;

/** The way to an argument's text through input objects, the text's own argument or field last. */
type Way = readonly Declared[];

const isText = (type: GraphQLInputType): boolean => {
  const named = getNamedType(type);
  return named === GraphQLString || named === GraphQLID;
};

const isRequired = ({ type, defaultValue }: Declared): boolean =>
  type.toString().endsWith('!') && defaultValue === undefined;

const SCALARS: Readonly<Record<string, string>> = {
  Date: '"2026-05-12"',
  DateTime: '"2026-05-12T00:00:00Z"',
  Boolean: 'true',
  _Any: '{ __typename: "Agent", username: "x" }',
};

/** A literal that fits an argument, with another one where a way leads. */
function literalFor(declared: Declared, [next, ...way]: Way, value: string): string {
  const type = getNamedType(declared.type);
  const one = (): string => {
    if (isInputObjectType(type)) {
      const fields = Object.values(type.getFields()).filter((field) => field === next || isRequired(field));
      return `{ ${fields.map((field) => `${field.name}: ${literalFor(field, field === next ? way : [], field === next ? value : '')}`).join(', ')} }`;
    }
    if (value !== '' && next === undefined) return value;
    return isEnumType(type)
      ? (type.getValues()[0]?.name ?? '')
      : (SCALARS[type.name] ?? (isText(type) ? '"x"' : '1'));
  };
  return isListType(getNullableType(declared.type)) ? `[${one()}]` : one();
}

function callOf(name: string, args: readonly GraphQLArgument[], way: Way, value: string): string {
  const [first, ...rest] = way;
  const given = args
    .filter((argument) => argument === first || isRequired(argument))
    .map((argument) =>
      argument === first
        ? `${argument.name}: ${literalFor(argument, rest, value)}`
        : `${argument.name}: ${literalFor(argument, [], '')}`,
    );
  return given.length === 0 ? name : `${name}(${given.join(', ')})`;
}

function textsIn(declared: Declared, above: Way = []): Way[] {
  const way = [...above, declared];
  if (isText(declared.type)) return [way];
  const type = getNamedType(declared.type);
  return isInputObjectType(type)
    ? Object.values(type.getFields()).flatMap((field) => textsIn(field, way))
    : [];
}

/** All of them, each type's fields where they are met first. */
export function* textPlaces(): Generator<TextPlace> {
  const queue: { type: GraphQLObjectType; around: (selection: string) => string }[] = [];
  const met = new Set<GraphQLObjectType>();
  const reach = (type: GraphQLObjectType | null | undefined, around: (selection: string) => string): void => {
    if (!type || met.has(type)) return;
    met.add(type);
    queue.push({ type, around });
  };
  reach(schema.getQueryType(), (selection) => `{ ${selection} }`);
  reach(schema.getMutationType(), (selection) => `{ ${selection} }`);
  for (let next = queue.shift(); next; next = queue.shift()) {
    const { type, around } = next;
    const isWrite = type === schema.getMutationType();
    for (const field of Object.values(type.getFields())) {
      const below = isLeaf(field) ? '' : ' { __typename }';
      for (const way of field.args.flatMap((argument) => textsIn(argument))) {
        const last = way.at(-1);
        const parent = way.at(-2);
        if (!last) continue;
        yield {
          name: `${type.name}.${field.name}(${way.map(({ name }) => name).join('.')})`,
          argument: last.name,
          inputType: parent ? getNamedType(parent.type).name : null,
          type: getNamedType(last.type).name,
          document: (value) =>
            `${isWrite ? 'mutation' : 'query'} Q${value === '$v' ? `($v: ${getNamedType(last.type).name}!)` : ''} ${around(`${callOf(field.name, field.args, way, value)}${below}`)}`,
        };
      }
      const named = getNamedType(field.type);
      if (isObjectType(named)) {
        const call = callOf(field.name, field.args, [], '');
        reach(named, (selection) => around(`${call} { ${selection} }`));
      }
    }
  }
}
