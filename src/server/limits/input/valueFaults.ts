import { GraphQLError, type ASTNode } from 'graphql';

/** Faults are counted up to here: a megabyte can hold a million. */
export const MOST_FAULTS = 100;

/** The most characters of one fault among several: all of them together fit into the limit of an answer's errors. */
const LONGEST_FAULT = 150;

/** A step to a value: a field's name, or a place in a list. */
export type Step = string | number;

/** `inputs[3].comments` from the argument and the steps to a value in it. */
export const placeIn = (argument: string, steps: readonly Step[]): string =>
  `${argument}${steps.map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`)).join('')}`;

/** A value that its argument does not take. */
export interface ValueFault {
  /** The argument that holds it. */
  readonly argument: string;
  /** Where it stands: `inputs[3].dateOfBirth`. */
  readonly field: string;
  /** Why, in a sentence. */
  readonly message: string;
  /** The error's message behind the name, if this is the only fault; if left out, `message`. */
  readonly alone?: string;
  /** The name that the error gives, if this is the only fault; if left out, the argument's. */
  readonly name?: string;
  readonly node?: ASTNode;
}

/** BAD_USER_INPUT for these values: one error for each argument. */
export function errorsOfValues(faults: readonly ValueFault[]): GraphQLError[] {
  const byArgument = Map.groupBy(faults.slice(0, MOST_FAULTS), ({ argument }) => argument);
  return [...byArgument].map(([argument, its]) => {
    const [first, ...others] = its;
    return first && others.length === 0 ? errorOfOne(first) : errorOfSeveral(argument, its);
  });
}

const errorOfOne = (fault: ValueFault): GraphQLError => {
  const { argument, field, message, alone = message, name = argument, node } = fault;
  return new GraphQLError(`${name}: ${alone}`, {
    nodes: node ?? null,
    extensions: {
      code: 'BAD_USER_INPUT',
      argument: name,
      // The name alone does not tell which member of a list is meant.
      ...(field.includes('[') ? { faults: [toldOf(fault)] } : {}),
    },
  });
};

const toldOf = ({ field, message }: ValueFault) => ({ field, message: message.slice(0, LONGEST_FAULT) });

/** `extensions.faults` names each value: the message alone would be cut. */
function errorOfSeveral(argument: string, faults: readonly ValueFault[]): GraphQLError {
  const count = faults.length === MOST_FAULTS ? `${MOST_FAULTS} values or more` : `${faults.length} values`;
  return new GraphQLError(
    `${argument}: ${count} cannot be read: ${faults.map(({ field }) => field).join(', ')}`,
    {
      nodes: faults.flatMap(({ node }) => node ?? []),
      extensions: {
        code: 'BAD_USER_INPUT',
        argument,
        faults: faults.map(toldOf),
      },
    },
  );
}
