import { describe, expect, onTestFinished, test } from 'vitest';
import { hasNoData, startApi, summary, type Api } from '../support/api.ts';
import { freshApiOfFile } from '../support/freshApi.ts';
import { LIVE, refusal, success, userList } from '../support/otherDialer.ts';
import { startScriptedServer, type Script } from '../support/scriptedServer.ts';

/** One field at least for every action; all of them can be null. */
const EVERY_ACTION = `{
  agent(username: "maria.ortiz") {
    username
    account { email }
    productivity { sales }
    live { state }
    today { sales }
    timeUsage { talk }
    profile { name }
    campaign { campaignId name }
    portfolios { code name }
  }
  campaign(campaignId: "50010") {
    campaignId
    preview
    settings { script callTime { callTimeId comments } }
    hopper { totalCount }
    agents { totalCount }
  }
  portfolio(code: "NRD") { name agents { totalCount } }
  profile(profileId: "VIP") { name }
  callTime(callTimeId: "office") { name }
  dashboard { agentCounts { live } agentsInCall timeUsage { averageTalk } }
}`;

/** What that operation gives where every action works. */
const ALL_WELL = {
  agent: {
    username: 'Maria.ORTIZ',
    account: { email: 'maria@example.com' },
    productivity: { sales: 5 },
    live: { state: 'IN_CALL' },
    today: { sales: 1010 },
    timeUsage: { talk: 37.14 },
    profile: { name: 'Servers, Europe' },
    campaign: { campaignId: '50010', name: 'Renovación' },
    portfolios: [
      { code: 'NRD', name: 'Nordbank A/S' },
      { code: 'SUR', name: 'Banco del Sur' },
    ],
  },
  campaign: {
    campaignId: '50010',
    preview: false,
    settings: { script: 'RENEWAL_1', callTime: { callTimeId: 'office', comments: 'Since May' } },
    hopper: { totalCount: 7 },
    agents: { totalCount: 1 },
  },
  portfolio: { name: 'Nordbank A/S', agents: { totalCount: 2 } },
  profile: { name: 'VIP' },
  callTime: { name: 'Office hours' },
  dashboard: { agentCounts: { live: 61 }, agentsInCall: 23, timeUsage: { averageTalk: 38 } },
};

/** The fields that are null where an action fails. */
const NEEDED_BY: Readonly<Record<string, readonly string[]>> = {
  goGetAllUsers: ['agent', 'campaign.preview', 'campaign.agents', 'portfolio.agents'],
  getUserInfo: ['agent.account', 'agent.productivity'],
  getLiveAgentInfo: ['agent.live'],
  agent_summary_stats: ['agent.today'],
  agentTimeUsage: ['agent.timeUsage', 'dashboard.timeUsage'],
  getAllProfiles: ['agent.profile', 'profile'],
  goGetAllCampaigns: ['agent.campaign.name', 'campaign'],
  getAllPortfolios: ['agent.portfolios.0.name', 'agent.portfolios.1.name', 'portfolio'],
  getCampaignInfo: ['campaign.settings'],
  goGetCalltimeInfo: ['campaign.settings.callTime'],
  getLeadsOnHopper: ['campaign.hopper'],
  goGetAllCalltimes: ['callTime'],
  getAgentStatus: ['dashboard.agentCounts'],
  goGetTotalAgentsCall: ['dashboard.agentsInCall'],
};

interface Fault {
  readonly name: string;
  readonly script: Script;
  readonly code: string;
  readonly retryable: boolean;
}

const FAULTS: readonly Fault[] = [
  { name: 'a refusal', script: refusal('Action is not available'), code: 'DIALER_REFUSED', retryable: false },
  {
    name: 'a refusal with a code',
    script: { code: '40001', message: 'Error: Missing required parameters' },
    code: 'DIALER_REFUSED',
    retryable: false,
  },
  {
    name: 'a refusal for want of a permission',
    script: { code: '10001', result: 'Error: You do not have permission to view this page ' },
    code: 'DIALER_UNAUTHORIZED',
    retryable: false,
  },
  { name: 'an empty 500', script: { status: 500, body: '' }, code: 'DIALER_UNAVAILABLE', retryable: true },
  {
    name: 'a gateway error',
    script: { status: 502, body: '<html><h1>Bad Gateway</h1></html>' },
    code: 'DIALER_UNAVAILABLE',
    retryable: true,
  },
  { name: 'no text at all', script: '', code: 'DIALER_BAD_RESPONSE', retryable: false },
  {
    name: 'an HTML page',
    script: '<html><body>Login</body></html>',
    code: 'DIALER_BAD_RESPONSE',
    retryable: false,
  },
  {
    name: 'half an answer',
    script: '{"result":"success","data":{"ro',
    code: 'DIALER_BAD_RESPONSE',
    retryable: false,
  },
  {
    name: 'a misfit',
    script: success({ nonsense: { a: 1 } }),
    code: 'DIALER_BAD_RESPONSE',
    retryable: false,
  },
  { name: 'no data', script: { result: 'success' }, code: 'DIALER_BAD_RESPONSE', retryable: false },
];

