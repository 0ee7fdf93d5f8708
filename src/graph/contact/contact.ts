/** The call history of a phone number: facts, each with the calls behind it. */
import type { GraphQLResolveInfo } from 'graphql';
import { CONTACT } from '../../access/fieldPolicy.ts';
import { maskedPhone } from '../../access/personal.ts';
import { windowsBack, type Period } from '../../loaders/windows.ts';
import { cost, resolvesTo, type Cost, type FieldCall, type PlannedField } from '../../plan/cost.ts';
import { BadUserInput } from '../../plan/errors.ts';
import { zonesOfNumbers } from '../../upstream/wire/numberZones.ts';
import { metric } from '../metric.ts';
import { builder } from '../builder.ts';
import { BOTH, Call, CallConnection, costOfCalls, listOfCalls } from '../call/call.ts';
import type { CallConditions } from '../call/callFilter.ts';
import { ofTheirDays as daysOfCalls } from '../call/callList.ts';
import { CallListRequest } from '../call/callListRequest.ts';
import { outboundCallList } from '../call/outboundCall.ts';
import type { Context } from '../context.ts';
import { LAST_24_HOURS, LOOKUP } from '../descriptions.ts';
import { leadRow } from '../lead/lead.ts';
import { Lead } from '../refs.ts';
import { PeriodInput, type PeriodArgument } from '../relay/period.ts';
import { nullOnlyByError } from '../semanticNonNull.ts';
import { HOURS, hoursOf, LOCAL_TIME } from './hours.ts';

/** The most days of a search. */
const MOST_DAYS = 92;

interface ContactSource {
  /** The number as it was given. */
  readonly phoneNumber: string;
}

interface DaysArgs {
  readonly days: number;
}

type Limits = Pick<Context, 'maxPeriodDays' | 'now' | 'zone'>;

/**
 * The last days, today included, in windows of 7, the newest first.
 *
 * @throws BadUserInput if there are none, or too many
 */
function windowsOfLast({ days }: DaysArgs, { maxPeriodDays, now, zone }: Limits): readonly Period[] {
  const most = Math.min(MOST_DAYS, maxPeriodDays);
  if (days < 1 || days > most) throw new BadUserInput('days', `is ${days}; it must be 1 to ${most}.`);
  const to = zone.dayOf(now);
  const from = Temporal.PlainDate.from(to).subtract({ days: days - 1 });
  return windowsBack({ from: from.toString(), to });
}

/** The cost of all windows: at once, or one after the other, as far as a search goes. */
const costOfWindows = (action: 'outbound_cdr' | 'inbound_cdr', isSearch: boolean): Cost => ({
  action,
  calls: ({ args, selection, planning }: PlannedField<DaysArgs>) =>
    windowsOfLast(args, planning).flatMap((period, index) => {
      const { query } = new CallListRequest(BOTH, { period }, planning, selection);
      return query
        ? [{ calls: { ...query, agents: null, summaries: false }, round: isSearch ? index : 0 }]
        : [];
    }),
});

const ofTheirDays = resolvesTo(({ args }: FieldCall<DaysArgs>) => ({ days: args.days }));

/** Not read window by window: each window would look the number up again. */
const costOfTheirCalls = costOfCalls(
  'calls of a contact',
  resolvesTo((field) => daysOfCalls.resolvesTo(field)),
);

const callsOf = (number: string, conditions: CallConditions = {}): CallConditions => ({
  ...conditions,
  contactNumber: number,
});

/** The newest call in the first window that has one; null if none has. */
async function newestIn<Row>(
  windows: readonly Period[],
  listIn: (period: Period) => Promise<{ readonly edges: readonly { readonly node: Row }[] }>,
): Promise<Row | null> {
  for (const window of windows) {
    // oxlint-disable-next-line no-await-in-loop -- an older window is asked for only if the newer ones have no call
    const [newest] = (await listIn(window)).edges;
    if (newest) return newest.node;
  }
  return null;
}

const DAYS = `Number of days, today included, in the dialer's time zone; 1 to ${MOST_DAYS}, and at most MAX_PERIOD_DAYS. Default: 7.`;
const ATTEMPT = 'An attempt is an outbound call to the number.';
const WINDOWS = 'for each 7 days, the newest first, until a call is found';

const daysArg = builder.args((t) => ({
  days: t.int({ required: true, defaultValue: 7, description: DAYS }),
}));

const listArgs = builder.args((t) => ({
  period: t.field({ type: PeriodInput, description: LAST_24_HOURS }),
  ...t.connectionArgs(),
}));

interface ListArgs {
  readonly period?: PeriodArgument | null | undefined;
}

/** A list of the calls of a number. */
const contactCalls = (
  { phoneNumber }: ContactSource,
  conditions: CallConditions,
  args: ListArgs,
  context: Context,
  info: GraphQLResolveInfo,
) => listOfCalls('calls of a contact', { ...args, filter: callsOf(phoneNumber, conditions) }, context, info);

/** The attempts of a window. */
const attemptsIn = (period: Period, phoneNumber: string, context: Context, info: GraphQLResolveInfo) =>
  outboundCallList(
    'attempts',
    new CallListRequest(['outbound'], { period, filter: callsOf(phoneNumber) }, context, info),
    context,
  );

