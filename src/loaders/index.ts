import type { UpstreamClient } from '../upstream/client/client.ts';
import { Caller } from '../upstream/client/caller.ts';
import { goGetCustomerInfo } from '../upstream/dialer/agent.ts';
import { goGetAllCalltimes, goGetCalltimeInfo } from '../upstream/dialer/callTimes.ts';
import { getCampaignInfo, getLeadsOnHopper, goGetAllCampaigns } from '../upstream/dialer/campaigns.ts';
import { agentTimeUsage, getAgentStatus, goGetTotalAgentsCall } from '../upstream/dialer/dashboard.ts';
import { agent_summary_stats } from '../upstream/dialer/report/agentReports.ts';
import { getAllPortfolios, getAllProfiles } from '../upstream/dialer/portfolios.ts';
import { andThen } from '../upstream/promises/maybePromise.ts';
import { LaterTurns } from '../upstream/promises/turn.ts';
import type { PhoneNumbers } from '../upstream/wire/phoneNumber.ts';
import type { Zone } from '../upstream/wire/zone.ts';
import type { Call } from './call.ts';
import { reportLoaders } from './agentReports.ts';
import { carrierCallLoaders, type CarrierAccount } from './carrier/carrierCalls.ts';
import type { CallIdSource } from './calls/callIdentity.ts';
import { callRecordLoaders } from './calls/callRecords.ts';
import type { LiveHistory } from './liveHistory.ts';
import { Listing, listingOf } from './listing.ts';
import { gathered, indexed, once, onceAtHand, perKey, perInput, referenceList } from './reference.ts';
import { normalizeKey } from '../upstream/wire/normalizeKey.ts';
import { PortfolioFilter } from './portfolioFilter.ts';
import { RememberedSizes, rememberedUsers, type Sizes } from './sizes.ts';
import { timeUsageAverages } from './timeUsageAverages.ts';
import { liveStatusLoader, loggedInToday, userInfoLoader, userLoaders } from './users.ts';

export interface LoaderOptions {
  readonly client: UpstreamClient;
  readonly history: LiveHistory;
  /** The operation that makes the calls. */
  readonly caller?: Caller | undefined;
  /** The portfolios that its viewer may see; if left out, all. */
  readonly portfolioFilter?: PortfolioFilter | undefined;
  /** What the ids of calls are made of, the same for all operations. */
  readonly callIds: CallIdSource;
  /** The account at the phone system; if left out, there is none. */
  readonly carrier?: CarrierAccount | null | undefined;
  /** The zone of the dialer's times, which carry no offset. */
  readonly zone: Zone;
  readonly phoneNumbers: PhoneNumbers;
  /** The operation's paused work. Loaders collect their batches until it is done. */
  readonly laterTurns?: LaterTurns | undefined;
}

