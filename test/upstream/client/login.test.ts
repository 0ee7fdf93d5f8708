/** A refused login: tried again, but seldom enough that three processes together never lock the account. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { UpstreamClient, type UpstreamClientOptions } from '../../../src/upstream/client/client.ts';
import { goApi } from '../../../src/upstream/dialer/goApi.ts';
import { lmApi } from '../../../src/upstream/dialer/lmApi.ts';
import { ENDPOINTS } from '../../../src/upstream/endpoints.ts';
import { UpstreamError } from '../../../src/upstream/errors.ts';
import { voxoApi } from '../../../src/upstream/voxo/voxoApi.ts';
import { stopClock } from '../../support/clock.ts';
import { addedLine } from '../../support/leadApi.ts';
import { startScriptedServer, type Content, type ScriptedServer } from '../../support/scriptedServer.ts';
import { ASK } from '../asking.ts';

let server: ScriptedServer;
const opened: UpstreamClient[] = [];
beforeEach(async () => {
  server = await startScriptedServer();
});
afterEach(async () => {
  await server.close();
  await Promise.all(opened.splice(0).map((client) => client.close()));
});

/** A client whose password can be changed, as a file's is. */
function clientWith(pass: { current: string }, options: Partial<UpstreamClientOptions> = {}): UpstreamClient {
  const account = { baseUrl: server.url, user: 'MyUser', pass };
  const client = new UpstreamClient({
    transports: {
      goAPI: goApi(account),
      lmapi: lmApi(account),
      voxo: voxoApi({ baseUrl: server.url, token: pass }),
    },
    concurrency: 8,
    timeoutMs: 5000,
    log: { warn: () => undefined },
    ...options,
  });
  opened.push(client);
  return client;
}

const REFUSED = '{"result":"error","message":"Invalid Username/Password"}';
const RIGHT = 'right';

let number = 0;
const ask = (client: UpstreamClient) =>
  client.call(ENDPOINTS.goGetCustomerInfo, { leadId: String((number += 1)) });

/** As the dialer: lets one password in. */
const lead = (fields: URLSearchParams): string =>
  fields.get('goPass') === RIGHT
    ? JSON.stringify({ result: 'success', lead_info: { lead_id: fields.get('lead_id') }, is_customer: 0 })
    : REFUSED;

async function errorOf(call: Promise<unknown>): Promise<UpstreamError | 'answered'> {
  try {
    await call;
    return 'answered';
  } catch (error) {
    if (error instanceof UpstreamError) return error;
    throw error;
  }
}
const manyAsk = (client: UpstreamClient, times = 20) =>
  Promise.all(Array.from({ length: times }, () => errorOf(ask(client))));

/** The pauses after the first refusal, the second, and each that follows. */
const LOGIN_MS = [30_000, 120_000, 900_000];

test('is tried at once, and after each pause by one call: three times, then not for long', async () => {
  const passTime = stopClock();
  server.answerAll({ body: REFUSED, delayMs: 5 });
  const client = clientWith({ current: 'wrong' });
  const seen: number[] = [];
  for (const pause of [0, ...LOGIN_MS.slice(0, 2)]) {
    passTime(pause);
    await manyAsk(client);
    await manyAsk(client);
    seen.push(server.requests.length);
  }
  expect(seen).toEqual([1, 2, 3]);
  passTime(890_000);
  await manyAsk(client);
  expect(server.requests).toHaveLength(3);
  // Then once for each long pause.
  passTime(10_000);
  await manyAsk(client);
  expect(server.requests).toHaveLength(4);
});

