/** The queries of the benchmark's table, and what a baseline picks of the same answers. */

export const AGENTS = 100;
const CAMPAIGNS = 12;
export const DAY = '2026-05-12';

export const FIELDS = [
  'startedAt',
  'direction',
  'fromNumber',
  'toNumber',
  'contactNumber',
  'agentUsername',
  'campaignName',
  'callType',
  'disposition',
  'carrierDisposition',
  'terminationReason',
  'queueSeconds',
  'vendorLeadCode',
  'leadId',
  'listId',
] as const;

export const HOT = '{ dashboard { agentCounts { live ready inCall paused } } }';
export const N_PLUS_ONE = `{ agents(first: ${AGENTS}) { nodes { username account { fullName email userLevel userGroup } } } }`;

/**
 * A whole day in one operation. It has an alias for each hour, because a page has at most 1,000 calls. All share one
 * dialer call.
 */
export const DAY_OF_CALLS = `{ ${Array.from({ length: 24 }, (_, hour) => {
  const from = `${DAY}T${String(hour).padStart(2, '0')}:00:00Z`;
  const to = new Date(Date.parse(from) + 3_600_000).toISOString();
  return `h${hour}: outboundCalls(period: { from: "${DAY}", to: "${DAY}" }, first: 1000,
      filter: { startedAt: { from: "${from}", to: "${to}" } }) { nodes { ${FIELDS.join(' ')} } }`;
}).join('\n')} }`;

/** The newest calls of the day. */
export const FIRST_CALLS = `{ outboundCalls(period: { from: "${DAY}", to: "${DAY}" }, first: 10) { totalCount nodes { ${FIELDS.join(' ')} } } }`;

/** The same loads for the untuned server, whose schema has no periods and pages. */
export const UNTUNED = {
  hot: HOT,
  agents: '{ agents { username account { fullName email userLevel userGroup } } }',
  calls: `{ calls { ${FIELDS.join(' ')} } }`,
} as const;

/** The rows of an outbound_cdr answer with the fields of the query. */
export function pickedCalls(answer: unknown): readonly object[] {
  const rows: unknown = Object(Object(answer).data).rows;
  if (!Array.isArray(rows)) throw new Error('The answer has no rows.');
  return rows.map((row: Readonly<Record<string, unknown>>) => ({
    startedAt: row['call_date'],
    direction: 'OUTBOUND',
    fromNumber: row['src'],
    toNumber: row['dst'],
    contactNumber: row['dst'],
    agentUsername: row['agent'],
    campaignName: row['campaign'],
    callType: row['call_type'],
    disposition: row['disposition'],
    carrierDisposition: row['carrier_disposition'],
    terminationReason: row['term_reason'],
    queueSeconds: Number(row['queue_time']),
    vendorLeadCode: row['vendor_lead_code'],
    leadId: row['lead_id'],
    listId: row['list_id'],
  }));
}

/** An outbound_cdr answer with calls spread evenly over a day. */
export const outboundCalls = (count: number, day = DAY): string =>
  [...outboundCallParts(count, day)].join('');

const PART_CALLS = 1000;

/** As `outboundCalls`, in parts of a thousand calls, so that a large day need not fit into memory. */
export function* outboundCallParts(count: number, day = DAY): Generator<string> {
  yield '{"result":"success","data":{"rows":[';
  for (let from = 0; from < count; from += PART_CALLS) {
    const length = Math.min(PART_CALLS, count - from);
    const calls = Array.from({ length }, (_, index) =>
      JSON.stringify(outboundCall(from + index, count, day)),
    );
    yield `${from === 0 ? '' : ','}${calls.join(',')}`;
  }
  yield '],"headers":[],"summary_headers":[],"summary_rows":[]}}';
}

function outboundCall(index: number, count: number, day: string): object {
  const second = Math.floor((index / count) * 86_400);
  const time = [second / 3600, (second / 60) % 60, second % 60]
    .map((part) => String(Math.floor(part)).padStart(2, '0'))
    .join(':');
  return {
    call_date: `${day} ${time}`,
    src: '8005550100',
    dst: String(5_550_000_000 + index),
    agent: `Agent.Number${index % AGENTS}`,
    campaign: `CAMPAIGN-${index % CAMPAIGNS}`,
    call_type: index % 5 === 0 ? 'Manual' : 'Dialer',
    disposition: ['Voicemail', 'No Answer', 'Promise To Pay', 'Callback', 'Denied'][index % 5],
    carrier_disposition: 'Answer',
    term_reason: index % 2 === 0 ? 'AGENT' : 'CALLER',
    queue_time: String(index % 60),
    portfolio: ['CSC', 'GAL', 'AMI'][index % 3],
    vendor_lead_code: `11111111-${index}`,
    lead_id: String(10_000_000 + index),
    list_id: '22222222222222',
    entry_date: `${day} 00:00:00`,
  };
}

/** A goGetAllUsers answer with the agents of the calls. */
export const users = (): string =>
  JSON.stringify({
    result: 'success',
    data: {
      user_list: Array.from({ length: AGENTS }, (_, index) => ({
        user: `Agent.Number${index}`,
        name: `Agent Number ${index}`,
        active: 'Y',
      })),
    },
  });

/** A goGetAllCampaigns answer with the campaigns of the calls. */
export const campaigns = (): string =>
  JSON.stringify({
    result: 'success',
    data: {
      rows: Array.from({ length: CAMPAIGNS }, (_, index) => ({
        id: String(50_000 + index),
        campaign_name: `CAMPAIGN-${index}`,
        active: 'Y',
      })),
    },
  });
