/** Fields that many kinds of rows share: the object a row refers to, by the key in the row. */
import type { builder } from './builder.ts';
import { campaignByName, campaignList } from './campaign/campaign.ts';
import { cost } from '../plan/cost.ts';
import { leadCost, leadReference } from './lead/lead.ts';
import { LEADS } from '../access/fieldPolicy.ts';
import { Agent, Campaign, Lead, Portfolio, Profile } from './refs.ts';

type Types = (typeof builder)['$inferSchemaTypes'];
// Only the members that are used: with the whole builder, TypeScript does not finish comparing the types.
type FieldsOf<Row> =
  | Pick<PothosSchemaTypes.ObjectFieldBuilder<Types, Row>, 'field'>
  | Pick<PothosSchemaTypes.InterfaceFieldBuilder<Types, Row>, 'field'>;

/** The agent of a row that always names one. */
export const agentOfRow = <Row extends { readonly agentUsername: string }>(t: FieldsOf<Row>) =>
  t.field({
    type: Agent,
    description: 'Agent of the row. If the dialer no longer lists the agent, only the username is known.',
    resolve: ({ agentUsername }) => ({ username: agentUsername }),
  });

/** The agent of a call, if the record names one. */
export const agentOfCall = <Row extends { readonly agentUsername: string | null }>(t: FieldsOf<Row>) =>
  t.field({
    type: Agent,
    nullable: true,
    description:
      'Agent of the call. Null if the record names no agent. If the dialer no longer lists the agent, only the username is known.',
    resolve: ({ agentUsername }) => (agentUsername === null ? null : { username: agentUsername }),
  });

/** The start of the description of a call's portfolio. */
export const PORTFOLIO_OF_CALL = 'Portfolio of the call. Null if the record names none.';

/** The description of a call's lead; `leadOfRow` adds when it is null, and the cost. */
export const LEAD_OF_CALL =
  'Lead of the call. Its phone number can differ from the number called, since a lead may have several numbers.';

/** The portfolio of a row. */
export const portfolioOfRow = <Row extends { readonly portfolioCode: string | null }>(
  t: FieldsOf<Row>,
  description = 'Portfolio of the row.',
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
  description = 'Profile of the row, as the report names it.',
) =>
  t.field({
    type: Profile,
    nullable: true,
    description,
    resolve: ({ profileId }) => (profileId === null ? null : { profileId }),
  });

/** The campaign of a row that has only the campaign's name. */
export const campaignOfRow = <Row extends { readonly campaignName: string | null }>(t: FieldsOf<Row>) =>
  t.field({
    ...cost(campaignList),
    type: Campaign,
    nullable: true,
    description:
      'Campaign with the name in `campaignName`. Null if no campaign or more than one has that name. One dialer call for the whole operation (goGetAllCampaigns).',
    resolve: ({ campaignName }, _, context) => campaignByName(campaignName, context),
  });

/** The lead of a row that has its id. */
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
    description: `${description} Null if the dialer has no such lead. One dialer call for each lead (goGetCustomerInfo); none if only \`leadId\` or \`id\` is selected.`,
    resolve: ({ leadId }, _, context, info) => leadReference(leadId, context, info),
  });
