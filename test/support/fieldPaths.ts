/** Paths to every field of the schema, and operations that select along them. */
import {
  getNamedType,
  isAbstractType,
  isLeafType,
  isObjectType,
  type GraphQLField,
  type GraphQLObjectType,
} from 'graphql';
import { schema } from '../../src/graph/schema.ts';

/** One field of a path. */
export interface PathStep {
  readonly type: string;
  readonly field: string;
  /** The field with its arguments, as in a document. */
  readonly text: string;
  /** The type whose fields are selected below it; null if only one type is possible. */
  readonly on: string | null;
}

export type FieldPath = readonly PathStep[];

type Field = GraphQLField<unknown, unknown>;

/** The arguments of a field on a path to type `to`, as `{name: literal}`; null = do not select the field. */
export type ArgumentsFor = (
  type: string,
  field: Field,
  to: string,
) => Readonly<Record<string, string>> | null;

const LONGEST = 6;
const MOST_PATHS = 40;

/**
 * Paths from the root types to each type, shortest first.
 *
 * @param kindOf the kind of a path. Of several paths of one kind to a type, only the first is kept
 */
export function pathsToTypes(
  argumentsFor: ArgumentsFor,
  kindOf: (path: FieldPath) => string,
): ReadonlyMap<string, readonly FieldPath[]> {
  const paths = new Map<string, FieldPath[]>();
  const kinds = new Set<string>();
  const queue: { readonly type: GraphQLObjectType; readonly path: FieldPath }[] = [];
  const reach = (type: GraphQLObjectType, path: FieldPath): void => {
    const kind = `${type.name} ${kindOf(path)}`;
    const known = paths.get(type.name) ?? [];
    if (kinds.has(kind) || known.length >= MOST_PATHS) return;
    kinds.add(kind);
    paths.set(type.name, [...known, path]);
    queue.push({ type, path });
  };
  const follow = (root: GraphQLObjectType | null | undefined, isWanted: (type: string) => boolean): void => {
    if (root) reach(root, []);
    for (let next = queue.shift(); next; next = queue.shift()) {
      const { type, path } = next;
      if (path.length >= LONGEST) continue;
      for (const field of Object.values(type.getFields())) {
        for (const below of typesBelow(field)) {
          const step = isWanted(below.name) ? stepOf(type, field, below, argumentsFor) : null;
          if (step) reach(below, [...path, step]);
        }
      }
    }
  };
  follow(schema.getQueryType(), () => true);
  follow(schema.getMutationType(), () => true);
  // An event may be long in coming: only what no query gives is asked by a subscription.
  const known = new Set(paths.keys());
  follow(schema.getSubscriptionType(), (type) => !known.has(type));
  return paths;
}

/** A field as a step of a path; null if there are no arguments for it. */
function stepOf(
  type: GraphQLObjectType,
  field: Field,
  below: GraphQLObjectType,
  argumentsFor: ArgumentsFor,
): PathStep | null {
  const text = written(type, field, below.name, argumentsFor);
  const on = isAbstractType(getNamedType(field.type)) ? below.name : null;
  return text === null ? null : { type: type.name, field: field.name, text, on };
}

/** A field with its arguments, as in a document; null if there are no arguments for it. */
export function written(
  type: GraphQLObjectType,
  field: Field,
  to: string,
  argumentsFor: ArgumentsFor,
): string | null {
  const given = argumentsFor(type.name, field, to);
  if (!given) return null;
  const args = Object.entries(given).filter(([name]) =>
    field.args.some((argument) => argument.name === name),
  );
  const missing = field.args.filter(
    ({ name, type: wanted, defaultValue }) =>
      wanted.toString().endsWith('!') && defaultValue === undefined && given[name] === undefined,
  );
  if (missing.length > 0) throw new Error(`There is no ${missing[0]?.name} for ${type.name}.${field.name}.`);
  return args.length === 0
    ? field.name
    : `${field.name}(${args.map(([name, literal]) => `${name}: ${literal}`).join(', ')})`;
}

export function typesBelow(field: Field): readonly GraphQLObjectType[] {
  const type = getNamedType(field.type);
  if (isAbstractType(type)) return schema.getPossibleTypes(type);
  return isObjectType(type) ? [type] : [];
}

/**
 * The operation that selects `selection` at the end of a path.
 *
 * @param root the root type at whose fields it begins
 */
export function operationAlong(path: FieldPath, selection: string, root = path[0]?.type ?? 'Query'): string {
  const body = path.reduceRight(
    (below, { text, on }) => (on ? `${text} { ... on ${on} { ${below} } }` : `${text} { ${below} }`),
    selection,
  );
  return `${root.toLowerCase()} { ${body} }`;
}

/** The selection of a field, without fields below it. */
export const selected = (field: Field, text: string): string =>
  isLeafType(getNamedType(field.type)) ? text : `${text} { __typename }`;

/** The values at the end of a path in an answer. Each item of a list is followed. */
export function valuesAlong(data: unknown, names: readonly string[]): unknown[] {
  const [name, ...rest] = names;
  if (name === undefined) return [data];
  if (Array.isArray(data)) return data.flatMap((item: unknown) => valuesAlong(item, names));
  if (typeof data !== 'object' || data === null) return [];
  const below: unknown = Object.entries(data).find(([key]) => key === name)?.[1];
  return valuesAlong(below, rest);
}
