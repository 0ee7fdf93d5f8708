import { connect, createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import { freePort } from './freePort.ts';

/** A connection in between, which can fall silent: as if a cable were pulled, which neither side is told. */
export interface FreezingProxy {
  /** http://127.0.0.1:… */
  readonly url: string;
  /** From now on nothing gets through, in old connections and new ones. */
  freeze(): void;
  /** Ends all connections, and lets new ones through. */
  thaw(): void;
}

/** Starts a proxy before a server. It ends with the test. */
export async function startFreezingProxy(target: string): Promise<FreezingProxy> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  let isFrozen = false;
  const keep = (socket: Socket): void => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => sockets.delete(socket));
  };
  const server = createServer((client) => {
    keep(client);
    if (isFrozen) return;
    const upstream = connect(Number(port), hostname);
    keep(upstream);
    client.pipe(upstream).pipe(client);
  });
  const own = await freePort();
  await new Promise<void>((resolve) => {
    server.listen(own, '127.0.0.1', resolve);
  });
  const end = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  onTestFinished(async () => {
    end();
    await new Promise((resolve) => {
      server.close(resolve);
    });
  });
  return {
    url: `http://127.0.0.1:${own}`,
    freeze: () => {
      isFrozen = true;
      for (const socket of sockets) socket.unpipe().pause();
    },
    thaw: () => {
      isFrozen = false;
      end();
    },
  };
}
