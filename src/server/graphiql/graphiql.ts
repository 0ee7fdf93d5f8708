import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { renderGraphiQL } from '@graphql-yoga/render-graphiql';
import type { GraphiQLOptions } from 'graphql-yoga';
import { COST_HEADER } from '../limits/dialerCost.ts';

const TITLE = 'Crocodial GraphQL';

const OPERATIONS = fileURLToPath(new URL('../../../schema/operations', import.meta.url));

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

/** Sent from every tab, where its Headers pane shows it: answers say what they cost. */
const HEADERS = JSON.stringify({ [COST_HEADER]: 'actual' }, null, 2);

/** GraphiQL opens with the worked operations, a tab each, ready to run. */
export const graphiqlOptions = (operations: readonly WorkedOperation[]): GraphiQLOptions => ({
  title: TITLE,
  defaultTabs: operations.map(({ document }) => ({ query: document, headers: HEADERS })),
  defaultHeaders: HEADERS,
  shouldPersistHeaders: false,
});

// GraphiQL moves a tab away from under the pointer the moment it is pressed, so that the click is lost.
const STEADY_TABS = '<style>.graphiql-container .graphiql-tab { transform: none !important; }</style>';

const SCRIPT = /<script>([^]*?)<\/script>/;

/** Where the page's script holds the options it was rendered with. */
const NO_OPTIONS = '{"title":"options"}';
const OPTIONS_ID = 'graphiql-options';
const READ_OPTIONS = `JSON.parse(document.getElementById('${OPTIONS_ID}').textContent)`;

/**
 * The page without its options, which differ from day to day. They stand in a block of data beside the script, so that
 * the script is always the same, and its hash is known.
 */
const [beforeScript = '', script = '', afterScript = ''] = renderGraphiQL({ title: 'options' })
  .replace('<title>options</title>', () => `<title>${TITLE}</title>`)
  .replace('</head>', () => `${STEADY_TABS}</head>`)
  .replace(NO_OPTIONS, () => READ_OPTIONS)
  .split(SCRIPT);

/**
 * What GraphiQL's page may do: run its own script, and its editor's workers, which are made from that; ask this server.
 * Styles are set by script.
 */
export const GRAPHIQL_POLICY = [
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

/** GraphiQL's page with everything it needs in it: it loads nothing, from this server or any other. */
export const graphiqlPage = (options: GraphiQLOptions): string => {
  const data = JSON.stringify(options).replaceAll('<', String.raw`\u003c`);
  const block = `<script type="application/json" id="${OPTIONS_ID}">${data}</script>`;
  return `${beforeScript}${block}<script>${script}</script>${afterScript}`;
};
