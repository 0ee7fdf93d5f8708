/** The benchmark's table as Markdown, and its goals. */
import type { Measured } from './measure.ts';

/** One server under one load. */
export interface Row extends Measured {
  readonly load: string;
  readonly server: string;
}

const HEAD = [
  'load',
  'server',
  'CPU ms a query',
  'queries/s',
  'peak MB (above idle)',
  'event loop p99 ms',
  'worst ms',
  '/health worst ms',
  'dialer calls a query',
];

/** A line of the table's head. */
export const headLines = (): string => `${line(HEAD)}\n${line(HEAD.map(() => '---'))}`;

export const rowLine = (row: Row): string =>
  line([
    row.load,
    row.server,
    row.cpuMsPerQuery.toFixed(row.cpuMsPerQuery < 10 ? 3 : 0),
    row.queriesPerSecond.toFixed(row.queriesPerSecond < 100 ? 1 : 0),
    `${row.peakMegabytes.toFixed(0)} (${Math.max(0, row.peakMegabytes - row.idleMegabytes).toFixed(0)})`,
    row.delayMs.p99.toFixed(1),
    row.delayMs.worst.toFixed(1),
    row.healthMs?.toFixed(0) ?? '',
    row.dialerCallsPerQuery.toFixed(2),
  ]);

const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

/** A goal: a figure of this server that must not be above a limit. */
export interface Goal {
  readonly what: string;
  /** NaN if a row is missing. */
  readonly is: number;
  readonly most: number;
}

/** The goals as Markdown, with what was measured. */
export const goalLines = (goals: readonly Goal[]): string =>
  [
    line(['goal', 'at most', 'measured', '']),
    line(['---', '---', '---', '---']),
    ...goals.map(({ what, is, most }) =>
      line([
        what,
        most.toFixed(2),
        is.toFixed(2),
        is <= most ? 'met' : `missed by ${(is / most).toFixed(2)} ×`,
      ]),
    ),
  ].join('\n');
