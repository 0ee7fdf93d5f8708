import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import { AnswerSender, type ReadingLimits } from '../../src/server/answerSender.ts';
import { startApi } from '../support/api.ts';
import { rawClient } from '../support/rawClient.ts';

const GET = 'GET / HTTP/1.1\r\nhost: localhost\r\n\r\n';

/** A server whose only answer is this stream of events. */
async function serving(
  source: UnderlyingDefaultSource<Uint8Array>,
  limits: Partial<ReadingLimits>,
): Promise<{ url: string; log: string[] }> {
  const log: string[] = [];
  const sender = new AnswerSender(pino({}, { write: (line) => void log.push(line) }), {
    lookEveryMs: 20,
    windowMs: 300,
    ...limits,
  });
  const server = createServer((_request, response) => {
    const headers = { 'content-type': 'text/event-stream' };
    void sender.send(new Response(new ReadableStream(source), { headers }), response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
    sender.close();
  });
  const address = server.address();
  return { url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`, log };
}

test('an operation whose answer is asked for as events is answered so', async () => {
  const api = await startApi();
  const response = await fetch(`${api.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
    body: JSON.stringify({ query: '{ portfolios { code } }' }),
  });
  expect(response.headers.get('content-type')).toMatch(/^text\/event-stream/);
  expect(await response.text()).toMatch(/event: next\ndata: \{"data":\{"portfolios"[^]*event: complete/);
});

test('events may come seldom: a stream that has nothing to send is not cut', async () => {
  const { url, log } = await serving(
    {
      start: async (stream) => {
        for (let index = 0; index < 4; index += 1) {
          stream.enqueue(Buffer.from(`data: ${index}\n\n`));
          await sleep(200);
        }
        stream.close();
      },
    },
    { windowMs: 100 },
  );
  const client = await rawClient(url, GET);
  await expect.poll(() => client.text()).toMatch(/data: 3[^]*\r\n0\r\n/);
  expect(log).toEqual([]);
});

test('a client that does not read its events is cut, and their source is told', async () => {
  let cancelled = false;
  const { url, log } = await serving(
    {
      pull: (stream) => stream.enqueue(Buffer.alloc(200_000, 'x')),
      cancel: () => {
        cancelled = true;
      },
    },
    {},
  );
  await rawClient(url, GET, { reads: false });
  await expect.poll(() => cancelled).toBe(true);
  expect(log.join('')).toMatch(/"outcome":"slow"/);
});

test('a client that leaves between two events ends their source', async () => {
  let cancelled = false;
  const { url } = await serving(
    {
      start: (stream) => stream.enqueue(Buffer.from('data: 0\n\n')),
      cancel: () => {
        cancelled = true;
      },
    },
    {},
  );
  const client = await rawClient(url, GET);
  await expect.poll(() => client.text()).toMatch(/data: 0/);
  client.socket.destroy();
  await expect.poll(() => cancelled).toBe(true);
});