test('pauses are 30 seconds, 2 minutes, 15 minutes, and each refusal says how long', async () => {
  server.answerAll(REFUSED);
  const client = clientWith({ current: 'wrong' });
  expect(await errorOf(ask(client))).toMatchObject({
    code: 'DIALER_UNAUTHORIZED',
    retryable: false,
    retryAfterSeconds: 30,
  });
  expect(await errorOf(ask(client))).toMatchObject({ shortCircuited: true, retryAfterSeconds: 30 });
  client.renewLogin('goAPI');
  expect(await errorOf(ask(client))).toMatchObject({ retryAfterSeconds: 120 });
  client.renewLogin('goAPI');
  expect(await errorOf(ask(client))).toMatchObject({ retryAfterSeconds: 900 });
});

test('after it was good is refused three times at most: three processes stay below ten', async () => {
  const passTime = stopClock();
  const pass = { current: RIGHT };
  server.answerAll(lead);
  const clients = [1, 2, 3].map(() => clientWith(pass, { concurrency: 16 }));
  for (const client of clients) await manyAsk(client, 5);
  server.clear();
  server.answerAll(() => ({ body: REFUSED, delayMs: 20 }));
  for (let round = 0; round < 20; round += 1) {
    await Promise.all(clients.map((client) => manyAsk(client, 30)));
    passTime(10_000);
  }
  expect(server.requests.length).toBeLessThan(10);
  expect(server.requests.length).toBeGreaterThanOrEqual(3);
});

test('refused while many calls are under way that it let in is tried three times at most by each process', async () => {
  let right = RIGHT;
  server.answerAll(async (fields) => {
    const isRefused = fields.get('goPass') !== right;
    await sleep(isRefused ? 5 : 1000);
    return isRefused ? REFUSED : lead(fields);
  });
  const pauses = { loginMs: [60_000] };
  const clients = [1, 2, 3].map(() => clientWith({ current: RIGHT }, { concurrency: 8, pauses }));
  const over = new AbortController();
  const busy = clients.flatMap((client) =>
    Array.from({ length: 8 }, async () => {
      while (!over.signal.aborted) if ((await errorOf(ask(client))) !== 'answered') await sleep(5);
    }),
  );
  await expect.poll(() => server.mostInFlight).toBeGreaterThan(20);
  right = 'another';
  server.clear();
  // Until the calls under way, which were let in, are answered.
  await sleep(1000);
  over.abort();
  await Promise.all(busy);
  expect(server.requests.length).toBeLessThan(10);
});

test('refused while this process is busy is tried three times at most: what has arrived is read first', async () => {
  let right = RIGHT;
  server.answerAll(async (fields) => {
    const isRefused = fields.get('goPass') !== right;
    await sleep(isRefused ? 1 : 400);
    return isRefused ? REFUSED : lead(fields);
  });
  const client = clientWith({ current: RIGHT }, { pauses: { loginMs: [60_000] }, timeoutMs: 30_000 });
  const over = new AbortController();
  const busy = Array.from({ length: 12 }, async () => {
    while (!over.signal.aborted) if ((await errorOf(ask(client))) !== 'answered') await sleep(5);
  });
  await expect.poll(() => server.mostInFlight, { timeout: 5000 }).toBeGreaterThan(6);
  right = 'another';
  server.clear();
  // Longer than a refusal may take: a quarter of an answer's 400 ms.
  const blocks = setInterval(() => {
    const until = performance.now() + 150;
    while (performance.now() < until);
  }, 20);
  await sleep(1500);
  clearInterval(blocks);
  over.abort();
  await Promise.all(busy);
  expect(server.requests.length).toBeGreaterThanOrEqual(1);
  expect(server.requests.length).toBeLessThanOrEqual(3);
});

test('that is accepted when it is tried again is served at once', async () => {
  const passTime = stopClock();
  server.answerAll(REFUSED);
  const client = clientWith({ current: RIGHT });
  await manyAsk(client);
  server.answerAll(lead);
  passTime(LOGIN_MS[0] ?? 0);
  expect(new Set(await manyAsk(client))).toEqual(new Set(['answered']));
});

