import { goGetAllUsers, getLiveAgentInfo, getUserInfo, type UserRow } from '../upstream/dialer/users.ts';
import type { LiveHistory } from './liveHistory.ts';
import { about, type Ask } from './ask.ts';
import { fold, indexed, once, perKey } from './reference.ts';

/** The user accounts: two lists, the active and the inactive ones, each one call. */
export function userLoaders(ask: Ask) {
  const active = once(() => ask(goGetAllUsers, { inactive: false }));
  const inactive = once(() => ask(goGetAllUsers, { inactive: true }));

  let count: number | null = null;
  const activeUsers = once(async () => {
    const users = (await active()).users.rows.filter(isActiveUser);
    count = users.length;
    return users;
  });
  const inactiveUsers = once(async () => (await inactive()).users.rows.filter(isInactiveUser));
  const everyone = once(async () => {
    const [first, second] = await Promise.all([activeUsers(), inactiveUsers()]);
    return [...indexed([...first, ...second], usernameOf).values()];
  });

  // Where the inactive ones cannot be had, only those suffer that are not among the active ones.
  const activeByUsername = once(async () => indexed(await activeUsers(), usernameOf));
  const inactiveByUsername = once(async () => indexed(await inactiveUsers(), usernameOf));
  const byUsername = perKey(
    async (username): Promise<UserRow | null> =>
      (await activeByUsername()).get(fold(username)) ??
      (await inactiveByUsername()).get(fold(username)) ??
      null,
  );

  return {
    activeUsers,
    inactiveUsers,
    everyone,
    /** How many active users there are; null while nobody had to ask. */
    activeCount: () => count,
    /** One user, active or not; null where there is none. The inactive ones are asked for only where one is missing. */
    byUsername,
    previewCampaigns: once(async () => (await active()).previewCampaigns.rows),
  };
}

// An older dialer ignores the parameter and gives everyone: each row's own flag has the last word.

/** True for a row that belongs in the list of the active users. */
export const isActiveUser = ({ active }: UserRow): boolean => active !== false;

/** True for a row that belongs in the list of the inactive users. */
export const isInactiveUser = ({ active }: UserRow): boolean => active !== true;

/** One agent's settings and figures. */
export const userInfoLoader = (ask: Ask) =>
  perKey(async (username) =>
    about(getUserInfo, username, await ask(getUserInfo, { username }), (info) => info.username),
  );

/** What one agent is doing, and since when. */
export const liveStatusLoader = (ask: Ask, history: LiveHistory) =>
  perKey(async (username) => {
    const status = await ask(getLiveAgentInfo, { username });
    return status && { ...status, ...history.observe(username, status) };
  });

const usernameOf = (user: UserRow): string => user.username;
