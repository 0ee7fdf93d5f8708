/**
 * The graph's nouns by name and shape, so that each can refer to the others. What they consist of stands in a file
 * of their own.
 *
 * A source holds a thing's natural key; its row is there where a list brought it along, else a loader finds it when a
 * field wants it. So a reference costs nothing until more than its key is asked for.
 */
import type { goGetCustomerInfo } from '../upstream/dialer/agent.ts';
import type { goGetCalltimeInfo, CallTimeRow } from '../upstream/dialer/callTimes.ts';
import type { CampaignRow, getCampaignInfo } from '../upstream/dialer/campaigns.ts';
import type { UserRow } from '../upstream/dialer/users.ts';
import type { getAllPortfolios, getAllProfiles } from '../upstream/dialer/portfolios.ts';
import type { ModelOf } from '../upstream/endpoint.ts';
import type { Table } from '../upstream/wire/reading/table.ts';
import { cost, type Cost } from '../plan/cost.ts';
import { builder } from './builder.ts';
import type { Context } from './context.ts';

type RowOf<Endpoint> = ModelOf<Endpoint> extends Table<infer Row> ? Row : never;

export type PortfolioRow = RowOf<typeof getAllPortfolios>;
export type ProfileRow = RowOf<typeof getAllProfiles>;
export type CallTimeDetail = NonNullable<ModelOf<typeof goGetCalltimeInfo>>;
export type CampaignInfo = NonNullable<ModelOf<typeof getCampaignInfo>>;

export type LeadRow = NonNullable<ModelOf<typeof goGetCustomerInfo>>;

export interface AgentSource {
  readonly username: string;
  readonly row?: UserRow | undefined;
}

export interface CampaignSource {
  readonly campaignId: string;
  /** The name beside the id where the campaign was met; the campaign list's own name goes before it. */
  readonly name?: string | null;
  readonly row?: CampaignRow | undefined;
}

export interface PortfolioSource {
  readonly code: string;
  readonly row?: PortfolioRow | undefined;
}

export interface ProfileSource {
  readonly profileId: string;
  readonly row?: ProfileRow | undefined;
}

export interface CallTimeSource {
  readonly callTimeId: string;
  readonly row?: CallTimeRow | undefined;
  readonly detail?: CallTimeDetail | undefined;
}

export interface LeadSource {
  readonly leadId: string;
  readonly row?: LeadRow | undefined;
}

export const Agent = builder.objectRef<AgentSource>('Agent');
export const Campaign = builder.objectRef<CampaignSource>('Campaign');
export const CampaignSettings = builder.objectRef<CampaignInfo>('CampaignSettings');
export const Portfolio = builder.objectRef<PortfolioSource>('Portfolio');
export const Profile = builder.objectRef<ProfileSource>('Profile');
export const Lead = builder.objectRef<LeadSource>('Lead');
export const CallTime = builder.objectRef<CallTimeSource>('CallTime');

/**
 * The options of a field that is a column of its noun's row: `...column((row) => row.name)`. Null if the dialer's list
 * has no such row.
 *
 * @param rowCost what it costs to have the row at hand
 * @param find gives the row if no list brought it along
 */
export const columnReader =
  <Source extends { readonly row?: Row | undefined }, Row>(
    rowCost: Cost,
    find: (source: Source, context: Context) => Promise<Row | null>,
  ) =>
  <Value>(read: (row: Row) => Value) => ({
    ...cost(rowCost),
    nullable: true as const,
    resolve: (source: Source, _args: object, context: Context): Value | null | Promise<Value | null> =>
      source.row ? read(source.row) : find(source, context).then((row) => (row === null ? null : read(row))),
  });
