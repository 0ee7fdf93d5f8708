/** Global ids of calls, and how a call is found by its id. The dialer has no key for calls. */
import { z } from 'zod';
import { CALLS } from '../../access/fieldPolicy.ts';
import type { Viewer } from '../../access/viewer.ts';
import type { CallQuery } from '../../loaders/callQuery.ts';
import type { Kind } from '../../loaders/calls/callIdentity.ts';
import type { CallRecords } from '../../loaders/calls/callRecords.ts';
import { narrowedTo } from '../../loaders/portfolioFilter.ts';
import { once, type Cost, type PlannedField } from '../../plan/cost.ts';
import { EntitySet } from '../../plan/position.ts';
import type { CallFacts } from '../../upstream/dialer/calls.ts';
import type { ActionName } from '../../upstream/endpoints.ts';
import { RowView } from '../../upstream/wire/rows/rowView.ts';
import type { Context } from '../context.ts';
import type { Findable } from '../federation/entities.ts';
import { encodeId } from '../relay/globalId.ts';
import type { CallNode, ListRecords } from './callList.ts';

/** The description of every call's `id`. */
export const CALL_ID =
  'Global id of the call. It keeps its value in every list and at every later time, with one exception: if several call records are alike in time, numbers, agent, campaign, lead and portfolio, their ids may differ in a list that is narrowed by profile, and may be exchanged when one of the records changes. While `callCompleted` has subscribers at this server, such a change does not exchange them.';

const TYPES = { outbound: 'OutboundCall', inbound: 'InboundCall', agent: 'AgentCall' } as const;

/** Call records with the global ids of their calls. */
export const withGlobalIds = <Row extends CallFacts>(records: CallRecords<Row>): ListRecords<Row> => ({
  rows: records.rows,
  asOf: records.asOf,
  unreadableCount: records.unreadableCount,
  of: (index, name) => records.of(index, name),
  ofContact: (number, keyOf) => records.ofContact(number, keyOf),
  idOf: (row) => globalIdOf(records.kind, records.idOf(row)),
  pinned: (row) => records.pinned(row),
});

/** The global id of a call. @param id `2026-05-12:…`, as its records give it */
export const globalIdOf = (kind: Kind, id: string): string => encodeId(TYPES[kind], id);

interface NodeRecords<Row extends CallFacts> {
  readonly rows: readonly Row[];
  idOf(row: Row): string;
  pinned?(row: Row): Row;
}

/** The facts of a node beside its row. Getters of a class cost a tenth of those of a new object. */
class NodeFacts<Row extends CallFacts> {
  readonly #records: NodeRecords<Row>;
  readonly #row: Row;

  constructor(records: NodeRecords<Row>, row: Row) {
    this.#records = records;
    this.#row = row;
  }

  static rowOf(node: NodeFacts<CallFacts>): CallFacts {
    return node.#row;
  }

  /** A hash, made when it is asked for. */
  get id(): string {
    return this.#records.idOf(this.#row);
  }

  /** Few fields need it, and a pinned row is kept for the whole operation. */
  get source(): CallNode<CallFacts>['source'] {
    return { call: this.#records.pinned?.(this.#row) ?? this.#row, among: this.#records.rows };
  }
}

/** The node of a row. */
export const callNode = <Row extends CallFacts>(records: NodeRecords<Row>, row: Row): CallNode<Row> => {
  if (!RowView.columnsOf(row)) return Object.assign(new NodeFacts(records, row), row);
  const node = new (nodeClassOf(Object.getPrototypeOf(row)))(records, row);
  if (!isNodeOf(row, node)) throw new Error('A node is not of its class.');
  return node;
};

const isNodeOf = <Row extends CallFacts>(_row: Row, node: object): node is CallNode<Row> =>
  node instanceof NodeFacts;

/** Classes of nodes by the class of their rows, which are views: a node reads the members of its row. */
const nodeClasses = new WeakMap<object, typeof NodeFacts<CallFacts>>();

function nodeClassOf(view: object): typeof NodeFacts<CallFacts> {
  const known = nodeClasses.get(view);
  if (known) return known;
  class ViewNode extends NodeFacts<CallFacts> {}
  for (const name of Object.getOwnPropertyNames(view).filter((one) => one !== 'constructor'))
    Object.defineProperty(ViewNode.prototype, name, {
      get(this: ViewNode): unknown {
        return Reflect.get(NodeFacts.rowOf(this), name);
      },
    });
  nodeClasses.set(view, ViewNode);
  return ViewNode;
}

const day = z.iso.date();

/** `2026-05-12` of `2026-05-12:…`. */
const dayIn = (key: string): string => key.slice(0, key.indexOf(':'));

const isKey = (key: string): boolean => day.safeParse(dayIn(key)).success;

/** The query that finds a call: all calls of its day that the viewer may see. Lists of that day send the same query. */
const queryOf = (key: string, { portfolios }: Viewer): CallQuery => ({
  period: { from: dayIn(key), to: dayIn(key) },
  portfolios: narrowedTo(portfolios, null),
  profiles: null,
  agents: null,
  summaries: false,
});

/**
 * @param load loads the records of a query
 * @param more what finding a call costs beside its records
 */
const callOf = <Row extends CallFacts>(
  action: ActionName,
  load: (query: CallQuery, context: Context) => Promise<CallRecords<Row>>,
  ...more: readonly Cost[]
): Findable => ({
  needs: CALLS,
  isKey,
  find: async (key, context) => {
    const query = queryOf(key, context.viewer);
    if (query.portfolios?.length === 0) return null;
    const records = await load(query, context);
    context.budget.spend('rows', records.rows.length);
    const row = await records.byId(key);
    if (!row) return null;
    const { id, source } = callNode(withGlobalIds(records), row);
    return { ...row, id, source };
  },
  costs: [
    {
      action,
      calls: ({ to, planning: { viewer } }: PlannedField) =>
        [...to.entities.entries.keys()]
          .map((key) => queryOf(key, viewer))
          .filter(({ portfolios }) => portfolios?.length !== 0)
          .map((calls) => ({ calls })),
    },
    ...more,
  ],
  entities: (...keys) => EntitySet.known(...keys),
});

/** How each kind of call is found by its id: one dialer call for the call's day, shared with lists of that day. */
export const CALL_NODES: Readonly<Record<(typeof TYPES)[Kind], Findable>> = {
  OutboundCall: callOf(
    'outbound_cdr',
    async (query, { loaders }) => (await loaders.calls.outbound(query)).calls,
  ),
  InboundCall: callOf(
    'inbound_cdr',
    (query, { loaders }) => loaders.calls.inbound(query),
    // A viewer's portfolios may be written by their names.
    once('getAllPortfolios', ({ planning }) => planning.viewer.portfolios !== null),
  ),
  AgentCall: callOf('agent_cdr', (query, { loaders }) => loaders.calls.agent(query)),
};
