import type { GraphQLResolveInfo } from 'graphql';
import { builder } from '../builder.ts';
import { LOOKUP } from '../descriptions.ts';
import type { Context } from '../context.ts';
import { cost, resolvesTo, oncePer, oncePerResult, type FieldCall } from '../../plan/cost.ts';
import { lookedUpPhone } from '../../upstream/dialer/lead/leadPhone.ts';
import { CustomField } from './customField.ts';
import { PUBLIC, LEADS } from '../../access/fieldPolicy.ts';
import { EntitySet } from '../../plan/position.ts';
import { Agent, Lead, columnReader, type LeadRow, type LeadSource } from '../refs.ts';
import { selectsOnly } from '../../plan/selection.ts';

/** The lead with this id; null if the dialer has none. @param phoneNumber helps the dialer to find it */
export async function leadById(
  leadId: string,
  { loaders }: Context,
  phoneNumber?: string,
): Promise<LeadSource | null> {
  const key = leadKeyOf(leadId);
  const row = key === null ? null : await loaders.lead.load({ leadId: key, phoneNumber });
  return row && { leadId: row.leadId, row };
}

/** The id without blanks and leading zeros, as the dialer prints it; null if no lead can have it. */
export const leadKeyOf = (leadId: string): string | null =>
  /^\s*0*([1-9]\d{0,19})\s*$/.exec(leadId)?.[1] ?? null;

/** The leads with these ids. Ids that no lead can have are left out. */
export const leadsOf = (...leadIds: readonly string[]): EntitySet =>
  EntitySet.known(...leadIds.map(leadKeyOf).filter((key) => key !== null));

/** As `leadById`, for an id in the request. Such look-ups are limited and audited, because ids can be guessed. */
export function auditedLead(
  by: 'lead' | 'node' | 'entity',
  leadId: string,
  context: Context,
  phoneNumber?: string,
): Promise<LeadSource | null> {
  return context.lookups.make(
    context.viewer,
    // A text that is not an id is not audited, because it may be a person's name or number.
    { by, subject: leadKeyOf(leadId) ?? 'no id' },
    () => leadById(leadId, context, phoneNumber),
    (lead) => lead !== null,
  );
}

const KEYS = ['__typename', 'id', 'leadId'] as const;

/** The cost of the leads that a field resolves to, one call each. None if only keys are selected. */
export const leadCost = oncePerResult(
  'Lead',
  'goGetCustomerInfo',
  ({ selection }) => !selectsOnly(selection, ...KEYS),
);

/**
 * The lead of an id in a row. If only keys are selected, it takes no call and may not exist. Otherwise it is fetched,
 * and null if the dialer has none.
 */
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

/** The cost of a lead's row. */
export const leadRow = oncePer('Lead', 'goGetCustomerInfo');
const column = columnReader(leadRow, (lead: LeadSource, { loaders }) =>
  loaders.lead.loadLeaf({ leadId: lead.leadId }),
);

export const Gender = builder.enumType('Gender', {
  description: 'Gender of a lead.',
  values: {
    MALE: { description: 'Male (M).' },
    FEMALE: { description: 'Female (F).' },
    UNDEFINED: { description: 'Not known (U).' },
  },
});

const LeadAddress = builder.objectRef<LeadRow['address']>('LeadAddress').implement({
  needs: LEADS,
  description: 'Address of a lead.',
  fields: (t) => ({
    line1: t.exposeString('line1', {
      personal: 'address',
      nullable: true,
      description: 'Street and number (address1).',
    }),
    line2: t.exposeString('line2', {
      personal: 'address',
      nullable: true,
      description: 'Second line (address2).',
    }),
    line3: t.exposeString('line3', {
      personal: 'address',
      nullable: true,
      description: 'Third line (address3).',
    }),
    city: t.exposeString('city', { personal: 'address', nullable: true, description: 'City.' }),
    state: t.exposeString('state', {
      personal: 'address',
      nullable: true,
      description: 'State, usually two letters.',
    }),
    province: t.exposeString('province', {
      personal: 'address',
      nullable: true,
      description: 'Province.',
    }),
    postalCode: t.exposeString('postalCode', {
      personal: 'address',
      nullable: true,
      description: 'Postal code.',
    }),
    countryCode: t.exposeString('countryCode', {
      personal: 'address',
      nullable: true,
      description: 'Country code of two or three letters.',
    }),
  }),
});

