import { describe, expect, test } from 'vitest';
import { startApi, type Api } from '../support/api.ts';
import { ACTIVE_USERS, LIVE, success, userList } from '../support/otherDialer.ts';

/** What an operation asks the dialer, on a server that has been asked nothing before. */
async function callsOf(document: string): Promise<Record<string, number>> {
  const api = await startApi();
  await api.data(document);
  return api.dialer.counts();
}

/** A dialer with a hundred agents. */
async function startWithHundredAgents(): Promise<Api> {
  const api = await startApi();
  const users = Array.from({ length: 100 }, (_, index) => ({
    ...ACTIVE_USERS[index % 2],
    user: `agent.${index}`,
  }));
  api.dialer.answer('goGetAllUsers', userList(users));
  return api;
}

describe('a hundred agents', () => {
  test('with their profiles, portfolios and campaigns cost four calls', async () => {
    const api = await startWithHundredAgents();
    const data = await api.data(`{ agents(first: 100) { nodes {
      username name extension permissions { inbound }
      profile { name dispositionSet } portfolios { name } campaign { name active dialMethod }
    } } }`);
    expect(data).toMatchObject({ agents: { nodes: { length: 100 } } });
    expect(api.dialer.counts()).toEqual({
      goGetAllUsers: 1,
      getAllProfiles: 1,
      getAllPortfolios: 1,
      goGetAllCampaigns: 1,
    });
  });

  test('with their figures of today cost one call more', async () => {
    const api = await startWithHundredAgents();
    await api.data(`{ agents(first: 100) { nodes { today { talkSeconds } } } }`);
    expect(api.dialer.counts()).toEqual({ goGetAllUsers: 1, agent_summary_stats: 1 });
  });

  test('with their use of time cost one call more, the dashboard included', async () => {
    const api = await startWithHundredAgents();
    await api.data(`{
      agents(first: 100) { nodes { timeUsage { talk } } }
      dashboard { timeUsage { averageTalk agents { talk } } }
    }`);
    expect(api.dialer.counts()).toEqual({ goGetAllUsers: 1, agentTimeUsage: 1 });
  });

  test('cost one live call each, and no more of them than the page has', async () => {
    const api = await startWithHundredAgents();
    api.dialer.answer('getLiveAgentInfo', success({ status: 'READY' }));
    await api.data(`{ agents(first: 7) { nodes { live { state } } } }`);
    expect(api.dialer.counts()).toEqual({ goGetAllUsers: 1, getLiveAgentInfo: 7 });
  });

  test('are never asked about more than DIALER_CONCURRENCY at once', async () => {
    const hundred = await startWithHundredAgents();
    hundred.dialer.answer('getLiveAgentInfo', {
      body: JSON.stringify(success({ status: 'READY' })),
      delayMs: 100,
    });
    const api = await startApi({ DIALER_CONCURRENCY: '3' }, hundred.dialer);
    await api.data(`{ agents(first: 20) { nodes { live { state } } } }`);
    expect(api.dialer.mostInFlight).toBe(3);
  });
});

describe('the dialer is not asked', () => {
  test.each([
    ['__typename', '{ __typename }'],
    ['the empty dashboard', '{ dashboard { __typename } }'],
    ['the schema', '{ __schema { queryType { name } } }'],
    ['what is skipped', '{ agents @skip(if: true) { totalCount } __typename }'],
  ])('anything for %s', async (_, document) => {
    expect(await callsOf(document)).toEqual({});
  });

  test.each([
    [
      'keys of campaigns and portfolios',
      `{ agents { nodes { campaign { campaignId id } portfolios { code id } } } }`,
      { goGetAllUsers: 1 },
    ],
    [
      'the key of a call time',
      `{ campaign(campaignId: "50010") { settings { callTime { callTimeId id } } } }`,
      { goGetAllCampaigns: 1, getCampaignInfo: 1 },
    ],
    [
      'the campaign and portfolio of a status and of figures',
      `{ agent(username: "b.okafor") { live { campaign { campaignId } } today { portfolio { code } profile { profileId } agent { username } } } }`,
      { goGetAllUsers: 1, getLiveAgentInfo: 1, agent_summary_stats: 1 },
    ],
    [
      'settings that are not selected',
      `{ campaigns { campaignId name dialMethod } }`,
      { goGetAllCampaigns: 1 },
    ],
    [
      'agents that are there already',
      `{ agents { nodes { username profile { profileId } } } }`,
      {
        goGetAllUsers: 1,
        getAllProfiles: 1,
      },
    ],
    [
      'profiles where there is a filter of another kind',
      `{ agents(filter: {search: "a"}) { totalCount } }`,
      {
        goGetAllUsers: 1,
      },
    ],
  ])('for more than it takes: %s', async (_, document, calls) => {
    expect(await callsOf(document)).toEqual(calls);
  });
});

