/** Fields that rows of many kinds share: what a row is about, by the key it carries. */
import type { builder } from './builder.ts';
import { campaignByName, campaignList } from './campaign/campaign.ts';
import { cost } from '../plan/cost.ts';
import { leadCost, leadReference } from './lead/lead.ts';
import { LEADS } from '../access/fieldPolicy.ts';
import { Agent, Campaign, Lead, Portfolio, Profile } from './refs.ts';

type Types = (typeof builder)['$inferSchemaTypes'];
// No more of it than is used: whole, TypeScript finds no end to comparing one with another.
type FieldsOf<Row> =
  | Pick<PothosSchemaTypes.ObjectFieldBuilder<Types, Row>, 'field'>
  | Pick<PothosSchemaTypes.InterfaceFieldBuilder<Types, Row>, 'field'>;

/** The agent of a row that always has one. */
export const agentOfRow = <Row extends { readonly agentUsername: string }>(t: FieldsOf<Row>) =>
  t.field({
    type: Agent,
    description: 'The agent; known by username alone where the dialer lists none of that name any more.',
    resolve: ({ agentUsername }) => ({ username: agentUsername }),
  });

/** The agent of a call, if one was involved. */
export const agentOfCall = <Row extends { readonly agentUsername: string | null }>(t: FieldsOf<Row>) =>
  t.field({
    type: Agent,
    nullable: true,
    description:
      'The agent; null if none is known. Only the username is known of one whom the dialer does not list any more.',
    resolve: ({ agentUsername }) => (agentUsername === null ? null : { username: agentUsername }),
  });

/** The portfolio of a row. */
export const portfolioOfRow = <Row extends { readonly portfolioCode: string | null }>(
  t: FieldsOf<Row>,
  description = 'The portfolio the row is about.',
) =>
  t.field({
    type: Portfolio,
    nullable: true,
    description,
    resolve: ({ portfolioCode }) => (portfolioCode === null ? null : { code: portfolioCode }),
  });

/** The profile of a row. */
export const profileOfRow = <Row extends { readonly profileId: string | null }>(
  t: FieldsOf<Row>,
  description = 'The profile, by the name the report gives it.',
) =>
  t.field({
    type: Profile,
    nullable: true,
    description,
    resolve: ({ profileId }) => (profileId === null ? null : { profileId }),
  });

/** The campaign of a row that carries its name only. */
export const campaignOfRow = <Row extends { readonly campaignName: string | null }>(t: FieldsOf<Row>) =>
  t.field({
    ...cost(campaignList),
    type: Campaign,
    nullable: true,
    description: 'The campaign of that name; null where there is none, and where two share the name.',
    resolve: ({ campaignName }, _, context) => campaignByName(campaignName, context),
  });

/** The lead of a row that carries its id. */
export const leadOfRow = <Row extends { readonly leadId: string | null }>(
  t: FieldsOf<Row>,
  description: string,
  needs = LEADS,
) =>
  t.field({
    needs,
    ...cost(leadCost),
    type: Lead,
    nullable: true,
    description: `${description} Null where the dialer has none. One dialer call a lead.`,
    resolve: ({ leadId }, _, context, info) => leadReference(leadId, context, info),
  });
