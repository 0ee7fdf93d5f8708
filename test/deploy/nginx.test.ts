import { request } from 'node:https';
import { expect, onTestFinished, test } from 'vitest';
import { LOOPBACK_CERTIFICATE } from '../support/certificates.ts';
import { startScriptedServer } from '../support/scriptedServer.ts';
import { hasNginx, nginxVerdict, startNginx } from './runningNginx.ts';

test.skipIf(!hasNginx)('nginx accepts it', async () => {
  const { status, text } = await nginxVerdict();
  expect(text).toContain('test is successful');
  expect(text).not.toMatch(/\[(?:warn|error|emerg)\]/);
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

test.skipIf(!hasNginx)('the prefix is taken away, Host goes on, and events are not held back', async () => {
  const upstream = await startScriptedServer();
  onTestFinished(() => upstream.close());
  const { port } = await startNginx({ upstreamPort: upstream.url.port, tls: true });

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
