import { daysIn, intersection, type Period } from '../../loaders/windows.ts';
import { builder } from '../builder.ts';
import type { Context } from '../context.ts';
import { BadUserInput } from '../../plan/errors.ts';

export const RelativePeriod = builder.enumType('RelativePeriod', {
  description: "A period told from today, in the dialer's own zone.",
  values: {
    TODAY: { description: 'Today.' },
    YESTERDAY: { description: 'Yesterday.' },
    LAST_7_DAYS: { description: 'The 7 days that end yesterday.' },
    LAST_30_DAYS: { description: 'The 30 days that end yesterday.' },
    THIS_MONTH: { description: 'From the first day of this month until today.' },
    LAST_MONTH: { description: 'The whole month before this one.' },
  },
} as const);

export const PeriodInput = builder.inputType('PeriodInput', {
  description:
    "Days, both ends included, in the dialer's own zone: `from`, with or without `to`, or `relative`. If no period is given, calls and reports cover what the dialer gives by default: the last 24 hours.",
  fields: (t) => ({
    from: t.field({ type: 'Date', description: 'The first day.' }),
    to: t.field({
      type: 'Date',
      description: 'The last day; not before the first. Left out, today. Needs `from`.',
    }),
    relative: t.field({
      type: RelativePeriod,
      description: 'The days told from today. Not together with `from` or `to`.',
    }),
  }),
});

/** A period as it was asked for. */
export type PeriodArgument = typeof PeriodInput.$inferInput;

/** What tells the days of a period. */
type Limits = Pick<Context, 'maxPeriodDays' | 'now' | 'zone'>;

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
 * The days of a period that was asked for, checked. Every field that takes a period reads it here, and so does its plan:
 * today is the day on which the operation began.
 *
 * @returns null if none was given
 * @throws BadUserInput naming the argument, if it does not say one period, ends before it starts or is too long
 */
export function checkedPeriod(period: PeriodArgument, limits: Limits): Period;
export function checkedPeriod(period: PeriodArgument | null | undefined, limits: Limits): Period | null;
export function checkedPeriod(period: PeriodArgument | null | undefined, limits: Limits): Period | null {
  return period ? checkedDays('period', daysOf(period, limits), limits) : null;
}

function daysOf({ from, to, relative }: PeriodArgument, { now, zone }: Limits): Period {
  const today = zone.dayOf(now);
  if (relative && !from && !to) return RELATIVE[relative](Temporal.PlainDate.from(today));
  if (relative)
    throw new BadUserInput('period', 'has `relative` beside `from` or `to`. Give one or the other.');
  if (!from) throw new BadUserInput('period', 'does not say where it starts. Give `from`, or `relative`.');
  return { from, to: to ?? today };
}

const days = (from: Temporal.PlainDate, to: Temporal.PlainDate): Period => ({
  from: from.toString(),
  to: to.toString(),
});

const lastDays =
  (count: number) =>
  (today: Temporal.PlainDate): Period =>
    days(today.subtract({ days: count }), today.subtract({ days: 1 }));

const RELATIVE: Readonly<Record<typeof RelativePeriod.$inferType, (today: Temporal.PlainDate) => Period>> = {
  TODAY: (today) => days(today, today),
  YESTERDAY: lastDays(1),
  LAST_7_DAYS: lastDays(7),
  LAST_30_DAYS: lastDays(30),
  THIS_MONTH: (today) => days(today.with({ day: 1 }), today),
  LAST_MONTH: (today) => {
    const first = today.with({ day: 1 });
    return days(first.subtract({ months: 1 }), first.subtract({ days: 1 }));
  },
};

function checkedDays(
  argument: string,
  period: Period,
  { maxPeriodDays }: Pick<Context, 'maxPeriodDays'>,
): Period {
  if (period.from > period.to) {
    throw new BadUserInput(argument, `ends before it starts: ${period.from} is after ${period.to}.`);
  }
  const count = daysIn(period);
  if (count > maxPeriodDays) {
    throw new BadUserInput(
      argument,
      `has ${count} days; the most is ${maxPeriodDays}. Ask for shorter periods.`,
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
  period: PeriodArgument | null | undefined,
  startedAt: Range | null | undefined,
  context: Limits,
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
    : (asked?.to ?? context.zone.dayOf(context.now));
  const both = intersection({ from: first, to: last }, asked ?? { from: first, to: last });
  return both ? checkedDays('startedAt', both, context) : 'none';
}
