/**
 * Every fault × every endpoint: no crash, no hang, no wrong success, the right code, nothing leaked, and the server
 * serves the next query. A crash, an unhandled rejection too, fails the run by itself.
 */
import pLimit from 'p-limit';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { isLate, isWorthAnotherTry, notRun, runCell, type CellResult, type Fault } from './matrixCell.ts';
import { FAULTS } from './faults.ts';
import { growthDuring } from './memory.ts';
import { SUBJECTS, type Subject } from './subjects.ts';
import { exceptionsOf, tableOf } from './resultsTable.ts';
import { resolveNames } from './networkPaths.ts';
import { isNotApplicable, survives } from './expectations.ts';

const NO_FAULT: Fault = { name: 'no fault', expected: survives() };
// All endpoints: most of the time they wait, for the next try of a read.
const CELLS_AT_ONCE = 24;
const MOST_LATE = 3;
const MOST_MEGABYTES = 400;

const applies = (fault: Fault) => (subject: Subject) => !isNotApplicable(fault.expected(subject));

/**
 * Runs all cells of a fault, and stops after several late answers. A cell that was late beside others is run again alone,
 * because the machine may have been busy. If it is late again, the others keep their complaints.
 */
async function runFault(fault: Fault, subjects: readonly Subject[]): Promise<readonly CellResult[]> {
  const limit = pLimit(fault.together ?? CELLS_AT_ONCE);
  let late = 0;
  const results = await Promise.all(
    subjects.map((subject) =>
      limit(async () => {
        if (late >= MOST_LATE) return notRun(subject);
        const result = await runCell(fault, subject);
        if (isLate(result)) late += 1;
        return result;
      }),
    ),
  );
  for (const [index, subject] of subjects.entries()) {
    const result = results[index];
    if (!result || !isWorthAnotherTry(result)) continue;
    const again = await runCell(fault, subject);
    if (isLate(again)) break;
    results[index] = again;
  }
  return results;
}

const wrongOnes = (results: readonly CellResult[]): string[] =>
  results.flatMap(({ action, complaints }) => complaints.map((complaint) => `${action}: ${complaint}`));

/**
 * Defines the tests of the matrix.
 *
 * @param most the number of endpoints that a fault is applied to. One fault after the other goes round all of them.
 */
export function defineMatrix(most: number): void {
  const resultsByFault = new Map<Fault, readonly CellResult[]>();
  const subjectsFor = (fault: Fault): readonly Subject[] => {
    const all = SUBJECTS.filter(applies(fault));
    const from = all.length === 0 ? 0 : (FAULTS.indexOf(fault) * most) % all.length;
    return [...all.slice(from), ...all.slice(0, from)].slice(0, most);
  };

  beforeAll(resolveNames);

  afterAll(() => {
    // The files that this process runs next resolve names as ever.
    vi.restoreAllMocks();
    process.stdout.write(`\n${tableOf(resultsByFault)}\n`);
  });

  // First, so that the slow first queries of a process are not taken for lateness.
  test('where nothing is wrong, every endpoint is served', async () => {
    expect(wrongOnes(await runFault(NO_FAULT, SUBJECTS))).toEqual([]);
  });

  describe('the matrix', () => {
    test.each(FAULTS)('$name', { timeout: 180_000 }, async (fault) => {
      const { result: results, megabytes } = await growthDuring(() => runFault(fault, subjectsFor(fault)));
      resultsByFault.set(fault, results);
      expect(wrongOnes(results)).toEqual([]);
      expect(megabytes).toBeLessThan(fault.mostMegabytes ?? MOST_MEGABYTES);
    });

    test('leaves no cell out without a reason', () => {
      expect(new Set(FAULTS.map(({ name }) => name)).size).toBe(FAULTS.length);
      const missing = FAULTS.filter((fault) => {
        return resultsByFault.get(fault)?.length !== subjectsFor(fault).length;
      });
      expect(missing.map(({ name }) => name)).toEqual([]);
      const reasons = FAULTS.flatMap((fault) => [...exceptionsOf(fault).keys()]);
      expect(reasons.filter((reason) => !reason.includes(' '))).toEqual([]);
    });
  });
}
