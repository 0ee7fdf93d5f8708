import { parse } from 'graphql';
import { LiveHistory } from '../../src/loaders/liveHistory.ts';
import { describe, expect, test } from 'vitest';
import { ANYONE } from '../../src/access/viewer.ts';
import { schema } from '../../src/graph/schema.ts';
import type { Planning } from '../../src/plan/cost.ts';
import { planOf } from '../../src/plan/plan.ts';
import { cachedPlanOf } from '../../src/plan/planCache.ts';
import { Zone } from '../../src/upstream/wire/zone.ts';

const SIZES = {
  agents: 30,
  inactiveAgents: null,
  loggedIn: null,
  campaigns: 4,
  portfolios: 3,
  profiles: 2,
  callTimes: 2,
};

const PLANNING: Planning = {
  sizes: SIZES,
  zone: new Zone('UTC'),
  carrier: null,
  now: new Date('2026-11-27T23:59:59.999Z'),
  followed: new LiveHistory().followed(),
  activeUsers: () => null,
  maxPeriodDays: 92,
  viewer: ANYONE,
};

const document = parse(`
  query Agents($first: Int, $period: PeriodInput) {
    agents(first: $first) { nodes { live { state } } }
    calls(period: $period) { totalCount }
  }
  query Other { agents { nodes { account { email } } } }
`);

/** The same operation with one fact changed: none of the plans may be taken for another. */
const CHANGES: readonly (readonly [
  what: string,
  operation: { readonly operationName?: string; readonly variableValues?: Readonly<Record<string, unknown>> },
  planning: Partial<Planning>,
])[] = [
  ['nothing', {}, {}],
  ['a variable', { variableValues: { first: 7 } }, {}],
  ['the operation', { operationName: 'Other' }, {}],
  ['a scope', {}, { viewer: { ...ANYONE, scopes: new Set(['calls:read']) } }],
  ['the portfolios', {}, { viewer: { ...ANYONE, portfolios: ['NRD'] } }],
  ['a size', {}, { sizes: { ...SIZES, agents: 12 } }],
  ['an unknown size', {}, { sizes: { ...SIZES, agents: null } }],
  [
    'the day',
    { variableValues: { period: { from: '2026-10-20' } } },
    { now: new Date('2026-11-27T23:59:59.999Z') },
  ],
  [
    'the next day',
    { variableValues: { period: { from: '2026-10-20' } } },
    { now: new Date('2026-11-28T00:00:00Z') },
  ],
];

describe('a cached plan', () => {
  test.each(CHANGES)('is that of the operation, with %s changed', (_, operation, planning) => {
    const planned = { schema, document, operationName: 'Agents', ...operation };
    const facts = { ...PLANNING, ...planning };
    const plan = planOf(planned, facts);
    expect(plan?.plan.total).toBeGreaterThan(0);
    expect(cachedPlanOf(planned, facts)).toEqual(plan);
    expect(cachedPlanOf(planned, facts)).toEqual(plan);
  });

  test('is not made again in the same minute', () => {
    const planned = { schema, document, operationName: 'Agents', variableValues: { first: 3 } };
    const first = cachedPlanOf(planned, PLANNING);
    expect(cachedPlanOf(planned, { ...PLANNING, now: new Date('2026-11-27T23:59:12Z') })).toBe(first);
    expect(cachedPlanOf(planned, { ...PLANNING, now: new Date('2026-11-28T00:00:00Z') })).not.toBe(first);
  });
});
