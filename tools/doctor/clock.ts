import type { Zone } from '../../src/upstream/wire/zone.ts';
import { fault, ok, skipped, warning, type Check } from './report.ts';
import { zonesAt } from './zones.ts';

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const QUARTER_MS = 15 * MINUTE_MS;
/** The latest time is some time ago, so it shows the difference of zones to the half-hour at best. */
const HALF_HOUR_MS = 30 * MINUTE_MS;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** Differences of clocks: a smaller one may be the network's, a larger one moves calls into other minutes. */
const SLIGHT_MS = 30 * SECOND_MS;
const LARGE_MS = 2 * MINUTE_MS;
/** All zones' offsets are multiples of 15 minutes. A call's id is made in the seconds around its start. */
const ID_TOLERANCE_MS = 3 * MINUTE_MS;
/** Local times of two zones differ by 26 hours at most. A larger difference is of old rows. */
const MOST_ZONES_MS = 26.5 * 60 * MINUTE_MS;
/** A time so far in the future is not a matter of clocks. */
const LEAST_ZONE_MS = 20 * MINUTE_MS;
/** A silence is odd if it is at least this long, and at least this multiple of the usual pause between calls. */
const LEAST_SILENCE_MS = 5 * MINUTE_MS;
const UNUSUAL_PAUSES = 15;
/** Calendar days that two zones differ by. */
const MOST_DAYS = 2;
/** If agents are in calls, the last call should have begun later than this long ago. */
const QUIET_MS = 25 * MINUTE_MS;

/** The times in the dialer's answers. Naive times are local ones without an offset: `2026-05-12 14:03:00`. */
export interface TimeSamples {
  /** The answers' `Date`, minus our clock, in milliseconds. */
  readonly aheadMs: readonly number[];
  /** Agents in a call now; null if it is not known. */
  readonly agentsInCall: number | null;
  /** The starts of the last 24 hours' calls. */
  readonly starts: readonly string[];
  /** Other times of the last 24 hours. */
  readonly otherTimes: readonly string[];
  /** Calls whose id may begin with the second of their start since 1970. */
  readonly callsWithId: readonly { readonly startedAt: string; readonly uniqueId: string }[];
  /** The dialer's own calendar day; null if it is not known. */
  readonly today: string | null;
}

/** Compares the dialer's clock and zone with ours. @param now our clock, in epoch milliseconds */
export function timeChecks(samples: TimeSamples, zone: Zone, now: number): readonly Check[] {
  const zoneError = zoneErrorOf(samples, zone, now);
  return [clockCheck(samples, zone, now, zoneError), zoneCheck(zone, now, zoneError)];
}

/** By how much the dialer's local times are ahead of those of the configured zone, and how this is known. */
interface ZoneError {
  readonly milliseconds: number;
  /** False if only the day is known, so that the zone is another one, but not which. */
  readonly isExact: boolean;
  readonly evidence: string;
}

