/* eslint-disable */
import * as types from './graphql.ts';



/**
 * Map of all GraphQL operations in the project.
 *
 * This map has several performance disadvantages:
 * 1. It is not tree-shakeable, so it will include all operations in the project.
 * 2. It is not minifiable, so the string of a GraphQL query will be multiple times inside the bundle.
 * 3. It does not support dead code elimination, so it will add unused operations.
 *
 * Therefore it is highly recommended to use the babel or swc plugin for production.
 * Learn more about it here: https://the-guild.dev/graphql/codegen/plugins/presets/preset-client#reducing-bundle-size
 */
type Documents = {
    "subscription AgentCounts {\n  agentCounts {\n    live\n    ready\n    inCall\n    paused\n    offline\n  }\n}": typeof types.AgentCountsDocument,
    "subscription AgentStatus {\n  agentStatus {\n    observedAt\n    agent {\n      username\n      name\n    }\n    status {\n      state\n      statusText\n      since\n    }\n  }\n}": typeof types.AgentStatusDocument,
    "query Today($today: PeriodInput! = {relative: TODAY}) {\n  inboundDailyReport(period: $today) {\n    rows {\n      totalCalls\n      handledCalls\n      abandonedCalls\n    }\n  }\n  inboundCalls(\n    period: $today\n    first: 1\n    orderBy: {field: QUEUE_TIME, direction: DESC}\n  ) {\n    nodes {\n      id\n      queueSeconds\n    }\n  }\n  outboundCalls(period: $today, first: 0) {\n    totalCount\n  }\n  campaigns(active: true) {\n    campaignId\n    hopper(first: 0) {\n      totalCount\n    }\n  }\n}": typeof types.TodayDocument,
};
const documents: Documents = {
    "subscription AgentCounts {\n  agentCounts {\n    live\n    ready\n    inCall\n    paused\n    offline\n  }\n}": types.AgentCountsDocument,
    "subscription AgentStatus {\n  agentStatus {\n    observedAt\n    agent {\n      username\n      name\n    }\n    status {\n      state\n      statusText\n      since\n    }\n  }\n}": types.AgentStatusDocument,
    "query Today($today: PeriodInput! = {relative: TODAY}) {\n  inboundDailyReport(period: $today) {\n    rows {\n      totalCalls\n      handledCalls\n      abandonedCalls\n    }\n  }\n  inboundCalls(\n    period: $today\n    first: 1\n    orderBy: {field: QUEUE_TIME, direction: DESC}\n  ) {\n    nodes {\n      id\n      queueSeconds\n    }\n  }\n  outboundCalls(period: $today, first: 0) {\n    totalCount\n  }\n  campaigns(active: true) {\n    campaignId\n    hopper(first: 0) {\n      totalCount\n    }\n  }\n}": types.TodayDocument,
};

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "subscription AgentCounts {\n  agentCounts {\n    live\n    ready\n    inCall\n    paused\n    offline\n  }\n}"): typeof import('./graphql.ts').AgentCountsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "subscription AgentStatus {\n  agentStatus {\n    observedAt\n    agent {\n      username\n      name\n    }\n    status {\n      state\n      statusText\n      since\n    }\n  }\n}"): typeof import('./graphql.ts').AgentStatusDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query Today($today: PeriodInput! = {relative: TODAY}) {\n  inboundDailyReport(period: $today) {\n    rows {\n      totalCalls\n      handledCalls\n      abandonedCalls\n    }\n  }\n  inboundCalls(\n    period: $today\n    first: 1\n    orderBy: {field: QUEUE_TIME, direction: DESC}\n  ) {\n    nodes {\n      id\n      queueSeconds\n    }\n  }\n  outboundCalls(period: $today, first: 0) {\n    totalCount\n  }\n  campaigns(active: true) {\n    campaignId\n    hopper(first: 0) {\n      totalCount\n    }\n  }\n}"): typeof import('./graphql.ts').TodayDocument;


export function graphql(source: string) {
  return (documents as any)[source] ?? {};
}
