import { CALLS } from '../../../access/fieldPolicy.ts';
import { cost } from '../../../plan/cost.ts';
import type { CallFacts } from '../../../upstream/dialer/calls.ts';
import type { Dimension, GroupKey, Groups } from '../../aggregate/groups.ts';
import { builder } from '../../builder.ts';
import { campaignByName, campaignList } from '../../campaign/campaign.ts';
import { CallGroupCarrier, type CarrierFigures } from '../../carrier/callGroupCarrier.ts';
import { groupsCarrierCost } from '../../carrier/carrierMatch.ts';
import { GROUPS } from '../../descriptions.ts';
import { metric } from '../../metric.ts';
import { METRICS } from './callMetrics.ts';
import { CallRatio, type Ratio } from '../../ratio.ts';
import { Agent, Campaign, Portfolio } from '../../refs.ts';
import { SPANS, spanOf, type DimensionName } from './callDimensions.ts';
import { NAME_OF, type CallFigures } from './callFigures.ts';
import type { TimeSpan } from './timeDimensions.ts';

/** Calls counted in groups. */
export interface CountedCalls {
  readonly by: readonly DimensionName[];
  readonly dimensions: Readonly<Record<DimensionName, Dimension<CallFacts>>>;
  readonly groups: Groups;
  readonly figures: CallFigures;
  /** What the carrier's records tell of the groups; null without a VOXO account. */
  readonly ofCarrier: () => Promise<ReadonlyMap<number, CarrierFigures | Error> | null>;
}

/** One group of calls. Its figures are read when they are asked for. */
export class CallAggregate {
  readonly #calls: CountedCalls;
  readonly #group: number;

  /** @param group its number */
  constructor(calls: CountedCalls, group: number) {
    this.#calls = calls;
    this.#group = group;
  }

  get keys(): readonly GroupKey[] {
    return this.#calls.groups.keysOf(this.#group);
  }

  get count(): number {
    return this.#calls.groups.sizeOf(this.#group);
  }

  get totalDurationSeconds(): number | null {
    return this.#calls.figures.durations?.sumOf(this.#group) ?? null;
  }

  get averageDurationSeconds(): number | null {
    return this.#calls.figures.durations?.averageOf(this.#group) ?? null;
  }

  get averageQueueSeconds(): number | null {
    return this.#calls.figures.waits?.averageOf(this.#group) ?? null;
  }

  get maxQueueSeconds(): number | null {
    return this.#calls.figures.waits?.maxOf(this.#group) ?? null;
  }

  get distinctContacts(): number {
    return this.#calls.figures.contacts?.countOf(this.#group) ?? 0;
  }

  /** The key of a dimension; null if the calls are not grouped by it. */
  keyOf(dimension: DimensionName): GroupKey {
    const index = this.#calls.by.indexOf(dimension);
    return index === -1 ? null : this.#calls.groups.valueOf(this.#group, index);
  }

