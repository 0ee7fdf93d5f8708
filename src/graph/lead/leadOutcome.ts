import type { LeadAdded, LeadDuplicate, LeadUnknown } from '../../leads/outcome.ts';
import type { AlteredText } from '../../leads/readLead.ts';
import type { LeadRefused } from '../../leads/refusal.ts';
import { ADDING_LEADS, LEADS } from '../../access/fieldPolicy.ts';
import { cost } from '../../plan/cost.ts';
import { builder } from '../builder.ts';
import { Lead } from '../refs.ts';
import { DuplicateMatch, DuplicateScope } from './duplicates.ts';
import { leadCost, leadReference } from './lead.ts';

const HopperOutcome = builder.objectRef<NonNullable<LeadAdded['hopper']>>('HopperOutcome').implement({
  needs: ADDING_LEADS,
  description: 'Outcome of adding a lead to the hopper.',
  fields: (t) => ({
    added: t.exposeBoolean('added', { description: 'True if the lead is in the hopper.' }),
    hopperId: t.exposeID('hopperId', {
      nullable: true,
      description: 'Id of the hopper entry. Null if the lead was not added, or the id cannot be read.',
    }),
    reason: t.exposeString('reason', {
      nullable: true,
      description: "Reason in the dialer's words, such as OUTSIDE OF LOCAL TIME. Null if the lead was added.",
    }),
  }),
});

const CallbackOutcome = builder.objectRef<NonNullable<LeadAdded['callback']>>('CallbackOutcome').implement({
  needs: ADDING_LEADS,
  description:
    'Outcome of scheduling a callback. A lead whose callback was not scheduled stays on hold (status CBHOLD).',
  fields: (t) => ({
    scheduled: t.exposeBoolean('scheduled', { description: 'True if the callback is scheduled.' }),
    callbackAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'Time of the callback as the dialer noted it. Null if it was not scheduled.',
      resolve: ({ callbackAt }, _, { zone }) => callbackAt && zone.toDateTime(callbackAt),
    }),
    reason: t.exposeString('reason', {
      nullable: true,
      description: "Reason in the dialer's words, such as USER NOT VALID. Null if the callback is scheduled.",
    }),
  }),
});

const AlteredField = builder.objectRef<AlteredText>('AlteredField').implement({
  needs: ADDING_LEADS,
  description:
    'Text that the dialer stores in another form than it was sent. The dialer leaves out +, quotation marks, apostrophes and backslashes, and on some installations all letters outside ASCII. Line breaks in notes are sent as blanks.',
  fields: (t) => ({
    field: t.exposeString('field', {
      description: 'Input field, such as `comments`, `address.line1` or `customFields.0.value`.',
    }),
    sent: t.exposeString('sent', { personal: 'text', nullable: true, description: 'Text of the input.' }),
    stored: t.exposeString('stored', {
      personal: 'text',
      nullable: true,
      description: 'Text that the dialer stores.',
    }),
  }),
});

const AddLeadSuccess = builder.objectRef<LeadAdded>('AddLeadSuccess').implement({
  needs: ADDING_LEADS,
  description: 'Lead that was added to the dialer.',
  fields: (t) => ({
    leadId: t.exposeID('leadId', { description: 'Id of the new lead.' }),
    lead: t.field({
      needs: LEADS.unrestrictedOnly,
      ...cost(leadCost),
      type: Lead,
      nullable: true,
      description: 'New lead, read again from the dialer. One dialer call for each lead.',
      resolve: ({ leadId }, _, context, info) => leadReference(leadId, context, info),
    }),
    phoneNumber: t.exposeString('phoneNumber', {
      personal: 'phone',
      description: 'Phone number as it was sent: the national number, digits only.',
    }),
    listId: t.exposeID('listId', { description: 'Id of the list that the lead was added to.' }),
    gmtOffset: t.exposeFloat('gmtOffset', {
      nullable: true,
      description: 'Offset from GMT that the dialer found for the lead, in hours.',
    }),
    hopper: t.expose('hopper', {
      type: HopperOutcome,
      nullable: true,
      description: 'Outcome of `hopper`. Null if the dialer reported none.',
    }),
    callback: t.expose('callback', {
      type: CallbackOutcome,
      nullable: true,
      description: 'Outcome of `callback`. Null if the dialer reported none.',
    }),
    customFieldsAdded: t.exposeBoolean('customFieldsAdded', {
      nullable: true,
      description: 'True if the custom fields were stored. Null if the dialer did not report it.',
    }),
    altPhonesLoaded: t.exposeInt('altPhonesLoaded', {
      nullable: true,
      description:
        'Number of alternative phone numbers that were stored. Null if the dialer did not report it.',
    }),
    nanpaChecked: t.exposeBoolean('nanpaChecked', {
      nullable: true,
      description:
        'False if the dialer skipped a NANPA check or a time zone by NANPA, because it has no NANPA data. Null if the dialer did not report it.',
    }),
    notices: t.exposeStringList('notices', {
      personal: 'text',
      description: "Notices of the dialer in its own words, without this server's account.",
    }),
    altered: t.field({
      type: [AlteredField],
      description: 'Texts that the dialer stores in another form than they were sent.',
      resolve: ({ altered }) => [...altered],
    }),
  }),
});

