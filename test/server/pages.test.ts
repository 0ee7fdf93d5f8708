/** The pages for people as files over HTTP. What they do in a browser is tested in test/browser. */
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { request, type IncomingHttpHeaders } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startApi, type Api } from '../support/api.ts';

const HTML = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };

/** Gets a path as it is: fetch would decode the body. */
const get = (
  url: string,
  path: string,
  headers: Readonly<Record<string, string>> = {},
  method = 'GET',
): Promise<{ status: number | undefined; headers: IncomingHttpHeaders; body: Buffer }> =>
  new Promise((resolve, reject) => {
    request(url, { path, method, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('end', () =>
        resolve({ status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks) }),
      );
    })
      .once('error', reject)
      .end();
  });

describe('GraphiQL', () => {
  let api: Api;
  let page: string;
  const closings: (() => Promise<void>)[] = [];
  /** The files that the page names, as absolute paths. */
  const assets = (): string[] =>
    [...new Set(page.match(/graphql\/assets\/[\w/.-]+/g))].map((path) => `/${path}`).toSorted();
  const asset = (name: string): string => assets().find((path) => path.endsWith(`/${name}`)) ?? '';

  beforeAll(async () => {
    api = await startApi({}, undefined, {}, (close) => void closings.unshift(close));
    page = (await get(api.url, '/graphql', HTML)).body.toString();
  });
  afterAll(async () => {
    for (const close of closings) await close();
  });

  test('is a small page that names its files below it, by their hash', () => {
    // The worked operations are most of it.
    expect(page.length).toBeLessThan(25_000);
    const names = assets().map((path) => path.replace(/[\w-]{22}/, 'HASH'));
    expect(names.toSorted()).toEqual(
      [
        'editor.worker.js',
        'graphiql.css',
        'graphiql.js',
        'graphql.worker.js',
        'json.worker.js',
        'page.css',
        'page.js',
      ]
        .map((name) => `/graphql/assets/HASH/${name}`)
        .toSorted(),
    );
    // All addresses are relative, so that it works below a path prefix.
    for (const [, address] of page.matchAll(/(?:src|href)="([^"]*)"/g))
      expect(address).not.toMatch(/^\/|^http/);
    expect(api.dialer.requests).toEqual([]);
  });

  test('is sent again only if it has changed', async () => {
    const { headers } = await get(api.url, '/graphql', HTML);
    expect(headers['cache-control']).toBe('no-cache');
    expect(headers.vary).toContain('accept');
    const again = await get(api.url, '/graphql', { ...HTML, 'if-none-match': headers.etag ?? '' });
    expect([again.status, again.body.length, again.headers.etag]).toEqual([304, 0, headers.etag]);
  });

  test('runs no script but those of this server, and shows itself in no frame', async () => {
    const { headers } = await get(api.url, '/graphql', HTML);
    expect(String(headers['content-security-policy']).split('; ')).toEqual([
      "default-src 'none'",
      "script-src 'self'",
      "worker-src 'self'",
      "connect-src 'self'",
      "style-src 'self' 'unsafe-inline'",
      'font-src data:',
      'img-src data:',
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ]);
    // The block is data, and nothing in it ends it.
    expect(page.match(/<script[^>]*>/g)).toEqual([
      '<script type="application/json" id="page-data">',
      expect.stringMatching(/^<script type="module" src="graphql\/assets\/[^"]*\/page\.js">$/),
    ]);
  });

  test('has files that browsers keep, compressed once', async () => {
    const whole = await get(api.url, asset('graphiql.js'));
    expect(whole.status).toBe(200);
    expect(whole.headers['cache-control']).toBe('public, max-age=31536000, immutable');
    expect(whole.headers['content-type']).toBe('text/javascript; charset=utf-8');
    expect(whole.headers['x-content-type-options']).toBe('nosniff');
    expect(whole.body.length).toBeGreaterThan(5_000_000);
    const br = await get(api.url, asset('graphiql.js'), { 'accept-encoding': 'gzip, br' });
    const gzip = await get(api.url, asset('graphiql.js'), { 'accept-encoding': 'gzip' });
    expect([br.headers['content-encoding'], gzip.headers['content-encoding']]).toEqual(['br', 'gzip']);
    expect(br.body.length).toBeLessThan(1_400_000);
    expect(gzip.body.length).toBeLessThan(1_600_000);
    expect(brotliDecompressSync(br.body).equals(whole.body)).toBe(true);
    expect(gunzipSync(gzip.body).equals(whole.body)).toBe(true);
    // The bytes differ, and so do their tags. Any of them says that the browser has the file.
    const tags = [whole, br, gzip].map(({ headers }) => headers.etag ?? '');
    expect(new Set(tags).size).toBe(3);
    for (const tag of tags) {
      expect((await get(api.url, asset('graphiql.js'), { 'if-none-match': `W/${tag}` })).status).toBe(304);
    }
  });

  test('answers HEAD without a body, and nothing else with one', async () => {
    for (const path of ['/graphql', asset('graphiql.css'), asset('page.js')]) {
      const head = await get(api.url, path, { ...HTML, 'accept-encoding': 'br' }, 'HEAD');
      const whole = await get(api.url, path, { ...HTML, 'accept-encoding': 'br' });
      expect([head.status, head.body.length]).toEqual([200, 0]);
      expect(head.headers['content-length']).toBe(String(whole.body.length));
    }
    const posted = await get(api.url, asset('page.js'), {}, 'POST');
    expect([posted.status, posted.headers.allow]).toEqual([405, 'GET, HEAD']);
  });

  test.each(['/graphql/assets/', '/graphql/assets/x/graphiql.js', '/graphql/assets/../../package.json'])(
    'has no %s',
    async (path) => {
      expect((await get(api.url, path)).status).toBe(404);
    },
  );

  test('is not for clients that do not ask for a page', async () => {
    const { headers } = await get(api.url, '/graphql?query={__typename}', { accept: '*/*' });
    expect(headers['content-type']).toMatch(/json/);
  });

  test('is also found with a slash at the end', async () => {
    const { status, headers } = await get(api.url, '/graphql/?query={__typename}', HTML);
    expect([status, headers.location]).toEqual([302, '../graphql?query={__typename}']);
  });
});

