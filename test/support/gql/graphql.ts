/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** What an agent is doing. The dialer's own word stands beside it, in `statusText`. */
export type AgentState =
  /** The caller has hung up; the agent has not. */
  | 'DEAD'
  /** The call is over; its outcome is being chosen. */
  | 'DISPOSITION'
  /** Talking. */
  | 'IN_CALL'
  /** Not logged in. */
  | 'OFFLINE'
  /** The caller is parked. */
  | 'PARKED'
  /** Not taking calls: a pause or a break. */
  | 'PAUSED'
  /** A call is on its way to the agent. */
  | 'QUEUE'
  /** Waiting for a call. */
  | 'READY'
  /** In a call of three. */
  | 'THREE_WAY'
  /** A status this API does not know: see `statusText`. */
  | 'UNKNOWN';

/** Both days included, in the dialer's own zone. Left out, calls and reports cover what the dialer gives by default: the last 24 hours. */
export type PeriodInput = {
  /** The first day. */
  readonly from: string;
  /** The last day; not before the first. */
  readonly to: string;
};

/** How a summary is made of a report's rows. */
export type SummaryKind =
  /** The average of all rows. */
  | 'AVERAGE'
  /** The largest of all rows. */
  | 'MAX'
  /** The smallest of all rows. */
  | 'MIN'
  /** All rows added up. */
  | 'SUM';

/** A day of the week, in the dialer's own zone. */
export type Weekday =
  /** Friday. */
  | 'FRIDAY'
  /** Monday. */
  | 'MONDAY'
  /** Saturday. */
  | 'SATURDAY'
  /** Sunday. */
  | 'SUNDAY'
  /** Thursday. */
  | 'THURSDAY'
  /** Tuesday. */
  | 'TUESDAY'
  /** Wednesday. */
  | 'WEDNESDAY';

export type AbandonedByHourQueryVariables = Exact<{
  period: PeriodInput;
}>;


export type AbandonedByHourQuery = { readonly inboundCalls: { readonly totalCount: number, readonly groups: ReadonlyArray<{ readonly keys: ReadonlyArray<string | null>, readonly count: number, readonly averageQueueSeconds: number | null, readonly maxQueueSeconds: number | null }> }, readonly inboundDailyReport: { readonly rows: ReadonlyArray<{ readonly date: string, readonly totalCalls: number, readonly abandonedCalls: number, readonly abandonedAfter20Seconds: number, readonly averageHoldSeconds: number }> } };

export type AgentDesktopQueryVariables = Exact<{
  username?: string;
}>;


export type AgentDesktopQuery = { readonly agent: { readonly username: string, readonly name: string | null, readonly extension: string | null, readonly profile: { readonly profileId: string, readonly dispositionSet: string | null } | null, readonly portfolios: ReadonlyArray<{ readonly code: string }> | null, readonly live: { readonly state: AgentState, readonly statusText: string, readonly since: string | null, readonly inCallWith: string | null, readonly campaign: { readonly campaignId: string } | null } | null, readonly productivity: { readonly loginSeconds: number, readonly talkSeconds: number, readonly totalCalls: number, readonly slaPercent: number | null } | null, readonly today: { readonly callsHandled: number, readonly sales: number, readonly breakSeconds: number } | null } | null };

export type AgentsDirectoryQueryVariables = Exact<{ [key: string]: never; }>;


export type AgentsDirectoryQuery = { readonly agents: { readonly totalCount: number, readonly nodes: ReadonlyArray<{ readonly username: string, readonly name: string | null, readonly extension: string | null, readonly profile: { readonly profileId: string, readonly name: string | null } | null, readonly portfolios: ReadonlyArray<{ readonly code: string, readonly name: string | null }> | null, readonly campaign: { readonly campaignId: string, readonly name: string | null, readonly active: boolean | null } | null }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } };

export type CampaignSetupQueryVariables = Exact<{ [key: string]: never; }>;


