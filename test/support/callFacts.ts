/** The expected lists of calls, in plain code: which calls match a filter, and their order. */
import { epochMs, lower, profileOf, type PlainCall } from './callDay.ts';

/** The CallFilter of a test. */
export interface PlainFilter {
  readonly agents?: readonly string[];
  readonly campaigns?: readonly string[];
  readonly portfolios?: readonly string[];
  readonly profiles?: readonly string[];
  readonly dispositions?: readonly string[];
  readonly callTypes?: readonly string[];
  readonly terminationReasons?: readonly string[];
  readonly phoneNumber?: string;
  readonly leadId?: string;
  readonly startedAt?: { readonly from?: string; readonly to?: string };
}

const isAmong = (names: readonly string[] | undefined, name: string | null): boolean =>
  names === undefined || (name !== null && names.some((other) => lower(other.trim()) === lower(name)));

/** All numbers here have ten digits, so only the calling code 1 can precede them. */
const isNumber = (wanted: string, number: string | null): boolean =>
  number !== null && wanted.replaceAll(/[^0-9]/g, '').replace(/^1(?=\d{10}$)/, '') === number;

/** True if a call matches every condition. */
export function meets(call: PlainCall, filter: PlainFilter): boolean {
  const { phoneNumber, leadId, profiles, startedAt } = filter;
  return (
    isAmong(filter.agents, call.agent) &&
    isAmong(filter.campaigns, call.campaign) &&
    isAmong(filter.portfolios, call.portfolio) &&
    (profiles === undefined || isAmong(profiles, profileOf(call.agent))) &&
    isAmong(filter.dispositions, call.disposition) &&
    isAmong(filter.callTypes, call.type) &&
    isAmong(filter.terminationReasons, call.reason) &&
    (phoneNumber === undefined || isNumber(phoneNumber, call.contact) || isNumber(phoneNumber, call.own)) &&
    (leadId === undefined || leadId === call.leadId) &&
    (startedAt?.from === undefined || Date.parse(startedAt.from) <= epochMs(call.at)) &&
    (startedAt?.to === undefined || epochMs(call.at) < Date.parse(startedAt.to))
  );
}

export const ORDER_FIELDS = ['STARTED_AT', 'DURATION', 'QUEUE_TIME', 'AGENT', 'CAMPAIGN'] as const;
export type OrderField = (typeof ORDER_FIELDS)[number];

export interface PlainOrder {
  readonly field: OrderField;
  readonly direction: 'ASC' | 'DESC';
}

const VALUE_OF: Readonly<Record<OrderField, (call: PlainCall) => string | number | null>> = {
  STARTED_AT: (call) => call.at,
  DURATION: (call) => call.seconds,
  QUEUE_TIME: (call) => call.queueSeconds,
  AGENT: (call) => call.agent && lower(call.agent),
  CAMPAIGN: (call) => call.campaign && lower(call.campaign),
};

/** The sort value of a call, and its time. Equal texts may be in any order. */
export const place = (call: PlainCall, { field }: PlainOrder): string =>
  `${VALUE_OF[field](call)} at ${call.at}`;

const compare = (a: string | number, b: string | number): number => (a < b ? -1 : a > b ? 1 : 0);

/** Sorted calls. Calls without a value are last in both directions. Of equal calls, the newest is first. */
export function inOrder(calls: readonly PlainCall[], { field, direction }: PlainOrder): PlainCall[] {
  const valueOf = VALUE_OF[field];
  return calls.toSorted((a, b) => {
    const [left, right] = [valueOf(a), valueOf(b)];
    const newest = compare(b.at, a.at);
    if (left === null || right === null) {
      return left === right ? newest : left === null ? 1 : -1;
    }
    return compare(left, right) * (direction === 'ASC' ? 1 : -1) || newest;
  });
}
