import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { clientOf, post, startApi, summary, type Api } from '../support/api.ts';
import { callApiTo, DAY, startCallDialer } from '../support/callDay.ts';
import { stopClock } from '../support/clock.ts';
import { simulatorForThisTest, startLeadApi } from '../support/leadApi.ts';
import { LIVE, refusal, success } from '../support/otherDialer.ts';
import type { Content, Script } from '../support/scriptedServer.ts';

const PERIOD = `period: {from: "${DAY}", to: "${DAY}"}`;

/** Lists, live figures, a report of today and one of the past. */
const MANY = `{
  agents { nodes { username name profile { name } portfolios { name } campaign { name } live { state } today { sales } } }
  campaigns { name settings { type } }
  dashboard { agentCounts { live } agentsInCall timeUsage { averageTalk } }
  callTimes { name }
  outboundCalls(${PERIOD}) { totalCount }
  agentActivityReport(${PERIOD}) { rows { sales } }
}`;
/** What that costs: the others are asked about four agents and three campaigns. */
const COSTS = {
  goGetAllUsers: 1,
  getAllProfiles: 1,
  getAllPortfolios: 1,
  goGetAllCampaigns: 1,
  getLiveAgentInfo: 4,
  agent_summary_stats: 1,
  getCampaignInfo: 3,
  getAgentStatus: 1,
  goGetTotalAgentsCall: 1,
  agentTimeUsage: 1,
  goGetAllCalltimes: 1,
  outbound_cdr: 1,
  exportAgentReport: 1,
};

/** An answer that comes when the test says so. */
function held(content: Content): { readonly script: Script; readonly release: () => void } {
  const { promise, resolve } = Promise.withResolvers<Content>();
  return { script: () => promise, release: () => resolve(content) };
}

const leadOf = (name: string): object => ({
  result: 'success',
  lead_info: { lead_id: '7', first_name: name },
  custom_info: null,
  is_customer: 0,
});

const codes = ({ errors }: Awaited<ReturnType<Api['query']>>): unknown[] =>
  errors.map(({ extensions }) => extensions['code']);

/** Waits until the server has begun what was sent to it before: it answers several requests that came later. */
async function untilJoined(api: Api): Promise<void> {
  for (let times = 0; times < 5; times += 1) await api.query('{ __typename }');
}

