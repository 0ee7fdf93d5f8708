import { connect } from 'node:net';
import { once } from 'node:events';
import { onTestFinished, expect, test } from 'vitest';
import { startWatched } from '../fuzz/watched.ts';
import { post } from '../support/api.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

/** The longest that operations may hold the event loop, however many wait for the same answer. */
const MOST_HELD_MS = 150;

const OPERATION = {
  query: '{ agents(first: 1000) { nodes { username name campaign { name } portfolios { code name } } } }',
};

async function startServer() {
  const folder = temporaryFolder();
  onTestFinished(() => folder.remove());
  const server = await startWatched({ LEAD_JOURNAL: `${folder.path}/leads.db` });
  onTestFinished(() => server.end().then(() => undefined));
  await post(server.url, { query: '{ __typename }' });
  await server.read();
  return server;
}

test('thirty operations that wait for the same answer go on one after another', async () => {
  const server = await startServer();
  const answers = await Promise.all(
    Array.from({ length: 30 }, async () => (await post(server.url, OPERATION)).text()),
  );
  expect(new Set(answers).size).toBe(1);
  expect(answers[0]).not.toContain('"errors"');
  expect((await server.read()).heldMs).toBeLessThan(MOST_HELD_MS);
});

test('so do those that come at once on one connection, and the first is answered before the last is begun', async () => {
  const server = await startServer();
  const { hostname, port } = new URL(server.url);
  const body = JSON.stringify(OPERATION);
  const request = `POST /graphql HTTP/1.1\r\nhost: ${hostname}\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
  const client = connect(Number(port), hostname);
  onTestFinished(() => void client.destroy());
  let answered = 0;
  const all = Promise.withResolvers<void>();
  client.setEncoding('utf8').on('data', (text: string) => {
    answered += text.split('HTTP/1.1 200').length - 1;
    if (answered >= 50) all.resolve();
  });
  client.write(request.repeat(50));
  await once(client, 'data');
  expect(answered).toBeLessThan(40);
  await all.promise;
  expect((await server.read()).heldMs).toBeLessThan(MOST_HELD_MS);
});
