import { expect, test } from 'vitest';
import { fuzz } from './fuzz.ts';

const SEED = Number(process.env['FUZZ_SEED'] ?? 2);
const OPERATIONS = Number(process.env['FUZZ_OPERATIONS'] ?? 20_000);
const MOST_SECONDS = 900;

test(
  `${OPERATIONS} random operations, faults and clients that leave (FUZZ_SEED=${SEED})`,
  { timeout: (MOST_SECONDS + 120) * 1000 },
  async () => {
    const findings = await fuzz({ seed: SEED, operations: OPERATIONS, seconds: MOST_SECONDS });
    process.stdout.write(`${JSON.stringify(findings, undefined, 1)}\n`);
    expect(findings.complaints).toEqual([]);
    expect(findings.answered + findings.left).toBe(OPERATIONS);
    expect(findings.grownBytes).toBeLessThan(30_000_000);
    expect(findings.heldMs).toBeLessThan(250);
  },
);
