import { readdirSync, readFileSync } from 'node:fs';
import { packagePath } from '../files/packagePath.ts';

const FOLDER = packagePath('schema/operations');

/** A worked operation: one `.graphql` file of `schema/operations`. */
export interface WorkedOperation {
  /** The file's name without its ending: `floor-now`. */
  readonly name: string;
  readonly document: string;
}

/** The worked operations, by file name. */
export const workedOperations = (): WorkedOperation[] =>
  readdirSync(FOLDER)
    .filter((file) => file.endsWith('.graphql'))
    .toSorted()
    .map((file) => ({
      name: file.replace(/\.graphql$/, ''),
      document: readFileSync(`${FOLDER}/${file}`, 'utf8'),
    }));

/** An entry of GraphiQL's menu. */
export interface MenuEntry {
  /** The operation's name in words: `Floor now`. */
  readonly title: string;
  /** The first sentence of its comment. */
  readonly summary: string;
  readonly document: string;
}

/** The titles of the most useful ones, which the menu has first. The others follow by name. */
const FIRST: ReadonlyMap<string, string> = new Map([
  ['floor-now', 'Floor now'],
  ['supervisor-morning', 'Supervisor’s morning'],
  ['dispositions-by-campaign', 'Dispositions by campaign'],
  ['abandoned-by-hour', 'Abandoned by hour'],
  ['one-agents-day', 'One agent’s day'],
  ['agent-desktop', 'Agent desktop'],
]);

const rankOf = ({ name }: WorkedOperation): number => {
  const rank = [...FIRST.keys()].indexOf(name);
  return rank < 0 ? FIRST.size : rank;
};

/** GraphiQL's menu: the worked operations, the most useful first. */
export const operationsMenu = (): MenuEntry[] =>
  workedOperations()
    .toSorted((a, b) => rankOf(a) - rankOf(b))
    .map(({ name, document }) => ({ title: titleOf(name), summary: summaryOf(document), document }));

const titleOf = (name: string): string =>
  FIRST.get(name) ?? (name.charAt(0).toUpperCase() + name.slice(1)).replaceAll('-', ' ');

/** The lines of a comment at the beginning, up to the end of the first sentence. */
function summaryOf(document: string): string {
  const lines = document.split('\n');
  const end = lines.findIndex((line) => !line.startsWith('#'));
  const comment = lines
    .slice(0, end)
    .map((line) => line.replace(/^#\s*/, ''))
    .join(' ');
  return /^.*?\.(?=\s|$)/.exec(comment)?.[0] ?? comment;
}