/** The loaders of one operation. Within it, no call is made twice. They drop all rows that its viewer may not see. */
export function createLoaders({
  client,
  history,
  caller = new Caller(),
  portfolioFilter = new PortfolioFilter(null),
  callIds,
  carrier = null,
  zone,
  phoneNumbers,
  laterTurns: { whenIdle } = new LaterTurns(),
}: LoaderOptions) {
  const call: Call = (endpoint, input) => client.ask(endpoint, input, caller);
  const followed = history.followed();

  const campaigns = referenceList(
    async () => (await call(goGetAllCampaigns, {})).model.rows,
    (campaign) => campaign.campaignId,
  );
  const profiles = referenceList(
    async () => (await call(getAllProfiles, {})).model.rows,
    (profile) => profile.profileId,
  );
  const profilesByRowId = onceAtHand(async () => indexed(await profiles.all(), (profile) => profile.rowId));
  const campaignsByName = onceAtHand(async () =>
    gathered(
      (await campaigns.all()).filter((campaign) => campaign.name !== null),
      (campaign) => campaign.name ?? '',
    ),
  );
  const allPortfolios = once(async () => (await call(getAllPortfolios, {})).model.rows);
  const users = userLoaders(call, portfolioFilter);
  const dayFigures = once(() => call(agent_summary_stats, {}));
  const day = once(async () => {
    const { model, answeredAt } = await dayFigures();
    return { agents: portfolioFilter.filter(new Listing(model.agents, { answeredAt })), dates: model.dates };
  });
  const dayByAgent = once(async () => gathered((await day()).agents.rows, (row) => row.agentUsername));
  const timeUsage = once(async () => {
    const { model, answeredAt } = await call(agentTimeUsage, {});
    const all = new Listing(model.agents, { answeredAt });
    if (!portfolioFilter.isLimited) return { agents: all, averages: model.averages };
    const agents = await users.rowsOfSeen(all, ({ username }) => username);
    return { agents, averages: timeUsageAverages(agents.rows) };
  });
  const timeUsageByAgent = once(async () => indexed((await timeUsage()).agents.rows, (row) => row.username));

  return {
    users,
    calls: callRecordLoaders(call, users.activeCount, portfolioFilter, callIds, allPortfolios, whenIdle),
    /** Null if no phone system is configured. */
    carrier: carrier && carrierCallLoaders(call, carrier, zone, phoneNumbers, whenIdle),
    reports: reportLoaders(call, users, portfolioFilter, whenIdle),
    userInfo: userInfoLoader(call, users.seen, portfolioFilter),
    liveStatus: liveStatusLoader({ call, caller, history, followed }, users.seen),
    /** The live statuses that subscriptions know. */
    followed,
    campaigns,
    /** The one campaign of that name; null if there is none, or more than one. */
    campaignByName: (name: string) =>
      andThen(campaignsByName(), (rows) => {
        const [campaign, ...others] = rows.get(normalizeKey(name)) ?? [];
        return campaign && others.length === 0 ? campaign : null;
      }),
    campaignSettings: perKey(async (campaignId) => (await call(getCampaignInfo, { campaignId })).model),
    hopper: perKey(async (campaignId) => listingOf(await call(getLeadsOnHopper, { campaignId }))),
    /** A lead by its id. The number only helps the dialer to find it. */
    lead: perInput(
      async (input: { readonly leadId: string; readonly phoneNumber?: string | undefined }) =>
        (await call(goGetCustomerInfo, input)).model,
      ({ leadId }) => leadId,
    ),
    portfolios: referenceList(
      async () => (await allPortfolios()).filter(({ code }) => portfolioFilter.includes(code)),
      (portfolio) => portfolio.code,
    ),
    profiles,
    /** A profile by its row number, which user rows have. */
    profileByRowId: (rowId: string) =>
      andThen(profilesByRowId(), (rows) => rows.get(normalizeKey(rowId)) ?? null),
    callTimes: referenceList(
      async () => (await call(goGetAllCalltimes, {})).model.rows,
      (callTime) => callTime.callTimeId,
    ),
    callTimeDetail: perKey(async (callTimeId) => (await call(goGetCalltimeInfo, { callTimeId })).model),
    day,
    /** The normalised usernames of all agents who have logged in today, of any portfolio. */
    loggedIn: once(async () => loggedInToday((await dayFigures()).model)),
    /** Today's rows of one agent. */
    dayFigures: async (username: string) => (await dayByAgent()).get(normalizeKey(username)) ?? [],
    timeUsage,
    timeUsageOf: async (username: string) => (await timeUsageByAgent()).get(normalizeKey(username)) ?? null,
    agentCounts: once(() => call(getAgentStatus, {})),
    agentsInCall: once(() => call(goGetTotalAgentsCall, {})),
    /** The active users, as far as their list is cached; else null. Makes no call. */
    rememberedUsers: () => rememberedUsers(client, portfolioFilter),
    /** The lengths of the reference lists, as far as they are cached. Makes no call. */
    sizes: (): Sizes => new RememberedSizes(client, portfolioFilter),
  };
}

export type Loaders = ReturnType<typeof createLoaders>;
