/** The results of the matrix as a table: counts by fault. */
import type { CellResult, Fault } from './matrixCell.ts';
import { SUBJECTS } from './subjects.ts';
import { isNotApplicable, isSurvived } from './expectations.ts';

const COLUMNS = [
  'run',
  'survived',
  'TIMEOUT',
  'UNAVAILABLE',
  'BAD_RESPONSE',
  'REFUSED',
  'UNAUTHORIZED',
  'RATE_LIMITED',
  'lead unknown',
  'lead rejected',
  'wrong',
  'not applicable',
] as const;

type Column = (typeof COLUMNS)[number];

const isColumn = (word: string): word is Column => COLUMNS.some((column) => column === word);

function columnOf({ word, complaints }: CellResult): Column {
  if (complaints.length > 0) return 'wrong';
  if (isSurvived(word)) return 'survived';
  if (word === 'UNKNOWN') return 'lead unknown';
  if (word === 'NOT_SENT' || word === 'NOT_PERMITTED') return 'lead rejected';
  return isColumn(word) ? word : 'wrong';
}

/** The reasons why a fault does not apply to some endpoints, each with these endpoints. */
export function exceptionsOf(fault: Fault): ReadonlyMap<string, readonly string[]> {
  const reasons = new Map<string, string[]>();
  for (const subject of SUBJECTS) {
    const expected = fault.expected(subject);
    if (!isNotApplicable(expected)) continue;
    const actions = reasons.get(expected.notApplicable) ?? [];
    reasons.set(expected.notApplicable, [...actions, subject.action]);
  }
  return reasons;
}

/** The counts of a fault's cells, in the order of the columns. */
function countsOf(fault: Fault, results: readonly CellResult[]): readonly number[] {
  const counts = new Map<Column, number>([['run', results.length]]);
  const add = (column: Column, more: number): void =>
    void counts.set(column, (counts.get(column) ?? 0) + more);
  for (const result of results) add(columnOf(result), 1);
  for (const actions of exceptionsOf(fault).values()) add('not applicable', actions.length);
  return COLUMNS.map((column) => counts.get(column) ?? 0);
}

/** The table, and below it why what was not run was not. */
export function tableOf(resultsByFault: ReadonlyMap<Fault, readonly CellResult[]>): string {
  const rows = [...resultsByFault].map(([fault, results]) => ({
    name: fault.name,
    counts: countsOf(fault, results),
  }));
  const total = {
    name: 'all',
    counts: COLUMNS.map((_, index) => sum(rows.map(({ counts }) => counts[index] ?? 0))),
  };
  const width = Math.max(...rows.map(({ name }) => name.length));
  const line = (name: string, cells: readonly string[]): string =>
    `${name.padEnd(width)} ${cells.map((cell, index) => cell.padStart((COLUMNS[index]?.length ?? 0) + 1)).join(' ')}`;
  return [
    line(`${rows.length} faults × ${SUBJECTS.length} endpoints`, COLUMNS),
    ...[...rows, total].map(({ name, counts }) => line(name, counts.map(shown))),
    '',
    'Not applicable:',
    ...[...resultsByFault.keys()].flatMap((fault) =>
      [...exceptionsOf(fault)].map(
        ([reason, actions]) => `  ${fault.name}: ${reason} (${actions.join(', ')})`,
      ),
    ),
    '',
  ].join('\n');
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

const shown = (count: number): string => (count === 0 ? '·' : String(count));
