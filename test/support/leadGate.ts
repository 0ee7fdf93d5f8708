import { connect, createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type Server as TlsServer } from 'node:tls';
import { KEY, LOOPBACK_CERTIFICATE, OTHER_CERTIFICATE } from './certificates.ts';
import { freePort } from './freePort.ts';

export interface GateOptions {
  /** The gate speaks TLS, with a self-signed certificate for this host. */
  readonly tls?: boolean;
  /** The gate closes a connection when a second request arrives on it, and does not forward that request. */
  readonly isStale?: boolean;
}

/** A TCP proxy in front of a server, which can be shut and opened again. While it is shut, it refuses connections. */
export interface Gate {
  readonly url: string;
  /** All bytes that clients have sent so far, as text. */
  readonly seen: () => string;
  shut(): Promise<void>;
  open(): Promise<void>;
  /** Sets the certificate: that of another host, or its own again. */
  show(certificate: 'own' | 'other'): void;
}

export async function startGate(
  target: string,
  { tls = false, isStale = false }: GateOptions = {},
): Promise<Gate> {
  const port = await freePort();
  const { hostname, port: targetPort } = new URL(target);
  const sockets = new Set<Socket>();
  const seen: string[] = [];
  const pass = (near: Socket): void => {
    const far = connect(Number(targetPort), hostname);
    let isAnswered = false;
    near.on('data', (chunk: Buffer) => {
      if (isStale && isAnswered) near.destroy();
      else seen.push(chunk.toString('latin1'));
    });
    far.on('data', () => {
      isAnswered = true;
    });
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.on('error', () => to.destroy());
      from.on('close', () => {
        sockets.delete(from);
        to.destroy();
      });
      from.pipe(to);
    }
  };
  const secure = tls ? createTlsServer({ key: KEY, cert: LOOPBACK_CERTIFICATE }, pass) : undefined;
  // A client that refuses the certificate is no error here.
  secure?.on('tlsClientError', () => undefined);
  const server: Server | TlsServer = secure ?? createServer(pass);
  // Includes connections whose TLS handshake fails.
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  const listen = (): Promise<void> =>
    new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', () => {
        server.off('error', reject);
        resolve();
      });
    });
  await listen();
  return {
    url: `${tls ? 'https' : 'http'}://127.0.0.1:${port}`,
    seen: () => seen.join(''),
    shut: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
    open: listen,
    show: (certificate) =>
      secure?.setSecureContext({
        key: KEY,
        cert: certificate === 'own' ? LOOPBACK_CERTIFICATE : OTHER_CERTIFICATE,
      }),
  };
}
