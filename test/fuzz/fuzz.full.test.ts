import { expect, test } from 'vitest';
import { fuzz, MOST_HELD_MS } from './fuzz.ts';

const SEED = Number(process.env['FUZZ_SEED'] ?? 2);
const OPERATIONS = Number(process.env['FUZZ_OPERATIONS'] ?? 15_000);
/** A third of the operations is sent again, so that 20,000 are sent. */
const SENT = 4 / 3;
const MOST_SECONDS = 900;

test(
  `${OPERATIONS} random operations, faults and clients that leave (FUZZ_SEED=${SEED})`,
  { timeout: (MOST_SECONDS + 120) * 1000 },
  async () => {
    const findings = await fuzz({ seed: SEED, operations: OPERATIONS, seconds: MOST_SECONDS });
    process.stdout.write(`${JSON.stringify(findings, undefined, 1)}\n`);
    expect(findings.complaints).toEqual([]);
    expect(findings.answered + findings.left).toBeGreaterThan(0.97 * SENT * OPERATIONS);
    // It does not grow with the number of operations: 500 take 18 MB. Among the rest are compiled queries, and the zones of
    // telephone numbers.
    // 33 MB were seen after 15,000 operations, and 18 after 500: compiled queries, plans, zones of numbers.
    expect(findings.grownBytes).toBeLessThan(40_000_000);
    expect(findings.heldMs).toBeLessThan(MOST_HELD_MS);
  },
);
