import type { Call } from '../day/call.ts';
import { callsOf, periodOf } from './period.ts';
import { headersOf, NO_DATA, success, type Answer, type GoRequest } from '../wire/request.ts';
import { clock, type Zone } from '../centre/zone.ts';

const isInbound = (call: Call): boolean => call.type === 'INBOUND';
const TYPE_WORDS = { DIALER: 'Dialer', MANUAL: 'Manual', INBOUND: 'Inbound' } as const;

const outboundRow = (call: Call, zone: Zone) => ({
  call_date: zone.local(call.startedAt),
  src: call.campaign.callerId,
  dst: call.customerNumber,
  agent: call.agent?.username ?? '',
  campaign: call.campaign.name,
  call_type: TYPE_WORDS[call.type],
  disposition: call.disposition,
  carrier_disposition: call.carrierDisposition,
  term_reason: call.termination,
  queue_time: String(call.queueSeconds),
  portfolio: call.portfolio.code,
  vendor_lead_code: call.lead?.vendorLeadCode ?? '',
  lead_id: String(call.lead?.leadId ?? ''),
  list_id: call.lead?.listId ?? '',
  entry_date: call.lead ? zone.local(call.lead.enteredAt) : '',
});

/** One campaign's totals. `removed`: calls of the period after which the lead is not called again. */
function summaryRow(name: string, calls: readonly Call[], { centre }: GoRequest): object {
  const lists = new Set(centre.lists.filter((list) => list.campaign.name === name).map((list) => list.id));
  const totalLeads = centre.leads.rows.filter((lead) => lists.has(lead.listId)).length;
  const called = new Set(calls.map((call) => call.lead?.leadId)).size;
  const closed = calls.filter((call) => ['Sale', 'Denied', 'Wrong Number'].includes(call.disposition)).length;
  const manual = calls.filter((call) => call.type === 'MANUAL').length;
  return {
    campaign_name: name,
    total_leads: totalLeads,
    dialable: totalLeads,
    pending: Math.max(totalLeads - called, 0),
    total_calls: calls.length,
    dialer: calls.length - manual,
    dialed: calls.length,
    manual_calls: manual,
    handled_calls: calls.filter((call) => call.agent !== null).length,
    total_removed: 0,
    removed: closed,
    remove_all_period: closed,
  };
}

const outbound_cdr: Answer = (request) => {
  const calls = callsOf(request, periodOf(request)).filter((call) => !isInbound(call));
  const rows = calls.map((call) => outboundRow(call, request.centre.zone));
  const summary = [...Map.groupBy(calls, (call) => call.campaign.name)]
    .sort(([one], [other]) => one.localeCompare(other))
    .map(([name, own]) => summaryRow(name, own, request));
  return success({
    rows,
    headers: headersOf(rows[0]),
    summary_headers: headersOf(summary[0]),
    summary_rows: summary,
  });
};

const inboundRow = (call: Call, zone: Zone) => ({
  call_date: zone.local(call.startedAt),
  enter_on_queue: call.queuedAt === null ? '' : zone.local(call.queuedAt),
  src: call.customerNumber,
  dst: call.campaign.callerId,
  carrier: call.trunk,
  uniq1: call.uniqueId,
  queue: `${call.campaign.name}_QUEUE`,
  agent: call.agent?.username ?? '',
  campaign: call.campaign.name,
  disposition: call.disposition,
  term_reason: call.termination,
  queue_time: String(call.queueSeconds),
  call_duration: String(Math.round((call.endedAt - call.startedAt) / 1000)),
  queue_position: String(call.queuePosition),
  portfolio: call.portfolio.code,
  lead_id: String(call.lead?.leadId ?? ''),
  // In this report, list_id has the list's name.
  list_id: call.list?.name ?? '',
  vendor_lead_code: call.lead ? `${call.lead.firstName} ${call.lead.lastName}` : '',
});

const inbound_cdr: Answer = (request) => {
  const rows = callsOf(request, periodOf(request))
    .filter(isInbound)
    .toReversed()
    .map((call) => inboundRow(call, request.centre.zone));
  return success({ rows, headers: headersOf(rows[0]) });
};

const agentCallRow = (call: Call, zone: Zone) => ({
  user: call.agent?.username ?? '',
  answer_time: zone.local(call.answeredAt ?? call.startedAt),
  disposition: call.disposition,
  phone_number: call.customerNumber,
  loan_number: call.lead?.vendorLeadCode ?? '',
  call_type: call.type,
  call_duration: clock(call.talkSeconds),
  lead_id: call.lead?.leadId ?? 0,
  term_reason: call.termination,
  portfolio: call.portfolio.code,
  campaign_name: call.campaign.name,
});

const agent_cdr: Answer = (request) => {
  const rows = callsOf(request, periodOf(request))
    .filter((call) => call.agent !== null)
    .toReversed()
    .map((call) => agentCallRow(call, request.centre.zone));
  const headers = headersOf(rows[0], { formatter: 'html' });
  return success({
    rows,
    headers: headers.map((header) => ({
      title: header.title.toUpperCase(),
      field: header.field,
      formatter: 'html',
    })),
  });
};

const average = (numbers: readonly number[]): string =>
  (numbers.length === 0 ? 0 : numbers.reduce((sum, number) => sum + number, 0) / numbers.length).toFixed(2);

function inboundDay(day: string, calls: readonly Call[]): object {
  const queued = calls.filter((call) => call.queuedAt !== null);
  const handled = queued.filter((call) => call.agent !== null);
  const abandoned = queued.filter((call) => call.agent === null);
  return {
    calldate: day,
    total_calls: String(calls.length),
    queued_calls: String(queued.length),
    abandon1: String(abandoned.filter((call) => call.queueSeconds > 20).length),
    abandon2: String(abandoned.length),
    handled_calls: String(handled.length),
    avg_hold_time: average(queued.map((call) => call.queueSeconds)),
    avg_handle_time: average(handled.map((call) => call.talkSeconds + call.wrapSeconds)),
  };
}

const inbound_summary_stats: Answer = (request) => {
  const calls = callsOf(request, periodOf(request)).filter(isInbound);
  if (calls.length === 0) return NO_DATA;
  const rows = [...Map.groupBy(calls, (call) => request.centre.zone.day(call.startedAt))].map(([day, own]) =>
    inboundDay(day, own),
  );
  return success({ rows, headers: headersOf(rows[0]) });
};

/** The reports that list or count calls. */
export const callRecords = { outbound_cdr, inbound_cdr, agent_cdr, inbound_summary_stats } as const;
