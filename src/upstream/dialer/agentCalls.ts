import { z } from 'zod';
import type { ValuesOf } from '../wire/reading/rowReader.ts';
import { table, Table } from '../wire/reading/table.ts';
import { goAction } from './action.ts';
import { agentCallRow } from './callRows.ts';
import { MOST_CALLS_BYTES, reasonOf } from './calls.ts';
import { emptyReport, names, period, report, reportFields } from './report/report.ts';
import { callTypeOf } from './vocabulary.ts';

const DIRECTION_OF = { DIALER: 'OUTBOUND', MANUAL: 'OUTBOUND', INBOUND: 'INBOUND', UNKNOWN: null } as const;

const asAgentCall = (row: ValuesOf<typeof agentCallRow>) => ({
  direction: DIRECTION_OF[callTypeOf(row.call_type ?? '')],
  agentUsername: row.user,
  startedAt: row.answer_time,
  disposition: row.disposition,
  contactNumber: row.phone_number,
  ownNumber: null,
  queueSeconds: null,
  queue: null,
  carrier: null,
  carrierDisposition: null,
  listId: null,
  vendorLeadCode: null,
  uniqueId: null,
  loanNumber: row.loan_number,
  callType: callTypeOf(row.call_type ?? ''),
  callTypeText: row.call_type,
  durationSeconds: row.call_duration,
  leadId: row.lead_id,
  terminationReason: reasonOf(row.term_reason),
  terminationReasonText: row.term_reason,
  portfolioCode: row.portfolio,
  portfolioText: row.portfolio,
  campaignName: row.campaign_name,
});

/** A call that an agent answered. Its time is the dialer's naive local time. */
export type AgentCallRow = ReturnType<typeof asAgentCall>;

/** The calls that agents answered in a period. */
export const agent_cdr = goAction({
  ...report,
  maxBytes: MOST_CALLS_BYTES,
  name: 'agent_cdr',
  summary: 'The calls that agents answered in a period.',
  model: 'AgentCall',
  params: z.object({ ...period, agents: names, portfolios: names, profiles: names }).transform(reportFields),
  probe: emptyReport('portfolios'),
  response: table({
    at: 'rows',
    row: agentCallRow,
    as: asAgentCall,
    inColumns: {
      direction: { madeOf: 'call_type' },
      agentUsername: 'user',
      startedAt: 'answer_time',
      disposition: 'disposition',
      contactNumber: 'phone_number',
      ownNumber: { madeOf: null },
      queueSeconds: { madeOf: null },
      queue: { madeOf: null },
      carrier: { madeOf: null },
      carrierDisposition: { madeOf: null },
      listId: { madeOf: null },
      vendorLeadCode: { madeOf: null },
      uniqueId: { madeOf: null },
      loanNumber: 'loan_number',
      callType: { madeOf: 'call_type' },
      durationSeconds: 'call_duration',
      leadId: 'lead_id',
      terminationReason: { madeOf: 'term_reason' },
      portfolioCode: 'portfolio',
      portfolioText: 'portfolio',
      campaignName: 'campaign_name',
    },
  }),
  nothing: () => Table.empty(),
});
