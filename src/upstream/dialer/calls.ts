import { z } from 'zod';
import { both } from '../wire/reading/reader.ts';
import type { ValuesOf } from '../wire/reading/rowReader.ts';
import { sideTable, table, Table } from '../wire/reading/table.ts';
import { count, key } from '../wire/wire.ts';
import { megabytes } from '../endpoint.ts';
import { goAction } from './action.ts';
import { inboundRow, outboundRow } from './callRows.ts';
import { emptyReport, names, period, report, reportFields } from './report/report.ts';
import { callTypeOf, terminationReasonOf, type CallType, type TerminationReason } from './vocabulary.ts';

/** The members that all kinds of call records share; null if a kind does not have one. */
export interface CallFacts {
  /** Null if the dialer did not send it. */
  readonly direction: 'INBOUND' | 'OUTBOUND' | null;
  /** When the call started or, for agents' calls, was answered: the dialer's naive local time. */
  readonly startedAt: string;
  /** The number of the person called or calling. */
  readonly contactNumber: string | null;
  /** The company's number. */
  readonly ownNumber: string | null;
  readonly agentUsername: string | null;
  readonly campaignName: string | null;
  readonly portfolioCode: string | null;
  /** The portfolio as the row has it. In an inbound call it may be the name in place of the code. */
  readonly portfolioText: string | null;
  readonly disposition: string | null;
  readonly callType: CallType;
  readonly terminationReason: TerminationReason | null;
  readonly queueSeconds: number | null;
  readonly durationSeconds: number | null;
  readonly queue: string | null;
  /** The channel that delivered the call. */
  readonly carrier: string | null;
  /** The outcome of the call for the carrier. */
  readonly carrierDisposition: string | null;
  readonly leadId: string | null;
  readonly listId: string | null;
  /** The company's own code of the lead. */
  readonly vendorLeadCode: string | null;
  /** The dialer's own id of the call (uniq1). */
  readonly uniqueId: string | null;
}

/** The rows of calls are read into columns as they arrive, so that an answer need not fit into memory. */
export const MOST_CALLS_BYTES = megabytes(1024);

/** The reason for a word of `term_reason`. */
export const reasonOf = (word: string | null): TerminationReason | null =>
  word === null ? null : terminationReasonOf(word);

const asOutboundCall = (row: ValuesOf<typeof outboundRow>) => ({
  direction: 'OUTBOUND' as const,
  startedAt: row.call_date,
  contactNumber: row.dst,
  ownNumber: row.src,
  agentUsername: row.agent,
  campaignName: row.campaign,
  callType: callTypeOf(row.call_type ?? ''),
  callTypeText: row.call_type,
  disposition: row.disposition,
  carrierDisposition: row.carrier_disposition,
  terminationReason: reasonOf(row.term_reason),
  terminationReasonText: row.term_reason,
  queueSeconds: row.queue_time,
  durationSeconds: null,
  queue: null,
  carrier: null,
  uniqueId: null,
  portfolioCode: row.portfolio,
  portfolioText: row.portfolio,
  vendorLeadCode: row.vendor_lead_code,
  leadId: row.lead_id,
  listId: row.list_id,
  leadEnteredAt: row.entry_date,
});

/** An outbound call. Its times are the dialer's naive local times. */
export type OutboundCallRow = ReturnType<typeof asOutboundCall>;

const campaignSummaryRow = {
  campaign_name: key,
  total_leads: count,
  dialable: count,
  pending: count,
  total_calls: count,
  dialer: count,
  dialed: count,
  manual_calls: count,
  handled_calls: count,
  total_removed: count,
  removed: count,
  remove_all_period: count,
};

const asCampaignSummary = (row: ValuesOf<typeof campaignSummaryRow>) => ({
  campaignName: row.campaign_name,
  totalLeads: row.total_leads,
  dialable: row.dialable,
  pending: row.pending,
  totalCalls: row.total_calls,
  dialerCalls: row.dialer,
  dialedCalls: row.dialed,
  manualCalls: row.manual_calls,
  handledCalls: row.handled_calls,
  totalRemoved: row.total_removed,
  removed: row.removed,
  removedAllPeriod: row.remove_all_period,
});

/** One campaign's totals over the report's period. */
export type CampaignSummaryRow = ReturnType<typeof asCampaignSummary>;

