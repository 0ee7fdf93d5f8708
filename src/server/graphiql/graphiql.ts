import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packagePath } from '../files/packagePath.ts';
import { staticFile, type StaticFile } from '../pages/staticFile.ts';
import { operationsMenu } from './operations.ts';
import { readPackedFiles, type FileName } from './packedFiles.ts';

const TITLE = 'Crocodial GraphQL';

/** What `npm run build:pages` makes: the page around GraphiQL. */
const FOLDER = packagePath('graphiql/dist');

/** Relative, so that the page works below any path prefix. `/graphql` is the page, so this is below it. */
const ASSETS = 'graphql/assets';

const FAVICON =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 8 8'%3E%3Cpath fill='%23187a3c' d='M1 1h6v6H1z'/%3E%3Cpath fill='%23fff' d='M2 3h4v1H2zM2 5h3v1H2z'/%3E%3C/svg%3E";

/**
 * What the page may do: run this server's scripts and workers, and send requests to this server. GraphiQL's editors set
 * inline styles, and their fonts are in the style sheet.
 */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "worker-src 'self'",
  "connect-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  'font-src data:',
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const assetHeaders = (name: string): Record<string, string> => ({
  'content-type': `text/${name.endsWith('.css') ? 'css' : 'javascript'}; charset=utf-8`,
  'content-security-policy': POLICY,
  // Its URL has its hash.
  'cache-control': 'public, max-age=31536000, immutable',
});

const pageHeaders = (policy: string): Record<string, string> => ({
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': policy,
  'cache-control': 'no-cache',
  // Other clients get the API's answer.
  vary: 'accept',
});

/** What the page's script must know of this server. */
export interface PageFacts {
  /** True if the API wants a key or a token. */
  readonly accessControl: boolean;
  /** True if this server shows the wallboard. */
  readonly wallboard: boolean;
}

/** GraphiQL's page, and the files that it loads, by their path. */
export interface Graphiql {
  readonly page: StaticFile;
  readonly assets: ReadonlyMap<string, StaticFile>;
}

/** Makes GraphiQL's page. It is made when somebody first asks for it: most servers never show it. */
export async function makeGraphiql(facts: PageFacts): Promise<Graphiql> {
  const packed = await readPackedFiles(assetHeaders);
  const files = new Map<FileName | OwnName, StaticFile>([
    ...packed,
    ...OWN.map((name) => [name, own(name)] as const),
  ]);
  const urls = Object.fromEntries(
    [...files].map(([name, { version }]) => [name, `${ASSETS}/${version}/${name}`]),
  );
  const data = { ...facts, urls, operations: operationsMenu() };
  return {
    page: staticFile(Buffer.from(pageOf(urls, data)), pageHeaders(POLICY)),
    assets: new Map([...files].map(([name, file]) => [`/${urls[name]}`, file])),
  };
}

const OWN = ['page.js', 'page.css'] as const;
type OwnName = (typeof OWN)[number];

const own = (name: OwnName): StaticFile => staticFile(readFileSync(join(FOLDER, name)), assetHeaders(name));

/** The page. Its data is a block that is no script, so that no script is inline. */
const pageOf = (urls: Readonly<Record<string, string>>, data: object): string => `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>${TITLE}</title>
    <link rel="icon" href="${FAVICON}" />
    <link rel="stylesheet" href="${urls['page.css']}" />
    <script type="application/json" id="page-data">${JSON.stringify(data).replaceAll('<', String.raw`\u003c`)}</script>
    <script type="module" src="${urls['page.js']}"></script>
  </head>
  <body>
    <div id="page"><noscript>GraphiQL needs JavaScript.</noscript></div>
  </body>
</html>
`;

/** Why a server has no GraphiQL. */
export type WhyAway = 'introspection' | 'trusted documents';

const REASONS: Readonly<Record<WhyAway, string>> = {
  introspection:
    'GraphiQL is off here, because introspection is off. With <code>INTROSPECTION=on</code> the server shows both.',
  'trusted documents': 'GraphiQL is off here, because this server runs trusted documents only.',
};

const STYLE =
  'body{font:1rem/1.6 system-ui,sans-serif;max-width:40rem;margin:15vh auto;padding:0 1.5rem;color-scheme:light dark}';

/** The page for a browser if GraphiQL is off. */
export function awayPage(why: WhyAway, { accessControl, wallboard }: PageFacts): StaticFile {
  const hash = createHash('sha256').update(STYLE).digest('base64');
  const policy = `default-src 'none'; style-src 'sha256-${hash}'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;
  return staticFile(
    Buffer.from(`<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>${TITLE}</title>
    <link rel="icon" href="${FAVICON}" />
    <style>${STYLE}</style>
  </head>
  <body>
    <main>
      <h1>${TITLE}</h1>
      <p>This address is a GraphQL API. Programs send their operations here by POST, as JSON${accessControl ? ', with an API key or a token' : ''}.</p>
      <p>${REASONS[why]}</p>
      ${wallboard ? '<p><a href="wallboard">The wallboard</a> shows the live floor.</p>' : ''}
    </main>
  </body>
</html>
`),
    pageHeaders(policy),
  );
}
