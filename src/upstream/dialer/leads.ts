import { z } from 'zod';
import { megabytes, type Endpoint, type WireFields } from '../endpoint.ts';

/** A word of ours → the dialer's. */
const DUPLICATE_MATCH = {
  PHONE: 'DUP',
  PHONE_OR_ALT_PHONE: 'DUPPHONEALT',
  TITLE_AND_ALT_PHONE: 'DUPTITLEALTPHONE',
  NAME_AND_PHONE: 'DUPNAMEPHONE',
} as const;
const DUPLICATE_SCOPE = { LIST: 'LIST', CAMPAIGN: 'CAMP', SYSTEM: 'SYS' } as const;
const DNC = { YES: 'Y', NO: 'N', AREA_CODE: 'AREACODE' } as const;
const GENDER = { MALE: 'M', FEMALE: 'F', UNDEFINED: 'U' } as const;
const TIME_ZONE_METHOD = {
  COUNTRY_AND_AREA_CODE: '',
  POSTAL: 'POSTAL',
  TZCODE: 'TZCODE',
  NANPA: 'NANPA',
} as const;

const dncCheck = z.enum(['YES', 'NO', 'AREA_CODE']).transform((word) => DNC[word]);
const yesNo = z.boolean().transform((value) => (value ? 'Y' : 'N'));
const digits = (least: number, most: number) => z.string().regex(new RegExp(`^\\d{${least},${most}}$`));
const upTo = (length: number) => z.string().min(1).max(length);

/** The lead to add, in this project's words; lengths and formats as the reference gives them. */
const leadToAdd = z.object({
  phoneNumber: digits(6, 16),
  phoneCode: digits(1, 4).optional(),
  listId: digits(3, 12).optional(),
  source: z.string().min(2).max(20),
  campaign: z.string().min(1).optional(),
  vendorLeadCode: upTo(20).optional(),
  sourceId: upTo(50).optional(),
  gmtOffset: z.number().optional(),
  title: upTo(4).optional(),
  firstName: upTo(30).optional(),
  middleInitial: upTo(1).optional(),
  lastName: upTo(30).optional(),
  address1: upTo(100).optional(),
  address2: upTo(100).optional(),
  address3: upTo(100).optional(),
  city: upTo(50).optional(),
  state: upTo(2).optional(),
  province: upTo(50).optional(),
  postalCode: upTo(10).optional(),
  countryCode: upTo(3).optional(),
  gender: z
    .enum(['MALE', 'FEMALE', 'UNDEFINED'])
    .transform((word) => GENDER[word])
    .optional(),
  dateOfBirth: z.iso.date().optional(),
  altPhoneNumber: upTo(12).optional(),
  email: upTo(70).optional(),
  securityPhrase: upTo(100).optional(),
  comments: upTo(255).optional(),
  multiAltPhones: z
    .array(
      z.object({
        phoneNumber: digits(6, 16),
        phoneCode: digits(1, 4).optional(),
        note: z.string().optional(),
      }),
    )
    .optional(),
  rank: z.int().optional(),
  owner: upTo(20).optional(),
  entryListId: digits(3, 12).optional(),
  dncCheck: dncCheck.optional(),
  campaignDncCheck: dncCheck.optional(),
  campaignId: z.string().min(2).max(8).optional(),
  hopper: z
    .object({ priority: z.int().min(-99).max(99).optional(), localCallTimeCheck: z.boolean().optional() })
    .optional(),
  usaCanadaPrefixCheck: yesNo.optional(),
  usaCanadaAreaCodeCheck: yesNo.optional(),
  nanpaPrefixCheck: yesNo.optional(),
  customFields: z
    .array(z.object({ name: z.string().refine(isCustomFieldName), value: z.string() }))
    .optional(),
  timeZoneMethod: z
    .enum(['COUNTRY_AND_AREA_CODE', 'POSTAL', 'TZCODE', 'NANPA'])
    .transform((word) => TIME_ZONE_METHOD[word])
    .optional(),
  lookupState: yesNo.optional(),
  listExistsCheck: yesNo.optional(),
  callback: z
    .object({
      /** `YYYY-MM-DD HH:MM:SS` in the dialer's zone, `NOW`, or `5DAYS`. */
      at: z.string().regex(/^(\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}|NOW|\d+DAYS)$/),
      status: upTo(6).optional(),
      type: z.enum(['ANYONE', 'USERONLY']).optional(),
      username: z.string().min(1).optional(),
      comments: z.string().optional(),
    })
    .optional(),
  duplicateChecks: z
    .array(
      z.object({
        match: z.enum(['PHONE', 'PHONE_OR_ALT_PHONE', 'TITLE_AND_ALT_PHONE', 'NAME_AND_PHONE']),
        scope: z.enum(['LIST', 'CAMPAIGN', 'SYSTEM']),
        withinDays: z.int().optional(),
      }),
    )
    .optional(),
});

