import { limitsOf } from '../../loaders/carrier/carrierCalls.ts';
import type { CarrierMatch as Match, Clock } from '../../loaders/carrier/carrierMatch.ts';
import { mostWindows } from '../../loaders/carrier/carrierWindows.ts';
import type { CallFacts } from '../../upstream/dialer/calls.ts';
import { builder } from '../builder.ts';
import type { CallNode } from '../call/callList.ts';
import { CarrierCall, carrierCallNode } from './carrierCall.ts';
import { cost, type Cost } from '../../plan/cost.ts';
import { CALLS } from '../../access/fieldPolicy.ts';

const CarrierMatch = builder.objectRef<Match>('CarrierMatch').implement({
  needs: CALLS,
  description: 'The carrier’s record of a call, found by the number and the time.',
  fields: (t) => ({
    carrierCall: t.field({
      type: CarrierCall,
      description: 'The record.',
      resolve: ({ record }) => carrierCallNode(record),
    }),
    confidence: t.exposeFloat('confidence', {
      description:
        'How sure the match is, above 0 and at most 1. It falls from 1 at the same second to 0.5 at 120 seconds; where another record of this call, or another call of this record, is near as well, it is lower the nearer that one is: two thirds of it where both are as near.',
    }),
    secondsApart: t.exposeInt('secondsApart', {
      description: 'How far the two clocks are apart, in seconds; at most 120.',
    }),
  }),
});

/** One window of call reports for all calls of a place, or as many as it takes to cover the days they lie on. */
const matchesCost: Cost = {
  action: 'call-reports',
  calls: ({ of, planning }) => {
    const { carrier, maxPeriodDays } = planning;
    if (!carrier) return [];
    const windows = mostWindows(of.days ?? maxPeriodDays, limitsOf(carrier));
    const most = Math.min(windows, of.entities.count());
    return Array.from({ length: most }, (_, window) => ({
      about: `${of.entities.id} ${window}`,
      batched: true,
    }));
  },
};

type Types = (typeof builder)['$inferSchemaTypes'];
type FieldsOf<Row> =
  | Pick<PothosSchemaTypes.ObjectFieldBuilder<Types, Row>, 'field'>
  | Pick<PothosSchemaTypes.InterfaceFieldBuilder<Types, Row>, 'field'>;

/** The carrier's record of a call. */
export const carrierMatchOfCall = <Row extends CallNode<CallFacts>>(t: FieldsOf<Row>, clock: Clock) =>
  t.field({
    needs: CALLS.unrestrictedOnly,
    ...cost(matchesCost),
    type: CarrierMatch,
    nullable: true,
    description: `The carrier's record of this call: of the same number and direction, and its ${clock} within 120 seconds of this one's. One record is of one call at most among those the dialer was asked for with it, so that all together are as near as can be. Null where there is none, and where no VOXO account is configured. One request of VOXO for a page of calls, as a rule.`,
    resolve: ({ source }, _, { loaders }) => loaders.carrier?.match.load({ ...source, clock }) ?? null,
  });