/** The outbound calls of a period, and each campaign's totals. */
export const outbound_cdr = goAction({
  ...report,
  maxBytes: MOST_CALLS_BYTES,
  name: 'outbound_cdr',
  summary: "The outbound calls of a period, and each campaign's totals.",
  model: 'OutboundCalls',
  params: z.object({ ...period, portfolios: names, profiles: names }).transform(reportFields),
  probe: emptyReport('portfolios'),
  response: both(
    table({
      at: 'rows',
      row: outboundRow,
      as: asOutboundCall,
      inColumns: {
        direction: { madeOf: null },
        startedAt: 'call_date',
        contactNumber: 'dst',
        ownNumber: 'src',
        agentUsername: 'agent',
        campaignName: 'campaign',
        callType: { madeOf: 'call_type' },
        disposition: 'disposition',
        carrierDisposition: 'carrier_disposition',
        terminationReason: { madeOf: 'term_reason' },
        queueSeconds: 'queue_time',
        durationSeconds: { madeOf: null },
        queue: { madeOf: null },
        carrier: { madeOf: null },
        uniqueId: { madeOf: null },
        portfolioCode: 'portfolio',
        portfolioText: 'portfolio',
        vendorLeadCode: 'vendor_lead_code',
        leadId: 'lead_id',
        listId: 'list_id',
        leadEnteredAt: 'entry_date',
      },
    }),
    sideTable({ at: 'summary_rows', row: campaignSummaryRow, as: asCampaignSummary }),
    (calls, campaigns) => ({ calls, campaigns: campaigns ?? Table.empty() }),
  ),
  nothing: () => ({
    calls: Table.empty(),
    campaigns: Table.empty(),
  }),
});

const asInboundCall = (row: ValuesOf<typeof inboundRow>) => ({
  direction: 'INBOUND' as const,
  startedAt: row.call_date,
  uniqueId: row.uniq1,
  enteredQueueAt: row.enter_on_queue,
  contactNumber: row.src,
  ownNumber: row.dst,
  callType: 'INBOUND' as const,
  carrier: row.carrier,
  carrierDisposition: null,
  queue: row.queue,
  agentUsername: row.agent,
  campaignName: row.campaign,
  disposition: row.disposition,
  terminationReason: reasonOf(row.term_reason),
  terminationReasonText: row.term_reason,
  queueSeconds: row.queue_time,
  durationSeconds: row.call_duration,
  queuePosition: row.queue_position,
  portfolioCode: row.portfolio,
  portfolioText: row.portfolio,
  leadId: row.lead_id,
  listId: null,
  /** In an inbound call, `list_id` may hold the list's name. */
  listName: row.list_id,
  vendorLeadCode: row.vendor_lead_code,
});

/** An inbound call. Its times are the dialer's naive local times. */
export type InboundCallRow = ReturnType<typeof asInboundCall>;

/**
 * The trunk in the name of an Asterisk channel: its technology and peer, without the channel's own number. Null if the
 * name has another form.
 */
export const trunkOf = (carrier: string | null): string | null =>
  carrier === null ? null : (/^([a-z0-9]+\/\S+)-[0-9a-f]{8}$/i.exec(carrier.trim())?.[1] ?? null);

/** The inbound calls of a period. */
export const inbound_cdr = goAction({
  ...report,
  maxBytes: MOST_CALLS_BYTES,
  name: 'inbound_cdr',
  summary: 'The inbound calls of a period.',
  model: 'InboundCall',
  params: z.object({ ...period, portfolios: names, profiles: names }).transform(reportFields),
  probe: emptyReport('portfolios'),
  response: table({
    at: 'rows',
    row: inboundRow,
    as: asInboundCall,
    inColumns: {
      direction: { madeOf: null },
      startedAt: 'call_date',
      uniqueId: 'uniq1',
      enteredQueueAt: 'enter_on_queue',
      contactNumber: 'src',
      ownNumber: 'dst',
      callType: { madeOf: null },
      carrier: 'carrier',
      carrierDisposition: { madeOf: null },
      queue: 'queue',
      agentUsername: 'agent',
      campaignName: 'campaign',
      disposition: 'disposition',
      terminationReason: { madeOf: 'term_reason' },
      queueSeconds: 'queue_time',
      durationSeconds: 'call_duration',
      queuePosition: 'queue_position',
      portfolioCode: 'portfolio',
      portfolioText: 'portfolio',
      leadId: 'lead_id',
      listId: { madeOf: null },
      listName: 'list_id',
      vendorLeadCode: 'vendor_lead_code',
    },
  }),
  nothing: () => Table.empty(),
});
