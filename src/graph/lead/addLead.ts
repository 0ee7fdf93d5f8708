import type { LeadAdded, LeadDuplicate, LeadOutcome, LeadUnknown } from '../../leads/outcome.ts';
import type { LeadRefused } from '../../leads/refusal.ts';
import { builder } from '../builder.ts';
import { nullOnlyByError } from '../semanticNonNull.ts';
import type { Context } from '../context.ts';
import { AddLeadInput } from './addLeadInput.ts';
import { cost, resolvesTo, writes, type FieldCall } from '../../plan/cost.ts';
import { DuplicateMatch, DuplicateScope } from './duplicates.ts';
import { BadUserInput } from '../../plan/errors.ts';
import { leadCost, leadReference } from './lead.ts';
import { ADDING_LEADS, LEADS } from '../../access/fieldPolicy.ts';
import { EntitySet } from '../../plan/position.ts';
import { Lead } from '../refs.ts';

const MOST_LEADS = 1000;

const HopperOutcome = builder.objectRef<NonNullable<LeadAdded['hopper']>>('HopperOutcome').implement({
  needs: ADDING_LEADS,
  description: 'Whether a lead went into the hopper.',
  fields: (t) => ({
    added: t.exposeBoolean('added', { description: 'True where it did.' }),
    hopperId: t.exposeID('hopperId', { nullable: true, description: 'Its place there.' }),
    reason: t.exposeString('reason', { nullable: true, description: "Why not, in the dialer's words." }),
  }),
});

const CallbackOutcome = builder.objectRef<NonNullable<LeadAdded['callback']>>('CallbackOutcome').implement({
  needs: ADDING_LEADS,
  description:
    'Whether a callback was scheduled. A lead without one stays on hold until someone looks at it.',
  fields: (t) => ({
    scheduled: t.exposeBoolean('scheduled', { description: 'True where it was.' }),
    callbackAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'For when, as the dialer noted it.',
      resolve: ({ callbackAt }, _, { zone }) => callbackAt && zone.toDateTime(callbackAt),
    }),
    reason: t.exposeString('reason', { nullable: true, description: "Why not, in the dialer's words." }),
  }),
});

const AddLeadSuccess = builder.objectRef<LeadAdded>('AddLeadSuccess').implement({
  needs: ADDING_LEADS,
  description: 'The lead is in the dialer.',
  fields: (t) => ({
    leadId: t.exposeID('leadId', { description: "The new lead, by the dialer's own id." }),
    lead: t.field({
      needs: LEADS.unrestrictedOnly,
      ...cost(leadCost),
      type: Lead,
      nullable: true,
      description: 'The new lead as the dialer holds it. One dialer call.',
      resolve: ({ leadId }, _, context, info) => leadReference(leadId, context, info),
    }),
    phoneNumber: t.exposeString('phoneNumber', { personal: 'phone', description: 'Its number.' }),
    listId: t.exposeID('listId', { description: 'The list it was put in.' }),
    gmtOffset: t.exposeFloat('gmtOffset', {
      nullable: true,
      description: 'The offset from GMT the dialer found for it, in hours.',
    }),
    hopper: t.expose('hopper', {
      type: HopperOutcome,
      nullable: true,
      description: 'What became of the hopper; null where the dialer said nothing of it.',
    }),
    callback: t.expose('callback', {
      type: CallbackOutcome,
      nullable: true,
      description: 'What became of the callback; null where the dialer said nothing of it.',
    }),
    customFieldsAdded: t.exposeBoolean('customFieldsAdded', {
      nullable: true,
      description: 'Whether the custom fields were stored; null where the dialer said nothing of them.',
    }),
    altPhonesLoaded: t.exposeInt('altPhonesLoaded', {
      nullable: true,
      description: 'How many further numbers were stored; null where the dialer said nothing of them.',
    }),
    nanpaChecked: t.exposeBoolean('nanpaChecked', {
      nullable: true,
      description:
        'False where NANPA checks or time zones were asked for and the dialer has no NANPA data, so that they were skipped; null where the dialer said nothing of it.',
    }),
    notices: t.exposeStringList('notices', {
      personal: 'text',
      description: 'All that the dialer said beside it, in its own words.',
    }),
  }),
});

