import { describe, expect, test } from 'vitest';
import { isInside, metricsRefusal } from '../../../src/server/metrics/metricsAccess.ts';
import { startApi } from '../../support/api.ts';
import { testFile } from '../../support/keysFile.ts';

const TOKEN = 'a-token-of-metrics';

const statusOf = async (url: string, headers: Record<string, string> = {}, method = 'GET'): Promise<number> =>
  (await fetch(`${url}/metrics`, { method, headers })).status;

const bearer = (token: string): Record<string, string> => ({ authorization: `Bearer ${token}` });

describe('without METRICS_TOKEN', () => {
  test('this machine may read, but nobody through a proxy', async () => {
    const { url } = await startApi();
    expect(await statusOf(url)).toBe(200);
    for (const name of ['x-forwarded-for', 'forwarded', 'x-real-ip', 'via'])
      expect(await statusOf(url, { [name]: '10.0.0.1' })).toBe(403);
    for (const name of [
      'x-forwarded-port',
      'x-original-forwarded-for',
      'x-client-ip',
      'true-client-ip',
      'cf-connecting-ip',
      'x-envoy-external-address',
    ])
      expect([
        name,
        metricsRefusal({ headers: { [name]: '10.0.0.1' }, address: '127.0.0.1' }, undefined),
      ]).toEqual([name, 403]);
    expect(await statusOf(url, {}, 'POST')).toBe(405);
  });

  test.each([
    '127.0.0.1',
    '127.8.9.1',
    '::1',
    '::ffff:127.0.0.1',
    '10.1.2.3',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '::ffff:192.168.1.1',
    '169.254.1.1',
    '100.64.0.1',
    'fd00::1',
    'fe80::1%eth0',
  ])('%s is inside', (address) => {
    expect(isInside(address)).toBe(true);
    expect(metricsRefusal({ headers: {}, address }, undefined)).toBeUndefined();
  });

  test.each([
    '8.8.8.8',
    '172.15.255.255',
    '172.32.0.0',
    '192.169.0.1',
    '100.128.0.1',
    '::ffff:8.8.8.8',
    '2001:db8::1',
    '2a00::1',
    '',
    'localhost',
    undefined,
  ])('%s is not', (address) => {
    expect(metricsRefusal({ headers: {}, address }, undefined)).toBe(403);
  });
});

describe('with METRICS_TOKEN', () => {
  test('whoever has it may read, from anywhere, and nobody else', async () => {
    const { url, log } = await startApi({ METRICS_TOKEN: TOKEN });
    expect(await statusOf(url, bearer(TOKEN))).toBe(200);
    expect(await statusOf(url, { ...bearer(TOKEN), 'x-forwarded-for': '8.8.8.8' })).toBe(200);
    expect(metricsRefusal({ headers: bearer(TOKEN), address: '8.8.8.8' }, TOKEN)).toBeUndefined();
    for (const wrong of [`${TOKEN}x`, TOKEN.slice(1), TOKEN.toUpperCase(), 'x'.repeat(10_000)])
      expect(await statusOf(url, bearer(wrong))).toBe(401);
    expect(await statusOf(url)).toBe(401);
    expect(await statusOf(url, { authorization: `Basic ${TOKEN}` })).toBe(401);
    const { headers } = await fetch(`${url}/metrics`);
    expect(headers.get('www-authenticate')).toBe('Bearer');
    expect(log.join('')).not.toContain(TOKEN);
  });

  test('in a file, it can be changed while the server runs', async () => {
    const file = testFile(`${TOKEN}\n`, 'token');
    const { url } = await startApi({ METRICS_TOKEN_FILE: file.path });
    expect(await statusOf(url, bearer(TOKEN))).toBe(200);
    file.replace('another-token-of-metrics');
    await expect
      .poll(() => statusOf(url, { authorization: 'Bearer another-token-of-metrics' }), { interval: 20 })
      .toBe(200);
    expect(await statusOf(url, { authorization: `Bearer ${TOKEN}` })).toBe(401);
  });
});
