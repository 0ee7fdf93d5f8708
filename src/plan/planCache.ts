import type { DocumentNode } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { Viewer } from '../access/viewer.ts';
import type { Planning } from './cost.ts';
import { planOf } from './plan.ts';
import type { PlannedOperation, PlanResult } from './types.ts';

/** The most plans of one document: for its variables, viewers and minutes. */
const MOST_PLANS = 50;

/** Longer variables are seldom sent twice. */
const MOST_CHARACTERS = 2000;

const MINUTE_MS = 60_000;

/** A plan; or that plans with this key differ with the sizes of lists. */
type Known = { readonly result: PlanResult | null } | 'by sizes';

const plansOf = new WeakMap<DocumentNode, LRUCache<string, Known>>();

/**
 * As `planOf`. The plan of an operation that was planned in the same minute, with the same facts, is not made again,
 * unless it depends on the live statuses that subscriptions know, which change all the time.
 */
export function cachedPlanOf(operation: PlannedOperation, planning: Planning): PlanResult | null {
  const key = keyOf(operation, planning);
  if (key.length > MOST_CHARACTERS) return planOf(operation, planning);
  const { document } = operation;
  let plans = plansOf.get(document);
  if (!plans) plansOf.set(document, (plans = new LRUCache({ max: MOST_PLANS })));
  // To find out the sizes takes longer than all the rest.
  let known = plans.get(key);
  if (known === 'by sizes') known = plans.get(sizedKeyOf(key, planning));
  if (known && known !== 'by sizes') return known.result;
  const { result, readsSizes, readsStatuses } = tracked(operation, planning);
  if (readsStatuses) return result;
  if (readsSizes) plans.set(key, 'by sizes');
  plans.set(readsSizes ? sizedKeyOf(key, planning) : key, { result });
  return result;
}

/** Plans, and notes which facts the plan depends on. */
function tracked(operation: PlannedOperation, planning: Planning) {
  const { followed, sizes, activeUsers } = planning;
  let readsSizes = false;
  let readsStatuses = false;
  const of: typeof followed.of = (username) => {
    readsStatuses = true;
    return followed.of(username);
  };
  const noted = new Proxy(sizes, {
    get: (target, name) => {
      readsSizes = true;
      return Reflect.get(target, name);
    },
  });
  const result = planOf(operation, {
    ...planning,
    sizes: noted,
    // Their number is one of the sizes.
    activeUsers: () => {
      readsSizes = true;
      return activeUsers();
    },
    followed: { ...followed, of },
  });
  return { result, readsSizes, readsStatuses };
}

/** Everything that a plan depends on beside its document and the sizes. Days begin on a full minute in every zone. */
const keyOf = (
  { operationName, variableValues }: PlannedOperation,
  { viewer, now, followed, carrier }: Planning,
): string => {
  const named = operationName ?? variableValues;
  const given = named === undefined || named === null ? '' : JSON.stringify([operationName, variableValues]);
  return `${policyKeyOf(viewer)} ${Math.floor(now.getTime() / MINUTE_MS)} ${followed.isEmpty} ${carrier !== null} ${given}`;
};

const sizedKeyOf = (key: string, { sizes }: Planning): string => {
  const { agents, inactiveAgents, loggedIn, campaigns, portfolios, profiles, callTimes } = sizes;
  return `${agents} ${inactiveAgents} ${loggedIn} ${campaigns} ${portfolios} ${profiles} ${callTimes} ${key}`;
};

const policyKeys = new WeakMap<Viewer, string>();

function policyKeyOf(viewer: Viewer): string {
  let key = policyKeys.get(viewer);
  if (key === undefined)
    policyKeys.set(viewer, (key = JSON.stringify([[...viewer.scopes], viewer.portfolios])));
  return key;
}
