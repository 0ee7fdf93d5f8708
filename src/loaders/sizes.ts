import type { UpstreamClient } from '../upstream/client/client.ts';
import { goGetAllCalltimes } from '../upstream/dialer/callTimes.ts';
import { goGetAllCampaigns } from '../upstream/dialer/campaigns.ts';
import { goGetAllUsers, type UserRow } from '../upstream/dialer/users.ts';
import { getAllPortfolios, getAllProfiles } from '../upstream/dialer/portfolios.ts';
import { perList } from '../upstream/wire/normalizeKey.ts';
import type { PortfolioFilter } from './portfolioFilter.ts';
import { agent_summary_stats } from '../upstream/dialer/report/agentReports.ts';
import { isActiveUser, isInactiveUser, loggedInToday } from './users.ts';

/** The lengths of the reference lists; null if a list is not cached. */
export interface Sizes {
  /** Active agents, and the inactive ones if their list is cached. */
  readonly agents: number | null;
  readonly inactiveAgents: number | null;
  /** Agents who have logged in today, whoever may see them. */
  readonly loggedIn: number | null;
  readonly campaigns: number | null;
  readonly portfolios: number | null;
  readonly profiles: number | null;
  readonly callTimes: number | null;
}

const ACTIVE = { inactive: false } as const;
const INACTIVE = { inactive: true } as const;
const NOTHING = {} as const;

/** The active users in the cached list, as the viewer sees them; null if it is not cached. Makes no call. */
export const rememberedUsers = (
  client: UpstreamClient,
  portfolioFilter: PortfolioFilter,
): readonly UserRow[] | null =>
  seenIn(client.remembered(goGetAllUsers, ACTIVE)?.users.rows, activeIn, portfolioFilter);

// A cached answer's rows are the same array each time.
const activeIn = perList((rows: readonly UserRow[]): readonly UserRow[] => rows.filter(isActiveUser));
const inactiveIn = perList((rows: readonly UserRow[]): readonly UserRow[] => rows.filter(isInactiveUser));

/** The users of a list that belong in it, and that the viewer may see; null if it is not cached. */
function seenIn(
  rows: readonly UserRow[] | undefined,
  belonging: (rows: readonly UserRow[]) => readonly UserRow[],
  portfolioFilter: PortfolioFilter,
): readonly UserRow[] | null {
  if (!rows) return null;
  const users = belonging(rows);
  return portfolioFilter.isLimited ? users.filter((user) => portfolioFilter.agent(user) !== null) : users;
}

/** The sizes of the cached reference lists, as the viewer sees them. Each is found out when it is read. Makes no call. */
export class RememberedSizes implements Sizes {
  readonly #client: UpstreamClient;
  readonly #portfolioFilter: PortfolioFilter;

  constructor(client: UpstreamClient, portfolioFilter: PortfolioFilter) {
    this.#client = client;
    this.#portfolioFilter = portfolioFilter;
  }

  get agents(): number | null {
    const active = rememberedUsers(this.#client, this.#portfolioFilter);
    if (!active) return null;
    return active.length + (this.inactiveAgents ?? 0);
  }

  get inactiveAgents(): number | null {
    const inactive = this.#client.remembered(goGetAllUsers, INACTIVE)?.users.rows;
    return seenIn(inactive, inactiveIn, this.#portfolioFilter)?.length ?? null;
  }

  get loggedIn(): number | null {
    const today = this.#client.remembered(agent_summary_stats, NOTHING);
    return today ? loggedInToday(today).size : null;
  }

  get campaigns(): number | null {
    return this.#client.remembered(goGetAllCampaigns, NOTHING)?.rows.length ?? null;
  }

  get portfolios(): number | null {
    const portfolios = this.#client.remembered(getAllPortfolios, NOTHING)?.rows;
    return portfolios?.filter(({ code }) => this.#portfolioFilter.includes(code)).length ?? null;
  }

  get profiles(): number | null {
    return this.#client.remembered(getAllProfiles, NOTHING)?.rows.length ?? null;
  }

  get callTimes(): number | null {
    return this.#client.remembered(goGetAllCalltimes, NOTHING)?.rows.length ?? null;
  }
}
