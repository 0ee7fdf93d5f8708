import { CALLS } from '../../access/fieldPolicy.ts';
import type { CallFacts } from '../../upstream/dialer/calls.ts';
import { eachInTurns } from '../../upstream/promises/turn.ts';
import { normalizeKey } from '../../upstream/wire/normalizeKey.ts';
import { builder } from '../builder.ts';
import type { Context } from '../context.ts';
import { metric, SHARE } from '../metric.ts';
import { CallRatio, type Ratio } from '../ratio.ts';
import type { CarrierScope } from './carrierFilter.ts';
import { isMeasured } from './carrierGroups.ts';

/** The figures of a group of calls from the carrier's records. */
export interface CarrierFigures {
  readonly matched: Ratio;
  readonly answered: Ratio;
  readonly averageMeanOpinionScore: number | null;
}

/**
 * The figures of groups of calls, by group.
 *
 * @param groupOf the group of each call
 * @returns null without a VOXO account; the error of a group if the records of one of its calls cannot be read
 */
export async function carrierFiguresOf(
  calls: readonly CallFacts[],
  groupOf: Uint32Array,
  scope: CarrierScope,
  { loaders, budget }: Pick<Context, 'loaders' | 'budget'>,
): Promise<ReadonlyMap<number, CarrierFigures | Error> | null> {
  const { carrier } = loaders;
  if (!carrier) return null;
  budget.spend('rows', calls.length + scope.among.length);
  const found = await carrier.matchesOf({ ...scope, calls });
  const sums = new Map<number, CarrierSums>();
  await eachInTurns(found, (match, index) => {
    const group = groupOf[index] ?? 0;
    let sum = sums.get(group);
    if (!sum) sums.set(group, (sum = new CarrierSums()));
    if (match instanceof Error) sum.error = match;
    else sum.add(match?.record.call ?? null);
  });
  return new Map([...sums].map(([group, sum]) => [group, sum.error ?? sum.figures]));
}

class CarrierSums {
  error: Error | undefined;
  #calls = 0;
  #matched = 0;
  #answered = 0;
  #withDisposition = 0;
  #measured = 0;
  #scores = 0;

  add(
    record: {
      readonly disposition: string | null;
      readonly quality: { readonly meanOpinionScore: number | null };
    } | null,
  ): void {
    this.#calls += 1;
    if (!record) return;
    this.#matched += 1;
    if (record.disposition !== null) {
      this.#withDisposition += 1;
      if (normalizeKey(record.disposition) === 'answered') this.#answered += 1;
    }
    const { meanOpinionScore } = record.quality;
    if (!isMeasured(meanOpinionScore)) return;
    this.#measured += 1;
    this.#scores += meanOpinionScore;
  }

  get figures(): CarrierFigures {
    return {
      matched: { numerator: this.#matched, denominator: this.#calls },
      answered: { numerator: this.#answered, denominator: this.#withDisposition },
      averageMeanOpinionScore: this.#measured > 0 ? this.#scores / this.#measured : null,
    };
  }
}

const RECORDS = 'call-reports, matched with the calls of the list';

export const CallGroupCarrier = builder.objectRef<CarrierFigures>('CallGroupCarrier').implement({
  needs: CALLS,
  description: "Figures of a group of calls from the carrier's records of these calls. (call-reports)",
  fields: (t) => ({
    matched: t.field({
      ...metric({
        name: 'Calls with a carrier record',
        unit: SHARE,
        numerator: 'calls of the group with a carrier record',
        denominator: 'calls of the group',
        source: RECORDS,
        leftOut: 'nothing',
      }),
      type: CallRatio,
      description: 'Share of calls that have a carrier record (`carrierMatch`).',
      resolve: ({ matched }) => matched,
    }),
    answered: t.field({
      ...metric({
        name: "Answered by the carrier's account",
        unit: SHARE,
        numerator: 'matched carrier records with the disposition ANSWERED',
        denominator: 'matched carrier records with a disposition',
        source: `${RECORDS}: \`disposition\``,
        leftOut: 'calls without a carrier record, and records without a disposition',
      }),
      type: CallRatio,
      description:
        "Share of the calls' carrier records that have the disposition ANSWERED. Records whose disposition VOXO left empty are left out.",
      resolve: ({ answered }) => answered,
    }),
    averageMeanOpinionScore: t.exposeFloat('averageMeanOpinionScore', {
      ...metric({
        name: 'Mean opinion score',
        unit: 'score, 1 to 5',
        numerator: 'sum of the scores of matched carrier records',
        denominator: 'number of these scores',
        source: `${RECORDS}: \`mos\``,
        leftOut: 'records that were not measured (a score of 0 or none)',
      }),
      nullable: true,
      description: 'Average mean opinion score of the measured calls; null if none was measured.',
    }),
  }),
});
