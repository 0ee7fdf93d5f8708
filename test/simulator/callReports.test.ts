import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { startSimulator, type Simulator } from '../../src/simulator/server.ts';
import { ask, NOW, rowsAt, type Row } from './asking.ts';

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator({ now: () => NOW, timezone: 'America/Chicago' });
});
afterAll(() => simulator.close());

const DAY = {
  tenantId: '37',
  start: '2026-11-18 00:00:00',
  end: '2026-11-18 23:59:59',
  timezone: 'America/Chicago',
};
const get = async (
  query: Record<string, string>,
  token = simulator.voxoToken,
  { url } = simulator,
): Promise<Response> =>
  fetch(`${url}/call-reports?${new URLSearchParams(query)}`, {
    headers: { authorization: `Bearer ${token}` },
  });
const rows = async (query: Record<string, string> = DAY): Promise<Row[]> =>
  rowsAt({ rows: await (await get(query)).json() }, 'rows');

const key = (from: unknown, to: unknown): string => `${String(from)}>${String(to)}`;

/** "11/18/26 23:07:20" → "2026-11-18 23:07:20". */
const sortable = (time: unknown): string =>
  String(time).replace(/^(\d\d)\/(\d\d)\/(\d\d)/, (_, month: string, day: string, year: string) =>
    [`20${year}`, month, day].join('-'),
  );

describe('call-reports', () => {
  it('wants its token, an account, a period, and no more than 31 days of it', async () => {
    // A month of its calls is soon told.
    const small = await startSimulator({ now: () => NOW, timezone: 'America/Chicago', callsPerDay: 50 });
    onTestFinished(() => small.close());
    const statusOf = async (query: Record<string, string>): Promise<number> =>
      (await get(query, small.voxoToken, small)).status;
    const refused = await get(DAY, 'wrong');
    expect(refused.status).toBe(401);
    expect(refused.headers.get('content-type')).toBe('application/json');
    expect(await refused.json()).toEqual({ message: 'Unauthorized' });
    const { tenantId: _, ...nobody } = DAY;
    expect(await statusOf({ ...nobody, billingCode: 'X' })).toBe(200);
    expect(await statusOf({ ...DAY, start: 'yesterday' })).toBe(400);
    expect(await statusOf({ ...DAY, timezone: 'Nowhere/Else' })).toBe(400);
    expect(await statusOf({ ...DAY, start: '2026-10-18 23:59:59' })).toBe(200);
    expect(await statusOf({ ...DAY, start: '2026-10-18 23:59:58' })).toBe(400);
    // Without an account it is a partner who asks, for 24 hours at most.
    expect(await statusOf(nobody)).toBe(200);
    expect(await statusOf({ ...nobody, start: '2026-11-17 23:59:59' })).toBe(200);
    expect(await statusOf({ ...nobody, start: '2026-11-17 23:59:58' })).toBe(400);
  });

  it('gives the documented members, newest first, within the period', async () => {
    const records = await rows();
    expect(Object.keys(records[0] ?? {}).join(' ')).toBe(
      'id time callerIdNumber callerIdName dialedNum direction disposition duration percentJitter packetLoss qos uniqueId prevUniqueId whoAnswered recorded queueCall ocn ani lata city rateCenter state jurisdiction local lec lecType spid isTollFree nextUniqueId isInternational presented mos callOutcome afterAnswerDuration outgoingCidNum billingId partnerId geolocation',
    );
    const times = records.map((record) => sortable(record['time']));
    expect(times).toEqual(times.toSorted().toReversed());
    expect(new Set(times.map((time) => time.slice(0, 10)))).toEqual(new Set(['2026-11-18']));
    expect(new Set(records.map((record) => record['id'])).size).toBe(records.length);
  });

  it('tells its times in the zone asked in', async () => {
    const [here] = await rows();
    const there = await rows({
      ...DAY,
      start: '2026-11-18 06:00:00',
      end: '2026-11-19 05:59:59',
      timezone: 'UTC',
    });
    expect(there[0]?.['id']).toBe(here?.['id']);
    const shift = Date.parse(sortable(there[0]?.['time'])) - Date.parse(sortable(here?.['time']));
    expect(shift).toBe(6 * 3_600_000);
  });

  it('is about the calls of the dialer: about 5 % are missing, 5 % unknown there, clocks 90 s apart at most', async () => {
    const period = { fromDate: '2026-11-18', toDate: '2026-11-18' };
    const calls = [
      ...rowsAt(await ask(simulator, 'goReports', 'outbound_cdr', period)),
      ...rowsAt(await ask(simulator, 'goReports', 'inbound_cdr', period)),
    ];
    const dialed = Map.groupBy(calls, (call) => key(call['src'], call['dst']));
    const records = await rows();
    const near = (record: Row): boolean =>
      (dialed.get(key(record['callerIdNumber'], record['dialedNum'])) ?? []).some(
        (call) =>
          Math.abs(Date.parse(String(call['call_date'])) - Date.parse(sortable(record['time']))) <= 90_000,
      );
    const matched = records.filter(near).length;
    const skewed = records.filter(
      (record) =>
        !(dialed.get(key(record['callerIdNumber'], record['dialedNum'])) ?? []).some(
          (call) => call['call_date'] === sortable(record['time']),
        ),
    );
    expect(matched / calls.length).toBeGreaterThan(0.93);
    expect(matched / calls.length).toBeLessThan(0.97);
    expect((records.length - matched) / calls.length).toBeGreaterThan(0.03);
    expect((records.length - matched) / calls.length).toBeLessThan(0.07);
    expect(skewed.length).toBeGreaterThan(matched * 0.8);
  });

  it('knows no call that is not over', async () => {
    const today = await rows({ ...DAY, start: '2026-11-20 00:00:00', end: '2026-11-20 23:59:59' });
    expect(today.length).toBeGreaterThan(1000);
    expect(sortable(today[0]?.['time']) <= '2026-11-20 15:00:00').toBe(true);
  });
});
