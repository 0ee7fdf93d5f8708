import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { hasNoData, post, startApi, type Api } from '../../support/api.ts';
import { withCost } from '../../support/dialerCost.ts';
import { simulatorForThisTest, startLeadApi } from '../../support/leadApi.ts';
import { refusal } from '../../support/otherDialer.ts';

const AGENTS = '{ agents { totalCount } }';
const ADD_LEAD = `mutation {
  addLead(input: { phoneNumber: "3125550100", phoneCode: "1", source: "web" }) {
    ... on AddLeadSuccess { leadId lead { phoneNumber } }
  }
}`;

const ask = (api: Api, path: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${api.url}/graphql?${path}`, { headers: { accept: 'application/json', ...headers } });

describe('x-dialer-cost: plan', () => {
  test('answers the plan and asks nothing, by POST and by GET', async () => {
    const api = await startApi();
    const answer = {
      data: null,
      extensions: { dialer: { plan: { calls: { goGetAllUsers: 1 }, total: 1 } } },
    };
    const headers = { 'x-dialer-cost': 'plan' };
    expect(await (await post(api.url, { query: AGENTS }, { headers })).json()).toEqual(answer);
    const path = `query=${encodeURIComponent(`query A ${AGENTS} query B { campaigns { name } }`)}&operationName=A`;
    expect(await (await ask(api, path, headers)).json()).toEqual(answer);
    expect(api.dialer.counts()).toEqual({});
  });

  test('of what is over the limit is a plan all the same', async () => {
    const api = await startApi({ MAX_CALLS_PER_OPERATION: '1' });
    const { data, errors, extensions } = await withCost(
      api,
      'plan',
      '{ agents { totalCount } campaigns { name } }',
    );
    expect({ data, errors }).toEqual({ data: null, errors: [] });
    expect(extensions?.dialer.plan.total).toBe(2);
  });

  test('of what cannot run says why', async () => {
    const api = await startApi();
    const refused = await withCost(api, 'plan', 'query ($n: Int!) { agents(first: $n) { totalCount } }', {
      n: 'x',
    });
    expect(refused.errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', argument: 'first' } }]);
    const { errors } = await withCost(api, 'plan', '{ nothing }');
    expect(errors).toHaveLength(1);
    expect(api.dialer.counts()).toEqual({});
  });

  test('of a mutation writes nothing', async () => {
    const simulator = await simulatorForThisTest();
    const { data, extensions } = await withCost(await startLeadApi(simulator), 'plan', ADD_LEAD);
    expect(hasNoData(data)).toBe(true);
    expect(extensions?.dialer.plan).toEqual({ calls: { goGetCustomerInfo: 1 }, total: 1 });
    expect(simulator.counts()).toEqual({});
  });
});

describe('x-dialer-cost: actual', () => {
  test('adds to the answer what it cost, and what came from memory', async () => {
    const api = await startApi();
    const document = '{ agent(username: "maria.ortiz") { name live { state } } }';
    const cold = await withCost(api, 'actual', document);
    expect(cold.data).toMatchObject({ agent: { name: 'María Ortiz' } });
    expect(cold.extensions?.dialer).toEqual({
      plan: { calls: { goGetAllUsers: 2, getLiveAgentInfo: 1 }, total: 3 },
      calls: { goGetAllUsers: 1, getLiveAgentInfo: 1 },
      cached: {},
      milliseconds: expect.any(Number),
    });
    const warm = await withCost(api, 'actual', document);
    expect(warm.extensions?.dialer).toMatchObject({
      plan: cold.extensions?.dialer.plan,
      calls: {},
      cached: { goGetAllUsers: 1, getLiveAgentInfo: 1 },
    });
  });

  test('stands beside errors', async () => {
    const api = await startApi();
    api.dialer.answer('getAgentStatus', refusal('No.'));
    const answer = await withCost(api, 'actual', '{ dashboard { agentCounts { live } } }');
    expect(answer).toMatchObject({
      data: { dashboard: { agentCounts: null } },
      errors: [{ extensions: { code: 'DIALER_REFUSED', action: 'getAgentStatus' } }],
      extensions: { dialer: { plan: { total: 1 }, calls: { getAgentStatus: 1 } } },
    });
  });

  test('stands beside what a list at the root failed with', async () => {
    const api = await startApi();
    api.dialer.answer('goGetAllUsers', refusal('No.'));
    const answer = await withCost(api, 'actual', AGENTS);
    expect(answer).toMatchObject({
      data: { agents: null },
      errors: [{ extensions: { code: 'DIALER_REFUSED' } }],
      extensions: { dialer: { calls: { goGetAllUsers: 1 } } },
    });
  });

  test('of a mutation runs it', async () => {
    const simulator = await simulatorForThisTest();
    const { data, extensions } = await withCost(await startLeadApi(simulator), 'actual', ADD_LEAD);
    expect(data).toMatchObject({ addLead: { lead: { phoneNumber: '3125550100' } } });
    expect(extensions?.dialer).toMatchObject({
      plan: { calls: { goGetCustomerInfo: 1 }, total: 1 },
      calls: { goGetCustomerInfo: 1 },
    });
    expect(simulator.counts()).toMatchObject({ add_lead: 1, goGetCustomerInfo: 1 });
  });
});

test('without the header there is nothing of it', async () => {
  const api = await startApi();
  const { text } = await api.query('{ portfolios { code } }');
  expect(JSON.parse(text)).not.toHaveProperty('extensions');
});

test.each(['', 'Plan', 'plan, actual', 'free'])('any other header is refused: %j', async (header) => {
  const api = await startApi();
  const { data, errors, extensions } = await withCost(api, header, AGENTS);
  expect({ data, extensions }).toEqual({ data: undefined, extensions: undefined });
  expect(errors).toMatchObject([
    {
      message: expect.stringMatching(/x-dialer-cost.*plan.*actual/),
      extensions: { code: 'BAD_USER_INPUT', argument: 'x-dialer-cost' },
    },
  ]);
  expect(api.dialer.counts()).toEqual({});
});

const agents = (first: number): string => `{ agents(first: ${first}) { nodes { live { state } } } }`;

test('what was refused as a whole has the status the client’s media type wants', async () => {
  const api = await startApi({ MAX_CALLS_PER_OPERATION: '1' });
  const statusOf = async (accept: string, headers: Record<string, string>): Promise<number> => {
    const response = await post(api.url, { query: agents(9) }, { headers: { accept, ...headers } });
    expect(await response.text()).not.toContain('http');
    return response.status;
  };
  for (const headers of [{ 'x-dialer-cost': 'free' }, {}]) {
    expect(await statusOf('application/graphql-response+json', headers)).toBe(400);
    expect(await statusOf('application/json', headers)).toBe(200);
  }
});

describe('MAX_CALLS_PER_OPERATION', () => {
  const TEN = agents(9);

  test('refuses what is planned with more, before the first call, and says what to do', async () => {
    const api = await startApi({ MAX_CALLS_PER_OPERATION: '9' });
    const { data, errors, text } = await api.query(TEN);
    expect(hasNoData(data)).toBe(true);
    expect(errors).toEqual([
      {
        message: expect.stringMatching(
          /10 dialer calls; the most is 9\..*9 of them are getLiveAgentInfo.*fewer/,
        ),
        extensions: {
          code: 'OPERATION_TOO_COMPLEX',
          plan: { calls: { goGetAllUsers: 1, getLiveAgentInfo: 9 }, total: 10 },
          limit: 9,
        },
      },
    ]);
    expect(text).not.toContain('data');
    const costed = await withCost(api, 'actual', TEN);
    expect(costed.errors).toMatchObject([{ extensions: { code: 'OPERATION_TOO_COMPLEX' } }]);
    expect(api.dialer.counts()).toEqual({});
  });

  test('lets through what is planned with as many', async () => {
    const api = await startApi({ MAX_CALLS_PER_OPERATION: '10' });
    expect((await api.query(TEN)).errors).toEqual([]);
  });

  test('is 250 where nothing is said', async () => {
    const api = await startApi();
    expect((await api.query(agents(249))).errors).toEqual([]);
    const fresh = await startApi();
    const { errors } = await fresh.query(agents(250));
    expect(errors).toMatchObject([{ extensions: { code: 'OPERATION_TOO_COMPLEX', limit: 250 } }]);
  });
});

test('pages of listed origins may send the header', async () => {
  const api = await startApi({ CORS_ORIGINS: 'https://wallboard.example' });
  const response = await fetch(`${api.url}/graphql`, {
    method: 'OPTIONS',
    headers: {
      origin: 'https://wallboard.example',
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'content-type,x-dialer-cost',
    },
  });
  expect(response.headers.get('access-control-allow-origin')).toBe('https://wallboard.example');
  const allowed = z.string().parse(response.headers.get('access-control-allow-headers'));
  expect(allowed.split(/, */)).toContain('x-dialer-cost');
});
