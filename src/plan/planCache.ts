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

type Plans = LRUCache<string, { readonly result: PlanResult | null }>;

const plansOf = new WeakMap<DocumentNode, Plans>();

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
  const known = plans.get(key);
  if (known) return known.result;
  const { followed } = planning;
  let isKept = true;
  const of: typeof followed.of = (username) => {
    isKept = false;
    return followed.of(username);
  };
  const result = planOf(operation, { ...planning, followed: { ...followed, of } });
  if (isKept) plans.set(key, { result });
  return result;
}

/** Everything that a plan depends on beside its document. Days begin on a full minute in every zone. */
const keyOf = (
  { operationName, variableValues }: PlannedOperation,
  { viewer, now, sizes, followed, carrier }: Planning,
): string =>
  `${policyKeyOf(viewer)} ${Math.floor(now.getTime() / MINUTE_MS)} ${Object.values(sizes).join()} ${followed.isEmpty} ${carrier !== null} ${
    operationName === undefined && variableValues === undefined
      ? ''
      : JSON.stringify([operationName, variableValues])
  }`;

const policyKeys = new WeakMap<Viewer, string>();

function policyKeyOf(viewer: Viewer): string {
  let key = policyKeys.get(viewer);
  if (key === undefined)
    policyKeys.set(viewer, (key = JSON.stringify([[...viewer.scopes], viewer.portfolios])));
  return key;
}
