/** The metrics of the carrier's records, and of a contact's calls, beside a naive program. */
import { expect } from 'vitest';
import { z } from 'zod';
import { DAY } from '../../support/callDay.ts';
import { success } from '../../support/otherDialer.ts';
import { giveRecords, json } from '../../support/otherVoxo.ts';
import {
  attemptsTo,
  averageScore,
  carrierFigures,
  recordGroups,
  type Cell,
  type WireRow,
} from '../../support/plainFigures.ts';
import { halves, ratio, SHARE, type World } from './world.ts';

/** The days of `attempts`: seven, today included. */
const FROM_DAY = '2026-05-07';

const rounded = (value: number | null): number | null => (value === null ? null : Number(value.toFixed(9)));

const clock = (second: number): string =>
  [Math.floor(second / 3600), Math.floor(second / 60) % 60, second % 60]
    .map((part) => String(part).padStart(2, '0'))
    .join(':');

const numberOf = (call: number): string => String(3_122_000_000 + call);

const keyOf = (keys: readonly (string | null)[]): string =>
  JSON.stringify(keys.map((key) => key?.toLowerCase() ?? null));

export async function compareCarrier({ api, dialer, voxo, sizes, compare, int, one }: World): Promise<void> {
  const calls: WireRow[] = [];
  const records: WireRow[] = [];
  const byNumber = new Map<string, WireRow>();
  for (let call = 0; call < sizes.calls; call += 1) {
    const second = 3600 + int(79_200);
    const number = numberOf(call);
    calls.push({
      call_date: `${DAY} ${clock(second)}`,
      dst: number,
      src: '8005550100',
      campaign: one('Renewals', 'Recovery', ''),
      call_type: 'Dialer',
    });
    if (int(12) === 0) continue;
    // Another call of the same number, as the carrier has it: too far from this one.
    const near = int(15) > 0 ? 1 : 0;
    const at = clock(second + (near === 1 ? int(40) - 20 : 600));
    const record: WireRow = {
      id: `r${call}`,
      time: `05/12/26 ${at}`,
      dialedNum: number,
      callerIdNumber: '8005550100',
      direction: 'OUT',
      disposition: one<Cell>('ANSWERED', 'Answered', 'NO ANSWER', 'BUSY', '', null, 'ANSWERED'),
      mos: one<Cell>(4.4, '4.1', 3.2, '2.05', 0, '0', null, undefined, 'n/a', -1),
    };
    records.push(record);
    byNumber.set(number, { ...record, near });
  }
  for (let other = 0; other < sizes.calls / 10; other += 1)
    records.push({
      id: `o${other}`,
      time: `05/12/26 ${clock(int(86_400))}`,
      callerIdNumber: '2125550100',
      dialedNum: '8005550100',
      direction: one<Cell>('IN', null, 'sideways'),
      disposition: one<Cell>('ANSWERED', 'BUSY', null),
      mos: one<Cell>(4.25, '0', null),
    });
  dialer.answer('outbound_cdr', (fields) =>
    success({ rows: fields.get('toDate') === '2026-05-13' ? attempts : calls }),
  );
  const wanted = Array.from({ length: 20 }, (_, index) => numberOf(index));
  const attempts: WireRow[] = Array.from({ length: sizes.calls }, () => {
    const number = numberOf(int(600));
    const day = one('2026-05-07', '2026-05-10', '2026-05-13');
    return {
      call_date: int(30) === 0 ? one('never', '') : `${day} ${clock(int(86_400))}`,
      dst: one(number, `+1 (${number.slice(0, 3)}) ${number.slice(3, 6)}-${number.slice(6)}`, `1${number}`),
    };
  });
  giveRecords(voxo);
  voxo.answer('call-reports', json(records));
  const figures = z.object({
    matched: ratio,
    answered: ratio,
    averageMeanOpinionScore: z.number().nullable(),
  });
  const group = z.object({ keys: z.array(z.string().nullable()), count: z.int() });
  const data = await api.read(
    z.object({
      outboundCalls: z.object({ groups: z.array(z.object({ ...group.shape, carrier: figures })) }),
      carrierCalls: z.object({
        groups: z.array(z.object({ ...group.shape, averageMeanOpinionScore: z.number().nullable() })),
      }),
    }),
    `{ outboundCalls(period: { from: "${DAY}", to: "${DAY}" }) { groups(by: [CAMPAIGN]) { keys count carrier {
        matched ${SHARE} answered ${SHARE} averageMeanOpinionScore } } }
      carrierCalls(range: { from: "${DAY}T05:00:00Z", to: "2026-05-13T05:00:00Z" }) {
        groups(by: [DISPOSITION, DIRECTION]) { keys count averageMeanOpinionScore } } }`,
  );
  const campaigns = Object.groupBy(calls, ({ campaign }) => String(campaign));
  for (const { keys, count, carrier } of data.outboundCalls.groups) {
    const own = campaigns[keys[0] ?? ''] ?? [];
    const plain = carrierFigures(own, byNumber);
    expect(count).toBe(own.length);
    compare('CallGroupCarrier.matched', halves(carrier.matched), plain.matched);
    compare('CallGroupCarrier.answered', halves(carrier.answered), plain.answered);
    compare(
      'CallGroupCarrier.averageMeanOpinionScore',
      rounded(carrier.averageMeanOpinionScore),
      rounded(plain.averageMeanOpinionScore),
    );
  }
  const plain = recordGroups(records);
  const { groups } = data.carrierCalls;
  compare(
    'CarrierGroup.count',
    Object.fromEntries(groups.map(({ keys, count }) => [keyOf(keys), count])),
    Object.fromEntries(Object.entries(plain).map(([key, { length }]) => [key, length])),
  );
  compare(
    'CarrierGroup.averageMeanOpinionScore',
    Object.fromEntries(groups.map((own) => [keyOf(own.keys), rounded(own.averageMeanOpinionScore)])),
    Object.fromEntries(Object.entries(plain).map(([key, own]) => [key, rounded(averageScore(own))])),
  );
  const contacts = await api.read(
    z.record(z.string(), z.object({ attempts: z.int() })),
    `{ ${wanted.map((number, index) => `c${index}: contact(phoneNumber: "${number}") { attempts(days: 7) }`).join(' ')} }`,
  );
  compare(
    'ContactHistory.attempts',
    wanted.map((_, index) => contacts[`c${index}`]?.attempts),
    wanted.map((number) => attemptsTo(number, attempts, FROM_DAY)),
  );
}
