import type { StoredLead } from '../centre/leads.ts';
import { MISSING_PARAMETERS, type Answer } from '../wire/request.ts';

/** Null for an empty text, as in MySQL's columns without a value. */
const orNull = (text: string): string | null => (text === '' ? null : text);

const leadInfo = (lead: StoredLead) => ({
  lead_id: lead.leadId,
  list_id: Number(lead.listId),
  title: orNull(lead.title),
  first_name: lead.firstName,
  middle_initial: orNull(lead.middleInitial),
  last_name: lead.lastName,
  phone_number: lead.phoneNumber,
  alt_phone: orNull(lead.altPhone),
  email: orNull(lead.email),
  address1: orNull(lead.address1),
  address2: orNull(lead.address2),
  address3: orNull(lead.address3),
  city: orNull(lead.city),
  state: orNull(lead.state),
  province: orNull(lead.province),
  postal_code: orNull(lead.postalCode),
  country_code: orNull(lead.countryCode),
  gender: lead.gender,
  date_of_birth: orNull(lead.dateOfBirth),
  status: lead.status,
  user: lead.user,
  comments: orNull(lead.comments),
});

/** Finds a lead by id, which GOautodial calls goLeadID. Without an id, finds the newest lead of a phone number. */
const goGetCustomerInfo: Answer = ({ form, centre: { leads } }) => {
  const id = form.one('lead_id') || form.one('goLeadID');
  const phoneNumber = form.one('phone_number');
  if (id === '' && phoneNumber === '') return MISSING_PARAMETERS;
  const lead =
    id === '' ? leads.withPhone(phoneNumber).at(-1) : /^\d+$/.test(id) ? leads.find(Number(id)) : undefined;
  if (!lead) return { result: 'error', message: `Lead ID '${id}' does NOT exist on the database` };
  return {
    result: 'success',
    lead_info: leadInfo(lead),
    custom_info: lead.customFields,
    is_customer: lead.isCustomer ? 1 : 0,
  };
};

export const goAgent = { goGetCustomerInfo } as const;
