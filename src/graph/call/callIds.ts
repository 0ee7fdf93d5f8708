/** The global ids of calls, and how a call is found by one: a call has no key of the dialer's. */
import { z } from 'zod';
import { CALLS } from '../../access/fieldPolicy.ts';
import type { Viewer } from '../../access/viewer.ts';
import type { CallQuery } from '../../loaders/callQuery.ts';
import type { CallRecords, Kind } from '../../loaders/callRecords.ts';
import { narrowedTo } from '../../loaders/portfolioFilter.ts';
import type { PlannedField } from '../../plan/cost.ts';
import { EntitySet } from '../../plan/position.ts';
import type { CallFacts } from '../../upstream/dialer/calls.ts';
import type { ActionName } from '../../upstream/endpoints.ts';
import type { Context } from '../context.ts';
import type { Findable } from '../federation/entities.ts';
import { encodeId } from '../relay/globalId.ts';
import type { CallNode, ListRecords } from './callList.ts';

const TYPES = { outbound: 'OutboundCall', inbound: 'InboundCall', agent: 'AgentCall' } as const;

/** Records with the ids that the graph gives their calls. */
export const withGlobalIds = <Row extends CallFacts>(records: CallRecords<Row>): ListRecords<Row> => ({
  rows: records.rows,
  asOf: records.asOf,
  unreadableCount: records.unreadableCount,
  of: (index, name) => records.of(index, name),
  idOf: (row) => encodeId(TYPES[records.kind], records.idOf(row)),
});

/** A call as the graph has it. */
export const callNode = <Row extends CallFacts>(
  { rows, idOf }: Pick<ListRecords<Row>, 'rows' | 'idOf'>,
  row: Row,
): CallNode<Row> => ({ ...row, id: idOf(row), source: { call: row, among: rows } });

const day = z.iso.date();

/** `2026-05-12` of `2026-05-12:…`. */
const dayIn = (key: string): string => key.slice(0, key.indexOf(':'));

const isKey = (key: string): boolean => day.safeParse(dayIn(key)).success;

/** What is asked for a call of a day: all calls of the day that the viewer may see, as lists of that day ask. */
const queryOf = (key: string, { portfolios }: Viewer): CallQuery => ({
  period: { from: dayIn(key), to: dayIn(key) },
  portfolios: narrowedTo(portfolios, null),
  profiles: null,
  agents: null,
  summaries: false,
});

/** @param load the records that answer a query */
const callOf = <Row extends CallFacts>(
  action: ActionName,
  load: (query: CallQuery, context: Context) => Promise<CallRecords<Row>>,
): Findable => ({
  needs: CALLS,
  isKey,
  find: async (key, context) => {
    const query = queryOf(key, context.viewer);
    if (query.portfolios?.length === 0) return null;
    const records = await load(query, context);
    context.budget.spend('rows', records.rows.length);
    const row = await records.byId(key);
    return row && callNode(withGlobalIds(records), row);
  },
  cost: {
    action,
    calls: ({ to, planning: { viewer } }: PlannedField) =>
      [...to.entities.entries.keys()]
        .map((key) => queryOf(key, viewer))
        .filter(({ portfolios }) => portfolios?.length !== 0)
        .map((calls) => ({ calls })),
  },
  entities: (...keys) => EntitySet.known(...keys),
});

/** How each kind of call is found by its id: one dialer call, for its day, shared with lists of that day. */
export const CALL_NODES: Readonly<Record<(typeof TYPES)[Kind], Findable>> = {
  OutboundCall: callOf(
    'outbound_cdr',
    async (query, { loaders }) => (await loaders.calls.outbound(query)).calls,
  ),
  InboundCall: callOf('inbound_cdr', (query, { loaders }) => loaders.calls.inbound(query)),
  AgentCall: callOf('agent_cdr', (query, { loaders }) => loaders.calls.agent(query)),
};
