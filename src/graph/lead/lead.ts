import type { GraphQLResolveInfo } from 'graphql';
import { builder } from '../builder.ts';
import type { Context } from '../context.ts';
import { cost, resolvesTo, oncePer, oncePerResult, type FieldCall } from '../../plan/cost.ts';
import { lookedUpPhone } from '../../upstream/dialer/lead/leadPhone.ts';
import { CustomField } from './customField.ts';
import { PUBLIC, LEADS } from '../../access/fieldPolicy.ts';
import { EntitySet } from '../../plan/position.ts';
import { Agent, Lead, columnReader, type LeadRow, type LeadSource } from '../refs.ts';
import { selectsOnly } from '../../plan/selection.ts';

/** The lead of that id; null if the dialer has none. */
export async function leadById(
  leadId: string,
  { loaders }: Context,
  phoneNumber?: string,
): Promise<LeadSource | null> {
  const key = leadKeyOf(leadId);
  const row = key === null ? null : await loaders.lead.load({ leadId: key, phoneNumber });
  return row && { leadId: row.leadId, row };
}

/** An id as the dialer prints it, which is as a number; null if no lead can have it. */
export const leadKeyOf = (leadId: string): string | null =>
  /^\s*0*([1-9]\d{0,19})\s*$/.exec(leadId)?.[1] ?? null;

/** The leads of these ids, as far as there can be any. */
export const leadsOf = (...leadIds: readonly string[]): EntitySet =>
  EntitySet.known(...leadIds.map(leadKeyOf).filter((key) => key !== null));

/** As `leadById`, by someone who names the lead: such look-ups are limited and audited. */
export function auditedLead(
  by: 'lead' | 'node' | 'entity',
  leadId: string,
  context: Context,
  phoneNumber?: string,
): Promise<LeadSource | null> {
  return context.lookups.make(
    context.viewer,
    // Whatever else was written in its place is nobody's id, and may be a name or a number.
    { by, subject: leadKeyOf(leadId) ?? 'no id' },
    () => leadById(leadId, context, phoneNumber),
    (lead) => lead !== null,
  );
}

const KEYS = ['__typename', 'id', 'leadId'] as const;

/** What the leads cost that a field leads to by their ids. */
export const leadCost = oncePerResult(
  'Lead',
  'goGetCustomerInfo',
  ({ selection }) => !selectsOnly(selection, ...KEYS),
);

/** A lead met by its id alone: its key costs nothing; anything more is asked for, and null if there is none. */
export function leadReference(
  leadId: string | null,
  context: Context,
  info: GraphQLResolveInfo,
  phoneNumber?: string | null,
): LeadSource | null | Promise<LeadSource | null> {
  if (leadId === null) return null;
  if (selectsOnly(info, ...KEYS)) return { leadId };
  return leadById(leadId, context, phoneNumber ?? undefined);
}

/** The row of the lead a field is asked of. */
const leadRow = oncePer('Lead', 'goGetCustomerInfo');
const column = columnReader(leadRow, (lead: LeadSource, { loaders }) =>
  loaders.lead.load({ leadId: lead.leadId }),
);

export const Gender = builder.enumType('Gender', {
  description: "A lead's gender as the dialer knows it.",
  values: {
    MALE: { description: 'Male (M).' },
    FEMALE: { description: 'Female (F).' },
    UNDEFINED: { description: 'Not known or not said (U).' },
  },
});

const LeadAddress = builder.objectRef<LeadRow['address']>('LeadAddress').implement({
  needs: LEADS,
  description: "A lead's address.",
  fields: (t) => ({
    line1: t.exposeString('line1', {
      personal: 'address',
      nullable: true,
      description: 'Street and number (address1).',
    }),
    line2: t.exposeString('line2', {
      personal: 'address',
      nullable: true,
      description: 'The second line (address2).',
    }),
    line3: t.exposeString('line3', {
      personal: 'address',
      nullable: true,
      description: 'The third line (address3).',
    }),
    city: t.exposeString('city', { personal: 'address', nullable: true, description: 'The city.' }),
    state: t.exposeString('state', {
      personal: 'address',
      nullable: true,
      description: 'The state, two letters as a rule.',
    }),
    province: t.exposeString('province', {
      personal: 'address',
      nullable: true,
      description: 'The province.',
    }),
    postalCode: t.exposeString('postalCode', {
      personal: 'address',
      nullable: true,
      description: 'The postal code.',
    }),
    countryCode: t.exposeString('countryCode', {
      personal: 'address',
      nullable: true,
      description: 'The country’s code.',
    }),
  }),
});