/** A copy with null at these paths. */
function without(value: unknown, paths: readonly string[], at = ''): unknown {
  if (paths.includes(at)) return null;
  const below = (name: string | number): string => (at === '' ? String(name) : `${at}.${name}`);
  if (Array.isArray(value)) return value.map((item: unknown, index) => without(item, paths, below(index)));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, without(item, paths, below(name))]),
  );
}

interface Harm {
  readonly data: unknown;
  readonly errors: readonly Record<string, unknown>[];
}

/** The harm that one failing action must do, and no more. */
const harmOf = (action: string, code: string, retryable: boolean): Harm => {
  const harmed = NEEDED_BY[action] ?? [];
  return {
    data: without(ALL_WELL, harmed),
    errors: harmed.map((path) => ({ path, code, action, retryable })).sort(byPath),
  };
};

async function harmDone(api: Api): Promise<Harm> {
  const { data, errors } = await api.query(EVERY_ACTION);
  return { data, errors: errors.map(summary).sort(byPath) };
}

const byPath = (a: { path?: unknown }, b: { path?: unknown }): number =>
  String(a.path) < String(b.path) ? -1 : 1;

test('every action works', async () => {
  const api = await startApi();
  expect(await api.data(EVERY_ACTION)).toEqual(ALL_WELL);
  expect(Object.keys(api.dialer.counts()).sort()).toEqual(Object.keys(NEEDED_BY).sort());
});

describe('where one action fails', () => {
  const actions = Object.keys(NEEDED_BY);
  const fresh = freshApiOfFile((atEnd) => startApi({}, undefined, {}, atEnd));

  // One fault after the other: an action that failed several times in a row would be left alone.
  describe.each(FAULTS)('with $name', ({ script, code, retryable }) => {
    test.each(actions)('of %s, only what needs it is null', async (action) => {
      const api = fresh.api();
      onTestFinished(api.dialer.answer(action, script));
      expect(await harmDone(api)).toEqual(harmOf(action, code, retryable));
    });
  });

  test.each(actions)('by losing the connection of %s, only what needs it is null', async (action) => {
    const api = fresh.api();
    onTestFinished(api.dialer.raw(action, (socket) => socket.destroy()));
    expect(await harmDone(api)).toEqual(harmOf(action, 'DIALER_UNAVAILABLE', true));
  });

  test('all is well again afterwards', async () => {
    expect(await fresh.api().data(EVERY_ACTION)).toEqual(ALL_WELL);
  });
});

test.concurrent.for(['goGetAllUsers', 'getLiveAgentInfo', 'agentTimeUsage'])(
  'where %s does not answer in time, only what needs it is null',
  async (action, context) => {
    const api = await startApi({ DIALER_TIMEOUT_MS: '1500' }, undefined, {}, (close) =>
      context.onTestFinished(close),
    );
    api.dialer.answer(action, () => new Promise<never>(() => undefined));
    expect(await harmDone(api)).toEqual(harmOf(action, 'DIALER_TIMEOUT', true));
  },
);

