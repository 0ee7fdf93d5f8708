import { expect, test } from 'vitest';
import { fuzz, MOST_HELD_MS } from './fuzz.ts';

const SEED = Number(process.env['FUZZ_SEED'] ?? 1);
const SECONDS = Number(process.env['FUZZ_SECONDS'] ?? 3);

test(
  `${SECONDS} seconds of random operations, faults and clients that leave (FUZZ_SEED=${SEED})`,
  { timeout: (SECONDS + 120) * 1000 },
  async () => {
    const findings = await fuzz({ seed: SEED, operations: 1_000_000, seconds: SECONDS });
    process.stdout.write(`${JSON.stringify(findings, undefined, 1)}\n`);
    expect(findings.complaints).toEqual([]);
    expect(findings.grownBytes).toBeLessThan(30_000_000);
    expect(findings.heldMs).toBeLessThan(MOST_HELD_MS);
  },
);
