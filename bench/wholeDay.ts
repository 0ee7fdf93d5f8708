const FIELDS = `startedAt direction fromNumber toNumber contactNumber agentUsername campaignName callType disposition
  carrierDisposition terminationReason queueSeconds vendorLeadCode leadId listId`;

/**
 * A whole day in one operation. It has an alias for each hour, because a page has at most 1,000 calls. All share one
 * dialer call.
 */
export const wholeDayQuery = (day: string): string => {
  const hours = Array.from({ length: 24 }, (_, hour) => {
    const from = `${day}T${String(hour).padStart(2, '0')}:00:00Z`;
    const to = new Date(Date.parse(from) + 3_600_000).toISOString();
    return `h${hour}: outboundCalls(period: { from: "${day}", to: "${day}" }, first: 1000,
      filter: { startedAt: { from: "${from}", to: "${to}" } }) { totalCount nodes { ${FIELDS} } }`;
  });
  return `{ ${hours.join('\n')} }`;
};
