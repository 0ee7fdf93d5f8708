import { distinctNames, type CallQuery } from '../../loaders/callQuery.ts';
import { normalizedKeys, normalizeKey } from '../../upstream/wire/normalizeKey.ts';
import { narrowedTo } from '../../loaders/portfolioFilter.ts';
import type { CallFacts } from '../../upstream/dialer/calls.ts';
import type {
  CallType as CallTypeName,
  TerminationReason as TerminationReasonName,
} from '../../upstream/dialer/vocabulary.ts';
import { CallType } from '../agent/agentLive.ts';
import { builder } from '../builder.ts';
import type { Context } from '../context.ts';
import { leadKeyOf } from '../lead/lead.ts';
import { daysFor, DateTimeRangeInput, type PeriodArgument, type Range } from '../relay/period.ts';
import { fewNames } from '../report/report.ts';

export const TerminationReason = builder.enumType('TerminationReason', {
  description: "Who or what ended a call. The dialer's own word stands beside it.",
  values: {
    AGENT: { description: 'The agent hung up.' },
    CALLER: { description: 'The other side hung up.' },
    QUEUE_TIMEOUT: { description: 'The call waited in the queue too long.' },
    ABANDON: { description: 'The caller gave up waiting.' },
    AFTER_HOURS: { description: 'The call came outside the hours.' },
    NO_AGENT: { description: 'No agent was there to take it.' },
    SYSTEM: { description: 'The dialer ended it.' },
    NONE: { description: 'The dialer says that there is no reason.' },
    UNKNOWN: { description: 'A reason this API does not know.' },
  },
});

export const CallFilter = builder.inputType('CallFilter', {
  description:
    'Which calls are meant: those that meet every condition given. A list is met by any of its members, whatever their case; an empty list by none. Portfolios, profiles and (for agents’ calls) agents are narrowed down by the dialer itself, the rest here.',
  fields: (t) => ({
    agents: t.stringList({ description: 'Any of these usernames.' }),
    campaigns: t.stringList({
      description: 'Any of these campaign names: call records carry no campaign id.',
    }),
    portfolios: t.stringList({ description: 'Any of these portfolio codes.' }),
    profiles: t.idList({
      description:
        'Any of these profile ids. Call records carry no profile, so the dialer’s own choice is taken as it is.',
    }),
    dispositions: t.stringList({ description: 'Any of these dispositions.' }),
    callTypes: t.field({ type: [CallType], description: 'Any of these types; inbound calls are INBOUND.' }),
    terminationReasons: t.field({ type: [TerminationReason], description: 'Any of these reasons.' }),
    phoneNumber: t.string({
      personal: 'phone',
      description:
        'A number on either side of the call, however it is written: without a country code it is one of the call centre’s own country, and a short one is an extension. Such look-ups are limited by the minute, and audited.',
    }),
    leadId: t.id({
      description: 'The lead, by the dialer’s own id. Such look-ups are limited by the minute, and audited.',
    }),
    startedAt: t.field({
      type: DateTimeRangeInput,
      description:
        'When the call started (for agents’ calls: was answered), to the second. Without a period, `from` also says which days are asked for; `to` alone narrows the last 24 hours.',
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

/** A caller's conditions, narrowed down to one agent, campaign, portfolio or profile. */
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
 * What to ask the dialer for: no more than the viewer may see. Null if nothing can meet the conditions, so that
 * nothing need be asked.
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

/** Inbound calls have no type but INBOUND: where it is not wanted, they need not be asked for. */
export const isInboundWanted = (conditions: CallConditions | null | undefined): boolean =>
  conditions?.callTypes?.includes('INBOUND') ?? true;

/** True for a call that meets the conditions, the dialer's own narrowing checked again (but for profiles). */
export function callMatcher(
  conditions: CallConditions,
  { zone, phoneNumbers }: Context,
): (call: CallFacts) => boolean {
  const agents = conditions.agents && normalizedKeys(conditions.agents);
  const campaigns = conditions.campaigns && normalizedKeys(conditions.campaigns);
  const portfolios = conditions.portfolios && normalizedKeys(conditions.portfolios);
  const dispositions = conditions.dispositions && normalizedKeys(conditions.dispositions);
  const callTypes = conditions.callTypes && new Set(conditions.callTypes);
  const reasons = conditions.terminationReasons && new Set(conditions.terminationReasons);
  const { startedAt } = conditions;
  const leadId = typeof conditions.leadId === 'string' ? leadKeyOf(conditions.leadId) : undefined;
  const { phoneNumber } = conditions;
  const isNumber = typeof phoneNumber === 'string' ? phoneNumbers.matcher(phoneNumber) : null;
  const from = startedAt?.from?.getTime() ?? -Infinity;
  const to = startedAt?.to?.getTime() ?? Infinity;
  const isTimed = from !== -Infinity || to !== Infinity;

  return (call) => {
    if (!isIn(agents, call.agentUsername) || !isIn(campaigns, call.campaignName)) return false;
    if (!isIn(portfolios, call.portfolioCode) || !isIn(dispositions, call.disposition)) return false;
    if (callTypes && !callTypes.has(call.callType)) return false;
    if (reasons && (call.terminationReason === null || !reasons.has(call.terminationReason))) return false;
    if (leadId !== undefined && (leadId === null || call.leadId !== leadId)) return false;
    if (isNumber && !isNumber(call.contactNumber) && !isNumber(call.ownNumber)) return false;
    if (!isTimed) return true;
    const started = zone.toEpochMs(call.startedAt, call.uniqueId);
    return from <= started && started < to;
  };
}

const isIn = (names: ReadonlySet<string> | null | undefined, name: string | null): boolean =>
  !names || (name !== null && names.has(normalizeKey(name)));
