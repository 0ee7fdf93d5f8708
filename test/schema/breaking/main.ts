/** Fails where `schema/schema.graphql` takes from clients what an earlier commit gave them. `npm run breaking` */
import { readFileSync } from 'node:fs';
import { baseOf } from './base.ts';
import { changesBetween } from './changes.ts';

const FILE = 'schema/schema.graphql';

const text = readFileSync(FILE, 'utf8');
const base = baseOf(FILE, text);

if ('missing' in base) {
  console.log(`${FILE} is compared with nothing: ${base.missing}.`);
} else {
  const { breaking, dangerous } = changesBetween(base.text, text);
  if (dangerous.length > 0) {
    console.log(`Not every client of ${base.name} is ready for this:${listOf(dangerous)}`);
  }
  if (breaking.length > 0 && base.isIntended) {
    console.log(`${FILE} breaks clients of ${base.name}, as its commit says:${listOf(breaking)}`);
  } else if (breaking.length > 0) {
    console.error(
      `${FILE} breaks clients of ${base.name}:${listOf(breaking)}\n` +
        'Keep what was there, with a deprecationReason beside it in src/graph, and put the new beside the old. What' +
        ' is deprecated in one commit can be taken out in another. If it must break at once, say so in the message of' +
        ' the commit: BREAKING CHANGE: what breaks, and what to do.',
    );
    process.exitCode = 1;
  } else console.log(`${FILE} breaks no client of ${base.name}.`);
}

function listOf(changes: readonly string[]): string {
  return changes.map((change) => `\n  - ${change}`).join('');
}
