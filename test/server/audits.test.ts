import { serverAudits } from 'graphql-http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { configFrom } from '../../src/config.ts';
import { startServer, type RunningServer } from '../../src/server/server.ts';
import { DIALER_PASS, DIALER_USER, startOtherDialer } from '../support/otherDialer.ts';
import type { ScriptedServer } from '../support/scriptedServer.ts';

let dialer: ScriptedServer;
let server: RunningServer;

beforeAll(async () => {
  dialer = await startOtherDialer();
  server = await startServer(configFrom({ PORT: '0', LOG_LEVEL: 'silent' }), {
    baseUrl: dialer.url,
    user: DIALER_USER,
    pass: DIALER_PASS,
  });
});

afterAll(async () => {
  await server.close();
  await dialer.close();
});

const AUDITS = serverAudits({ url: () => `${server.url}/graphql` });

test('there are 61 audits of GraphQL over HTTP', () => {
  expect(AUDITS).toHaveLength(61);
});

// Warnings (SHOULD) and notices (MAY) count like errors (MUST).
test.each(AUDITS.map(({ id, name, fn }) => [id, name, fn] as const))('%s: %s', async (_id, _name, audit) => {
  const result = await audit();
  expect([result.status, 'reason' in result ? result.reason : '']).toEqual(['ok', '']);
});
