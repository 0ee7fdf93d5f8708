import { eachInTurns } from '../../upstream/promises/turn.ts';
import type { PhoneNumbers } from '../../upstream/wire/phoneNumber.ts';
import type { CarrierCallRow } from '../../upstream/voxo/callReports.ts';
import { MOST_RINGING_MS, push, type Chain } from './callNumbers.ts';
import type { Direction, Seen } from './matching.ts';

/** The carrier's record of a call, and its time. */
export interface CarrierRecord {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly call: CarrierCallRow;
}

/** A record, as its numbers show it. */
export interface SeenRecord extends Seen {
  readonly record: CarrierRecord;
}

/** The carrier's records, by the number of the person called or calling. */
export class RecordNumbers {
  readonly #byNumber = new Map<string, SeenRecord[]>();

  private constructor() {}

  static async of(records: readonly CarrierRecord[], phoneNumbers: PhoneNumbers): Promise<RecordNumbers> {
    const numbers = new RecordNumbers();
    await eachInTurns(records, (record) => {
      for (const [number, direction] of contactsOf(record, phoneNumbers))
        push(numbers.#byNumber, number, { at: record.at, direction, record });
    });
    return numbers;
  }

  /** The records of a chain's number in its span, with the times that its calls may have. */
  near({ number, span, clock }: Chain): readonly SeenRecord[] {
    return (this.#byNumber.get(number) ?? [])
      .filter(({ at }) => span.from <= at && at < span.to)
      .map((seen) => (clock === 'answer' ? { ...seen, orAt: answerOf(seen.record) } : seen));
  }
}

/**
 * The time at which a call was answered, by the carrier's clock; its start if it was not answered or the carrier does
 * not report it. An agent's call has the time of its answer, by the agent or, if that was earlier, by the
 * switchboard.
 */
function answerOf({ at, call: { durationSeconds, afterAnswerSeconds } }: CarrierRecord): number {
  if (durationSeconds === null || afterAnswerSeconds === null || afterAnswerSeconds === 0) return at;
  const ringing = Math.max(0, durationSeconds - afterAnswerSeconds) * 1000;
  return at + Math.min(ringing, MOST_RINGING_MS);
}

/** The numbers that may be the person's, with the call's direction for each. The other number is the company's own. */
function contactsOf(
  { call }: CarrierRecord,
  phoneNumbers: PhoneNumbers,
): readonly (readonly [string, Direction])[] {
  const called = phoneNumbers.keyOf(call.dialedNumber);
  const calling = phoneNumbers.keyOf(call.callerNumber);
  const contacts: (readonly [string, Direction])[] = [];
  if (called !== null && call.direction !== 'INBOUND') contacts.push([called, 'OUTBOUND']);
  if (calling !== null && calling !== called && call.direction !== 'OUTBOUND')
    contacts.push([calling, 'INBOUND']);
  return contacts;
}