export type CampaignSetupQuery = { readonly campaigns: ReadonlyArray<{ readonly campaignId: string, readonly name: string | null, readonly dialMethod: string | null, readonly autoDialLevel: number | null, readonly settings: { readonly type: string | null, readonly dialStatuses: ReadonlyArray<string>, readonly dialTimeoutSeconds: number | null, readonly callTime: { readonly callTimeId: string, readonly windows: ReadonlyArray<{ readonly day: Weekday, readonly opens: string | null, readonly closes: string | null, readonly closed: boolean }> } | null } | null, readonly hopper: { readonly totalCount: number, readonly nodes: ReadonlyArray<{ readonly leadId: string, readonly priority: number | null, readonly disposition: string | null }> } | null }> };

export type DispositionsByCampaignQueryVariables = Exact<{
  day: PeriodInput;
}>;


export type DispositionsByCampaignQuery = { readonly outboundCalls: { readonly totalCount: number, readonly groups: ReadonlyArray<{ readonly keys: ReadonlyArray<string | null>, readonly count: number }>, readonly campaignSummaries: ReadonlyArray<{ readonly campaignName: string, readonly totalCalls: number, readonly handledCalls: number, readonly pending: number }> } };

export type FloorNowQueryVariables = Exact<{ [key: string]: never; }>;


export type FloorNowQuery = { readonly dashboard: { readonly agentsInCall: number | null, readonly agentCounts: { readonly live: number, readonly ready: number, readonly inCall: number, readonly paused: number, readonly offline: number } | null }, readonly agents: { readonly totalCount: number, readonly nodes: ReadonlyArray<{ readonly username: string, readonly live: { readonly state: AgentState, readonly statusText: string, readonly since: string | null, readonly campaign: { readonly campaignId: string } | null } | null }> } };

export type OneAgentsDayQueryVariables = Exact<{
  username?: string;
  day: PeriodInput;
}>;


export type OneAgentsDayQuery = { readonly agent: { readonly username: string, readonly name: string | null, readonly calls: { readonly totalCount: number, readonly nodes: ReadonlyArray<{ readonly id: string, readonly answeredAt: string, readonly durationSeconds: number | null, readonly disposition: string | null, readonly campaign: { readonly campaignId: string, readonly name: string | null } | null }>, readonly groups: ReadonlyArray<{ readonly keys: ReadonlyArray<string | null>, readonly count: number, readonly averageDurationSeconds: number | null }> } | null, readonly activity: ReadonlyArray<{ readonly firstActivityAt: string | null, readonly lastActivityAt: string | null, readonly talkSeconds: number, readonly availableSeconds: number, readonly portfolio: { readonly code: string } | null }> | null, readonly pauses: { readonly billableSeconds: number, readonly nonBillableSeconds: number, readonly codes: ReadonlyArray<{ readonly code: string, readonly seconds: number }> } | null } | null };

export type SupervisorMorningQueryVariables = Exact<{
  yesterday: PeriodInput;
}>;


export type SupervisorMorningQuery = { readonly dashboard: { readonly agentsInCall: number | null, readonly agentCounts: { readonly live: number, readonly ready: number, readonly inCall: number, readonly paused: number, readonly offline: number } | null }, readonly agentActivityReport: { readonly rows: ReadonlyArray<{ readonly totalCalls: number, readonly talkSeconds: number, readonly breakSeconds: number, readonly sales: number, readonly agent: { readonly username: string }, readonly portfolio: { readonly code: string } | null }>, readonly summary: ReadonlyArray<{ readonly kind: SummaryKind, readonly totalCalls: number, readonly talkSeconds: number }> }, readonly campaigns: ReadonlyArray<{ readonly campaignId: string, readonly name: string | null, readonly hopper: { readonly totalCount: number } | null }> };

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

export const AbandonedByHourDocument = new TypedDocumentString(`
    query AbandonedByHour($period: PeriodInput!) {
  inboundCalls(
    period: $period
    filter: {terminationReasons: [ABANDON, QUEUE_TIMEOUT]}
    first: 0
  ) {
    totalCount
    groups(by: [HOUR, QUEUE]) {
      keys
      count
      averageQueueSeconds
      maxQueueSeconds
    }
  }
  inboundDailyReport(period: $period) {
    rows {
      date
      totalCalls
      abandonedCalls
      abandonedAfter20Seconds
      averageHoldSeconds
    }
  }
}
    `) as unknown as TypedDocumentString<AbandonedByHourQuery, AbandonedByHourQueryVariables>;
