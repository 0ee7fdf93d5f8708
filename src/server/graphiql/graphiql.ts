import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import type { GraphiQLOptions } from 'graphql-yoga';
import { packagePath } from '../files/packagePath.ts';
import { COST_HEADER } from '../limits/dialerCost.ts';

const TITLE = 'Crocodial GraphQL';

const OPERATIONS = packagePath('schema/operations');

/** A worked operation: one `.graphql` file of `schema/operations`. */
export interface WorkedOperation {
  /** The file's name without its ending: `floor-now`. */
  readonly name: string;
  readonly document: string;
}

/** The worked operations, by file name. */
export const workedOperations = (): WorkedOperation[] =>
  readdirSync(OPERATIONS)
    .filter((file) => file.endsWith('.graphql'))
    .toSorted()
    .map((file) => ({
      name: file.replace(/\.graphql$/, ''),
      document: readFileSync(`${OPERATIONS}/${file}`, 'utf8'),
    }));

/**
 * The headers of every tab. GraphiQL shows them in its Headers pane. Answers then report their cost in dialer calls.
 */
const HEADERS = JSON.stringify({ [COST_HEADER]: 'actual' }, null, 2);

/** GraphiQL's options: it opens with one tab for each worked operation. */
export const graphiqlOptions = (operations: readonly WorkedOperation[]): GraphiQLOptions => ({
  title: TITLE,
  defaultTabs: operations.map(({ document }) => ({ query: document, headers: HEADERS })),
  defaultHeaders: HEADERS,
  shouldPersistHeaders: false,
});

// GraphiQL moves a tab when it is pressed. The pointer is then no longer over it, and the click is lost.
const STEADY_TABS = '<style>.graphiql-container .graphiql-tab { transform: none !important; }</style>';

const SCRIPT = /<script>([^]*?)<\/script>/;

/** The options in the script of the rendered page, which are replaced by READ_OPTIONS. */
const NO_OPTIONS = '{"title":"options"}';
const OPTIONS_ID = 'graphiql-options';
const READ_OPTIONS = `JSON.parse(document.getElementById('${OPTIONS_ID}').textContent)`;

interface Page {
  readonly beforeScript: string;
  readonly script: string;
  readonly afterScript: string;
  readonly policy: string;
}

/** The page, once somebody has asked for it. It takes about 60 MB, and most servers never show it. */
let page: Promise<Page> | undefined;
let policy: string | undefined;

/**
 * The page without its options. They go into a data block beside the script, so that the script never changes and the
 * content security policy can name its hash.
 */
async function loadPage(): Promise<Page> {
  const { renderGraphiQL } = await import('@graphql-yoga/render-graphiql');
  const [beforeScript = '', script = '', afterScript = ''] = renderGraphiQL({ title: 'options' })
    .replace('<title>options</title>', () => `<title>${TITLE}</title>`)
    .replace('</head>', () => `${STEADY_TABS}</head>`)
    .replace(NO_OPTIONS, () => READ_OPTIONS)
    .split(SCRIPT);
  return { beforeScript, script, afterScript, policy: policyOf(script) };
}

/**
 * The content security policy of GraphiQL's page. It may run its own script and the editor's workers, which that script
 * creates, and send requests to this server. The script also sets inline styles.
 */
const policyOf = (script: string): string =>
  [
    "default-src 'none'",
    `script-src 'sha256-${createHash('sha256').update(script).digest('base64')}'`,
    "connect-src 'self'",
    'worker-src blob:',
    "style-src 'unsafe-inline'",
    'font-src data:',
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');

/** The content security policy of GraphiQL's page; undefined before the page was first made. */
export const graphiqlPolicy = (): string | undefined => policy;

/** GraphiQL's page as one file: it loads no other. */
export async function graphiqlPage(options: GraphiQLOptions): Promise<string> {
  page ??= loadPage();
  const { beforeScript, script, afterScript, ...made } = await page;
  policy = made.policy;
  const data = JSON.stringify(options).replaceAll('<', String.raw`\u003c`);
  const block = `<script type="application/json" id="${OPTIONS_ID}">${data}</script>`;
  return `${beforeScript}${block}<script>${script}</script>${afterScript}`;
}