builder.node(Lead, {
  needs: LEADS,
  description:
    'Person to call. One dialer call for each lead, unless only `id` and `leadId` are selected (goGetCustomerInfo).',
  id: { resolve: (lead) => lead.leadId },
  fields: (t) => ({
    leadId: t.exposeID('leadId', { needs: PUBLIC, description: 'Id of the lead in the dialer.' }),
    listId: t.id({
      ...column((row) => row.listId),
      description: 'Id of the list that the lead belongs to.',
    }),
    status: t.string({
      ...column((row) => row.status),
      description: 'Status of the lead, such as NEW or CALLBK.',
    }),
    agent: t.field({
      ...column((row) => (row.agentUsername === null ? null : { username: row.agentUsername })),
      type: Agent,
      description: 'Agent that the lead is assigned to.',
    }),
    title: t.string({
      ...column((row) => row.title),
      personal: 'name',
      description: 'Title, such as Ms.',
    }),
    firstName: t.string({
      ...column((row) => row.firstName),
      personal: 'name',
      description: 'First name.',
    }),
    middleInitial: t.string({
      ...column((row) => row.middleInitial),
      personal: 'name',
      description: 'Initial of the middle name.',
    }),
    lastName: t.string({
      ...column((row) => row.lastName),
      personal: 'name',
      description: 'Last name.',
    }),
    phoneNumber: t.string({
      ...column((row) => row.phoneNumber),
      personal: 'phone',
      description: 'Phone number.',
    }),
    altPhoneNumber: t.string({
      ...column((row) => row.altPhoneNumber),
      personal: 'phone',
      description: 'Second phone number (alt_phone).',
    }),
    email: t.string({
      ...column((row) => row.email),
      personal: 'email',
      description: 'E-mail address.',
    }),
    gender: t.field({
      ...column((row) => row.gender),
      personal: 'gender',
      type: Gender,
      description: 'Gender.',
    }),
    dateOfBirth: t.field({
      ...column((row) => row.dateOfBirth),
      personal: 'birth',
      type: 'Date',
      description: 'Date of birth, YYYY-MM-DD.',
    }),
    address: t.field({
      ...column((row) => row.address),
      // All of its fields are personal: a contract without them cannot keep the type.
      directives: { tag: { name: 'pii' } },
      type: LeadAddress,
      description: 'Address.',
    }),
    comments: t.string({
      ...column((row) => row.comments),
      personal: 'text',
      description: 'Notes about the lead.',
    }),
    isCustomer: t.boolean({
      ...column((row) => row.isCustomer),
      description: 'True if the lead has become a customer.',
    }),
    customFields: t.field({
      ...column((row) => row.customFields),
      personal: 'text',
      type: [CustomField],
      description: 'Custom fields of the list, with their values (custom_info). Empty if the list has none.',
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
    description: `The lead with this id; null if the dialer has none. ${LOOKUP} One dialer call for each lead (goGetCustomerInfo).`,
    args: {
      leadId: t.arg.id({ required: true, description: 'Id of the lead in the dialer.' }),
      phoneNumber: t.arg.string({
        personal: 'phone',
        description:
          'Phone number of the lead in any spelling, if it is known. It helps the dialer to find the lead; the id decides.',
      }),
    },
    resolve: (_, { leadId, phoneNumber }, context) =>
      auditedLead(
        'lead',
        leadId,
        context,
        phoneNumber ? lookedUpPhone(phoneNumber, context.phoneNumbers) : undefined,
      ),
  }),
);
