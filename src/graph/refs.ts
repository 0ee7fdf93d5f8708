/**
 * The references and sources of the main object types, so that their files can refer to each other without import
 * circles. The fields of each type are in the type's own file.
 *
 * A source has the object's natural key. It also has the row, if a list returned the object. Otherwise a loader fetches
 * the row when a field needs it. So an object costs no dialer call if only its key is selected.
 */
import type { goGetCustomerInfo } from '../upstream/dialer/agent.ts';
import type { goGetCalltimeInfo, CallTimeRow } from '../upstream/dialer/callTimes.ts';
import type { CampaignRow, getCampaignInfo } from '../upstream/dialer/campaigns.ts';
import type { UserRow } from '../upstream/dialer/users.ts';
import type { getAllPortfolios, getAllProfiles } from '../upstream/dialer/portfolios.ts';
import type { ModelOf } from '../upstream/endpoint.ts';
import { andThen, type MaybePromise } from '../upstream/promises/maybePromise.ts';
import type { Table } from '../upstream/wire/reading/table.ts';
import { cost, type Cost } from '../plan/cost.ts';
import { builder } from './builder.ts';
import type { Context } from './context.ts';
import { mayRead, UNREAD } from './execution/rowField.ts';

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
  /** The name in the row that refers to the campaign. The campaign list's own name is preferred. */
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
 * Makes the options of fields that are columns of their object's row: `...column((row) => row.name)`. The field is null
 * if the dialer has no such row.
 *
 * @param rowCost the cost of fetching the row
 * @param find fetches the row if the source has none. Nothing is loaded below the field
 */
export const columnReader =
  <Source extends { readonly row?: Row | undefined }, Row>(
    rowCost: Cost,
    find: (source: Source, context: Context) => MaybePromise<Row | null>,
  ) =>
  <Value>(read: (row: Row) => Value) => ({
    extensions: {
      ...cost(rowCost).extensions,
      ...mayRead(({ row }: Source) => (row ? read(row) : UNREAD)),
    },
    nullable: true as const,
    resolve: (source: Source, _args: object, context: Context): MaybePromise<Value | null> =>
      source.row ? read(source.row) : andThen(find(source, context), (row) => row && read(row)),
  });
