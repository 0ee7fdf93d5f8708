import {
  getOperationAST,
  GraphQLError,
  OperationTypeNode,
  type ExecutionArgs,
  type ExecutionResult,
} from 'graphql';
import type { Plugin } from 'graphql-yoga';
import type { Context } from '../../graph/context.ts';
import { BadUserInput, OperationTooComplex } from '../../plan/errors.ts';
import { planSubscription, type MinutePlan, type SubscriptionPlan } from '../../plan/livePlan.ts';
import { cachedPlanOf } from '../../plan/planCache.ts';
import type { PlanResult, Plan } from '../../plan/types.ts';
import { getLiveAgentInfo } from '../../upstream/dialer/users.ts';
import type { ActionGap } from '../../upstream/client/caller.ts';
import type { Viewer } from '../../access/viewer.ts';
import type { UpstreamUnavailable } from '../../upstream/errors.ts';
import { andThen, atEnd, type MaybePromise } from '../../upstream/promises/maybePromise.ts';
import type { CostedArgs, Execute } from '../operations/execute.ts';
import type { Backpressure } from './backpressure.ts';
import { upstreamExtensions } from '../errors.ts';

/** The request header that asks for an operation's cost. */
export const COST_HEADER = 'x-dialer-cost';

/** A context with what is known of a subscription's plan. */
export interface CostedContext extends Context {
  /** The value of the request header COST_HEADER; null if it has none. */
  readonly costHeader: string | null;
  /** Of a subscription: true if its events may be counted or audited for the viewer. */
  readonly isPersonal?: boolean;
}

/** The value of `extensions.dialer` for an operation that ran. */
interface ActualCost {
  /** The most calls that it could make. */
  readonly plan: Plan;
  /** The calls it made, by action. */
  readonly calls: Readonly<Record<string, number>>;
  /** The calls that the cache or an equal call under way answered, by action. */
  readonly cached: Readonly<Record<string, number>>;
  readonly milliseconds: number;
}

/**
 * Plans every operation before it runs, and refuses it if the plan has too many dialer calls. The plan is announced to
 * the upstreams' queues, so that they admit a whole operation or nothing of it.
 *
 * With the header `x-dialer-cost: plan` the answer is the plan, and nothing runs. With `x-dialer-cost: actual` the
 * answer also has its cost. Each answer lists the gaps: the parts of the dialer's answers that could not be read.
 *
 * @param limit the most dialer calls that the plan of one operation may have
 */
export function withDialerCost(limit: number, backpressure: Backpressure, execute: Execute): Execute {
  const run = (args: CostedArgs, plan: Plan): MaybePromise<ExecutionResult> => {
    const { caller } = args.contextValue;
    const admitted = (busy: UpstreamUnavailable | undefined): MaybePromise<ExecutionResult> => {
      if (busy) {
        const error = new GraphQLError(busy.message, { extensions: upstreamExtensions(busy) });
        return { data: null, errors: [error] };
      }
      return andThen(execute(args), (result) => {
        backpressure.note(caller, plan, firstErrorOf(result));
        return result;
      });
    };
    return atEnd(
      () => andThen(backpressure.announce(caller, plan, isQuery(args)), admitted),
      () => caller.end(),
    );
  };
  return (args) => {
    const started = performance.now();
    const context = args.contextValue;
    const wanted = wantedIn(context);
    if (wanted instanceof BadUserInput) return { errors: [asRequestError(wanted)] };
    const planned = planOfExecution(args, context);
    // Execution reports the error.
    if (!planned) return execute(args);
    const { plan, isWhole } = planned;
    if (!isWhole || (plan.total > limit && wanted !== 'plan')) {
      return { errors: [asRequestError(tooComplex(planned, limit))] };
    }
    if (wanted === 'plan') return { data: null, extensions: { dialer: { plan } } };
    return andThen(run(args, plan), (result) => {
      const gaps = shownTo(context.viewer, context.caller.gaps);
      if (wanted !== 'actual' && gaps.length === 0) return result;
      const { calls, cached } = context.caller;
      const milliseconds = Math.round(performance.now() - started);
      const actual: ActualCost | undefined =
        wanted === 'actual' ? { plan, calls, cached, milliseconds } : undefined;
      const dialer = { ...actual, ...(gaps.length > 0 ? { gaps } : {}) };
      return { ...result, extensions: { ...result.extensions, dialer } };
    });
  };
}

