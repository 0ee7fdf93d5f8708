/** `npm run breaking`: fails if `schema/schema.graphql` breaks clients of an earlier commit. */
import { readFileSync } from 'node:fs';
import { baseOf } from './base.ts';
import { changesBetween } from './changes.ts';

const FILE = 'schema/schema.graphql';

const text = readFileSync(FILE, 'utf8');
const base = baseOf(FILE, text);

if ('missing' in base) {
  console.log(`${FILE} was not compared: ${base.missing}.`);
} else {
  const { breaking, dangerous } = changesBetween(base.text, text);
  if (dangerous.length > 0) {
    console.log(`Clients of ${base.name} may not expect this:${listOf(dangerous)}`);
  }
  if (breaking.length > 0 && base.isIntended) {
    console.log(`${FILE} breaks clients of ${base.name}, as its commit says:${listOf(breaking)}`);
  } else if (breaking.length > 0) {
    console.error(
      `${FILE} breaks clients of ${base.name}:${listOf(breaking)}\n` +
        'Keep the old members with a deprecationReason in src/graph, and add the new ones. A later commit can remove' +
        ' what an earlier one deprecated. If clients must break now, add a footer to the commit message:' +
        ' "BREAKING CHANGE: what breaks, and what clients should do".',
    );
    process.exitCode = 1;
  } else console.log(`${FILE} breaks no client of ${base.name}.`);
}

function listOf(changes: readonly string[]): string {
  return changes.map((change) => `\n  - ${change}`).join('');
}