/** Undefined if nothing tells. */
function zoneErrorOf(samples: TimeSamples, zone: Zone, now: number): ZoneError | undefined {
  const byIds = errorByIds(samples, zone);
  if (byIds !== undefined) {
    return {
      milliseconds: byIds,
      isExact: true,
      evidence: 'the ids of inbound calls hold the second of their start',
    };
  }
  const { last, isAlone } = lastTime(samples, zone);
  const dialerNow = now + (median(samples.aheadMs) ?? 0);
  const ahead = last === undefined ? undefined : last - dialerNow;
  const isZones = ahead !== undefined && Math.abs(ahead) < MOST_ZONES_MS;
  if (isZones && ahead > LEAST_ZONE_MS && !isAlone) {
    return {
      milliseconds: Math.max(
        HALF_HOUR_MS,
        Math.ceil((ahead - ID_TOLERANCE_MS) / HALF_HOUR_MS) * HALF_HOUR_MS,
      ),
      isExact: true,
      evidence: `the latest time in its answers is ${lengthOf(ahead)} in the future`,
    };
  }
  const isBusy = (samples.agentsInCall ?? 0) > 0;
  if (isZones && isBusy && -ahead > QUIET_MS) {
    return {
      milliseconds: -Math.max(
        HALF_HOUR_MS,
        Math.floor((ID_TOLERANCE_MS - ahead) / HALF_HOUR_MS) * HALF_HOUR_MS,
      ),
      isExact: true,
      evidence: `agents are in calls, but the latest time in its answers is ${lengthOf(-ahead)} ago`,
    };
  }
  const days = samples.today === null ? undefined : daysBetween(zone, dialerNow, samples.today);
  if (days !== undefined && days !== 0 && Math.abs(days) <= MOST_DAYS) {
    return { milliseconds: days * DAY_MS, isExact: false, evidence: `its day is ${samples.today}` };
  }
  return isZones && (isBusy || ahead > -QUIET_MS)
    ? {
        milliseconds: 0,
        isExact: true,
        evidence: `the latest time in its answers is ${lengthOf(Math.abs(ahead))} ago`,
      }
    : undefined;
}

function zoneCheck(zone: Zone, now: number, error: ZoneError | undefined): Check {
  const name = 'dialer zone';
  if (error === undefined) {
    return skipped(name, `No recent call tells the dialer's zone. Try again when agents are in calls.`);
  }
  if (error.milliseconds === 0) return ok(name, `The dialer's local times are those of ${zone.name}.`);
  const { milliseconds, isExact, evidence } = error;
  const offsetMs = localMs(zone, now) - now + milliseconds;
  const candidates = isExact ? zonesAt(now, offsetMs) : [];
  return fault(
    name,
    `DIALER_TIMEZONE is ${zone.name}, but the dialer's local times are not of that zone: they are ${isExact ? lengthOf(Math.abs(milliseconds)) : 'part of a day'} ${milliseconds > 0 ? 'ahead' : 'behind'} (${evidence}).`,
    `Set DIALER_TIMEZONE to the zone of the dialer's server${isExact ? `, which is now at UTC${offsetText(offsetMs)}${candidates.length === 0 ? '' : `, such as ${candidates.join(' or ')}`}` : ''}. Times, days and "today" are wrong until then.`,
  );
}

function clockCheck(samples: TimeSamples, zone: Zone, now: number, zoneError: ZoneError | undefined): Check {
  const name = 'dialer clock';
  const advice = 'Check time synchronisation (NTP) on the machine of the dialer and on this one.';
  const ahead = median(samples.aheadMs);
  if (ahead !== undefined && Math.abs(ahead) > SLIGHT_MS) {
    const make = Math.abs(ahead) > LARGE_MS ? fault : warning;
    return make(
      name,
      `The dialer's clock is ${lengthOf(Math.abs(ahead))} ${ahead > 0 ? 'ahead of' : 'behind'} the clock of this machine (its Date header).`,
      advice,
    );
  }
  const { last, isAlone } = lastTime(samples, zone);
  const drift = last === undefined ? 0 : last - (zoneError?.milliseconds ?? 0) - now;
  // With the zone known from elsewhere, what is left is the clock.
  if (drift > LARGE_MS && !isAlone) {
    return fault(
      name,
      `The latest time in the dialer's answers is ${lengthOf(drift)} in the future, so the clock of its database or of this machine is wrong.`,
      `${advice} If they agree, DIALER_TIMEZONE may be half an hour off.`,
    );
  }
  const usual = usualPause(samples, zone);
  if (
    -drift > LEAST_SILENCE_MS &&
    -drift < DAY_MS &&
    (samples.agentsInCall ?? 0) > 0 &&
    usual !== undefined &&
    -drift > UNUSUAL_PAUSES * usual
  ) {
    return warning(
      name,
      `The last call began ${lengthOf(-drift)} ago, although one began every ${lengthOf(usual)} before, and agents are in calls: the clock of the dialer's database may be behind.`,
      advice,
    );
  }
  if (ahead === undefined) return skipped(name, 'The answers have no Date header.');
  return ok(
    name,
    `The dialer's clock and this machine's agree (${(Math.abs(ahead) / SECOND_MS).toFixed(0)} s).`,
  );
}