describe('equal questions', () => {
  test('of fifty requests at once are one call each', async () => {
    // On a busy machine the queue would expect the last calls too late, and live figures would expire meanwhile.
    stopClock();
    const api = await startApi();
    const answers = await Promise.all(Array.from({ length: 50 }, () => api.data(MANY)));
    expect(api.dialer.counts()).toEqual(COSTS);
    for (const answer of answers) expect(answer).toEqual(answers[0]);
  });

  test('of a second viewer are answered from memory, in whatever words', async () => {
    const api = await startApi();
    const lasting = `{
      agents { nodes { username profile { name } portfolios { name } today { sales } } }
      campaigns { name settings { type } }
      outboundCalls(${PERIOD}) { totalCount }
      agentActivityReport(${PERIOD}) { rows { sales } }
    }`;
    const first = await api.data(lasting);
    api.dialer.clear();
    const second = clientOf(api.url);
    expect(await second.data(lasting)).toEqual(first);
    const other = `query Other($names: [String!]) {
      people: agents(filter: {usernames: $names}) { totalCount nodes { extension today { talkSeconds } profile { dispositionSet } } }
      campaign(campaignId: "50010") { settings { script } agents { totalCount } }
      sales: outboundCalls(${PERIOD}, filter: {dispositions: ["sale"]}, first: 1) { nodes { id } }
    }`;
    expect(await second.data(other, { names: ['maria.ortiz'] })).toMatchObject({
      people: { totalCount: 1 },
      campaign: { settings: { script: 'RENEWAL_1' }, agents: { totalCount: 1 } },
    });
    expect(api.dialer.counts()).toEqual({});
  });

  test('name the same things in any order', async () => {
    const dialer = await startCallDialer();
    const api = await callApiTo(dialer);
    const ask = (portfolios: string[], agents: string[]) =>
      api.data(
        `query ($p: [String!], $a: [String!]) { agentCalls(${PERIOD}, filter: {portfolios: $p, agents: $a}) { totalCount nodes { id } } }`,
        { p: portfolios, a: agents },
      );
    const first = await ask(['NRD', 'SUR'], ['agent.01', 'agent.02']);
    expect(await ask(['SUR', 'NRD'], ['agent.02', 'agent.01'])).toEqual(first);
    expect(dialer.counts()).toEqual({ agent_cdr: 1 });
  });

  test('are not equal where they ask for something else', async () => {
    const dialer = await startCallDialer();
    const api = await callApiTo(dialer);
    const count = async (filter: string): Promise<unknown> =>
      (await api.data(`{ agentCalls(${PERIOD}, filter: ${filter}) { totalCount } }`))['agentCalls'];
    const answers = [
      await count('{portfolios: ["NRD"]}'),
      await count('{portfolios: ["SUR"]}'),
      await count('{profiles: ["VIP"]}'),
      await count('{portfolios: ["NRD"], profiles: ["VIP"]}'),
      await count('{agents: ["agent.01"]}'),
    ];
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(5);
    expect(dialer.counts()).toEqual({ agent_cdr: 5 });
  });

  test('about a lead are one call at once, and nothing is kept of its answer', async () => {
    const api = await startApi();
    const { script, release } = held(leadOf('Rosa'));
    api.dialer.answer('goGetCustomerInfo', script);
    const ask = () => api.data('{ lead(leadId: "7") { leadId firstName } }');
    const both = [ask(), ask()];
    await expect.poll(() => api.dialer.counts()).toEqual({ goGetCustomerInfo: 1 });
    await untilJoined(api);
    release();
    const [first, second] = await Promise.all(both);
    expect(first).toEqual({ lead: { leadId: '7', firstName: 'Rosa' } });
    expect(second).toEqual(first);
    expect(api.dialer.counts()).toEqual({ goGetCustomerInfo: 1 });
    api.dialer.answer('goGetCustomerInfo', leadOf('Ana'));
    expect(await ask()).toEqual({ lead: { leadId: '7', firstName: 'Ana' } });
  });
});

describe('a client that leaves', () => {
  const query = '{ portfolios { code } }';
  const PORTFOLIOS = success([{ portfolio: 'NRD', portfolio_name: 'Nordbank' }]);

  async function startHeld() {
    const api = await startApi();
    const { script, release } = held(PORTFOLIOS);
    api.dialer.answer('getAllPortfolios', script);
    const leaving = new AbortController();
    const left = post(api.url, { query }, { signal: leaving.signal }).then(
      () => 'answered',
      () => 'left',
    );
    await expect.poll(() => api.dialer.counts()).toEqual({ getAllPortfolios: 1 });
    const [request] = api.dialer.requests;
    let isGivenUp = false;
    const noteGivenUp = async (): Promise<void> => {
      await request?.disconnected;
      isGivenUp = true;
    };
    void noteGivenUp();
    const leave = async (): Promise<void> => {
      leaving.abort();
      expect(await left).toBe('left');
    };
    return { api, release, leave, isGivenUp: () => isGivenUp };
  }

  test('takes no call along that another waits for', async () => {
    const { api, release, leave, isGivenUp } = await startHeld();
    const staying = api.data(query);
    await untilJoined(api);
    await leave();
    await pause(100);
    expect(isGivenUp()).toBe(false);
    release();
    expect(await staying).toEqual({ portfolios: [{ code: 'NRD' }] });
    expect(api.dialer.counts()).toEqual({ getAllPortfolios: 1 });
  });

  test('as the last one takes it along, and whoever comes then asks anew', async () => {
    const { api, leave, isGivenUp } = await startHeld();
    await leave();
    await expect.poll(isGivenUp).toBe(true);
    api.dialer.answer('getAllPortfolios', PORTFOLIOS);
    expect(await api.data(query)).toEqual({ portfolios: [{ code: 'NRD' }] });
    expect(api.dialer.counts()).toEqual({ getAllPortfolios: 2 });
  });

  test('twenty times is no failure of the dialer', async () => {
    const api = await startApi();
    api.dialer.answer('getAllPortfolios', () => new Promise<never>(() => undefined));
    for (let time = 1; time <= 20; time += 1) {
      const leaving = new AbortController();
      const left = post(api.url, { query }, { signal: leaving.signal });
      await expect.poll(() => api.dialer.requests.length, { interval: 5 }).toBe(time);
      leaving.abort();
      await expect(left).rejects.toThrow('aborted');
      // Until then the next one would join this one's call.
      await api.dialer.requests.at(-1)?.disconnected;
    }
    expect(await api.data('{ profiles { name } }')).toMatchObject({ profiles: { length: 3 } });
  });
});