const DuplicateLead = builder.objectRef<LeadDuplicate>('DuplicateLead').implement({
  needs: ADDING_LEADS,
  description: 'The dialer has the lead already, by one of the checks asked for. Nothing was added.',
  fields: (t) => ({
    message: t.exposeString('message', { description: 'What was found.' }),
    match: t.expose('match', { type: DuplicateMatch, description: 'What was the same.' }),
    scope: t.expose('scope', { type: DuplicateScope, description: 'Where it was found.' }),
    existingLeadId: t.exposeID('existingLeadId', { nullable: true, description: 'The lead it is.' }),
    existingListId: t.exposeID('existingListId', {
      nullable: true,
      description: 'The list that lead is in.',
    }),
    existingLead: t.field({
      needs: LEADS.unrestrictedOnly,
      ...cost(leadCost),
      type: Lead,
      nullable: true,
      description: 'That lead as the dialer holds it. One dialer call.',
      resolve: ({ existingLeadId }, _, context, info) => leadReference(existingLeadId, context, info),
    }),
    existingEntryDate: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When that lead was loaded; null where the dialer does not say.',
      resolve: ({ existingEntryDate }, _, { zone }) =>
        existingEntryDate && zone.toDateTime(existingEntryDate),
    }),
  }),
});

const LeadRejection = builder.enumType('LeadRejection', {
  description: 'Why a lead was not added.',
  values: {
    NOT_SENT: { description: 'Nothing was sent. The same input may be sent again.' },
    INVALID_INPUT: { description: 'The input cannot be meant: see `fields`. Nothing was sent.' },
    IDEMPOTENCY_KEY_REUSED: { description: 'The key was used for another lead. Nothing was sent.' },
    INVALID_PHONE_LENGTH: { description: 'The dialer finds the number too short or too long.' },
    INVALID_PHONE_PREFIX: { description: 'The fourth digit of the number cannot be 0 or 1.' },
    INVALID_PHONE_AREA_CODE: { description: 'The number has no area code of the USA or Canada.' },
    INVALID_NANPA_PREFIX: { description: 'There is no such area code and prefix in North America.' },
    DNC: { description: 'The number is on the do-not-call list.' },
    CAMPAIGN_DNC: { description: "The number is on the campaign's do-not-call list." },
    LIST_NOT_ALLOWED: { description: "This server's account may not add to that list." },
    LIST_NOT_FOUND: { description: 'There is no such list.' },
    NOT_PERMITTED: { description: "This server's account may not add leads." },
    OTHER: { description: 'Another reason: see `message`.' },
  },
});

const LeadRejected = builder.objectRef<LeadRefused>('LeadRejected').implement({
  needs: ADDING_LEADS,
  description:
    'The lead was not added, and will not be: by this server before anything was sent, or by the dialer.',
  fields: (t) => ({
    reason: t.expose('reason', { type: LeadRejection, description: 'Why.' }),
    message: t.exposeString('message', { description: 'Why, and what to do about it.' }),
    fields: t.exposeStringList('fields', {
      description: 'The input fields at fault, such as `address.state` or `multiAltPhones.0.phoneNumber`.',
    }),
    retryAfterSeconds: t.int({
      nullable: true,
      description: 'Seconds before which trying again is of no use; null = nothing is known of that.',
      resolve: ({ retryAfterSeconds }) => retryAfterSeconds ?? null,
    }),
  }),
});

const LeadOutcomeUnknown = builder.objectRef<LeadUnknown>('LeadOutcomeUnknown').implement({
  needs: ADDING_LEADS,
  description:
    'The request was sent and no answer came back: the lead may or may not be in the dialer. Never retried blindly.',
  fields: (t) => ({
    message: t.exposeString('message', { description: 'What is known, and what to do.' }),
    phoneNumber: t.exposeString('phoneNumber', {
      personal: 'phone',
      description: 'The number that was sent.',
    }),
    listId: t.exposeID('listId', { nullable: true, description: 'The list that was sent; null = none was.' }),
  }),
});

