import {
  coerceInputValue,
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
import { MOST_FAULTS, placeIn, type Step, type ValueFault } from './valueFaults.ts';

/** Stops the check: the most faults were found. */
class Enough extends Error {}

type Path = readonly Step[];

/**
 * The faults of the values of an operation's variables by the rules of GraphQL, at most a hundred. A fault quotes only the
 * first characters of a value.
 *
 * @param names the argument that uses each variable
 */
export function faultsOfVariables(
  schema: GraphQLSchema,
  definitions: readonly VariableDefinitionNode[],
  variables: Readonly<Record<string, unknown>>,
  names: ReadonlyMap<string, string>,
): ValueFault[] {
  const faults: ValueFault[] = [];
  for (const definition of definitions) {
    const name = definition.variable.name.value;
    const type = typeFromAST(schema, definition.type);
    const most = MOST_FAULTS - faults.length;
    if (!isInputType(type) || most === 0) continue;
    const argument = names.get(name) ?? name;
    faults.push(...faultsOfVariable(definition, type, variables, { argument, most }));
  }
  return faults;
}

function faultsOfVariable(
  definition: VariableDefinitionNode,
  type: GraphQLInputType,
  variables: Readonly<Record<string, unknown>>,
  { argument, most }: { readonly argument: string; readonly most: number },
): ValueFault[] {
  const { variable, defaultValue } = definition;
  const name = variable.name.value;
  const faults: ValueFault[] = [];
  const report: Report = (path, message, why = message) => {
    if (faults.length === most) throw new Enough();
    faults.push({
      argument,
      field: placeIn(argument, path),
      message: why,
      alone: `Variable "$${name}" ${message}`,
      node: definition,
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

/** Takes a fault. @param why the same without the value and its place; if left out, the message itself */
type Report = (path: Path, message: string, why?: string) => void;

function checkValue(name: string, value: unknown, type: GraphQLInputType, report: Report): void {
  if (value === null && isNonNullType(type)) {
    report([], `of non-null type "${String(type)}" must not be null.`);
    return;
  }
  const invalid = (path: Path, at: unknown, why: string): void => {
    const place = path.length > 0 ? ` at "${placeIn(name, path)}"` : '';
    report(path, `got invalid value ${quoted(at)}${place}; ${why}`, why);
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
 * Replaces each list and object in the position of a scalar or an enum by null, because a scalar's own check would
 * write all of it into its message. A value without such lists and objects is returned as it is.
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
