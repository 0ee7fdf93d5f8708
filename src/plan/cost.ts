/** How a field declares its cost: which actions of the dialer it may call, and how often. */
import type { Viewer } from '../access/viewer.ts';
import type { CarrierAccount } from '../loaders/carrier/carrierCalls.ts';
import type { CallQuery } from '../loaders/callQuery.ts';
import type { FollowedStatuses } from '../loaders/liveHistory.ts';
import type { Sizes } from '../loaders/sizes.ts';
import type { Period } from '../loaders/windows.ts';
import type { ActionName } from '../upstream/endpoints.ts';
import type { Zone } from '../upstream/wire/zone.ts';
import type { Position, EntitySet } from './position.ts';
import type { Selection } from './selection.ts';

/** The facts that are known while an operation is planned. */
export interface Planning {
  readonly viewer: Viewer;
  /** When the operation began. */
  readonly now: Date;
  /** The zone of the dialer's times, which carry no offset. */
  readonly zone: Zone;
  /** The VOXO account (the phone system); null = none is configured. */
  readonly carrier: CarrierAccount | null;
  /** The longest period one query may cover, in days. */
  readonly maxPeriodDays: number;
  readonly sizes: Sizes;
  /** The live statuses that subscriptions know: they cost no call. */
  readonly followed: FollowedStatuses;
  /** The active users that the viewer may see, as far as their list is cached; else null. */
  readonly activeUsers: () => readonly { readonly username: string }[] | null;
}

/** A field of an operation, as it would be resolved. */
export interface FieldCall<Args extends object = object> {
  /** The arguments as the resolver will get them. */
  readonly args: Args;
  readonly selection: Selection;
  /** The parent objects. */
  readonly of: Position;
  readonly planning: Planning;
}

/** A field of an operation, and the objects it resolves to. */
export interface PlannedField<Args extends object = object> extends FieldCall<Args> {
  readonly to: Position;
}

/** One call to the dialer: two fields that plan it share it. */
export interface SingleCall {
  /** Differs from other calls of the same action. */
  readonly about: string;
  /** True if the call is made in a batch: the answers of a batch come together. */
  readonly batched?: boolean;
}

/** One call for each of these entities, or for each group of `most`. */
export interface CallPerKey extends SingleCall {
  readonly each: EntitySet;
  readonly type: string;
  /** How many entities one call can name. Default: one. */
  readonly most?: number;
}

/** Calls for call records. The answers of other calls may cover them. */
export interface RecordsCall {
  readonly calls: CallQuery;
  /** A name in the query that stands for `for` objects whose names are not known yet. */
  readonly standing?: { readonly name: string; readonly for: number } | undefined;
  /** How many answers the call waits for, if it continues a search. Default: none. */
  readonly round?: number;
}

/** A call that a field plans. */
export type PlannedCall = SingleCall | CallPerKey | RecordsCall;

/** The cost of a field in calls of one action. */
export interface Cost {
  readonly action: ActionName;
  /** The planned calls; none if the arguments need no answer. @throws BadUserInput if the resolver will */
  calls(field: PlannedField): readonly PlannedCall[];
}

/** A field whose list may be read in windows. */
export interface WindowedCall<Args extends object = object> {
  readonly args: Args;
  readonly planning: Pick<Planning, 'now' | 'zone' | 'maxPeriodDays'>;
}

/** Facts about the objects a field resolves to, beyond its type. */
export interface Destination {
  resolvesTo(field: FieldCall): Partial<Omit<Position, 'stage'>>;
  /**
   * The parts of its period that may be read one after the other, in the order of the list: an export holds one at a
   * time. Undefined if the list must be read as a whole.
   */
  windows?(field: WindowedCall): readonly Period[] | undefined;
}

/** A field's declaration. */
export class Declaration {
  readonly costs: readonly Cost[];
  readonly destination: Destination | undefined;

