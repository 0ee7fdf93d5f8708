import {
  getNamedType,
  isInterfaceType,
  isObjectType,
  type GraphQLField,
  type GraphQLObjectType,
} from 'graphql';
import { expect, test } from 'vitest';
import { declarationOf } from '../../src/graph/cost.ts';
import { schema } from '../../src/graph/schema.ts';
import { startApi } from '../support/api.ts';
import { withCost } from '../support/dialerCost.ts';
import { startOtherDialer } from '../support/otherDialer.ts';
import { isLeaf, requiredCall } from '../support/schemaFields.ts';

type Field = GraphQLField<unknown, unknown>;

/** A way from the root to the objects of a type: `agents { nodes { … } }`. */
interface Way {
  readonly type: GraphQLObjectType;
  readonly open: string;
  readonly close: string;
  /** What the fields on it declare. */
  readonly declared: readonly string[];
}

const declaredBy = (field: Field): string[] =>
  (declarationOf(field)?.costs ?? []).map(({ action }) => action);

/** The object types a field may lead to. */
function typesBelow(field: Field): readonly GraphQLObjectType[] {
  const type = getNamedType(field.type);
  if (isInterfaceType(type)) return schema.getPossibleTypes(type);
  return isObjectType(type) ? [type] : [];
}

/** The shortest way to each type, and from there each single step further: every pair of a field and one below it. */
function ways(): Way[] {
  const query = schema.getQueryType();
  if (!query) throw new Error('The schema has no query type.');
  const shortest = new Map<GraphQLObjectType, Way>([
    [query, { type: query, open: '', close: '', declared: [] }],
  ]);
  const found: Way[] = [...shortest.values()];
  for (const [type, way] of shortest) {
    for (const field of Object.values(type.getFields())) {
      const call = requiredCall(field);
      for (const below of call === null ? [] : typesBelow(field)) {
        const isAbstract = isInterfaceType(getNamedType(field.type));
        const next: Way = {
          type: below,
          open: `${way.open} ${call} { __typename ${isAbstract ? `... on ${below.name} {` : ''}`,
          close: `}${isAbstract ? '}' : ''} ${way.close}`,
          declared: [...way.declared, ...declaredBy(field)],
        };
        found.push(next);
        if (!shortest.has(below)) shortest.set(below, next);
      }
    }
  }
  return found;
}

const WAYS = ways();

test('the ways lead to every field that can be read', () => {
  const seen = new Set(WAYS.map(({ type }) => type.name));
  expect(seen.size).toBeGreaterThan(40);
  expect(WAYS.length).toBeGreaterThan(100);
});

test(
  'every field that makes the dialer be asked declares it, and is planned',
  { timeout: 60_000 },
  async () => {
    const dialer = await startOtherDialer();
    const undeclared: string[] = [];
    const asked = new Set<string>();
    for (const { type, open, close, declared } of WAYS) {
      for (const field of Object.values(type.getFields())) {
        const call = requiredCall(field);
        if (call === null) continue;
        const document = `{ ${open} ${call}${isLeaf(field) ? '' : ' { __typename }'} ${close} }`;
        // One that remembers nothing.
        const api = await startApi({ MAX_CALLS_PER_OPERATION: '1000000' }, dialer);
        dialer.clear();
        const { extensions } = await withCost(api, 'actual', document);
        await api.close();
        const plan = extensions?.dialer.plan.calls ?? {};
        for (const [action, count] of Object.entries(dialer.counts())) {
          asked.add(`${type.name}.${field.name}`);
          const isDeclared = [...declared, ...declaredBy(field)].includes(action);
          if (!isDeclared || count > (plan[action] ?? 0)) {
            undeclared.push(`${type.name}.${field.name} asks ${action} ${count} times: ${document}`);
          }
        }
      }
    }
    await dialer.close();
    expect(undeclared).toEqual([]);
    // Nothing is declared that is never asked, or this test looks at too little.
    const declaring = WAYS.flatMap(({ type }) =>
      Object.values(type.getFields())
        .filter((field) => requiredCall(field) !== null && declaredBy(field).length > 0)
        .map((field) => `${type.name}.${field.name}`),
    );
    expect([...new Set(declaring)].filter((field) => !asked.has(field))).toEqual([]);
  },
);
