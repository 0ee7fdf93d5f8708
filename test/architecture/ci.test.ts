import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { z } from 'zod';

const textOf = (file: string): string => readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');

const TEST_COMMAND = /\bnpm (?:run )?test(?::\w+)?/g;

test('CI runs the command for all tests, and the README names every one', () => {
  const { scripts } = z
    .object({ scripts: z.record(z.string(), z.string()) })
    .parse(JSON.parse(textOf('package.json')));
  const commands = Object.keys(scripts)
    .filter((name) => name.startsWith('test'))
    .map((name) => (name === 'test' ? 'npm test' : `npm run ${name}`));
  const lines = textOf('.ci/run').split('\n');
  const run = lines.filter((line) => !line.startsWith('#')).flatMap((line) => line.match(TEST_COMMAND) ?? []);
  // test:full begins with npm test, so it runs all tests.
  expect(scripts['test:full']).toMatch(/^npm test && /);
  expect(run).toEqual(['npm run test:full']);
  const named = new Set(textOf('README.md').match(TEST_COMMAND));
  expect([...named]).toEqual(commands);
});
