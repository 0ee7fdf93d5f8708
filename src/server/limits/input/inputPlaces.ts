import {
  getNamedType,
  getNullableType,
  isInputObjectType,
  isListType,
  isNonNullType,
  Kind,
  TypeMetaFieldDef,
  isObjectType,
  isInterfaceType,
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLArgument,
  type GraphQLInputField,
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type ValueNode,
} from 'graphql';
import { isLonger, longestOf } from '../../../graph/inputLengths.ts';

/** A value that its argument or input field refuses. */
export interface InputFault {
  /** The argument or input field. */
  readonly name: string;
  /** The reason: "must not be null." */
  readonly why: string;
}

/** The findings about the values in an operation's arguments. */
export interface InputPlaces {
  /** Members of all lists. A list counts for each argument that uses it. */
  readonly members: number;
  readonly faults: readonly InputFault[];
  /** For each variable, the first argument or input field that uses it. */
  readonly names: ReadonlyMap<string, string>;
}

type Declared = GraphQLArgument | GraphQLInputField;

/** The argument or input field that a value is given to. */
interface Position {
  readonly name: string;
  readonly type: GraphQLInputType;
  /** The most characters of a text here. */
  readonly longest: number;
}

const positions = new WeakMap<Declared, Position>();

function positionOf(declared: Declared): Position {
  let position = positions.get(declared);
  if (!position) {
    position = { name: declared.name, type: declared.type, longest: longestOf(declared) };
    positions.set(declared, position);
  }
  return position;
}

/** The position of a list's members. */
function memberOf(position: Position): Position {
  const type = getNullableType(position.type);
  return isListType(type) ? { ...position, type: type.ofType } : position;
}

/** The position of an object's field. It is the same position if the type has no fields, such as `_Any`. */
function fieldOf(position: Position, name: string): Position {
  const named = getNamedType(position.type);
  const field = isInputObjectType(named) ? named.getFields()[name] : undefined;
  return field ? positionOf(field) : position;
}

/**
 * Checks the values of all arguments of an operation. A fragment counts each time it is spread, but each value is read
 * only once, however many fields use it. The operation must be valid, and within the limits on selections.
 */
export function inputPlacesOf(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): InputPlaces {
  const walk = new Walk(schema, document, operation, variables);
  const root = schema.getRootType(operation.operation);
  if (root) walk.selections(operation.selectionSet, root);
  return walk;
}

class Walk implements InputPlaces {
  members = 0;
  readonly faults: InputFault[] = [];
  readonly names = new Map<string, string>();
  readonly #schema: GraphQLSchema;
  readonly #fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly #variables: Readonly<Record<string, unknown>>;
  readonly #defaults: ReadonlyMap<string, ValueNode | undefined>;
  /** Members of values already read. The key is an AST node, or a variable together with its longest length. */
  readonly #known = new Map<object | string, number>();

  constructor(
    schema: GraphQLSchema,
    { definitions }: DocumentNode,
    { variableDefinitions = [] }: OperationDefinitionNode,
    variables: Readonly<Record<string, unknown>>,
  ) {
    this.#schema = schema;
    this.#fragments = new Map(
      definitions.flatMap((definition) =>
        definition.kind === Kind.FRAGMENT_DEFINITION ? [[definition.name.value, definition]] : [],
      ),
    );
    this.#variables = variables;
    this.#defaults = new Map(
      variableDefinitions.map(({ variable, defaultValue }) => [variable.name.value, defaultValue]),
    );
  }

  selections({ selections }: SelectionSetNode, parent: GraphQLNamedType): void {
    const fields = isObjectType(parent) || isInterfaceType(parent) ? parent.getFields() : {};
    for (const node of selections) {
      if (node.kind === Kind.FIELD) {
        const field = node.name.value === '__type' ? TypeMetaFieldDef : fields[node.name.value];
        for (const { name, value } of node.arguments ?? []) {
          const declared = field?.args.find((argument) => argument.name === name.value);
          if (declared) this.members += this.#membersOf(value, positionOf(declared));
        }
        if (field && node.selectionSet) this.selections(node.selectionSet, getNamedType(field.type));
      } else if (node.kind === Kind.INLINE_FRAGMENT) {
        this.selections(node.selectionSet, this.#typeOf(node.typeCondition?.name.value) ?? parent);
      } else {
        const fragment = this.#fragments.get(node.name.value);
        if (!fragment) continue;
        this.selections(fragment.selectionSet, this.#typeOf(fragment.typeCondition.name.value) ?? parent);
      }
    }
  }

  #typeOf(name: string | undefined): GraphQLNamedType | undefined {
    return name === undefined ? undefined : this.#schema.getType(name);
  }

  #once(key: object | string, count: () => number): number {
    let members = this.#known.get(key);
    if (members === undefined) this.#known.set(key, (members = count()));
    return members;
  }

  #membersOf(node: ValueNode, position: Position): number {
    if (node.kind === Kind.VARIABLE) return this.#membersOfVariable(node.name.value, position);
    return this.#once(node, () => {
      if (node.kind === Kind.LIST) {
        const member = memberOf(position);
        return node.values.reduce((sum, value) => sum + this.#membersOf(value, member), node.values.length);
      }
      if (node.kind === Kind.OBJECT) {
        return node.fields.reduce(
          (sum, { name, value }) => sum + this.#membersOf(value, fieldOf(position, name.value)),
          0,
        );
      }
      if ('value' in node && typeof node.value === 'string') this.#checkLength(node.value, position);
      return 0;
    });
  }

  #membersOfVariable(variable: string, position: Position): number {
    if (!this.names.has(variable)) this.names.set(variable, position.name);
    // Validation allows this if the nullable variable has a default. Execution would then quote the whole argument in
    // one error for each object.
    if (this.#variables[variable] === null && isNonNullType(position.type)) {
      this.faults.push({ name: position.name, why: 'must not be null.' });
    }
    return this.#once(`${position.longest} ${variable}`, () => {
      if (Object.hasOwn(this.#variables, variable)) {
        return this.#membersOfValue(this.#variables[variable], position);
      }
      const literal = this.#defaults.get(variable);
      return literal ? this.#membersOf(literal, position) : 0;
    });
  }

  #membersOfValue(value: unknown, position: Position): number {
    if (typeof value === 'string') this.#checkLength(value, position);
    if (typeof value !== 'object' || value === null) return 0;
    if (Array.isArray(value)) {
      const member = memberOf(position);
      let sum = value.length;
      for (const item of value) sum += this.#membersOfValue(item, member);
      return sum;
    }
    let sum = 0;
    for (const [name, item] of Object.entries(value)) {
      sum += this.#membersOfValue(item, fieldOf(position, name));
    }
    return sum;
  }

  #checkLength(text: string, { name, longest }: Position): void {
    if (isLonger(text, longest)) {
      this.faults.push({ name, why: `must have at most ${longest} characters.` });
    }
  }
}
