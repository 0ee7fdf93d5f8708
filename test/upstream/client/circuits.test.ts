/** One circuit breaker an action, and one of the upstream: what is broken takes nothing else along. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Caller } from '../../../src/upstream/client/caller.ts';
import type { UpstreamClient } from '../../../src/upstream/client/client.ts';
import { sizeOf, type Endpoint } from '../../../src/upstream/endpoint.ts';
import { ENDPOINTS, type ActionName } from '../../../src/upstream/endpoints.ts';
import { UpstreamError } from '../../../src/upstream/errors.ts';
import { stopClock } from '../../support/clock.ts';
import { addedLine } from '../../support/leadApi.ts';
import { startScriptedServer, type Content, type ScriptedServer } from '../../support/scriptedServer.ts';
import { ASK } from '../asking.ts';
import { upstreamOf, type LoggedFacts } from '../upstreamOf.ts';

let server: ScriptedServer;
let passTime: (milliseconds: number) => void;
const opened: UpstreamClient[] = [];
beforeEach(async () => {
  server = await startScriptedServer();
  passTime = stopClock();
});
afterEach(async () => {
  await server.close();
  await Promise.all(opened.splice(0).map((client) => client.close()));
});

const PAUSE_MS = 5000;

function upstream(options: Parameters<typeof upstreamOf>[1] = {}): {
  client: UpstreamClient;
  logged: LoggedFacts[];
} {
  const made = upstreamOf(server.url, {
    ...options,
    pauses: { retryMs: 1, probeAfterMs: PAUSE_MS },
  });
  opened.push(made.client);
  return made;
}

const SICK: Content = { status: 500, body: '' };
const COUNT = '{"result":"success","data":23}';
const EMPTY = '{"result":"success","data":[]}';

async function outcomeOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
    return 'answered';
  } catch (error) {
    return error instanceof UpstreamError ? error.code : String(error);
  }
}

let number = 0;
/** Asks for what is not remembered. */
const askFor = {
  hopper: (client: UpstreamClient) =>
    client.call(ENDPOINTS.getLeadsOnHopper, { campaignId: `C${(number += 1)}` }),
  lead: (client: UpstreamClient) =>
    client.call(ENDPOINTS.goGetCustomerInfo, { leadId: String((number += 1)) }),
  agent: (client: UpstreamClient) =>
    client.call(ENDPOINTS.getLiveAgentInfo, { username: `a${(number += 1)}` }),
  user: (client: UpstreamClient) => client.call(ENDPOINTS.getUserInfo, { username: `u${(number += 1)}` }),
  campaign: (client: UpstreamClient) =>
    client.call(ENDPOINTS.getCampaignInfo, { campaignId: `C${(number += 1)}` }),
  calls: (client: UpstreamClient) =>
    client.call(ENDPOINTS.agent_cdr, { from: '2026-01-01', to: '2026-03-31', agents: [`a${(number += 1)}`] }),
} as const;

async function fail(client: UpstreamClient, ask: keyof typeof askFor, times = 5): Promise<void> {
  for (let at = 0; at < times; at += 1) expect(await outcomeOf(askFor[ask](client))).not.toBe('answered');
}

const leadAnswer = (fields: URLSearchParams): string =>
  JSON.stringify({ result: 'success', lead_info: { lead_id: fields.get('lead_id') }, is_customer: 0 });

