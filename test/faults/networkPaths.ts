/** Ways to a dialer that can be lost, and found again. */
import dns from 'node:dns';
import { connect, createServer, isIP, type Socket } from 'node:net';
import { vi } from 'vitest';
import { quietPort } from '../support/leadGate.ts';

export interface Way {
  /** Where the dialer is to be asked. */
  readonly url: URL;
  /** From now on no new connection comes about; those there are stay. */
  lose(): void;
  find(): Promise<void>;
  close(): void;
}

export type WayTo = (dialer: URL) => Promise<Way>;

/** Over a port of its own, where a lost connection is refused, or accepted and reset at once. */
export const byPort =
  (lost: 'refused' | 'reset'): WayTo =>
  async (dialer) => {
    const port = await quietPort();
    const sockets = new Set<Socket>();
    let isLost = false;
    const server = createServer((near) => {
      if (isLost) {
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
      lose: () => {
        isLost = true;
        if (lost === 'refused') server.close();
      },
      find: async () => {
        isLost = false;
        if (!server.listening) await listen();
      },
      close: () => {
        server.close();
        for (const socket of sockets) socket.destroy();
      },
    };
  };

/** What becomes of a question for a lost name: a system's error, or no answer ever. */
type Misfortune = 'ENOTFOUND' | 'EAI_AGAIN' | 'silence';

const names = new Map<string, Misfortune | 'found'>();

/** By a name that can stop leading anywhere. */
export const byName =
  (misfortune: Misfortune): WayTo =>
  (dialer) => {
    const url = new URL(dialer);
    url.hostname = `dialer-${names.size}.invalid`;
    const { hostname } = url;
    names.set(hostname, 'found');
    return Promise.resolve({
      url,
      lose: () => void names.set(hostname, misfortune),
      find: () => Promise.resolve(void names.set(hostname, 'found')),
      close: () => undefined,
    });
  };

/** Takes the place of the system's resolver, so that no test depends on what a machine knows of names. */
export const resolveNames = (): void =>
  void vi.spyOn(dns, 'lookup').mockImplementation((...args: unknown[]) => {
    const [host, options] = args;
    const callback = args.at(-1);
    const fate = names.get(String(host)) ?? (isIP(String(host)) ? 'found' : 'ENOTFOUND');
    if (fate === 'silence' || typeof callback !== 'function') return;
    const isAll = typeof options === 'object' && options !== null && 'all' in options && options.all === true;
    const found = isAll ? [null, [{ address: '127.0.0.1', family: 4 }]] : [null, '127.0.0.1', 4];
    const lost = [Object.assign(new Error(`getaddrinfo ${fate} ${String(host)}`), { code: fate })];
    setImmediate(() => Reflect.apply(callback, undefined, fate === 'found' ? found : lost));
  });
