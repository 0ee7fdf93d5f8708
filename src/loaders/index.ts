import type { UpstreamClient } from '../upstream/client.ts';
import { Caller } from '../upstream/caller.ts';
import { goGetCustomerInfo } from '../upstream/dialer/agent.ts';
import { goGetAllCalltimes, goGetCalltimeInfo } from '../upstream/dialer/callTimes.ts';
import { getCampaignInfo, getLeadsOnHopper, goGetAllCampaigns } from '../upstream/dialer/campaigns.ts';
import { agentTimeUsage, getAgentStatus, goGetTotalAgentsCall } from '../upstream/dialer/dashboard.ts';
import { agent_summary_stats } from '../upstream/dialer/agentReports.ts';
import { getAllPortfolios, getAllProfiles } from '../upstream/dialer/users.ts';
import type { Ask } from './ask.ts';
import { reportLoaders } from './agentReports.ts';
import { callRecordLoaders } from './callRecords.ts';
import type { LiveHistory } from './liveHistory.ts';
import { gathered, fold, indexed, once, perKey, perQuestion, referenceList } from './reference.ts';
import { rememberedSizes } from './sizes.ts';
import { liveStatusLoader, userInfoLoader, userLoaders } from './users.ts';

export interface LoaderOptions {
  readonly client: UpstreamClient;
  readonly history: LiveHistory;
  /** The operation on whose behalf is asked. */
  readonly caller?: Caller | undefined;
}

/** The loaders of one operation: within it, no question is put to the dialer twice. */
export function createLoaders({ client, history, caller = new Caller() }: LoaderOptions) {
  const ask: Ask = (endpoint, input) => client.call(endpoint, input, caller);

  const campaigns = referenceList(
    async () => (await ask(goGetAllCampaigns, {})).rows,
    (campaign) => campaign.campaignId,
  );
  const profiles = referenceList(
    async () => (await ask(getAllProfiles, {})).rows,
    (profile) => profile.profileId,
  );
  const profilesByRowId = once(async () => indexed(await profiles.all(), (profile) => profile.rowId));
  const campaignsByName = once(async () =>
    gathered(
      (await campaigns.all()).filter((campaign) => campaign.name !== null),
      (campaign) => campaign.name ?? '',
    ),
  );
  const users = userLoaders(ask);
  const day = once(() => ask(agent_summary_stats, {}));
  const dayByAgent = once(async () => gathered((await day()).agents.rows, (row) => row.agentUsername));
  const timeUsage = once(() => ask(agentTimeUsage, {}));
  const timeUsageByAgent = once(async () => indexed((await timeUsage()).agents.rows, (row) => row.username));

  return {
    users,
    calls: callRecordLoaders(ask, users.activeCount),
    reports: reportLoaders(ask, users.activeCount),
    userInfo: userInfoLoader(ask),
    liveStatus: liveStatusLoader(ask, history),
    campaigns,
    /** The one campaign of that name; null where there is none, or more than one. */
    campaignByName: async (name: string) => {
      const [campaign, ...others] = (await campaignsByName()).get(fold(name)) ?? [];
      return campaign && others.length === 0 ? campaign : null;
    },
    campaignSettings: perKey((campaignId) => ask(getCampaignInfo, { campaignId })),
    hopper: perKey(async (campaignId) => (await ask(getLeadsOnHopper, { campaignId })).rows),
    /** A lead by its id, which decides; the number only helps the dialer to find it. */
    lead: perQuestion(
      (question: { readonly leadId: string; readonly phoneNumber?: string | undefined }) =>
        ask(goGetCustomerInfo, question),
      ({ leadId }) => leadId,
    ),
    portfolios: referenceList(
      async () => (await ask(getAllPortfolios, {})).rows,
      (portfolio) => portfolio.code,
    ),
    profiles,
    /** A profile by the row number that user rows carry. */
    profileByRowId: async (rowId: string) => (await profilesByRowId()).get(fold(rowId)) ?? null,
    callTimes: referenceList(
      async () => (await ask(goGetAllCalltimes, {})).rows,
      (callTime) => callTime.callTimeId,
    ),
    callTimeDetail: perKey((callTimeId) => ask(goGetCalltimeInfo, { callTimeId })),
    day,
    /** Today's rows of one agent. */
    dayFigures: async (username: string) => (await dayByAgent()).get(fold(username)) ?? [],
    timeUsage,
    timeUsageOf: async (username: string) => (await timeUsageByAgent()).get(fold(username)) ?? null,
    agentCounts: once(() => ask(getAgentStatus, {})),
    agentsInCall: once(() => ask(goGetTotalAgentsCall, {})),
    /** How long the reference lists are, without asking for them. */
    sizes: () => rememberedSizes(client),
  };
}

export type Loaders = ReturnType<typeof createLoaders>;
