import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { startApi, type Api, type Settings } from '../support/api.ts';
import { stopClock } from '../support/clock.ts';
import { leadInfo, refusal, startOtherDialer, success } from '../support/otherDialer.ts';
import { json, startVoxo, voxoSettings } from '../support/otherVoxo.ts';
import type { Content, ScriptedServer } from '../support/scriptedServer.ts';
import type { ServerOptions } from '../../src/server/server.ts';

const look = async ({ url }: Api): Promise<{ status: number; body: unknown }> => {
  const response = await fetch(`${url}/ready`);
  return { status: response.status, body: await response.json() };
};
const statusOf = async ({ url }: Api, path: string): Promise<number> => (await fetch(`${url}${path}`)).status;

const SICK: Content = { status: 500, body: '' };

/** A server whose answers to /ready are forgotten at once. */
const start = (options: ServerOptions = {}, settings: Settings = {}, dialer?: ScriptedServer): Promise<Api> =>
  startApi(settings, dialer, {
    readiness: { rememberMs: 0, timeoutMs: 500 },
    ...options,
    pauses: { retryMs: 1, ...options.pauses },
  });

/** Asks for leads, one after the other, so that nothing is answered from memory. */
async function askForLeads(api: Api, times = 5): Promise<void> {
  for (let id = 1; id <= times; id += 1) await api.query(`{ lead(leadId: "${id}") { status } }`);
}

/** Runs a case for each answer of the dialer at once. */
const each = async (
  contents: Readonly<Record<string, Content>>,
  run: (content: Content, name: string) => Promise<void>,
): Promise<void> => {
  await Promise.all(Object.entries(contents).map(([name, content]) => run(content, name)));
};

/** Waits less for an answer that never comes in time. */
const readinessFor = (content: Content) => ({
  rememberMs: 0,
  timeoutMs: typeof content === 'object' && 'delayMs' in content ? 250 : 500,
});

