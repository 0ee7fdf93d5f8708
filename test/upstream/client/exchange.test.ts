import { createServer, type AddressInfo, type Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { Caller } from '../../../src/upstream/client/caller.ts';
import { ENDPOINTS } from '../../../src/upstream/endpoints.ts';
import { ofAnyone } from '../asking.ts';
import { upstreamOf } from '../upstreamOf.ts';

const answerWith = (text: string): string =>
  JSON.stringify({ result: 'success', lead_info: { lead_id: '7', first_name: 'Ana' }, is_customer: 0, text });

/** An answer of so many bytes. It is filled by a member that the record does not declare. */
const answerOf = (length: number): string => answerWith('x'.repeat(length - answerWith('').length));

const SMALL = answerOf(500);
const LIMIT = 256 * 1024;
const OK = 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n';
const withLength = (body: string): string => `${OK}content-length: ${body.length}\r\n\r\n${body}`;

const chunked = (body: string, size: number): string => {
  const chunks = body.match(new RegExp(`.{1,${size}}`, 'gs')) ?? [];
  const written = chunks.map((chunk) => `${chunk.length.toString(16)}\r\n${chunk}\r\n`);
  return `${OK}transfer-encoding: chunked\r\n\r\n${written.join('')}0\r\n\r\n`;
};

/** The real client in front of a server that writes bytes. @param write called for each request, with its number */
async function upstream(write: (socket: Socket, request: number) => void) {
  const connections = new Set<Socket>();
  let requests = 0;
  let asked = 0;
  const server = createServer((socket) => {
    connections.add(socket);
    socket.on('error', () => {});
    socket.on('data', () => {
      requests += 1;
      write(socket, requests);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address: AddressInfo | string | null = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  const { client } = upstreamOf(new URL(`http://127.0.0.1:${address.port}`), { concurrency: 1 });
  onTestFinished(async () => {
    await client.close();
    for (const socket of connections) socket.destroy();
    server.close();
  });
  return {
    connections,
    requests: () => requests,
    ask: async (caller?: Caller) => {
      asked += 1;
      const lead = { leadId: String(asked) };
      return (await client.call(ofAnyone(ENDPOINTS.goGetCustomerInfo), lead, caller)).model;
    },
  };
}

test.each([
  ['with its length', withLength(SMALL)],
  ['in chunks of a byte', chunked(SMALL, 1)],
  ['behind interim answers', `HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n${withLength(SMALL)}`],
  ['one byte below the limit of small ones', withLength(answerOf(LIMIT - 1))],
  ['of the limit of small ones', chunked(answerOf(LIMIT), 1000)],
  ['one byte above that limit', withLength(answerOf(LIMIT + 1))],
  ['far above that limit, in chunks', chunked(answerOf(5 * LIMIT), 10_000)],
])('an answer %s is read whole, and its connection is used again', async (_, text) => {
  const { ask, connections, requests } = await upstream((socket) => void socket.write(text));
  for (let times = 1; times <= 3; times += 1) {
    expect(await ask()).toMatchObject({ firstName: 'Ana' });
    expect(requests()).toBe(times);
  }
  expect(connections.size).toBe(1);
});

test.each([
  ['small', 400, SMALL],
  ['above the limit of small ones', LIMIT + 5000, answerOf(2 * LIMIT)],
])('an answer %s that breaks off is asked for again', async (_, cutAt, body) => {
  const { ask, connections, requests } = await upstream((socket, request) => {
    if (request > 1) socket.write(withLength(body));
    else socket.end(withLength(body).slice(0, cutAt));
  });
  expect(await ask()).toMatchObject({ firstName: 'Ana' });
  expect(requests()).toBe(2);
  expect(connections.size).toBe(2);
});

test.each([
  ['before it begins', ''],
  ['while it is small', withLength(SMALL).slice(0, 400)],
  ['when it is no longer small', withLength(answerOf(2 * LIMIT)).slice(0, LIMIT + 5000)],
])('an answer that its caller leaves %s is not waited for', async (_, text) => {
  const begun = Promise.withResolvers<void>();
  const { ask, connections } = await upstream((socket, request) => {
    if (request > 1) socket.write(withLength(SMALL));
    else socket.write(text, () => begun.resolve());
  });
  const leaving = new AbortController();
  void begun.promise.then(() => leaving.abort(new Error('gone')));
  await expect(ask(new Caller(leaving.signal))).rejects.toThrow('gone');
  // There is one slot: it is free again.
  expect(await ask()).toMatchObject({ firstName: 'Ana' });
  expect(connections.size).toBe(2);
});
