import { expect, test } from 'vitest';
import { dayPeriod, plainCall, startCallApi } from '../support/callDay.ts';

test.each([
  ['SIP/EXAMPLE1-00000001', 'SIP/EXAMPLE1'],
  ['PJSIP/east-2-0000abCD', 'PJSIP/east-2'],
  ['SIP/EXAMPLE1', null],
  ['SIP/one-1', null],
  ['EXAMPLE1-00000001', null],
  ['SIP/-00000001', null],
  [null, null],
])('the trunk of %s is %s', async (carrier, trunk) => {
  const api = await startCallApi([plainCall('inbound', { carrier })]);
  const document =
    'query ($period: PeriodInput) { inboundCalls(period: $period) { nodes { carrier trunk } } }';
  expect(await api.data(document, { period: dayPeriod() })).toEqual({
    inboundCalls: { nodes: [{ carrier, trunk }] },
  });
});

test('the durations of a group may add up to more than an Int holds', async () => {
  const seconds = 80_000;
  const calls = Array.from({ length: 27_000 }, () => plainCall('inbound', { seconds }));
  const api = await startCallApi(calls);
  const document = `query ($period: PeriodInput) {
    inboundCalls(period: $period) { groups(by: []) { totalDurationSeconds } }
  }`;
  expect(await api.data(document, { period: dayPeriod() })).toEqual({
    inboundCalls: { groups: [{ totalDurationSeconds: 27_000 * seconds }] },
  });
});
