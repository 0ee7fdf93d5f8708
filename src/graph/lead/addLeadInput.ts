import { builder } from '../builder.ts';
import { DuplicateMatch, DuplicateScope } from './duplicates.ts';
import { LONGEST } from '../inputLengths.ts';
import { Gender } from './lead.ts';

/** The dialer's own lengths are checked lead by lead, so that one that is too long does not refuse the others. */
const maxLength = LONGEST.opaque;

const LeadAddressInput = builder.inputType('LeadAddressInput', {
  maxLength,
  description: 'Address of a lead.',
  fields: (t) => ({
    line1: t.string({ description: 'Street and number (address1). At most 100 characters.' }),
    line2: t.string({ description: 'Second line (address2). At most 100 characters.' }),
    line3: t.string({ description: 'Third line (address3). At most 100 characters.' }),
    city: t.string({ description: 'City. At most 50 characters.' }),
    state: t.string({ description: 'State. Exactly 2 letters.' }),
    province: t.string({ description: 'Province. At most 50 characters.' }),
    postalCode: t.string({ description: 'Postal code. At most 10 characters.' }),
    countryCode: t.string({ description: 'Country. 2 or 3 letters.' }),
  }),
});

const AltPhoneInput = builder.inputType('AltPhoneInput', {
  maxLength,
  description: 'Alternative phone number of a lead.',
  fields: (t) => ({
    phoneNumber: t.string({
      required: true,
      description: 'Phone number in any spelling, as in AddLeadInput.',
    }),
    phoneCode: t.string({
      description:
        "Country calling code, 1 to 4 digits. Default: the number's own, else that of the home country.",
    }),
    note: t.string({
      description: 'Note, such as work. At most 100 characters, without _ and !.',
    }),
  }),
});

const HopperInput = builder.inputType('HopperInput', {
  description: 'Adds the lead to the hopper, so that it is dialled soon (add_to_hopper).',
  fields: (t) => ({
    priority: t.int({ description: 'Priority, -99 to 99. Higher is dialled first. Default: 0.' }),
    localCallTimeCheck: t.boolean({
      description: 'True to add the lead only if its local time allows a call. Default: false.',
    }),
  }),
});

const CustomFieldInput = builder.inputType('CustomFieldInput', {
  maxLength,
  description: 'Value of a custom field of the list.',
  fields: (t) => ({
    name: t.string({
      required: true,
      description:
        "Name of the field, as in `Lead.customFields`: letters, digits and _. The names of the dialer's own parameters are refused, in any case.",
    }),
    value: t.string({
      required: true,
      description: 'Value. At most 255 characters; line breaks are sent as blanks. It may be empty.',
    }),
  }),
});

const CallbackType = builder.enumType('CallbackType', {
  description: 'Agents who may make a callback.',
  values: {
    ANYONE: { description: 'Any agent.' },
    USER_ONLY: { description: 'Only the agent named in `username`.' },
  },
});

const CallbackInput = builder.inputType('CallbackInput', {
  maxLength,
  description:
    'Schedules a callback. Give exactly one of `at`, `now` and `inDays`. Needs `campaignId` or `campaign` of the lead.',
  fields: (t) => ({
    at: t.field({
      type: 'DateTime',
      description:
        "Time of the callback. Refused if it is in the past or more than two years ahead, or if it lies in the hour that the dialer's clock repeats in autumn.",
    }),
    now: t.boolean({ description: 'True to call back at once.' }),
    inDays: t.int({ description: 'Number of days from now, 0 to 3650.' }),
    status: t.string({ description: 'Status of the callback. At most 6 characters. Default: CALLBK.' }),
    type: t.field({ type: CallbackType, description: 'Agents who may make the callback. Default: ANYONE.' }),
    username: t.string({
      description: 'Username of the agent. At most 20 characters. Required if `type` is USER_ONLY.',
    }),
    comments: t.string({
      description: 'Note for the agent. At most 255 characters; line breaks are sent as blanks.',
    }),
  }),
});

const DncCheck = builder.enumType('DncCheck', {
  description: 'Check of a do-not-call list.',
  values: {
    YES: { description: 'The lead is rejected if its phone number is on the list.' },
    NO: { description: 'The list is not checked.' },
    AREA_CODE: { description: 'The lead is rejected if its phone number or its area code is on the list.' },
  },
});

const TimeZoneMethod = builder.enumType('TimeZoneMethod', {
  description: "Method by which the dialer finds a lead's time zone.",
  values: {
    COUNTRY_AND_AREA_CODE: { description: 'By the calling code and area code of the phone number.' },
    POSTAL: { description: 'By the postal code. Needs `address.postalCode`.' },
    TZCODE: { description: 'By a time zone code in `owner`. Needs `owner`.' },
    NANPA: { description: 'By the North American area code and prefix, if the dialer has NANPA data.' },
  },
});

const DuplicateCheckInput = builder.inputType('DuplicateCheckInput', {
  description: 'Search for a lead like this one. If the dialer finds one, nothing is added.',
  fields: (t) => ({
    match: t.field({
      type: DuplicateMatch,
      required: true,
      description:
        'Values that must be the same. NAME_AND_PHONE is refused if a name has an apostrophe: use PHONE.',
    }),
    scope: t.field({ type: DuplicateScope, required: true, description: 'Leads that are searched.' }),
    withinDays: t.int({
      description:
        'Only leads that were added within this number of days: 1, 2, 3, 7, 14, 15, 21, 28, 30, 60, 90, 180 or 360. Default: leads of any age.',
    }),
  }),
});

