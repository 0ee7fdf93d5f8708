import { connect, createServer, type Server, type Socket } from 'node:net';
import { once } from 'node:events';

/** A connection in between, which can be cut, refuse, or fall silent. */
export interface Proxy {
  readonly port: number;
  /** Ends all connections. New ones get through. */
  cut(): void;
  /** Ends all connections, and refuses new ones until `open`. */
  shut(): void;
  /** From now on nothing gets through, in old connections and new ones, and neither side is told, until `open`. */
  freeze(): void;
  open(): void;
  close(): Promise<void>;
}

export async function startProxy(target: number): Promise<Proxy> {
  const sockets = new Set<Socket>();
  let state: 'open' | 'shut' | 'frozen' = 'open';
  const keep = (socket: Socket): void => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => sockets.delete(socket));
  };
  const server: Server = createServer((near) => {
    keep(near);
    if (state === 'shut') near.resetAndDestroy();
    if (state !== 'open') return;
    const far = connect(target, '127.0.0.1');
    keep(far);
    near.pipe(far).pipe(near);
    near.once('close', () => far.destroy());
    far.once('close', () => near.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('There is no port.');
  const cut = (): void => {
    for (const socket of sockets) socket.resetAndDestroy();
  };
  return {
    port: address.port,
    cut,
    shut: () => {
      state = 'shut';
      cut();
    },
    freeze: () => {
      state = 'frozen';
      for (const socket of sockets) socket.unpipe().pause();
    },
    open: () => {
      if (state !== 'open') cut();
      state = 'open';
    },
    close: async () => {
      cut();
      server.close();
      await once(server, 'close');
    },
  };
}
