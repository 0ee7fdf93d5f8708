/** Network paths to a dialer that can be cut and restored. */
import dns from 'node:dns';
import { connect, createServer, isIP, type Socket } from 'node:net';
import { vi } from 'vitest';
import { freePort } from '../support/freePort.ts';

export interface NetworkPath {
  /** The base URL for calls over this path. */
  readonly url: URL;
  /** Fails new connections from now on. Open connections stay. */
  cut(): void;
  restore(): Promise<void>;
  close(): void;
}

export type OpenNetworkPath = (dialer: URL) => Promise<NetworkPath>;

/** A path over a proxy's port. While it is cut, a connection is refused, or accepted and reset at once. */
export const byPort =
  (whenCut: 'refused' | 'reset'): OpenNetworkPath =>
  async (dialer) => {
    const port = await freePort();
    const sockets = new Set<Socket>();
    let isCut = false;
    const server = createServer((near) => {
      if (isCut) {
        near.on('error', () => undefined).resetAndDestroy();
        return;
      }
      const far = connect(Number(dialer.port), dialer.hostname);
      for (const [from, to] of [
        [near, far],
        [far, near],
      ] as const) {
        sockets.add(from);
        from.on('error', () => to.destroy());
        from.on('close', () => to.destroy());
        from.pipe(to);
      }
    });
    const listen = (): Promise<void> =>
      new Promise((resolve) => {
        server.listen(port, '127.0.0.1', resolve);
      });
    await listen();
    return {
      url: new URL(`http://127.0.0.1:${port}`),
      cut: () => {
        isCut = true;
        if (whenCut === 'refused') server.close();
      },
      restore: async () => {
        isCut = false;
        if (!server.listening) await listen();
      },
      close: () => {
        server.close();
        for (const socket of sockets) socket.destroy();
      },
    };
  };

/** How a name that cannot be resolved fails: with a system error, or without any answer. */
type DnsFault = 'ENOTFOUND' | 'EAI_AGAIN' | 'silence';

const names = new Map<string, DnsFault | 'found'>();

/** A path by a host name that can stop resolving. */
export const byName =
  (dnsFault: DnsFault): OpenNetworkPath =>
  (dialer) => {
    const url = new URL(dialer);
    url.hostname = `dialer-${names.size}.invalid`;
    const { hostname } = url;
    names.set(hostname, 'found');
    return Promise.resolve({
      url,
      cut: () => void names.set(hostname, dnsFault),
      restore: () => Promise.resolve(void names.set(hostname, 'found')),
      close: () => undefined,
    });
  };

/** Replaces the system's resolver, so that no test depends on the machine's DNS. */
export const resolveNames = (): void =>
  void vi.spyOn(dns, 'lookup').mockImplementation((...args: unknown[]) => {
    const [host, options] = args;
    const callback = args.at(-1);
    const state = names.get(String(host)) ?? (isIP(String(host)) ? 'found' : 'ENOTFOUND');
    if (state === 'silence' || typeof callback !== 'function') return;
    const isAll = typeof options === 'object' && options !== null && 'all' in options && options.all === true;
    const found = isAll ? [null, [{ address: '127.0.0.1', family: 4 }]] : [null, '127.0.0.1', 4];
    const lost = [Object.assign(new Error(`getaddrinfo ${state} ${String(host)}`), { code: state })];
    setImmediate(() => Reflect.apply(callback, undefined, state === 'found' ? found : lost));
  });
