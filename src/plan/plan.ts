/**
 * Plans the cost of an operation before it runs: walks its fields as they would be resolved, with the objects that each
 * position may have, and adds up the costs they declare. No resolver runs, and the dialer is not called.
 */
import {
  getArgumentValues,
  getNamedType,
  getNullableType,
  getOperationAST,
  getVariableValues,
  GraphQLError,
  isAbstractType,
  isLeafType,
  isListType,
  isObjectType,
  Kind,
  OperationTypeNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import type { PlannedOperation, PlanResult, RootField } from './types.ts';
import { goGetCustomerInfo } from '../upstream/dialer/agent.ts';
import type { ActionName } from '../upstream/endpoints.ts';
import { pageSizeFrom } from './pageSize.ts';
import { declarationOf, type FieldCall, type Planning, type PlannedCall } from './cost.ts';
import { isMet, policyOf } from '../access/fieldPolicy.ts';
import { seesPersonal } from '../access/personal.ts';
import { looksUp, personalInput } from '../access/personalInput.ts';
import { ASSUMED_SIZE, ELSEWHERE, EntitySet, NOBODY, Stage, type Position } from './position.ts';
import { fieldsIn, type Selection } from './selection.ts';
import { populationOf, CallCounter } from './callCounter.ts';
import { isConnection, isEdge, isNoun } from './kinds.ts';

/**
 * The most positions of an operation that are planned. Each is a position of the answer, and equal ones count once. So
 * an operation with more of them would not end in a sensible time either.
 */
const MOST_POSITIONS = 10_000;

/**
 * The most calls to the dialer that an operation makes on a server with an empty cache.
 *
 * A list is as long as the cached reference list says, else ASSUMED_SIZE. A page is as long as its arguments say.
 *
 * @returns null if nothing will run: there is no such operation, or a variable's value is refused
 */
export function planOf(
  { schema, document, operationName, variableValues }: PlannedOperation,
  planning: Planning,
): PlanResult | null {
  const operation = getOperationAST(document, operationName);
  const root = operation && schema.getRootType(operation.operation);
  if (!operation || !root) return null;
  // The first error is enough, since nothing will run then; a request of a megabyte can hold a million errors.
  const variables = getVariableValues(schema, operation.variableDefinitions ?? [], variableValues ?? {}, {
    maxErrors: 1,
  });
  if (!variables.coerced) return null;
  return new Planner(schema, document, variables.coerced, planning, root).plan(operation);
}

/** Fields of one response key, whose selections are still to be planned, and the objects they resolve to. */
interface Task {
  readonly type: GraphQLObjectType;
  readonly fields: readonly FieldNode[];
  readonly position: Position;
}

class Planner {
  readonly #schema: GraphQLSchema;
  readonly #root: GraphQLObjectType;
  readonly #planning: Planning;
  readonly #reading: Omit<Selection, 'fieldNodes'>;
  readonly #counter: CallCounter;
  readonly #tasks: Task[] = [];
  readonly #roots: RootField[] = [];
  #isEmpty = false;
  #isPersonal = false;
  readonly #seen = new Set<string>();
  readonly #names = new Names();

  constructor(
    schema: GraphQLSchema,
    document: DocumentNode,
    variableValues: Record<string, unknown>,
    planning: Planning,
    root: GraphQLObjectType,
  ) {
    this.#schema = schema;
    this.#root = root;
    this.#planning = planning;
    this.#reading = { fragments: fragmentsOf(document), variableValues };
    this.#counter = new CallCounter(planning.sizes);
  }

  plan({ operation, selectionSet }: OperationDefinitionNode): PlanResult {
    const root = this.#root;
    const start = Stage.first();
    const position: Position = {
      entities: EntitySet.known(''),
      stage: start,
      hasRow: false,
      page: ASSUMED_SIZE,
      about: new Map(),
    };
    const fields = fieldsIn(this.#reading, [selectionSet], this.#appliesTo(root));
    this.#isEmpty = fields.length === 0;
    for (const [key, nodes] of byResponseKey(fields)) {
      // Mutations run one after the other, so their calls do not share a stage.
      const isSerial = operation === OperationTypeNode.MUTATION;
      const stage = isSerial ? start.after({ name: `mutation ${key}`, isBatch: false }) : start;
      this.#addField(root, nodes, { ...position, stage });
    }
    for (let task = this.#tasks.pop(); task; task = this.#tasks.pop()) {
      if (this.#seen.size > MOST_POSITIONS) return this.#result(false);
      const sets = task.fields.map((field) => field.selectionSet);
      const below = fieldsIn(this.#reading, sets, this.#appliesTo(task.type));
      for (const nodes of byResponseKey(below).values()) this.#addField(task.type, nodes, task.position);
    }
    return this.#result(true);
  }

  #result(isWhole: boolean): PlanResult {
    const plan = this.#counter.plan();
    return {
      plan,
      isWhole,
      repeated: this.#counter.repeated(),
      roots: this.#roots,
      isEmpty: this.#isEmpty,
      isPersonal: this.#isPersonal || plan.calls[goGetCustomerInfo.name] !== undefined,
    };
  }

  #addField(parent: GraphQLObjectType, nodes: readonly FieldNode[], of: Position): void {
    const [node] = nodes;
    const field = node && parent.getFields()[node.name.value];
    if (!field) return;
    try {
      this.#addCostOf(parent, field, nodes, of, getArgumentValues(field, node, this.#reading.variableValues));
    } catch (error) {
      // A field that GraphQL or its resolver refuses makes no calls and has no result.
      if (!(error instanceof GraphQLError)) throw error;
    }
  }

  #addCostOf(
    parent: GraphQLObjectType,
    field: Field,
    nodes: readonly FieldNode[],
    of: Position,
    args: Readonly<Record<string, unknown>>,
  ): void {
    if (!isReadable(field, args, this.#planning)) return;
    if (parent === this.#root) this.#roots.push({ field, args });
    this.#isPersonal ||= looksUp(args, field.args);
    const declared = declarationOf(field);
    const type = getNamedType(field.type);
    if (!declared && isLeafType(type)) return;
    const selection = { ...this.#reading, fieldNodes: nodes };
    const before = { args, selection, of, planning: this.#planning };
    const to = {
      ...this.#usualPositionOf(parent, field, before),
      ...declared?.destination?.resolvesTo(before),
    };
    const asked = (declared?.costs ?? []).flatMap((cost) =>
      cost.calls({ ...before, to }).map((call) => ({ action: cost.action, call })),
    );
    for (const { action, call } of asked) this.#counter.add(action, call, stageOf(call, of.stage));
    const stage = stageAfter(of.stage, asked, `${parent.name}.${field.name}`);
    const types = isAbstractType(type)
      ? this.#schema.getPossibleTypes(type)
      : isObjectType(type)
        ? [type]
        : [];
    for (const possible of types) this.#addTask(possible, nodes, { ...to, stage });
  }

  #addTask(type: GraphQLObjectType, fields: readonly FieldNode[], { about, ...position }: Position): void {
    // For an id of any type, `about` holds the entities of each type.
    const named = about.get(type.name);
    const entities = named ?? position.entities;
    if (entities.entries.size === 0) return;
    const own: Position = { ...position, entities, about: named || isNoun(type) ? NOBODY : about };
    const id = [type.name, ...fields.map((field) => this.#names.of(field)), this.#idOf(own)].join(' ');
    if (this.#seen.has(id)) return;
    this.#seen.add(id);
    this.#tasks.push({ type, fields, position: own });
  }

  /** The objects a field resolves to, as far as its type tells. */
  #usualPositionOf(
    parent: GraphQLObjectType,
    field: Field,
    { of, args }: Pick<FieldCall<Readonly<Record<string, unknown>>>, 'of' | 'args'>,
  ): Position {
    const type = getNamedType(field.type);
    const population = populationOf(type.name, this.#planning.sizes);
    const count = of.entities.count(populationOf(parent.name, this.#planning.sizes));
    const source = `${isNoun(parent) ? parent.name : ''} ${of.entities.id}`;
    const some = (most: number, name: string): EntitySet =>
      EntitySet.atMost(Math.min(most, population ?? Infinity), this.#names.of(`${source} ${name}`));

    // `nodes` and `edges` are the same page.
    if (isConnection(parent) && isListType(getNullableType(field.type)) && PAGE_FIELDS.has(field.name)) {
      const name = this.#names.of(`${source} page`);
      const most = count * of.page;
      return { ...of, entities: of.areUnlisted ? EntitySet.unlisted(most, name) : some(most, 'page') };
    }
    if (isEdge(parent)) return of;
    const name = `${field.name} ${JSON.stringify(args)}`;
    const isList = isListType(getNullableType(field.type));
    if (isNoun(type)) {
      const entities = isList
        ? EntitySet.all(population ?? ASSUMED_SIZE)
        : (of.about.get(type.name) ?? some(count, name));
      return { ...of, ...ELSEWHERE, entities };
    }
    return {
      ...of,
      ...ELSEWHERE,
      entities: some(isList ? count * ASSUMED_SIZE : count, name),
      page: isConnection(type) ? pageSizeFrom(pageArguments(args)) : of.page,
      about: isNoun(parent) ? new Map([[parent.name, of.entities]]) : of.about,
    };
  }

  #appliesTo(type: GraphQLObjectType): (condition: string) => boolean {
    return (condition) => {
      const on = this.#schema.getType(condition);
      return on === type || (isAbstractType(on) && this.#schema.isSubType(on, type));
    };
  }

  #idOf({ entities, stage, hasRow, page, days, about }: Position): string {
    const whose = [...about].map(([type, { id }]) => `${type}=${this.#names.of(id)}`);
    return [this.#names.of(entities.id), stage.id, hasRow, page, days, ...whose].join(' ');
  }
}

type Field = GraphQLField<unknown, unknown>;

/** False if the resolver will not run: a forbidden field makes no calls and has no result. */
const isReadable = (field: Field, args: object, { viewer }: Planning): boolean =>
  isMet(policyOf(field), viewer) && (seesPersonal(viewer) || personalInput(args, field.args) === undefined);

const PAGE_FIELDS: ReadonlySet<string> = new Set(['nodes', 'edges']);

/** Short names for long ids and for things without a name. */
class Names {
  readonly #names = new Map<unknown, string>();

  of(thing: unknown): string {
    let name = this.#names.get(thing);
    if (name === undefined) this.#names.set(thing, (name = String(this.#names.size)));
    return name;
  }
}

/** The stage in which a field at `stage` makes a call. Calls that continue a search are made in later ones. */
function stageOf(call: PlannedCall, stage: Stage): Stage {
  const rounds = 'calls' in call ? (call.round ?? 0) : 0;
  let at = stage;
  for (let round = 0; round < rounds; round += 1) at = at.after({ name: 'search', isBatch: true });
  return at;
}

/** The stage after the answers to a field's calls. */
function stageAfter(
  stage: Stage,
  asked: readonly { readonly action: ActionName; readonly call: PlannedCall }[],
  field: string,
): Stage {
  if (asked.some(({ call }) => !('about' in call) || 'each' in call || call.batched)) {
    return stage.after({ name: field, isBatch: true });
  }
  // The answer to a call made once for the whole operation comes to all fields at the same moment.
  const names = asked.map(({ action, call }) => ('about' in call ? `${action} ${call.about}` : action));
  return names.reduce((after, name) => after.after({ name, isBatch: false }), stage);
}

const pageArguments = ({ first, last }: Readonly<Record<string, unknown>>) => ({
  first: typeof first === 'number' ? first : null,
  last: typeof last === 'number' ? last : null,
});

const fragmentsOf = ({ definitions }: DocumentNode): Record<string, FragmentDefinitionNode> =>
  Object.fromEntries(
    definitions.flatMap((definition) =>
      definition.kind === Kind.FRAGMENT_DEFINITION ? [[definition.name.value, definition]] : [],
    ),
  );

const byResponseKey = (fields: readonly FieldNode[]): Map<string, FieldNode[]> =>
  Map.groupBy(fields, ({ alias, name }) => (alias ?? name).value);
