import type { Lookups } from '../access/lookups.ts';
import type { Viewer } from '../access/viewer.ts';
import type { LeadWriter } from '../leads/writer.ts';
import type { CarrierAccount } from '../loaders/carrier/carrierCalls.ts';
import type { LiveFloor } from '../live/liveFloor.ts';
import type { Loaders } from '../loaders/index.ts';
import type { Caller } from '../upstream/client/caller.ts';
import type { LaterTurns } from '../upstream/promises/turn.ts';
import type { PhoneNumbers } from '../upstream/wire/phoneNumber.ts';
import type { Zone } from '../upstream/wire/zone.ts';
import type { AnswerBudget } from './answerBudget.ts';

/** The context of an operation, for its resolvers. */
export interface Context {
  readonly viewer: Viewer;
  readonly loaders: Loaders;
  /** The caller of upstream actions that stands for this operation. */
  readonly caller: Caller;
  /**
   * Loaders that remember nothing: a subscription reads lists again with them.
   *
   * @param until ends their calls
   */
  readonly loadersAnew: (until: AbortSignal) => Loaders;
  /** The sources of subscriptions. */
  readonly live: LiveFloor;
  /** The start of the operation, so that its plan and all of its fields use the same days. */
  readonly now: Date;
  /** The HTTP method of the request. */
  readonly method: string;
  /** The zone of the dialer's times, which carry no offset. */
  readonly zone: Zone;
  /** Parses phone numbers; knows the country of those without a calling code. */
  readonly phoneNumbers: PhoneNumbers;
  /** The VOXO account (the phone system); null = none is configured. */
  readonly carrier: CarrierAccount | null;
  /** The longest period one query may cover, in days. */
  readonly maxPeriodDays: number;
  /** Work of this operation that waits for a later turn of the event loop. */
  readonly laterTurns: LaterTurns;
  /** The budget of this answer. */
  readonly budget: AnswerBudget;
  /** From how many rows on a list in columns is written from those: see ListWriter. */
  readonly leastWrittenRows: number;
  /** Adds leads. All writes go through it. */
  readonly leads: LeadWriter;
  /** Limits and audits look-ups of people. All look-ups go through it. */
  readonly lookups: Lookups;
}
