import { z } from 'zod';
import { customFieldKey, isCustomFieldName } from './customFieldName.ts';
import { AS_AN_ANSWER, digits, isNoAnswer, lengthOf, letters, text, wholeNumber } from './leadText.ts';

/** The most characters of a natural key or a name. */
const LONGEST_NAME = 255;

/** A campaign has the length that the dialer gave it: the documents say 2 to 8, and list ids of 10. */
const campaign = text(LONGEST_NAME);

/** Characters on which the dialer's queries for duplicates break. */
const BREAKS_A_QUERY = /['\\]/;

const DUPLICATE_MATCHES = ['PHONE', 'PHONE_OR_ALT_PHONE', 'TITLE_AND_ALT_PHONE', 'NAME_AND_PHONE'] as const;
const DUPLICATE_SCOPES = ['LIST', 'CAMPAIGN', 'SYSTEM'] as const;

export type DuplicateMatch = (typeof DUPLICATE_MATCHES)[number];
export type DuplicateScope = (typeof DUPLICATE_SCOPES)[number];

/** The days that a duplicate check may look back. The dialer accepts only these values. */
const DUPLICATE_DAYS: readonly number[] = [1, 2, 3, 7, 14, 15, 21, 28, 30, 60, 90, 180, 360];

/** PHP silently drops every field after the thousandth. */
const MOST_CUSTOM_FIELDS = 900;

const phone = digits(6, 16);
const listId = digits(3, 12);

const altPhone = z.object({
  phoneNumber: phone,
  phoneCode: digits(1, 4).optional(),
  // The dialer separates the parts of the list by "_" and "!".
  note: text(100)
    .refine((note) => !/[_!]/.test(note), { error: 'must not hold _ or !' })
    .refine(isNoAnswer, AS_AN_ANSWER)
    .optional(),
});

const callback = z
  .object({
    /** `YYYY-MM-DD HH:MM:SS` in the dialer's zone. */
    at: z
      .string()
      .regex(/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/)
      .optional(),
    now: z.boolean().optional(),
    inDays: wholeNumber(0, 3650).optional(),
    status: text(6).optional(),
    type: z.enum(['ANYONE', 'USER_ONLY']).optional(),
    username: text(20).optional(),
    comments: text(255).optional(),
  })
  .superRefine(({ at, now, inDays, type, username }, context) => {
    const given = [at !== undefined, now === true, inDays !== undefined].filter(Boolean).length;
    if (given !== 1) context.addIssue({ code: 'custom', message: 'needs exactly one of at, now and inDays' });
    if (type === 'USER_ONLY' && username === undefined) {
      context.addIssue({
        code: 'custom',
        path: ['username'],
        message: 'must be given if type is USER_ONLY',
      });
    }
  });

const duplicateCheck = z.object({
  match: z.enum(DUPLICATE_MATCHES),
  scope: z.enum(DUPLICATE_SCOPES),
  withinDays: z
    .number()
    .refine((days) => DUPLICATE_DAYS.includes(days), { error: `must be one of ${DUPLICATE_DAYS.join(', ')}` })
    .optional(),
});

/**
 * A lead to add, in this project's words. The dialer reports SUCCESS even if it cuts, clamps, ignores or misreads a
 * value. Every such value is refused here, with the name of its field.
 */
export const leadToAdd = z
  .object({
    phoneNumber: phone,
    phoneCode: digits(1, 4).optional(),
    listId: listId.optional(),
    source: text(20, 2),
    /** The campaign's id, or its name. */
    campaign: campaign.optional(),
    vendorLeadCode: text(20).optional(),
    sourceId: text(50).optional(),
    gmtOffset: z
      .number()
      .refine((hours) => hours >= -12 && hours <= 14 && Number.isInteger(hours * 4), {
        error: 'must be an offset from GMT in hours, from -12 to 14',
      })
      .optional(),
    title: text(4).optional(),
    firstName: text(30).refine(isNoAnswer, AS_AN_ANSWER).optional(),
    middleInitial: text(1).optional(),
    lastName: text(30).refine(isNoAnswer, AS_AN_ANSWER).optional(),
    address: z
      .object({
        line1: text(100).optional(),
        line2: text(100).optional(),
        line3: text(100).optional(),
        city: text(50).optional(),
        state: letters(2, 2).optional(),
        province: text(50).optional(),
        postalCode: text(10).optional(),
        countryCode: letters(2, 3).optional(),
      })
      .optional(),
    gender: z.enum(['MALE', 'FEMALE', 'UNDEFINED']).optional(),
    dateOfBirth: z.iso.date({ error: 'must be a day, YYYY-MM-DD' }).optional(),
    altPhoneNumber: digits(1, 12).optional(),
    email: text(70).optional(),
    securityPhrase: text(100).optional(),
    comments: text(255).optional(),
    multiAltPhones: z.array(altPhone).min(1, { error: 'must not be empty' }).optional(),
    rank: wholeNumber(0, 99_999).optional(),
    owner: text(20).optional(),
    entryListId: listId.optional(),
    dncCheck: z.enum(['YES', 'NO', 'AREA_CODE']).optional(),
    campaignDncCheck: z.enum(['YES', 'NO', 'AREA_CODE']).optional(),
    campaignId: campaign.optional(),
    hopper: z
      .object({ priority: wholeNumber(-99, 99).optional(), localCallTimeCheck: z.boolean().optional() })
      .optional(),
    usaCanadaPrefixCheck: z.boolean().optional(),
    usaCanadaAreaCodeCheck: z.boolean().optional(),
    nanpaPrefixCheck: z.boolean().optional(),
    customFields: z
      .array(
        z.object({
          name: z.string({ error: 'must be given' }).refine(isCustomFieldName, {
            error:
              'must be the name of a custom field: letters, digits and _, and none of the dialer’s own parameters',
          }),
          value: text(255, 0),
        }),
      )
      .max(MOST_CUSTOM_FIELDS, { error: `must be at most ${MOST_CUSTOM_FIELDS}` })
      .optional(),
    timeZoneMethod: z.enum(['COUNTRY_AND_AREA_CODE', 'POSTAL', 'TZCODE', 'NANPA']).optional(),
    lookupState: z.boolean().optional(),
    listExistsCheck: z.boolean().optional(),
    callback: callback.optional(),
    duplicateChecks: z.array(duplicateCheck).min(1, { error: 'must not be empty' }).optional(),
  })
  .superRefine((lead, context) => {
    const fault = (path: string, message: string): void =>
      context.addIssue({ code: 'custom', path: path.split('.'), message });
    const hasCampaign = lead.campaignId !== undefined || lead.campaign !== undefined;
    if (lead.callback && !hasCampaign) fault('campaignId', 'must be given with a callback, or campaign');
    if (lead.campaignDncCheck && lead.campaignDncCheck !== 'NO' && !hasCampaign) {
      fault('campaignId', 'must be given with campaignDncCheck, or campaign');
    }
    if (lead.entryListId !== undefined && lead.customFields) {
      fault('entryListId', 'does not work together with customFields');
    }
    if (lead.timeZoneMethod === 'POSTAL' && lead.address?.postalCode === undefined) {
      fault('address.postalCode', 'must be given with the time zone method POSTAL');
    }
    if (lead.timeZoneMethod === 'TZCODE' && lead.owner === undefined) {
      fault('owner', 'must hold the time zone code with the time zone method TZCODE');
    }
    for (const { match } of lead.duplicateChecks ?? []) {
      for (const message of faultsOfCheck(match, lead)) fault('duplicateChecks', message);
      for (const name of COMPARED[match]) {
        if (!BREAKS_A_QUERY.test(lead[name] ?? '')) continue;
        const why = `the dialer cannot compare an apostrophe or a backslash by ${match}: use PHONE`;
        fault(name, why);
        fault('duplicateChecks', why);
      }
    }
    const names = lead.customFields?.map(({ name }) => customFieldKey(name)) ?? [];
    if (new Set(names).size < names.length) fault('customFields', 'must name each field once');
    const alternatives = altPhonesField(lead.multiAltPhones) ?? '';
    if (lengthOf(alternatives) > 1024)
      fault('multiAltPhones', 'are too many: the dialer takes 1,024 characters');
  });

/** The input of `addLead`. */
export type LeadToAdd = z.input<typeof leadToAdd>;
export type CheckedLead = z.output<typeof leadToAdd>;

/** The texts that a check compares beside a number. */
const COMPARED = {
  PHONE: [],
  PHONE_OR_ALT_PHONE: [],
  TITLE_AND_ALT_PHONE: ['title'],
  NAME_AND_PHONE: ['firstName', 'lastName'],
} as const satisfies Record<DuplicateMatch, readonly (keyof LeadToAdd)[]>;

const faultsOfCheck = (
  match: DuplicateMatch,
  { title, altPhoneNumber, firstName, lastName }: Partial<LeadToAdd>,
): string[] => {
  if (match === 'TITLE_AND_ALT_PHONE' && (title === undefined || altPhoneNumber === undefined)) {
    return ['TITLE_AND_ALT_PHONE needs title and altPhoneNumber'];
  }
  if (match === 'NAME_AND_PHONE' && (firstName === undefined || lastName === undefined)) {
    return ['NAME_AND_PHONE needs firstName and lastName'];
  }
  return [];
};

/** The form's field for further numbers: `7275551212_1_work!7275551213_1_`. */
export const altPhonesField = (
  phones:
    | readonly { phoneNumber: string; phoneCode?: string | undefined; note?: string | undefined }[]
    | undefined,
): string | undefined =>
  phones
    ?.map(({ phoneNumber, phoneCode, note }) => [phoneNumber, phoneCode ?? '1', note ?? ''].join('_'))
    .join('!');