const TYPES = {
  added: 'AddLeadSuccess',
  duplicate: 'DuplicateLead',
  rejected: 'LeadRejected',
  unknown: 'LeadOutcomeUnknown',
} as const;

const AddLeadResult = builder.unionType('AddLeadResult', {
  description: 'What became of a lead.',
  types: [AddLeadSuccess, DuplicateLead, LeadRejected, LeadOutcomeUnknown],
  resolveType: ({ kind }) => TYPES[kind],
});

const AddLeadsPayload = builder.objectRef<readonly LeadOutcome[]>('AddLeadsPayload').implement({
  needs: ADDING_LEADS,
  description: 'What became of each lead, and how many ended how.',
  fields: (t) => ({
    results: t.field({
      ...cost(resolvesTo(({ of }) => ({ entities: of.entities }))),
      type: [AddLeadResult],
      description: 'What became of each, in the order of the input.',
      resolve: (outcomes) => [...outcomes],
    }),
    added: t.int({ description: 'How many were added.', resolve: (outcomes) => count(outcomes, 'added') }),
    duplicates: t.int({
      description: 'How many the dialer had already.',
      resolve: (outcomes) => count(outcomes, 'duplicate'),
    }),
    rejected: t.int({
      description: 'How many were not added for another reason.',
      resolve: (outcomes) => count(outcomes, 'rejected'),
    }),
    unknown: t.int({
      description: 'Of how many nobody knows.',
      resolve: (outcomes) => count(outcomes, 'unknown'),
    }),
  }),
});

const count = (outcomes: readonly LeadOutcome[], kind: LeadOutcome['kind']): number =>
  outcomes.filter((outcome) => outcome.kind === kind).length;

/** Adds a lead as it came. What is null was left out; a time becomes the dialer's own. */
function add(
  { idempotencyKey, callback, ...input }: typeof AddLeadInput.$inferInput,
  { leads, viewer, zone }: Context,
): Promise<LeadOutcome> {
  const lead = withoutNulls({
    ...input,
    callback: callback && { ...callback, at: callback.at && zone.toLocal(callback.at) },
  });
  return leads.add({ lead, idempotencyKey: idempotencyKey ?? undefined, caller: viewer.name });
}

function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => member !== null && member !== undefined)
      .map(([name, member]) => [name, withoutNulls(member)]),
  );
}

function checkCount(inputs: readonly unknown[]): void {
  if (inputs.length <= MOST_LEADS) return;
  throw new BadUserInput('inputs', `has ${inputs.length} leads; the most is ${MOST_LEADS} at a time.`);
}

/** Each outcome is about one lead at most: the one that was added, or the one that was there. */
function aboutLeads({ args, of }: FieldCall<{ inputs?: readonly unknown[] }>) {
  const { inputs = [null] } = args;
  checkCount(inputs);
  const leads = EntitySet.atMost(inputs.length, `leads of ${of.stage.id}`);
  return { entities: leads, about: new Map([['Lead', leads]]) };
}

builder.mutationFields((t) => ({
  addLead: t.field({
    ...nullOnlyByError,
    needs: ADDING_LEADS,
    ...cost(writes('add_lead'), resolvesTo(aboutLeads)),
    type: AddLeadResult,
    description:
      'Adds one lead. It is never sent twice: what is not known to have failed is LeadOutcomeUnknown. A client that leaves does not stop it.',
    args: { input: t.arg({ type: AddLeadInput, required: true, description: 'The lead.' }) },
    resolve: (_, { input }, context) => add(input, context),
  }),
  addLeads: t.field({
    ...nullOnlyByError,
    needs: ADDING_LEADS,
    ...cost(writes('add_lead'), resolvesTo(aboutLeads)),
    type: AddLeadsPayload,
    description:
      "Up to 1,000 leads; results in the order of the input. One lead's failure leaves the others alone.",
    args: { inputs: t.arg({ type: [AddLeadInput], required: true, description: 'The leads.' }) },
    resolve: (_, { inputs }, context) => {
      checkCount(inputs);
      return Promise.all(inputs.map((input) => add(input, context)));
    },
  }),
}));
