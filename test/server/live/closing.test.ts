import { expect, test } from 'vitest';
import { startApi } from '../../support/api.ts';
import { subscribe } from '../../support/events.ts';
import { postOf, rawClient } from '../../support/rawClient.ts';

const COUNTS = 'subscription { agentCounts { live } }';
const FAST = { LIVE_INTERVAL_MS: '500' };

/** Subscribes on a connection of its own. */
const SUBSCRIPTION = postOf(COUNTS).replace('\r\n\r\n', '\r\naccept: text/event-stream\r\n\r\n');

test('closing completes subscriptions at once, and does not wait for them', async () => {
  const api = await startApi(FAST);
  const clients = await Promise.all([1, 2, 3].map(() => subscribe(api.url, { query: COUNTS })));
  await expect.poll(() => clients.every(({ results }) => results().length === 1)).toBe(true);
  const closed = api.close();
  await Promise.all(clients.map(({ ended }) => ended));
  expect(clients.map(({ isComplete }) => isComplete())).toEqual([true, true, true]);
  await closed;
  // Without a call that was cut off, and without a wait for it.
  expect(api.log.join('')).not.toContain('what still runs is ended');
});

test('closing does not wait for a client that keeps its connection, or reads nothing', async () => {
  const api = await startApi(FAST, undefined, { closing: { mostMs: 30_000 } });
  const idle = await rawClient(api.url, SUBSCRIPTION);
  await rawClient(api.url, SUBSCRIPTION, { reads: false });
  await expect.poll(() => idle.text()).toMatch(/event: next/);
  const began = performance.now();
  await api.close();
  expect(performance.now() - began).toBeLessThan(15_000);
  // The client hears of it after the server has sent it.
  await expect.poll(() => idle.text()).toMatch(/event: complete/);
});

test('while it drains, subscriptions go on, and new ones are accepted', async () => {
  const api = await startApi({ ...FAST, DRAIN_SECONDS: '1' });
  const client = await subscribe(api.url, { query: COUNTS });
  await expect.poll(() => client.results().length).toBe(1);
  const closed = api.close();
  const late = await subscribe(api.url, { query: COUNTS });
  await expect.poll(() => late.results().length).toBe(1);
  expect(client.isComplete()).toBe(false);
  await closed;
  await Promise.all([client.ended, late.ended]);
  expect(client.isComplete() && late.isComplete()).toBe(true);
});