  /** The shortest span of the calendar that the calls are grouped by; null if there is none. */
  get span(): TimeSpan | null {
    const dimension = SPANS.find((name) => this.#calls.by.includes(name));
    const value = dimension && this.keyOf(dimension);
    if (!dimension || typeof value !== 'string') return null;
    return spanOf(this.#calls.dimensions[dimension])?.(value) ?? null;
  }

  /**
   * What the carrier's records tell of the calls; null without a VOXO account.
   *
   * @throws UpstreamError if the records of one of the calls cannot be had
   */
  async carrier(): Promise<CarrierFigures | null> {
    const figures = (await this.#calls.ofCarrier())?.get(this.#group) ?? null;
    if (figures instanceof Error) throw figures;
    return figures;
  }

  /** A share that was counted. @param name see `NAME_OF` */
  share(name: string): Ratio {
    const share = this.#calls.figures.shares.get(name);
    if (!share) throw new Error('This share was not counted.');
    return share.of(this.#group);
  }
}

const NOT_GROUPED = 'Null if the calls are not grouped by';
const SHORTEST =
  'of the day, hour, half hour or quarter of an hour that the calls are grouped by; of several, the shortest. Null if they are grouped by none.';

/** The shares of calls, as descriptions have it. */
const HANDLED =
  "An agent took a call if the record names one other than VDAD and VDCL, the dialer's own users.";

export const CallGroup = builder.objectRef<CallAggregate>('CallGroup').implement({
  needs: CALLS,
  description:
    'One group of calls with equal keys, counted over all pages. A call without a duration or wait is counted, but is not in the averages, the sum or the maximum.',
  fields: (t) => ({
    keys: t.field({
      type: ['String'],
      nullable: { list: false, items: true },
      description: GROUPS.keys,
      resolve: ({ keys }) => [...keys],
    }),
    agent: t.field({
      type: Agent,
      nullable: true,
      description: `Agent that the key names. ${NOT_GROUPED} AGENT, or have no agent. If the dialer no longer lists the agent, only the username is known.`,
      resolve: (group) => {
        const username = group.keyOf('AGENT');
        return username === null ? null : { username };
      },
    }),
    campaign: t.field({
      ...cost(campaignList),
      type: Campaign,
      nullable: true,
      description: `Campaign that the key names. ${NOT_GROUPED} CAMPAIGN, or if no campaign or more than one has that name. One dialer call for the whole operation (goGetAllCampaigns).`,
      resolve: (group, _, context) => campaignByName(group.keyOf('CAMPAIGN'), context),
    }),
    portfolio: t.field({
      type: Portfolio,
      nullable: true,
      description: `Portfolio that the key names. ${NOT_GROUPED} PORTFOLIO, or have no portfolio.`,
      resolve: (group) => {
        const code = group.keyOf('PORTFOLIO');
        return code === null ? null : { code };
      },
    }),
    startsAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: `Start ${SHORTEST}`,
      resolve: ({ span }, _, { zone }) => span && zone.dateTimeOf(span.from),
    }),
    endsAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: `End, excluded, ${SHORTEST}`,
      resolve: ({ span }, _, { zone }) => span && zone.dateTimeOf(span.to),
    }),
    count: t.exposeInt('count', { ...metric(METRICS.count), description: GROUPS.count }),
    totalDurationSeconds: t.exposeFloat('totalDurationSeconds', {
      ...metric(METRICS.totalDuration),
      nullable: true,
      description:
        'Sum of the durations, in seconds. Null if no call has a duration; outbound calls have none.',
    }),
    averageDurationSeconds: t.exposeFloat('averageDurationSeconds', {
      ...metric(METRICS.averageDuration),
      nullable: true,
      description: 'Average duration, in seconds. Null if no call has a duration.',
    }),
    averageQueueSeconds: t.exposeFloat('averageQueueSeconds', {
      ...metric(METRICS.averageWait),
      nullable: true,
      description:
        "Average wait in the queue, in seconds. Null if no call has a wait; agents' calls have none.",
    }),
    maxQueueSeconds: t.exposeInt('maxQueueSeconds', {
      ...metric(METRICS.longestWait),
      nullable: true,
      description: 'Longest wait in the queue, in seconds. Null if no call has a wait.',
    }),
    distinctContacts: t.exposeInt('distinctContacts', {
      ...metric(METRICS.distinctContacts),
      notPersonal: 'A number of people says nothing of any of them.',
      description:
        'Number of different contacts, by phone number. Spellings of the same number count once; calls without a number, or with a withheld one, are left out.',
    }),
    handled: t.field({
      ...metric(METRICS.handled),
      type: CallRatio,
      description: `Answer rate: the share of calls that an agent took. ${HANDLED}`,
      resolve: (group) => group.share(NAME_OF.handled),
    }),
    abandoned: t.field({
      ...metric(METRICS.abandoned),
      type: CallRatio,
      description:
        'Abandon rate: the share of inbound calls that ended before an agent took them. A call is abandoned if no agent took it and its termination reason is CALLER, ABANDON or NONE.',
      resolve: (group) => group.share(NAME_OF.abandoned),
    }),
    serviceLevel: t.field({
      ...metric(METRICS.serviceLevel),
      type: CallRatio,
      description:
        'Service level: the share of inbound calls that an agent took after a wait in the queue of at most `withinSeconds`. Calls without a known wait are left out, and so are calls that were abandoned within that time, unless `shortAbandons` is true.',
      args: {
        withinSeconds: t.arg.int({
          required: true,
          defaultValue: 20,
          description: 'Longest wait that counts, in seconds. Not below 0. Default: 20.',
        }),
        shortAbandons: t.arg.boolean({
          required: true,
          defaultValue: false,
          description:
            'True to count calls that were abandoned within `withinSeconds` as not taken. Default: false, which leaves them out.',
        }),
      },
      resolve: (group, args) => group.share(NAME_OF.serviceLevel(args)),
    }),
    withDisposition: t.field({
      ...metric(METRICS.withDisposition),
      type: CallRatio,
      description: 'Share of calls with one of these dispositions.',
      args: {
        dispositions: t.arg.stringList({
          required: true,
          description: 'Dispositions, in any case. An empty list matches no call.',
        }),
      },
      resolve: (group, args) => group.share(NAME_OF.withDisposition(args)),
    }),
    carrier: t.field({
      needs: CALLS.unrestrictedOnly,
      ...cost(groupsCarrierCost),
      type: CallGroupCarrier,
      nullable: true,
      description:
        "Figures from the carrier's records of the calls, which are matched as in `carrierMatch`. Null if no VOXO account is configured. For all groups of a list, one VOXO request for each 31 days of the list, or for each 24 hours if the account is a partner's without a tenant or billing code (call-reports). If one of these requests fails, `carrier` is null for the groups with calls in its days.",
      resolve: (group) => group.carrier(),
    }),
  }),
});
