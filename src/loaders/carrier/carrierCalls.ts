import pLimit from 'p-limit';
import { UpstreamError } from '../../upstream/errors.ts';
import type { LaterTurns } from '../../upstream/promises/turn.ts';
import { handled } from '../../upstream/promises/handled.ts';
import { callReports } from '../../upstream/voxo/callReports.ts';
import type { PhoneNumbers } from '../../upstream/wire/phoneNumber.ts';
import type { Zone } from '../../upstream/wire/zone.ts';
import type { Call } from '../call.ts';
import { carrierMatches } from './carrierMatch.ts';
import type { CarrierRecord } from './recordNumbers.ts';
import { carrierWindows, type CarrierWindow, type ReportLimits, type Span } from './carrierWindows.ts';
import { Listing, listingOf } from '../listing.ts';
import { perInput } from '../reference.ts';

/** The account whose records are fetched from the phone system: a tenant, a billing code, or a whole partner. */
export interface CarrierAccount {
  readonly tenantId?: string | undefined;
  readonly billingCode?: string | undefined;
  /** The zone of times in its calls and answers. */
  readonly zone: Zone;
}

/** Windows that one operation fetches at once. */
const WINDOWS_AT_ONCE = 3;

/** VOXO returns at most 31 days for an account, and at most 24 hours for a partner. */
export const limitsOf = ({ tenantId, billingCode, zone }: CarrierAccount): ReportLimits => ({
  zone,
  mostDays: tenantId === undefined && billingCode === undefined ? 1 : 31,
});

/**
 * The carrier's records of one operation. Each window is fetched once.
 *
 * @param dialerZone the zone of the dialer's times, which carry no offset
 * @param whenIdle schedules batches
 */
export function carrierCallLoaders(
  call: Call,
  account: CarrierAccount,
  dialerZone: Zone,
  phoneNumbers: PhoneNumbers,
  whenIdle: LaterTurns['whenIdle'],
) {
  const { tenantId, billingCode, zone } = account;
  const limits = limitsOf(account);

  // Fetch only a few at a time, so that a window's deadline does not pass while others are fetched.
  const limit = pLimit(WINDOWS_AT_ONCE);

  const windows = perInput((window: CarrierWindow): Promise<Listing<CarrierRecord>> => {
    const { start, end } = window;
    return limit(async () => {
      try {
        const input = { tenantId, billingCode, start, end, timezone: zone.name };
        const list = listingOf(await call(callReports, input));
        const records = list.rows.map((row) => ({
          at: zone.toEpochMs(row.startedAt, row.uniqueId),
          call: row,
        }));
        return list.with(eachOnce(records.filter(({ at }) => window.from <= at && at < window.to)));
      } catch (error) {
        throw error instanceof UpstreamError ? error.ofPart(`${start} to ${end}, ${zone.name}`) : error;
      }
    });
  });

  const ofWindow = (window: CarrierWindow): Promise<Listing<CarrierRecord>> => handled(windows.load(window));

  return {
    ...carrierMatches({
      zone: dialerZone,
      phoneNumbers,
      limits,
      whenIdle,
      ofWindow: async (window) => (await ofWindow(window)).rows,
    }),
    /** Every record of a span, without duplicates. */
    between: async (span: Span): Promise<Listing<CarrierRecord>> => {
      const all = Listing.joined(await Promise.all(carrierWindows(span, limits).map(ofWindow)));
      return all.with(eachOnce(all.rows)).where(({ at }) => span.from <= at && at < span.to);
    },
  };
}

const eachOnce = (records: readonly CarrierRecord[]): CarrierRecord[] => [
  ...new Map(records.map((record) => [record.call.id, record])).values(),
];
