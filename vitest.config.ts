import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** The long suites that take longest, longest first. */
const LONGEST = ['fuzz', 'checker', 'checkerRest', 'matrix', 'principals', 'kill', 'program', 'canary'];

const rankOf = ({ moduleId }: TestSpecification): number => {
  const rank = LONGEST.findIndex((name) => moduleId.endsWith(`/${name}.full.test.ts`));
  return rank === -1 ? LONGEST.length : rank;
};

/** In a clean clone Vitest knows no times, and begins with the largest files: the suites that take longest are small ones. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return (await super.sort(files)).sort((a, b) => rankOf(a) - rankOf(b));
  }
}

export default defineConfig({
  resolve: {
    // Vitest loads graphql's ES modules while its plugins require the CommonJS build, and graphql refuses to be
    // loaded twice. Everything goes to the one file.
    alias: [
      {
        find: /^graphql$/,
        replacement: fileURLToPath(new URL('node_modules/graphql/index.js', import.meta.url)),
      },
    ],
  },
  test: {
    sequence: { sequencer: LongestFirst },
    include: ['test/**/*.test.ts'],
    // For a machine that is five times slower than a quiet one.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Threads that tests start, such as the journal's, take a quarter of the time with it.
    env: { NODE_COMPILE_CACHE: fileURLToPath(new URL('node_modules/.cache/node', import.meta.url)) },
    // A wait ends as soon as it may. The second that is the default is too short for a busy machine.
    expect: { poll: { timeout: 10_000 } },
    // As many as CI's machine has cores. The schema is loaded once a worker, not once a file: that is half of the time.
    maxWorkers: 2,
    isolate: false,
  },
});
