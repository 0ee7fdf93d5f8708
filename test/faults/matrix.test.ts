/**
 * Every fault × every endpoint: no crash, no hang, no wrong success, the right code, nothing spilt, and the server
 * serves the next query. A crash, an unhandled rejection too, fails the run by itself.
 */
import pLimit from 'p-limit';
import { afterAll, describe, expect, test } from 'vitest';
import { isOnlyLate, playCell, type CellResult, type Fault } from './cell.ts';
import { FAULTS } from './faults.ts';
import { SUBJECTS, type Subject } from './subjects.ts';
import { exceptionsOf, tableOf } from './tally.ts';
import { isNotApplicable, survives } from './words.ts';

const NO_FAULT: Fault = { name: 'no fault', strike: () => undefined, expected: survives() };
const FEW = 4;

const played = new Map<Fault, readonly CellResult[]>();

const applies = (fault: Fault) => (subject: Subject) => !isNotApplicable(fault.expected(subject));

/** All cells of a fault. One that is late beside others is played again by itself: a busy machine lets it pass then. */
async function play(fault: Fault): Promise<readonly CellResult[]> {
  const limit = pLimit(fault.together ?? FEW);
  const subjects = SUBJECTS.filter(applies(fault));
  const results = await Promise.all(
    subjects.map(async (subject) => ({ subject, result: await limit(() => playCell(fault, subject)) })),
  );
  const settled: CellResult[] = [];
  for (const { subject, result } of results) {
    settled.push(isOnlyLate(result) ? await playCell(fault, subject) : result);
  }
  return settled;
}

const wrongOnes = (results: readonly CellResult[]): string[] =>
  results.flatMap(({ action, complaints }) => complaints.map((complaint) => `${action}: ${complaint}`));

afterAll(() => {
  process.stdout.write(`\n${tableOf(played)}\n`);
});

// First, so that the slow first queries of a process are not taken for lateness.
test('where nothing is wrong, every endpoint is served', async () => {
  expect(wrongOnes(await play(NO_FAULT))).toEqual([]);
});

describe('the matrix', () => {
  test.each(FAULTS)('$name', { timeout: 60_000 }, async (fault) => {
    const results = await play(fault);
    played.set(fault, results);
    expect(wrongOnes(results)).toEqual([]);
  });

  test('leaves no cell out without a reason', () => {
    expect(new Set(FAULTS.map(({ name }) => name)).size).toBe(FAULTS.length);
    const missing = FAULTS.filter((fault) => {
      const exceptions = [...exceptionsOf(fault).values()].flat().length;
      return (played.get(fault)?.length ?? 0) + exceptions !== SUBJECTS.length;
    });
    expect(missing.map(({ name }) => name)).toEqual([]);
    const reasons = FAULTS.flatMap((fault) => [...exceptionsOf(fault).keys()]);
    expect(reasons.filter((reason) => !reason.includes(' '))).toEqual([]);
  });
});
