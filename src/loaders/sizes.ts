import type { UpstreamClient } from '../upstream/client/client.ts';
import { goGetAllCalltimes } from '../upstream/dialer/callTimes.ts';
import { goGetAllCampaigns } from '../upstream/dialer/campaigns.ts';
import { goGetAllUsers, type UserRow } from '../upstream/dialer/users.ts';
import { getAllPortfolios, getAllProfiles } from '../upstream/dialer/portfolios.ts';
import type { PortfolioFilter } from './portfolioFilter.ts';
import { isActiveUser, isInactiveUser } from './users.ts';

/** The lengths of the reference lists; null if a list is not cached. */
export interface Sizes {
  /** Active agents, and the inactive ones if their list is cached. */
  readonly agents: number | null;
  readonly campaigns: number | null;
  readonly portfolios: number | null;
  readonly profiles: number | null;
  readonly callTimes: number | null;
}

/** The sizes of the cached reference lists, as the viewer sees them. Makes no call. */
export function rememberedSizes(client: UpstreamClient, portfolioFilter: PortfolioFilter): Sizes {
  const isSeen = (user: UserRow): boolean => portfolioFilter.agent(user) !== null;
  const active = client.remembered(goGetAllUsers, { inactive: false });
  const inactive = client.remembered(goGetAllUsers, { inactive: true });
  const inactiveCount = inactive?.users.rows.filter(isInactiveUser).filter(isSeen).length ?? 0;
  return {
    agents: active ? active.users.rows.filter(isActiveUser).filter(isSeen).length + inactiveCount : null,
    campaigns: client.remembered(goGetAllCampaigns, {})?.rows.length ?? null,
    portfolios:
      client.remembered(getAllPortfolios, {})?.rows.filter(({ code }) => portfolioFilter.includes(code))
        .length ?? null,
    profiles: client.remembered(getAllProfiles, {})?.rows.length ?? null,
    callTimes: client.remembered(goGetAllCalltimes, {})?.rows.length ?? null,
  };
}
