/** nginx runs with the example, where there is one (Debian: apt-get install nginx; else NGINX_PROGRAM=path). */
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { KEY, LOOPBACK_CERTIFICATE } from '../support/certificates.ts';
import { freePort } from '../support/freePort.ts';
import { startScriptedServer, type ScriptedServer } from '../support/scriptedServer.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';
import { textOf } from './files.ts';

const CONF = textOf('deploy/nginx.conf');
// /usr/sbin is not on everybody's PATH.
const NGINX = [process.env['NGINX_PROGRAM'] ?? 'nginx', '/usr/sbin/nginx'].find(
  (program) => spawnSync(program, ['-v']).status === 0,
);
const hasNginx = NGINX !== undefined;

/** A whole configuration with the example in its http block. @returns its arguments for nginx */
function configured(upstreamPort: string, port: number): readonly string[] {
  const { path, remove } = temporaryFolder();
  onTestFinished(remove);
  mkdirSync(join(path, 'temp'));
  writeFileSync(join(path, 'fullchain.pem'), LOOPBACK_CERTIFICATE);
  writeFileSync(join(path, 'privkey.pem'), KEY);
  const own = CONF.replaceAll('/etc/nginx/tls', path)
    .replace('127.0.0.1:4000', `127.0.0.1:${upstreamPort}`)
    .replace('listen 443 ssl', `listen 127.0.0.1:${port} ssl`)
    .replace(/^ *listen \[::\]:443 ssl;\n/m, '');
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (kind) => `${kind}_temp_path ${join(path, 'temp', kind)};`,
  );
  writeFileSync(
    join(path, 'nginx.conf'),
    `daemon off; master_process off; pid ${join(path, 'pid')}; error_log stderr warn;
    events {}
    http { access_log off; ${temporary.join(' ')}
    ${own} }`,
  );
  return ['-p', path, '-c', join(path, 'nginx.conf')];
}

test.skipIf(!hasNginx)('nginx accepts it', async () => {
  const args = configured('4000', await freePort());
  const { status, stderr } = spawnSync(NGINX ?? '', [...args, '-t'], { encoding: 'utf8' });
  expect(stderr).toContain('test is successful');
  expect(stderr).not.toMatch(/\[(?:warn|error|emerg)\]/);
  expect(status).toBe(0);
});

interface Answer {
  readonly status: number | undefined;
  readonly location: string | undefined;
  /** The body's first piece. */
  readonly body: string;
}

/** Sends a request over TLS, and resolves with the beginning of its answer. */
const ask = (port: number, path: string, accept: string): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const sent = request(
      {
        host: '127.0.0.1',
        port,
        path,
        // Without it, the name in the Host header would have to be in the certificate.
        servername: 'localhost',
        ca: LOOPBACK_CERTIFICATE,
        headers: { accept, host: 'api.example.com' },
      },
      (response) => {
        const found = { status: response.statusCode, location: response.headers.location };
        response.once('data', (chunk: Buffer) => {
          resolve({ ...found, body: String(chunk) });
          response.destroy();
        });
        response.once('end', () => resolve({ ...found, body: '' }));
      },
    );
    sent.on('error', reject);
    sent.end();
  });

async function startNginx(upstream: ScriptedServer): Promise<number> {
  const port = await freePort();
  const child = spawn(NGINX ?? '', configured(upstream.url.port, port), { stdio: 'ignore' });
  const ended = new Promise((resolve) => void child.once('exit', resolve));
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  await expect.poll(() => ask(port, '/', '*/*').catch(() => undefined)).toBeDefined();
  return port;
}

test.skipIf(!hasNginx)('the prefix is taken away, Host goes on, and events are not held back', async () => {
  const upstream = await startScriptedServer();
  onTestFinished(() => upstream.close());
  const port = await startNginx(upstream);

  upstream.answer('graphql', (_, { path, query, headers }) => ({
    path,
    query: String(query),
    host: headers.host,
  }));
  const seen = { path: '/graphql', query: 'query=%7Ba%7D', host: 'api.example.com' };
  expect(JSON.parse((await ask(port, '/crocodial/graphql?query=%7Ba%7D', '*/*')).body)).toEqual(seen);
  expect(JSON.parse((await ask(port, '/crocodial/graphql?query=%7Ba%7D', 'text/event-stream')).body)).toEqual(
    seen,
  );

  upstream.answer('', { status: 302, headers: { location: '/graphql' }, body: '' });
  expect(await ask(port, '/crocodial/', '*/*')).toMatchObject({
    status: 302,
    location: expect.stringMatching(/\/crocodial\/graphql$/),
  });

  // The stream goes on, and its first event is there.
  upstream.raw('graphql', (socket) => {
    const event = 'event: next\ndata: {}\n\n';
    const length = event.length.toString(16);
    socket.write(
      `HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n${length}\r\n${event}\r\n`,
    );
  });
  expect(await ask(port, '/crocodial/graphql', 'text/event-stream')).toMatchObject({
    status: 200,
    body: expect.stringContaining('event: next'),
  });

  const before = upstream.requests.length;
  for (const path of ['/crocodial/metrics', '/crocodial/ready', '/graphql'])
    expect((await ask(port, path, '*/*')).status).toBe(404);
  expect(upstream.requests.length).toBe(before);
});
