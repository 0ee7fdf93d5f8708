import { limitsOf } from '../../loaders/carrier/carrierCalls.ts';
import type { Clock } from '../../loaders/carrier/callNumbers.ts';
import type { CarrierMatch as Match } from '../../loaders/carrier/carrierMatch.ts';
import { mostWindows } from '../../loaders/carrier/carrierWindows.ts';
import type { CallFacts } from '../../upstream/dialer/calls.ts';
import { builder } from '../builder.ts';
import type { CallNode } from '../call/callList.ts';
import { CarrierCall, carrierCallNode } from './carrierCall.ts';
import { cost, type Cost, type Planning, type SingleCall } from '../../plan/cost.ts';
import { CALLS } from '../../access/fieldPolicy.ts';

const CarrierMatch = builder.objectRef<Match>('CarrierMatch').implement({
  needs: CALLS,
  description:
    "The carrier's record of a call, found by number, direction and time: the dialer and VOXO share no id.",
  fields: (t) => ({
    carrierCall: t.field({
      type: CarrierCall,
      description: "The carrier's record.",
      resolve: ({ record }) => carrierCallNode(record),
    }),
    confidence: t.exposeFloat('confidence', {
      description:
        'Confidence in the match, above 0 and at most 1. It is 1 if both times are the same second, and falls to 0.5 at 120 seconds. If another record or another call is near as well, it is lower: two thirds of that value if the other one is as near, less if it is nearer.',
    }),
    secondsApart: t.exposeInt('secondsApart', {
      description: 'Difference between the times of the call and of the record, in seconds; at most 120.',
    }),
  }),
});

/**
 * The call-reports requests that cover the days of lists of calls.
 *
 * @param about names the lists
 */
export function carrierCalls(
  {
    days,
    lists,
    calls = Infinity,
  }: { readonly days: number; readonly lists: number; readonly calls?: number },
  about: string,
  { carrier }: Pick<Planning, 'carrier'>,
): readonly SingleCall[] {
  if (!carrier) return [];
  const most = Math.min(mostWindows(days, limitsOf(carrier)) * lists, calls);
  return Array.from({ length: most }, (_, window) => ({ about: `${about} ${window}`, batched: true }));
}

/** For all calls at one position of the operation: as many call-reports requests as cover their days, usually one. */
const matchesCost: Cost = {
  action: 'call-reports',
  calls: ({ of: { entities, days }, planning }) =>
    carrierCalls(
      { days: days ?? planning.maxPeriodDays, lists: 1, calls: entities.count() },
      entities.id,
      planning,
    ),
};

/** For all groups of lists of calls. The position of groups is that of their lists. */
export const groupsCarrierCost: Cost = {
  action: 'call-reports',
  calls: ({ of: { entities, days }, planning }) =>
    carrierCalls({ days: days ?? planning.maxPeriodDays, lists: entities.count() }, entities.id, planning),
};

/** The condition on times, by the time that the call record has. */
const NEAR: Readonly<Record<Clock, string>> = {
  start: 'the record starts at most 120 seconds before or after the call starts',
  answer: 'the record starts or is answered at most 120 seconds before or after the call is answered',
};

type Types = (typeof builder)['$inferSchemaTypes'];
type FieldsOf<Row> =
  | Pick<PothosSchemaTypes.ObjectFieldBuilder<Types, Row>, 'field'>
  | Pick<PothosSchemaTypes.InterfaceFieldBuilder<Types, Row>, 'field'>;

/** The field `carrierMatch`: the carrier's record of a call. @param clock the time that the call record has */
export const carrierMatchOfCall = <Row extends CallNode<CallFacts>>(t: FieldsOf<Row>, clock: Clock) =>
  t.field({
    needs: CALLS.unrestrictedOnly,
    ...cost(matchesCost),
    type: CarrierMatch,
    nullable: true,
    description: `The carrier's record of this call, found by the contact's number, the direction and the time: ${NEAR[clock]}. A record belongs to at most one call: of all calls that the dialer returned with this one, those that could share a record are paired so that the times fit best overall. Null if there is no such record, or if no VOXO account is configured. Usually one VOXO request for a page of calls (call-reports).`,
    resolve: ({ source }, _, { loaders }) => loaders.carrier?.match.load({ ...source, clock }) ?? null,
  });
