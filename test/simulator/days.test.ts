import { expect, onTestFinished, test } from 'vitest';
import { CallHistory, HISTORY_DAYS } from '../../src/simulator/day/calls.ts';
import { LeadTable, type StoredLead } from '../../src/simulator/centre/leads.ts';
import { startSimulator, type Simulator } from '../../src/simulator/server.ts';

/** What a simulator that runs for days keeps: the one that `npm start` embeds must not grow. */

const lead = (phoneNumber: string): Omit<StoredLead, 'leadId'> => ({
  listId: '101',
  phoneNumber,
  phoneCode: '1',
  enteredAt: 0,
  status: 'NEW',
  user: '',
  vendorLeadCode: '',
  sourceId: '',
  gmtOffset: -5,
  title: '',
  firstName: '',
  middleInitial: '',
  lastName: '',
  address1: '',
  address2: '',
  address3: '',
  city: '',
  state: '',
  province: '',
  postalCode: '',
  countryCode: '',
  gender: 'U',
  dateOfBirth: '',
  altPhone: '',
  email: '',
  securityPhrase: '',
  comments: '',
  rank: 0,
  owner: '',
  entryListId: '',
  customFields: null,
  isCustomer: false,
});

/** A simulator after 300 requests, most of them with an action of their own. */
async function asked(recordsRequests?: boolean): Promise<Simulator> {
  const simulator = await startSimulator(recordsRequests === undefined ? {} : { recordsRequests });
  onTestFinished(() => simulator.close());
  for (let index = 0; index < 300; index += 1) {
    const goAction = index < 100 ? 'getAllPortfolios' : `made-up-${index}`;
    await fetch(`${simulator.url}/goAPIv2/goUsers/goAPI.php`, {
      method: 'POST',
      body: new URLSearchParams({ goUser: simulator.user, goPass: simulator.pass, goAction }),
    });
  }
  return simulator;
}

test('requests are kept where they are to be looked at, else counted', async () => {
  expect((await asked()).requests).toHaveLength(300);
  const embedded = await asked(false);
  expect(embedded.requests).toEqual([]);
  expect(embedded.counts()['getAllPortfolios']).toBe(100);
  expect(Object.keys(embedded.counts()).length).toBeLessThanOrEqual(100);
});

test('leads that were added stay among the newest, and keep their ids', () => {
  const table = new LeadTable();
  const seeded = [table.insert(lead('1')), table.insert(lead('2'))];
  table.seeded();
  let last = seeded[1];
  for (let index = 0; index < 120_000; index += 1) last = table.insert(lead(String(index % 70_000)));
  expect(table.rows.length).toBeLessThanOrEqual(50_002);
  expect(seeded.map(({ leadId }) => table.find(leadId))).toEqual(seeded);
  expect(last?.leadId).toBe((seeded[0]?.leadId ?? 0) + 120_001);
  expect(table.find(last?.leadId ?? 0)).toBe(last);
  expect(table.rows.every((row) => table.find(row.leadId) === row)).toBe(true);
  expect(table.find((seeded[0]?.leadId ?? 0) + 2)).toBeUndefined();
  expect(table.withPhone('1')).toContain(seeded[0]);
  expect(new Set(table.rows.flatMap((row) => table.withPhone(row.phoneNumber))).size).toBe(table.rows.length);
});

test('days of calls are kept as long as there is history', async () => {
  const { centre } = await startSimulator({ callsPerDay: 5 }).then((simulator) => {
    onTestFinished(() => simulator.close());
    return simulator;
  });
  expect(centre.calls).toBeInstanceOf(CallHistory);
  const first = centre.calls.ofDay('2026-01-01');
  expect(centre.calls.ofDay('2026-01-01')).toBe(first);
  for (let day = 0; day < HISTORY_DAYS + 20; day += 1) {
    const date = new Date(Date.UTC(2026, 1, 1 + day)).toISOString().slice(0, 10);
    centre.calls.ofDay(date);
  }
  const again = centre.calls.ofDay('2026-01-01');
  // It was forgotten, and is made again as it was.
  expect(again).not.toBe(first);
  expect(again).toEqual(first);
});
