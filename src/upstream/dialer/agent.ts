import { z } from 'zod';
import { cell, MISFIT } from '../wire/cell.ts';
import { beside } from '../wire/reading/reader.ts';
import { record, sideRecord } from '../wire/reading/record.ts';
import type { ValuesOf } from '../wire/reading/rowReader.ts';
import { day, flag, isObject, key, reference, text } from '../wire/wire.ts';
import { normalizeKey } from '../wire/normalizeKey.ts';
import { LIFETIMES, goAction } from './action.ts';

const GENDERS = { M: 'MALE', F: 'FEMALE', U: 'UNDEFINED' } as const;
const isGender = (letter: string): letter is keyof typeof GENDERS => Object.hasOwn(GENDERS, letter);

const gender = cell('M, F or U', (value) => {
  const letter = text.read(value);
  if (letter === MISFIT || letter === null) return letter;
  return isGender(letter) ? GENDERS[letter] : MISFIT;
});

const leadInfo = {
  lead_id: key,
  list_id: reference,
  title: text,
  first_name: text,
  middle_initial: text,
  last_name: text,
  phone_number: text,
  alt_phone: text,
  email: text,
  address1: text,
  address2: text,
  address3: text,
  city: text,
  state: text,
  province: text,
  postal_code: text,
  country_code: text,
  gender,
  date_of_birth: day,
  status: text,
  user: text,
  comments: text,
};

/** A lead's custom fields: null if its list has none. A field that is not text is null. */
const customFields = cell('an object of texts', (value) => {
  if (value === null || value === undefined || value === false) return [];
  if (Array.isArray(value) && value.length === 0) return [];
  if (!isObject(value)) return MISFIT;
  return Object.entries(value).map(([name, entry]) => {
    const read = text.read(entry);
    return { name, value: read === MISFIT ? null : read };
  });
});

const asLead = (lead: ValuesOf<typeof leadInfo>) => ({
  leadId: lead.lead_id,
  listId: lead.list_id,
  status: lead.status,
  agentUsername: lead.user,
  title: lead.title,
  firstName: lead.first_name,
  middleInitial: lead.middle_initial,
  lastName: lead.last_name,
  phoneNumber: lead.phone_number,
  altPhoneNumber: lead.alt_phone,
  email: lead.email,
  gender: lead.gender,
  dateOfBirth: lead.date_of_birth,
  address: {
    line1: lead.address1,
    line2: lead.address2,
    line3: lead.address3,
    city: lead.city,
    state: lead.state,
    province: lead.province,
    postalCode: lead.postal_code,
    countryCode: lead.country_code,
  },
  comments: lead.comments,
});

/** Reads a lead and its custom fields. */
const leadAnswer = beside(
  record({ at: 'lead_info', cells: leadInfo, as: asLead }),
  sideRecord({
    at: '',
    cells: { custom_info: customFields, is_customer: flag },
    as: ({ custom_info, is_customer }) => ({ customFields: custom_info, isCustomer: is_customer }),
  }),
  (fields, others) => ({
    ...fields,
    customFields: others?.customFields ?? null,
    isCustomer: others?.isCustomer ?? null,
  }),
);

/**
 * One lead's personal data; null if there is no such lead.
 *
 * Served by the agent's own module. The documents name `lead_id`, the ancestor reads `goLeadID`: both are sent.
 */
export const goGetCustomerInfo = goAction({
  name: 'goGetCustomerInfo',
  folder: 'goAgent',
  summary: "One lead's name, numbers, address and custom fields.",
  model: 'Lead',
  ...LIFETIMES.lead,
  lookup: 'lead',
  params: z
    .object({ leadId: z.string().min(1), phoneNumber: z.string().optional() })
    .transform(({ leadId, phoneNumber }) => ({
      lead_id: leadId,
      ...(phoneNumber === undefined ? {} : { phone_number: phoneNumber }),
      goLeadID: leadId,
    })),
  response: leadAnswer,
  isAbout: ({ leadId }, lead) => normalizeKey(lead.leadId) === normalizeKey(leadId),
  nothing: () => null,
});