export const AddLeadInput = builder.inputType('AddLeadInput', {
  maxLength,
  description:
    'Lead to add (add_lead). Values that the dialer would cut, clamp or ignore are refused before anything is sent. A blank text counts as not given. Texts lose +, quotation marks, apostrophes and backslashes in the dialer: see `AddLeadSuccess.altered`.',
  fields: (t) => ({
    phoneNumber: t.string({
      required: true,
      description:
        'Phone number in any spelling, such as (727) 555-1234 or +1 727 555 1234. It is sent as calling code and national number. Refused if its length is not possible for the calling code, or if it has another calling code than `phoneCode`.',
    }),
    phoneCode: t.string({
      description:
        "Country calling code, 1 to 4 digits. Default: the number's own, else that of the home country.",
    }),
    listId: t.id({ description: 'Id of the list, 3 to 12 digits. Leading zeros are ignored. Default: 999.' }),
    source: t.string({ required: true, description: 'Source of the lead. 2 to 20 characters.' }),
    campaign: t.string({
      description:
        'Campaign that the lead is added for: id or name (campaing). Also the campaign of callbacks and do-not-call checks, if `campaignId` is not given. Refused if the dialer does not list it.',
    }),
    vendorLeadCode: t.string({ description: "The company's own code for the lead. At most 20 characters." }),
    sourceId: t.string({ description: "The source's own id of the lead. At most 50 characters." }),
    gmtOffset: t.float({
      description:
        "Offset of the lead's time zone from GMT, in hours, -12 to 14. Used if the dialer cannot find it by the phone number.",
    }),
    title: t.string({ description: 'Title. At most 4 characters.' }),
    firstName: t.string({ description: 'First name. At most 30 characters.' }),
    middleInitial: t.string({ description: 'Initial of the middle name. 1 character.' }),
    lastName: t.string({ description: 'Last name. At most 30 characters.' }),
    address: t.field({ type: LeadAddressInput, description: 'Address.' }),
    gender: t.field({ type: Gender, description: 'Gender. Default: UNDEFINED.' }),
    dateOfBirth: t.field({ type: 'Date', description: 'Date of birth, YYYY-MM-DD.' }),
    altPhoneNumber: t.string({
      description:
        'Second phone number in any spelling. A number of another country is sent with its calling code in front. At most 12 digits are sent.',
    }),
    email: t.string({
      description:
        'E-mail address. At most 70 characters. Refused if it has a character that the dialer leaves out, such as +.',
    }),
    securityPhrase: t.string({ description: 'Security phrase. At most 100 characters.' }),
    comments: t.string({
      description: 'Notes. At most 255 characters; line breaks are sent as blanks.',
    }),
    multiAltPhones: t.field({
      type: [AltPhoneInput],
      description: 'Alternative phone numbers. At most 1,024 characters in all.',
    }),
    rank: t.int({ description: 'Rank, 0 to 99999.' }),
    owner: t.string({ description: 'Owner: a user, a territory or a user group. At most 20 characters.' }),
    entryListId: t.id({
      description:
        'Id of the list whose custom fields apply, 3 to 12 digits. Refused together with `customFields`.',
    }),
    dncCheck: t.field({ type: DncCheck, description: 'Check of the do-not-call list. Default: NO.' }),
    campaignDncCheck: t.field({
      type: DncCheck,
      description: "Check of the campaign's do-not-call list. Needs `campaignId` or `campaign`. Default: NO.",
    }),
    campaignId: t.id({
      description:
        'Id of the campaign of callbacks and do-not-call checks, in any case. Refused if the dialer does not list it.',
    }),
    hopper: t.field({ type: HopperInput, description: 'Adds the lead to the hopper. Default: not added.' }),
    usaCanadaPrefixCheck: t.boolean({
      description:
        'True to reject the lead if the fourth digit of its phone number is 0 or 1. Default: false.',
    }),
    usaCanadaAreaCodeCheck: t.boolean({
      description:
        'True to reject the lead if its area code does not belong to the USA or Canada. Default: false.',
    }),
    nanpaPrefixCheck: t.boolean({
      description:
        'True to reject the lead if its area code and prefix do not exist in North America. Skipped if the dialer has no NANPA data. Default: false.',
    }),
    customFields: t.field({
      type: [CustomFieldInput],
      description: 'Values of custom fields of the list. At most 900, each name once.',
    }),
    timeZoneMethod: t.field({
      type: TimeZoneMethod,
      description: "Method by which the dialer finds the lead's time zone. Default: COUNTRY_AND_AREA_CODE.",
    }),
    lookupState: t.boolean({
      description: 'True to find the state by the area code if none is given. Default: false.',
    }),
    listExistsCheck: t.boolean({
      description: 'True to reject the lead if its list does not exist. Default: false.',
    }),
    callback: t.field({ type: CallbackInput, description: 'Schedules a callback. Default: none.' }),
    duplicateChecks: t.field({
      type: [DuplicateCheckInput],
      description: 'Searches for duplicates. Default: none. An empty list is refused.',
    }),
    idempotencyKey: t.string({
      description:
        "Key that makes a retry safe: the same key with the same lead never adds it twice, and gives the first outcome again. The same key with another lead is refused. Keys are the caller's own.",
    }),
  }),
});
