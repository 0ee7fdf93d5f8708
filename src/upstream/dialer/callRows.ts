/**
 * The members of call records on the wire. The thread that reads large answers imports them too, and nothing of the
 * records around them, so that it starts quickly.
 */
import { identity } from '../wire/cell.ts';
import { count, length, localTime, reference, text } from '../wire/wire.ts';

/** Of outbound_cdr. */
export const outboundRow = {
  call_date: identity(localTime),
  src: text,
  dst: text,
  agent: text,
  campaign: text,
  call_type: text,
  disposition: text,
  carrier_disposition: text,
  term_reason: text,
  queue_time: length,
  portfolio: text,
  vendor_lead_code: text,
  lead_id: reference,
  list_id: reference,
  entry_date: localTime,
};

/** Of inbound_cdr. */
export const inboundRow = {
  call_date: identity(localTime),
  uniq1: text,
  enter_on_queue: localTime,
  src: text,
  dst: text,
  carrier: text,
  queue: text,
  agent: text,
  campaign: text,
  disposition: text,
  term_reason: text,
  queue_time: length,
  call_duration: length,
  queue_position: count,
  portfolio: text,
  lead_id: reference,
  list_id: text,
  vendor_lead_code: text,
};

/** Of agent_cdr. */
export const agentCallRow = {
  user: text,
  answer_time: identity(localTime),
  disposition: text,
  phone_number: text,
  loan_number: text,
  call_type: text,
  call_duration: length,
  lead_id: reference,
  term_reason: text,
  portfolio: text,
  campaign_name: text,
};
