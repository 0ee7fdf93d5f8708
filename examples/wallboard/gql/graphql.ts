/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** Live state of an agent. The dialer's own word for it is in `statusText`. */
export type AgentState =
  /** The other side has hung up, and the agent has not. */
  | 'DEAD'
  /** The call is over, and the agent chooses its disposition or wraps up. */
  | 'DISPOSITION'
  /** Talking in a call. */
  | 'IN_CALL'
  /** Not logged in. An empty status counts as this. */
  | 'OFFLINE'
  /** The other side is parked or on hold. */
  | 'PARKED'
  /** On a pause or break, and takes no calls. */
  | 'PAUSED'
  /** A call is reaching the agent: it is queued, ringing or shown as a preview. */
  | 'QUEUE'
  /** Available and waiting for a call. */
  | 'READY'
  /** In a three-way call. */
  | 'THREE_WAY'
  /** A status that this API does not recognise (see `statusText`), or no readable status at all (`statusText` is null). */
  | 'UNKNOWN';

/** Calendar days in the dialer's time zone, first and last included: either `from` with or without `to`, or `relative`. At most 92 days by default (MAX_PERIOD_DAYS). Without a period, lists of calls cover the last 24 hours; each report names its own default. */
export type PeriodInput = {
  /** First day. */
  readonly from?: string | null | undefined;
  /** Days relative to today. Refused together with `from` or `to`. */
  readonly relative?: RelativePeriod | null | undefined;
  /** Last day, not before `from`. Default: today. Refused without `from`. */
  readonly to?: string | null | undefined;
};

/** Days relative to today, in the dialer's time zone. */
export type RelativePeriod =
  /** The 7 days up to and including yesterday. */
  | 'LAST_7_DAYS'
  /** The 30 days up to and including yesterday. */
  | 'LAST_30_DAYS'
  /** The whole previous month. */
  | 'LAST_MONTH'
  /** The first day of this month to today. */
  | 'THIS_MONTH'
  /** Today. */
  | 'TODAY'
  /** Yesterday. */
  | 'YESTERDAY';

export type AgentCountsSubscriptionVariables = Exact<{ [key: string]: never; }>;


export type AgentCountsSubscription = { readonly agentCounts: { readonly live: number | null, readonly ready: number | null, readonly inCall: number | null, readonly paused: number | null, readonly offline: number | null } };

export type AgentStatusSubscriptionVariables = Exact<{ [key: string]: never; }>;


export type AgentStatusSubscription = { readonly agentStatus: { readonly observedAt: string, readonly agent: { readonly username: string, readonly name: string | null }, readonly status: { readonly state: AgentState, readonly statusText: string | null, readonly since: string | null } } };

export type TodayQueryVariables = Exact<{
  today?: PeriodInput;
}>;


export type TodayQuery = { readonly inboundDailyReport: { readonly rows: ReadonlyArray<{ readonly totalCalls: number | null, readonly handledCalls: number | null, readonly abandonedCalls: number | null }> } | null, readonly inboundCalls: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly queueSeconds: number | null }> } | null, readonly outboundCalls: { readonly totalCount: number } | null, readonly campaigns: ReadonlyArray<{ readonly campaignId: string, readonly hopper: { readonly totalCount: number } | null }> | null };

export class TypedDocumentString<TResult, TVariables>
  extends String
  implements DocumentTypeDecoration<TResult, TVariables>
{
  __apiType?: NonNullable<DocumentTypeDecoration<TResult, TVariables>['__apiType']>;
  private value: string;
  public __meta__?: Record<string, any> | undefined;

  constructor(value: string, __meta__?: Record<string, any> | undefined) {
    super(value);
    this.value = value;
    this.__meta__ = __meta__;
  }

  override toString(): string & DocumentTypeDecoration<TResult, TVariables> {
    return this.value;
  }
}

export const AgentCountsDocument = new TypedDocumentString(`
    subscription AgentCounts {
  agentCounts {
    live
    ready
    inCall
    paused
    offline
  }
}
    `) as unknown as TypedDocumentString<AgentCountsSubscription, AgentCountsSubscriptionVariables>;
export const AgentStatusDocument = new TypedDocumentString(`
    subscription AgentStatus {
  agentStatus {
    observedAt
    agent {
      username
      name
    }
    status {
      state
      statusText
      since
    }
  }
}
    `) as unknown as TypedDocumentString<AgentStatusSubscription, AgentStatusSubscriptionVariables>;
export const TodayDocument = new TypedDocumentString(`
    query Today($today: PeriodInput! = {relative: TODAY}) {
  inboundDailyReport(period: $today) {
    rows {
      totalCalls
      handledCalls
      abandonedCalls
    }
  }
  inboundCalls(
    period: $today
    first: 1
    orderBy: {field: QUEUE_TIME, direction: DESC}
  ) {
    nodes {
      id
      queueSeconds
    }
  }
  outboundCalls(period: $today, first: 0) {
    totalCount
  }
  campaigns(active: true) {
    campaignId
    hopper(first: 0) {
      totalCount
    }
  }
}
    `) as unknown as TypedDocumentString<TodayQuery, TodayQueryVariables>;