import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Config } from '../../config.ts';
import { awayPage, makeGraphiql, type Graphiql, type WhyAway } from '../graphiql/graphiql.ts';
import { setResponseHeaders } from '../responseHeaders.ts';
import { answerFile, type SendBody } from './staticFile.ts';
import { readWallboard } from './wallboard.ts';

type PageOptions = Pick<
  Config,
  'apiKeysFile' | 'jwt' | 'introspection' | 'trustedDocumentsFile' | 'wallboard'
>;

/** Answers a request for a page or for a file of it. @returns undefined if the request is for something else */
export type Pages = (request: IncomingMessage, response: ServerResponse) => Promise<void> | undefined;

/**
 * The pages for people: GraphiQL at `/graphql` for a browser, to which `/` leads, and the wallboard. They hold no data
 * of the dialer, so they need no credential.
 */
export function createPages(config: PageOptions, send: SendBody): Pages {
  const wallboard = config.wallboard ? readWallboard() : undefined;
  const facts = {
    accessControl: config.apiKeysFile !== undefined || config.jwt !== undefined,
    wallboard: config.wallboard,
  };
  const why = whyAway(config);
  const away = why && awayPage(why, facts);
  let made: Promise<Graphiql> | undefined;
  const graphiql = (): Promise<Graphiql> => {
    if (made) return made;
    made = makeGraphiql(facts);
    // The next request tries again.
    made.catch(() => {
      made = undefined;
    });
    return made;
  };
  const answerAsset = async (
    path: string,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> => {
    const file = (await graphiql()).assets.get(path);
    if (file) return answerFile(file, request, response, send);
    setResponseHeaders(response);
    response.writeHead(404).end();
  };
  return (request, response) => {
    const [path = '', ...parameters] = request.url?.split('?') ?? [];
    const query = parameters.length > 0 ? `?${parameters.join('?')}` : '';
    const file = wallboard?.get(path);
    if (file) return answerFile(file, request, response, send);
    if (path === '/') return lead(response, 'graphql');
    // The pages' own relative addresses hold without the slash only.
    if (wallboard && path === '/wallboard/') return lead(response, `../wallboard${query}`);
    // An operation in the URL is for the API, if there is no GraphiQL to show it.
    if (/^\/graphql\/?$/.test(path) && isBrowser(request) && !(away && query)) {
      if (path.endsWith('/')) return lead(response, `../graphql${query}`);
      return away
        ? answerFile(away, request, response, send)
        : graphiql().then(({ page }) => answerFile(page, request, response, send));
    }
    return !away && path.startsWith('/graphql/assets/') ? answerAsset(path, request, response) : undefined;
  };
}

/** GraphiQL needs introspection, which is refused if only trusted documents run. */
function whyAway({ introspection, trustedDocumentsFile }: PageOptions): WhyAway | undefined {
  if (trustedDocumentsFile !== undefined) return 'trusted documents';
  return introspection ? undefined : 'introspection';
}

/** Leads to another address. It is relative, so that it holds below any path prefix. */
async function lead(response: ServerResponse, location: string): Promise<void> {
  setResponseHeaders(response);
  response.writeHead(302, { location }).end();
}

const isBrowser = ({ method, headers }: IncomingMessage): boolean =>
  (method === 'GET' || method === 'HEAD') && (headers.accept?.includes('text/html') ?? false);
