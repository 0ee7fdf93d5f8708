import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { renderGraphiQL } from '@graphql-yoga/render-graphiql';
import type { GraphiQLOptions } from 'graphql-yoga';
import type { Zone } from '../upstream/zone.ts';
import { COST_HEADER } from './dialerCost.ts';

const OPERATIONS = fileURLToPath(new URL('../../schema/operations', import.meta.url));

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

/**
 * GraphiQL opens with the worked operations, a tab each, ready to run: a period, which no file can give a useful
 * default, is yesterday.
 */
export function graphiqlOptions(operations: readonly WorkedOperation[], zone: Zone): GraphiQLOptions {
  const yesterday = zone.dayOf(new Date(Date.now() - 24 * 60 * 60 * 1000));
  const period = `{ from: "${yesterday}", to: "${yesterday}" }`;
  return {
    title: 'Crocodial GraphQL',
    defaultTabs: operations.map(({ document }) => ({
      query: document.replaceAll(/: PeriodInput!?(?! *=)/g, (type) => `${type} = ${period}`),
      headers: HEADERS,
    })),
    headers: HEADERS,
    defaultHeaders: HEADERS,
    shouldPersistHeaders: false,
  };
}

// GraphiQL moves a tab away from under the pointer the moment it is pressed, so that the click is lost.
const STEADY_TABS = '<style>.graphiql-container .graphiql-tab { transform: none !important; }</style>';

/** GraphiQL's page with everything it needs in it: it loads nothing, from this server or any other. */
export const graphiqlPage = (options: GraphiQLOptions): string =>
  renderGraphiQL(options).replace('</head>', `${STEADY_TABS}</head>`);