/** The documents spell it `campaing`; the ancestor reads `campaign_id`. Both are sent. */
const ownFields = (lead: z.output<typeof leadToAdd>) => ({
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
  address1: lead.address1,
  address2: lead.address2,
  address3: lead.address3,
  city: lead.city,
  state: lead.state,
  province: lead.province,
  postal_code: lead.postalCode,
  country_code: lead.countryCode,
  gender: lead.gender,
  date_of_birth: lead.dateOfBirth,
  alt_phone: lead.altPhoneNumber,
  email: lead.email,
  security_phrase: lead.securityPhrase,
  comments: lead.comments,
  multi_alt_phones: lead.multiAltPhones
    ?.map(({ phoneNumber, phoneCode, note }) => [phoneNumber, phoneCode ?? '1', note ?? ''].join('_'))
    .join('!'),
  rank: lead.rank?.toString(),
  owner: lead.owner,
  entry_list_id: lead.entryListId,
  dnc_check: lead.dncCheck,
  campaign_dnc_check: lead.campaignDncCheck,
  campaign_id: lead.campaignId ?? lead.campaign,
  add_to_hopper: lead.hopper && 'Y',
  hopper_priority: lead.hopper?.priority?.toString(),
  hopper_local_call_time_check: lead.hopper?.localCallTimeCheck ? 'Y' : undefined,
  usacan_prefix_check: lead.usaCanadaPrefixCheck,
  usacan_areacode_check: lead.usaCanadaAreaCodeCheck,
  nanpa_ac_prefix_check: lead.nanpaPrefixCheck,
  custom_fields: lead.customFields && 'Y',
  tz_method: lead.timeZoneMethod,
  callback: lead.callback && 'Y',
  callback_status: lead.callback?.status,
  callback_datetime: lead.callback?.at,
  callback_type: lead.callback?.type,
  callback_user: lead.callback?.username,
  callback_comments: lead.callback?.comments,
  lookup_state: lead.lookupState,
  list_exists_check: lead.listExistsCheck,
  duplicate_check: lead.duplicateChecks
    ?.map(({ match, scope, withinDays }) => {
      const within = withinDays === undefined ? '' : `${withinDays}DAY`;
      return `${DUPLICATE_MATCH[match]}${DUPLICATE_SCOPE[scope]}${within}`;
    })
    .join('-'),
});

const leadFields = (lead: z.output<typeof leadToAdd>): WireFields => ({
  ...present(ownFields(lead)),
  ...Object.fromEntries(lead.customFields?.map(({ name, value }) => [name, value]) ?? []),
});

/** lmapi's own parameters, those of this record and some it does not send: DB prints the program's SQL. */
const OWN_NAMES: ReadonlySet<string> = new Set([
  'user',
  'pass',
  'function',
  'db',
  'force_entry_list_id',
  ...Object.keys(ownFields(leadToAdd.parse({ phoneNumber: '000000', source: 'none' }))),
]);

/** False for a name that would be read as one of the dialer's own parameters, and for one PHP would rewrite. */
export function isCustomFieldName(name: string): boolean {
  return /^[a-z]\w*$/i.test(name) && !OWN_NAMES.has(name.toLowerCase());
}

const present = (fields: Readonly<Record<string, string | undefined>>): WireFields =>
  Object.fromEntries(
    Object.entries(fields).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );

export interface LeadLine {
  readonly level: 'SUCCESS' | 'NOTICE' | 'ERROR';
  /** The line's words without `add_lead`: "LEAD HAS BEEN ADDED". */
  readonly topic: string;
  /** The values behind " - " (or ": " in a refusal of permission), in the line's own order. */
  readonly values: readonly string[];
}

// Lines are told by their tokens, not by newlines: behind multi_alt_phones a NOTICE is glued to the text before it.
const LINE = /(SUCCESS|NOTICE|ERROR): (.*?)(?=(?:SUCCESS|NOTICE|ERROR): |[\r\n]|$)/g;

const lineOf = ([, level, rest = '']: RegExpMatchArray): LeadLine[] => {
  if (level !== 'SUCCESS' && level !== 'NOTICE' && level !== 'ERROR') return [];
  const [, topic = rest, mark, values] = /^(.*?)( - |: (?=\|))(.*)$/.exec(rest) ?? [];
  return [
    {
      level,
      topic: topic.replace(/^add_lead /, '').trim(),
      values:
        values === undefined
          ? []
          : // Behind " - " an empty first or last value is a value; behind ": " the bars only enclose the list.
            (mark === ' - ' ? values.trim() : values.trim().replace(/^\||\|$/g, '')).split('|'),
    },
  ];
};

/** Adds one lead. The answer is any number of text lines, in an order of their own. */
export const add_lead: Endpoint<'add_lead', z.input<typeof leadToAdd>, readonly LeadLine[]> = {
  name: 'add_lead',
  transport: 'lmapi',
  path: '/API/lmapi.php',
  summary: 'Adds one lead; optionally into the hopper, with custom fields and a callback.',
  model: 'LeadLine',
  effect: 'write',
  cacheSeconds: 0,
  batchKey: 'phone_number',
  maxBytes: megabytes(1),
  params: leadToAdd.transform(leadFields),
  response: z.string().transform((answer) => [...answer.matchAll(LINE)].flatMap(lineOf)),
};