describe('GET /ready', () => {
  test('asks when it is asked, by goGetTotalAgentsCall, and remembers that for 10 seconds', async () => {
    const api = await startApi();
    expect(api.dialer.requests).toEqual([]);
    const looks = await Promise.all(Array.from({ length: 10 }, () => look(api)));
    expect(looks[0]).toEqual({
      status: 200,
      body: {
        status: 'ok',
        dialer: 'ok',
        login: 'accepted',
        leads: 'ok',
        journal: 'ok',
        failingActions: [],
        draining: false,
      },
    });
    expect(new Set(looks.map(({ status }) => status))).toEqual(new Set([200]));
    await look(api);
    expect(api.dialer.counts()).toEqual({ goGetTotalAgentsCall: 1 });
    // Nothing is polled meanwhile.
    await sleep(100);
    expect(api.dialer.requests).toHaveLength(1);
  });

  test('remembers for as long as it is told', async () => {
    const passTime = stopClock();
    const api = await startApi({}, undefined, { readiness: { rememberMs: 100 } });
    await look(api);
    passTime(99);
    await look(api);
    expect(api.dialer.requests).toHaveLength(1);
    passTime(1);
    await look(api);
    expect(api.dialer.requests).toHaveLength(2);
  });

  test('is 200 while some action is broken, and says which', async () => {
    const api = await start();
    api.dialer.answer('getLeadsOnHopper', SICK);
    for (let at = 0; at < 8; at += 1) {
      await api.query('{ campaigns { hopper { totalCount } } }');
      expect((await look(api)).status).toBe(200);
    }
    expect((await look(api)).body).toMatchObject({ status: 'ok', failingActions: ['getLeadsOnHopper'] });
  });

  // The cases of a table wait, each with a server of its own, so they run side by side.
  test('is 200 though goGetTotalAgentsCall itself fails, however it does', () =>
    each(
      {
        'a 500': SICK,
        nonsense: '<html></html>',
        'a refusal': refusal('Error: Something is wrong'),
        'a missing right': refusal('You do not have permission to use this'),
        'a 429': { status: 429, body: '' },
        'nothing in time': { body: '', delayMs: 1000 },
      },
      async (content, name) => {
        const api = await start({ readiness: readinessFor(content) });
        api.dialer.answer('goGetTotalAgentsCall', content);
        for (let times = 0; times < 7; times += 1)
          expect({ name, status: await statusOf(api, '/ready') }).toEqual({ name, status: 200 });
      },
    ));

  test('is 503 where everything is answered with the same failure, and 200 when that is over', () =>
    each(
      {
        '500': SICK,
        '503 with Retry-After': { status: 503, headers: { 'retry-after': '60' }, body: '' },
        'a page': '<html>Under maintenance</html>',
        'nothing in time': { body: '', delayMs: 1000 },
        'that it lacks its database': 'MySQL connect ERROR:  (2002) No such file',
        "a proxy's 403": { status: 403, body: '' },
      },
      async (content, name) => {
        const api = await start({
          pauses: { probeAfterMs: 50, mostRetryAfterMs: 300 },
          readiness: readinessFor(content),
        });
        const wellAgain = ['goGetTotalAgentsCall', 'getAgentStatus', 'getAllPortfolios'];
        for (const action of wellAgain) api.dialer.answer(action, content);
        for (let times = 0; times < 3; times += 1)
          expect({ name, ...(await look(api)) }).toMatchObject({
            name,
            status: 503,
            body: { status: 'dialer unavailable', dialer: 'unavailable', leads: 'unavailable' },
          });
        expect({ name, status: await statusOf(api, '/health') }).toEqual({ name, status: 200 });
        for (const action of wellAgain) api.dialer.answer(action, success(23));
        await expect.poll(() => statusOf(api, '/ready'), { interval: 20, message: name }).toBe(200);
      },
    ));

  test('is 200 while the dialer answers, though slowly', async () => {
    const api = await start();
    api.dialer.answerAll({ body: '{"result":"success","data":[]}', delayMs: 1200 });
    for (const action of ['goGetTotalAgentsCall', 'getAgentStatus', 'getAllPortfolios'])
      api.dialer.answer(action, { body: '{"result":"success","data":23}', delayMs: 1200 });
    api.dialer.answer('goGetCustomerInfo', (fields) => ({
      body: JSON.stringify(leadInfo({ lead_id: fields.get('lead_id') })),
      delayMs: 400,
    }));
    const leads = Promise.all([
      askForLeads(api, 2),
      sleep(200).then(() => api.query('{ lead(leadId: "7") { status } }')),
    ]);
    await sleep(100);
    expect(await look(api)).toMatchObject({ status: 200, body: { dialer: 'ok' } });
    await leads;
  });

  test('is 200 where each answer of the dialer takes longer than the first call may', async () => {
    const api = await start({ readiness: { rememberMs: 0, timeoutMs: 150 } });
    for (const action of ['goGetTotalAgentsCall', 'getAgentStatus', 'getAllPortfolios'])
      api.dialer.answer(action, { body: '{"result":"success","data":23}', delayMs: 220 });
    expect(await look(api)).toMatchObject({ status: 200, body: { dialer: 'ok', login: 'accepted' } });
  });

  test('is 200 while a call that takes long has the only slot, and 503 when it is not answered', async () => {
    const api = await start({}, { DIALER_CONCURRENCY: '1', DIALER_TIMEOUT_MS: '1200' });
    expect((await look(api)).status).toBe(200);
    for (const action of ['goGetCustomerInfo', 'goGetTotalAgentsCall', 'getAgentStatus', 'getAllPortfolios'])
      api.dialer.answer(action, { body: '', delayMs: 10_000 });
    const answered = api.query('{ lead(leadId: "1") { status } }');
    await expect.poll(() => api.dialer.counts()['goGetCustomerInfo']).toBe(1);
    expect(await look(api)).toMatchObject({ status: 200, body: { dialer: 'ok' } });
    await answered;
    expect(await look(api)).toMatchObject({ status: 503, body: { dialer: 'unavailable' } });
  });

  test('is 503 where the dialer is gone', async () => {
    const api = await start();
    await api.dialer.close();
    expect(await look(api)).toMatchObject({ status: 503, body: { dialer: 'unavailable' } });
  });

  test('is 503 where the dialer refuses the login, and says when it is tried again by trying', async () => {
    const passTime = stopClock();
    const api = await start();
    api.dialer.answerAll(refusal('Invalid Username/Password'));
    for (const action of ['goGetTotalAgentsCall', 'getAllPortfolios'])
      api.dialer.answer(action, refusal('Invalid Username/Password'));
    const { errors } = await api.query('{ portfolios { code } }');
    expect(errors).toMatchObject([
      {
        extensions: {
          code: 'DIALER_UNAUTHORIZED',
          action: 'getAllPortfolios',
          retryable: false,
          retryAfterSeconds: 30,
        },
      },
    ]);
    for (let times = 0; times < 5; times += 1)
      expect(await look(api)).toEqual({
        status: 503,
        body: {
          status: 'dialer login refused',
          dialer: 'login refused',
          login: 'refused',
          leads: 'login refused',
          journal: 'ok',
          failingActions: [],
          draining: false,
        },
      });
    expect(api.dialer.requests).toHaveLength(1);
    expect(await statusOf(api, '/health')).toBe(200);
    api.dialer.answer('goGetTotalAgentsCall', success(23));
    passTime(30_000);
    expect(await statusOf(api, '/ready')).toBe(200);
  });

  test('is 200 where only VOXO is broken', async () => {
    const voxo = await startVoxo();
    const api = await start({}, voxoSettings(voxo));
    voxo.answer('call-reports', json({}, 401));
    await api.query(
      '{ carrierCalls(range: { from: "2026-05-12T05:00:00Z", to: "2026-05-13T05:00:00Z" }) { totalCount } }',
    );
    expect(await look(api)).toMatchObject({ status: 200, body: { dialer: 'ok', voxo: 'login refused' } });
  });
});

