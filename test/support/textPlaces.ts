/** All positions of an operation for a client's text: each argument and input field of type String or ID. */
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
  /** The input type of the field; null for an argument. */
  readonly inputType: string | null;
  /** The type of a variable at this position: String or ID. */
  readonly type: string;
  /** An operation with a literal, or `$v`, at this position. */
  readonly document: (value: string) => string;
}

type Declared = GraphQLArgument | GraphQLInputField;

/** The arguments and input fields that lead to a text. The last is the text's own. */
type InputPath = readonly Declared[];

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

/** A valid literal for an argument, with `value` at the end of a path. */
function literalFor(declared: Declared, [next, ...path]: InputPath, value: string): string {
  const type = getNamedType(declared.type);
  const one = (): string => {
    if (isInputObjectType(type)) {
      const fields = Object.values(type.getFields()).filter((field) => field === next || isRequired(field));
      return `{ ${fields.map((field) => `${field.name}: ${literalFor(field, field === next ? path : [], field === next ? value : '')}`).join(', ')} }`;
    }
    if (value !== '' && next === undefined) return value;
    return isEnumType(type)
      ? (type.getValues()[0]?.name ?? '')
      : (SCALARS[type.name] ?? (isText(type) ? '"x"' : '1'));
  };
  return isListType(getNullableType(declared.type)) ? `[${one()}]` : one();
}

function callOf(name: string, args: readonly GraphQLArgument[], path: InputPath, value: string): string {
  const [first, ...rest] = path;
  const given = args
    .filter((argument) => argument === first || isRequired(argument))
    .map((argument) =>
      argument === first
        ? `${argument.name}: ${literalFor(argument, rest, value)}`
        : `${argument.name}: ${literalFor(argument, [], '')}`,
    );
  return given.length === 0 ? name : `${name}(${given.join(', ')})`;
}

function textsIn(declared: Declared, above: InputPath = []): InputPath[] {
  const path = [...above, declared];
  if (isText(declared.type)) return [path];
  const type = getNamedType(declared.type);
  return isInputObjectType(type)
    ? Object.values(type.getFields()).flatMap((field) => textsIn(field, path))
    : [];
}

/** All positions. The fields of a type are used at the type's first position only. */
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
      for (const path of field.args.flatMap((argument) => textsIn(argument))) {
        const last = path.at(-1);
        const parent = path.at(-2);
        if (!last) continue;
        yield {
          name: `${type.name}.${field.name}(${path.map(({ name }) => name).join('.')})`,
          argument: last.name,
          inputType: parent ? getNamedType(parent.type).name : null,
          type: getNamedType(last.type).name,
          document: (value) =>
            `${isWrite ? 'mutation' : 'query'} Q${value === '$v' ? `($v: ${getNamedType(last.type).name}!)` : ''} ${around(`${callOf(field.name, field.args, path, value)}${below}`)}`,
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
