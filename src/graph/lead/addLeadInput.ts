import { builder } from '../builder.ts';
import { DuplicateMatch, DuplicateScope } from './duplicates.ts';
import { LONGEST } from '../inputLengths.ts';
import { Gender } from './lead.ts';

/** The dialer's own lengths are checked lead by lead, so that one that is too long does not refuse the others. */
const maxLength = LONGEST.opaque;

const LeadAddressInput = builder.inputType('LeadAddressInput', {
  maxLength,
  description: "A lead's address.",
  fields: (t) => ({
    line1: t.string({ description: 'Street and number; up to 100 characters.' }),
    line2: t.string({ description: 'The second line; up to 100 characters.' }),
    line3: t.string({ description: 'The third line; up to 100 characters.' }),
    city: t.string({ description: 'The city; up to 50 characters.' }),
    state: t.string({ description: 'The state, two letters: the dialer would cut any more.' }),
    province: t.string({ description: 'The province; up to 50 characters.' }),
    postalCode: t.string({ description: 'The postal code; up to 10 characters.' }),
    countryCode: t.string({ description: 'The country, two or three letters.' }),
  }),
});

const AltPhoneInput = builder.inputType('AltPhoneInput', {
  maxLength,
  description: 'A further number of the lead.',
  fields: (t) => ({
    phoneNumber: t.string({ required: true, description: 'Digits only, 6 to 16.' }),
    phoneCode: t.string({ description: 'The country’s dialling code, 1 to 4 digits; left out, 1.' }),
    note: t.string({ description: 'Whose it is, such as work; without _ and !.' }),
  }),
});

const HopperInput = builder.inputType('HopperInput', {
  description: 'Puts the lead into the hopper, to be dialled soon (add_to_hopper).',
  fields: (t) => ({
    priority: t.int({ description: 'From −99 to 99, the higher the sooner; left out, 0.' }),
    localCallTimeCheck: t.boolean({ description: "Only where the lead's local time allows a call." }),
  }),
});

const CustomFieldInput = builder.inputType('CustomFieldInput', {
  maxLength,
  description: "A field of the list's own.",
  fields: (t) => ({
    name: t.string({
      required: true,
      description: "The field's label: small letters, digits and _, and none of the dialer's own parameters.",
    }),
    value: t.string({ required: true, description: 'What it holds; up to 255 characters.' }),
  }),
});

const CallbackType = builder.enumType('CallbackType', {
  description: 'Who is to call back.',
  values: {
    ANYONE: { description: 'Any agent.' },
    USER_ONLY: { description: 'The agent named in `username`.' },
  },
});

const CallbackInput = builder.inputType('CallbackInput', {
  maxLength,
  description: 'Schedules a callback, by exactly one of at, now and inDays. Needs campaignId.',
  fields: (t) => ({
    at: t.field({ type: 'DateTime', description: 'When to call back.' }),
    now: t.boolean({ description: 'True = now.' }),
    inDays: t.int({ description: 'In how many days.' }),
    status: t.string({ description: 'The callback’s status, up to 6 characters; left out, CALLBK.' }),
    type: t.field({ type: CallbackType, description: 'Who is to call back; left out, anyone.' }),
    username: t.string({ description: 'The agent, where the type is USER_ONLY.' }),
    comments: t.string({ description: 'What the agent sees then; up to 255 characters.' }),
  }),
});

const DncCheck = builder.enumType('DncCheck', {
  description: 'Whether a do-not-call list is looked at.',
  values: {
    YES: { description: 'The number is looked up.' },
    NO: { description: 'It is not.' },
    AREA_CODE: { description: 'The number is looked up, and its area code.' },
  },
});

const TimeZoneMethod = builder.enumType('TimeZoneMethod', {
  description: "How the dialer finds the lead's time zone.",
  values: {
    COUNTRY_AND_AREA_CODE: { description: "By the number's country and area code." },
    POSTAL: { description: 'By the postal code, which must be given.' },
    TZCODE: { description: 'By a time zone code in `owner`, which must be given.' },
    NANPA: { description: 'By the North American prefix, where the dialer has those.' },
  },
});

