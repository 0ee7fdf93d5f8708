import { setTimeout as pause } from 'node:timers/promises';
import { isOpen } from '../centre/callTimes.ts';
import type { Centre } from '../centre/centre.ts';
import { breaksTheQuery, duplicateLine } from './duplicates.ts';
import type { Form } from '../wire/form.ts';
import { AREA_CODES, type StoredLead } from '../centre/leads.ts';
import { html, type Reply } from '../wire/reply.ts';
import { daysAfter } from '../centre/zone.ts';

/**
 * The time between the duplicate check and the insert. As in the real dialer, equal leads sent at once can all be
 * added.
 */
const BETWEEN_CHECK_AND_INSERT_MS = 10;
const HOUR = 3_600_000;

/** Characters that the dialer silently removes from every text. */
const DROPPED = /[+"'\\]/g;

/** The order of the values after " - ": as in Crocodial's documents, or as recorded from VICIdial, its ancestor. */
export type FieldOrder = 'documented' | 'ancestor';

export interface AddLead {
  readonly form: Form;
  readonly centre: Centre;
  /** The API user, in the spelling of the request. */
  readonly user: string;
  readonly order: FieldOrder;
  readonly now: number;
}

const digits = (text: string): string => text.replace(/\D/g, '');
const clamp = (number: number): number => Math.max(-99, Math.min(99, number));

/** The list id. An id of fewer than three digits does not count: the lead goes to list 999. */
const listIdOf = (form: Form): string => {
  const id = digits(form.one('list_id'));
  return id.length < 3 ? '999' : id;
};

/** Adds a lead. The reply has a line for each outcome: an error, or success and its notices. */
export async function addLead(request: AddLead): Promise<Reply> {
  const { form, centre, user, order, now } = request;
  const lead = leadFrom(request);
  const option = form.one('duplicate_check');
  const nanpa = form.one('nanpa_ac_prefix_check') === 'Y' || form.one('tz_method') === 'NANPA';
  const head = nanpa
    ? `NOTICE: add_lead NANPA options disabled, NANPA prefix data not loaded - 0|${user}\n`
    : '';
  const refusal = refusalOf(lead, request);
  if (refusal !== null) return html(head + refusal);
  // VICIdial builds the SQL query from the names before it removes characters.
  const names = { ...lead, firstName: form.one('first_name'), lastName: form.one('last_name') };
  if (breaksTheQuery(option, names)) return html('', 500);
  const duplicate = duplicateLine(option, lead, centre, now);
  if (duplicate !== null) return html(head + duplicate);
  await pause(BETWEEN_CHECK_AND_INSERT_MS, undefined, { ref: false });
  const stored = centre.leads.insert(lead);

  const { phoneNumber, listId, leadId, gmtOffset } = stored;
  const added =
    order === 'ancestor'
      ? [phoneNumber, listId, leadId, gmtOffset, user]
      : [phoneNumber, user, listId, leadId, gmtOffset];
  return html(
    [
      head,
      `SUCCESS: add_lead LEAD HAS BEEN ADDED - ${added.join('|')}\n`,
      altPhonesLine(stored, request),
      customFieldsLine(stored, request),
      hopperLine(stored, request),
      callbackLine(stored, request),
    ].join(''),
  );
}

type NewLead = Omit<StoredLead, 'leadId'>;

/** The lead as the database stores it. Texts that are longer than their column are cut silently. */
function leadFrom({ form, centre, now }: AddLead): NewLead {
  const text = (name: string, length: number): string => form.one(name).replace(DROPPED, '').slice(0, length);
  // Commas are kept, so two numbers in one field fail the length check.
  const phoneNumber = form.one('phone_number').replace(/[^0-9,]/g, '');
  const phoneCode = digits(form.one('phone_code')) || '1';
  const listId = listIdOf(form);
  const area = phoneCode === '1' ? AREA_CODES.find(({ code }) => phoneNumber.startsWith(code)) : undefined;
  const state = text('state', 2);
  const fields = form.one('custom_fields') === 'Y' ? (centre.list(listId)?.customFields ?? []) : [];
  return {
    listId,
    phoneNumber,
    phoneCode,
    enteredAt: now,
    status: form.one('callback') === 'Y' ? 'CBHOLD' : 'NEW',
    user: '',
    vendorLeadCode: text('vendor_lead_code', 20),
    sourceId: text('source_id', 50),
    gmtOffset: area?.gmtOffset ?? (phoneCode === '52' ? -6 : Number(form.one('gmt_offset_now')) || 0),
    title: text('title', 4),
    firstName: text('first_name', 30),
    middleInitial: text('middle_initial', 1),
    lastName: text('last_name', 30),
    address1: text('address1', 100),
    address2: text('address2', 100),
    address3: text('address3', 100),
    city: text('city', 50),
    state: state === '' && form.one('lookup_state') === 'Y' ? (area?.state ?? '') : state,
    province: text('province', 50),
    postalCode: text('postal_code', 10),
    countryCode: text('country_code', 3),
    gender: ['M', 'F', 'U'].includes(form.one('gender')) ? form.one('gender') : 'U',
    dateOfBirth: form.one('date_of_birth') === '' ? '' : mysqlDate(form.one('date_of_birth')),
    altPhone: digits(form.one('alt_phone')).slice(0, 12),
    email: text('email', 70),
    securityPhrase: text('security_phrase', 100),
    comments: text('comments', 255),
    rank: Number(digits(form.one('rank')).slice(0, 5)),
    owner: text('owner', 20),
    entryListId: digits(form.one('entry_list_id')),
    customFields:
      fields.length > 0
        ? Object.fromEntries(fields.map((name) => [name, form.one(name).replace(DROPPED, '')]))
        : null,
    isCustomer: false,
  };
}

function mysqlDate(text: string): string {
  try {
    return Temporal.PlainDate.from(text).toString();
  } catch {
    return '0000-00-00';
  }
}

function refusalOf({ phoneNumber, listId }: NewLead, { form, centre, user }: AddLead): string | null {
  const refused = (reason: string, ...values: readonly string[]): string =>
    `ERROR: add_lead ${reason} - ${[phoneNumber, ...values].join('|')}\n`;
  // The only flag that may be in lower case.
  if (form.one('list_exists_check').toUpperCase() === 'Y' && !centre.list(listId)) {
    return refused('NOT A DEFINED LIST ID, LIST EXISTS CHECK ENABLED', listId);
  }
  if (phoneNumber.length < 6 || phoneNumber.length > 16) return refused('INVALID PHONE NUMBER LENGTH', user);
  if (form.one('usacan_prefix_check') === 'Y' && /^.{3}[01]/.test(phoneNumber)) {
    return refused('INVALID PHONE NUMBER PREFIX', user);
  }
  const area = phoneNumber.slice(0, 3);
  if (form.one('usacan_areacode_check') === 'Y' && !AREA_CODES.some(({ code }) => code === area)) {
    return refused('INVALID PHONE NUMBER AREACODE', user);
  }
  const dnc = form.one('dnc_check');
  const areaForbidden = dnc === 'AREACODE' && centre.doNotCall.areaCodes.has(area);
  if (areaForbidden || (/^(Y|AREACODE)$/.test(dnc) && centre.doNotCall.numbers.has(phoneNumber))) {
    return refused('PHONE NUMBER IN DNC', user);
  }
  const campaignId = form.one('campaign_id');
  const campaignNumbers = centre.campaignDoNotCall.get(campaignId);
  if (/^(Y|AREACODE)$/.test(form.one('campaign_dnc_check')) && campaignNumbers?.has(phoneNumber)) {
    return refused('PHONE NUMBER IN CAMPAIGN DNC', campaignId, user);
  }
  return null;
}

/** VICIdial echoes the numbers first, and no newline separates them from the NOTICE. */
function altPhonesLine({ leadId }: StoredLead, { form, user, order }: AddLead): string {
  const entries = form.one('multi_alt_phones').split('!').filter(Boolean);
  if (entries.length === 0) return '';
  const echoed = entries.map((entry) => entry.replace('_', '|').replace('_', '|')).join('');
  const values = order === 'ancestor' ? [entries.length, leadId, user] : [entries.length, user, leadId];
  return `${echoed}NOTICE: add_lead MULTI-ALT-PHONE NUMBERS LOADED - ${values.join('|')}\n`;
}

function customFieldsLine(lead: StoredLead, { form, centre, order }: AddLead): string {
  if (form.one('custom_fields') !== 'Y') return '';
  const fields = centre.list(lead.listId)?.customFields ?? null;
  const [what, more] =
    fields === null
      ? ['CUSTOM FIELDS NOT ADDED, NO CUSTOM FIELDS DEFINED FOR THIS LIST', []]
      : fields.length === 0
        ? ['CUSTOM FIELDS NOT ADDED, NO FIELDS DEFINED', []]
        : ['CUSTOM FIELDS VALUES ADDED', order === 'ancestor' ? [1] : []];
  return `NOTICE: add_lead ${what} - ${[lead.phoneNumber, lead.leadId, lead.listId, ...more].join('|')}\n`;
}

function hopperLine(lead: StoredLead, { form, centre, user, order, now }: AddLead): string {
  if (form.one('add_to_hopper') !== 'Y') return '';
  const { phoneNumber, leadId, gmtOffset } = lead;
  const campaign = centre.list(lead.listId)?.campaign;
  const callTime = centre.callTimes.find((candidate) => candidate.id === campaign?.callTimeId);
  const there = new Date(now + gmtOffset * HOUR);
  const hhmm = there.getUTCHours() * 100 + there.getUTCMinutes();
  const outside = callTime !== undefined && !isOpen(callTime, there.getUTCDay(), hhmm);
  if (form.one('hopper_local_call_time_check') === 'Y' && outside) {
    const values =
      order === 'ancestor'
        ? [phoneNumber, leadId, gmtOffset, 0, user]
        : [phoneNumber, user, leadId, gmtOffset, 0];
    return `NOTICE: add_lead NOT ADDED TO HOPPER, OUTSIDE OF LOCAL TIME - ${values.join('|')}\n`;
  }
  const { hopperId } = centre.hoppers.add(campaign, {
    lead,
    priority: clamp(Number(form.one('hopper_priority')) || 0),
    altDial: 'MAIN',
    callCount: 0,
    lastCalledAt: null,
  });
  const values =
    order === 'ancestor' ? [phoneNumber, leadId, hopperId, user] : [phoneNumber, user, leadId, hopperId];
  return `NOTICE: add_lead ADDED TO HOPPER - ${values.join('|')}\n`;
}

/** The notice about the callback. Without a valid campaign no callback is added, but the lead's status stays CBHOLD. */
function callbackLine({ leadId }: StoredLead, request: AddLead): string {
  const { form, centre, order } = request;
  if (form.one('callback') !== 'Y') return '';
  const campaign = form.one('campaign_id');
  if (!centre.campaign(campaign)) {
    return `NOTICE: add_lead SCHEDULED CALLBACK NOT ADDED, CAMPAIGN NOT VALID - ${leadId}|${campaign}\n`;
  }
  const type = form.one('callback_type') === 'USERONLY' ? 'USERONLY' : 'ANYONE';
  const user = type === 'USERONLY' ? form.one('callback_user') : '';
  if (type === 'USERONLY' && !centre.agent(user)) {
    return `NOTICE: add_lead SCHEDULED CALLBACK NOT ADDED, USER NOT VALID - ${[leadId, campaign, user, type].join('|')}\n`;
  }
  const status = (form.one('callback_status') || 'CALLBK').slice(0, 6);
  const at = callbackTime(request);
  const values =
    order === 'ancestor'
      ? [leadId, campaign, at, type, user, status]
      : [leadId, at, campaign, user, type, status];
  return `NOTICE: add_lead SCHEDULED CALLBACK ADDED - ${values.join('|')}\n`;
}

/** The time of a callback: NOW, a number of days such as 5DAYS, or any other text as it is. */
function callbackTime({ form, centre: { zone }, now }: AddLead): string {
  const wanted = form.one('callback_datetime');
  const local = zone.local(now);
  if (wanted === 'NOW') return local;
  const days = /^(\d+)DAYS$/.exec(wanted)?.[1];
  return days === undefined ? wanted : `${daysAfter(local.slice(0, 10), Number(days))}${local.slice(10)}`;
}
