/** Plans the cost of a subscription before it starts, in dialer calls a minute. */
import type { GraphQLField } from 'graphql';
import { ENDPOINTS, type ActionName } from '../upstream/endpoints.ts';
import type { EndpointFacts } from '../upstream/endpoint.ts';
import type { Plan, PlanResult } from './types.ts';

/** What a subscription costs, whatever is selected below its root field. */
export interface LivePlan {
  /** Dialer calls a minute, by action. Pollers that already run for other subscribers are not counted. */
  readonly callsPerMinute: Readonly<Partial<Record<ActionName, number>>>;
  /** Events a minute to expect. Each costs the calls of the fields that are selected. */
  readonly eventsPerMinute: number;
  /**
   * Why the root field refuses the subscription as too expensive, and the most calls a minute that it allows; left out if it
   * does not. With `x-dialer-cost: plan` the plan is answered all the same.
   */
  readonly refusal?: { readonly message: string; readonly limit: number } | undefined;
}

/**
 * Plans a subscription from its root field's arguments. It is written for the arguments of its own field, which GraphQL's
 * types do not carry: see Reading.
 */
type PlanLive = { plan(args: object, context: object): LivePlan }['plan'];

/** The declaration of a subscription field. */
export class LiveDeclaration {
  readonly plan: PlanLive;

  constructor(plan: PlanLive) {
    this.plan = plan;
  }
}

/** Declares how a subscription field is planned. The function may throw BadUserInput. */
export const livePlan = (plan: PlanLive) => ({ extensions: { live: new LiveDeclaration(plan) } });

/** The declaration of a field; undefined if it is no subscription field. */
export function liveDeclarationOf({
  extensions,
}: Pick<GraphQLField<unknown, unknown>, 'extensions'>): LiveDeclaration | undefined {
  const { live } = extensions;
  return live instanceof LiveDeclaration ? live : undefined;
}

/** The most calls to the dialer that a subscription makes in a minute. */
export interface MinutePlan extends Plan {
  readonly per: 'minute';
}

/** A subscription's plan. */
export interface SubscriptionPlan {
  readonly plan: MinutePlan;
  /** The part of the fields below the root field: they cost calls for each event. */
  readonly ofEvents: MinutePlan;
  readonly refusal: LivePlan['refusal'];
}

/**
 * Plans a subscription: the calls of its root field, and those of the selected fields for each event.
 *
 * @param event the plan of the operation for one event
 * @param context goes to the root field's declaration
 * @throws GraphQLError if the root field refuses its arguments
 */
export function planSubscription(
  { plan: { calls }, repeated, roots }: PlanResult,
  context: object,
): SubscriptionPlan {
  const ofRoot = new Map<string, number>();
  const ofEvents = new Map<string, number>();
  let refusal: LivePlan['refusal'];
  for (const { field, args } of roots) {
    const live = liveDeclarationOf(field)?.plan(args, context);
    if (!live) throw new Error(`Subscription.${field.name} does not say what it costs.`);
    refusal ??= live.refusal;
    for (const [action, count] of Object.entries(live.callsPerMinute)) add(ofRoot, action, count);
    for (const [action, count] of Object.entries(calls))
      add(ofEvents, action, callsPerMinute(action, count, repeated[action] ?? 0, live.eventsPerMinute));
  }
  const all = new Map(ofRoot);
  for (const [action, count] of ofEvents) add(all, action, count);
  return { plan: minutePlan(all), ofEvents: minutePlan(ofEvents), refusal };
}

const FACTS: ReadonlyMap<string, EndpointFacts> = new Map(Object.entries(ENDPOINTS));

/** An equal call is answered from the cache as long as its answer is fresh. */
function callsPerMinute(action: string, calls: number, repeated: number, events: number): number {
  const cacheSeconds = FACTS.get(action)?.cacheSeconds ?? 0;
  const timesEach = cacheSeconds > 0 ? Math.min(events, 60 / cacheSeconds) : events;
  return repeated * timesEach + (calls - repeated) * events;
}

const add = (sums: Map<string, number>, action: string, count: number): void => {
  sums.set(action, (sums.get(action) ?? 0) + count);
};

/** Whole calls a minute: less than one counts as one. */
function minutePlan(sums: ReadonlyMap<string, number>): MinutePlan {
  const counts = [...sums]
    .map(([action, count]) => [action, Math.min(Math.ceil(count), Number.MAX_SAFE_INTEGER)] as const)
    .filter(([, count]) => count > 0);
  return {
    calls: Object.fromEntries(counts),
    total: counts.reduce((sum, [, count]) => sum + count, 0),
    per: 'minute',
  };
}
