import { createServer } from 'node:net';

/** The ports of one worker of Vitest: it looks for others nowhere else. */
const PORTS = 2400;

// Below the range of ephemeral ports, so that no other server and no connection gets the port before it is used, or
// while its server is shut. Each worker has a range of its own. Where it begins in it differs between runs side by side.
const worker = Number(process.env['VITEST_POOL_ID'] ?? process.pid) % 8;
let given = process.pid * 7;

/** A port on which nothing listens, and that no later call returns. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = 12_000 + worker * PORTS + ((given += 1) % PORTS);
    const server = createServer();
    const isFree = await new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false));
      server.listen(port, '127.0.0.1', () => resolve(true));
    });
    if (!isFree) continue;
    await new Promise((resolve) => {
      server.close(resolve);
    });
    return port;
  }
}
