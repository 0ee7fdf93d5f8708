/** Many different subscriptions of one viewer: no result is shared, so each event is executed for each of them. */
import { expect, onTestFinished, test } from 'vitest';
import { floorOf } from '../../live/floor.ts';
import { subscribe } from '../../support/eventStream.ts';

const AGENTS = 100;
const SUBSCRIPTIONS = 60;

test('a query takes its turn while many different subscriptions get their snapshots', async () => {
  const floor = await floorOf(Array.from({ length: AGENTS }, (_, index) => `agent.${index}`));
  // From now on the server knows the state of each agent, and has the list of users.
  const first = await floor.watch();
  await first.until((results) => results.length >= AGENTS);
  const clients = await Promise.all(
    Array.from({ length: SUBSCRIPTIONS }, (_, index) =>
      subscribe(
        floor.api.url,
        `subscription S${index} { agentStatus { agent { username name } status { state since } } }`,
      ),
    ),
  );
  onTestFinished(() => clients.forEach((client) => client.close()));
  const { data } = await floor.api.query('{ agents(first: 1) { totalCount } }');
  const delivered = clients.reduce((sum, { events }) => sum + events.length, 0);
  expect(data).toEqual({ agents: { totalCount: AGENTS } });
  expect(delivered).toBeLessThan((AGENTS * SUBSCRIPTIONS) / 2);
  await Promise.all(clients.map((client) => client.until((results) => results.length >= AGENTS)));
});
