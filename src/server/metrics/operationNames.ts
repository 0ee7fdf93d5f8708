import { Kind, parse } from 'graphql';

/** The most names with a label of their own. */
const MOST_NAMES = 100;

/** Longer names share one label. */
const MOST_CHARACTERS = 64;

/**
 * The operation names that metrics distinguish. Clients choose the names of their operations, so their number is limited:
 * the first names that ran keep their own label, and all later ones share one.
 */
export class OperationNames {
  /** The label of operations without a name. */
  static readonly ANONYMOUS = 'anonymous';
  /** The label that all other operations share. */
  static readonly OTHER = 'other';
  readonly #known: Set<string>;

  /** @param trusted names that always have a label of their own: those of trusted documents */
  constructor(trusted: Iterable<string> = []) {
    this.#known = new Set(trusted);
  }

  /**
   * The label of an operation.
   *
   * @param hasRun false if the operation was refused. Then its name is not learnt, so that nobody without access fills
   *   the list
   */
  labelOf(name: string | undefined, hasRun: boolean): string {
    if (name === undefined || name === '') return OperationNames.ANONYMOUS;
    if (this.#known.has(name)) return name;
    if (!hasRun || name.length > MOST_CHARACTERS || this.#known.size >= MOST_NAMES)
      return OperationNames.OTHER;
    this.#known.add(name);
    return name;
  }
}

/** The names of the operations in documents. @throws GraphQLError if one is not GraphQL */
export const operationNamesIn = (documents: Iterable<string>): string[] =>
  [...documents].flatMap((document) =>
    parse(document).definitions.flatMap((definition) =>
      definition.kind === Kind.OPERATION_DEFINITION && definition.name ? [definition.name.value] : [],
    ),
  );
