import { configFrom } from '../src/config.ts';
import { workedOperations } from '../src/server/graphiql/operations.ts';
import { startServer } from '../src/server/server.ts';
import { startSimulator } from '../src/simulator/server.ts';

/** Dialer calls of each worked operation, on a new server in front of the simulator. */
export async function benchOperations(): Promise<void> {
  const simulator = await startSimulator();
  const yesterday = Temporal.Now.plainDateISO('UTC').subtract({ days: 1 }).toString();
  const period = { from: yesterday, to: yesterday };

  console.log('Dialer calls of the operations in schema/operations');
  for (const { name, document } of workedOperations()) {
    simulator.clear();
    // A new server for each operation, so that its cache is empty.
    const config = configFrom({
      PORT: '0',
      LOG_LEVEL: 'warn',
      VOXO_URL: simulator.url,
      VOXO_TOKEN: simulator.voxoToken,
      VOXO_TENANT_ID: '1',
    });
    const server = await startServer(config, {
      baseUrl: new URL(simulator.url),
      user: simulator.user,
      pass: simulator.pass,
    });
    const response = await fetch(`${server.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: document, variables: { period, day: period, yesterday: period } }),
    });
    const text = await response.text();
    await server.close();
    if (text.includes('"errors"')) throw new Error(`${name} failed: ${text.slice(0, 500)}`);
    const counts = Object.entries(simulator.counts());
    const total = counts.reduce((sum, [, count]) => sum + count, 0);
    const list = counts.map(([action, count]) => (count === 1 ? action : `${action} × ${count}`)).join(', ');
    console.log(`  ${name.padEnd(26)} ${String(total).padStart(3)}   ${list}`);
  }
  console.log();
  await simulator.close();
}
