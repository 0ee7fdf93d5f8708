/** The figures of groups of calls: what is counted of each call, and what is made of it. */
import { getArgumentValues, getNamedType, isObjectType, type GraphQLResolveInfo } from 'graphql';
import { fieldsBelow } from '../../../plan/selection.ts';
import type { CallFacts } from '../../../upstream/dialer/calls.ts';
import { isAgentsName } from '../../../upstream/dialer/vocabulary.ts';
import { perList } from '../../../upstream/wire/normalizeKey.ts';
import type { PhoneNumbers } from '../../../upstream/wire/phoneNumber.ts';
import { every, not, where, type Condition } from '../../../upstream/wire/rows/conditions.ts';
import type { MemberReader } from '../../../upstream/wire/rows/memberReader.ts';
import type { Rows } from '../../../upstream/wire/rows/rowSource.ts';
import { ValueNumbers } from '../../../upstream/wire/rows/valueNumbers.ts';
import type { Measure } from '../../aggregate/grouped.ts';
import { Pairs, Sums } from '../../aggregate/groups.ts';
import type { Ratio } from '../../ratio.ts';
import { isIn } from '../callConditions.ts';

const member = where<CallFacts>();

/** The share of the calls that meet `whole`: those that meet `part` as well. */
export interface Share {
  /** Null = all calls. */
  readonly whole: Condition<CallFacts> | null;
  readonly part: Condition<CallFacts>;
}

/** An agent took the call: the record names one other than the dialer's own users. */
const isHandled = member('agentUsername', isAgentsName);

const isInbound = member('direction', (direction) => direction === 'INBOUND');

/** The caller gave up, or nothing is known of why the call ended. */
const isGivenUp = member(
  'terminationReason',
  (reason) => reason === 'CALLER' || reason === 'ABANDON' || reason === 'NONE',
);

const isAbandoned = every(not(isHandled), isGivenUp);

export interface ServiceLevelArgs {
  readonly withinSeconds: number;
  readonly shortAbandons: boolean;
}

export interface DispositionArgs {
  readonly dispositions: readonly string[];
}

/** The shares that a group can tell, by the name of the field. */
export const SHARES = {
  handled: (): Share => ({ whole: null, part: isHandled }),
  abandoned: (): Share => ({ whole: isInbound, part: isAbandoned }),
  serviceLevel: ({ withinSeconds, shortAbandons }: ServiceLevelArgs): Share => {
    const isWithin = member('queueSeconds', (wait) => wait !== null && wait <= withinSeconds);
    const hasWait = member('queueSeconds', (wait) => wait !== null);
    const counts = every(isInbound, hasWait);
    return {
      whole: shortAbandons ? counts : every(counts, not(every(isWithin, isAbandoned))),
      part: every(isHandled, isWithin),
    };
  },
  withDisposition: ({ dispositions }: DispositionArgs): Share => ({
    whole: null,
    part: member('disposition', isIn(dispositions)),
  }),
};

const textOf = perList((list: readonly string[]) => JSON.stringify(list));

/** The names of shares: those of equal arguments are equal. */
export const NAME_OF = {
  handled: 'handled',
  abandoned: 'abandoned',
  serviceLevel: ({ withinSeconds, shortAbandons }: ServiceLevelArgs): string =>
    `serviceLevel ${withinSeconds} ${shortAbandons}`,
  withDisposition: ({ dispositions }: DispositionArgs): string => `withDisposition ${textOf(dispositions)}`,
};

/** The figures that are wanted of each group. */
export interface WantedFigures {
  durations: boolean;
  waits: boolean;
  contacts: boolean;
  /** The group of each row. */
  members: boolean;
  readonly shares: Map<string, Share>;
}

/** The figures selected below `groups`. */
export function figuresIn(info: GraphQLResolveInfo): WantedFigures {
  const shares = new Map<string, Share>();
  const wanted: WantedFigures = {
    durations: false,
    waits: false,
    contacts: false,
    members: false,
    shares,
  };
  const type = getNamedType(info.returnType);
  const fields = isObjectType(type) ? type.getFields() : {};
  for (const node of fieldsBelow(info, info.fieldNodes)) {
    const name = node.name.value;
    if (name === 'totalDurationSeconds' || name === 'averageDurationSeconds') wanted.durations = true;
    else if (name === 'averageQueueSeconds' || name === 'maxQueueSeconds') wanted.waits = true;
    else if (name === 'distinctContacts') wanted.contacts = true;
    else if (name === 'carrier') wanted.members = true;
    else if (name === 'handled') shares.set(NAME_OF.handled, SHARES.handled());
    else if (name === 'abandoned') shares.set(NAME_OF.abandoned, SHARES.abandoned());
    const field = fields[name];
    if (!field || field.args.length === 0) continue;
    const args = getArgumentValues(field, node, info.variableValues);
    if (isServiceLevel(args)) shares.set(NAME_OF.serviceLevel(args), SHARES.serviceLevel(args));
    else if (isWithDisposition(args)) shares.set(NAME_OF.withDisposition(args), SHARES.withDisposition(args));
  }
  return wanted;
}

