import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { baseOf, type Place } from './base.ts';
import { changesBetween } from './changes.ts';

const FILE = 'schema/schema.graphql';

/** What the check says, and whether the schema breaks clients although its commit does not say so. */
export interface Verdict {
  readonly said: readonly string[];
  readonly isBroken: boolean;
}

/** Compares the schema in a folder with an earlier version. @param folder that of the package */
export function check(folder: string, env = process.env): Verdict {
  const place: Place = { cwd: folder, env };
  const text = readFileSync(join(folder, FILE), 'utf8');
  const base = baseOf(FILE, text, place);
  if ('missing' in base) return { said: [`${FILE} was not compared: ${base.missing}.`], isBroken: false };
  const { breaking, dangerous } = changesBetween(base.text, text);
  const warnings =
    dangerous.length > 0 ? [`Clients of ${base.name} may not expect this:${listOf(dangerous)}`] : [];
  if (breaking.length === 0) {
    return { said: [...warnings, `${FILE} breaks no client of ${base.name}.`], isBroken: false };
  }
  const faults = listOf(breaking);
  if (base.isIntended) {
    const intended = `${FILE} breaks clients of ${base.name}, as its commit says:${faults}`;
    return { said: [...warnings, intended], isBroken: false };
  }
  const broken =
    `${FILE} breaks clients of ${base.name}:${faults}\n` +
    'Keep the old members with a deprecationReason in src/graph, and add the new ones. A later commit can remove' +
    ' what an earlier one deprecated. If clients must break now, add a footer to the commit message:' +
    ' "BREAKING CHANGE: what breaks, and what clients should do".';
  return { said: [...warnings, broken], isBroken: true };
}

const listOf = (changes: readonly string[]): string => changes.map((change) => `\n  - ${change}`).join('');
