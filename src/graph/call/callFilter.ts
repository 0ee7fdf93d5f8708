import { distinctNames, type CallQuery } from '../../loaders/callQuery.ts';
import { normalizedKeys, normalizeKey } from '../../upstream/wire/normalizeKey.ts';
import { narrowedTo } from '../../loaders/portfolioFilter.ts';
import type {
  CallType as CallTypeName,
  TerminationReason as TerminationReasonName,
} from '../../upstream/dialer/vocabulary.ts';
import { BadUserInput } from '../../plan/errors.ts';
import { CallType } from '../agent/agentLive.ts';
import { builder } from '../builder.ts';
import { CarrierMatchFilter, checkCarrier, type CarrierConditions } from '../carrier/carrierFilter.ts';
import type { Context } from '../context.ts';
import { LOOKUP, PHONE_NUMBER } from '../descriptions.ts';
import { hoursOf, HoursInput } from '../contact/hours.ts';
import { daysFor, DateTimeRangeInput, type PeriodArgument, type Range } from '../relay/period.ts';
import { fewNames } from '../report/report.ts';

export const TerminationReason = builder.enumType('TerminationReason', {
  description: "Party or cause that ended a call. The dialer's own word is in `terminationReasonText`.",
  values: {
    AGENT: { description: 'The agent hung up.' },
    CALLER: { description: 'The contact hung up.' },
    QUEUE_TIMEOUT: { description: 'The call waited longer than its queue allows.' },
    ABANDON: { description: 'The caller hung up before an agent answered.' },
    AFTER_HOURS: { description: 'The call came outside the opening hours.' },
    NO_AGENT: { description: 'No agent was available for the call.' },
    SYSTEM: { description: 'The dialer ended the call.' },
    NONE: { description: 'The dialer reports NONE: the call ended without a particular reason.' },
    UNKNOWN: { description: 'A word that this API does not know; see `terminationReasonText`.' },
  },
});

export const IntRangeInput = builder.inputType('IntRangeInput', {
  description:
    'Range of whole numbers that includes both ends. An end that is left out does not limit it. `from` must not be above `to`.',
  fields: (t) => ({
    from: t.int({ description: 'Lowest number, included.' }),
    to: t.int({ description: 'Highest number, included.' }),
  }),
});

/** The end of the description of a condition on a value that not all kinds of calls have. */
const onlyOf = (kinds: string): string =>
  `Applied by this server. Only ${kinds} have this value. On a list of other calls the condition is refused with BAD_USER_INPUT. On a list of several kinds, calls of the other kinds do not match, and the dialer is not called for them.`;

export const CallFilter = builder.inputType('CallFilter', {
  description:
    "Conditions on calls. A call must meet every condition given. A list matches if any of its members does (case-insensitive); an empty list matches no call, and the dialer is not called. `portfolios`, `profiles` and, for agents' calls, `agents` are sent to the dialer, which narrows its answer. This server applies all other conditions to the answer; they save no dialer call.",
  fields: (t) => ({
    agents: t.stringList({
      description:
        "Usernames of agents. For agents' calls, they are sent to the dialer, unless they are more than half of all active agents. One dialer call takes up to 900 names, portfolios and profiles included. Otherwise, and for all other calls, this server applies them.",
    }),
    campaigns: t.stringList({
      description: 'Names of campaigns. Call records carry no campaign id. Applied by this server.',
    }),
    portfolios: t.stringList({
      description:
        'Codes of portfolios. They are sent to the dialer if they are at most 300. This server applies them to the answer in any case. A call without a portfolio does not match.',
    }),
    profiles: t.idList({
      description:
        'Ids of profiles, at most 300. They are sent to the dialer. Call records carry no profile, so this server cannot check the answer.',
    }),
    dispositions: t.stringList({ description: 'Dispositions. Applied by this server.' }),
    callTypes: t.field({
      type: [CallType],
      description:
        'Types of calls. Applied by this server. Every inbound call has the type INBOUND; without INBOUND in the list, the dialer is not called for inbound calls.',
    }),
    terminationReasons: t.field({
      type: [TerminationReason],
      description: 'Termination reasons. A call without a reason does not match. Applied by this server.',
    }),
    phoneNumber: t.string({
      personal: 'phone',
      description: `${PHONE_NUMBER} Applied by this server. ${LOOKUP}`,
    }),
    leadId: t.id({
      description: `Id of the lead in the dialer. Applied by this server. ${LOOKUP}`,
    }),
    startedAt: t.field({
      type: DateTimeRangeInput,
      description:
        "Time range in which the call started; for agents' calls, was answered. If a period is given too, both must hold. Without a period, the list covers the days from `from` to `to`, or to today; `to` alone narrows the last 24 hours.",
    }),
    carrierDispositions: t.stringList({
      description: `Outcomes of the call for the carrier, such as Answer. ${onlyOf('outbound calls')}`,
    }),
    queues: t.stringList({ description: `Queues. ${onlyOf('inbound calls')}` }),
    trunks: t.stringList({
      description: `Trunks that delivered the call, such as SIP/EXAMPLE1. ${onlyOf('inbound calls')}`,
    }),
    listIds: t.idList({
      description: `Ids of the lists to which the leads belong. ${onlyOf('outbound calls')}`,
    }),
    vendorLeadCodes: t.stringList({
      personal: 'code',
      description: `The company's own codes for leads. ${onlyOf('outbound and inbound calls')}`,
    }),
    handled: t.boolean({
      description:
        "True for calls that an agent took: the record names an agent other than VDAD and VDCL, the dialer's own users. False for all other calls. Applied by this server.",
    }),
    outsideHours: t.field({
      type: HoursInput,
      description:
        "Calls whose start, or answer for agents' calls, lies outside these hours of the contact's local time. Applied by this server.",
    }),
    queueSeconds: t.field({
      type: IntRangeInput,
      description: `Wait in the queue, in seconds. A call without a known wait does not match. ${onlyOf('outbound and inbound calls')}`,
    }),
    durationSeconds: t.field({
      type: IntRangeInput,
      description: `Duration of the call, in seconds. A call without a known duration does not match. ${onlyOf("inbound and agents' calls")}`,
    }),
    carrier: t.field({
      type: CarrierMatchFilter,
      description:
        "Calls whose carrier record (`carrierMatch`) meets these conditions. Applied by this server. One VOXO request for each 31 days of the list, or for each 24 hours if the account is a partner's without a tenant or billing code (call-reports). Refused with BAD_USER_INPUT if no VOXO account is configured. Forbidden to viewers limited to portfolios.",
    }),
  }),
});

