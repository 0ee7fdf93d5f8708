/** Ways to every field of the schema, each an operation that leads there. */
import {
  getNamedType,
  isAbstractType,
  isLeafType,
  isObjectType,
  type GraphQLField,
  type GraphQLObjectType,
} from 'graphql';
import { schema } from '../../src/graph/schema.ts';

/** One field on the way. */
export interface Step {
  readonly type: string;
  readonly field: string;
  /** As it is written, with its arguments. */
  readonly text: string;
  /** The type whose fields stand below it, where it may lead to several. */
  readonly on: string | null;
}

export type Way = readonly Step[];

type Field = GraphQLField<unknown, unknown>;

/** The arguments to give a field, `{name: literal}`, where it leads to a type; null = it leads nowhere. */
export type ArgumentsFor = (
  type: string,
  field: Field,
  to: string,
) => Readonly<Record<string, string>> | null;

const LONGEST = 6;
const MOST_WAYS = 40;

/**
 * Ways from the roots to each type, shortest first.
 *
 * @param kindOf ways that are alike are taken once: which are
 */
export function waysToTypes(
  argumentsFor: ArgumentsFor,
  kindOf: (way: Way) => string,
): ReadonlyMap<string, readonly Way[]> {
  const ways = new Map<string, Way[]>();
  const kinds = new Set<string>();
  const queue: { readonly type: GraphQLObjectType; readonly way: Way }[] = [];
  const reach = (type: GraphQLObjectType, way: Way): void => {
    const kind = `${type.name} ${kindOf(way)}`;
    const known = ways.get(type.name) ?? [];
    if (kinds.has(kind) || known.length >= MOST_WAYS) return;
    kinds.add(kind);
    ways.set(type.name, [...known, way]);
    queue.push({ type, way });
  };
  const follow = (root: GraphQLObjectType | null | undefined, isWanted: (type: string) => boolean): void => {
    if (root) reach(root, []);
    for (let next = queue.shift(); next; next = queue.shift()) {
      const { type, way } = next;
      if (way.length >= LONGEST) continue;
      for (const field of Object.values(type.getFields())) {
        for (const below of typesBelow(field)) {
          const step = isWanted(below.name) ? stepOf(type, field, below, argumentsFor) : null;
          if (step) reach(below, [...way, step]);
        }
      }
    }
  };
  follow(schema.getQueryType(), () => true);
  follow(schema.getMutationType(), () => true);
  // An event may be long in coming: only what no query gives is asked by a subscription.
  const known = new Set(ways.keys());
  follow(schema.getSubscriptionType(), (type) => !known.has(type));
  return ways;
}

/** A field as a step; null where there are no arguments for it. */
function stepOf(
  type: GraphQLObjectType,
  field: Field,
  below: GraphQLObjectType,
  argumentsFor: ArgumentsFor,
): Step | null {
  const text = written(type, field, below.name, argumentsFor);
  const on = isAbstractType(getNamedType(field.type)) ? below.name : null;
  return text === null ? null : { type: type.name, field: field.name, text, on };
}

/** A field with its arguments; null where there are none for it. */
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

/** The operation that leads along a way to a selection. @param root the type at whose fields it begins */
export function operationAlong(way: Way, selection: string, root = way[0]?.type ?? 'Query'): string {
  const body = way.reduceRight(
    (below, { text, on }) => (on ? `${text} { ... on ${on} { ${below} } }` : `${text} { ${below} }`),
    selection,
  );
  return `${root.toLowerCase()} { ${body} }`;
}

/** A field by itself, as it is selected. */
export const selected = (field: Field, text: string): string =>
  isLeafType(getNamedType(field.type)) ? text : `${text} { __typename }`;

/** The values an answer has at the end of a way; lists are followed into each item. */
export function valuesAlong(data: unknown, names: readonly string[]): unknown[] {
  const [name, ...rest] = names;
  if (name === undefined) return [data];
  if (Array.isArray(data)) return data.flatMap((item: unknown) => valuesAlong(item, names));
  if (typeof data !== 'object' || data === null) return [];
  const below: unknown = Object.entries(data).find(([key]) => key === name)?.[1];
  return valuesAlong(below, rest);
}
