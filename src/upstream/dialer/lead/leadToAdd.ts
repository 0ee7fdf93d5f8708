import { z } from 'zod';
import type { WireFields } from '../../endpoint.ts';
import { AS_AN_ANSWER, digits, isNoAnswer, lengthOf, letters, text, wholeNumber } from './leadText.ts';

/** Our words, and the dialer's. */
const DUPLICATE_MATCH = {
  PHONE: 'DUP',
  PHONE_OR_ALT_PHONE: 'DUPPHONEALT',
  TITLE_AND_ALT_PHONE: 'DUPTITLEALTPHONE',
  NAME_AND_PHONE: 'DUPNAMEPHONE',
} as const;
const DUPLICATE_SCOPE = { LIST: 'LIST', CAMPAIGN: 'CAMP', SYSTEM: 'SYS' } as const;
const DNC = { YES: 'Y', NO: 'N', AREA_CODE: 'AREACODE' } as const;
const GENDER = { MALE: 'M', FEMALE: 'F', UNDEFINED: 'U' } as const;
const CALLBACK_TYPE = { ANYONE: 'ANYONE', USER_ONLY: 'USERONLY' } as const;
const TIME_ZONE_METHOD = {
  COUNTRY_AND_AREA_CODE: '',
  POSTAL: 'POSTAL',
  TZCODE: 'TZCODE',
  NANPA: 'NANPA',
} as const;

export type DuplicateMatch = keyof typeof DUPLICATE_MATCH;
export type DuplicateScope = keyof typeof DUPLICATE_SCOPE;

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
        message: 'must be given where type is USER_ONLY',
      });
    }
  });

