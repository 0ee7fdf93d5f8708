import { expect, onTestFinished, test } from 'vitest';
import { configFrom } from '../../src/config.ts';
import { startServer, type RunningServer } from '../../src/server/server.ts';
import { clientOf } from '../support/api.ts';
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