describe('an action that fails', () => {
  test.each<[string, (broken: ScriptedServer) => void]>([
    ['with a 500', (broken) => broken.answer('getLeadsOnHopper', SICK)],
    ['with a lost connection', (broken) => broken.raw('getLeadsOnHopper', (socket) => socket.destroy())],
    [
      'without a database of its own',
      (broken) => broken.answer('getLeadsOnHopper', 'MySQL connect ERROR:  x'),
    ],
    ["with a proxy's 403", (broken) => broken.answer('getLeadsOnHopper', { status: 403, body: '' })],
    ['in time', (broken) => broken.raw('getLeadsOnHopper', () => undefined)],
  ])('%s is held back alone: every other read and every add is answered', async (_, breakIt) => {
    const { client } = upstream({ timeoutMs: 500 });
    server.answerAll(COUNT);
    server.answer('goGetCustomerInfo', leadAnswer);
    server.answer('add_lead', (fields) => addedLine(fields));
    await ASK.goGetTotalAgentsCall(client);
    breakIt(server);
    const others: string[] = [];
    for (let at = 0; at < 12; at += 1) {
      expect(await outcomeOf(askFor.hopper(client))).toMatch(/UNAVAILABLE|TIMEOUT/);
      if (at % 3 === 0) passTime(PAUSE_MS / 3);
      others.push(await outcomeOf(askFor.lead(client)), await outcomeOf(ASK.add_lead(client)));
    }
    expect(new Set(others)).toEqual(new Set(['answered']));
    expect(client.health('goAPI')).toMatchObject({ isOpen: false, openActions: ['getLeadsOnHopper'] });
    expect(client.health('lmapi').isOpen).toBe(false);
  });

  test('though nothing else is asked meanwhile, it leaves the others alone', async () => {
    const { client } = upstream();
    server.answer('goGetCustomerInfo', leadAnswer);
    server.raw('getLeadsOnHopper', (socket) => socket.destroy());
    await fail(client, 'hopper', 8);
    expect(await outcomeOf(askFor.lead(client))).toBe('answered');
  });

  test('says how long it is held back', async () => {
    const { client } = upstream();
    server.answer('getLeadsOnHopper', SICK);
    await fail(client, 'hopper');
    const error: unknown = await askFor.hopper(client).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'DIALER_UNAVAILABLE', shortCircuited: true, retryAfterSeconds: 5 });
  });
});

