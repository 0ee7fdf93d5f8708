import { daysIn, intersection, type Period } from '../../loaders/windows.ts';
import { builder } from '../builder.ts';
import type { Context } from '../context.ts';
import { BadUserInput } from '../../plan/errors.ts';

export const RelativePeriod = builder.enumType('RelativePeriod', {
  description: "Days relative to today, in the dialer's time zone.",
  values: {
    TODAY: { description: 'Today.' },
    YESTERDAY: { description: 'Yesterday.' },
    LAST_7_DAYS: { description: 'The 7 days up to and including yesterday.' },
    LAST_30_DAYS: { description: 'The 30 days up to and including yesterday.' },
    THIS_MONTH: { description: 'The first day of this month to today.' },
    LAST_MONTH: { description: 'The whole previous month.' },
  },
} as const);

export const PeriodInput = builder.inputType('PeriodInput', {
  description:
    "Calendar days in the dialer's time zone, first and last included: either `from` with or without `to`, or `relative`. At most 92 days by default (MAX_PERIOD_DAYS). Without a period, lists of calls cover the last 24 hours; each report names its own default.",
  fields: (t) => ({
    from: t.field({ type: 'Date', description: 'First day.' }),
    to: t.field({
      type: 'Date',
      description: 'Last day, not before `from`. Default: today. Refused without `from`.',
    }),
    relative: t.field({
      type: RelativePeriod,
      description: 'Days relative to today. Refused together with `from` or `to`.',
    }),
  }),
});

/** A period as the caller gives it. */
export type PeriodArgument = typeof PeriodInput.$inferInput;

/** What it takes to find the days of a period. */
type Limits = Pick<Context, 'maxPeriodDays' | 'now' | 'zone'>;

export const DateTimeRangeInput = builder.inputType('DateTimeRangeInput', {
  description:
    'Time range that includes `from` and excludes `to`. An end that is left out does not limit it.',
  fields: (t) => ({
    from: t.field({ type: 'DateTime', description: 'Start of the range, included.' }),
    to: t.field({ type: 'DateTime', description: 'End of the range, excluded. Not before `from`.' }),
  }),
});

export interface Range {
  readonly from?: Date | null | undefined;
  readonly to?: Date | null | undefined;
}

/**
 * The days of a period, checked. Every field with a period reads it here, and so does its plan. Today is the day on which
 * the operation began.
 *
 * @returns null if none was given
 * @throws BadUserInput naming the argument, if its members contradict each other, if it ends before it starts or is too long
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
  if (!from) throw new BadUserInput('period', 'has no start. Give `from` or `relative`.');
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
 * The days to ask the dialer for, if calls are narrowed by a period, by a time range, or by both. A range without a period
 * sets the days itself: from its start to its end, or to today.
 *
 * @returns `none` if no day is left, null if neither argument sets the days
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