describe('while a circuit is open', () => {
  test('what is remembered is still answered, and an error says what to do', async () => {
    const api = await start();
    await api.data('{ portfolios { code } }');
    api.dialer.answer('goGetCustomerInfo', { status: 502, body: '<html>Bad Gateway</html>' });
    await askForLeads(api);
    expect(await api.data('{ portfolios { code } }')).toMatchObject({ portfolios: expect.any(Array) });
    const { errors, text } = await api.query('{ lead(leadId: "9") { status } }');
    expect(errors).toMatchObject([
      {
        path: ['lead'],
        extensions: {
          code: 'DIALER_UNAVAILABLE',
          action: 'goGetCustomerInfo',
          retryable: true,
          retryAfterSeconds: 5,
        },
        message: expect.stringMatching(/Try again/),
      },
    ]);
    expect(text).not.toMatch(/Gateway|html/);
  });

  test('a 429 reaches the client as RATE_LIMITED, with its action and when to ask again', async () => {
    const api = await start();
    api.dialer.answer('goGetCustomerInfo', { status: 429, headers: { 'retry-after': '120' }, body: '' });
    for (let times = 0; times < 3; times += 1) {
      const { errors } = await api.query(`{ lead(leadId: "${times + 1}") { status } }`);
      expect(errors.map(({ extensions }) => extensions)).toEqual([
        { code: 'RATE_LIMITED', action: 'goGetCustomerInfo', retryable: true, retryAfterSeconds: 120 },
      ]);
    }
    expect(api.dialer.counts()).toEqual({ goGetCustomerInfo: 1 });
  });
});

/** A server that calls the dialer when it has started. */
const startProbing = (dialer?: ScriptedServer, settings: Settings = {}): Promise<Api> =>
  startApi(settings, dialer, { probesAtStart: true });

describe('the probe at the start', () => {
  test('finds a wrong password before anyone asks, by one call, and says so in the log', async () => {
    const dialer = await startOtherDialer();
    onTestFinished(() => dialer.close());
    dialer.answerAll(refusal('Invalid Username/Password'));
    dialer.answer('goGetTotalAgentsCall', refusal('Invalid Username/Password'));
    const api = await startProbing(dialer);
    await expect.poll(() => api.log.join('')).toContain('the dialer cannot be used');
    expect(await look(api)).toMatchObject({
      status: 503,
      body: { dialer: 'login refused', login: 'refused', draining: false },
    });
    expect(dialer.counts()).toEqual({ goGetTotalAgentsCall: 1 });
  });

  test('does not delay the start where the dialer hangs', async () => {
    const dialer = await startOtherDialer();
    onTestFinished(() => dialer.close());
    dialer.answer('goGetTotalAgentsCall', { body: '', delayMs: 10_000 });
    const began = performance.now();
    const api = await startApi({}, dialer, {
      probesAtStart: true,
      // Longer than the start may take.
      readiness: { timeoutMs: 20_000 },
      closing: { lingerMs: 0, mostMs: 100 },
    });
    expect(await statusOf(api, '/health')).toBe(200);
    expect(performance.now() - began).toBeLessThan(8000);
  });

  test('and /ready share one call, and a dialer that is gone is found though its answers are remembered', async () => {
    const api = await startProbing();
    expect((await look(api)).status).toBe(200);
    expect(api.dialer.counts()).toEqual({ goGetTotalAgentsCall: 1 });
    await api.close();
    const forgetful = await startApi({}, undefined, { readiness: { rememberMs: 0, timeoutMs: 500 } });
    expect(await forgetful.data('{ dashboard { agentsInCall } }')).toBeTruthy();
    await forgetful.dialer.close();
    expect(await forgetful.data('{ dashboard { agentsInCall } }')).toBeTruthy();
    expect(await look(forgetful)).toMatchObject({
      status: 503,
      body: { dialer: 'unavailable', login: 'unknown' },
    });
  });
});

test('while a server drains, /ready is 503 and shows the parts, and everything else is served', async () => {
  const api = await startApi({ DRAIN_SECONDS: '1' });
  const closed = api.close();
  expect(await look(api)).toMatchObject({
    status: 503,
    body: { status: 'draining', draining: true, dialer: 'ok', login: 'accepted', journal: 'ok' },
  });
  expect(await api.data('{ dashboard { agentsInCall } }')).toBeTruthy();
  await closed;
});