/** The error that most calls' ids tell, to 15 minutes; undefined if they tell none. */
function errorByIds({ callsWithId }: TimeSamples, zone: Zone): number | undefined {
  const votes = new Map<number, number>();
  for (const { startedAt, uniqueId } of callsWithId) {
    const seconds = /(?:^|-)(\d{10})(?:\.|$)/.exec(uniqueId)?.[1];
    if (seconds === undefined) continue;
    const difference = zone.toEpochMs(startedAt, uniqueId) - Number(seconds) * SECOND_MS;
    const rounded = toQuarter(difference);
    if (Math.abs(difference - rounded) > ID_TOLERANCE_MS || Math.abs(difference) > MOST_ZONES_MS) continue;
    votes.set(rounded, (votes.get(rounded) ?? 0) + 1);
  }
  const [first] = [...votes].toSorted(([, a], [, b]) => b - a);
  const all = [...votes.values()].reduce((sum, count) => sum + count, 0);
  return first !== undefined && first[1] > all / 2 ? first[0] : undefined;
}

/** The latest time, as an instant of the configured zone. `isAlone` = it is far from all others, so it may be an odd row. */
function lastTime(
  { starts, otherTimes }: TimeSamples,
  zone: Zone,
): { readonly last: number | undefined; readonly isAlone: boolean } {
  // Naive times sort as texts.
  const [last, next] = [...starts, ...otherTimes].toSorted().toReversed();
  const count = starts.length + otherTimes.length;
  if (last === undefined) return { last: undefined, isAlone: false };
  const isAlone =
    count > 20 && next !== undefined && zone.toEpochMs(last) - zone.toEpochMs(next) > LEAST_ZONE_MS;
  return { last: zone.toEpochMs(last), isAlone };
}

/** The median pause between the starts of the last 30 calls; undefined if there are fewer. */
function usualPause({ starts }: TimeSamples, zone: Zone): number | undefined {
  const last = starts
    .toSorted()
    .slice(-31)
    .map((start) => zone.toEpochMs(start));
  if (last.length < 31) return undefined;
  return median(last.slice(1).map((time, index) => time - (last[index] ?? time)));
}

/** Days from ours to the dialer's. 0 also around midnight, when both may be right. */
function daysBetween(zone: Zone, now: number, today: string): number {
  const near = [-QUARTER_MS, 0, QUARTER_MS].map((shift) => zone.dayOf(new Date(now + shift)));
  if (near.includes(today)) return 0;
  return Temporal.PlainDate.from(zone.dayOf(new Date(now))).until(today).days;
}

const localMs = (zone: Zone, now: number): number =>
  Date.parse(`${zone.toLocal(new Date(now)).replace(' ', 'T')}Z`) + (now % SECOND_MS);

const toQuarter = (milliseconds: number): number => Math.round(milliseconds / QUARTER_MS) * QUARTER_MS;

function median(values: readonly number[]): number | undefined {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}

/** `-06:00` */
const offsetText = (milliseconds: number): string => {
  const minutes = Math.round(Math.abs(milliseconds) / MINUTE_MS);
  return `${milliseconds < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
};

const two = (value: number): string => String(value).padStart(2, '0');

/** `45 s`, `10 min`, `5 h 30 min` */
function lengthOf(milliseconds: number): string {
  const seconds = Math.round(milliseconds / SECOND_MS);
  if (seconds < 90) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h${minutes % 60 === 0 ? '' : ` ${minutes % 60} min`}`;
}
