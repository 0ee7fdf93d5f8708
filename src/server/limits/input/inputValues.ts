import {
  coerceInputValue,
  type ASTNode,
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

/** The most faults that are counted. A request of 1 MB could have a million. */
export const MOST_FAULTS = 100;

/** Characters of each message, if there are several: so all fit into `ERROR_LIMITS.bytes`. */
const LONGEST_FAULT = 150;

/** Stops the check: the most faults were found. */
class Enough extends Error {}

type Path = readonly (string | number)[];

/** A value that GraphQL cannot read. */
export interface ValueFault {
  /** The argument and the path to the value: `inputs[3].dateOfBirth`. */
  readonly field: string;
  readonly message: string;
}

/**
 * The errors of an operation's variables by the rules of GraphQL: one BAD_USER_INPUT for each variable, with the name of
 * its argument. An error quotes only the first characters of a value.
 *
 * @param names the argument that uses each variable
 */
export function faultsOfVariables(
  schema: GraphQLSchema,
  definitions: readonly VariableDefinitionNode[],
  variables: Readonly<Record<string, unknown>>,
  names: ReadonlyMap<string, string>,
): GraphQLError[] {
  const errors: GraphQLError[] = [];
  let left = MOST_FAULTS;
  for (const definition of definitions) {
    const name = definition.variable.name.value;
    const type = typeFromAST(schema, definition.type);
    if (!isInputType(type) || left === 0) continue;
    const argument = names.get(name) ?? name;
    const faults = faultsOfVariable(definition, type, variables, { argument, most: left });
    left -= faults.length;
    if (faults.length > 0) errors.push(valueError(argument, faults, definition));
  }
  return errors;
}

/**
 * One error for all values of an argument that cannot be read. If there are several, `extensions.faults` lists them,
 * because a long message is shortened.
 */
export function valueError(
  argument: string,
  faults: readonly ValueFault[],
  node: ASTNode | readonly ASTNode[],
): GraphQLError {
  const [first, ...others] = faults;
  const isOne = others.length === 0;
  const count = faults.length === MOST_FAULTS ? `${MOST_FAULTS} values or more` : `${faults.length} values`;
  const why = isOne
    ? first?.message
    : `${count} cannot be read: ${faults.map(({ field }) => field).join(', ')}`;
  const told = faults.map(({ field, message }) => ({ field, message: message.slice(0, LONGEST_FAULT) }));
  return new GraphQLError(`${argument}: ${why}`, {
    nodes: node,
    extensions: { code: 'BAD_USER_INPUT', argument, ...(isOne ? {} : { faults: told }) },
  });
}

function faultsOfVariable(
  { variable, defaultValue }: VariableDefinitionNode,
  type: GraphQLInputType,
  variables: Readonly<Record<string, unknown>>,
  { argument, most }: { readonly argument: string; readonly most: number },
): ValueFault[] {
  const name = variable.name.value;
  const faults: ValueFault[] = [];
  const report = (path: Path, message: string): void => {
    if (faults.length === most) throw new Enough();
    faults.push({
      field: `${argument}${path.map(stepOf).join('')}`,
      message: `Variable "$${name}" ${message}`,
    });
  };
  try {
    if (Object.hasOwn(variables, name)) checkValue(name, variables[name], type, report);
    else if (isNonNullType(type) && !defaultValue) {
      report([], `of required type "${String(type)}" was not provided.`);
    }
  } catch (error) {
    if (!(error instanceof Enough)) throw error;
  }
  return faults;
}

function checkValue(
  name: string,
  value: unknown,
  type: GraphQLInputType,
  report: (path: Path, message: string) => void,
): void {
  if (value === null && isNonNullType(type)) {
    report([], `of non-null type "${String(type)}" must not be null.`);
    return;
  }
  const invalid = (path: Path, at: unknown, why: string): void => {
    const place = path.length > 0 ? ` at "${name}${path.map(stepOf).join('')}"` : '';
    report(path, `got invalid value ${quoted(at)}${place}; ${why}`);
  };
  const structures: Structure[] = [];
  const scalars = withoutStructures(value, type, [], structures);
  for (const { path, value: at, type: wanted } of structures)
    invalid(path, at, `Expected a single value of type "${wanted}".`);
  const known = new Set(structures.map(({ path }) => path.join('.')));
  coerceInputValue(scalars, type, (path, at, { message }) => {
    if (known.has(path.join('.'))) return;
    invalid(path, at, shortened(message, typeof at === 'string' ? at : ''));
  });
}

const stepOf = (step: string | number): string => (typeof step === 'number' ? `[${step}]` : `.${step}`);

/** A value for an error: the start of a text; of a list or an object only its kind. */
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

/**
 * Replaces each list and object in the position of a scalar or an enum by null, because a scalar's own check would write
 * all of it into its message. A value without such lists and objects is returned as it is.
 *
 * @param structures receives the lists and objects found, at most MOST_FAULTS
 */
function withoutStructures(
  value: unknown,
  of: GraphQLInputType,
  path: Path,
  structures: Structure[],
): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const type = getNullableType(of);
  if (isListType(type)) {
    if (!Array.isArray(value)) return withoutStructures(value, type.ofType, path, structures);
    const items = value.map((item: unknown, index) =>
      withoutStructures(item, type.ofType, [...path, index], structures),
    );
    return items.some((item, index) => item !== value[index]) ? items : value;
  }
  if (isLeafType(type)) {
    if (type.name === '_Any') return value;
    if (structures.length < MOST_FAULTS) structures.push({ path, value, type: type.name });
    return null;
  }
  if (!isInputObjectType(type) || Array.isArray(value)) return value;
  const fields = type.getFields();
  const members = Object.entries(value).map(([name, item]: [string, unknown]): [string, unknown] => {
    const field = fields[name];
    return [name, field ? withoutStructures(item, field.type, [...path, name], structures) : item];
  });
  const isSame = members.every(([name, item]) => Reflect.get(value, name) === item);
  return isSame ? value : Object.fromEntries(members);
}
