import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

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