describe('one operation', () => {
  test.each([
    ['one agent', `{ agent(username: "maria.ortiz") { name } }`, { goGetAllUsers: 1 }],
    // It is not among the active ones.
    ['an inactive agent', `{ agent(username: "old.timer") { name } }`, { goGetAllUsers: 2 }],
    ['agents of any status', `{ agents(status: ANY) { totalCount } }`, { goGetAllUsers: 2 }],
    [
      'a filter by profile',
      `{ agents(filter: {profiles: ["VIP"]}) { totalCount } }`,
      {
        goGetAllUsers: 1,
        getAllProfiles: 1,
      },
    ],
    [
      'account and productivity of one agent',
      `{ agent(username: "maria.ortiz") { account { email } productivity { sales } } }`,
      { goGetAllUsers: 1, getUserInfo: 1 },
    ],
    [
      'the settings of three campaigns',
      `{ campaigns { settings { type } } }`,
      { goGetAllCampaigns: 1, getCampaignInfo: 3 },
    ],
    [
      'the settings of one campaign met twice',
      `{ a: campaign(campaignId: "50010") { settings { type } } b: campaign(campaignId: 50010) { settings { script } } }`,
      { goGetAllCampaigns: 1, getCampaignInfo: 1 },
    ],
    [
      'whether campaigns are preview campaigns',
      `{ campaigns { preview } }`,
      {
        goGetAllCampaigns: 1,
        goGetAllUsers: 1,
      },
    ],
    [
      'the hopper of one campaign, two pages of it',
      `{ campaign(campaignId: "50010") { a: hopper(first: 1) { totalCount } b: hopper(last: 1) { totalCount } } }`,
      { goGetAllCampaigns: 1, getLeadsOnHopper: 1 },
    ],
    [
      'a call time',
      `{ callTime(callTimeId: "office") { name windows { opens } } }`,
      { goGetAllCalltimes: 1 },
    ],
    [
      'a call time with details, in any selection',
      `query ($yes: Boolean = true) { callTime(callTimeId: "office") { ...All } }
       fragment All on CallTime { name ... @include(if: $yes) { windows { opens afterHoursAudio } comments } }`,
      { goGetCalltimeInfo: 1 },
    ],
    [
      'details that are skipped',
      `{ callTime(callTimeId: "office") { name comments @skip(if: true) windows { afterHoursAudio @include(if: false) } } }`,
      { goGetAllCalltimes: 1 },
    ],
    [
      'the call time of settings, with details',
      `{ campaign(campaignId: "50010") { settings { callTime { name comments } } } }`,
      { goGetAllCampaigns: 1, getCampaignInfo: 1, goGetCalltimeInfo: 1 },
    ],
    [
      'the call times of all settings',
      `{ campaigns { settings { callTime { name } } } }`,
      { goGetAllCampaigns: 1, getCampaignInfo: 3, goGetAllCalltimes: 1 },
    ],
    [
      'all that the dashboard has',
      `{ dashboard { agentCounts { live } agentsInCall timeUsage { averageTalk } } }`,
      { getAgentStatus: 1, goGetTotalAgentsCall: 1, agentTimeUsage: 1 },
    ],
    [
      'the names of those who have figures',
      `{ dashboard { timeUsage { agents { agent { name extension } } } } }`,
      { agentTimeUsage: 1, goGetAllUsers: 1 },
    ],
    [
      'every list of agents there is',
      `{ portfolios { agents { totalCount } } profiles { agents { totalCount } } campaigns { agents { totalCount } } agents { totalCount } }`,
      { getAllPortfolios: 1, getAllProfiles: 1, goGetAllCampaigns: 1, goGetAllUsers: 1 },
    ],
  ])('asks for %s', async (_, document, calls) => {
    expect(await callsOf(document)).toEqual(calls);
  });

  test.each(['comments', 'holidays', 'stateCallTimes', 'windows { afterHoursAudio }'])(
    'asks for a call time with %s once',
    async (detail) => {
      expect(await callsOf(`{ callTime(callTimeId: "office") { name ${detail} } }`)).toEqual({
        goGetCalltimeInfo: 1,
      });
    },
  );

  test('never asks the same twice', async () => {
    const half = `
      agents(status: ANY) { nodes { name profile { name } portfolios { name } campaign { name settings { type } } today { sales } } }
      agent(username: "maria.ortiz") { live { state } account { email } timeUsage { talk } }
      campaign(campaignId: "50010") { name hopper { totalCount } settings { type } preview }
      callTimes { name } callTime(callTimeId: "office") { comments }
      dashboard { agentCounts { live } agentsInCall timeUsage { averageTalk } }`;
    const doubled = `{ ${half} ${half.replaceAll(/^ {6}(\w+)/gm, '      again_$1: $1').replace(') { name hopper', ') { name again: hopper')}
      third: campaign(campaignId: "50010") { settings { type } }
      callTimeAgain: callTime(callTimeId: "OFFICE") { comments }
      more: agents { nodes { again: today { sales } } }
    }`;
    const once = await callsOf(`{ ${half} }`);
    expect(await callsOf(doubled)).toEqual(once);
    // Those of goGetAllUsers are two lists.
    expect(once).toEqual({
      goGetAllUsers: 2,
      getAllProfiles: 1,
      getAllPortfolios: 1,
      goGetAllCampaigns: 1,
      agent_summary_stats: 1,
      getLiveAgentInfo: 1,
      getUserInfo: 1,
      agentTimeUsage: 1,
      getLeadsOnHopper: 1,
      // Of the campaigns 50010, 50020 and 50030 that agents have.
      getCampaignInfo: 3,
      goGetAllCalltimes: 1,
      goGetCalltimeInfo: 1,
      getAgentStatus: 1,
      goGetTotalAgentsCall: 1,
    });
  });

  test('asks nothing again that another spelling of the key has brought', async () => {
    const api = await startApi();
    api.dialer.answer('getLiveAgentInfo', LIVE['maria.ortiz'] ?? {});
    await api.data(`{
      a: agent(username: "maria.ortiz") { live { state } }
      b: agent(username: "MARIA.ORTIZ") { live { state } }
      nodes(ids: ["QWdlbnQ6bWFyaWEub3J0aXo"]) { ... on Agent { live { state } } }
    }`);
    expect(api.dialer.counts()).toEqual({ goGetAllUsers: 1, getLiveAgentInfo: 1 });
  });
});

describe('every request to the dialer', () => {
  test('is a form post with the credentials first and nothing in the URL', async () => {
    const api = await startApi();
    await api.data(`{
      agent(username: "maria.ortiz") { live { state } account { email } today { sales } timeUsage { talk } }
      campaign(campaignId: "50010") { settings { type callTime { comments } } hopper { totalCount } }
      portfolios { name } profiles { name } callTimes { name }
      dashboard { agentCounts { live } agentsInCall }
    }`);
    expect(Object.keys(api.dialer.counts())).toHaveLength(14);
    for (const { method, path, query, headers, fields, action } of api.dialer.requests) {
      expect(method).toBe('POST');
      expect(path).toMatch(/^\/goAPIv2\/go\w+\/goAPI\.php$/);
      expect([...query]).toEqual([]);
      expect(headers['content-type']).toBe('application/x-www-form-urlencoded');
      expect(fields.slice(0, 4)).toEqual([
        ['goUser', 'graph-api'],
        ['goPass', 'dialer-secret-1'],
        ['goAction', action],
        ['responsetype', 'json'],
      ]);
    }
  });
});
