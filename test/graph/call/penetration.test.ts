import { expect, test } from 'vitest';
import { DAY, startCallApi } from '../../support/callDay.ts';
import { success } from '../../support/otherDialer.ts';

const totals = (name: string, total: unknown, pending: unknown) => ({
  campaign_name: name,
  total_leads: total,
  pending,
});

test('penetration is the share of leads that are no longer pending, and null if a half of it is unknown', async () => {
  const api = await startCallApi([]);
  api.dialer.answer(
    'outbound_cdr',
    success({
      rows: [],
      summary_rows: [
        totals('Alpha', '1000', 250),
        totals('Beta', 0, '0'),
        totals('Gamma', '10', 'N/A'),
        totals('Delta', null, 3),
        // More are pending than there are: one of the two is wrong.
        totals('Epsilon', 10, 11),
      ],
    }),
  );
  const { outboundCalls } = await api.data(
    `{ outboundCalls(period: {from: "${DAY}", to: "${DAY}"}) { campaignSummaries { campaignName penetration { value numerator denominator } } } }`,
  );
  expect(outboundCalls).toEqual({
    campaignSummaries: [
      { campaignName: 'Alpha', penetration: { value: 0.75, numerator: 750, denominator: 1000 } },
      { campaignName: 'Beta', penetration: { value: null, numerator: 0, denominator: 0 } },
      { campaignName: 'Gamma', penetration: null },
      { campaignName: 'Delta', penetration: null },
      { campaignName: 'Epsilon', penetration: null },
    ],
  });
});