test('goes alone until it was accepted, however many ask', async () => {
  const held = Promise.withResolvers<void>();
  server.answerAll((fields) => held.promise.then(() => lead(fields)));
  const client = clientWith({ current: RIGHT });
  const calls = manyAsk(client);
  await expect.poll(() => server.requests.length, { interval: 5 }).toBe(1);
  await sleep(20);
  expect(server.requests).toHaveLength(1);
  held.resolve();
  expect(new Set(await calls)).toEqual(new Set(['answered']));
});

test('with a changed secret is tried at once', async () => {
  server.answerAll(lead);
  const pass = { current: 'wrong' };
  const client = clientWith(pass);
  await manyAsk(client);
  expect(server.requests).toHaveLength(1);
  pass.current = RIGHT;
  client.renewLogin('goAPI');
  expect(new Set(await manyAsk(client))).toEqual(new Set(['answered']));
});

test('with the old secret, refused after the change, says nothing against the new one', async () => {
  const pass = { current: 'old' };
  const slow = Promise.withResolvers<Content>();
  server.answer('getAllPortfolios', () => slow.promise);
  server.answer('goGetCustomerInfo', lead);
  const client = clientWith(pass);
  const early = errorOf(ASK.getAllPortfolios(client));
  await expect.poll(() => server.requests.length, { interval: 5 }).toBe(1);
  pass.current = RIGHT;
  client.renewLogin('goAPI');
  expect(await errorOf(ask(client))).toBe('answered');
  slow.resolve(REFUSED);
  expect(await early).toMatchObject({ code: 'DIALER_UNAUTHORIZED' });
  expect(client.health('goAPI').isLoginRefused).toBe(false);
  expect(new Set(await manyAsk(client))).toEqual(new Set(['answered']));
});

test('is one for goAPI and lmapi, if it is one account', async () => {
  server.answer('add_lead', 'ERROR: Login incorrect, please try again: |MyUser|x|BAD|\n');
  const client = clientWith({ current: 'wrong' });
  expect(await errorOf(ASK.add_lead(client))).toMatchObject({ code: 'DIALER_UNAUTHORIZED' });
  expect(await errorOf(ask(client))).toMatchObject({ code: 'DIALER_UNAUTHORIZED', shortCircuited: true });
  expect(server.requests).toHaveLength(1);
});

const PAGE = '<html><h1>401 Authorization Required</h1>Invalid username or password</html>';

test.each<[string, Content]>([
  ['a page that talks of usernames', { status: 401, body: PAGE }],
  ['nothing', { status: 401, body: '' }],
  ["a gateway's JSON", { status: 401, body: '{"message":"Unauthorized"}' }],
  ['a page for 403', { status: 403, body: '<html>Forbidden</html>' }],
  ['a page without end', { status: 403, body: `<html>${'x'.repeat(1_000_000)}` }],
])('is not what a proxy refuses: %s', async (_, content) => {
  server.answerAll(content);
  const client = clientWith({ current: RIGHT }, { pauses: { retryMs: 1 } });
  for (const call of [() => ask(client), () => ASK.add_lead(client)])
    expect(await errorOf(call())).toMatchObject({ code: 'DIALER_UNAVAILABLE', retryable: true, sent: true });
  expect(client.health('goAPI').isLoginRefused).toBe(false);
  server.answerAll(lead);
  expect(await errorOf(ask(client))).toBe('answered');
});

test('is not what a proxy refuses without ever ending its page', async () => {
  server.raw('goGetCustomerInfo', (socket) => {
    socket.write(`HTTP/1.1 401 No\r\ncontent-type: text/html\r\ncontent-length: 9999\r\n\r\n${PAGE}`);
  });
  const client = clientWith({ current: RIGHT }, { timeoutMs: 4000, pauses: { retryMs: 1 } });
  expect(await errorOf(ask(client))).toMatchObject({ code: 'DIALER_UNAVAILABLE' });
});