const DuplicateLead = builder.objectRef<LeadDuplicate>('DuplicateLead').implement({
  needs: ADDING_LEADS,
  description: 'Lead that a duplicate check found in the dialer. Nothing was added.',
  fields: (t) => ({
    message: t.exposeString('message', { description: 'Explanation in one sentence.' }),
    match: t.expose('match', { type: DuplicateMatch, description: 'Values that are the same.' }),
    scope: t.expose('scope', { type: DuplicateScope, description: 'Leads that were searched.' }),
    existingLeadId: t.exposeID('existingLeadId', {
      nullable: true,
      description: 'Id of the existing lead. Null if it cannot be read.',
    }),
    existingListId: t.exposeID('existingListId', {
      nullable: true,
      description: 'Id of the list that the existing lead belongs to. Null if it cannot be read.',
    }),
    existingLead: t.field({
      needs: LEADS.unrestrictedOnly,
      ...cost(leadCost),
      type: Lead,
      nullable: true,
      description: 'Existing lead. One dialer call for each lead.',
      resolve: ({ existingLeadId }, _, context, info) => leadReference(existingLeadId, context, info),
    }),
    existingEntryDate: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'Time at which the existing lead was added. Null if the dialer does not report it.',
      resolve: ({ existingEntryDate }, _, { zone }) =>
        existingEntryDate && zone.toDateTime(existingEntryDate),
    }),
  }),
});

const LeadRejection = builder.enumType('LeadRejection', {
  description: 'Reason why a lead was not added.',
  values: {
    NOT_SENT: {
      description:
        'Nothing was sent: the dialer could not be reached or asks for a pause, or this server is closing or cannot write its journal. The same input may be sent again.',
    },
    INVALID_INPUT: { description: 'The input breaks a rule: see `fields`. Nothing was sent.' },
    IDEMPOTENCY_KEY_REUSED: {
      description: 'The idempotency key was used for another lead. Nothing was sent.',
    },
    INVALID_PHONE_LENGTH: { description: 'The dialer finds the phone number too short or too long.' },
    INVALID_PHONE_PREFIX: {
      description:
        'The fourth digit of the phone number is 0 or 1, which no number of the USA or Canada has.',
    },
    INVALID_PHONE_AREA_CODE: { description: 'The phone number has no area code of the USA or Canada.' },
    INVALID_NANPA_PREFIX: {
      description: 'The phone number has an area code and prefix that do not exist in North America.',
    },
    DNC: { description: 'The phone number is on the do-not-call list.' },
    CAMPAIGN_DNC: { description: "The phone number is on the campaign's do-not-call list." },
    LIST_NOT_ALLOWED: { description: "This server's account may not add leads to the list." },
    LIST_NOT_FOUND: { description: 'The list does not exist.' },
    NOT_PERMITTED: {
      description: "This server's account may not add leads, its login was refused, or it is locked.",
    },
    OTHER: { description: 'Another refusal of the dialer.' },
  },
});

export const LeadRejected = builder.objectRef<LeadRefused>('LeadRejected').implement({
  needs: ADDING_LEADS,
  description:
    'Lead that was not added. Either this server refused it before anything was sent, or the dialer did.',
  fields: (t) => ({
    reason: t.expose('reason', { type: LeadRejection, description: 'Reason of the rejection.' }),
    message: t.exposeString('message', { description: 'Explanation, with advice.' }),
    fields: t.exposeStringList('fields', {
      description:
        'Input fields at fault, such as `phoneNumber`, `address.state` or `multiAltPhones.0.phoneNumber`. Empty if no field is at fault.',
    }),
    retryAfterSeconds: t.int({
      nullable: true,
      description:
        'Time after which the lead may be sent again, in seconds. Null if the dialer asked for no pause.',
      resolve: ({ retryAfterSeconds }) => retryAfterSeconds ?? null,
    }),
  }),
});

const LeadOutcomeUnknown = builder.objectRef<LeadUnknown>('LeadOutcomeUnknown').implement({
  needs: ADDING_LEADS,
  description:
    'Lead that was sent and got no complete answer. It may or may not be in the dialer. This server never sends it again. `unresolvedLeads` lists it, and `resolveLead` settles it.',
  fields: (t) => ({
    message: t.exposeString('message', {
      description: 'Explanation, with advice on how to add the lead without adding it twice.',
    }),
    phoneNumber: t.exposeString('phoneNumber', {
      personal: 'phone',
      description: 'Phone number as it was sent: the national number, digits only.',
    }),
    listId: t.exposeID('listId', {
      nullable: true,
      description: 'Id of the list that was sent. Null if none was sent: then the dialer uses 999.',
    }),
  }),
});

const TYPES = {
  added: 'AddLeadSuccess',
  duplicate: 'DuplicateLead',
  rejected: 'LeadRejected',
  unknown: 'LeadOutcomeUnknown',
} as const;

export const AddLeadResult = builder.unionType('AddLeadResult', {
  description: 'Outcome of adding one lead.',
  types: [AddLeadSuccess, DuplicateLead, LeadRejected, LeadOutcomeUnknown],
  resolveType: ({ kind }) => TYPES[kind],
});
