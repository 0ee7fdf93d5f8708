import type { Server } from 'node:http';
import { Server as NetServer, type AddressInfo } from 'node:net';
import { nextTurn } from '../upstream/promises/turn.ts';

/** Listens on a port. Rejects with the system's error, such as EADDRINUSE. */
export const listening = (server: Server, port: number, host: string): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });

/** The URL of a server: http://127.0.0.1:4000. @throws Error if it does not listen */
export function urlOf(server: Server): string {
  const address: AddressInfo | string | null = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server listens on no port.');
  const host = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  return `http://${host}:${address.port}`;
}

/**
 * A turn of the event loop in which nothing happens takes some 20 µs, waits included. A busy server may have none, so the
 * longer that closing has waited for one, the more a turn may take.
 */
const emptyTurnMs = (waitedMs: number): number => 0.05 + (waitedMs / 1000) ** 2;

/** After this time the port is closed anyway. */
const MOST_WAITING_MS = 1000;

/**
 * Closes the port as soon as all connections are taken over that the system has accepted for it. Those that are not are
 * reset by closing, with the requests that are on them, and a proxy sends a POST to no second server then. Node takes
 * over one connection in each turn of the event loop. So the port is closed right after a turn that took over none, and
 * was so short that hardly any can have come since.
 *
 * @param onClosed called as soon as the port is closed, with a promise that resolves when all connections have ended.
 *   None is ended by this: the method of an HTTP server would end the idle ones
 */
export async function closePort(server: Server, onClosed: (ended: Promise<void>) => void): Promise<void> {
  let accepted = 0;
  const count = (): void => void (accepted += 1);
  server.on('connection', count);
  // The first turn may be past the point at which connections are taken over.
  await nextTurn();
  const since = performance.now();
  for (let now = since; now - since < MOST_WAITING_MS;) {
    const [before, began] = [accepted, now];
    await nextTurn();
    now = performance.now();
    if (accepted === before && now - began < emptyTurnMs(now - since)) break;
  }
  // Nothing may be done between the turn and this.
  const ended = new Promise<void>((resolve) => {
    NetServer.prototype.close.call(server, () => resolve());
  });
  server.off('connection', count);
  onClosed(ended);
}
