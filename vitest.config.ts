import { existsSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** The long suites that take longest, longest first. */
const LONG =
  'fuzz differential histories matrix principals processes checker checkerRest hostileOperations load federation graphiqlPage program npmStart kill alerts replicas package rollingRestart callFuzz metricsOfAMillion groupsProperty roleMatrix canary heap answers columns recordings declaredCosts callsFilter paging carrierMatchQuality metrics';
/** The quick files that take longest, longest first. */
const QUICK =
  'program sharedJournal wallboard histories journalDamage readiness checker operations turns login';
const LONGEST = [...LONG.split(' ').map((name) => `${name}.full`), ...QUICK.split(' ')];

const rankOf = ({ moduleId }: TestSpecification): number => {
  const rank = LONGEST.findIndex((name) => moduleId.endsWith(`/${name}.test.ts`));
  return rank === -1 ? LONGEST.length : rank;
};

/** In a clean clone Vitest knows no times, and begins with the largest files: the suites that take longest are small ones. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return (await super.sort(files)).sort((a, b) => rankOf(a) - rankOf(b));
  }
}

/**
 * A folder in memory if there is one, since a journal waits for its disk at each add. In a container it may be too small:
 * the test of the package installs it there.
 */
function temporaryFolder(): string {
  const inMemory = '/dev/shm';
  if (!existsSync(inMemory)) return tmpdir();
  const { bavail, bsize } = statfsSync(inMemory);
  return bavail * bsize > 4e9 ? inMemory : tmpdir();
}

export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    include: ['test/**/*.test.ts'],
    setupFiles: ['test/support/fixedSeed.ts'],
    // For a machine that is five times slower than a quiet one.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    env: {
      // Programs that tests start take half of the time with it.
      NODE_COMPILE_CACHE: fileURLToPath(new URL('node_modules/.cache/node', import.meta.url)),
      TMPDIR: temporaryFolder(),
    },
    // A wait ends as soon as it may: what is waited for is looked at often. The second that is the default is too short for
    // a busy machine.
    expect: { poll: { timeout: 10_000, interval: 20 } },
    // Two more than CI's machine has cores, since a test that waits needs none. `npm test` runs five: the quick tests wait
    // more. The schema is loaded once a worker, not once a file: that is half of the time.
    maxWorkers: 4,
    isolate: false,
    // A twentieth less processor time: what a test leaves behind is collected less often.
    execArgv: ['--max-semi-space-size=32'],
    // Node loads the modules, as it does for the program. What Vite makes of them takes a fifth more processor time:
    // each use of an import is a getter, and each error's stack is mapped to its source. No test mocks a module.
    experimental: { viteModuleRunner: false, nodeLoader: false },
  },
});
