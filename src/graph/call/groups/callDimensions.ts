import { forbiddenFilter, seesPersonal } from '../../../access/personal.ts';
import { trunkOf, type CallFacts } from '../../../upstream/dialer/calls.ts';
import type { Dimension, GroupKey } from '../../aggregate/groups.ts';
import { builder } from '../../builder.ts';
import type { Context } from '../../context.ts';
import { timeDimensions, type SpanDimension } from './timeDimensions.ts';

const PERSONAL_TAG = { tag: { name: 'pii' } } as const;

/** The description of a dimension that not all kinds of calls have. */
const onlyOf = (kinds: string): string =>
  `Only ${kinds} have this value. On a list of other calls the dimension is refused with BAD_USER_INPUT. On a list of several kinds, calls of the other kinds are in no group.`;

/** The end of the description of a dimension by time. */
const TIME = "of the start of the call, or of the answer for agents' calls, in the dialer's time zone";
const TWICE = 'If the clocks go back and it occurs twice, it is two groups, which differ in `startsAt`.';

export const CallDimension = builder.enumType('CallDimension', {
  description:
    'Dimension by which calls are grouped. Its key is null for calls without a value. A local time that the clocks skip is read as one hour later, as in `DateTime`.',
  values: {
    AGENT: { description: 'Username of the agent.' },
    CAMPAIGN: { description: 'Name of the campaign.' },
    PORTFOLIO: {
      description: 'Code of the portfolio. For inbound calls it may be the name: see `Call.portfolio`.',
    },
    DISPOSITION: { description: 'Disposition: the outcome of the call.' },
    CARRIER_DISPOSITION: {
      description: `Outcome of the call for the carrier, such as Answer. ${onlyOf('outbound calls')}`,
    },
    CALL_TYPE: { description: 'Type of the call, a value of CallType.' },
    DIRECTION: {
      description: "Direction of the call, a value of CallDirection. Null for agents' calls of unknown type.",
    },
    TERMINATION_REASON: { description: 'Party or cause that ended the call, a value of TerminationReason.' },
    QUEUE: { description: `Queue to which the call was routed. ${onlyOf('inbound calls')}` },
    TRUNK: {
      description: `Trunk that delivered the call, such as SIP/EXAMPLE1. ${onlyOf('inbound calls')}`,
    },
    LIST: { description: `Id of the list to which the lead belongs. ${onlyOf('outbound calls')}` },
    CONTACT_NUMBER: {
      directives: PERSONAL_TAG,
      description:
        'Phone number of the contact. Spellings of the same number are one group, with the spelling of its first call; calls with a withheld number have no value. Needs pii:read.',
    },
    VENDOR_LEAD_CODE: {
      directives: PERSONAL_TAG,
      description: `The company's own code for the lead. ${onlyOf('outbound and inbound calls')} Needs pii:read.`,
    },
    DAY: { description: `Day ${TIME}: YYYY-MM-DD.` },
    HOUR: { description: `Hour ${TIME}: YYYY-MM-DDTHH. ${TWICE}` },
    HALF_HOUR: { description: `Half hour ${TIME}, by its start: YYYY-MM-DDTHH:MM. ${TWICE}` },
    QUARTER_HOUR: { description: `Quarter of an hour ${TIME}, by its start: YYYY-MM-DDTHH:MM. ${TWICE}` },
    WEEKDAY: { description: `Weekday ${TIME}: MONDAY to SUNDAY. Monday comes first.` },
    HOUR_OF_DAY: { description: `Hour of the day ${TIME}: 00 to 23.` },
  },
} as const);

export type DimensionName = typeof CallDimension.$inferType;

type TextMember = {
  [Name in keyof CallFacts]: CallFacts[Name] extends string | null ? Name : never;
}[keyof CallFacts];

/** A dimension of one member. */
const member = (name: TextMember): Dimension<CallFacts> => ({ read: (rows) => rows.member(name) });

const trunk: Dimension<CallFacts> = {
  read: (rows) => {
    const { at, codes } = rows.member('carrier');
    return { at: (number) => trunkOf(at(number)), codes };
  },
};

/** Every dimension of calls. */
export const dimensionsOf = ({
  zone,
  phoneNumbers,
}: Pick<Context, 'zone' | 'phoneNumbers'>): Readonly<Record<DimensionName, Dimension<CallFacts>>> => ({
  AGENT: member('agentUsername'),
  CAMPAIGN: member('campaignName'),
  PORTFOLIO: member('portfolioCode'),
  DISPOSITION: member('disposition'),
  CARRIER_DISPOSITION: member('carrierDisposition'),
  CALL_TYPE: member('callType'),
  DIRECTION: member('direction'),
  TERMINATION_REASON: member('terminationReason'),
  QUEUE: member('queue'),
  TRUNK: trunk,
  LIST: member('listId'),
  CONTACT_NUMBER: {
    ...member('contactNumber'),
    same: (number: string): GroupKey => phoneNumbers.keyOf(number),
  },
  VENDOR_LEAD_CODE: member('vendorLeadCode'),
  ...timeDimensions(zone),
});

/** Dimensions whose keys are personal. */
const PERSONAL: readonly DimensionName[] = ['CONTACT_NUMBER', 'VENDOR_LEAD_CODE'];

/** @throws Forbidden if a dimension is personal and the viewer may not see personal data: its keys are not masked */
export function checkPersonal(by: readonly DimensionName[], { viewer }: Pick<Context, 'viewer'>): void {
  const personal = PERSONAL.find((dimension) => by.includes(dimension));
  if (personal !== undefined && !seesPersonal(viewer)) throw forbiddenFilter(`by: ${personal}`);
}

/** The dimensions of spans of the calendar, the shortest first. */
export const SPANS = ['QUARTER_HOUR', 'HALF_HOUR', 'HOUR', 'DAY'] as const satisfies readonly DimensionName[];

/** The dimensions that are ordered by time without `orderBy`. */
export const TIMES: ReadonlySet<DimensionName> = new Set([...SPANS, 'WEEKDAY', 'HOUR_OF_DAY']);

/** The spans of a dimension; undefined if it has none. */
export const spanOf = (dimension: Dimension<CallFacts>): SpanDimension['spanOf'] | undefined =>
  isSpan(dimension) ? dimension.spanOf : undefined;

const isSpan = (dimension: Dimension<CallFacts>): dimension is SpanDimension => 'spanOf' in dimension;
