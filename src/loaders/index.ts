import type { UpstreamClient } from '../upstream/client/client.ts';
import { Caller } from '../upstream/client/caller.ts';
import { goGetCustomerInfo } from '../upstream/dialer/agent.ts';
import { goGetAllCalltimes, goGetCalltimeInfo } from '../upstream/dialer/callTimes.ts';
import { getCampaignInfo, getLeadsOnHopper, goGetAllCampaigns } from '../upstream/dialer/campaigns.ts';
import { agentTimeUsage, getAgentStatus, goGetTotalAgentsCall } from '../upstream/dialer/dashboard.ts';
import { agent_summary_stats } from '../upstream/dialer/report/agentReports.ts';
import { getAllPortfolios, getAllProfiles } from '../upstream/dialer/portfolios.ts';
import type { Zone } from '../upstream/wire/zone.ts';
import type { Call } from './call.ts';
import { reportLoaders } from './agentReports.ts';
import { carrierCallLoaders, type CarrierAccount } from './carrier/carrierCalls.ts';
import { callRecordLoaders } from './callRecords.ts';
import type { LiveHistory } from './liveHistory.ts';
import { gathered, indexed, once, perKey, perQuestion, referenceList } from './reference.ts';
import { normalizeKey } from '../upstream/wire/normalizeKey.ts';
import { PortfolioFilter } from './portfolioFilter.ts';
import { rememberedSizes } from './sizes.ts';
import { timeUsageAverages } from './timeUsageAverages.ts';
import { liveStatusLoader, userInfoLoader, userLoaders } from './users.ts';

export interface LoaderOptions {
  readonly client: UpstreamClient;
  readonly history: LiveHistory;
  /** The operation on whose behalf is asked. */
  readonly caller?: Caller | undefined;
  /** What its viewer may see; left out, everything. */
  readonly portfolioFilter?: PortfolioFilter | undefined;
  /** A secret that goes into the calls' ids, the same for all operations. */
  readonly callIdKey: () => string;
  /** Left out, there is no phone system to ask. */
  readonly carrier?: CarrierAccount | null | undefined;
  /** The zone of the dialer's naive times. */
  readonly zone: Zone;
}

/**
 * The loaders of one operation: within it, no question is put to the dialer twice. Rows that its viewer may not see do
 * not get past them.
 */
export function createLoaders({
  client,
  history,
  caller = new Caller(),
  portfolioFilter = new PortfolioFilter(null),
  callIdKey,
  carrier = null,
  zone,
}: LoaderOptions) {
  const call: Call = (endpoint, input) => client.call(endpoint, input, caller);

  const campaigns = referenceList(
    async () => (await call(goGetAllCampaigns, {})).rows,
    (campaign) => campaign.campaignId,
  );
  const profiles = referenceList(
    async () => (await call(getAllProfiles, {})).rows,
    (profile) => profile.profileId,
  );
  const profilesByRowId = once(async () => indexed(await profiles.all(), (profile) => profile.rowId));
  const campaignsByName = once(async () =>
    gathered(
      (await campaigns.all()).filter((campaign) => campaign.name !== null),
      (campaign) => campaign.name ?? '',
    ),
  );
  const users = userLoaders(call, portfolioFilter);
  const day = once(async () => {
    const { agents, dates } = await call(agent_summary_stats, {});
    return { agents: portfolioFilter.filter(agents), dates };
  });
  const dayByAgent = once(async () => gathered((await day()).agents.rows, (row) => row.agentUsername));
  const timeUsage = once(async () => {
    const usage = await call(agentTimeUsage, {});
    if (!portfolioFilter.isLimited) return usage;
    const agents = await users.rowsOfSeen(usage.agents, ({ username }) => username);
    return { agents, averages: timeUsageAverages(agents.rows) };
  });
  const timeUsageByAgent = once(async () => indexed((await timeUsage()).agents.rows, (row) => row.username));

  return {
    users,
    calls: callRecordLoaders(call, users.activeCount, portfolioFilter, callIdKey),
    /** Null if no phone system is configured. */
    carrier: carrier && carrierCallLoaders(call, carrier, zone),
    reports: reportLoaders(call, users, portfolioFilter),
    userInfo: userInfoLoader(call, users.seen, portfolioFilter),
    liveStatus: liveStatusLoader(call, history, users.seen),
    campaigns,
    /** The one campaign of that name; null if there is none, or more than one. */
    campaignByName: async (name: string) => {
      const [campaign, ...others] = (await campaignsByName()).get(normalizeKey(name)) ?? [];
      return campaign && others.length === 0 ? campaign : null;
    },
    campaignSettings: perKey((campaignId) => call(getCampaignInfo, { campaignId })),
    hopper: perKey(async (campaignId) => (await call(getLeadsOnHopper, { campaignId })).rows),
    /** A lead by its id, which decides; the number only helps the dialer to find it. */
    lead: perQuestion(
      (question: { readonly leadId: string; readonly phoneNumber?: string | undefined }) =>
        call(goGetCustomerInfo, question),
      ({ leadId }) => leadId,
    ),
    portfolios: referenceList(
      async () =>
        (await call(getAllPortfolios, {})).rows.filter(({ code }) => portfolioFilter.includes(code)),
      (portfolio) => portfolio.code,
    ),
    profiles,
    /** A profile by the row number that user rows carry. */
    profileByRowId: async (rowId: string) => (await profilesByRowId()).get(normalizeKey(rowId)) ?? null,
    callTimes: referenceList(
      async () => (await call(goGetAllCalltimes, {})).rows,
      (callTime) => callTime.callTimeId,
    ),
    callTimeDetail: perKey((callTimeId) => call(goGetCalltimeInfo, { callTimeId })),
    day,
    /** Today's rows of one agent. */
    dayFigures: async (username: string) => (await dayByAgent()).get(normalizeKey(username)) ?? [],
    timeUsage,
    timeUsageOf: async (username: string) => (await timeUsageByAgent()).get(normalizeKey(username)) ?? null,
    agentCounts: once(() => call(getAgentStatus, {})),
    agentsInCall: once(() => call(goGetTotalAgentsCall, {})),
    /** How long the reference lists are, without asking for them. */
    sizes: () => rememberedSizes(client, portfolioFilter),
  };
}

export type Loaders = ReturnType<typeof createLoaders>;
