import {
  getArgumentValues,
  getNamedType,
  getNullableType,
  getOperationAST,
  getVariableValues,
  isAbstractType,
  isCompositeType,
  isListType,
  Kind,
  OperationTypeNode,
  parseConstValue,
  visit,
  type ArgumentNode,
  type DocumentNode,
  type ExecutionArgs,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type ValueNode,
} from 'graphql';
import { checkCount } from '../../graph/aggregate/groupsArguments.ts';
import type { Period } from '../../loaders/windows.ts';
import { declarationOf, type WindowedCall } from '../../plan/cost.ts';
import { isConnection } from '../../plan/kinds.ts';
import { pageSizesFrom } from '../../plan/pageSize.ts';
import { badRequest } from '../httpErrors.ts';
import { columnsOf, selectedFields, type Column, type Reading, type SelectedField } from './columns.ts';

/** An operation that is executed to export the rows of its one list. */
export interface ExportedOperation {
  /** The operation's name; undefined if it has none. */
  readonly name: string | undefined;
  /** The path of the list in the answer, such as `outboundCalls.nodes`. */
  readonly list: string;
  readonly columns: readonly Column[];
  /** The operation with nothing but the fields that lead to the list, and no limit of its length. */
  readonly document: DocumentNode;
  /** The same for the parts of the list's period, one after the other; one document if the list is read as a whole. */
  readonly parts: readonly DocumentNode[];
}

/** A field on the way to a list, and the arguments that it is executed with. */
interface Step extends SelectedField {
  readonly args: readonly ArgumentNode[];
}

/** A list of objects, and the fields that lead to it; the last of them is the list. */
interface Found {
  readonly steps: readonly SelectedField[];
  /** The first field on the way that can have several types. */
  readonly abstract: string | undefined;
  /** The type of a row, and the fields that select its values. */
  readonly row: GraphQLCompositeType;
  readonly rowFields: readonly Pick<FieldNode, 'selectionSet'>[];
}

/**
 * The operation that exports the rows of an operation's list.
 *
 * @returns undefined if a variable's value is refused: execution reports it
 * @throws GraphQLError (BAD_USER_INPUT) if the operation is no query, or has not exactly one list of objects
 */
export function exportedOperation(
  args: ListedOperation,
  planning: WindowedCall['planning'],
): ExportedOperation | undefined {
  const listed = listOf(args);
  if (!listed) return undefined;
  const { operation, reading, steps, rowFields, columns } = listed;
  const limitless = withoutLimits(reading, steps);
  const documentOf = (own: readonly Step[]): DocumentNode =>
    rebuilt(operation, Object.values(reading.fragments), own, rowFields);
  const windows = windowsOf(reading, steps, planning);
  return {
    name: operation.name?.value,
    list: steps.map(({ key }) => key).join('.'),
    columns,
    document: documentOf(limitless),
    parts: windows ? windows.map((window) => documentOf(during(limitless, window))) : [documentOf(limitless)],
  };
}

/** The columns of an operation's rows. @returns as `exportedOperation` */
export const columnsOfRows = (args: ListedOperation): readonly Column[] | undefined => listOf(args)?.columns;

type ListedOperation = Pick<ExecutionArgs, 'schema' | 'document' | 'operationName' | 'variableValues'>;

function listOf({ schema, document, operationName, variableValues }: ListedOperation) {
  const operation = getOperationAST(document, operationName);
  const root = schema.getQueryType();
  if (!operation || !root) return undefined;
  if (operation.operation !== OperationTypeNode.QUERY)
    throw refused('Only a query can be exported. Send this operation with "accept: application/json".');
  const { coerced } = getVariableValues(schema, operation.variableDefinitions ?? [], variableValues ?? {}, {
    maxErrors: 1,
  });
  if (!coerced) return undefined;
  checkNames(document);
  const fragments = document.definitions.filter((one) => one.kind === Kind.FRAGMENT_DEFINITION);
  const reading: Reading = {
    schema,
    fragments: Object.fromEntries(fragments.map((one) => [one.name.value, one])),
    variableValues: coerced,
  };
  const list = onlyList(listsIn(reading, root, [operation], []));
  const columns = columnsOf(reading, list.row, list.rowFields);
  if (columns.length === 0) throw refused('The rows have no column: @skip and @include leave none.');
  return { operation, reading, columns, ...list };
}

const refused = (message: string) => badRequest(400, message);

/** @throws GraphQLError for what only graphql-js executes */
function checkNames(document: DocumentNode): void {
  visit(document, {
    Field: ({ name, alias }) => {
      if (alias?.value === '__proto__')
        throw refused('The alias __proto__ cannot be exported. Choose another.');
      if (name.value === '__schema' || name.value === '__type')
        throw refused('The schema cannot be exported. Send this operation with "accept: application/json".');
    },
  });
}

/** The lists of objects below an object. Lists within the rows of a list are columns of its rows. */
function listsIn(
  reading: Reading,
  type: GraphQLCompositeType,
  above: readonly Pick<FieldNode | OperationDefinitionNode, 'selectionSet'>[],
  before: readonly SelectedField[],
  abstract?: string,
): Found[] {
  return selectedFields(reading, type, above).flatMap((field) => {
    const named = getNamedType(field.definition.type);
    if (!isCompositeType(named)) return [];
    const steps = [...before, field];
    if (!isListType(getNullableType(field.definition.type))) {
      const isOneOfSeveral = isAbstractType(named) ? field.key : undefined;
      return listsIn(reading, named, field.nodes, steps, abstract ?? isOneOfSeveral);
    }
    if (field.definition.name !== 'edges' || !isConnection(type))
      return [{ steps, abstract, row: named, rowFields: field.nodes }];
    return nodesOfEdges(reading, named, field).map((node) => ({
      steps: [...before, { ...field, key: 'nodes' }],
      abstract,
      row: node.type,
      rowFields: node.nodes,
    }));
  });
}

