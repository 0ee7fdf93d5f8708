/** Many different subscriptions of one viewer: no result is shared, so each event is executed for each of them. */
import { expect, onTestFinished, test } from 'vitest';
import { floorOf } from '../../live/floor.ts';
import { subscribe } from '../../support/eventStream.ts';
import { postOf, rawClient } from '../../support/rawClient.ts';

const AGENTS = 100;
const SUBSCRIPTIONS = 60;
/** So many aliases make an event take long enough, for the query to come in the middle of them. */
const FIELDS = Array.from(
  { length: 20 },
  (_, index) => `a${index}: agent { username name } s${index}: status { state since }`,
).join(' ');

test('a query takes its turn while many different subscriptions get their snapshots', async () => {
  const floor = await floorOf(Array.from({ length: AGENTS }, (_, index) => `agent.${index}`));
  // From now on the server knows the state of each agent, and has the list of users.
  const first = await floor.watch();
  await first.until((results) => results.length >= AGENTS);
  // Its connection is there before: Node takes over one new connection in each turn of the event loop.
  const client = await rawClient(floor.api.url, '');
  const clients: Awaited<ReturnType<typeof subscribe>>[] = [];
  const delivered = (): number => clients.reduce((sum, { events }) => sum + events.length, 0);
  onTestFinished(() => clients.forEach((each) => each.close()));
  const opened = Array.from({ length: SUBSCRIPTIONS }, async (_, index) => {
    clients.push(await subscribe(floor.api.url, `subscription S${index} { agentStatus { ${FIELDS} } }`));
  });
  await Promise.race(opened);
  client.socket.write(postOf('{ agents(first: 1) { totalCount } }'));
  await new Promise<void>((resolve) => client.socket.once('data', () => resolve()));
  const before = delivered();
  expect(client.text()).toContain(`{"agents":{"totalCount":${AGENTS}}}`);
  // Without slices, whole snapshots are executed before it.
  expect(before).toBeLessThan(1.5 * AGENTS);
  await Promise.all(opened);
  await Promise.all(clients.map((each) => each.until((results) => results.length >= AGENTS)));
});
