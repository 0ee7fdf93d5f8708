import {
  getNamedType,
  isInterfaceType,
  isObjectType,
  type GraphQLField,
  type GraphQLObjectType,
} from 'graphql';
import { expect, test } from 'vitest';
import { declarationOf } from '../../src/plan/cost.ts';
import { schema } from '../../src/graph/schema.ts';
import { startApi } from '../support/api.ts';
import { stopClock } from '../support/clock.ts';
import { withCost } from '../support/dialerCost.ts';
import { giveCalls, plainCall } from '../support/callDay.ts';
import { giveRecords, voxoSettings } from '../support/otherVoxo.ts';
import { leadInfo, startOtherDialer, success } from '../support/otherDialer.ts';
import type { ScriptedServer } from '../support/scriptedServer.ts';
import { isLeaf, requiredCall } from '../support/schemaFields.ts';
import { isWhole } from '../support/samples.ts';

type Field = GraphQLField<unknown, unknown>;

/** A path from the root to the objects of a type: `agents { nodes { … } }`. */
interface Path {
  readonly type: GraphQLObjectType;
  readonly open: string;
  readonly close: string;
  /** What the fields on it declare. */
  readonly declared: readonly string[];
  /** The last field on it. */
  readonly last: string;
  /** The shortest one to its type: the others are left out of a sample. */
  readonly isShortest: boolean;
}

const declaredBy = (field: Field): string[] =>
  (declarationOf(field)?.costs ?? []).map(({ action }) => action);

/** The object types a field may lead to. */
function typesBelow(field: Field): readonly GraphQLObjectType[] {
  const type = getNamedType(field.type);
  if (isInterfaceType(type)) return schema.getPossibleTypes(type);
  return isObjectType(type) ? [type] : [];
}

/** The shortest path to each type, and from there each single step further: every pair of a field and one below it. */
function pathsToTypes(): Path[] {
  const query = schema.getQueryType();
  if (!query) throw new Error('The schema has no query type.');
  const shortest = new Map<GraphQLObjectType, Path>([
    [query, { type: query, open: '', close: '', declared: [], last: '', isShortest: true }],
  ]);
  const found: Path[] = [...shortest.values()];
  for (const [type, path] of shortest) {
    for (const field of Object.values(type.getFields())) {
      const call = requiredCall(field);
      for (const below of call === null ? [] : typesBelow(field)) {
        const isAbstract = isInterfaceType(getNamedType(field.type));
        // `node` and `nodes` are asked with the id of one type: of the others they give nothing.
        const isByName = getNamedType(field.type).name !== 'Node';
        const isShortest = isByName && !shortest.has(below);
        const next: Path = {
          type: below,
          open: `${path.open} ${call} { __typename ${isAbstract ? `... on ${below.name} {` : ''}`,
          close: `}${isAbstract ? '}' : ''} ${path.close}`,
          declared: [...path.declared, ...declaredBy(field)],
          last: `${type.name}.${field.name}`,
          isShortest,
        };
        found.push(next);
        if (isShortest) shortest.set(below, next);
      }
    }
  }
  return found;
}

/** A dialer with rows of every kind, about an agent, a campaign and a lead that there are. */
async function startFullDialer(): Promise<ScriptedServer> {
  const dialer = await startOtherDialer();
  const of = { agent: 'maria.ortiz', campaign: 'COBRANÇA', portfolio: 'NRD', leadId: '20260512000301' };
  giveRecords(dialer, { records: [{ id: 'a', at: '2026-05-12T12:00:20Z', to: '3125550100' }] });
  giveCalls(dialer, [plainCall('outbound', of), plainCall('inbound', of), plainCall('agent', of)]);
  const row = { user: 'maria.ortiz', portfolio: 'NRD', tenant: 'NRD', profile: 'VIP', profile_id: 'VIP' };
  dialer.answer('exportAgentReport', success({ rows: [row], headers: [] }));
  dialer.answer('agent_calls_report', success({ agent_report: { rows: [row], headers: [] } }));
  dialer.answer('exportPauseReport', success({ rows: [row], headers: [] }));
  dialer.answer('goGetCustomerInfo', (fields) =>
    leadInfo({ lead_id: fields.get('lead_id'), user: 'maria.ortiz', first_name: 'José' }),
  );
  return dialer;
}

const PATHS = pathsToTypes();
const tried = PATHS.filter(({ isShortest }) => isShortest || isWhole());
/** Longer than any answer is cached. */
const ALL_EXPIRED_MS = 7 * 24 * 3_600_000;

test('the paths lead to every field that can be read', () => {
  const seen = new Set(PATHS.map(({ type }) => type.name));
  expect(seen.size).toBeGreaterThan(40);
  expect(PATHS.length).toBeGreaterThan(100);
});

test(
  'every field that makes the dialer be asked declares it, and is planned',
  { timeout: 300_000 },
  async () => {
    const dialer = await startFullDialer();
    const undeclared: string[] = [];
    const asking = new Set<string>();

    const pass = stopClock();
    const api = await startApi(
      { MAX_CALLS_PER_OPERATION: '1000000', LOG_LEVEL: 'silent', ...voxoSettings(dialer) },
      dialer,
    );

    /** What an operation asks of a server whose answers have all expired, held against its plan. */
    const callsOf = async (document: string, declared: readonly string[]): Promise<string> => {
      pass(ALL_EXPIRED_MS);
      dialer.clear();
      const { extensions } = await withCost(api, 'actual', document);
      const calls = dialer.counts();
      for (const [action, count] of Object.entries(calls)) {
        const isPlanned = count <= (extensions?.dialer.plan.calls[action] ?? 0);
        if (!isPlanned || !declared.includes(action)) undeclared.push(`${action} ${count}: ${document}`);
      }
      return JSON.stringify(calls);
    };

    for (const { type, open, close, declared, last } of tried) {
      const without = await callsOf(`{ ${open} __typename ${close} }`, declared);
      const fields = Object.values(type.getFields()).filter((field) => requiredCall(field) !== null);
      // Those that declare nothing may all be asked at once: together, too, they must not ask for more.
      const declaring = fields.filter((field) => declaredBy(field).length > 0);
      const others = fields.filter((field) => declaredBy(field).length === 0);
      for (const some of [others, ...declaring.map((field) => [field])]) {
        if (some.length === 0) continue;
        const selected = some.map(
          (field) => `${requiredCall(field)}${isLeaf(field) ? '' : ' { __typename }'}`,
        );
        const document = `{ ${open} ${selected.join(' ')} ${close} }`;
        const calls = await callsOf(document, [...declared, ...some.flatMap(declaredBy)]);
        // Some ask only where more than a key is selected below them.
        if (calls !== without) for (const { name } of some) asking.add(`${type.name}.${name}`).add(last);
      }
    }
    await api.close();
    await dialer.close();
    expect(undeclared).toEqual([]);
    // Nothing is declared that is never asked, or this test looks at too little: many are asked along longer paths alone.
    const declaring = PATHS.flatMap(({ type }) =>
      Object.values(type.getFields())
        .filter((field) => requiredCall(field) !== null && declaredBy(field).length > 0)
        .map((field) => `${type.name}.${field.name}`),
    );
    const unasked = [...new Set(declaring)].filter((field) => !asking.has(field));
    expect(isWhole() ? unasked : []).toEqual([]);
  },
);
