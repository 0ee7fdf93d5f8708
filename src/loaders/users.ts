import { goGetAllUsers, getLiveAgentInfo, getUserInfo, type UserRow } from '../upstream/dialer/users.ts';
import type { Table } from '../upstream/wire/table.ts';
import type { LiveHistory } from './liveHistory.ts';
import type { Call } from './call.ts';
import { indexed, once, perKey } from './reference.ts';
import { normalizeKey } from '../upstream/wire/normalizeKey.ts';
import type { PortfolioFilter } from './portfolioFilter.ts';

/**
 * The user accounts: two lists, the active and the inactive ones, each one call.
 *
 * @param portfolioFilter a user that the viewer does not see is like one that is not there, in what is asked, too
 */
export function userLoaders(call: Call, portfolioFilter: PortfolioFilter) {
  const active = once(() => call(goGetAllUsers, { inactive: false }));
  const inactive = once(() => call(goGetAllUsers, { inactive: true }));

  let count: number | null = null;
  const activeUsers = once(async () => {
    const users = seenBy(portfolioFilter, (await active()).users.rows.filter(isActiveUser));
    count = users.length;
    return users;
  });
  const inactiveUsers = once(async () =>
    seenBy(portfolioFilter, (await inactive()).users.rows.filter(isInactiveUser)),
  );
  const everyone = once(async () => {
    const [first, second] = await Promise.all([activeUsers(), inactiveUsers()]);
    return [...indexed([...first, ...second], usernameOf).values()];
  });

  // Where the inactive ones cannot be had, only those suffer that are not among the active ones.
  const activeByUsername = once(async () => indexed(await activeUsers(), usernameOf));
  const inactiveByUsername = once(async () => indexed(await inactiveUsers(), usernameOf));
  const byUsername = perKey(
    async (username): Promise<UserRow | null> =>
      (await activeByUsername()).get(normalizeKey(username)) ??
      (await inactiveByUsername()).get(normalizeKey(username)) ??
      null,
  );

  /** Those of the usernames whose users the viewer sees, where not all may be seen. */
  const seen = async (usernames: readonly string[]): Promise<readonly string[]> => {
    if (!portfolioFilter.isLimited) return usernames;
    const rows = await Promise.all(usernames.map((username) => byUsername.load(username)));
    return usernames.filter((_, index) => rows[index] !== null);
  };

  return {
    activeUsers,
    seen,
    /** The rows about users the viewer sees: for answers that tell no portfolio. */
    rowsOfSeen: async <Row>(table: Table<Row>, keyOf: (row: Row) => string): Promise<Table<Row>> => {
      const usernames = new Set((await seen([...new Set(table.rows.map(keyOf))])).map(normalizeKey));
      return table.where((row) => usernames.has(normalizeKey(keyOf(row))));
    },
    inactiveUsers,
    everyone,
    /** How many active users there are; null while nobody had to ask. */
    activeCount: () => count,
    /** One user, active or not; null if there is none. The inactive ones are asked for only where one is missing. */
    byUsername,
    previewCampaigns: once(async () => (await active()).previewCampaigns.rows),
  };
}

// An older dialer ignores the parameter and gives everyone: each row's own flag has the last word.

/** True for a row that belongs in the list of the active users. */
export const isActiveUser = ({ active }: UserRow): boolean => active !== false;

/** True for a row that belongs in the list of the inactive users. */
export const isInactiveUser = ({ active }: UserRow): boolean => active !== true;

/** Each user once, as the viewer sees it: of two rows with one name, the first is the user. */
const seenBy = (portfolioFilter: PortfolioFilter, users: readonly UserRow[]): readonly UserRow[] =>
  [...indexed(users, usernameOf).values()]
    .map((user) => portfolioFilter.agent(user))
    .filter((user) => user !== null);

type Seen = ReturnType<typeof userLoaders>['seen'];

/** One agent's settings and figures; null if the viewer does not see the agent. */
export const userInfoLoader = (call: Call, seen: Seen, portfolioFilter: PortfolioFilter) =>
  perKey(async (username) => {
    if ((await seen([username])).length === 0) return null;
    const info = await call(getUserInfo, { username });
    // The tenant is a portfolio by another name, and need not be the one by which the agent is seen.
    if (!info || portfolioFilter.includes(info.account.tenant)) return info;
    return { ...info, account: { ...info.account, tenant: null } };
  });

/** What one agent is doing, and since when; null if the viewer does not see the agent. */
export const liveStatusLoader = (call: Call, history: LiveHistory, seen: Seen) =>
  perKey(async (username) => {
    if ((await seen([username])).length === 0) return null;
    const status = await call(getLiveAgentInfo, { username });
    return status && { ...status, ...history.observe(username, status) };
  });

const usernameOf = (user: UserRow): string => user.username;
