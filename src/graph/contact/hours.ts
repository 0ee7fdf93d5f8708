/** Hours of a contact's local time, and the calls outside them. */
import { BadUserInput } from '../../plan/errors.ts';
import type { CallFacts } from '../../upstream/dialer/calls.ts';
import { ZONE_DATA, type ZoneNames, type ZonesOf } from '../../upstream/wire/numberZones.ts';
import type { Condition } from '../../upstream/wire/rows/conditions.ts';
import type { Rows } from '../../upstream/wire/rows/rowSource.ts';
import { builder } from '../builder.ts';

/** How a contact's local time is known, for descriptions. */
export const LOCAL_TIME = `The time zones of a number are those of its area code, by the data of Google's libphonenumber (${ZONE_DATA.package} ${ZONE_DATA.version} of ${ZONE_DATA.date}). A number without a known zone, such as a withheld one, is compared with every zone of the country of the call centre (HOME_COUNTRY).`;

/** The descriptions and defaults of the ends. */
export const HOURS = {
  from: { default: '08:00', description: 'First minute of the hours, HH:MM.' },
  to: {
    default: '21:00',
    description: 'End of the hours, HH:MM: the first minute after them. At most 24:00, and after `from`.',
  },
} as const;

export const HoursInput = builder.inputType('HoursInput', {
  description: `Hours of the day, in the contact's local time. A call counts as inside only if it is inside in every time zone of the contact's number. ${LOCAL_TIME}`,
  maxLength: 5,
  fields: (t) => ({
    from: t.string({
      required: true,
      defaultValue: HOURS.from.default,
      description: HOURS.from.description,
    }),
    to: t.string({ required: true, defaultValue: HOURS.to.default, description: HOURS.to.description }),
  }),
});

/** Hours of the day in seconds since midnight: from <= t < to. */
export interface Hours {
  readonly from: number;
  readonly to: number;
}

/** @throws BadUserInput naming `argument`, or the end that is no time */
export function hoursOf(
  { from, to }: { readonly from: string; readonly to: string },
  argument = 'outsideHours',
): Hours {
  const [start, end] = [secondsAt('from', from), secondsAt('to', to)];
  if (start >= end)
    throw new BadUserInput(argument, `starts at ${from}, which is not before its end, ${to}.`);
  return { from: start, to: end };
}

function secondsAt(argument: string, time: string): number {
  const [, hours, minutes] = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(time) ?? [];
  if (hours !== undefined && minutes !== undefined) return Number(hours) * 3600 + Number(minutes) * 60;
  if (argument === 'to' && time === '24:00') return DAY_SECONDS;
  throw new BadUserInput(argument, 'is no time of day. Write it as HH:MM, such as 08:00.');
}

const DAY_SECONDS = 24 * 60 * 60;

/** The instants of calls, in milliseconds since 1970. */
export interface Instants {
  readonly of: (call: CallFacts) => number;
  /** The same for calls by number. It may remember values: to be made anew for each use. */
  readonly in: (rows: Rows<CallFacts>) => (number: number) => number;
}

/**
 * The calls outside hours of the contact's local time, in any zone that the contact may be in. In columns, the zones of
 * a number are found once.
 */
export function outsideHours(hours: Hours, zonesOf: ZonesOf, instants: Instants): Condition<CallFacts> {
  const clocks = new Clocks();
  const isOutside = (zones: ZoneNames, instant: number): boolean =>
    clocks.of(zones).some((clock) => {
      const seconds = clock.secondsAt(instant);
      return seconds < hours.from || hours.to <= seconds;
    });
  return {
    of: (call) => isOutside(zonesOf(call.contactNumber), instants.of(call)),
    in: (rows) => {
      const instantAt = instants.in(rows);
      const { at, codes } = rows.member('contactNumber');
      const known = new Map<number, ZoneNames>();
      const zonesAt = (number: number): ZoneNames => {
        if (!codes) return zonesOf(at(number));
        const code = codes.at(number);
        let zones = known.get(code);
        if (!zones) known.set(code, (zones = zonesOf(at(number))));
        return zones;
      };
      return (number) => isOutside(zonesAt(number), instantAt(number));
    },
  };
}

/** The clocks of zones. */
class Clocks {
  readonly #byName = new Map<string, Clock>();
  readonly #byList = new Map<ZoneNames, readonly Clock[]>();

  of(zones: ZoneNames): readonly Clock[] {
    let clocks = this.#byList.get(zones);
    if (!clocks) this.#byList.set(zones, (clocks = zones.map((zone) => this.#clockOf(zone))));
    return clocks;
  }

  #clockOf(zone: string): Clock {
    let clock = this.#byName.get(zone);
    if (!clock) this.#byName.set(zone, (clock = new Clock(zone)));
    return clock;
  }
}

const DAY_MS = DAY_SECONDS * 1000;
/** No zone changes its offset within a quarter of an hour. */
const QUARTER_MS = 15 * 60 * 1000;

/** The time of day in a zone. The offset of a quarter of an hour is found once. */
class Clock {
  readonly #zone: string;
  readonly #offsets = new Map<number, number>();

  constructor(zone: string) {
    this.#zone = zone;
  }

  /** Seconds since midnight at an instant. */
  secondsAt(epochMs: number): number {
    const local = epochMs + this.#offsetAt(Math.floor(epochMs / QUARTER_MS));
    return (local - Math.floor(local / DAY_MS) * DAY_MS) / 1000;
  }

  #offsetAt(quarter: number): number {
    let offset = this.#offsets.get(quarter);
    if (offset === undefined) {
      const start = Temporal.Instant.fromEpochMilliseconds(quarter * QUARTER_MS);
      offset = start.toZonedDateTimeISO(this.#zone).offsetNanoseconds / 1_000_000;
      this.#offsets.set(quarter, offset);
    }
    return offset;
  }
}
