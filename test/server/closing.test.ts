import { Agent, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';
import { configFrom } from '../../src/config.ts';
import { startServer, type RunningServer } from '../../src/server/server.ts';
import { clientOf } from '../support/api.ts';
import { subscribe } from '../support/eventStream.ts';
import { DIALER_PASS, DIALER_USER } from '../support/otherDialer.ts';
import { startDialer } from '../support/program.ts';
import type { ScriptedServer } from '../support/scriptedServer.ts';

const MOST_MS = 300;

/** A server that has less time to close than it has by itself, in front of a dialer that does not answer an action. */
async function startInFrontOfSilence(
  action: string,
): Promise<{ readonly server: RunningServer; readonly dialer: ScriptedServer }> {
  const dialer = await startDialer();
  dialer.answer(action, () => new Promise<never>(() => undefined));
  const config = configFrom({
    PORT: '0',
    LOG_LEVEL: 'silent',
    DIALER_TIMEOUT_MS: '600000',
    LEAD_JOURNAL: ':memory:',
  });
  const account = { baseUrl: dialer.url, user: DIALER_USER, pass: DIALER_PASS };
  const server = await startServer(config, account, undefined, {
    probesAtStart: false,
    closing: { mostMs: MOST_MS },
  });
  onTestFinished(() => server.close());
  return { server, dialer };
}

test('what closing cuts off is answered, and the server says that it cut something off', async () => {
  const { server, dialer } = await startInFrontOfSilence('goGetTotalAgentsCall');
  const running = clientOf(server.url).query('{ dashboard { agentsInCall } }');
  await expect.poll(() => dialer.requests.length).toBe(1);
  const asked = performance.now();
  await server.close();
  expect(performance.now() - asked).toBeGreaterThan(MOST_MS - 20);
  expect(server.wasCutOff).toBe(true);
  expect(await running).toMatchObject({
    status: 503,
    errors: [{ extensions: { code: 'SERVICE_UNAVAILABLE', retryable: true } }],
  });
});

test('what became of a lead that closing cuts off is told', async () => {
  const { server, dialer } = await startInFrontOfSilence('add_lead');
  const running = clientOf(server.url).query(
    'mutation { addLead(input: { phoneNumber: "7275551234", source: "test" }) { __typename } }',
  );
  await expect.poll(() => dialer.requests.length).toBe(1);
  await server.close();
  expect(server.wasCutOff).toBe(true);
  expect(await running).toMatchObject({
    status: 200,
    data: { addLead: { __typename: 'LeadOutcomeUnknown' } },
  });
});

/** A server that is closed with the test, and that waits for requests so long that a slow machine does not end it. */
async function startLingering(): Promise<RunningServer> {
  const dialer = await startDialer();
  const config = configFrom({ PORT: '0', LOG_LEVEL: 'silent', LEAD_JOURNAL: ':memory:' });
  const account = { baseUrl: dialer.url, user: DIALER_USER, pass: DIALER_PASS };
  const server = await startServer(config, account, undefined, { closing: { lingerMs: 10_000 } });
  onTestFinished(() => server.close());
  return server;
}

interface Heard {
  readonly connection: string | undefined;
  readonly body: string;
}

/** @param agent false = on a connection of its own */
const ask = (url: string, agent: Agent | false): Promise<Heard> =>
  new Promise((resolve, reject) => {
    request(`${url}/graphql?query={__typename}`, { agent }, (response) => {
      const { connection } = response.headers;
      text(response).then((body) => resolve({ connection, body }), reject);
    })
      .once('error', reject)
      .end();
  });

const BODY = '{"data":{"__typename":"Query"}}';

test('a request that was on its way when the port closed is served, as the last one on its connection', async () => {
  const server = await startLingering();
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  onTestFinished(() => agent.destroy());
  expect(await ask(server.url, agent)).toEqual({ connection: 'keep-alive', body: BODY });
  const closed = server.close();
  await expect
    .poll(() => fetch(`${server.url}/health`).catch(() => 'refused'), { interval: 5 })
    .toBe('refused');
  expect(await ask(server.url, agent)).toEqual({ connection: 'close', body: BODY });
  // It ends with the last connection.
  await closed;
  expect(server.wasCutOff).toBe(false);
});

test('connections that only the system has accepted so far are not reset', async () => {
  const server = await startLingering();
  const asked = Promise.allSettled(Array.from({ length: 50 }, () => ask(server.url, false)));
  await server.close();
  expect((await asked).filter((one) => one.status === 'rejected' || one.value.body !== BODY)).toEqual([]);
});

test('subscriptions go on as long as their clients could subscribe again on a connection of before', async () => {
  const server = await startLingering();
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  onTestFinished(() => agent.destroy());
  expect((await ask(server.url, agent)).body).toBe(BODY);
  const stream = await subscribe(server.url, 'subscription { agentCounts { live } }');
  await stream.until((events) => events.length > 0);
  const closed = server.close();
  await expect
    .poll(() => fetch(`${server.url}/health`).catch(() => 'refused'), { interval: 5 })
    .toBe('refused');
  expect(stream.isOver).toBe(false);
  agent.destroy();
  await closed;
  await expect.poll(() => stream.isComplete).toBe(true);
});
