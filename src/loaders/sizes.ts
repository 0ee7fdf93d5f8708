import type { UpstreamClient } from '../upstream/client/client.ts';
import { goGetAllCalltimes } from '../upstream/dialer/callTimes.ts';
import { goGetAllCampaigns } from '../upstream/dialer/campaigns.ts';
import { goGetAllUsers, type UserRow } from '../upstream/dialer/users.ts';
import { getAllPortfolios, getAllProfiles } from '../upstream/dialer/portfolios.ts';
import type { PortfolioFilter } from './portfolioFilter.ts';
import { agent_summary_stats } from '../upstream/dialer/report/agentReports.ts';
import { isActiveUser, isInactiveUser, loggedInToday } from './users.ts';

/** The lengths of the reference lists; null if a list is not cached. */
export interface Sizes {
  /** Active agents, and the inactive ones if their list is cached. */
  readonly agents: number | null;
  /** Agents who have logged in today, whoever may see them. */
  readonly loggedIn: number | null;
  readonly campaigns: number | null;
  readonly portfolios: number | null;
  readonly profiles: number | null;
  readonly callTimes: number | null;
}

// Constants, so that the keys of the calls are made once.
const ACTIVE = { inactive: false } as const;
const INACTIVE = { inactive: true } as const;
const NOTHING = {} as const;

/** The active users in the cached list, as the viewer sees them; null if it is not cached. Makes no call. */
export const rememberedUsers = (
  client: UpstreamClient,
  portfolioFilter: PortfolioFilter,
): readonly UserRow[] | null =>
  client
    .remembered(goGetAllUsers, ACTIVE)
    ?.users.rows.filter(isActiveUser)
    .filter((user) => portfolioFilter.agent(user) !== null) ?? null;

/** The sizes of the cached reference lists, as the viewer sees them. Makes no call. */
export function rememberedSizes(client: UpstreamClient, portfolioFilter: PortfolioFilter): Sizes {
  const isSeen = (user: UserRow): boolean => portfolioFilter.agent(user) !== null;
  const active = rememberedUsers(client, portfolioFilter);
  const inactive = client.remembered(goGetAllUsers, INACTIVE);
  const today = client.remembered(agent_summary_stats, NOTHING);
  const inactiveCount = inactive?.users.rows.filter(isInactiveUser).filter(isSeen).length ?? 0;
  return {
    agents: active ? active.length + inactiveCount : null,
    loggedIn: today ? loggedInToday(today).size : null,
    campaigns: client.remembered(goGetAllCampaigns, NOTHING)?.rows.length ?? null,
    portfolios:
      client.remembered(getAllPortfolios, NOTHING)?.rows.filter(({ code }) => portfolioFilter.includes(code))
        .length ?? null,
    profiles: client.remembered(getAllProfiles, NOTHING)?.rows.length ?? null,
    callTimes: client.remembered(goGetAllCalltimes, NOTHING)?.rows.length ?? null,
  };
}