describe('a refused login concerns the account, not the action', () => {
  const REFUSALS: readonly (readonly [name: string, script: Script])[] = [
    ['refused', refusal('Invalid Username/Password')],
    ['refused in plain text', 'ERROR: Login incorrect, please try again'],
    ['locked', refusal('Too many login attempts, try again in 15 minutes')],
    ['refused by status', { status: 401, body: '{"result":"error","message":"Invalid Username/Password"}' }],
  ];
  const DATA = {
    agent: null,
    campaign: null,
    portfolio: null,
    profile: null,
    callTime: null,
    dashboard: { agentCounts: null, agentsInCall: null, timeUsage: null },
  };
  const ERRORS = [
    ['agent', 'goGetAllUsers'],
    ['callTime', 'goGetAllCalltimes'],
    ['campaign', 'goGetAllCampaigns'],
    ['dashboard.agentCounts', 'getAgentStatus'],
    ['dashboard.agentsInCall', 'goGetTotalAgentsCall'],
    ['dashboard.timeUsage', 'agentTimeUsage'],
    ['portfolio', 'getAllPortfolios'],
    ['profile', 'getAllProfiles'],
  ].map(([path, action]) => ({
    path,
    code: 'DIALER_UNAUTHORIZED',
    action,
    retryable: false,
    retryAfterSeconds: 30,
  }));
  /** Ten lock the account, and half of them may be somebody else's. */
  const FEW = 5;

  test.each(REFUSALS)(
    '%s, it is tried a few times at most however many ask, and then no more',
    async (_, script) => {
      const dialer = await startScriptedServer();
      onTestFinished(() => dialer.close());
      dialer.answerAll(script);
      const api = await startApi({ DIALER_CONCURRENCY: '16' }, dialer);
      const harms = await Promise.all(Array.from({ length: 20 }, () => harmDone(api)));
      expect(harms).toEqual(harms.map(() => ({ data: DATA, errors: ERRORS })));
      expect(dialer.requests.length).toBeLessThan(FEW);
      expect(dialer.requests.length).toBeGreaterThan(0);

      dialer.clear();
      const other = '{ agents { totalCount } lead(leadId: "7") { leadId } }';
      const { data, errors } = await api.query(other);
      expect(hasNoData(data)).toBe(true);
      expect(errors.map(({ extensions }) => extensions['code'])).toContain('DIALER_UNAUTHORIZED');
      expect(await harmDone(api)).toEqual({ data: DATA, errors: ERRORS });
      expect(dialer.counts()).toEqual({});
    },
  );

  test('what is remembered is still given', async () => {
    const api = await startApi();
    const list = '{ portfolios { code name } }';
    const before = await api.data(list);
    api.dialer.answerAll(refusal('Invalid Username/Password'));
    const { errors } = await api.query('{ lead(leadId: "7") { leadId } }');
    expect(errors).toMatchObject([{ extensions: { code: 'DIALER_UNAUTHORIZED' } }]);
    expect(await api.data(list)).toEqual(before);
    const { data } = await api.query('{ profiles { name } }');
    expect(hasNoData(data)).toBe(true);
    expect(api.dialer.counts()).toEqual({ getAllPortfolios: 1, goGetCustomerInfo: 1 });
  });

  test('a want of permission is the action’s: it is asked again, and all others are', async () => {
    const api = await startApi();
    api.dialer.answer('goGetTotalAgentsCall', refusal('You do not have permission to view this page'));
    const document = '{ dashboard { agentsInCall agentCounts { live } } portfolios { code } }';
    for (const time of [1, 2]) {
      const { data, errors } = await api.query(document);
      expect(data).toMatchObject({ dashboard: { agentsInCall: null, agentCounts: { live: 61 } } });
      expect(errors.map(summary)).toMatchObject([
        { path: 'dashboard.agentsInCall', code: 'DIALER_UNAUTHORIZED' },
      ]);
      expect(api.dialer.counts()).toMatchObject({ goGetTotalAgentsCall: time });
    }
    // More of them than would open a circuit, or lock an account.
    for (let time = 0; time < 12; time += 1) await api.query('{ dashboard { agentsInCall } }');
    expect(await api.data('{ callTimes { callTimeId } }')).toMatchObject({ callTimes: { length: 3 } });
    expect(api.dialer.counts()).toMatchObject({ goGetTotalAgentsCall: 14, goGetAllCalltimes: 1 });
  });
});

test('a dialer nobody can reach is DIALER_UNAVAILABLE, and may be tried again', async () => {
  const api = await startApi();
  await api.dialer.close();
  const { data, errors } = await api.query('{ dashboard { agentsInCall } }');
  expect(data).toEqual({ dashboard: { agentsInCall: null } });
  expect(errors.map(summary)).toEqual([
    {
      path: 'dashboard.agentsInCall',
      code: 'DIALER_UNAVAILABLE',
      action: 'goGetTotalAgentsCall',
      retryable: true,
    },
  ]);
});

