/** Numbers without a country code are of HOME_COUNTRY, in matches with the carrier's records and in filters. */
import { describe, expect, test } from 'vitest';
import type { Api } from '../support/api.ts';
import { callApiTo, DAY, dayPeriod, plainCall, startCallDialer } from '../support/callDay.ts';
import { startVoxo, voxoSettings } from '../support/otherVoxo.ts';

const FRENCH = '+33612345678';

/** The server with one inbound call from a number and the carrier's record of it, under another spelling. */
async function start(dialer: string, carrier: string, country: string): Promise<Api> {
  const voxo = await startVoxo({
    records: [{ id: 'r', at: `${DAY}T17:00:00Z`, from: '17735550100', to: carrier }],
  });
  return callApiTo(await startCallDialer([plainCall('outbound', { contact: dialer })]), {
    ...voxoSettings(voxo),
    HOME_COUNTRY: country,
  });
}

const isMatched = async (api: Api): Promise<boolean> => {
  const document =
    'query ($period: PeriodInput) { outboundCalls(period: $period) { nodes { carrierMatch { secondsApart } } } }';
  const { outboundCalls } = await api.data(document, { period: dayPeriod() });
  return JSON.stringify(outboundCalls).includes('"secondsApart":0');
};

/** How many dialer calls, and how many of the carrier's, a filter by a number finds. */
const found = (api: Api, phoneNumber: string) =>
  api.data(
    `query ($period: PeriodInput, $phoneNumber: String) {
      calls(period: $period, filter: { phoneNumber: $phoneNumber }) { totalCount }
      carrierCalls(
        range: { from: "${DAY}T00:00:00Z", to: "${DAY}T23:00:00Z" }, filter: { phoneNumber: $phoneNumber }
      ) { totalCount }
    }`,
    { period: dayPeriod(), phoneNumber },
  );
const counts = (calls: number, carrierCalls = calls) => ({
  calls: { totalCount: calls },
  carrierCalls: { totalCount: carrierCalls },
});

test.each([
  ['FR', '0612345678', FRENCH, true],
  ['FR', FRENCH, '0033612345678', true],
  ['FR', '33612345678', '06 12 34 56 78', true],
  ['FR', '612345678', FRENCH, true],
  ['FR', '3125550101', '+13125550101', false],
  ['US', '3125550101', '+13125550101', true],
  ['US', '0612345678', FRENCH, false],
  ['GB', '07911123456', '+447911123456', true],
  ['IT', '0612345678', '+390612345678', true],
  ['IT', '0612345678', '+39612345678', false],
  ['FR', '2047', '2047', true],
  ['FR', '0000000000', '0000000000', false],
  ['FR', 'anonymous', 'anonymous', false],
])('at home in %s, %s and the carrier’s %s: %s', async (country, dialer, carrier, expected) => {
  expect(await isMatched(await start(dialer, carrier, country))).toBe(expected);
});

describe('a filter by a number', () => {
  test.each([FRENCH, '0612345678', '06 12 34 56 78', '33612345678', '0033612345678', '612345678'])(
    'finds %s as it is called at home',
    async (number) => {
      expect(await found(await start('0612345678', FRENCH, 'FR'), number)).toEqual(counts(1));
    },
  );

  test.each(['0612345679', '5678', '', '0', '+1 612 345 678'])('and not %j', async (number) => {
    expect(await found(await start('0612345678', FRENCH, 'FR'), number)).toEqual(counts(0));
  });

  test('finds an extension by its digits, and no number that ends with them', async () => {
    expect(await found(await start('2047', '3125552047', 'US'), '2047')).toEqual(counts(1, 0));
  });

  test('finds nobody who withholds the number', async () => {
    for (const number of ['0000000000', '0', 'anonymous', '']) {
      expect(await found(await start(number, number, 'FR'), number)).toEqual(counts(0));
    }
  });

  test('finds a number at home with and without the country code', async () => {
    const api = await start('13125550101', '3125550101', 'US');
    for (const number of ['3125550101', '+13125550101', '1-312-555-0101'])
      expect(await found(api, number)).toEqual(counts(1));
  });
});