/** The node of a connection's edges, by each key that it has. */
const nodesOfEdges = (reading: Reading, edge: GraphQLCompositeType, { nodes }: SelectedField) =>
  selectedFields(reading, edge, nodes).flatMap(({ nodes: own, definition }) => {
    const type = getNamedType(definition.type);
    return isCompositeType(type) ? [{ type, nodes: own }] : [];
  });

function onlyList(lists: readonly Found[]): Found {
  const [list, ...others] = lists;
  if (!list)
    throw refused(
      'An export has the rows of one list, and this operation selects none. Select `nodes`, `groups` or `rows` of a list.',
    );
  if (others.length > 0) {
    const paths = lists.map(({ steps }) => `\`${steps.map(({ key }) => key).join('.')}\``);
    throw refused(
      `An export has the rows of one list, and this operation selects ${lists.length}: ${paths.slice(0, 5).join(', ')}. Select one of them in each export.`,
    );
  }
  if (list.abstract !== undefined)
    throw refused(
      `\`${list.abstract}\` can be an object of several types, so that its list cannot be exported. Select the list below a field of one type, such as \`agent\`.`,
    );
  return list;
}

/** The arguments that limit the length of a list. */
const LIMITS: ReadonlySet<string> = new Set(['first', 'last']);

/** The most items that a page may have. The plan counts this many. */
const PAGE: ArgumentNode = argument('first', parseConstValue('1000'));

/** The list and its connection without `first` and `last`. Wrong ones are kept, so that execution refuses them. */
const withoutLimits = ({ variableValues }: Reading, steps: readonly SelectedField[]): Step[] =>
  steps.map((step, index) => {
    const [node] = step.nodes;
    const given = node?.arguments ?? [];
    const isNear = index >= steps.length - 2;
    if (!node || !isNear || areLimitsWrong(step, node, variableValues)) return { ...step, args: given };
    const args = given.filter(({ name }) => !LIMITS.has(name.value));
    return { ...step, args: isConnection(getNamedType(step.definition.type)) ? [...args, PAGE] : args };
  });

/** True if a query with these `first` and `last` is refused. */
function areLimitsWrong(
  { definition }: SelectedField,
  node: FieldNode,
  variableValues: Reading['variableValues'],
): boolean {
  try {
    const { first, last } = getArgumentValues(definition, node, variableValues);
    if (isConnection(getNamedType(definition.type)))
      pageSizesFrom({ first: sizeIn(first), last: sizeIn(last) });
    else checkCount('first', first);
    return false;
  } catch {
    return true;
  }
}

const sizeIn = (value: unknown): number | null => (typeof value === 'number' ? value : null);

/** The same with the connection of the list, the last but one, narrowed to a window. */
function during(steps: readonly Step[], { from, to }: Period): Step[] {
  const period = argument('period', parseConstValue(`{from: "${from}", to: "${to}"}`));
  return steps.map((step, index) => {
    if (index !== steps.length - 2) return step;
    return { ...step, args: [...step.args.filter(({ name }) => name.value !== 'period'), period] };
  });
}

function argument(name: string, value: ValueNode): ArgumentNode {
  return { kind: Kind.ARGUMENT, name: { kind: Kind.NAME, value: name }, value };
}

/** The fields of a connection that have its items. */
const PAGES: ReadonlySet<string> = new Set(['nodes', 'edges']);

/** The windows of a list's calls; undefined if it is no list of calls, or must be read as a whole. */
function windowsOf(
  { variableValues }: Reading,
  steps: readonly SelectedField[],
  planning: WindowedCall['planning'],
): readonly Period[] | undefined {
  const [owner, list] = steps.slice(-2);
  const [node] = owner?.nodes ?? [];
  if (!owner || !node || !PAGES.has(list?.definition.name ?? '')) return undefined;
  const destination = declarationOf(owner.definition)?.destination;
  try {
    const args = getArgumentValues(owner.definition, node, variableValues);
    const windows = destination?.windows?.({ args, planning });
    return windows && windows.length > 1 ? windows : undefined;
  } catch {
    // Execution reports what is wrong with the arguments.
    return undefined;
  }
}

/** The operation with these fields only. */
function rebuilt(
  operation: OperationDefinitionNode,
  fragments: readonly FragmentDefinitionNode[],
  steps: readonly Step[],
  rowFields: readonly Pick<FieldNode, 'selectionSet'>[],
): DocumentNode {
  const selections = rowFields.flatMap(({ selectionSet }) => selectionSet?.selections ?? []);
  const selectionSet = steps.reduceRight<SelectionSetNode>(
    (below, { key, definition, nodes: [node], args }) => ({
      kind: Kind.SELECTION_SET,
      selections: [
        {
          kind: Kind.FIELD,
          ...(node?.loc && { loc: node.loc }),
          alias: { kind: Kind.NAME, value: key },
          name: { kind: Kind.NAME, value: definition.name === 'edges' ? 'nodes' : definition.name },
          arguments: args,
          selectionSet: below,
        },
      ],
    }),
    { kind: Kind.SELECTION_SET, selections },
  );
  return { kind: Kind.DOCUMENT, definitions: [{ ...operation, selectionSet }, ...fragments] };
}
