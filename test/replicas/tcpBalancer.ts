import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import { freePort } from '../support/freePort.ts';

/**
 * Starts a balancer that knows nothing of HTTP: each connection goes to the next server, or to the other one if that takes
 * none. It ends with the test.
 *
 * @param ports those of the servers, on this machine
 */
export async function startTcpBalancer(ports: readonly [string, string]): Promise<{ readonly port: number }> {
  const sockets = new Set<Socket>();
  const keep = (socket: Socket): void => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.once('close', () => sockets.delete(socket));
  };
  let connections = 0;
  const connected = async (): Promise<Socket | undefined> => {
    const first = (connections += 1);
    for (let tries = 0; tries < ports.length; tries += 1) {
      const socket = connect(Number(ports[(first + tries) % ports.length]), '127.0.0.1');
      keep(socket);
      const isConnected = await once(socket, 'connect').then(
        () => true,
        () => false,
      );
      if (isConnected) return socket;
    }
    return undefined;
  };
  const server = createServer({ pauseOnConnect: true }, (client) => {
    keep(client);
    void connected().then((upstream) => {
      if (!upstream) return void client.resetAndDestroy();
      client.once('close', () => upstream.destroy());
      upstream.once('close', () => client.destroySoon());
      return void client.pipe(upstream).pipe(client);
    });
  });
  const port = await freePort();
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    server.close();
    await once(server, 'close');
  });
  return { port };
}
