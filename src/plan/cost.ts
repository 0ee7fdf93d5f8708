/** How a field declares what it costs: which actions of the dialer it may ask, and how often. */
import type { Viewer } from '../access/viewer.ts';
import type { CarrierAccount } from '../loaders/carrier/carrierCalls.ts';
import type { CallQuery } from '../loaders/callQuery.ts';
import type { Sizes } from '../loaders/sizes.ts';
import type { ActionName } from '../upstream/endpoints.ts';
import type { Zone } from '../upstream/wire/zone.ts';
import type { Position, EntitySet } from './position.ts';
import type { Selection } from './selection.ts';

/** What is known while an operation is planned. */
export interface Planning {
  readonly viewer: Viewer;
  /** When the operation began. */
  readonly now: Date;
  /** The zone of the dialer's naive times. */
  readonly zone: Zone;
  /** The account at the phone system; null = there is none. */
  readonly carrier: CarrierAccount | null;
  /** The longest period one query may cover, in days. */
  readonly maxPeriodDays: number;
  readonly sizes: Sizes;
}

/** A field of an operation, as it would be resolved. */
export interface FieldCall<Args extends object = object> {
  /** As its resolver will get them. */
  readonly args: Args;
  readonly selection: Selection;
  /** The objects it is asked of. */
  readonly of: Position;
  readonly planning: Planning;
}

/** A field of an operation, and what it would lead to. */
export interface PlannedField<Args extends object = object> extends FieldCall<Args> {
  readonly to: Position;
}

/** One call to the dialer: two fields that plan it share it. */
export interface SingleCall {
  /** Tells it from other calls of the same action. */
  readonly about: string;
  /** True if it is made in a batch, whose answers come together. */
  readonly batched?: boolean;
}

/** One call for each of these entities, or for each group of `most`. */
export interface CallPerKey extends SingleCall {
  readonly each: EntitySet;
  readonly type: string;
  /** How many entities one call can name; left out, one. */
  readonly most?: number;
}

/** Calls for call records, which the answers of others may cover. */
export interface RecordsCall {
  readonly calls: CallQuery;
  /** One of the query's names that stands for as many as nobody can name yet. */
  readonly standing?: { readonly name: string; readonly for: number } | undefined;
}

/** What a field plans to ask of one action. */
export type PlannedCall = SingleCall | CallPerKey | RecordsCall;

/** What a field costs in calls of one action. */
export interface Cost {
  readonly action: ActionName;
  /** The calls it plans; none if these arguments need no answer. @throws BadUserInput if the resolver will */
  calls(field: PlannedField): readonly PlannedCall[];
}

/** What is known of the objects a field leads to, beyond what its type says. */
export interface Destination {
  resolvesTo(field: FieldCall): Partial<Omit<Position, 'stage'>>;
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

/** Declares what a field costs, beyond what its parent has cost already, and where it leads. */
export const cost = (...parts: readonly (Cost | Destination)[]): { extensions: { dialer: Declaration } } => ({
  extensions: { dialer: new Declaration(parts) },
});

/** What a field declares; undefined if it costs nothing. */
export function declarationOf(field: { readonly extensions: object }): Declaration | undefined {
  const declared: unknown = 'dialer' in field.extensions ? field.extensions.dialer : undefined;
  return declared instanceof Declaration ? declared : undefined;
}

/**
 * What a field's arguments say. It is written for the arguments of the field it is declared on: GraphQL's own types do
 * not tell them, so this is a method, which TypeScript lets be narrower.
 */
export type Reading<Result, Field = PlannedField> = { read(field: Field): Result }['read'];

/** Tells the call about an entity if its action knows but one. */
const ONE = JSON.stringify(null);

const always = (): boolean => true;

/** One call an operation, however many fields need its answer. */
export const once = (action: ActionName, isNeeded: Reading<boolean> = always): Cost => ({
  action,
  calls: (field) => (isNeeded(field) ? [{ about: '' }] : []),
});

/** One call for each distinct input. @param inputOf null = the dialer need not be asked */
export const oncePerInput = (action: ActionName, inputOf: Reading<object | null>): Cost => ({
  action,
  calls: (field) => {
    const input = inputOf(field);
    return input === null ? [] : [{ about: JSON.stringify(input), batched: true }];
  },
});

/**
 * One call for each distinct object of that type the field is asked of, or whose row it is.
 *
 * @param inputOf what is asked about each
 */
export const oncePer = (
  type: string,
  action: ActionName,
  inputOf: Reading<object | null> = () => null,
): Cost => ({
  action,
  calls: (field) => [{ about: JSON.stringify(inputOf(field)), each: entitiesOf(field, type), type }],
});

/** As `oncePer`, but one call answers for as many objects as it can name. */
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

/** One call for each distinct object of that type the field leads to. */
export const oncePerResult = (
  type: string,
  action: ActionName,
  isNeeded: Reading<boolean> = always,
): Cost => ({
  action,
  calls: (field) => (isNeeded(field) ? [{ about: ONE, each: field.to.entities, type }] : []),
});

/**
 * Extensions of a type that has ids but no natural key, such as a call: the planner counts its objects as rows of what they
 * were met in.
 */
export const KEYLESS = { keyless: true } as const;

/** A write. It is not counted: whoever writes says how much. */
export const writes = (action: ActionName): Cost => ({ action, calls: () => [] });

/** Says what a field leads to. */
export const resolvesTo = (
  positionOf: Reading<Partial<Omit<Position, 'stage'>>, FieldCall>,
): Destination => ({
  resolvesTo: positionOf,
});
