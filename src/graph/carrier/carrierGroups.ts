import type { CarrierRecord } from '../../loaders/carrier/recordNumbers.ts';
import { builder } from '../builder.ts';
import type { Context } from '../context.ts';
import { GROUPS } from '../descriptions.ts';
import { grouped, rowsByNumber, type Measure } from '../aggregate/grouped.ts';
import { ofRow, Sums, type Dimension, type GroupKey } from '../aggregate/groups.ts';
import type { Rows } from '../../upstream/wire/rows/rowSource.ts';
import { metric } from '../metric.ts';
import { CALLS } from '../../access/fieldPolicy.ts';
import { forbiddenFilter, seesPersonal } from '../../access/personal.ts';

export const CarrierDimension = builder.enumType('CarrierDimension', {
  description: 'Dimension to group carrier calls by.',
  values: {
    DISPOSITION: { description: 'Result of the call, such as ANSWERED.' },
    DIRECTION: { description: 'Direction of the call: a value of CallDirection.' },
    STATE: {
      directives: { tag: { name: 'pii' } },
      description: 'State that the call came from. Needs pii:read.',
    },
    LEC: {
      directives: { tag: { name: 'pii' } },
      description: 'Local exchange carrier that the call came from. Needs pii:read.',
    },
    DAY: { description: "Day of the call, YYYY-MM-DD, in the dialer's time zone (not VOXO's)." },
    HOUR: {
      description: "Hour of the call, YYYY-MM-DDTHH, in the dialer's time zone (not VOXO's).",
    },
  },
} as const);

type CarrierDimensionName = typeof CarrierDimension.$inferType;

export interface CarrierAggregate {
  readonly keys: readonly GroupKey[];
  readonly count: number;
  readonly averageMeanOpinionScore: number | null;
}

/**
 * Counts the carrier's records by their keys. The largest group comes first.
 *
 * @param first at most this many groups; undefined = all
 * @throws Forbidden if they are grouped by a personal value that the viewer may not see: a range of one second would reveal it
 */
export async function carrierGroups(
  records: readonly CarrierRecord[],
  by: readonly CarrierDimensionName[],
  first: number | null | undefined,
  context: Context,
): Promise<CarrierAggregate[]> {
  const { zone, viewer } = context;
  const personal = PERSONAL.find((dimension) => by.includes(dimension));
  if (personal !== undefined && !seesPersonal(viewer)) throw forbiddenFilter(`by: ${personal}`);
  const hourOf = hoursIn(zone);
  const dimensions: Readonly<Record<CarrierDimensionName, Dimension<CarrierRecord>>> = {
    DISPOSITION: ofRow(({ call }) => call.disposition),
    DIRECTION: ofRow(({ call }) => call.direction),
    STATE: ofRow(({ call }) => call.origin.state),
    LEC: ofRow(({ call }) => call.origin.lec),
    DAY: ofRow((record) => hourOf(record).slice(0, 10)),
    HOUR: ofRow(hourOf),
  };
  const scores = new Scores(rowsByNumber(records));
  const groups = await grouped(
    records,
    { by: by.map((dimension) => dimensions[dimension]), measures: [scores] },
    context,
  );
  const chosen = await groups.chosen(() => 0, { first });
  return chosen.map((group) => ({
    keys: groups.keysOf(group),
    count: groups.sizeOf(group),
    averageMeanOpinionScore: scores.averageOf(group),
  }));
}

/** Dimensions whose keys are personal. */
const PERSONAL: readonly CarrierDimensionName[] = ['STATE', 'LEC'];

const QUARTER_MS = 15 * 60 * 1000;

/** The hour of a record on the dialer's clock. No zone changes its offset within a quarter of an hour. */
function hoursIn(zone: Context['zone']): (record: CarrierRecord) => string {
  const hours = new Map<number, string>();
  return ({ at }) => {
    const quarter = Math.floor(at / QUARTER_MS) * QUARTER_MS;
    let hour = hours.get(quarter);
    if (hour === undefined) {
      hour = zone.toLocal(new Date(quarter)).slice(0, 13).replace(' ', 'T');
      hours.set(quarter, hour);
    }
    return hour;
  };
}

/** True for a measured score: the scale begins at 1, and 0 stands for no measurement. */
export const isMeasured = (score: number | null): score is number => score !== null && score > 0;

/** The mean opinion scores of records, by group. */
class Scores implements Measure {
  readonly #records: Rows<CarrierRecord>;
  readonly #measured = new Sums();
  readonly #sums = new Sums();

  constructor(records: Rows<CarrierRecord>) {
    this.#records = records;
  }

  add(row: number, group: number): void {
    const { meanOpinionScore } = this.#records.at(row).call.quality;
    if (!isMeasured(meanOpinionScore)) return;
    this.#measured.add(group, 1);
    this.#sums.add(group, meanOpinionScore);
  }

  /** Null if no record was measured. */
  averageOf(group: number): number | null {
    const measured = this.#measured.of(group);
    return measured > 0 ? this.#sums.of(group) / measured : null;
  }
}

export const CarrierGroup = builder.objectRef<CarrierAggregate>('CarrierGroup').implement({
  needs: CALLS,
  description: 'A group of carrier calls with the same values in the dimensions.',
  fields: (t) => ({
    keys: t.field({
      type: ['String'],
      nullable: { list: false, items: true },
      description: GROUPS.keys,
      resolve: ({ keys }) => [...keys],
    }),
    count: t.exposeInt('count', {
      ...metric({
        name: 'Carrier calls',
        unit: 'calls',
        source: 'call-reports',
        leftOut: 'records whose time cannot be read (`unreadableCount` of the list)',
      }),
      description: GROUPS.count,
    }),
    averageMeanOpinionScore: t.exposeFloat('averageMeanOpinionScore', {
      ...metric({
        name: 'Mean opinion score',
        unit: 'score, 1 to 5',
        numerator: 'sum of the scores of the records',
        denominator: 'number of these scores',
        source: 'call-reports: `mos`',
        leftOut: 'records that were not measured (a score of 0 or none)',
      }),
      nullable: true,
      description: 'Average mean opinion score of the measured calls; null if none was measured.',
    }),
  }),
});
