import type { CampaignRow } from '../upstream/dialer/campaigns.ts';
import type { CheckedLead } from '../upstream/dialer/lead/leadToAdd.ts';
import { namesCampaign, withCampaign } from './leadCampaign.ts';
import type { LeadFault, ReadLead } from './readLead.ts';

/** A callback later than this is taken for a mistake. */
const MOST_YEARS_AHEAD = 2;

/**
 * Checks what depends on the moment: the clock, and the campaigns that the dialer lists. It is done when a lead is about
 * to be sent, and not when it is a retry: what was added once stays added.
 *
 * @param campaigns the dialer's list; null if it cannot be read, so that the dialer decides
 * @returns the lead with its campaigns as the dialer spells them, or all that is wrong with it
 */
export async function checkNow(
  { lead, callbackAt }: ReadLead,
  campaigns: () => Promise<readonly CampaignRow[] | null>,
  now: Date,
): Promise<CheckedLead | { readonly faults: readonly LeadFault[] }> {
  const faults: LeadFault[] = [];
  if (callbackAt && callbackAt < now) faults.push({ field: 'callback.at', message: 'lies in the past' });
  if (callbackAt && callbackAt > yearsAfter(now)) {
    faults.push({ field: 'callback.at', message: `lies more than ${MOST_YEARS_AHEAD} years ahead` });
  }
  const listed = namesCampaign(lead) ? await campaigns() : null;
  const found = listed ? withCampaign(lead, listed) : lead;
  if ('faults' in found) return { faults: [...faults, ...found.faults] };
  return faults.length > 0 ? { faults } : found;
}

function yearsAfter(now: Date): Date {
  const then = new Date(now);
  then.setUTCFullYear(then.getUTCFullYear() + MOST_YEARS_AHEAD);
  return then;
}

/** True if the dialer itself refuses the lead if it has the number. */
export const isLookedFor = ({ duplicateChecks = [] }: CheckedLead): boolean =>
  duplicateChecks.some(
    ({ match, scope, withinDays }) => match === 'PHONE' && scope === 'SYSTEM' && withinDays === undefined,
  );
