import { forgetOldest, HISTORY_DAYS, type CallHistory } from './calls.ts';
import type { Call } from './call.ts';
import { Random } from '../centre/random.ts';
import { daysAfter, type Zone } from '../centre/zone.ts';

/** The most by which the carrier's clock differs from the dialer's, in seconds. */
const SKEW = 90;
/** The share of calls without a record. */
const MISSING = 0.05;
/** The records without a call, as a share of all calls. */
const EXTRA = 0.05;

/**
 * The carrier's record of a call. Its clock differs from the dialer's. Some calls have no record, and some records no
 * call.
 */
export interface CarrierRecord {
  readonly id: string;
  readonly at: number;
  /** The end of the call. The record exists only after it. */
  readonly endedAt: number;
  readonly direction: 'IN' | 'OUT';
  readonly from: string;
  readonly to: string;
  readonly callerName: string;
  readonly disposition: 'ANSWERED' | 'NO ANSWER' | 'BUSY' | 'FAILED';
  readonly duration: number;
  readonly talk: number;
  readonly answeredBy: string;
  readonly queued: boolean;
  readonly uniqueId: string;
  readonly mos: number;
  readonly jitter: number;
  readonly state: string | null;
  readonly city: string | null;
  /** The dialer's call of this record; null if there is none. */
  readonly call: Call | null;
}

const hex = (random: Random): string => random.int(0, 0xffff_ffff).toString(16).padStart(8, '0');

function uuid(random: Random): string {
  const [one, two, three, four] = [hex(random), hex(random), hex(random), hex(random)];
  return `${one}-${two.slice(0, 4)}-4${two.slice(5)}-a${three.slice(1, 4)}-${three.slice(4)}${four}`;
}

const DISPOSITIONS: Readonly<Record<string, CarrierRecord['disposition']>> = {
  Answer: 'ANSWERED',
  'No Answer': 'NO ANSWER',
  Busy: 'BUSY',
};

/** The carrier's call log. Each day is generated from the call history when it is first needed. */
export class CarrierLog {
  readonly #seed: number;
  readonly #calls: CallHistory;
  readonly #zone: Zone;
  readonly #days = new Map<string, readonly CarrierRecord[]>();

  constructor(seed: number, calls: CallHistory, zone: Zone) {
    this.#seed = seed;
    this.#calls = calls;
    this.#zone = zone;
  }

  /** The records of ended calls in `[from, until]` by the carrier's clock, newest first. */
  between(from: number, until: number, now: number): readonly CarrierRecord[] {
    const oldest = daysAfter(this.#zone.day(now), -HISTORY_DAYS);
    const first = this.#zone.day(from - SKEW * 1000);
    const last = Math.min(until + SKEW * 1000, now);
    const records: CarrierRecord[] = [];
    for (
      let day = first > oldest ? first : oldest;
      this.#zone.startOf(day) <= last;
      day = daysAfter(day, 1)
    ) {
      for (const record of this.#ofDay(day)) {
        if (record.at >= from && record.at <= until && record.endedAt <= now) records.push(record);
      }
    }
    return records.sort((one, other) => other.at - one.at);
  }

  #ofDay(day: string): readonly CarrierRecord[] {
    const known = this.#days.get(day);
    if (known) return known;
    const random = new Random(this.#seed, 'carrier', day);
    const records: CarrierRecord[] = [];
    for (const call of this.#calls.ofDay(day)) {
      if (!random.chance(MISSING)) records.push(seen(random, call));
      if (random.chance(EXTRA)) records.push(unknownToTheDialer(random, call));
    }
    this.#days.set(day, records);
    forgetOldest(this.#days);
    return records;
  }
}

function seen(random: Random, call: Call): CarrierRecord {
  const inbound = call.type === 'INBOUND';
  const answered = call.carrierDisposition === 'Answer';
  const duration = Math.round((call.endedAt - call.startedAt) / 1000);
  // The skewed start must not be later than the call's end.
  const skew = Math.min(random.int(-SKEW, SKEW), duration);
  const at = call.startedAt + skew * 1000;
  return {
    id: uuid(random),
    at,
    endedAt: call.endedAt,
    direction: inbound ? 'IN' : 'OUT',
    from: inbound ? call.customerNumber : call.campaign.callerId,
    to: inbound ? call.campaign.callerId : call.customerNumber,
    callerName: inbound
      ? `${call.lead?.firstName ?? ''} ${call.lead?.lastName ?? ''}`.trim().toUpperCase()
      : call.portfolio.name.toUpperCase(),
    disposition: DISPOSITIONS[call.carrierDisposition] ?? 'FAILED',
    duration,
    talk: answered ? call.talkSeconds : 0,
    answeredBy: call.agent ? String(call.agent.extension) : '',
    queued: call.queuedAt !== null,
    uniqueId: `sim-ast${random.int(1, 3)}-${Math.floor(at / 1000)}.${random.int(1_000_000, 1_999_999)}`,
    mos: answered ? Math.round(random.int(340, 440)) / 100 : 0,
    jitter: random.int(0, 4),
    state: call.lead?.state ?? null,
    city: call.lead?.city.toUpperCase() ?? null,
    call,
  };
}

/** A record without a call, such as a wrong number, or a caller who hung up before the dialer answered. */
function unknownToTheDialer(random: Random, near: Call): CarrierRecord {
  const at = near.startedAt + random.int(-SKEW, 0) * 1000;
  return {
    id: uuid(random),
    at,
    endedAt: near.startedAt + 5000,
    direction: 'IN',
    from: `${random.int(201, 989)}555${random.digits(4)}`,
    to: near.campaign.callerId,
    callerName: 'UNKNOWN CALLER',
    disposition: 'NO ANSWER',
    duration: random.int(1, 5),
    talk: 0,
    answeredBy: '',
    queued: false,
    uniqueId: `sim-ast${random.int(1, 3)}-${Math.floor(at / 1000)}.${random.int(1_000_000, 1_999_999)}`,
    mos: 0,
    jitter: 0,
    state: null,
    city: null,
    call: null,
  };
}