const DuplicateCheckInput = builder.inputType('DuplicateCheckInput', {
  description: 'A lead like this one is looked for first; where there is one, nothing is added.',
  fields: (t) => ({
    match: t.field({ type: DuplicateMatch, required: true, description: 'What must be the same.' }),
    scope: t.field({ type: DuplicateScope, required: true, description: 'Where to look.' }),
    withinDays: t.int({
      description:
        'Only among leads loaded so many days ago: 1, 2, 3, 7, 14, 15, 21, 28, 30, 60, 90, 180 or 360.',
    }),
  }),
});

export const AddLeadInput = builder.inputType('AddLeadInput', {
  maxLength,
  description:
    'A lead to add. All that the dialer would cut, clamp or ignore is refused here, before anything is sent.',
  fields: (t) => ({
    phoneNumber: t.string({ required: true, description: 'Digits only, 6 to 16.' }),
    phoneCode: t.string({ description: 'The country’s dialling code, 1 to 4 digits; left out, 1.' }),
    listId: t.id({ description: 'The list, 3 to 12 digits; left out, 999.' }),
    source: t.string({ required: true, description: 'What the lead comes from; 2 to 20 characters.' }),
    campaign: t.string({ description: 'The campaign the lead is loaded for.' }),
    vendorLeadCode: t.string({ description: "The company's own code of the lead; up to 20 characters." }),
    sourceId: t.string({ description: "The source's own id; up to 50 characters." }),
    gmtOffset: t.float({
      description: 'The offset from GMT in hours, where the dialer cannot find it by the number.',
    }),
    title: t.string({ description: 'The title; up to 4 characters.' }),
    firstName: t.string({ description: 'The first name; up to 30 characters.' }),
    middleInitial: t.string({ description: 'The initial of the middle name; one character.' }),
    lastName: t.string({ description: 'The last name; up to 30 characters.' }),
    address: t.field({ type: LeadAddressInput, description: 'The address.' }),
    gender: t.field({ type: Gender, description: 'The gender; left out, UNDEFINED.' }),
    dateOfBirth: t.field({ type: 'Date', description: 'The day of birth.' }),
    altPhoneNumber: t.string({ description: 'A second number; digits only, up to 12.' }),
    email: t.string({ description: 'The e-mail address; up to 70 characters.' }),
    securityPhrase: t.string({ description: 'The security phrase; up to 100 characters.' }),
    comments: t.string({ description: 'Notes; up to 255 characters.' }),
    multiAltPhones: t.field({ type: [AltPhoneInput], description: 'Further numbers.' }),
    rank: t.int({ description: 'The rank, up to 5 digits.' }),
    owner: t.string({ description: 'A user, a territory or a user group; up to 20 characters.' }),
    entryListId: t.id({
      description:
        'The list whose custom fields apply, 3 to 12 digits. It can break custom fields: only for those who know why.',
    }),
    dncCheck: t.field({ type: DncCheck, description: 'Whether the do-not-call list is looked at.' }),
    campaignDncCheck: t.field({
      type: DncCheck,
      description: "Whether the campaign's do-not-call list is looked at. Needs campaignId.",
    }),
    campaignId: t.id({
      description: 'The campaign of the do-not-call check and of the callback; 2 to 8 characters.',
    }),
    hopper: t.field({ type: HopperInput, description: 'Present = into the hopper.' }),
    usaCanadaPrefixCheck: t.boolean({
      description: 'Whether the fourth digit must fit a number of the USA or Canada.',
    }),
    usaCanadaAreaCodeCheck: t.boolean({
      description: 'Whether the area code must be one of the USA or Canada.',
    }),
    nanpaPrefixCheck: t.boolean({
      description: 'Whether area code and prefix must exist in North America, where the dialer has those.',
    }),
    customFields: t.field({
      type: [CustomFieldInput],
      description: "The list's own fields; a name that is one of the dialer's own parameters is refused.",
    }),
    timeZoneMethod: t.field({ type: TimeZoneMethod, description: "How the lead's time zone is found." }),
    lookupState: t.boolean({
      description: 'Whether the state is found by the area code where none is given.',
    }),
    listExistsCheck: t.boolean({ description: 'Whether the list must exist.' }),
    callback: t.field({ type: CallbackInput, description: 'Present = schedules a callback.' }),
    duplicateChecks: t.field({ type: [DuplicateCheckInput], description: 'What must not be there already.' }),
    idempotencyKey: t.string({
      description:
        'Retrying with the same key never adds the lead twice: the same lead gives the first outcome again.',
    }),
  }),
});
