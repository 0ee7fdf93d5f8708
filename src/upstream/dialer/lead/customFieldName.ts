/** Parameters of add_lead that this server sends for a lead. */
export const LEAD_PARAMETERS = [
  'phone_number',
  'phone_code',
  'list_id',
  'source',
  'campaing',
  'vendor_lead_code',
  'source_id',
  'gmt_offset_now',
  'title',
  'first_name',
  'middle_initial',
  'last_name',
  'address1',
  'address2',
  'address3',
  'city',
  'state',
  'province',
  'postal_code',
  'country_code',
  'gender',
  'date_of_birth',
  'alt_phone',
  'email',
  'security_phrase',
  'comments',
  'multi_alt_phones',
  'rank',
  'owner',
  'entry_list_id',
  'dnc_check',
  'campaign_dnc_check',
  'campaign_id',
  'add_to_hopper',
  'hopper_priority',
  'hopper_local_call_time_check',
  'usacan_prefix_check',
  'usacan_areacode_check',
  'nanpa_ac_prefix_check',
  'custom_fields',
  'tz_method',
  'callback',
  'callback_status',
  'callback_datetime',
  'callback_type',
  'callback_user',
  'callback_comments',
  'lookup_state',
  'list_exists_check',
  'duplicate_check',
] as const;

export type LeadParameter = (typeof LEAD_PARAMETERS)[number];

/** Parameters of the dialer that this server must never let a caller send. */
const FORBIDDEN_PARAMETERS = [
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
] as const;

const RESERVED: ReadonlySet<string> = new Set([...LEAD_PARAMETERS, ...FORBIDDEN_PARAMETERS]);

/** A name for comparing: the database's columns have no case. */
export const customFieldKey = (name: string): string => name.toLowerCase();

/**
 * True for a name that the dialer's editor of custom fields allows, and that is none of the dialer's own parameters,
 * whatever its case. PHP keeps such names as they are.
 */
export const isCustomFieldName = (name: string): boolean =>
  /^[_0-9A-Za-z]+$/.test(name) && !RESERVED.has(customFieldKey(name));
