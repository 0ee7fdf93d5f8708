import type { CampaignRow } from '../upstream/dialer/campaigns.ts';
import type { CheckedLead } from '../upstream/dialer/lead/leadToAdd.ts';
import { normalizeKey } from '../upstream/wire/normalizeKey.ts';
import type { LeadFault } from './readLead.ts';

/** True if a lead names a campaign, so that the list of campaigns is needed. */
export const namesCampaign = ({
  campaign,
  campaignId,
}: Pick<CheckedLead, 'campaign' | 'campaignId'>): boolean =>
  campaign !== undefined || campaignId !== undefined;

/**
 * A lead with its campaigns as the dialer spells them. `campaign`, an id or a name, is also the campaign of callbacks and
 * DNC checks, unless `campaignId` names another.
 */
export function withCampaign(
  lead: CheckedLead,
  campaigns: readonly CampaignRow[],
): CheckedLead | { readonly faults: readonly LeadFault[] } {
  const faults: LeadFault[] = [];
  const find = (field: string, text: string | undefined, by: readonly Key[]): CampaignRow | undefined => {
    if (text === undefined) return undefined;
    const found = campaignsOf(text, campaigns, by);
    const [one, ...others] = found;
    if (!one) faults.push({ field, message: 'names no campaign that the dialer lists' });
    if (others.length > 0)
      faults.push({ field, message: 'is the name of several campaigns: give the id of one' });
    return one;
  };
  const own = find('campaignId', lead.campaignId, ['campaignId']);
  const loaded = find('campaign', lead.campaign, ['campaignId', 'name']);
  if (faults.length > 0) return { faults };
  const campaignId = (own ?? loaded)?.campaignId;
  const campaign = loaded && (isNamed(lead.campaign, loaded) ? loaded.name : loaded.campaignId);
  return {
    ...lead,
    ...(campaignId === undefined ? {} : { campaignId }),
    ...(campaign === undefined || campaign === null ? {} : { campaign }),
  };
}

const isNamed = (text = '', { campaignId, name }: CampaignRow): boolean =>
  normalizeKey(text) !== normalizeKey(campaignId) && name !== null;

type Key = 'campaignId' | 'name';

/** The campaigns of that id, else those of that name; an exact match before one in another case. */
function campaignsOf(
  text: string,
  campaigns: readonly CampaignRow[],
  by: readonly Key[],
): readonly CampaignRow[] {
  const key = normalizeKey(text);
  for (const name of by) {
    const exact = campaigns.filter((campaign) => campaign[name] === text);
    if (exact.length > 0) return distinct(exact);
    const alike = campaigns.filter((campaign) => normalizeKey(campaign[name] ?? '') === key);
    if (alike.length > 0) return distinct(alike);
  }
  return [];
}

const distinct = (campaigns: readonly CampaignRow[]): readonly CampaignRow[] => [
  ...new Map(campaigns.map((campaign) => [campaign.campaignId, campaign])).values(),
];
