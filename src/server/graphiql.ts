import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { GraphiQLOptions } from 'graphql-yoga';

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
    .sort()
    .map((file) => ({
      name: file.replace(/\.graphql$/, ''),
      document: readFileSync(`${OPERATIONS}/${file}`, 'utf8'),
    }));

/** GraphiQL opens with the worked operations, a tab each. */
export const graphiqlOptions = (): GraphiQLOptions => ({
  title: 'Crocodial GraphQL',
  defaultTabs: workedOperations().map(({ document }) => ({ query: document })),
  // Docs and tabs only: no header editor until there is anything to put into it.
  shouldPersistHeaders: false,
});