const isServiceLevel = (args: object): args is ServiceLevelArgs => 'withinSeconds' in args;
const isWithDisposition = (args: object): args is DispositionArgs => 'dispositions' in args;

/** The figures of groups, by the group's number. */
export class CallFigures {
  readonly durations: Amounts | undefined;
  readonly waits: Amounts | undefined;
  readonly contacts: Contacts | undefined;
  readonly members: Members | undefined;
  readonly shares: ReadonlyMap<string, Shares>;

  constructor(rows: Rows<CallFacts>, wanted: WantedFigures, phoneNumbers: PhoneNumbers) {
    if (wanted.durations) this.durations = new Amounts(rows.member('durationSeconds'));
    if (wanted.waits) this.waits = new Amounts(rows.member('queueSeconds'));
    if (wanted.contacts) this.contacts = new Contacts(rows.member('contactNumber'), phoneNumbers);
    if (wanted.members) this.members = new Members(rows.length);
    this.shares = new Map([...wanted.shares].map(([name, share]) => [name, new Shares(rows, share)]));
  }

  get measures(): readonly Measure[] {
    const single = [this.durations, this.waits, this.contacts, this.members];
    return [...single.filter((measure) => measure !== undefined), ...this.shares.values()];
  }
}

/** The amounts of calls. A call without one is in none of the figures. */
class Amounts implements Measure {
  readonly #at: MemberReader<number | null>['at'];
  readonly #counts = new Sums();
  readonly #sums = new Sums();
  readonly #most = new Sums();

  constructor({ at }: MemberReader<number | null>) {
    this.#at = at;
  }

  add(row: number, group: number): void {
    const amount = this.#at(row);
    if (amount === null) return;
    this.#counts.add(group, 1);
    this.#sums.add(group, amount);
    if (amount > this.#most.of(group)) this.#most.set(group, amount);
  }

  /** Null if no call has an amount. */
  sumOf(group: number): number | null {
    return this.#counts.of(group) > 0 ? this.#sums.of(group) : null;
  }

  averageOf(group: number): number | null {
    const count = this.#counts.of(group);
    return count > 0 ? this.#sums.of(group) / count : null;
  }

  maxOf(group: number): number | null {
    return this.#counts.of(group) > 0 ? this.#most.of(group) : null;
  }
}

/** The different phone numbers of contacts. A call without a number, or with a withheld one, is left out. */
class Contacts implements Measure {
  readonly #numbers: ValueNumbers<string | null>;
  /** The group in which a contact came first, counted from 1 on. Most contacts are in no other. */
  readonly #firstGroups = new Sums();
  readonly #otherGroups = new Pairs();
  readonly #counts = new Sums();

  constructor(reader: MemberReader<string | null>, phoneNumbers: PhoneNumbers) {
    this.#numbers = new ValueNumbers(reader, (number) => phoneNumbers.keyOf(number));
  }

  add(row: number, group: number): void {
    const number = this.#numbers.of(row);
    if (number === this.#numbers.numberOfKey(null)) return;
    const first = this.#firstGroups.of(number);
    if (first === group + 1) return;
    if (first === 0) this.#firstGroups.set(number, group + 1);
    else {
      const known = this.#otherGroups.count;
      if (this.#otherGroups.of(group, number) < known) return;
    }
    this.#counts.add(group, 1);
  }

  countOf(group: number): number {
    return this.#counts.of(group);
  }
}

/** Counts a share. */
class Shares implements Measure {
  readonly #whole: ((row: number) => boolean) | undefined;
  readonly #part: (row: number) => boolean;
  readonly #wholes = new Sums();
  readonly #parts = new Sums();

  constructor(rows: Rows<CallFacts>, { whole, part }: Share) {
    this.#whole = whole?.in(rows);
    this.#part = part.in(rows);
  }

  add(row: number, group: number): void {
    if (this.#whole && !this.#whole(row)) return;
    this.#wholes.add(group, 1);
    if (this.#part(row)) this.#parts.add(group, 1);
  }

  of(group: number): Ratio {
    return { numerator: this.#parts.of(group), denominator: this.#wholes.of(group) };
  }

  /** Null if there is no whole. */
  valueOf(group: number): number | null {
    const whole = this.#wholes.of(group);
    return whole > 0 ? this.#parts.of(group) / whole : null;
  }
}

/** The rows of groups. */
class Members implements Measure {
  /** The group of each row, counted from 1 on; 0 = the row is in none. */
  readonly #groups: Uint32Array;

  constructor(length: number) {
    this.#groups = new Uint32Array(length);
  }

  add(row: number, group: number): void {
    this.#groups[row] = group + 1;
  }

  /** The rows of these groups, in ascending order, and the group of each. */
  of(groups: readonly number[]): { readonly rows: Uint32Array; readonly groups: Uint32Array } {
    const wanted = new Set(groups);
    const rows: number[] = [];
    const owners: number[] = [];
    for (const [row, group] of this.#groups.entries()) {
      if (group === 0 || !wanted.has(group - 1)) continue;
      rows.push(row);
      owners.push(group - 1);
    }
    return { rows: Uint32Array.from(rows), groups: Uint32Array.from(owners) };
  }
}
