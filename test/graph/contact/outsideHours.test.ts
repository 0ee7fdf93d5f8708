/** Calls outside hours of the contact's local time, counted again in plain code. */
import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { timezones } from 'libphonenumber-geo-carrier';
import { parsePhoneNumberFromString, type CountryCode } from 'libphonenumber-js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { ZONE_DATA } from '../../../src/upstream/wire/numberZones.ts';
import { summary, type Api } from '../../support/api.ts';
import {
  callApiTo,
  cdrAnswer,
  epochMs,
  plainCall,
  randomOf,
  startCallApi,
  startCallDialer,
  type PlainCall,
} from '../../support/callDay.ts';

const numbers = {
  chicago: '3125550100',
  honolulu: '8085550100',
  newYork: '+1 212 555 0100',
  indiana: '2195550100',
  tollFree: '8005550100',
  madrid: '+34912345678',
  sydney: '0061 2 9374 4000',
  kathmandu: '+97714412345',
  extension: '123',
};
const NUMBERS = [...Object.values(numbers), null];

/** The nights on which the clocks of the dialer and of most contacts change, and a day on which none does. */
const DAYS = ['2026-03-07', '2026-03-08', '2026-03-09', '2026-04-15', '2026-10-31', '2026-11-01'];
/** 01:30 in Chicago for the second time, on the last day. */
const SECOND = Date.parse('2026-11-01T07:30:00Z') / 1000;