builder.node(Lead, {
  needs: LEADS,
  description: 'A person to be called. (goGetCustomerInfo)',
  id: { resolve: (lead) => lead.leadId },
  fields: (t) => ({
    leadId: t.exposeID('leadId', { needs: PUBLIC, description: "The dialer's own id." }),
    listId: t.id({
      ...column((row) => row.listId),
      description: 'The list the lead belongs to.',
    }),
    status: t.string({
      ...column((row) => row.status),
      description: "The lead's status, such as NEW or CALLBK.",
    }),
    agent: t.field({
      ...column((row) => (row.agentUsername === null ? null : { username: row.agentUsername })),
      type: Agent,
      description: 'The agent the lead is assigned to.',
    }),
    title: t.string({
      ...column((row) => row.title),
      personal: 'name',
      description: 'The title, such as Ms.',
    }),
    firstName: t.string({
      ...column((row) => row.firstName),
      personal: 'name',
      description: 'The first name.',
    }),
    middleInitial: t.string({
      ...column((row) => row.middleInitial),
      personal: 'name',
      description: 'The initial of the middle name.',
    }),
    lastName: t.string({
      ...column((row) => row.lastName),
      personal: 'name',
      description: 'The last name.',
    }),
    phoneNumber: t.string({
      ...column((row) => row.phoneNumber),
      personal: 'phone',
      description: 'The phone number.',
    }),
    altPhoneNumber: t.string({
      ...column((row) => row.altPhoneNumber),
      personal: 'phone',
      description: 'The second phone number (alt_phone).',
    }),
    email: t.string({
      ...column((row) => row.email),
      personal: 'email',
      description: 'The e-mail address.',
    }),
    gender: t.field({
      ...column((row) => row.gender),
      personal: 'gender',
      type: Gender,
      description: 'The gender.',
    }),
    dateOfBirth: t.field({
      ...column((row) => row.dateOfBirth),
      personal: 'birth',
      type: 'Date',
      description: 'The day of birth.',
    }),
    address: t.field({
      ...column((row) => row.address),
      // All of its fields are personal: a contract without them cannot keep the type.
      directives: { tag: { name: 'pii' } },
      type: LeadAddress,
      description: 'The address.',
    }),
    comments: t.string({
      ...column((row) => row.comments),
      personal: 'text',
      description: 'Notes about the lead.',
    }),
    isCustomer: t.boolean({
      ...column((row) => row.isCustomer),
      description: 'Whether the lead has become a customer.',
    }),
    customFields: t.field({
      ...cost(leadRow),
      personal: 'text',
      type: [CustomField],
      description: "The list's own fields (custom_info); none where the list has none.",
      resolve: async (lead, args, context) =>
        (await column((row) => row.customFields).resolve(lead, args, context)) ?? [],
    }),
  }),
});

builder.queryField('lead', (t) =>
  t.field({
    needs: LEADS.unrestrictedOnly,
    ...cost(
      oncePerResult('Lead', 'goGetCustomerInfo'),
      resolvesTo(({ args }: FieldCall<{ readonly leadId: string }>) => ({
        entities: leadsOf(args.leadId),
      })),
    ),
    type: Lead,
    nullable: true,
    description:
      'The lead of that id; null where the dialer has none. Look-ups are limited by the minute, and audited.',
    args: {
      leadId: t.arg.id({ required: true, description: "The dialer's own id." }),
      phoneNumber: t.arg.string({
        personal: 'phone',
        description:
          "The lead's number, where it is known: it helps the dialer to find the lead. The id decides.",
      }),
    },
    resolve: (_, { leadId, phoneNumber }, context) =>
      auditedLead(
        'lead',
        leadId,
        context,
        phoneNumber ? lookedUpPhone(phoneNumber, context.home) : undefined,
      ),
  }),
);
