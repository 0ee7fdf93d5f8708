import type { GraphQLField } from 'graphql';
import type { ActionName } from '../upstream/endpoints.ts';

/** What a subscription costs, whatever happens below its root field. */
export interface LivePlan {
  /** Dialer calls a minute, by action. Pollers that already run for other subscribers are not counted. */
  readonly callsPerMinute: Readonly<Partial<Record<ActionName, number>>>;
  /** Events a minute to expect. Each costs the calls of the fields that are selected. */
  readonly eventsPerMinute: number;
}

/** Plans a subscription from its root field's arguments. */
export type PlanLive<Args, Context> = (args: Args, context: Context) => LivePlan;

/** Options of a subscription field: how it is planned. */
export const livePlan = <Args, Context>(plan: PlanLive<Args, Context>) => ({
  extensions: { livePlan: plan },
});

/** How a subscription field is planned; undefined for other fields. */
export const livePlanOf = (field: GraphQLField<unknown, unknown>): unknown => field.extensions['livePlan'];
