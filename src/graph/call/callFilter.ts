import { distinctNames, type CallQuery } from '../../loaders/callQuery.ts';
import { normalizedKeys, normalizeKey } from '../../upstream/wire/normalizeKey.ts';
import { narrowedTo } from '../../loaders/portfolioFilter.ts';
import type { CallFacts } from '../../upstream/dialer/calls.ts';
import { either, where, type Condition } from '../../upstream/wire/rows/conditions.ts';
import { timeOf } from '../../upstream/wire/rows/times.ts';
import type { Zone } from '../../upstream/wire/zone.ts';
import type {
  CallType as CallTypeName,
  TerminationReason as TerminationReasonName,
} from '../../upstream/dialer/vocabulary.ts';
import { CallType } from '../agent/agentLive.ts';
import { builder } from '../builder.ts';
import type { Context } from '../context.ts';
import { LOOKUP, PHONE_NUMBER } from '../descriptions.ts';
import { leadKeyOf } from '../lead/lead.ts';
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

export const CallFilter = builder.inputType('CallFilter', {
  description:
    "Conditions for calls. A call must meet every condition that is given. A list is met if one of its entries matches; upper and lower case are the same. An empty list matches no call, and the dialer is not called. `portfolios`, `profiles` and, for agents' calls, `agents` are sent to the dialer, which narrows its answer. All other conditions are applied here, to the answer, and save no dialer call.",
  fields: (t) => ({
    agents: t.stringList({
      description:
        "Usernames of agents. For agents' calls, sent to the dialer, or applied here if more than half of all active agents are named. One dialer call takes up to 900 names, portfolios and profiles included. For other calls, applied here.",
    }),
    campaigns: t.stringList({
      description: 'Names of campaigns. Call records carry no campaign id. Applied here.',
    }),
    portfolios: t.stringList({
      description:
        'Codes of portfolios. Sent to the dialer, and applied here to its answer; more than 300 codes are applied here only. A call without a portfolio matches none.',
    }),
    profiles: t.idList({
      description:
        "Ids of profiles, at most 300. Sent to the dialer only: call records carry no profile, so the dialer's answer cannot be checked here.",
    }),
    dispositions: t.stringList({ description: 'Dispositions. Applied here.' }),
    callTypes: t.field({
      type: [CallType],
      description:
        'Types of calls. Applied here. Every inbound call has the type INBOUND. Without INBOUND in the list, the dialer is not called for inbound calls.',
    }),
    terminationReasons: t.field({
      type: [TerminationReason],
      description: 'Termination reasons. Applied here. A call without a reason matches none.',
    }),
    phoneNumber: t.string({
      personal: 'phone',
      description: `${PHONE_NUMBER} Applied here. ${LOOKUP}`,
    }),
    leadId: t.id({
      description: `Id of the lead in the dialer. Applied here. ${LOOKUP}`,
    }),
    startedAt: t.field({
      type: DateTimeRangeInput,
      description:
        "Start of the call, or the answer for agents' calls, to the second. Together with a period, both must hold. Without a period, `from` also sets the days to ask for, up to `to` or today; `to` alone narrows the last 24 hours.",
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
  readonly leadId?: string | null | undefined;
  readonly startedAt?: Range | null | undefined;
}

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
 * @throws BadUserInput naming the argument
 */
export function callQueryFor(
  period: PeriodArgument | null | undefined,
  conditions: CallConditions,
  context: Pick<Context, 'maxPeriodDays' | 'now' | 'zone' | 'viewer'>,
): Omit<CallQuery, 'summaries'> | null {
  const days = daysFor(period, conditions.startedAt, context);
  const { campaigns, dispositions, callTypes, terminationReasons } = conditions;
  const agents = namesOrNull(conditions.agents);
  const portfolios = narrowedTo(context.viewer.portfolios, namesOrNull(conditions.portfolios));
  const profiles = namesOrNull(fewNames('profiles', conditions.profiles));
  const lists = [agents, campaigns, portfolios, profiles, dispositions, callTypes, terminationReasons];
  if (days === 'none' || lists.some((list) => list?.length === 0)) return null;
  return { period: days, portfolios, profiles, agents };
}

const namesOrNull = (names: readonly string[] | null | undefined): readonly string[] | null =>
  names ? distinctNames(names) : null;

/** Every inbound call has the type INBOUND: without it in the filter, the dialer is not called for inbound calls. */
export const isInboundWanted = (conditions: CallConditions | null | undefined): boolean =>
  conditions?.callTypes?.includes('INBOUND') ?? true;

/** True for a call that meets the conditions. Checks the dialer's narrowing again, except for profiles. */
export function callMatcher(conditions: CallConditions, context: Context): (call: CallFacts) => boolean {
  const all = conditionsOf(conditions, context);
  return (call) => all.every((condition) => condition.of(call));
}

const member = where<CallFacts>();

/** The conditions of a filter, those that are quick to test first. */
export function conditionsOf(
  conditions: CallConditions,
  { zone, phoneNumbers }: Pick<Context, 'zone' | 'phoneNumbers'>,
): readonly Condition<CallFacts>[] {
  const { agents, campaigns, portfolios, dispositions, startedAt, phoneNumber } = conditions;
  const callTypes = conditions.callTypes && new Set(conditions.callTypes);
  const reasons = conditions.terminationReasons && new Set(conditions.terminationReasons);
  const leadId = typeof conditions.leadId === 'string' ? leadKeyOf(conditions.leadId) : undefined;
  const isNumber = typeof phoneNumber === 'string' ? phoneNumbers.matcher(phoneNumber) : null;
  return [
    agents && member('agentUsername', isIn(agents)),
    campaigns && member('campaignName', isIn(campaigns)),
    portfolios && member('portfolioCode', isIn(portfolios)),
    dispositions && member('disposition', isIn(dispositions)),
    callTypes && member('callType', (type) => callTypes.has(type)),
    reasons && member('terminationReason', (reason) => reason !== null && reasons.has(reason)),
    startedAt && (startedAt.from || startedAt.to) ? startedIn(startedAt, zone) : null,
    leadId !== undefined && member('leadId', (id) => leadId !== null && id === leadId),
    isNumber && either(member('contactNumber', isNumber), member('ownNumber', isNumber)),
  ].filter((condition) => typeof condition === 'object' && condition !== null);
}

const isIn = (list: readonly string[]): ((name: string | null) => boolean) => {
  const names = normalizedKeys(list);
  return (name) => name !== null && names.has(normalizeKey(name));
};

const DAY_SECONDS = 24 * 60 * 60;

/** A condition on the time of a call. In columns, no time is made into text. */
function startedIn({ from, to }: Range, zone: Zone): Condition<CallFacts> {
  const first = from?.getTime() ?? -Infinity;
  const last = to?.getTime() ?? Infinity;
  const passes = (startedAt: string, uniqueId: string | null): boolean => {
    const started = zone.toEpochMs(startedAt, uniqueId);
    return first <= started && started < last;
  };
  return {
    of: ({ startedAt, uniqueId }) => passes(startedAt, uniqueId),
    in: (rows) => {
      const { at, secondsAt } = rows.member('startedAt');
      const { at: idAt } = rows.member('uniqueId');
      const isMet = (number: number): boolean => passes(at(number), idAt(number));
      if (!secondsAt) return isMet;
      let day = NaN;
      let offset: number | null = null;
      return (number) => {
        const second = secondsAt(number);
        const itsDay = Math.floor(second / DAY_SECONDS);
        if (itsDay !== day) {
          day = itsDay;
          offset = zone.offsetOf(timeOf(second).slice(0, 10));
        }
        // In a day with another offset before or after some hour, the time and the call's id decide.
        if (offset === null) return isMet(number);
        const started = second * 1000 - offset;
        return first <= started && started < last;
      };
    },
  };
}
