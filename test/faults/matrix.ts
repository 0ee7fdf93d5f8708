/**
 * Every fault × every endpoint: no crash, no hang, no wrong success, the right code, nothing leaked, and the server
 * serves the next query. A crash, an unhandled rejection too, fails the run by itself.
 */
import pLimit, { type LimitFunction } from 'p-limit';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { CellWorlds } from './cellWorlds.ts';
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

interface FaultRun {
  readonly fault: Fault;
  readonly subjects: readonly Subject[];
}

/** Runs all cells of a fault, and stops after several late answers. */
async function runCells(
  { fault, subjects }: FaultRun,
  worlds: CellWorlds,
  limit: LimitFunction,
): Promise<CellResult[]> {
  let late = 0;
  return Promise.all(
    subjects.map((subject) =>
      limit(async () => {
        if (late >= MOST_LATE) return notRun(subject);
        const result = await runCell(fault, subject, worlds);
        if (isLate(result)) late += 1;
        return result;
      }),
    ),
  );
}

/**
 * Runs all cells of some faults, so many at once. A cell that was late beside others is run again alone, because the
 * machine may have been busy. If it is late again, the others of its fault keep their complaints.
 */
async function runFaults(
  runs: readonly FaultRun[],
  worlds: CellWorlds,
  together: number,
): Promise<ReadonlyMap<Fault, readonly CellResult[]>> {
  worlds.nextRound();
  const limit = pLimit(together);
  const found = await Promise.all(
    runs.map(async (run) => ({ ...run, results: await runCells(run, worlds, limit) })),
  );
  for (const { fault, subjects, results } of found) {
    for (const [index, subject] of subjects.entries()) {
      const result = results[index];
      if (!result || !isWorthAnotherTry(result)) continue;
      const again = await runCell(fault, subject, worlds);
      if (isLate(again)) break;
      results[index] = again;
    }
  }
  return new Map(found.map(({ fault, results }) => [fault, results]));
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

  const worlds = new CellWorlds();

  /** Faults that run side by side: together they have no more cells than may run at once. */
  const roundsOf = (faults: readonly Fault[]): Fault[][] => {
    const rounds: Fault[][] = [];
    let cells = CELLS_AT_ONCE;
    for (const fault of faults) {
      const more = subjectsFor(fault).length;
      if (cells + more > CELLS_AT_ONCE) {
        rounds.push([]);
        cells = 0;
      }
      rounds.at(-1)?.push(fault);
      cells += more;
    }
    return rounds;
  };

  /** Runs faults side by side. @returns what is wrong, by fault */
  const complaintsOf = async (
    faults: readonly Fault[],
    together: number,
  ): Promise<ReadonlyMap<Fault, readonly string[]>> => {
    const runs = faults.map((fault) => ({ fault, subjects: subjectsFor(fault) }));
    const { result, megabytes } = await growthDuring(() => runFaults(runs, worlds, together));
    return new Map(
      [...result].map(([fault, results]) => {
        resultsByFault.set(fault, results);
        const isTooMuch = megabytes >= (fault.mostMegabytes ?? MOST_MEGABYTES);
        const grown = isTooMuch ? [`the process grew by ${megabytes.toFixed(0)} MB`] : [];
        return [fault, [...wrongOnes(results), ...grown]];
      }),
    );
  };

  beforeAll(resolveNames);

  afterAll(async () => {
    await worlds.close();
    // The files that this process runs next resolve names as ever.
    vi.restoreAllMocks();
    process.stdout.write(`\n${tableOf(resultsByFault)}\n`);
  });

  // First, so that the slow first queries of a process are not taken for lateness.
  test('where nothing is wrong, every endpoint is served', async () => {
    const run = { fault: NO_FAULT, subjects: SUBJECTS };
    expect(wrongOnes((await runFaults([run], worlds, CELLS_AT_ONCE)).get(NO_FAULT) ?? [])).toEqual([]);
  });

  describe('the matrix', () => {
    const options = { timeout: 400_000 };
    const waiting = roundsOf(FAULTS.filter(({ waits }) => waits));

    // Those of a round wait together: the first of these tests takes the time of all.
    describe.each(waiting.map((faults, index) => ({ faults, round: index + 1 })))(
      'round $round',
      ({ faults }) => {
        let waited: ReturnType<typeof complaintsOf> | undefined;
        test.each(faults)('$name', options, async (fault) => {
          waited ??= complaintsOf(faults, CELLS_AT_ONCE);
          expect((await waited).get(fault)).toEqual([]);
        });
      },
    );

    test.each(FAULTS.filter(({ waits }) => !waits))('$name', options, async (fault) => {
      const complaints = await complaintsOf([fault], fault.together ?? CELLS_AT_ONCE);
      expect(complaints.get(fault)).toEqual([]);
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
