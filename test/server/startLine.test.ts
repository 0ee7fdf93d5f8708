import { expect, test } from 'vitest';
import { configFrom } from '../../src/config.ts';
import { startFacts } from '../../src/server/logging/startLine.ts';

test('the start line tells the configuration in effect, and no secret', () => {
  const secret = 'planted-secret-12345';
  const facts = startFacts(
    configFrom({
      DIALER_URL: `https://acme.croco-dial.net/base#${secret}`,
      DIALER_USER: secret,
      DIALER_PASS: secret,
      LEADS_USER: secret,
      LEADS_PASS: secret,
      CALL_ID_KEY: secret,
      VOXO_TOKEN: secret,
      METRICS_TOKEN_FILE: '/run/secrets/metrics',
      JWT_JWKS_URL: `https://id.example.com/jwks.json?key=${secret}`,
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://localhost:4318/#${secret}`,
      DRAIN_SECONDS: '7',
    }),
  );
  expect(facts).toMatchObject({
    instance: expect.stringMatching(/:\d+$/),
    version: expect.stringMatching(/^\d+\./),
    config: {
      dialer: { url: 'https://acme.croco-dial.net/base', password: 'configured' },
      leadsAccount: 'own',
      metricsToken: '/run/secrets/metrics',
      access: ['JWT of https://id.example.com/jwks.json'],
      traces: 'http://localhost:4318/',
      drainSeconds: 7,
    },
  });
  expect(JSON.stringify(facts)).not.toContain(secret);
});