/** As `withDialerCost`, for subscriptions. */
export const useSubscriptionCost = (limit: number): Plugin<CostedContext> => ({
  // A subscription makes no calls itself: its plan is in calls a minute, and each of its events is executed as above.
  onSubscribe({ args, extendContext, setResultAndStopExecution }) {
    const context: CostedContext = args.contextValue;
    try {
      const wanted = wantedIn(context);
      if (wanted instanceof BadUserInput) throw wanted;
      const result = planOfExecution(args, context);
      if (!result) return;
      if (result.isEmpty) throw nothingSelected();
      const planned = planSubscription(result, context);
      const refusal = result.isWhole ? refusalOf(planned, limit) : tooComplex(result, limit);
      if (refusal && (wanted !== 'plan' || !result.isWhole)) throw refusal;
      if (wanted === 'plan')
        setResultAndStopExecution({ data: null, extensions: { dialer: { plan: planned.plan } } });
      extendContext({ isPersonal: result.isPersonal });
    } catch (error) {
      if (!(error instanceof GraphQLError)) throw error;
      setResultAndStopExecution({ errors: [asRequestError(error)] });
    }
  },
});

/** What a request wants to know about its cost. @returns the error if its header has another value */
function wantedIn({
  costHeader: wanted,
}: Pick<CostedContext, 'costHeader'>): 'plan' | 'actual' | null | BadUserInput {
  if (wanted === null || wanted === 'plan' || wanted === 'actual') return wanted;
  return new BadUserInput(COST_HEADER, 'this request header must be `plan` or `actual`, or be left out.');
}

/** graphql-js takes for granted that a subscription has a field. */
const nothingSelected = (): GraphQLError =>
  new GraphQLError('A subscription needs one field: @skip and @include leave none.', {
    extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
  });

/** Why a subscription is too expensive; undefined if it is not. */
function refusalOf(
  { plan, ofEvents, refusal }: SubscriptionPlan,
  limit: number,
): OperationTooComplex | undefined {
  if (refusal) return new OperationTooComplex(refusal.message, { plan, limit: refusal.limit });
  if (ofEvents.total <= limit) return undefined;
  const [action, most] = mostCalled(ofEvents);
  return new OperationTooComplex(
    `The fields of this subscription's events may take ${ofEvents.total} dialer calls a minute; the most is ${limit}. ${most} of them are ${action}: select fewer fields, or ask for them in a query when you need them.`,
    { plan, limit },
  );
}

const mostCalled = ({ calls }: Plan | MinutePlan): readonly [action: string, calls: number] =>
  Object.entries(calls).reduce((a, b) => (b[1] > a[1] ? b : a));

/**
 * The gaps as the viewer may see them. An answer can have rows of all portfolios. A viewer who is limited to some
 * learns that rows are missing, but not how many.
 */
const shownTo = ({ portfolios }: Viewer, gaps: readonly ActionGap[]): readonly ActionGap[] =>
  portfolios === null
    ? gaps
    : gaps.map((gap) => ({ ...gap, cells: Math.min(gap.cells, 1), rows: Math.min(gap.rows, 1) }));

const isQuery = ({ document, operationName }: ExecutionArgs): boolean =>
  getOperationAST(document, operationName)?.operation === OperationTypeNode.QUERY;

const firstErrorOf = ({ errors }: ExecutionResult): unknown => errors?.[0]?.originalError;

/** Nothing has run: HTTP status 400. Clients that accept only `application/json` get 200, as with every answer. */
const asRequestError = ({ message, extensions }: GraphQLError): GraphQLError =>
  new GraphQLError(message, { extensions: { ...extensions, http: { spec: true, status: 400 } } });

const planOfExecution = (
  { schema, document, operationName, variableValues }: ExecutionArgs,
  { loaders, now, zone, carrier, maxPeriodDays, viewer }: Context,
): PlanResult | null =>
  cachedPlanOf(
    { schema, document, operationName, variableValues },
    {
      sizes: loaders.sizes(),
      followed: loaders.followed,
      activeUsers: loaders.rememberedUsers,
      now,
      zone,
      carrier,
      maxPeriodDays,
      viewer,
    },
  );

const LIVE_HINT =
  ' Live states of agents that a subscription to `agentStatus` follows cost no calls: subscribe to it first.';

function tooComplex({ plan, isWhole }: PlanResult, limit: number): OperationTooComplex {
  if (!isWhole) {
    return new OperationTooComplex(
      'This operation has too many fields to be planned. Nest fewer fields, or split it into several operations.',
      { plan, limit },
    );
  }
  const [action, most] = mostCalled(plan);
  return new OperationTooComplex(
    `This operation may take ${plan.total} dialer calls; the most is ${limit}. ${most} of them are ${action}: ask for fewer items (a smaller \`first\`), for a shorter period, or in several operations.${action === getLiveAgentInfo.name ? LIVE_HINT : ''}`,
    { plan, limit },
  );
}
