/** The real server in front of a dialer, with viewers that a test chooses. */
import { pino } from 'pino';
import { onTestFinished } from 'vitest';
import { configFrom } from '../../src/config.ts';
import { SCOPES, type Scope, type Viewer } from '../../src/access/viewer.ts';
import { startServer, type ServerOptions } from '../../src/server/server.ts';
import { CHEAP, clientOf, type Client, type Settings } from './api.ts';

/** A dialer by its address and the account it accepts. */
export interface Account {
  readonly url: string | URL;
  readonly user: string;
  readonly pass: string;
}

export interface ViewedApi {
  /** http://127.0.0.1:… */
  readonly url: string;
  /** The server's log lines, as JSON. */
  readonly log: readonly string[];
  /** A client whose requests have this viewer. */
  as(viewer: Viewer): Client;
  /** The header that gives a request this viewer. */
  headersOf(viewer: Viewer): Record<string, string>;
}

let names = 0;

/** A viewer with these scopes. @param portfolios null = all portfolios */
export const viewer = (
  scopes: readonly Scope[],
  portfolios: readonly string[] | null = null,
  name = `viewer-${(names += 1)}`,
): Viewer => ({ name, scopes: new Set(scopes), portfolios });

/** All scopes but these. */
export const scopesWithout = (...left: readonly Scope[]): Scope[] =>
  SCOPES.filter((scope) => !left.includes(scope));

const HEADER = 'x-test-viewer';

/** Starts the server. @param atEnd registers its closing. Default: it closes when the test ends */
export async function startViewedApi(
  { url, user, pass }: Account,
  settings: Settings = {},
  atEnd: (close: () => Promise<void>) => void = onTestFinished,
  options: ServerOptions = {},
): Promise<ViewedApi> {
  const viewers = new Map<string, Viewer>();
  const log: string[] = [];
  const config = configFrom({ PORT: '0', LOG_LEVEL: 'trace', ...settings });
  const lines = { write: (line: string): void => void log.push(line) };
  const server = await startServer(
    config,
    { baseUrl: new URL(url), user, pass },
    pino({ level: config.logLevel }, lines),
    {
      ...CHEAP,
      ...options,
      viewerOf: (request) => {
        const found = viewers.get(request.headers.get(HEADER) ?? '');
        if (!found)
          throw new Error('The request has no viewer: send it with as(viewer) or headersOf(viewer).');
        return found;
      },
    },
  );
  atEnd(() => server.close());
  const headersOf = (who: Viewer): Record<string, string> => {
    viewers.set(who.name, who);
    return { [HEADER]: who.name };
  };
  return { url: server.url, log, headersOf, as: (who) => clientOf(server.url, headersOf(who)) };
}
