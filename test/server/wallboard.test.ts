/** The page of the live floor as files over HTTP. What it shows is tested in test/browser. */
import { readdirSync } from 'node:fs';
import { request } from 'node:http';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { configFrom } from '../../src/config.ts';
import { startApi } from '../support/api.ts';
import { keysText, testFile } from '../support/keysFile.ts';

const FOLDER = fileURLToPath(new URL('../../examples/wallboard/dist', import.meta.url));

/** The status of a path that goes as it is, without what a URL makes of its dots. */
const statusOf = (url: string, path: string): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    request(url, { path }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .once('error', reject)
      .end();
  });

describe('the wallboard', () => {
  // Stale files would be served too: that these are as a fresh build makes them is for "npm run drift" to see.
  test('is built, and nothing else stands beside it', () => {
    expect(readdirSync(FOLDER).toSorted()).toEqual(['index.html', 'wallboard.css', 'wallboard.js']);
  });

  test.each([
    ['/wallboard', 'text/html; charset=utf-8', /^<!doctype html>/],
    ['/wallboard/', 'text/html; charset=utf-8', /<div id="wallboard">/],
    ['/wallboard/?campaign=1', 'text/html; charset=utf-8', /<div id="wallboard">/],
    ['/wallboard?campaign=1', 'text/html; charset=utf-8', /<div id="wallboard">/],
    ['/wallboard/wallboard.js', 'text/javascript; charset=utf-8', /agentCounts/],
    ['/wallboard/wallboard.css', 'text/css; charset=utf-8', /prefers-color-scheme/],
  ])('serves %s', async (path, type, text) => {
    const api = await startApi();
    const response = await fetch(`${api.url}${path}`);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe(type);
    expect(await response.text()).toMatch(text);
    expect(api.dialer.requests).toEqual([]);
  });

  test('may load its own files and ask its own server, and nothing else', async () => {
    const api = await startApi();
    const { headers } = await fetch(`${api.url}/wallboard`);
    expect(headers.get('content-security-policy')?.split('; ')).toEqual([
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "connect-src 'self'",
      'img-src data:',
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ]);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
  });

  test('is sent again only if it has changed', async () => {
    const api = await startApi();
    const url = `${api.url}/wallboard/wallboard.js`;
    const { headers } = await fetch(url);
    expect(headers.get('cache-control')).toBe('no-cache');
    const etag = headers.get('etag') ?? '';
    for (const known of [etag, `W/${etag}`, `"other", ${etag}`]) {
      const again = await fetch(url, { headers: { 'if-none-match': known } });
      expect([again.status, await again.text()]).toEqual([304, '']);
    }
    expect((await fetch(url, { headers: { 'if-none-match': '"other"' } })).status).toBe(200);
  });

  test('answers GET and HEAD alone', async () => {
    const api = await startApi();
    const head = await fetch(`${api.url}/wallboard`, { method: 'HEAD' });
    expect([head.status, await head.text()]).toEqual([200, '']);
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) {
      const refused = await fetch(`${api.url}/wallboard`, { method });
      expect([refused.status, refused.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
    }
  });

  test.each([
    '/wallboard/../package.json',
    '/wallboard/%2e%2e/package.json',
    '/wallboard/..%2f..%2fpackage.json',
    String.raw`/wallboard/..\..\package.json`,
    '/wallboard/dist/wallboard.js',
    '/wallboard/wallboard.js/',
    '/wallboard//wallboard.js',
    '/wallboards',
    '/wallboard/constructor',
    '/wallboard/__proto__',
  ])('has no %s', async (path) => {
    const api = await startApi();
    expect(await statusOf(api.url, path)).toBe(404);
  });

  test('shows itself to anyone, and figures to those who may see them', async () => {
    const api = await startApi({ API_KEYS_FILE: testFile(keysText({ key: {} })).path });
    expect((await fetch(`${api.url}/wallboard`)).status).toBe(200);
    expect((await api.query('{ dashboard { agentsInCall } }')).status).toBe(401);
  });

  test('can be switched off', async () => {
    const api = await startApi({ WALLBOARD: 'off' });
    for (const path of ['/wallboard', '/wallboard/wallboard.js'])
      expect((await fetch(`${api.url}${path}`)).status).toBe(404);
  });

  test('is on with the simulator, and off with a dialer unless it is switched on', () => {
    const dialer = { DIALER_URL: 'https://acme.croco-dial.net', DIALER_USER: 'u', DIALER_PASS: 'p' };
    expect(configFrom({}).wallboard).toBe(true);
    expect(configFrom(dialer).wallboard).toBe(false);
    expect(configFrom({ ...dialer, WALLBOARD: 'on' }).wallboard).toBe(true);
  });
});
