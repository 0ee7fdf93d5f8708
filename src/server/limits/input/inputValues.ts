import {
  coerceInputValue,
  GraphQLError,
  getNullableType,
  isInputObjectType,
  isInputType,
  isLeafType,
  isListType,
  isNonNullType,
  typeFromAST,
  type GraphQLInputType,
  type GraphQLSchema,
  type VariableDefinitionNode,
} from 'graphql';
import { shortened, startOf } from '../errorLimits.ts';

/** Faults are counted up to here: a megabyte can hold a million. */
export const MOST_FAULTS = 100;

class Enough extends Error {}

type Path = readonly (string | number)[];

/**
 * What is wrong with the values of an operation's variables, as GraphQL has it: BAD_USER_INPUT, naming the argument. A
 * value is quoted by its first characters, and never written out whole.
 *
 * @param names the argument each variable is given to
 */
export function faultsOfVariables(
  schema: GraphQLSchema,
  definitions: readonly VariableDefinitionNode[],
  variables: Readonly<Record<string, unknown>>,
  names: ReadonlyMap<string, string>,
): GraphQLError[] {
  const faults: GraphQLError[] = [];
  for (const definition of definitions) {
    const name = definition.variable.name.value;
    const type = typeFromAST(schema, definition.type);
    if (!isInputType(type)) continue;
    const argument = names.get(name) ?? name;
    const report = (message: string): void => {
      if (faults.length === MOST_FAULTS) throw new Enough();
      faults.push(
        new GraphQLError(`${argument}: Variable "$${name}" ${message}`, {
          nodes: definition,
          extensions: { code: 'BAD_USER_INPUT', argument },
        }),
      );
    };
    try {
      if (!Object.hasOwn(variables, name)) {
        if (isNonNullType(type) && !definition.defaultValue) {
          report(`of required type "${String(type)}" was not provided.`);
        }
      } else checkValue(name, variables[name], type, report);
    } catch (error) {
      if (error instanceof Enough) return faults;
      throw error;
    }
  }
  return faults;
}

function checkValue(
  name: string,
  value: unknown,
  type: GraphQLInputType,
  report: (message: string) => void,
): void {
  if (value === null && isNonNullType(type)) {
    report(`of non-null type "${String(type)}" must not be null.`);
    return;
  }
  const invalid = (path: Path, at: unknown, why: string): void => {
    const place = path.length > 0 ? ` at "${name}${path.map(stepOf).join('')}"` : '';
    report(`got invalid value ${quoted(at)}${place}; ${why}`);
  };
  const structure = structureAmongScalars(value, type);
  // A scalar's own check would write all of it into its message.
  if (structure)
    invalid(structure.path, structure.value, `Expected a single value of type "${structure.type}".`);
  else
    coerceInputValue(value, type, (path, at, { message }) =>
      invalid(path, at, shortened(message, typeof at === 'string' ? at : '')),
    );
}

const stepOf = (step: string | number): string => (typeof step === 'number' ? `[${step}]` : `.${step}`);

/** A value as an error shows it: the start of a text, and of lists and objects only that they are some. */
function quoted(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(startOf(value));
  if (Array.isArray(value)) return 'of a list';
  return typeof value === 'object' && value !== null ? 'of an object' : String(value);
}

interface Structure {
  readonly path: Path;
  readonly value: unknown;
  readonly type: string;
}

/** The first list or object that stands where a scalar or an enum's value belongs. */
function structureAmongScalars(value: unknown, of: GraphQLInputType): Structure | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const type = getNullableType(of);
  if (isListType(type)) {
    if (!Array.isArray(value)) return structureAmongScalars(value, type.ofType);
    for (const [index, item] of value.entries()) {
      const found = structureAmongScalars(item, type.ofType);
      if (found) return below(index, found);
    }
    return undefined;
  }
  if (isLeafType(type)) return type.name === '_Any' ? undefined : { path: [], value, type: type.name };
  if (!isInputObjectType(type) || Array.isArray(value)) return undefined;
  const fields = type.getFields();
  for (const [name, item] of Object.entries(value)) {
    const field = fields[name];
    const found = field && structureAmongScalars(item, field.type);
    if (found) return below(name, found);
  }
  return undefined;
}

const below = (step: string | number, { path, ...found }: Structure): Structure => ({
  ...found,
  path: [step, ...path],
});
