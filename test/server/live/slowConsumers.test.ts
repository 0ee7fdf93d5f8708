import { createServer } from 'node:http';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, onTestFinished, test } from 'vitest';
import type { LiveEvent } from '../../../src/live/liveTopic.ts';
import { nextEvent } from '../../../src/server/live/serverSentEvents.ts';
import { Subscriber } from '../../../src/server/live/subscriber.ts';
import { Operation } from '../../../src/server/operations/operation.ts';
import { identityOf } from '../../../src/server/operations/requestIdentity.ts';
import { rawClient, type RawClient } from '../../support/rawClient.ts';

const GET = 'GET / HTTP/1.1\r\nhost: localhost\r\n\r\n';

interface Streaming {
  readonly url: string;
  readonly subscribers: readonly Subscriber[];
  /** Gives an event to all subscribers. */
  readonly publish: (event: LiveEvent<unknown>) => void;
  /** How many subscribers have ended. */
  readonly ended: () => number;
  /** How many connections have been closed. */
  readonly closed: () => number;
}

/** A server whose every answer is a subscriber's stream. @param padding about the length of an event, in characters */
async function streaming(padding: number, lastWordsMs = 100): Promise<Streaming> {
  const subscribers: Subscriber[] = [];
  let ended = 0;
  let closed = 0;
  // As a group does: each event is encoded once.
  const results = new WeakMap<LiveEvent<unknown>, Promise<Buffer>>();
  const encoded = (event: LiveEvent<unknown>): Promise<Buffer> => {
    const known = results.get(event);
    if (known) return known;
    const made = Promise.resolve(
      nextEvent({ data: { key: event.key, value: event.value, padding: 'x'.repeat(padding) } }, 'test'),
    );
    results.set(event, made);
    return made;
  };
  const onEnd = (): number => (ended += 1);
  const server = createServer((_, response) => {
    const operation = new Operation(
      identityOf({}, () => false),
      {},
    );
    const subscriber = new Subscriber({ response, operation, encoded, onEnd, lastWordsMs });
    subscribers.push(subscriber);
    response.once('close', () => (closed += 1));
    subscriber.begin();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`,
    subscribers,
    publish: (event) => {
      for (const subscriber of subscribers) {
        subscriber.push(event);
        subscriber.flush();
      }
    },
    ended: () => ended,
    closed: () => closed,
  };
}

async function stalled(url: string, count: number): Promise<RawClient[]> {
  return Promise.all(Array.from({ length: count }, () => rawClient(url, GET, { reads: false })));
}

const valuesIn = (text: string): number[] =>
  [...text.matchAll(/"value":(\d+)/g)].map(([, value]) => Number(value));

test('of states that a client did not read, it gets the last one, and each of the keys', async () => {
  const { url, subscribers, publish } = await streaming(10_000);
  const [client] = await stalled(url, 1);
  await expect.poll(() => subscribers.length, { timeout: 20_000 }).toBe(1);
  for (let value = 0; value < 3000; value += 1) {
    publish({ key: `agent ${value % 3}`, value });
    // Lets the connection take what it can.
    if (value % 100 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  let text = '';
  client?.socket.on('data', (chunk: Buffer) => {
    text += chunk.toString();
  });
  await expect.poll(() => valuesIn(text).slice(-3), { timeout: 20_000 }).toEqual([2997, 2998, 2999]);
  // Some thousand of them were never sent.
  expect(valuesIn(text).length).toBeLessThan(2000);
});

test('a client that reads gets every call', async () => {
  const { url, subscribers, publish } = await streaming(100);
  const client = await rawClient(url, GET);
  await expect.poll(() => subscribers.length, { timeout: 20_000 }).toBe(1);
  for (let value = 0; value < 900; value += 1) publish({ key: null, value });
  await expect.poll(() => valuesIn(client.text()).length, { timeout: 20_000 }).toBe(900);
  expect(valuesIn(client.text())).toEqual(Array.from({ length: 900 }, (_, index) => index));
});

test('a client that does not read its calls is told so, and its connection is closed', async () => {
  const { url, subscribers, publish, ended } = await streaming(10_000, 60_000);
  const client = await rawClient(url, GET);
  await expect.poll(() => subscribers.length, { timeout: 20_000 }).toBe(1);
  // All in one turn of the event loop: nobody could read so fast.
  for (let value = 0; value < 1500; value += 1) publish({ key: null, value });
  expect(ended()).toBe(1);
  await expect.poll(() => client.text(), { timeout: 20_000 }).toMatch(/SLOW_CONSUMER[^]*event: complete/);
  expect(client.text()).toMatch(/"retryable":true/);
});

test('one that never reads again is cut all the same', async () => {
  // One event is more than the kernel takes off the server's hands.
  const { url, subscribers, publish, closed } = await streaming(20_000_000, 100);
  const [client] = await stalled(url, 1);
  await expect.poll(() => subscribers.length, { timeout: 20_000 }).toBe(1);
  for (let value = 0; value < 1500; value += 1) publish({ key: null, value });
  await expect.poll(closed).toBe(1);
  // The connection's end is seen when it is read.
  client?.socket.resume();
  await client?.closed;
});

test('a connection that takes nothing is noticed', async () => {
  const { url, subscribers, publish } = await streaming(200_000);
  await stalled(url, 1);
  await expect.poll(() => subscribers.length, { timeout: 20_000 }).toBe(1);
  const [subscriber] = subscribers;
  expect(subscriber?.isStalled(performance.now(), 0)).toBe(false);
  for (let value = 0; value < 100; value += 1) publish({ key: `${value}`, value });
  await expect.poll(() => subscriber?.isStalled(performance.now(), 50), { timeout: 10_000 }).toBe(true);
});

test('100 stalled consumers add at most 20 MB', async () => {
  const { url, subscribers, publish } = await streaming(2000, 60_000);
  await stalled(url, 100);
  await expect.poll(() => subscribers.length, { timeout: 20_000 }).toBe(100);
  const before = await memory();
  for (let value = 0; value < 5000; value += 1) {
    publish({ key: `agent ${value % 300}`, value });
    // Below the limit, so that all of them wait.
    if (value % 6 === 0) publish({ key: null, value });
    if (value % 100 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  const added = (await memory()) - before;
  expect(added / 1_000_000).toBeLessThan(20);
}, 60_000);

/** Bytes that are in use, in the heap and outside. */
async function memory(): Promise<number> {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  for (let times = 0; times < 3; times += 1) {
    if (typeof collect === 'function') collect();
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