test('a list that cannot be null takes its own answer down, with the reason', async () => {
  const api = await startApi();
  api.dialer.answer('goGetAllUsers', { status: 503, body: '' });
  const { status, data, errors } = await api.query('{ agents { totalCount } }');
  expect(status).toBe(200);
  expect(hasNoData(data)).toBe(true);
  expect(errors.map(summary)).toEqual([
    { path: 'agents', code: 'DIALER_UNAVAILABLE', action: 'goGetAllUsers', retryable: true },
  ]);
});

describe('a list of agents', () => {
  test('keeps 99 if one row of a hundred has no readable name, and says so to the client and in the log', async () => {
    const api = await startApi();
    const rows = Array.from({ length: 100 }, (_, index) => ({ user: `agent.${index}`, active: 'Y' }));
    const spoilt = rows.map((row, index) => (index === 57 ? { ...row, user: { secret: 'x' } } : row));
    api.dialer.answer('goGetAllUsers', userList(spoilt));
    const { data, text } = await api.query(
      '{ agents(first: 1000) { totalCount unreadableCount nodes { username } } }',
    );
    expect(data).toMatchObject({ agents: { totalCount: 99, unreadableCount: 1, nodes: { length: 99 } } });
    const gap = { member: 'user', cells: 0, rows: 1 };
    expect(JSON.parse(text)).toMatchObject({
      extensions: { dialer: { gaps: expect.arrayContaining([{ action: 'goGetAllUsers', ...gap }]) } },
    });
    expect(JSON.stringify(data)).not.toContain('agent.57"');
    const lines = api.log.filter((line) => line.includes('"gaps"'));
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      level: 40,
      action: 'goGetAllUsers',
      gaps: expect.arrayContaining([gap]),
    });
    expect(lines[0]).not.toContain('secret');
  });

  test('keeps the live status of the others where one fails', async () => {
    const api = await startApi();
    api.dialer.answer('getLiveAgentInfo', (fields) => {
      const user = fields.get('user') ?? '';
      return user === 'B.Okafor' ? { status: 500, body: '' } : (LIVE[user.toLowerCase()] ?? {});
    });
    const { data, errors } = await api.query('{ agents { nodes { username live { state } } } }');
    expect(data).toEqual({
      agents: {
        nodes: [
          { username: '42', live: { state: 'OFFLINE' } },
          { username: 'B.Okafor', live: null },
          { username: 'Maria.ORTIZ', live: { state: 'IN_CALL' } },
          { username: 'zoe lindqvist', live: { state: 'READY' } },
        ],
      },
    });
    expect(errors.map(summary)).toEqual([
      {
        path: 'agents.nodes.1.live',
        code: 'DIALER_UNAVAILABLE',
        action: 'getLiveAgentInfo',
        retryable: true,
      },
    ]);
    const failures = api.log.filter((line) => line.includes('DIALER_UNAVAILABLE'));
    expect(failures).toHaveLength(1);
    expect(failures[0]).toContain('getLiveAgentInfo');
  });

  test('keeps the active ones where the inactive ones cannot be had', async () => {
    const api = await startApi();
    api.dialer.answer('goGetAllUsers', (fields) =>
      fields.get('only_inactives') === '1'
        ? { status: 500, body: '' }
        : userList([{ user: 'maria.ortiz', name: 'María', active: 'Y' }]),
    );
    const { data, errors } = await api.query(
      '{ dashboard { timeUsage { agents { agent { username name } } } } }',
    );
    expect(data).toEqual({
      dashboard: {
        timeUsage: {
          agents: [
            { agent: { username: 'MARIA.ORTIZ', name: 'María' } },
            { agent: { username: 'b.okafor', name: null } },
          ],
        },
      },
    });
    expect(errors.map(summary)).toEqual([
      {
        path: 'dashboard.timeUsage.agents.1.agent.name',
        code: 'DIALER_UNAVAILABLE',
        action: 'goGetAllUsers',
        retryable: true,
      },
    ]);
  });

  test('gives the use of time of agents where its averages are missing', async () => {
    const api = await startApi();
    api.dialer.answer('agentTimeUsage', success({ breakdown: [{ user: 'maria.ortiz', talk: 3 }] }));
    const { data, errors, text } = await api.query(
      '{ agent(username: "maria.ortiz") { timeUsage { talk } } dashboard { timeUsage { averageTalk } } }',
    );
    expect(data).toEqual({
      agent: { timeUsage: { talk: 3 } },
      dashboard: { timeUsage: { averageTalk: null } },
    });
    expect(errors).toEqual([]);
    expect(text).toContain('"missing":true');
  });
});