describe('the probe of an action', () => {
  test('of a large report is a day without rows, made once for all who come', async () => {
    const { client } = upstream();
    server.answer('agent_cdr', SICK);
    await fail(client, 'calls');
    passTime(PAUSE_MS);
    server.clear();
    server.answer('agent_cdr', { body: '{"result":"success","data":{"rows":[]}}', delayMs: 20 });
    const asked = await Promise.all(Array.from({ length: 6 }, () => outcomeOf(askFor.calls(client))));
    expect(new Set(asked)).toEqual(new Set(['answered']));
    const [probe, ...rest] = server.requests.map(({ fields }) => new Map(fields));
    const today = new Date().toISOString().slice(0, 10);
    expect(probe?.get('fromDate')).toBe(today);
    expect(probe?.get('toDate')).toBe(today);
    expect(probe?.get('tenant[]')).toBe('no-such-name');
    expect(rest.map((fields) => fields.get('fromDate'))).toEqual(
      Array.from({ length: 6 }, () => '2026-01-01'),
    );
  });

  test('that fails is the only request: nobody’s own goes out', async () => {
    const { client } = upstream();
    server.answer('agent_cdr', SICK);
    await fail(client, 'calls');
    passTime(PAUSE_MS);
    server.clear();
    const asked = await Promise.all(Array.from({ length: 6 }, () => outcomeOf(askFor.calls(client))));
    expect(new Set(asked)).toEqual(new Set(['DIALER_UNAVAILABLE']));
    expect(server.requests.map(({ fields }) => new Map(fields).get('tenant[]'))).toEqual(['no-such-name']);
  });

  test('that is answered proves little: one more failure opens the circuit again', async () => {
    const { client } = upstream();
    server.answer('agent_cdr', (fields) =>
      fields.get('tenant[]') === null ? SICK : '{"result":"success","data":{"rows":[]}}',
    );
    await fail(client, 'calls');
    passTime(PAUSE_MS);
    await fail(client, 'calls', 1);
    server.clear();
    await fail(client, 'calls', 3);
    expect(server.requests).toEqual([]);
  });

  test.each<[string, Content]>([
    ['refused', '{"result":"error","message":"Error: Something is wrong"}'],
    ['nonsense', '<html>Fatal error</html>'],
    ['not permitted', '{"code":"10001","result":"Error: You do not have permission to use this "}'],
    ['told to ask less', { status: 429, body: '' }],
  ])('that is %s is an answer: the circuit closes', async (_, content) => {
    const { client } = upstream();
    server.answer('getLeadsOnHopper', SICK);
    await fail(client, 'hopper');
    passTime(PAUSE_MS);
    server.answer('getLeadsOnHopper', content);
    await fail(client, 'hopper', 1);
    expect(client.health('goAPI').openActions).toEqual([]);
  });

  test('of a write is none that is made up: the next lead shows it', async () => {
    const { client } = upstream();
    server.answer('add_lead', SICK);
    for (let at = 0; at < 6; at += 1) await outcomeOf(ASK.add_lead(client));
    expect(server.counts()).toEqual({ add_lead: 5 });
    passTime(PAUSE_MS);
    server.answer('add_lead', (fields) => addedLine(fields));
    expect(await outcomeOf(ASK.add_lead(client))).toBe('answered');
    expect(server.counts()).toEqual({ add_lead: 6 });
    const phones = server.requests.map(({ fields }) => new Map(fields).get('phone_number'));
    expect(new Set(phones)).toEqual(new Set(['7275560001']));
  });

  test('that nobody waits for any more ends, and counts', async () => {
    const { client } = upstream();
    server.answer('agent_cdr', SICK);
    await fail(client, 'calls');
    passTime(PAUSE_MS);
    server.answer('agent_cdr', { body: '{"result":"success","data":{"rows":[]}}', delayMs: 100 });
    server.clear();
    const leaving = new AbortController();
    const call = outcomeOf(client.call(ENDPOINTS.agent_cdr, {}, new Caller(leaving.signal)));
    await expect.poll(() => server.requests.length, { interval: 5 }).toBe(1);
    leaving.abort(new Error('left'));
    expect(await call).toBe('Error: left');
    await expect.poll(() => client.health('goAPI').openActions).toEqual([]);
    expect(server.requests).toHaveLength(1);
  });

  test('of VOXO is a second of what was asked', async () => {
    const { client } = upstream();
    const ask = (hour: number): Promise<string> =>
      outcomeOf(
        client.call(ENDPOINTS['call-reports'], {
          tenantId: '37',
          start: `2026-05-01 0${hour}:00:00`,
          end: '2026-06-01 00:00:00',
          timezone: 'UTC',
        }),
      );
    server.answer('call-reports', { status: 502, body: '' });
    for (let hour = 0; hour < 5; hour += 1) await ask(hour);
    passTime(PAUSE_MS);
    server.clear();
    server.answer('call-reports', '[]');
    expect(await ask(6)).toBe('answered');
    expect(
      server.requests.map(({ query }) => [query.get('tenantId'), query.get('start'), query.get('end')]),
    ).toEqual([
      ['37', '2026-05-01 06:00:00', '2026-05-01 06:00:01'],
      ['37', '2026-05-01 06:00:00', '2026-06-01 00:00:00'],
    ]);
  });

  test('is declared for every large answer that can be narrowed, and for no write', () => {
    const records: readonly (readonly [string, Pick<Endpoint, 'effect' | 'maxBytes'>])[] =
      Object.entries(ENDPOINTS);
    const probed = records.flatMap(([name, record]) => ('probe' in record && record.probe ? [name] : []));
    const large = records.flatMap(([name, record]) => (sizeOf(record) === 'large' ? [name] : []));
    // It takes nothing: there is but one question.
    expect(probed.toSorted()).toEqual(large.filter((name) => name !== 'agent_summary_stats').toSorted());
  });
});

