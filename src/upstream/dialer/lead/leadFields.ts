import type { WireFields } from '../../endpoint.ts';
import type { LeadParameter } from './customFieldName.ts';
import { altPhonesField, type CheckedLead, type DuplicateMatch, type DuplicateScope } from './leadToAdd.ts';

/** A word of ours → the dialer's. */
const DUPLICATE_MATCH = {
  PHONE: 'DUP',
  PHONE_OR_ALT_PHONE: 'DUPPHONEALT',
  TITLE_AND_ALT_PHONE: 'DUPTITLEALTPHONE',
  NAME_AND_PHONE: 'DUPNAMEPHONE',
} as const satisfies Record<DuplicateMatch, string>;
const DUPLICATE_SCOPE = { LIST: 'LIST', CAMPAIGN: 'CAMP', SYSTEM: 'SYS' } as const satisfies Record<
  DuplicateScope,
  string
>;
const DNC = { YES: 'Y', NO: 'N', AREA_CODE: 'AREACODE' } as const;
const GENDER = { MALE: 'M', FEMALE: 'F', UNDEFINED: 'U' } as const;
const CALLBACK_TYPE = { ANYONE: 'ANYONE', USER_ONLY: 'USERONLY' } as const;
const TIME_ZONE_METHOD = {
  COUNTRY_AND_AREA_CODE: '',
  POSTAL: 'POSTAL',
  TZCODE: 'TZCODE',
  NANPA: 'NANPA',
} as const;

const yesNo = (value: boolean | undefined): string | undefined =>
  value === undefined ? undefined : value ? 'Y' : 'N';

const callbackTime = (given: CheckedLead['callback']): string | undefined =>
  given && (given.at ?? (given.now ? 'NOW' : `${given.inDays}DAYS`));

/** The documents spell it `campaing`; the ancestor reads `campaign_id`. Both are sent. */
const ownFields = (lead: CheckedLead): Readonly<Record<LeadParameter, string | undefined>> => ({
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