describe('a failure', () => {
  const query = '{ dashboard { agentsInCall } }';
  const GOOD = { dashboard: { agentsInCall: 23 } };

  test.each<[string, Script, string, number]>([
    ['a refusal', refusal('Action is not available'), 'DIALER_REFUSED', 1],
    ['nonsense', '<html>Hello</html>', 'DIALER_BAD_RESPONSE', 1],
    ['a misfit', success({ a: 1 }), 'DIALER_BAD_RESPONSE', 1],
    // Asked again twice, in the hope of an answer.
    ['an error page', { status: 502, body: '' }, 'DIALER_UNAVAILABLE', 3],
    ['a dead database', 'MySQL connect ERROR: Connection refused', 'DIALER_UNAVAILABLE', 3],
  ])('is not remembered: %s', async (_, script, code, attempts) => {
    const api = await startApi();
    api.dialer.answer('goGetTotalAgentsCall', script);
    expect(codes(await api.query(query))).toEqual([code]);
    expect(api.dialer.counts()).toEqual({ goGetTotalAgentsCall: attempts });
    api.dialer.answer('goGetTotalAgentsCall', success(23));
    expect(await api.data(query)).toEqual(GOOD);
    expect(api.dialer.counts()).toEqual({ goGetTotalAgentsCall: attempts + 1 });
    expect(await api.data(query)).toEqual(GOOD);
    expect(api.dialer.counts()).toEqual({ goGetTotalAgentsCall: attempts + 1 });
  });

  test('is all askers’ at once, and nobody’s afterwards', async () => {
    const api = await startApi();
    const { script, release } = held(refusal('Action is not available'));
    api.dialer.answer('goGetTotalAgentsCall', script);
    const asking = Array.from({ length: 10 }, () => api.query(query));
    await expect.poll(() => api.dialer.counts()).toEqual({ goGetTotalAgentsCall: 1 });
    await untilJoined(api);
    release();
    for (const answer of await Promise.all(asking)) expect(codes(answer)).toEqual(['DIALER_REFUSED']);
    expect(api.dialer.counts()).toEqual({ goGetTotalAgentsCall: 1 });
    api.dialer.answer('goGetTotalAgentsCall', success(23));
    expect(await api.data(query)).toEqual(GOOD);
  });

  test.each([1, 2])('of %i attempts in a row is nobody’s: the next one is answered', async (failures) => {
    const api = await startApi();
    let attempt = 0;
    api.dialer.raw('goGetTotalAgentsCall', (socket) => {
      attempt += 1;
      if (attempt <= failures) return socket.resetAndDestroy();
      const body = JSON.stringify(success(23));
      return socket.end(`HTTP/1.1 200 OK\r\ncontent-length: ${body.length}\r\n\r\n${body}`);
    });
    expect(await api.data(query)).toEqual(GOOD);
    expect(api.dialer.counts()).toEqual({ goGetTotalAgentsCall: failures + 1 });
  });
});

const live = (username: string): string => `{ agent(username: "${username}") { live { state } } }`;