const duplicateCheck = z.object({
  match: z.enum(['PHONE', 'PHONE_OR_ALT_PHONE', 'TITLE_AND_ALT_PHONE', 'NAME_AND_PHONE']),
  scope: z.enum(['LIST', 'CAMPAIGN', 'SYSTEM']),
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
    campaign: text(20, 2).optional(),
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
    campaignId: text(8, 2).optional(),
    hopper: z
      .object({ priority: wholeNumber(-99, 99).optional(), localCallTimeCheck: z.boolean().optional() })
      .optional(),
    usaCanadaPrefixCheck: z.boolean().optional(),
    usaCanadaAreaCodeCheck: z.boolean().optional(),
    nanpaPrefixCheck: z.boolean().optional(),
    customFields: z
      .array(
        z.object({
          name: z.string().refine(isCustomFieldName, {
            error:
              'must be the name of a custom field: small letters, digits and _, and none of the dialer’s own',
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
    if (lead.callback && lead.campaignId === undefined) fault('campaignId', 'must be given with a callback');
    if (lead.campaignDncCheck && lead.campaignDncCheck !== 'NO' && lead.campaignId === undefined) {
      fault('campaignId', 'must be given with campaignDncCheck');
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
      if (
        match === 'TITLE_AND_ALT_PHONE' &&
        (lead.title === undefined || lead.altPhoneNumber === undefined)
      ) {
        fault('duplicateChecks', 'TITLE_AND_ALT_PHONE needs title and altPhoneNumber');
      }
      if (match === 'NAME_AND_PHONE' && (lead.firstName === undefined || lead.lastName === undefined)) {
        fault('duplicateChecks', 'NAME_AND_PHONE needs firstName and lastName');
      }
    }
    const names = lead.customFields?.map(({ name }) => name) ?? [];
    if (new Set(names).size < names.length) fault('customFields', 'must name each field once');
    const alternatives = altPhonesField(lead.multiAltPhones) ?? '';
    if (lengthOf(alternatives) > 1024)
      fault('multiAltPhones', 'are too many: the dialer takes 1,024 characters');
  });

/** The input of `addLead`. */
export type LeadToAdd = z.input<typeof leadToAdd>;
type CheckedLead = z.output<typeof leadToAdd>;

const yesNo = (value: boolean | undefined): string | undefined =>
  value === undefined ? undefined : value ? 'Y' : 'N';

const altPhonesField = (phones: CheckedLead['multiAltPhones']): string | undefined =>
  phones
    ?.map(({ phoneNumber, phoneCode, note }) => [phoneNumber, phoneCode ?? '1', note ?? ''].join('_'))
    .join('!');

const callbackTime = (given: CheckedLead['callback']): string | undefined =>
  given && (given.at ?? (given.now ? 'NOW' : `${given.inDays}DAYS`));

/** The documents spell it `campaing`; the ancestor reads `campaign_id`. Both are sent. */
const ownFields = (lead: CheckedLead) => ({
  phone_number: lead.phoneNumber,
  phone_code: lead.phoneCode,
  list_id: lead.listId,
  source: lead.source,
  campaing: lead.campaign,
  vendor_lead_code: lead.vendorLeadCode,
  source_id: lead.sourceId,
  gmt_offset_now: lead.gmtOffset?.toFixed(2),
  title: lead.title,
  first_name: lead.firstName,
  middle_initial: lead.middleInitial,
  last_name: lead.lastName,
  address1: lead.address?.line1,
  address2: lead.address?.line2,
  address3: lead.address?.line3,
  city: lead.address?.city,
  state: lead.address?.state?.toUpperCase(),
  province: lead.address?.province,
  postal_code: lead.address?.postalCode,
  country_code: lead.address?.countryCode,
  gender: lead.gender && GENDER[lead.gender],
  date_of_birth: lead.dateOfBirth,
  alt_phone: lead.altPhoneNumber,
  email: lead.email,
  security_phrase: lead.securityPhrase,
  comments: lead.comments,
  multi_alt_phones: altPhonesField(lead.multiAltPhones),
  rank: lead.rank?.toString(),
  owner: lead.owner,
  entry_list_id: lead.entryListId,
  dnc_check: lead.dncCheck && DNC[lead.dncCheck],
  campaign_dnc_check: lead.campaignDncCheck && DNC[lead.campaignDncCheck],
  campaign_id: lead.campaignId ?? lead.campaign,
  add_to_hopper: lead.hopper && 'Y',
  hopper_priority: lead.hopper?.priority?.toString(),
  hopper_local_call_time_check: yesNo(lead.hopper?.localCallTimeCheck),
  usacan_prefix_check: yesNo(lead.usaCanadaPrefixCheck),
  usacan_areacode_check: yesNo(lead.usaCanadaAreaCodeCheck),
  nanpa_ac_prefix_check: yesNo(lead.nanpaPrefixCheck),
  custom_fields: lead.customFields && 'Y',
  tz_method: lead.timeZoneMethod && TIME_ZONE_METHOD[lead.timeZoneMethod],
  callback: lead.callback && 'Y',
  callback_status: lead.callback?.status,
  callback_datetime: callbackTime(lead.callback),
  callback_type: lead.callback?.type && CALLBACK_TYPE[lead.callback.type],
  callback_user: lead.callback?.username,
  callback_comments: lead.callback?.comments,
  lookup_state: yesNo(lead.lookupState),
  list_exists_check: yesNo(lead.listExistsCheck),
  duplicate_check: lead.duplicateChecks
    ?.map(({ match, scope, withinDays }) => {
      const within = withinDays === undefined ? '' : `${withinDays}DAY`;
      return `${DUPLICATE_MATCH[match]}${DUPLICATE_SCOPE[scope]}${within}`;
    })
    .join('-'),
});

/** The form fields of a lead. */
export const leadFields = (lead: CheckedLead): WireFields => ({
  ...present(ownFields(lead)),
  ...Object.fromEntries(lead.customFields?.map(({ name, value }) => [name, value]) ?? []),
});

const present = (fields: Readonly<Record<string, string | undefined>>): WireFields =>
  Object.fromEntries(
    Object.entries(fields).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );

/** The names of the dialer's own parameters: those that this server sends, and those that it must never send. */
let ownNames: ReadonlySet<string> | undefined;

function reservedNames(): ReadonlySet<string> {
  ownNames ??= new Set([
    'user',
    'pass',
    'function',
    'db',
    'goaction',
    'gouser',
    'gopass',
    'responsetype',
    'lead_id',
    'force_entry_list_id',
    'query_fields',
    ...Object.keys(ownFields({ phoneNumber: '', source: '' })),
  ]);
  return ownNames;
}

/** False for a name that the dialer would read as a parameter of its own, and for a name that PHP would rewrite. */
export function isCustomFieldName(name: string): boolean {
  return /^[a-z][a-z0-9_]*$/.test(name) && !reservedNames().has(name);
}
