/** Groups by spans of time, on days whose clocks change and on others. */
import { describe, expect, test } from 'vitest';
import { callApiTo, DAY, plainCall, startCallDialer, type PlainCall } from '../../support/callDay.ts';

const SPANS = 'keys startsAt endsAt count';
const groupsBy = async (
  calls: readonly PlainCall[],
  by: string,
  zone = 'America/Chicago',
  field = 'inboundCalls',
) => {
  const api = await callApiTo(await startCallDialer(calls), { DIALER_TIMEZONE: zone });
  const day = calls[0]?.at.slice(0, 10) ?? '';
  const { list } = await api.data(
    `{ list: ${field}(period: { from: "${day}", to: "${day}" }) { groups(by: [${by}]) { ${SPANS} } } }`,
  );
  return list;
};

/** 01:30 in Chicago, for the first and the second time. */
const [FIRST, SECOND] = [1_762_065_000, 1_762_068_600];
const night = (time: string, uniqueId: string | null = null): PlainCall =>
  plainCall('inbound', { at: `2025-11-02 ${time}`, uniqueId });
const NIGHT = [
  night('01:30:00', `${SECOND}.1`),
  night('01:30:00', `${FIRST}.1`),
  night('01:59:00'),
  night('00:15:00'),
  night('02:00:00'),
];

describe('spans of time', () => {
  test('an hour that occurs twice is two groups, one after the other', async () => {
    expect(await groupsBy(NIGHT, 'HOUR')).toEqual({
      groups: [
        ['00', '00:00:00-05:00', '01:00:00-05:00', 1],
        ['01', '01:00:00-05:00', '01:00:00-06:00', 2],
        ['01', '01:00:00-06:00', '02:00:00-06:00', 1],
        ['02', '02:00:00-06:00', '03:00:00-06:00', 1],
      ].map(([hour, from, to, count]) => ({
        keys: [`2025-11-02T${hour}`],
        startsAt: `2025-11-02T${from}`,
        endsAt: `2025-11-02T${to}`,
        count,
      })),
    });
  });

  test('so is half an hour of it, and not the hour of the day', async () => {
    expect(await groupsBy(NIGHT, 'HALF_HOUR')).toMatchObject({
      groups: [
        { keys: ['2025-11-02T00:00'] },
        { keys: ['2025-11-02T01:30'], startsAt: '2025-11-02T01:30:00-05:00', count: 2 },
        { keys: ['2025-11-02T01:30'], startsAt: '2025-11-02T01:30:00-06:00', count: 1 },
        { keys: ['2025-11-02T02:00'] },
      ],
    });
    expect(await groupsBy(NIGHT, 'HOUR_OF_DAY')).toMatchObject({
      groups: [
        { keys: ['00'], count: 1 },
        { keys: ['01'], count: 3, startsAt: null, endsAt: null },
        { keys: ['02'], count: 1 },
      ],
    });
  });

  test('the day of it has 25 hours', async () => {
    expect(await groupsBy(NIGHT, 'DAY')).toEqual({
      groups: [
        {
          keys: ['2025-11-02'],
          startsAt: '2025-11-02T00:00:00-05:00',
          endsAt: '2025-11-03T00:00:00-06:00',
          count: 5,
        },
      ],
    });
  });

  test('an hour that does not occur is none: its calls are of the next', async () => {
    const calls = ['01:59:59', '02:30:00', '03:10:00'].map((time) =>
      plainCall('inbound', { at: `2026-03-08 ${time}`, uniqueId: null }),
    );
    expect(await groupsBy(calls, 'HOUR')).toEqual({
      groups: [
        {
          keys: ['2026-03-08T01'],
          startsAt: '2026-03-08T01:00:00-06:00',
          endsAt: '2026-03-08T03:00:00-05:00',
          count: 1,
        },
        {
          keys: ['2026-03-08T03'],
          startsAt: '2026-03-08T03:00:00-05:00',
          endsAt: '2026-03-08T04:00:00-05:00',
          count: 2,
        },
      ],
    });
  });

  test('half an hour may be the change: each hour is as long as it was', async () => {
    // On Lord Howe Island 01:30 to 02:00 occurs twice; a call without an id is of the first.
    const calls = ['01:10:00', '01:40:00', '02:10:00'].map((time) =>
      plainCall('inbound', { at: `2026-04-05 ${time}`, uniqueId: null }),
    );
    const second = Temporal.ZonedDateTime.from('2026-04-05T01:40:00+10:30[Australia/Lord_Howe]');
    const late = plainCall('inbound', {
      at: '2026-04-05 01:40:00',
      uniqueId: `${second.epochMilliseconds / 1000}.1`,
    });
    expect(await groupsBy([...calls, late], 'HOUR', 'Australia/Lord_Howe')).toEqual({
      groups: [
        ['01', '01:00:00+11:00', '01:30:00+10:30', 2],
        ['01', '01:30:00+10:30', '02:00:00+10:30', 1],
        ['02', '02:00:00+10:30', '03:00:00+10:30', 1],
      ].map(([hour, from, to, count]) => ({
        keys: [`2026-04-05T${hour}`],
        startsAt: `2026-04-05T${from}`,
        endsAt: `2026-04-05T${to}`,
        count,
      })),
    });
  });

  test('of several dimensions the shortest is told, and of none nothing', async () => {
    const calls = [plainCall('outbound', { at: `${DAY} 14:44:59` })];
    const of = (by: string) => groupsBy(calls, by, 'UTC', 'outboundCalls');
    expect(await of('DAY, QUARTER_HOUR, HOUR')).toEqual({
      groups: [
        {
          keys: [DAY, `${DAY}T14:30`, `${DAY}T14`],
          startsAt: `${DAY}T14:30:00Z`,
          endsAt: `${DAY}T14:45:00Z`,
          count: 1,
        },
      ],
    });
    expect(await of('AGENT')).toMatchObject({ groups: [{ startsAt: null, endsAt: null }] });
  });
});