const ContactHistory = builder.objectRef<ContactSource>('ContactHistory').implement({
  needs: CONTACT,
  description:
    "Call history of a phone number: facts from its outbound and inbound calls. It does not say whether the number may be called. The number is the contact's: that of the person called, or of the caller. Numbers match in any spelling. Days are days of the dialer's time zone.",
  fields: (t) => ({
    phoneNumber: t.exposeString('phoneNumber', {
      personal: 'phone',
      description: 'Phone number, as it was given.',
    }),
    attempts: t.int({
      ...metric(
        {
          name: 'Attempts',
          unit: 'calls',
          source: 'outbound_cdr',
          leftOut: 'inbound calls; calls whose time cannot be read',
        },
        cost(costOfWindows('outbound_cdr', false)),
      ),
      nullable: true,
      description: `Number of attempts in the last \`days\` days. ${ATTEMPT} One dialer call for each 7 days (outbound_cdr).`,
      args: daysArg,
      resolve: async ({ phoneNumber }, args, context, info) => {
        const windows = windowsOfLast(args, context);
        const lists = await Promise.all(
          windows.map((period) => attemptsIn(period, phoneNumber, context, info)),
        );
        return lists.reduce((sum, { totalCount }) => sum + totalCount, 0);
      },
    }),
    calls: t.field({
      ...costOfTheirCalls,
      type: CallConnection,
      nullable: true,
      description:
        'Outbound and inbound calls of the number, newest first. Two dialer calls for each 7 days of the period (outbound_cdr, inbound_cdr).',
      args: listArgs,
      resolve: (contact, args, context, info) => contactCalls(contact, {}, args, context, info),
    }),
    lastAttempt: t.field({
      ...cost(costOfWindows('outbound_cdr', true), ofTheirDays),
      type: Call,
      nullable: true,
      description: `The newest attempt of the last \`days\` days; null if there is none. ${ATTEMPT} One dialer call ${WINDOWS} (outbound_cdr).`,
      args: daysArg,
      resolve: ({ phoneNumber }, args, context, info) =>
        newestIn(windowsOfLast(args, context), (period) => attemptsIn(period, phoneNumber, context, info)),
    }),
    lastConversation: t.field({
      ...cost(costOfWindows('outbound_cdr', true), costOfWindows('inbound_cdr', true), ofTheirDays),
      type: Call,
      nullable: true,
      description: `The newest conversation of the last \`days\` days; null if there is none. A conversation is an outbound or inbound call that an agent took: the record names an agent other than VDAD and VDCL. Two dialer calls ${WINDOWS} (outbound_cdr, inbound_cdr).`,
      args: daysArg,
      resolve: ({ phoneNumber }, args, context, info) =>
        newestIn(windowsOfLast(args, context), (period) =>
          listOfCalls(
            'last conversation',
            { period, filter: callsOf(phoneNumber, { handled: true }) },
            context,
            info,
          ),
        ),
    }),
    outsideHours: t.field({
      ...costOfTheirCalls,
      type: CallConnection,
      nullable: true,
      description: `Outbound and inbound calls of the number that lie outside these hours of its local time, in any zone of \`timeZones\`, newest first. Two dialer calls for each 7 days of the period (outbound_cdr, inbound_cdr).`,
      args: {
        period: t.arg({ type: PeriodInput, description: LAST_24_HOURS }),
        from: t.arg.string({
          required: true,
          defaultValue: HOURS.from.default,
          maxLength: 5,
          description: HOURS.from.description,
        }),
        to: t.arg.string({
          required: true,
          defaultValue: HOURS.to.default,
          maxLength: 5,
          description: HOURS.to.description,
        }),
        ...t.arg.connectionArgs(),
      },
      resolve: (contact, { from, to, ...args }, context, info) => {
        hoursOf({ from, to }, 'from');
        return contactCalls(contact, { outsideHours: { from, to } }, args, context, info);
      },
    }),
    timeZones: t.stringList({
      description: `IANA time zones in which the contact may be, such as America/Chicago. ${LOCAL_TIME}`,
      resolve: async ({ phoneNumber }, _, { phoneNumbers }) => [
        ...(await zonesOfNumbers(phoneNumbers))(phoneNumber),
      ],
    }),
  }),
});

/** The history of a number. This is a look-up, whichever fields are read. */
const lookedUpContact = (phoneNumber: string, { lookups, viewer }: Context): Promise<ContactSource> =>
  lookups.make(
    viewer,
    { by: 'phoneNumber', subject: maskedPhone(phoneNumber) },
    () => Promise.resolve({ phoneNumber }),
    // The number was given. Its calls are read field by field.
    () => true,
  );

builder.queryField('contact', (t) =>
  t.field({
    nullable: true,
    // A contract without personal data cannot keep the field, whose argument is required.
    directives: { ...nullOnlyByError.directives, tag: { name: 'pii' } },
    needs: CONTACT,
    type: ContactHistory,
    description: `Call history of a phone number: attempts, conversations, and calls outside hours. ${LOOKUP}`,
    args: {
      phoneNumber: t.arg.string({
        required: true,
        personal: 'phone',
        description:
          'Phone number of the contact, in any spelling. A number without a country code belongs to the country of the call centre (HOME_COUNTRY).',
      }),
    },
    resolve: (_, { phoneNumber }, context) => {
      if (context.phoneNumbers.keyOf(phoneNumber) === null)
        throw new BadUserInput('phoneNumber', 'is no phone number: it has no digits, or only zeros.');
      return lookedUpContact(phoneNumber, context);
    },
  }),
);

builder.objectField(Lead, 'contact', (t) =>
  t.field({
    needs: CONTACT,
    directives: { tag: { name: 'pii' } },
    ...cost(leadRow),
    type: ContactHistory,
    nullable: true,
    description: `Call history of the lead's phone number. Null if the dialer has no number of the lead. ${LOOKUP}`,
    resolve: async ({ leadId, row }, _, context) => {
      const lead = row ?? (await context.loaders.lead.load({ leadId }));
      const number = lead?.phoneNumber ?? null;
      return number === null || context.phoneNumbers.keyOf(number) === null
        ? null
        : lookedUpContact(number, context);
    },
  }),
);
