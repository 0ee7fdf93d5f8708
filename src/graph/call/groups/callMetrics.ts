/** How the figures of a group of calls are computed. */
import { SHARE, type Metric } from '../../metric.ts';

const RECORDS = 'outbound_cdr, inbound_cdr or agent_cdr, as the list has it';
const UNREADABLE = 'calls whose time cannot be read (`unreadableCount` of the list)';
const TAKEN = 'of which the record names an agent other than VDAD and VDCL';

export const METRICS = {
  count: { name: 'Calls', unit: 'calls', source: RECORDS, leftOut: UNREADABLE },
  totalDuration: {
    name: 'Duration',
    unit: 'seconds',
    source: 'inbound_cdr, agent_cdr: `call_duration`',
    leftOut: 'calls without a duration; outbound calls have none',
  },
  averageDuration: {
    name: 'Average duration',
    unit: 'seconds',
    numerator: 'sum of the durations',
    denominator: 'number of calls with a duration',
    source: 'inbound_cdr, agent_cdr: `call_duration`',
    leftOut: 'calls without a duration; outbound calls have none',
  },
  averageWait: {
    name: 'Average speed of answer and abandonment',
    unit: 'seconds',
    numerator: 'sum of the waits in the queue, however they ended',
    denominator: 'number of calls with a wait',
    source: 'outbound_cdr, inbound_cdr: `queue_time`',
    leftOut: "calls without a wait; agents' calls have none",
  },
  longestWait: {
    name: 'Longest wait',
    unit: 'seconds',
    source: 'outbound_cdr, inbound_cdr: `queue_time`',
    leftOut: "calls without a wait; agents' calls have none",
  },
  distinctContacts: {
    name: 'Distinct contacts',
    unit: 'contacts',
    source: `${RECORDS}: the number of the contact`,
    leftOut: 'calls without a number, or with a withheld one',
  },
  handled: {
    name: 'Answer rate',
    unit: SHARE,
    numerator: `calls ${TAKEN}`,
    denominator: 'all calls',
    source: `${RECORDS}: \`agent\``,
    leftOut: UNREADABLE,
  },
  abandoned: {
    name: 'Abandon rate',
    unit: SHARE,
    numerator: 'inbound calls that no agent took, with the termination reason CALLER, ABANDON or NONE',
    denominator: 'inbound calls',
    source: 'inbound_cdr: `agent`, `term_reason`',
    leftOut: 'outbound calls',
  },
  serviceLevel: {
    name: 'Service level',
    unit: SHARE,
    numerator: `inbound calls ${TAKEN}, and whose wait is at most \`withinSeconds\``,
    denominator:
      'inbound calls with a known wait; without `shortAbandons`, less those abandoned within that time',
    source: 'inbound_cdr: `queue_time`, `agent`, `term_reason`',
    leftOut: 'outbound calls; calls without a known wait',
  },
  withDisposition: {
    name: 'Conversion, or the share of any dispositions',
    unit: SHARE,
    numerator: 'calls with one of `dispositions`, in any case',
    denominator: 'all calls',
    source: `${RECORDS}: \`disposition\``,
    leftOut: UNREADABLE,
  },
} satisfies Readonly<Record<string, Metric>>;
