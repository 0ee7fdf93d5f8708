/** A hopper that fills and empties at random, from a seed, at a dialer that fails and writes rows that cannot be read. */
import { expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { startApi } from '../support/api.ts';
import { randomOf } from '../support/callDay.ts';
import { subscribe, type EventStream } from '../support/eventStream.ts';
import { success } from '../support/otherDialer.ts';
import { startScriptedServer } from '../support/scriptedServer.ts';

const ROUNDS = 80;

const update = z.object({
  hopper: z.object({
    totalCount: z.number(),
    added: z.array(z.object({ leadId: z.string(), priority: z.number().nullable() })),
    removedLeadIds: z.array(z.string()),
  }),
});

/** The priority of each lead, put together from all updates. @throws Error if an update does not fit to those before */
function known({ events }: EventStream): Map<string, number | null> {
  const leads = new Map<string, number | null>();
  for (const { data } of events) {
    const { hopper } = update.parse(data);
    for (const leadId of hopper.removedLeadIds)
      if (!leads.delete(leadId)) throw new Error(`${leadId} has left before it came.`);
    for (const { leadId, priority } of hopper.added) {
      if (leads.get(leadId) === priority) throw new Error(`${leadId} has not changed.`);
      leads.set(leadId, priority);
    }
  }
  return leads;
}

test.each([1, 2, 3])('every subscriber ends with what the hopper has (seed %i)', async (seed) => {
  const random = randomOf(seed);
  const int = (below: number): number => Math.floor(random() * below);
  const dialer = await startScriptedServer();
  onTestFinished(() => dialer.close());
  dialer.answer('goGetAllCampaigns', success({ rows: [{ id: '1', campaign_name: 'One', active: 'Y' }] }));
  const leads = new Map<number, number>();
  const rowsOf = (): object[] =>
    [...leads].map(([lead, priority]) => ({ hopper_id: lead + 5000, lead_id: lead, priority }));
  const ended = Promise.withResolvers<void>();
  let polls = 0;
  dialer.answer('getLeadsOnHopper', () => {
    polls += 1;
    if (polls > ROUNDS) {
      // The last lead tells that all before it has been told.
      leads.set(9999, 1);
      ended.resolve();
      return success({ rows: rowsOf() });
    }
    for (let change = int(5); change > 0; change -= 1) {
      const lead = 1 + int(150);
      if (int(3) === 0) leads.delete(lead);
      else leads.set(lead, int(4));
    }
    const fault = int(12);
    if (fault === 0) return { status: 500, body: '' };
    const rows = rowsOf();
    if (fault === 1) rows.push({ hopper_id: 1, lead_id: '' });
    if (fault === 2)
      return success({ rows: rows.map((row) => (int(9) === 0 ? { ...row, lead_id: '' } : row)) });
    if (fault === 3) return success({ rows: rows.slice(int(rows.length)), total: rows.length });
    return success({ rows: int(2) === 0 ? rows.toReversed() : [...rows, ...rows.slice(0, 3)] });
  });
  const api = await startApi({ LOG_LEVEL: 'error' }, dialer, { liveIntervalMs: 5 });
  const join = (): Promise<EventStream> =>
    subscribe(
      api.url,
      'subscription { hopper(campaignId: "1") { totalCount added { leadId priority } removedLeadIds } }',
    );
  const streams = [await join()];
  for (let round = 0; round < 8; round += 1) {
    await expect.poll(() => polls, { timeout: 15_000, interval: 5 }).toBeGreaterThan((round * ROUNDS) / 9);
    streams.push(await join());
    if (round % 3 === 2) streams.splice(1 + int(streams.length - 1), 1)[0]?.close();
  }
  await ended.promise;
  for (const stream of streams) {
    await stream.until((events) => events.some(({ data }) => JSON.stringify(data).includes('"9999"')));
    await expect
      .poll(() => [...known(stream).keys()].toSorted())
      .toEqual([...leads.keys()].map(String).toSorted());
    for (const [lead, priority] of leads) expect(known(stream).get(String(lead))).toBe(priority);
    const last = update.parse(stream.events.at(-1)?.data).hopper;
    expect(last.totalCount).toBe(leads.size);
  }
});
