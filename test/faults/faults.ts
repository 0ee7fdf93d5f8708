/** All faults of the matrix. */
import type { Fault } from './cell.ts';
import { fails } from './words.ts';

export const FAULTS: readonly Fault[] = [
  {
    name: 'empty 500',
    strike: ({ dialer, subject }) => dialer.answer(subject.action, { status: 500, body: '' }),
    expected: fails('UNAVAILABLE'),
  },
  {
    name: 'nothing said',
    strike: ({ dialer, subject }) => dialer.answer(subject.action, ''),
    expected: fails('BAD_RESPONSE'),
  },
  {
    name: 'stall before the headers',
    strike: ({ dialer, subject }) => dialer.raw(subject.action, () => undefined),
    expected: fails('TIMEOUT'),
    deadlineMs: 400,
    together: 12,
  },
];
