import { goGetAllUsers, getLiveAgentInfo, getUserInfo, type UserRow } from '../upstream/dialer/users.ts';
import type { agent_summary_stats, DayFiguresRow } from '../upstream/dialer/report/agentReports.ts';
import type { ModelOf } from '../upstream/endpoint.ts';
import { Listing } from './listing.ts';
import type { FollowedStatuses, LiveHistory } from './liveHistory.ts';
import type { Caller } from '../upstream/client/caller.ts';
import type { Call } from './call.ts';
import { gathered, indexed, leafPerKey, once, perKey } from './reference.ts';
import { normalizeKey, perList } from '../upstream/wire/normalizeKey.ts';
import { andThen, type MaybePromise } from '../upstream/promises/maybePromise.ts';
import type { PortfolioFilter } from './portfolioFilter.ts';

/**
 * The user accounts: a list of active and a list of inactive users, each one call.
 *
 * @param portfolioFilter a user that the viewer may not see is treated as absent, also when calls are made
 */
export function userLoaders(call: Call, portfolioFilter: PortfolioFilter) {
  const active = once(() => call(goGetAllUsers, { inactive: false }));
  const inactive = once(() => call(goGetAllUsers, { inactive: true }));

  let count: number | null = null;
  const activeUsers = once(() =>
    andThen(active(), ({ model, answeredAt }) => {
      const users = usersIn(new Listing(model.users, { answeredAt }), activeIn, portfolioFilter);
      count = users.rows.length;
      return users;
    }),
  );
  const inactiveUsers = once(() =>
    andThen(inactive(), ({ model, answeredAt }) =>
      usersIn(new Listing(model.users, { answeredAt }), inactiveIn, portfolioFilter),
    ),
  );
  const everyone = once(async () => {
    const both = Listing.joined(await Promise.all([activeUsers(), inactiveUsers()]));
    return both.with(eachOnce(both.rows));
  });

  // If the list of inactive users fails, only users missing from the active list are affected.
  const activeByUsername = once(async () => indexed((await activeUsers()).rows, usernameOf));
  const inactiveByUsername = once(async () => indexed((await inactiveUsers()).rows, usernameOf));
  const byUsername = perKey(
    async (username): Promise<UserRow | null> =>
      (await activeByUsername()).get(normalizeKey(username)) ??
      (await inactiveByUsername()).get(normalizeKey(username)) ??
      null,
  );

  /** The usernames whose users the viewer may see. */
  const seen = (usernames: readonly string[]): MaybePromise<readonly string[]> =>
    portfolioFilter.isLimited ? ofPortfolios(usernames) : usernames;
  const ofPortfolios = async (usernames: readonly string[]): Promise<readonly string[]> => {
    const rows = await Promise.all(usernames.map((username) => byUsername.load(username)));
    return usernames.filter((_, index) => rows[index] !== null);
  };

  return {
    activeUsers,
    seen,
    /** The rows about users that the viewer may see, for answers without a portfolio. */
    rowsOfSeen: async <Row extends object>(
      list: Listing<Row>,
      keyOf: (row: Row) => string,
    ): Promise<Listing<Row>> => {
      const usernames = new Set((await seen([...new Set(list.rows.map(keyOf))])).map(normalizeKey));
      const rows = list.rows.filter((row) => usernames.has(normalizeKey(keyOf(row))));
      // A row without a name may be about any user.
      return list.with(rows, portfolioFilter.isLimited ? [] : list.unreadable);
    },
    inactiveUsers,
    everyone,
    /** The number of active users; null if their list was not fetched. */
    activeCount: () => count,
    /**
     * One user, active or not; null if there is none. The list of inactive users is fetched only if the active list
     * lacks the user.
     */
    byUsername,
    /** The preview campaigns; null if the dialer does not list them. */
    previewCampaigns: once(async () => (await active()).model.previewCampaigns?.rows ?? null),
  };
}

// An older dialer ignores the parameter and returns all users, so each row's own flag decides.

/** True for a row that belongs in the list of the active users. */
export const isActiveUser = ({ active }: UserRow): boolean => active !== false;

/** True for a row that belongs in the list of the inactive users. */
export const isInactiveUser = ({ active }: UserRow): boolean => active !== true;

