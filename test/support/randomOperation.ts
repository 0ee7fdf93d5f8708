/** Random valid operations, generated from the schema: for property tests. */
import {
  getNamedType,
  isAbstractType,
  isLeafType,
  isObjectType,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLObjectType,
} from 'graphql';
import { schema } from '../../src/graph/schema.ts';

/** A source of random numbers. */
export interface Chance {
  /** A whole number from 0 to `most`, both included. */
  upTo(most: number): number;
}

/** Literals for arguments, by `name: Type` or by type alone. */
export type Literals = ReadonlyMap<string, readonly string[]>;

const VARIABLES: Readonly<Record<string, string>> = {
  $yes: '$yes: Boolean = true',
  $no: '$no: Boolean = false',
  $few: '$few: Int = 3',
};

/**
 * A query with aliases, nested lists, named and inline fragments, conditions and variables.
 *
 * @param deepest the most nested fields
 */
export function randomOperation(chance: Chance, literals: Literals, deepest: number): string {
  const query = schema.getQueryType();
  if (!query) throw new Error('The schema has no query type.');
  const writer = new Writer(chance, literals);
  const body = writer.selection(query, deepest);
  const text = [body, ...writer.fragments].join('\n');
  const used = Object.entries(VARIABLES).filter(([name]) => text.includes(name));
  const head = used.length > 0 ? `query (${used.map(([, definition]) => definition).join(', ')}) ` : '';
  return `${head}${text}`;
}

type Field = GraphQLField<unknown, unknown>;

interface Fields {
  readonly nested: readonly Field[];
  readonly leaves: readonly Field[];
}

const fieldsByType = new WeakMap<GraphQLObjectType, Fields>();

/** The fields of a type, with a selection below them and without. */
function fieldsOf(type: GraphQLObjectType): Fields {
  let known = fieldsByType.get(type);
  if (!known) {
    const [leaves = [], nested = []] = [true, false].map((isLeaf) =>
      Object.values(type.getFields()).filter((field) => isLeafType(getNamedType(field.type)) === isLeaf),
    );
    fieldsByType.set(type, (known = { nested, leaves }));
  }
  return known;
}

class Writer {
  readonly fragments: string[] = [];
  readonly #chance: Chance;
  readonly #literals: Literals;
  readonly #byType = new Map<string, string[]>();
  #names = 0;

  constructor(chance: Chance, literals: Literals) {
    this.#chance = chance;
    this.#literals = literals;
  }

  selection(type: GraphQLNamedType, depth: number): string {
    const parts = Array.from({ length: 1 + this.#chance.upTo(2) }, () => this.#part(type, depth));
    return `{ ${parts.join(' ')} }`;
  }

  #part(type: GraphQLNamedType, depth: number): string {
    if (isAbstractType(type)) {
      const possible = this.#one(schema.getPossibleTypes(type));
      return `... on ${possible.name}${this.#condition()} ${this.selection(possible, depth)}`;
    }
    if (!isObjectType(type)) return '__typename';
    const kind = this.#chance.upTo(9);
    if (kind === 0) return `...${this.#condition()} ${this.selection(type, depth)}`;
    if (kind === 1 && depth > 0) return `...${this.#fragment(type, depth)}${this.#condition()}`;
    return this.#field(type, depth);
  }

  #fragment(type: GraphQLObjectType, depth: number): string {
    const known = this.#byType.get(type.name) ?? [];
    if (known.length > 0 && this.#chance.upTo(1) === 0) return this.#one(known);
    const body = this.selection(type, depth);
    const name = `F${(this.#names += 1)}`;
    this.fragments.push(`fragment ${name} on ${type.name} ${body}`);
    this.#byType.set(type.name, [...known, name]);
    return name;
  }

  #field(type: GraphQLObjectType, depth: number): string {
    const { nested, leaves } = fieldsOf(type);
    // Fields with a selection below them are chosen more often.
    const isNested = depth > 0 && nested.length > 0 && this.#chance.upTo(3) > 0;
    const pool = isNested || leaves.length === 0 ? nested : leaves;
    if (pool.length === 0 || (pool === nested && depth <= 0)) return '__typename';
    return this.#written(this.#one(pool), depth);
  }

  #written(field: Field, depth: number): string {
    const args = field.args.flatMap((argument) => this.#argument(argument));
    const call = args.length > 0 ? `${field.name}(${args.join(', ')})` : field.name;
    const type = getNamedType(field.type);
    const below = isLeafType(type) ? '' : ` ${this.selection(type, depth - 1)}`;
    // A unique alias, so that fields with different arguments do not conflict.
    return `a${(this.#names += 1)}: ${call}${this.#condition()}${below}`;
  }

  #argument(argument: GraphQLArgument): string[] {
    const isRequired = argument.type.toString().endsWith('!') && argument.defaultValue === undefined;
    if (!isRequired && this.#chance.upTo(2) > 0) return [];
    const type = argument.type.toString().replace(/!$/, '');
    const known = this.#literals.get(`${argument.name}: ${type}`) ?? this.#literals.get(type);
    if (!known) {
      if (isRequired) throw new Error(`There is no literal for ${argument.name}: ${type}.`);
      return [];
    }
    return [`${argument.name}: ${this.#one(known)}`];
  }

  #condition(): string {
    const conditions = ['@skip(if: $no)', '@include(if: $yes)', '@skip(if: true)', '@include(if: $no)'];
    const chosen = this.#chance.upTo(19);
    return chosen < conditions.length ? ` ${conditions[chosen]}` : '';
  }

  #one<Item>(items: readonly Item[]): Item {
    const item = items[this.#chance.upTo(items.length - 1)];
    if (item === undefined) throw new Error('There is nothing to choose from.');
    return item;
  }
}