export interface CallConditions {
  readonly agents?: readonly string[] | null | undefined;
  readonly campaigns?: readonly string[] | null | undefined;
  readonly portfolios?: readonly string[] | null | undefined;
  readonly profiles?: readonly string[] | null | undefined;
  readonly dispositions?: readonly string[] | null | undefined;
  readonly callTypes?: readonly CallTypeName[] | null | undefined;
  readonly terminationReasons?: readonly TerminationReasonName[] | null | undefined;
  readonly phoneNumber?: string | null | undefined;
  /** As `phoneNumber`, on the contact's side of the call only. Set here, never by the caller. */
  readonly contactNumber?: string | undefined;
  readonly leadId?: string | null | undefined;
  readonly startedAt?: Range | null | undefined;
  readonly carrierDispositions?: readonly string[] | null | undefined;
  readonly queues?: readonly string[] | null | undefined;
  readonly trunks?: readonly string[] | null | undefined;
  readonly listIds?: readonly string[] | null | undefined;
  readonly vendorLeadCodes?: readonly string[] | null | undefined;
  readonly handled?: boolean | null | undefined;
  readonly outsideHours?: typeof HoursInput.$inferInput | null | undefined;
  readonly queueSeconds?: IntRange | null | undefined;
  readonly durationSeconds?: IntRange | null | undefined;
  /** Not among `conditionsOf`: see `callsWithCarrier`. */
  readonly carrier?: CarrierConditions | null | undefined;
}

export type IntRange = typeof IntRangeInput.$inferInput;

/** The viewer's conditions, narrowed to one agent, campaign, portfolio or profile. */
export function only(
  conditions: CallConditions | null | undefined,
  dimension: 'agents' | 'campaigns' | 'portfolios' | 'profiles',
  name: string,
): CallConditions {
  const wanted = conditions?.[dimension];
  return {
    ...conditions,
    [dimension]: !wanted || normalizedKeys(wanted).has(normalizeKey(name)) ? [name] : [],
  };
}

/**
 * The query that loads the calls: no more than the viewer may see. Null if no call can meet the conditions; the dialer
 * is not called then.
 *
 * @throws BadUserInput naming the argument; Forbidden
 */
export function callQueryFor(
  period: PeriodArgument | null | undefined,
  conditions: CallConditions,
  context: Pick<Context, 'maxPeriodDays' | 'now' | 'zone' | 'viewer' | 'carrier'>,
): Omit<CallQuery, 'summaries'> | null {
  const days = daysFor(period, conditions.startedAt, context);
  const { campaigns, dispositions, callTypes, terminationReasons } = conditions;
  const { carrierDispositions, queues, trunks, listIds, vendorLeadCodes } = conditions;
  checkRange('queueSeconds', conditions.queueSeconds);
  checkRange('durationSeconds', conditions.durationSeconds);
  if (conditions.outsideHours) hoursOf(conditions.outsideHours);
  checkCarrier(conditions.carrier, context);
  const agents = namesOrNull(conditions.agents);
  const portfolios = narrowedTo(context.viewer.portfolios, namesOrNull(conditions.portfolios));
  const profiles = namesOrNull(fewNames('profiles', conditions.profiles));
  const scopes = [agents, campaigns, portfolios, profiles];
  const values = [dispositions, callTypes, terminationReasons, carrierDispositions, queues, trunks, listIds];
  const lists = [...scopes, ...values, vendorLeadCodes, conditions.carrier?.dispositions];
  if (days === 'none' || lists.some((list) => list?.length === 0)) return null;
  return { period: days, portfolios, profiles, agents };
}

/**
 * As `callQueryFor`, for conditions that are applied to records alone: their time range sets no days.
 *
 * @throws BadUserInput naming the argument; Forbidden
 */
export function recordsQueryFor(
  { startedAt, ...conditions }: CallConditions,
  context: Parameters<typeof callQueryFor>[2],
): ReturnType<typeof callQueryFor> {
  const { from, to } = startedAt ?? {};
  if (from && to && from > to) throw new BadUserInput('startedAt', 'ends before it starts.');
  return callQueryFor(null, conditions, context);
}

function checkRange(argument: string, range: IntRange | null | undefined): void {
  const { from, to } = range ?? {};
  if (typeof from === 'number' && typeof to === 'number' && from > to)
    throw new BadUserInput(argument, `ends before it starts: ${from} is above ${to}.`);
}

const namesOrNull = (names: readonly string[] | null | undefined): readonly string[] | null =>
  names ? distinctNames(names) : null;