/**
 * The users of a list that belong in it and that the viewer may see.
 *
 * @param belonging gives the users that belong in it, without duplicates
 */
function usersIn(
  list: Listing<UserRow>,
  belonging: (rows: readonly UserRow[]) => readonly UserRow[],
  portfolioFilter: PortfolioFilter,
): Listing<UserRow> {
  const users = belonging(list.rows);
  if (!portfolioFilter.isLimited) return list.with(users);
  const seen = users.map((user) => portfolioFilter.agent(user)).filter((user) => user !== null);
  return list.with(seen, []);
}

/**
 * Each user once, by the first of its rows. The dialer's joins may print a user once for each of its portfolios, so the
 * portfolios of all its rows count. Otherwise a viewer of one of them might not see the user.
 */
const eachOnce = (users: readonly UserRow[]): UserRow[] =>
  [...gathered(users, usernameOf).values()].flatMap(([first, ...others]) => {
    if (!first || others.length === 0) return first ?? [];
    const codes = [first, ...others].flatMap(({ portfolioCodes }) => portfolioCodes ?? []);
    const portfolioCodes = [...indexed(codes, (code) => code).values()];
    return { ...first, portfolioCodes: portfolioCodes.length > 0 ? portfolioCodes : first.portfolioCodes };
  });

// A cached answer's rows are the same array each time.
const activeIn = perList((rows: readonly UserRow[]) => eachOnce(rows.filter(isActiveUser)));
const inactiveIn = perList((rows: readonly UserRow[]) => eachOnce(rows.filter(isInactiveUser)));

type Seen = ReturnType<typeof userLoaders>['seen'];

/** One agent's settings and figures; null if the viewer may not see the agent. */
export const userInfoLoader = (call: Call, seen: Seen, portfolioFilter: PortfolioFilter) =>
  leafPerKey((username) =>
    andThen(seen([username]), ({ length }) =>
      length === 0
        ? null
        : andThen(call(getUserInfo, { username }), ({ model: info }) => {
            // The tenant is a portfolio, too. It may be one that the viewer may not see.
            if (!info || portfolioFilter.includes(info.account.tenant)) return info;
            return { ...info, account: { ...info.account, tenant: null } };
          }),
    ),
  );

/** The sources of live statuses. */
export interface LiveSources {
  readonly call: Call;
  readonly caller: Pick<Caller, 'noteGaps'>;
  readonly history: LiveHistory;
  readonly followed: FollowedStatuses;
}

/**
 * One agent's live status, and its `since`; null if the viewer may not see the agent. The dialer is not asked about an
 * agent that subscriptions follow.
 */
export const liveStatusLoader = ({ call, caller, history, followed }: LiveSources, seen: Seen) =>
  perKey(async (username) => {
    if ((await seen([username])).length === 0) return null;
    const known = followed.of(username);
    if (known) {
      caller.noteGaps(getLiveAgentInfo.name, known.gaps);
      return known.status;
    }
    const { model, answeredAt } = await call(getLiveAgentInfo, { username });
    const status = history.statusOf(username, model, answeredAt);
    return model && status;
  });

/**
 * True for a row of an agent who has logged in today. A dialer may list every account, with zeros for those who have not
 * logged in. A row whose login time cannot be read counts: the report has it because of something the agent did.
 */
const hasLoggedIn = ({ loginSeconds, ...others }: DayFiguresRow): boolean =>
  loginSeconds !== 0 ||
  [others.callsHandled, others.talkSeconds, others.pauseSeconds, others.breakSeconds].some(
    (figure) => figure !== null && figure > 0,
  );

/** The normalised usernames of the agents who have logged in today, by today's figures (agent_summary_stats). */
export const loggedInToday = ({ agents }: ModelOf<typeof agent_summary_stats>): ReadonlySet<string> =>
  namesIn(agents.rows);

const namesIn = perList(
  (rows: readonly DayFiguresRow[]): ReadonlySet<string> =>
    new Set(rows.filter(hasLoggedIn).map(({ agentUsername }) => normalizeKey(agentUsername))),
);

const usernameOf = (user: UserRow): string => user.username;
