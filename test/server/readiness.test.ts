import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { startApi, type Api } from '../support/api.ts';
import { success } from '../support/otherDialer.ts';

const statusOf = async ({ url }: Api, path: string): Promise<number> => (await fetch(`${url}${path}`)).status;

/** Asks for five leads, one after the other, so that nothing is answered from memory. */
async function askForFive(api: Api): Promise<void> {
  for (let id = 1; id <= 5; id += 1) await api.query(`{ lead(leadId: "${id}") { status } }`);
}

describe('GET /ready', () => {
  test('is 503 while the circuit is open, and /health is 200', { timeout: 30_000 }, async () => {
    const api = await startApi();
    expect(await statusOf(api, '/ready')).toBe(200);
    for (const action of ['goGetCustomerInfo', 'getAgentStatus']) {
      api.dialer.answer(action, { status: 500, body: '' });
    }
    await askForFive(api);
    expect(await statusOf(api, '/ready')).toBe(503);
    expect(await statusOf(api, '/health')).toBe(200);
    const asked = api.dialer.requests.length;
    for (let look = 0; look < 20; look += 1) expect(await statusOf(api, '/ready')).toBe(503);
    expect(api.dialer.requests).toHaveLength(asked);

    // The dialer recovers: whoever sends no traffic until this says so would wait for ever, so looking is enough.
    api.dialer.answer('getAgentStatus', success({}));
    await expect.poll(() => statusOf(api, '/ready'), { timeout: 10_000, interval: 250 }).toBe(200);
    expect(api.dialer.requests.length - asked).toBeLessThanOrEqual(2);
    expect(await statusOf(api, '/health')).toBe(200);
  });

  test('is 503 where the dialer refuses the login, and does not try it again', async () => {
    const api = await startApi();
    api.dialer.answer('getAllPortfolios', '{"result":"error","message":"Invalid Username/Password"}');
    expect(await api.query('{ portfolios { code } }')).toMatchObject({
      errors: [{ extensions: { code: 'DIALER_UNAUTHORIZED', action: 'getAllPortfolios', retryable: false } }],
    });
    for (let look = 0; look < 10; look += 1) expect(await statusOf(api, '/ready')).toBe(503);
    await sleep(50);
    expect(api.dialer.requests).toHaveLength(1);
    expect(await statusOf(api, '/health')).toBe(200);
  });
});

describe('while the circuit is open', () => {
  test('what is remembered is still answered, and an error says what to do', async () => {
    const api = await startApi();
    await api.data('{ portfolios { code } }');
    api.dialer.answer('goGetCustomerInfo', { status: 502, body: '<html>Bad Gateway</html>' });
    await askForFive(api);
    expect(await api.data('{ portfolios { code } }')).toMatchObject({ portfolios: expect.any(Array) });
    const { errors, text } = await api.query('{ lead(leadId: "9") { status } }');
    expect(errors).toMatchObject([
      {
        path: ['lead'],
        extensions: { code: 'DIALER_UNAVAILABLE', action: 'goGetCustomerInfo', retryable: true },
        message: expect.stringMatching(/Try again/),
      },
    ]);
    expect(text).not.toMatch(/Gateway|html/);
  });
});
