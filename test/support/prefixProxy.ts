import { createServer, request } from 'node:http';
import { urlOf } from '../../src/server/listening.ts';

/** A proxy in front of a server that takes a prefix off its paths, as deploy/nginx.conf does. */
export async function startPrefixProxy(
  target: string,
  prefix: string,
): Promise<{ readonly url: string; close(): void }> {
  const server = createServer((incoming, outgoing) => {
    const path = incoming.url ?? '';
    if (!path.startsWith(`${prefix}/`)) {
      outgoing.writeHead(404).end();
      return;
    }
    const { method, headers } = incoming;
    const sent = request(target, { path: path.slice(prefix.length), method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    sent.once('error', () => outgoing.destroy());
    incoming.pipe(sent);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `${urlOf(server)}${prefix}`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