/** A server whose agents are known, in front of a dialer whose live states have just failed so often. */
async function startSick() {
  const passTime = stopClock();
  const api = await startApi();
  await api.data('{ agents { nodes { username } } }');
  api.dialer.answer('getLiveAgentInfo', { status: 500, body: '' });
  for (const username of ['42', 'b.okafor', 'maria.ortiz', 'zoe lindqvist', '42']) {
    expect(codes(await api.query(live(username)))).toEqual(['DIALER_UNAVAILABLE']);
  }
  api.dialer.clear();
  return { api, passTime };
}

describe('an action that gives no answer five times in a row', () => {
  test('is not asked for a while, and says for how long; all else is asked', async () => {
    const { api } = await startSick();
    const { errors } = await api.query(live('42'));
    expect(errors.map(summary)).toEqual([
      {
        path: 'agent.live',
        code: 'DIALER_UNAVAILABLE',
        action: 'getLiveAgentInfo',
        retryable: true,
        retryAfterSeconds: 5,
      },
    ]);
    expect(await api.data('{ agents { totalCount } profiles { name } }')).toMatchObject({
      agents: { totalCount: 4 },
      profiles: { length: 3 },
    });
    expect(api.dialer.counts()).toEqual({ getAllProfiles: 1 });
  });

  test('is asked again after a pause, and once is enough', async () => {
    const { api, passTime } = await startSick();
    api.dialer.answer('getLiveAgentInfo', LIVE['maria.ortiz'] ?? {});
    passTime(4900);
    expect(codes(await api.query(live('maria.ortiz')))).toEqual(['DIALER_UNAVAILABLE']);
    passTime(100);
    expect(await api.data(live('maria.ortiz'))).toEqual({ agent: { live: { state: 'IN_CALL' } } });
    expect(api.dialer.counts()).toEqual({ getLiveAgentInfo: 1 });
  });
});

async function startFloor(concurrency: string) {
  const simulator = await simulatorForThisTest({ agents: 100, callsPerDay: 200, latencyMs: 15 });
  return { simulator, api: await startLeadApi(simulator, { DIALER_CONCURRENCY: concurrency }) };
}

describe('the dialer never has more calls at once than DIALER_CONCURRENCY', () => {
  const LIVE_STATES = '{ agents(first: 72) { nodes { username live { state } } } }';
  const isTold = { agents: { nodes: { length: 72 } } };

  test('live states of 72 agents', async () => {
    const { simulator, api } = await startFloor('4');
    expect(await api.data(LIVE_STATES)).toMatchObject(isTold);
    expect(simulator.counts()).toEqual({ goGetAllUsers: 1, getLiveAgentInfo: 72 });
    expect(simulator.mostInFlight).toBe(4);
  });

  test('and all else at the same time, with attempts that fail', async () => {
    const { simulator, api } = await startFloor('4');
    simulator.fail({ kind: 'serverError', action: 'getLiveAgentInfo', times: 3 });
    simulator.fail({ kind: 'reset', action: 'outbound_cdr', times: 2 });
    const month = 'period: {from: "2026-03-01", to: "2026-05-31"}';
    const answers = await Promise.all([
      api.data(LIVE_STATES),
      api.data(`{ outboundCalls(${month}) { totalCount } inboundCalls(${month}) { totalCount } }`),
      api.data('{ campaigns { name settings { type } hopper { totalCount } } callTimes { name } }'),
      ...Array.from({ length: 20 }, (_, index) =>
        api.data(
          `mutation { addLead(input: {phoneNumber: "72755${10_000 + index}", source: "test"}) { __typename } }`,
        ),
      ),
    ]);
    expect(answers[0]).toMatchObject(isTold);
    for (const added of answers.slice(3))
      expect(added).toEqual({ addLead: { __typename: 'AddLeadSuccess' } });
    expect(simulator.counts()).toMatchObject({
      add_lead: 20,
      getLiveAgentInfo: 75,
      outbound_cdr: 16,
      inbound_cdr: 14,
    });
    expect(simulator.mostInFlight).toBe(4);
  });
});
