import { daysIn, intersection, type Period } from '../../loaders/windows.ts';
import { builder } from '../builder.ts';
import type { Context } from '../context.ts';
import { BadUserInput } from '../../plan/errors.ts';

export const PeriodInput = builder.inputType('PeriodInput', {
  description:
    "Both days included, in the dialer's own zone. Left out, calls and reports cover what the dialer gives by default: the last 24 hours.",
  fields: (t) => ({
    from: t.field({ type: 'Date', required: true, description: 'The first day.' }),
    to: t.field({ type: 'Date', required: true, description: 'The last day; not before the first.' }),
  }),
});

export const DateTimeRangeInput = builder.inputType('DateTimeRangeInput', {
  description: 'Half open: from ≤ t < to. Either end may be left out.',
  fields: (t) => ({
    from: t.field({ type: 'DateTime', description: 'The first instant that counts.' }),
    to: t.field({ type: 'DateTime', description: 'The first instant that counts no more.' }),
  }),
});

export interface Range {
  readonly from?: Date | null | undefined;
  readonly to?: Date | null | undefined;
}

/**
 * Checks a period. @returns null if none was given
 * @throws BadUserInput naming the argument, if it ends before it starts or is too long
 */
export function checkedPeriod(period: Period, limits: Pick<Context, 'maxPeriodDays'>): Period;
export function checkedPeriod(
  period: Period | null | undefined,
  limits: Pick<Context, 'maxPeriodDays'>,
  argument?: string,
): Period | null;
export function checkedPeriod(
  period: Period | null | undefined,
  { maxPeriodDays }: Pick<Context, 'maxPeriodDays'>,
  argument = 'period',
): Period | null {
  if (!period) return null;
  if (period.from > period.to) {
    throw new BadUserInput(argument, `ends before it starts: ${period.from} is after ${period.to}.`);
  }
  const days = daysIn(period);
  if (days > maxPeriodDays) {
    throw new BadUserInput(
      argument,
      `has ${days} days; the most is ${maxPeriodDays}. Ask for shorter periods.`,
    );
  }
  return period;
}

/**
 * The days to ask the dialer for, where calls are narrowed by a period, by a range of instants, or by both. A range
 * without a period says by itself which days are meant, from its start to its end or today.
 *
 * @returns `none` if no day is left, null if nothing says which days
 * @throws BadUserInput naming the argument
 */
export function daysFor(
  period: Period | null | undefined,
  startedAt: Range | null | undefined,
  context: Pick<Context, 'maxPeriodDays' | 'zone'>,
): Period | 'none' | null {
  const { from, to } = startedAt ?? {};
  if (from && to && from > to) throw new BadUserInput('startedAt', 'ends before it starts.');
  const asked = checkedPeriod(period, context);
  const first = from ? context.zone.dayOf(from) : asked?.from;
  if (from && to && from.getTime() === to.getTime()) return 'none';
  if (first === undefined) return null;
  // The range is half open: midnight belongs to the day it begins.
  const last = to
    ? context.zone.dayOf(new Date(to.getTime() - 1))
    : (asked?.to ?? context.zone.dayOf(new Date()));
  const days = intersection({ from: first, to: last }, asked ?? { from: first, to: last });
  return days ? checkedPeriod(days, context, 'startedAt') : 'none';
}
