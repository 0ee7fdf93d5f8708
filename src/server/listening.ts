import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

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
