/** Answers that are not UTF-8: old rows are in windows-1252. */
import { expect, test } from 'vitest';
import { z } from 'zod';
import { startApi } from '../support/api.ts';
import { scriptedDialer, startLeadApi, accountAt } from '../support/leadApi.ts';
import { success } from '../support/otherDialer.ts';

const warned = (log: readonly string[]): unknown[] =>
  log.filter((line) => line.includes('windows-1252')).map((line): unknown => JSON.parse(line));

const DOCUMENT = `{
  outboundCalls(period: {from: "2026-05-12", to: "2026-05-12"}) { nodes { campaignName disposition } }
}`;

const days = z.object({
  outboundCalls: z.object({
    nodes: z.array(z.object({ campaignName: z.string(), disposition: z.string().nullable() })),
  }),
});

const row = (second: number, campaign: string, disposition: string) => ({
  call_date: `2026-05-12 10:00:0${second}`,
  campaign,
  disposition,
});

test('a day with bytes of windows-1252 is read, beside rows in UTF-8, and said so once', async () => {
  const api = await startApi();
  // %f1 stands for that byte.
  const answer = JSON.stringify(
    success({
      rows: [
        row(1, `Campa%f1a`, `%93Caf%e9%94`),
        row(2, 'Campaña José', `%93CAF%c9%94 %805`),
        row(3, 'plain', `a byte that is nobody's: %81.`),
      ],
    }),
  );
  const bytes = Buffer.concat(
    answer
      .split(/(%[0-9a-f]{2})/)
      .map((part) => (/^%[0-9a-f]{2}$/.test(part) ? Buffer.from(part.slice(1), 'hex') : Buffer.from(part))),
  );
  api.dialer.answer('outbound_cdr', { body: bytes });
  const { nodes } = (await api.read(days, DOCUMENT)).outboundCalls;
  expect(nodes.toSorted((a, b) => (a.campaignName < b.campaignName ? -1 : 1))).toEqual([
    { campaignName: 'Campaña', disposition: '“Café”' },
    { campaignName: 'Campaña José', disposition: '“CAFÉ” €5' },
    { campaignName: 'plain', disposition: expect.stringContaining("a byte that is nobody's: ") },
  ]);
  expect(warned(api.log)).toMatchObject([{ action: 'outbound_cdr', level: 40 }]);
  const again = await api.read(days, DOCUMENT.replaceAll('2026-05-12', '2026-05-11'));
  expect(again.outboundCalls.nodes).toEqual([]);
  expect(warned(api.log)).toHaveLength(1);
  expect(api.log.join('')).not.toContain('Caf');
});

test('the line of a duplicate lead is read', async () => {
  const dialer = await scriptedDialer();
  dialer.answer('add_lead', {
    body: Buffer.from(
      'ERROR: add_lead DUPLICATE NAME PHONE IN SYSTEM - Ren\xe9|Mu\xf1oz|7275551111|999|902|101\n',
      'latin1',
    ),
  });
  const api = await startLeadApi(accountAt(dialer));
  const document = `mutation { addLead(input: { phoneNumber: "7275551111", source: "test", firstName: "René" }) {
    __typename ... on DuplicateLead { match scope existingLeadId }
  } }`;
  expect(await api.data(document)).toEqual({
    addLead: { __typename: 'DuplicateLead', match: 'NAME_AND_PHONE', scope: 'SYSTEM', existingLeadId: '902' },
  });
});