export const AgentDesktopDocument = new TypedDocumentString(`
    query AgentDesktop($username: String! = "Ada.Alvarez") {
  agent(username: $username) {
    username
    name
    extension
    profile {
      profileId
      dispositionSet
    }
    portfolios {
      code
    }
    live {
      state
      statusText
      since
      inCallWith
      campaign {
        campaignId
      }
    }
    productivity {
      loginSeconds
      talkSeconds
      totalCalls
      slaPercent
    }
    today {
      callsHandled
      sales
      breakSeconds
    }
  }
}
    `) as unknown as TypedDocumentString<AgentDesktopQuery, AgentDesktopQueryVariables>;
export const AgentsDirectoryDocument = new TypedDocumentString(`
    query AgentsDirectory {
  agents(first: 100) {
    totalCount
    nodes {
      username
      name
      extension
      profile {
        profileId
        name
      }
      portfolios {
        code
        name
      }
      campaign {
        campaignId
        name
        active
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `) as unknown as TypedDocumentString<AgentsDirectoryQuery, AgentsDirectoryQueryVariables>;
export const CampaignSetupDocument = new TypedDocumentString(`
    query CampaignSetup {
  campaigns(active: true) {
    campaignId
    name
    dialMethod
    autoDialLevel
    settings {
      type
      dialStatuses
      dialTimeoutSeconds
      callTime {
        callTimeId
        windows {
          day
          opens
          closes
          closed
        }
      }
    }
    hopper(first: 5) {
      totalCount
      nodes {
        leadId
        priority
        disposition
      }
    }
  }
}
    `) as unknown as TypedDocumentString<CampaignSetupQuery, CampaignSetupQueryVariables>;
export const DispositionsByCampaignDocument = new TypedDocumentString(`
    query DispositionsByCampaign($day: PeriodInput!) {
  outboundCalls(period: $day, first: 0) {
    totalCount
    groups(by: [CAMPAIGN, DISPOSITION]) {
      keys
      count
    }
    campaignSummaries {
      campaignName
      totalCalls
      handledCalls
      pending
    }
  }
}
    `) as unknown as TypedDocumentString<DispositionsByCampaignQuery, DispositionsByCampaignQueryVariables>;
export const FloorNowDocument = new TypedDocumentString(`
    query FloorNow {
  dashboard {
    agentCounts {
      live
      ready
      inCall
      paused
      offline
    }
    agentsInCall
  }
  agents(first: 10) {
    totalCount
    nodes {
      username
      live {
        state
        statusText
        since
        campaign {
          campaignId
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<FloorNowQuery, FloorNowQueryVariables>;
export const OneAgentsDayDocument = new TypedDocumentString(`
    query OneAgentsDay($username: String! = "Ada.Alvarez", $day: PeriodInput!) {
  agent(username: $username) {
    username
    name
    calls(period: $day, first: 100) {
      totalCount
      nodes {
        id
        answeredAt
        durationSeconds
        disposition
        campaign {
          campaignId
          name
        }
      }
      groups(by: [DISPOSITION]) {
        keys
        count
        averageDurationSeconds
      }
    }
    activity(period: $day) {
      portfolio {
        code
      }
      firstActivityAt
      lastActivityAt
      talkSeconds
      availableSeconds
    }
    pauses(period: $day) {
      billableSeconds
      nonBillableSeconds
      codes {
        code
        seconds
      }
    }
  }
}
    `) as unknown as TypedDocumentString<OneAgentsDayQuery, OneAgentsDayQueryVariables>;
export const SupervisorMorningDocument = new TypedDocumentString(`
    query SupervisorMorning($yesterday: PeriodInput!) {
  dashboard {
    agentCounts {
      live
      ready
      inCall
      paused
      offline
    }
    agentsInCall
  }
  agentActivityReport(period: $yesterday) {
    rows {
      agent {
        username
      }
      portfolio {
        code
      }
      totalCalls
      talkSeconds
      breakSeconds
      sales
    }
    summary {
      kind
      totalCalls
      talkSeconds
    }
  }
  campaigns(active: true) {
    campaignId
    name
    hopper(first: 0) {
      totalCount
    }
  }
}
    `) as unknown as TypedDocumentString<SupervisorMorningQuery, SupervisorMorningQueryVariables>;