const timeOf = (minutes: number): string => `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;

const two = (number: number): string => String(number).padStart(2, '0');

/** Calls at every hour of the days, to and from all numbers. */
function randomCalls(): PlainCall[] {
  const random = randomOf(7);
  const int = (below: number): number => Math.floor(random() * below);
  return DAYS.flatMap((day) =>
    NUMBERS.flatMap((contact) =>
      Array.from({ length: 24 }, (_, hour) =>
        plainCall(int(2) === 0 ? 'outbound' : 'inbound', {
          at: `${day} ${two(hour)}:${two(int(60))}:${two(int(60))}`,
          contact,
        }),
      ),
    ),
  );
}

/** The instant of a call: of the hour that occurs twice, the second only if its id says so. */
const instantOf = ({ at, uniqueId }: PlainCall): number =>
  uniqueId?.startsWith(String(SECOND)) ? SECOND * 1000 : epochMs(at);

/** By the package's own function, which reads its file each time. */
async function zonesOf(number: string | null, home: CountryCode): Promise<readonly string[]> {
  const parsed = number === null ? undefined : parsePhoneNumberFromString(number.replace(/^00/, '+'), home);
  const known = parsed?.isPossible() === true ? await timezones(parsed) : null;
  return known ?? new Intl.Locale(`und-${home}`).getTimeZones() ?? [];
}

/** True if a call is outside the hours in a zone. */
function isOutside(instant: number, zone: string, from: string, to: string): boolean {
  const time = Temporal.Instant.fromEpochMilliseconds(instant)
    .toZonedDateTimeISO(zone)
    .toPlainTime()
    .toString({ smallestUnit: 'second' });
  return time < `${from}:00` || time >= `${to}:00`;
}

const answer = z.object({ list: z.object({ totalCount: z.number() }) });

const countOf = async (api: Api, field: string, day: string, hours: object): Promise<number> => {
  const found = await api.read(
    answer,
    `query ($period: PeriodInput, $filter: CallFilter) { list: ${field}(period: $period, filter: $filter) { totalCount } }`,
    { period: { from: day, to: day }, filter: { outsideHours: hours } },
  );
  return found.list.totalCount;
};

describe('a call is inside only if it is inside in every zone its number may be in', () => {
  const closers: (() => Promise<void>)[] = [];
  const all = [
    ...randomCalls(),
    plainCall('inbound', { at: '2026-11-01 01:30:00', uniqueId: `${SECOND}.1`, contact: numbers.honolulu }),
    plainCall('inbound', {
      at: '2026-11-01 01:30:00',
      uniqueId: `${SECOND - 3600}.1`,
      contact: numbers.honolulu,
    }),
  ];
  const zones = new Map<string | null, readonly string[]>();
  let api: Api | undefined;

  beforeAll(async () => {
    api = await callApiTo(
      await startCallDialer(all, (close) => void closers.push(close)),
      {},
      (close) => void closers.push(close),
    );
    for (const number of NUMBERS) zones.set(number, await zonesOf(number, 'US'));
  });
  afterAll(async () => {
    await Promise.all(closers.map((close) => close()));
  });

  test('the numbers are of one zone, of several, and of none', () => {
    expect(zones.get(numbers.chicago)).toEqual(['America/Chicago']);
    expect(zones.get(numbers.tollFree)?.length).toBeGreaterThan(20);
    expect(zones.get(null)).toContain('Pacific/Honolulu');
    expect(zones.get(numbers.extension)).toEqual(zones.get(null));
  });

  test('for any hours, day and kind of calls', async () => {
    const minute = fc.integer({ min: 0, max: 24 * 60 - 1 });
    await fc.assert(
      fc.asyncProperty(
        minute,
        minute,
        fc.constantFrom(...DAYS),
        fc.constantFrom('calls', 'outboundCalls', 'inboundCalls'),
        async (one, other, day, field) => {
          const [from, to] = [timeOf(Math.min(one, other)), timeOf(Math.max(one, other) + 1)];
          const expected = all.filter(
            (call) =>
              call.at.startsWith(day) &&
              (field === 'calls' || `${call.kind}Calls` === field) &&
              zones.get(call.contact)?.some((zone) => isOutside(instantOf(call), zone, from, to)),
          );
          if (!api) throw new Error('The server has not started.');
          expect(await countOf(api, field, day, { from, to })).toBe(expected.length);
        },
      ),
      { numRuns: 60 },
    );
  });

  test('in the hour that occurs twice, the id tells which of the two it is', async () => {
    if (!api) throw new Error('The server has not started.');
    // 01:30 is 20:30 of the day before in Honolulu for the first time, and 21:30 for the second.
    const filter = { outsideHours: { from: '20:00', to: '21:00' }, phoneNumber: numbers.honolulu };
    const { inboundCalls } = await api.data(
      `query ($filter: CallFilter) {
        inboundCalls(period: { from: "2026-11-01", to: "2026-11-01" }, filter: $filter) { nodes { uniqueId } }
      }`,
      { filter },
    );
    expect(JSON.stringify(inboundCalls)).toContain(`${SECOND}.1`);
    expect(JSON.stringify(inboundCalls)).not.toContain(`${SECOND - 3600}.1`);
  });
});

test('of a large day, whose rows are read into columns, the same calls are found', async () => {
  const random = randomOf(11);
  const int = (below: number): number => Math.floor(random() * below);
  const areas = ['312555', '808555', '212555', '219555', '800555', '907555'];
  const many = Array.from({ length: 6000 }, (_, index) =>
    plainCall('outbound', {
      at: `2026-11-01 ${two(int(24))}:${two(int(60))}:${two(int(60))}`,
      contact: index % 50 === 0 ? null : `${areas[int(areas.length)]}${1000 + int(40)}`,
      own: `773555010${index % 5}`,
      agent: 'Agent.01',
      disposition: 'No Answer',
    }),
  );
  const answered = JSON.stringify(
    cdrAnswer(many, 'outbound', new URLSearchParams({ fromDate: '2026-11-01', toDate: '2026-11-01' })),
  );
  expect(answered.length).toBeGreaterThan(1024 * 1024);
  const zones = new Map<string | null, readonly string[]>();
  for (const contact of new Set(many.map((call) => call.contact?.slice(0, 6) ?? null)))
    zones.set(contact, await zonesOf(contact === null ? null : `${contact}0100`, 'US'));
  const api = await startCallApi(many);
  for (const [from, to] of [
    ['08:00', '21:00'],
    ['10:15', '10:45'],
  ] as const) {
    const expected = many.filter((call) =>
      zones
        .get(call.contact?.slice(0, 6) ?? null)
        ?.some((zone) => isOutside(instantOf(call), zone, from, to)),
    );
    expect(await countOf(api, 'outboundCalls', '2026-11-01', { from, to })).toBe(expected.length);
  }
});

test('the ends are half open, and 24:00 is the end of the day', async () => {
  const api = await startCallApi(
    ['07:59:59', '08:00:00', '20:59:59', '21:00:00'].map((time) =>
      plainCall('outbound', { at: `2026-04-15 ${time}` }),
    ),
  );
  const count = (hours: object): Promise<number> => countOf(api, 'outboundCalls', '2026-04-15', hours);
  expect(await count({})).toBe(2);
  expect(await count({ from: '08:00', to: '24:00' })).toBe(1);
  expect(await count({ from: '00:00', to: '24:00' })).toBe(0);
  expect(await count({ from: '21:00', to: '21:01' })).toBe(3);
});

test('a number without a country is one of HOME_COUNTRY, and so are the zones of one that has none', async () => {
  const calls = [
    // 20:30 in Madrid, 19:30 in the Canaries.
    plainCall('outbound', { at: '2026-04-15 13:30:00', contact: '912345678' }),
    plainCall('outbound', { at: '2026-04-15 13:30:00', contact: null }),
  ];
  const api = await startCallApi(calls, { HOME_COUNTRY: 'ES' });
  const count = (hours: object): Promise<number> => countOf(api, 'outboundCalls', '2026-04-15', hours);
  expect(await count({ from: '20:00', to: '21:00' })).toBe(1);
  expect(await count({ from: '19:00', to: '20:00' })).toBe(2);
  expect(await count({ from: '19:00', to: '21:00' })).toBe(0);
});

test.each([
  [{ from: '21:00', to: '08:00' }, 'outsideHours'],
  [{ from: '08:00', to: '08:00' }, 'outsideHours'],
  [{ from: '8:00' }, 'from'],
  [{ from: '24:00' }, 'from'],
  [{ to: '24:01' }, 'to'],
  [{ to: '21.00' }, 'to'],
  [{ to: '' }, 'to'],
])('%o is refused before the dialer is called', async (outsideHours, argument) => {
  const api = await startCallApi([]);
  const { errors } = await api.query(
    'query ($filter: CallFilter) { calls(filter: $filter) { totalCount } }',
    {
      filter: { outsideHours },
    },
  );
  expect(errors.map(summary)).toMatchObject([{ code: 'BAD_USER_INPUT' }]);
  expect(errors[0]?.extensions['argument']).toBe(argument);
  expect(api.dialer.counts()).toEqual({});
});

test('the data are those of the package that is installed', () => {
  const text = readFileSync(
    new URL(`../../../node_modules/${ZONE_DATA.package}/package.json`, import.meta.url),
    'utf8',
  );
  expect(JSON.parse(text)).toMatchObject({ version: ZONE_DATA.version });
});