describe('the upstream’s circuit', () => {
  const refuseAll: readonly ActionName[] = ['goGetCustomerInfo', 'getLiveAgentInfo', 'getLeadsOnHopper'];

  test('opens if three actions fail, and is probed by goGetTotalAgentsCall', async () => {
    const { client, logged } = upstream();
    server.answerAll(SICK);
    for (const ask of ['hopper', 'lead', 'agent', 'hopper', 'lead'] as const) await fail(client, ask, 1);
    expect(client.health('goAPI').isOpen).toBe(true);
    server.clear();
    expect(await outcomeOf(ASK.add_lead(client))).toBe('DIALER_UNAVAILABLE');
    expect(await outcomeOf(askFor.user(client))).toBe('DIALER_UNAVAILABLE');
    expect(server.requests).toEqual([]);
    passTime(PAUSE_MS);
    expect(await outcomeOf(askFor.user(client))).toBe('DIALER_UNAVAILABLE');
    expect(server.counts()).toEqual({ goGetTotalAgentsCall: 1 });
    passTime(PAUSE_MS);
    server.answerAll(COUNT);
    server.answer('add_lead', (fields) => addedLine(fields));
    expect(await outcomeOf(ASK.add_lead(client))).toBe('answered');
    expect(server.counts()).toEqual({ goGetTotalAgentsCall: 2, add_lead: 1 });
    expect(logged.filter(({ facts }) => facts['action'] === undefined).map(({ message }) => message)).toEqual(
      ['the circuit opened', 'the circuit opened', 'the circuit closed'],
    );
  });

  test('opens if no connection comes about, whatever is asked', async () => {
    const gone = await startScriptedServer();
    const { client } = upstreamOf(gone.url, { pauses: { retryMs: 1 } });
    opened.push(client);
    await gone.close();
    await fail(client, 'lead');
    expect(client.health('goAPI').isOpen).toBe(true);
  });

  test('opens if connections are lost under two actions', async () => {
    const { client } = upstream();
    for (const action of refuseAll) server.raw(action, (socket) => socket.destroy());
    await fail(client, 'lead', 4);
    await fail(client, 'agent', 1);
    expect(client.health('goAPI').isOpen).toBe(true);
  });

  test('stays closed if two actions fail, however often', async () => {
    const { client } = upstream();
    server.answer('goGetCustomerInfo', SICK);
    server.answer('getLiveAgentInfo', SICK);
    server.answerAll(EMPTY);
    for (let at = 0; at < 8; at += 1) {
      await fail(client, 'lead', 1);
      await fail(client, 'agent', 1);
    }
    expect(client.health('goAPI').isOpen).toBe(false);
    expect(await outcomeOf(ASK.getAllPortfolios(client))).toBe('answered');
  });

  test('opens for three broken actions once, and not again and again', async () => {
    const { client } = upstream();
    for (const action of refuseAll) server.answer(action, SICK);
    server.answer('goGetTotalAgentsCall', COUNT);
    server.answerAll('{"result":"success","data":null}');
    const pollBroken = async (): Promise<void> => {
      for (const ask of ['hopper', 'lead', 'agent'] as const) await fail(client, ask, 1);
    };
    for (let at = 0; at < 6; at += 1) {
      await pollBroken();
      await outcomeOf(askFor.user(client));
    }
    expect(client.health('goAPI').isOpen).toBe(true);
    passTime(PAUSE_MS);
    const seen: string[] = [];
    for (let at = 0; at < 12; at += 1) {
      seen.push(await outcomeOf(askFor.user(client)));
      await pollBroken();
      passTime(PAUSE_MS / 3);
    }
    expect(new Set(seen)).toEqual(new Set(['answered']));
    expect(client.health('goAPI').openActions.toSorted()).toEqual([...refuseAll].toSorted());
  });

  test('closes though goGetTotalAgentsCall is one of the broken actions', async () => {
    const { client } = upstream();
    const broken = ['goGetTotalAgentsCall', 'getLeadsOnHopper', 'getLiveAgentInfo'] as const;
    for (const action of broken) server.answer(action, SICK);
    server.answerAll('{"result":"success","data":null}');
    for (let at = 0; at < 5; at += 1) {
      await outcomeOf(ASK.goGetTotalAgentsCall(client));
      await fail(client, 'hopper', 1);
      await fail(client, 'agent', 1);
      if (!client.health('goAPI').isOpen) await outcomeOf(askFor.user(client));
    }
    expect(client.health('goAPI').isOpen).toBe(true);
    passTime(PAUSE_MS);
    expect(await outcomeOf(askFor.user(client))).toBe('answered');
  });

  test('and an action’s, both open: each is probed, then the call goes on', async () => {
    const { client } = upstream();
    server.answerAll(SICK);
    await fail(client, 'calls');
    for (const ask of ['hopper', 'lead', 'agent', 'hopper', 'lead'] as const) await fail(client, ask, 1);
    expect(client.health('goAPI')).toMatchObject({ isOpen: true, openActions: ['agent_cdr'] });
    passTime(PAUSE_MS);
    server.clear();
    server.answerAll(COUNT);
    server.answer('agent_cdr', '{"result":"success","data":{"rows":[]}}');
    expect(await outcomeOf(askFor.calls(client))).toBe('answered');
    expect(server.counts()).toEqual({ goGetTotalAgentsCall: 1, agent_cdr: 2 });
  });
});
