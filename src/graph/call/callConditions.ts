/** The conditions of a filter, as tests of a call. In columns, no call is made for them. */
import { trunkOf, type CallFacts } from '../../upstream/dialer/calls.ts';
import { isAgentsName } from '../../upstream/dialer/vocabulary.ts';
import { zonesOfNumbers } from '../../upstream/wire/numberZones.ts';
import { normalizedKeys, normalizeKey } from '../../upstream/wire/normalizeKey.ts';
import { either, where, type Condition } from '../../upstream/wire/rows/conditions.ts';
import { firstFrom } from '../../upstream/wire/rows/order.ts';
import { timeOf } from '../../upstream/wire/rows/times.ts';
import type { Zone } from '../../upstream/wire/zone.ts';
import type { Context } from '../context.ts';
import { hoursOf, outsideHours, type Instants } from '../contact/hours.ts';
import { leadKeyOf } from '../lead/lead.ts';
import type { Range } from '../relay/period.ts';
import type { CallConditions, IntRange } from './callFilter.ts';

/** True for a call that meets the conditions. Checks the dialer's narrowing again, except for profiles. */
export async function callMatcher(
  conditions: CallConditions,
  context: Context,
): Promise<(call: CallFacts) => boolean> {
  const all = await conditionsOf(conditions, context);
  return (call) => all.every((condition) => condition.of(call));
}

const member = where<CallFacts>();

/** The conditions of a filter, those that are quick to test first. */
export async function conditionsOf(
  conditions: CallConditions,
  { zone, phoneNumbers }: Pick<Context, 'zone' | 'phoneNumbers'>,
): Promise<readonly Condition<CallFacts>[]> {
  const { agents, campaigns, portfolios, dispositions, startedAt, phoneNumber, contactNumber } = conditions;
  const { carrierDispositions, queues, trunks, listIds, vendorLeadCodes, handled } = conditions;
  const isTrunk = trunks && isIn(trunks);
  const hours = conditions.outsideHours && hoursOf(conditions.outsideHours);
  const callTypes = conditions.callTypes && new Set(conditions.callTypes);
  const reasons = conditions.terminationReasons && new Set(conditions.terminationReasons);
  const leadId = typeof conditions.leadId === 'string' ? leadKeyOf(conditions.leadId) : undefined;
  const isNumber = typeof phoneNumber === 'string' ? phoneNumbers.matcher(phoneNumber) : null;
  return [
    agents && member('agentUsername', isIn(agents)),
    campaigns && member('campaignName', isIn(campaigns)),
    portfolios && member('portfolioCode', isIn(portfolios)),
    dispositions && member('disposition', isIn(dispositions)),
    carrierDispositions && member('carrierDisposition', isIn(carrierDispositions)),
    queues && member('queue', isIn(queues)),
    isTrunk && member('carrier', (carrier) => isTrunk(trunkOf(carrier))),
    listIds && member('listId', isIn(listIds)),
    vendorLeadCodes && member('vendorLeadCode', isIn(vendorLeadCodes)),
    typeof handled === 'boolean' && member('agentUsername', (name) => isAgentsName(name) === handled),
    callTypes && member('callType', (type) => callTypes.has(type)),
    reasons && member('terminationReason', (reason) => reason !== null && reasons.has(reason)),
    startedAt && (startedAt.from || startedAt.to) ? startedIn(startedAt, zone) : null,
    leadId !== undefined && member('leadId', (id) => leadId !== null && id === leadId),
    within('queueSeconds', conditions.queueSeconds),
    within('durationSeconds', conditions.durationSeconds),
    isNumber && either(member('contactNumber', isNumber), member('ownNumber', isNumber)),
    typeof contactNumber === 'string' && member('contactNumber', phoneNumbers.matcher(contactNumber)),
    hours && outsideHours(hours, await zonesOfNumbers(phoneNumbers), instantOf(zone)),
  ].filter((condition) => typeof condition === 'object' && condition !== null);
}

/** True for a name in a list, in any case; false for null. */
export const isIn = (list: readonly string[]): ((name: string | null) => boolean) => {
  const names = normalizedKeys(list);
  return (name) => name !== null && names.has(normalizeKey(name));
};

/** A condition on a number; null if the range does not limit it. */
function within(name: 'queueSeconds' | 'durationSeconds', range: IntRange | null | undefined) {
  const { from, to } = range ?? {};
  const [least, most] = [from ?? -Infinity, to ?? Infinity];
  if (least === -Infinity && most === Infinity) return null;
  return member(name, (seconds) => seconds !== null && least <= seconds && seconds <= most);
}

const DAY_SECONDS = 24 * 60 * 60;

/** The instants of calls, in milliseconds since 1970. In columns, no time is made into text. */
function instantOf(zone: Zone): Instants {
  const instant = (startedAt: string, uniqueId: string | null): number => zone.toEpochMs(startedAt, uniqueId);
  return {
    of: ({ startedAt, uniqueId }) => instant(startedAt, uniqueId),
    in: (rows) => {
      const { at, secondsAt } = rows.member('startedAt');
      const { at: idAt } = rows.member('uniqueId');
      const read = (number: number): number => instant(at(number), idAt(number));
      if (!secondsAt) return read;
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
        return offset === null ? read(number) : second * 1000 - offset;
      };
    },
  };
}

/** A condition on the time of a call. */
function startedIn({ from, to }: Range, zone: Zone): Condition<CallFacts> {
  const first = from?.getTime() ?? -Infinity;
  const last = to?.getTime() ?? Infinity;
  const passes = (started: number): boolean => first <= started && started < last;
  const instant = instantOf(zone);
  return {
    of: (call) => passes(instant.of(call)),
    in: (rows) => {
      const instantAt = instant.in(rows);
      return (number) => passes(instantAt(number));
    },
    placesIn: (order) => {
      const { length, source } = order;
      const dayAt = (place: number): string => timeOf(order.secondsAt(place)).slice(0, 10);
      if (length === 0 || !zone.arePlainDays(dayAt(0), dayAt(length - 1))) return undefined;
      // Local times sort as their instants do.
      const instantAt = instant.in(source);
      const placeOf = (time: number): number =>
        firstFrom(length, (place) => instantAt(order.numberAt(place)) >= time);
      const start = placeOf(first);
      return [start, Math.max(start, placeOf(last))];
    },
  };
}