test.each<[string, string, boolean]>([
  ['401', REFUSED, true],
  ['403', REFUSED, true],
  ['401', 'result=error;message=Login incorrect;', true],
  ['401', '{"result":"error","message":"words nobody knows"}', true],
  ['403', '{"result":"error","message":"words nobody knows"}', false],
  ['403', '{"code":"10001","result":"Error: You do not have permission to use this "}', false],
])('is what goAPI itself refuses with HTTP %s: %s', async (status, body, loginRefused) => {
  server.answerAll({ status: Number(status), body });
  const client = clientWith({ current: 'wrong' });
  expect(await errorOf(ask(client))).toMatchObject({ code: 'DIALER_UNAUTHORIZED', loginRefused });
  expect(client.health('goAPI').isLoginRefused).toBe(loginRefused);
  expect(server.requests).toHaveLength(1);
});

test('is what lmapi itself refuses with HTTP 401; its other lines are answers', async () => {
  server.answer('add_lead', { status: 403, body: 'ERROR: add_lead USER DOES NOT HAVE PERMISSION - 6\n' });
  const client = clientWith({ current: RIGHT });
  expect(await errorOf(ASK.add_lead(client))).toBe('answered');
  server.answer('add_lead', { status: 401, body: 'ERROR: Login incorrect, please try again: |a|b|BAD|\n' });
  expect(await errorOf(ASK.add_lead(client))).toMatchObject({
    code: 'DIALER_UNAUTHORIZED',
    loginRefused: true,
  });
  server.answer('add_lead', (fields) => addedLine(fields));
  expect(await errorOf(ASK.add_lead(client))).toMatchObject({ shortCircuited: true });
});

test('of VOXO: a 401 is a refused token, a 403 is about one account', async () => {
  const passTime = stopClock();
  const client = clientWith({ current: 'token' });
  server.answer('call-reports', { status: 403, body: '{}' });
  expect(await errorOf(ASK['call-reports'](client))).toMatchObject({ loginRefused: false });
  server.answer('call-reports', { status: 401, body: '{}' });
  expect(await errorOf(ASK['call-reports'](client))).toMatchObject({ code: 'VOXO_UNAUTHORIZED' });
  expect(client.health('voxo').isLoginRefused).toBe(true);
  expect(client.health('goAPI').isLoginRefused).toBe(false);
  passTime(LOGIN_MS[0] ?? 0);
  server.answer('call-reports', '[]');
  expect(await errorOf(ASK['call-reports'](client))).toBe('answered');
});

test('once accepted, keeps no call back for long when those of other actions hang', async () => {
  server.answer('goGetCustomerInfo', lead);
  for (const action of ['getAllPortfolios', 'getAllProfiles', 'goGetAllCalltimes'] as const)
    server.raw(action, () => undefined);
  const client = clientWith({ current: RIGHT }, { timeoutMs: 15_000 });
  await ask(client);
  server.clear();
  const hanging = [ASK.getAllPortfolios, ASK.getAllProfiles, ASK.goGetAllCalltimes].map((askFor) =>
    errorOf(askFor(client)),
  );
  await expect.poll(() => server.requests.length, { interval: 5 }).toBe(3);
  const started = performance.now();
  expect(await errorOf(ask(client))).toBe('answered');
  expect(performance.now() - started).toBeLessThan(10_000);
  await server.close();
  await Promise.all(hanging);
});

test('that is still under way after two seconds keeps the others out no longer', async () => {
  server.answer('goGetCustomerInfo', lead);
  server.raw('getAllPortfolios', () => undefined);
  const client = clientWith({ current: RIGHT }, { timeoutMs: 15_000 });
  const hanging = errorOf(ASK.getAllPortfolios(client));
  await expect.poll(() => server.requests.length, { interval: 5 }).toBe(1);
  const started = performance.now();
  expect(new Set(await manyAsk(client))).toEqual(new Set(['answered']));
  expect(performance.now() - started).toBeLessThan(10_000);
  await server.close();
  expect(await hanging).toMatchObject({ code: 'DIALER_UNAVAILABLE' });
});
