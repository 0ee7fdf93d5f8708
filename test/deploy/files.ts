import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseAllDocuments } from 'yaml';
import { configFrom, type Config } from '../../src/config.ts';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export const textOf = (file: string): string => readFileSync(`${ROOT}${file}`, 'utf8');

/** The files that declare variables. */
const configText = (): string => globSync('src/config*.ts', { cwd: ROOT }).map(textOf).join('\n');

/** The documents of a YAML file. @throws Error if it is not valid, or has the same key twice */
export function documentsOf(file: string): readonly unknown[] {
  const documents = parseAllDocuments(textOf(file), { uniqueKeys: true });
  if (!Array.isArray(documents)) throw new Error(`${file} is empty.`);
  return documents.map((document) => {
    const [fault] = [...document.errors, ...document.warnings];
    if (fault) throw fault;
    return document.toJS() as unknown;
  });
}

/** The variables that the server reads, as test/docs finds them. */
const VARIABLES = new Set(
  [...configText().matchAll(/^ {2,4}([A-Z][A-Z_]+): /gm)].map(([, name = '']) => name),
);

/** Variables of Node and its libraries. */
const OTHERS = new Set(['NODE_ENV']);

/** The names that no part of the server reads. */
export const unknownIn = (names: Iterable<string>): string[] =>
  [...names].filter((name) => !VARIABLES.has(name) && !OTHERS.has(name));

/** The configuration that a server would have. @throws ConfigError if it would not start */
export const configOf = (variables: Readonly<Record<string, string>>): Config => configFrom(variables);