  constructor(parts: readonly (Cost | Destination)[]) {
    this.costs = parts.filter((part) => 'action' in part);
    this.destination = parts.find((part) => 'resolvesTo' in part);
  }
}

/** Declares the cost of a field, without the cost of its parent, and what it resolves to. */
export const cost = (...parts: readonly (Cost | Destination)[]): { extensions: { dialer: Declaration } } => ({
  extensions: { dialer: new Declaration(parts) },
});

/** The declaration of a field; undefined if it declares none and costs nothing. */
export function declarationOf(field: { readonly extensions: object }): Declaration | undefined {
  const declared: unknown = 'dialer' in field.extensions ? field.extensions.dialer : undefined;
  return declared instanceof Declaration ? declared : undefined;
}

/**
 * Reads a field and its arguments. The function is written for the arguments of its own field, which GraphQL's types do
 * not carry. So this is a method: TypeScript lets the parameter of a method be narrower.
 */
export type Reading<Result, Field = PlannedField> = { read(field: Field): Result }['read'];

/** `about` of a call whose action knows only one call for each entity. */
const ONE = JSON.stringify(null);

const always = (): boolean => true;

/** One call for the whole operation, however many fields need its answer. */
export const once = (action: ActionName, isNeeded: Reading<boolean> = always): Cost => ({
  action,
  calls: (field) => (isNeeded(field) ? [{ about: '' }] : []),
});

/** One call for each distinct input. @param inputOf null = no call is needed */
export const oncePerInput = (action: ActionName, inputOf: Reading<object | null>): Cost => ({
  action,
  calls: (field) => {
    const input = inputOf(field);
    return input === null ? [] : [{ about: JSON.stringify(input), batched: true }];
  },
});

/**
 * One call for each distinct object of that type: the parent objects, or the objects whose rows the parents are.
 *
 * @param inputOf the input of the call beside the object
 */
export const oncePer = (
  type: string,
  action: ActionName,
  inputOf: Reading<object | null> = () => null,
): Cost => ({
  action,
  calls: (field) => [{ about: JSON.stringify(inputOf(field)), each: entitiesOf(field, type), type }],
});

/** As `oncePer`, but one call answers for up to `mostFor` objects. */
export const oncePerGroup = (
  type: string,
  action: ActionName,
  inputOf: Reading<object | null>,
  mostFor: (planning: Planning) => number,
): Cost => ({
  action,
  calls: (field) => [
    {
      about: JSON.stringify(inputOf(field)),
      each: entitiesOf(field, type),
      type,
      most: mostFor(field.planning),
    },
  ],
});

const entitiesOf = ({ of }: PlannedField, type: string): EntitySet => of.about.get(type) ?? of.entities;

/** One call for each distinct object of that type the field resolves to. */
export const oncePerResult = (
  type: string,
  action: ActionName,
  isNeeded: Reading<boolean> = always,
): Cost => ({
  action,
  calls: (field) => (isNeeded(field) ? [{ about: ONE, each: field.to.entities, type }] : []),
});

/** One call for each of these objects of that type. */
export const oncePerOne = (type: string, action: ActionName, entitiesFor: Reading<EntitySet>): Cost => ({
  action,
  calls: (field) => [{ about: ONE, each: entitiesFor(field), type }],
});

/**
 * Extensions of a type that has ids but no natural key, such as a call. The planner counts its objects as rows of their
 * parents.
 */
export const KEYLESS = { keyless: true } as const;

/** A write. Writes are not counted: their number is in the request itself. */
export const writes = (action: ActionName): Cost => ({ action, calls: () => [] });

/** Declares what a field resolves to. @param windows see Destination */
export const resolvesTo = (
  positionOf: Reading<Partial<Omit<Position, 'stage'>>, FieldCall>,
  windows?: Destination['windows'],
): Destination => ({
  resolvesTo: positionOf,
  ...(windows && { windows }),
});