test('a file that is not ready when the server closes is refused once, with no header of the file', async () => {
  const api = await startApi({}, undefined, { closing: { mostMs: 1 } });
  const page = (await get(api.url, '/graphql', HTML)).body.toString();
  const path = `/${/graphql\/assets\/[\w-]+\/graphiql\.js/.exec(page)?.[0]}`;
  // Another process compresses it now, for a second or more.
  const waiting = Promise.all(['GET', 'HEAD'].map((method) => get(api.url, path, {}, method)));
  await get(api.url, '/health');
  await api.close();
  for (const { status, headers } of await waiting) {
    expect([status, headers['cache-control'], headers.etag]).toEqual([503, 'no-store', undefined]);
  }
  // What would follow on the refused requests comes now. An unhandled rejection fails this file.
  await expect.poll(() => api.log.filter((line) => line.includes('defect'))).toEqual([]);
});

describe('where GraphiQL is off, a page', () => {
  test('says why to a browser, and the API still answers', async () => {
    const api = await startApi({ INTROSPECTION: 'off', WALLBOARD: 'on' });
    const { status, headers, body } = await get(api.url, '/graphql', HTML);
    expect(status).toBe(200);
    expect(body.toString()).toContain('<code>INTROSPECTION=on</code>');
    expect(body.toString()).toContain('href="wallboard"');
    expect(headers['content-security-policy']).toMatch(/^default-src 'none'; style-src 'sha256-/);
    const answer = await get(api.url, '/graphql?query={__typename}', HTML);
    expect(answer.body.toString()).toBe('{"data":{"__typename":"Query"}}');
    expect((await get(api.url, '/graphql/assets/x/graphiql.js')).status).toBe(404);
  });
});
