import type { Lookups } from '../access/lookups.ts';
import type { Viewer } from '../access/viewer.ts';
import type { LeadWriter } from '../leads/writer.ts';
import type { CarrierAccount } from '../loaders/carrier/carrierCalls.ts';
import type { LiveFloor } from '../live/liveFloor.ts';
import type { Loaders } from '../loaders/index.ts';
import type { PhoneNumbers } from '../upstream/wire/phoneNumber.ts';
import type { Zone } from '../upstream/wire/zone.ts';
import type { AnswerBudget } from './answerBudget.ts';

/** What a resolver may use. */
export interface Context {
  readonly viewer: Viewer;
  readonly loaders: Loaders;
  /**
   * Loaders that remember nothing: a subscription reads lists again with them.
   *
   * @param until ends their calls
   */
  readonly loadersAnew: (until: AbortSignal) => Loaders;
  /** The sources of subscriptions. */
  readonly live: LiveFloor;
  /** When the operation began: its plan and all of its fields mean the same days. */
  readonly now: Date;
  /** The HTTP method of the request. */
  readonly method: string;
  /** The zone of the dialer's naive times. */
  readonly zone: Zone;
  /** How numbers without a country code are read. */
  readonly phoneNumbers: PhoneNumbers;
  /** The account at the phone system; null = there is none. */
  readonly carrier: CarrierAccount | null;
  /** The longest period one query may cover, in days. */
  readonly maxPeriodDays: number;
  /** What this one answer may still take. */
  readonly budget: AnswerBudget;
  /** The only way to write. */
  readonly leads: LeadWriter;
  /** The only way to look a person up. */
  readonly lookups: Lookups;
}
