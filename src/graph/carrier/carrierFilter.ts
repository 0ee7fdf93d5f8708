/** Call records narrowed by the carrier's records of them. */
import { CALLS, forbidden, isMet } from '../../access/fieldPolicy.ts';
import type { MatchedList } from '../../loaders/carrier/carrierMatch.ts';
import { spanAround } from '../../loaders/carrier/callNumbers.ts';
import type { CarrierRecord } from '../../loaders/carrier/recordNumbers.ts';
import type { Span } from '../../loaders/carrier/carrierWindows.ts';
import type { Period } from '../../loaders/windows.ts';
import type { Planning } from '../../plan/cost.ts';
import { BadUserInput } from '../../plan/errors.ts';
import type { CallFacts } from '../../upstream/dialer/calls.ts';
import { normalizedKeys, normalizeKey } from '../../upstream/wire/normalizeKey.ts';
import { arrayOf, sourceOf } from '../../upstream/wire/rows/columnRows.ts';
import { SelectedRows } from '../../upstream/wire/rows/rowSource.ts';
import { builder } from '../builder.ts';
import type { Context } from '../context.ts';
import { isMeasured } from './carrierGroups.ts';

export const CarrierMatchFilter = builder.inputType('CarrierMatchFilter', {
  description:
    "Conditions on the carrier's record of a call, `carrierMatch`. The record must meet every condition that is given; without a condition, calls are not narrowed.",
  fields: (t) => ({
    matched: t.boolean({
      description: 'True for calls that have a carrier record, false for calls that have none.',
    }),
    dispositions: t.stringList({
      description:
        'Results of the call for the carrier, such as ANSWERED, in any case. An empty list matches no call.',
    }),
    maxMeanOpinionScore: t.float({
      description:
        'Highest mean opinion score. Calls without a record, or without a measured score (0 or null), do not match.',
    }),
  }),
});

export type CarrierConditions = typeof CarrierMatchFilter.$inferInput;

/** The list that calls are matched in, and its days. */
export interface CarrierScope extends MatchedList {
  /** The instants of its days. Lists of the same days fetch the same records. */
  readonly days: Span;
}

/** True if the conditions narrow anything, so that the carrier's records are needed. */
export const needsRecords = (conditions: CarrierConditions | null | undefined): boolean =>
  Object.values(conditions ?? {}).some((value) => value !== null && value !== undefined);

/** @throws Forbidden for viewers who may not read carrier records; BadUserInput if there is no VOXO account */
export function checkCarrier(
  conditions: CarrierConditions | null | undefined,
  { viewer, carrier }: Pick<Planning, 'viewer' | 'carrier'>,
): void {
  if (!needsRecords(conditions)) return;
  const policy = CALLS.unrestrictedOnly;
  if (!isMet(policy, viewer)) throw forbidden('CallFilter.carrier', policy, viewer);
  if (carrier === null)
    throw new BadUserInput(
      'carrier',
      'cannot be applied: no VOXO account is configured, so no call has a carrier record. Leave it out.',
    );
}

/**
 * The instants of a list's days, with the time before and after in which its calls may have carrier records.
 *
 * @param period null = the last 24 hours
 */
export function instantsOf(
  period: Period | null,
  clock: MatchedList['clock'],
  { zone, now }: Pick<Context, 'zone' | 'now'>,
): Span {
  const to = now.getTime();
  if (!period) return spanAround({ from: to - 24 * 60 * 60 * 1000, to }, clock);
  const last = `${period.to} 23:59:59`;
  return spanAround(
    {
      from: zone.toEpochMs(`${period.from} 00:00:00`),
      to: zone.toLaterEpochMs(last) ?? zone.toEpochMs(last),
    },
    clock,
  );
}

/**
 * The calls whose carrier record meets the conditions. The other conditions of a filter are to be applied first, so that
 * few calls are matched.
 *
 * @throws UpstreamError if the carrier's records of one of the calls cannot be read: it would not be known whether it matches
 */
export async function callsWithCarrier<Row extends CallFacts>(
  calls: readonly Row[],
  conditions: CarrierConditions | null | undefined,
  scope: CarrierScope,
  { loaders, budget }: Pick<Context, 'loaders' | 'budget'>,
): Promise<readonly Row[]> {
  const { carrier } = loaders;
  if (!carrier || !conditions || !needsRecords(conditions) || calls.length === 0) return calls;
  budget.spend('rows', calls.length + scope.among.length);
  const passes = recordMatcher(conditions);
  const found = await carrier.matchesOf({ ...scope, calls });
  const numbers = found.flatMap((match, number) => {
    if (match instanceof Error) throw match;
    return passes(match?.record ?? null) ? [number] : [];
  });
  return someOf(calls, numbers);
}

/** Some items of an array, by their places in ascending order. Rows in columns are not made. */
export function someOf<Row extends object>(
  rows: readonly Row[],
  numbers: readonly number[] | Uint32Array,
): readonly Row[] {
  const source = sourceOf(rows);
  if (source) return arrayOf(new SelectedRows(source, Uint32Array.from(numbers)));
  return Array.from(numbers, (number) => rows[number]).filter((row) => row !== undefined);
}

function recordMatcher({
  matched,
  dispositions,
  maxMeanOpinionScore,
}: CarrierConditions): (record: CarrierRecord | null) => boolean {
  const names = dispositions && normalizedKeys(dispositions);
  return (record) => {
    if (typeof matched === 'boolean' && matched !== (record !== null)) return false;
    const { disposition = null, quality } = record?.call ?? {};
    if (names && (disposition === null || !names.has(normalizeKey(disposition)))) return false;
    if (typeof maxMeanOpinionScore !== 'number') return true;
    const score = quality?.meanOpinionScore ?? null;
    return isMeasured(score) && score <= maxMeanOpinionScore;
  };
}
