/** How a field declares what it costs: which actions of the dialer it may ask, and how often. */
import type { Viewer } from '../access/viewer.ts';
import type { CarrierAccount } from '../loaders/carrier/carrierCalls.ts';
import type { CallQuery } from '../loaders/callQuery.ts';
import type { Sizes } from '../loaders/sizes.ts';
import type { ActionName } from '../upstream/endpoints.ts';
import type { Zone } from '../upstream/wire/zone.ts';
import type { Place, Things } from './position.ts';
import type { Selection } from './selection.ts';

/** What is known while an operation is planned. */
export interface Planning {
  readonly viewer: Viewer;
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
  readonly of: Place;
  readonly planning: Planning;
}

/** A field of an operation, and what it would lead to. */
export interface PlannedField<Args extends object = object> extends FieldCall<Args> {
  readonly to: Place;
}

/** A question to the dialer, whole: asked twice, it is one call. */
export interface WholeQuestion {
  /** Tells it from other questions of its action. */
  readonly about: string;
  /** True where it is put along with others of a batch, whose answers come together. */
  readonly batched?: boolean;
}

/** A question about each of these objects: one call for each, or for each group of `most`. */
export interface QuestionOfEach extends WholeQuestion {
  readonly each: Things;
  readonly type: string;
  /** Left out, one call for each. */
  readonly most?: number;
}

/** A question for call records, which others may cover. */
export interface QuestionOfCalls {
  readonly calls: CallQuery;
  /** One of the query's names that stands for as many as nobody can name yet. */
  readonly standing?: { readonly name: string; readonly for: number } | undefined;
}

export type Question = WholeQuestion | QuestionOfEach | QuestionOfCalls;

/** What a field asks of one action. */
export interface Cost {
  readonly action: ActionName;
  /** What it asks; nothing, where these arguments need no answer. @throws BadUserInput where the resolver will */
  questions(field: PlannedField): readonly Question[];
}

/** What is known of the objects a field leads to, beyond what its type says. */
export interface Destination {
  leadsTo(field: FieldCall): Partial<Omit<Place, 'wave'>>;
}

/** A field's declaration. */
export class Declaration {
  readonly costs: readonly Cost[];
  readonly destination: Destination | undefined;

  constructor(parts: readonly (Cost | Destination)[]) {
    this.costs = parts.filter((part) => 'action' in part);
    this.destination = parts.find((part) => 'leadsTo' in part);
  }
}

/** Declares what a field costs, beyond what its parent has cost already, and where it leads. */
export const asks = (...parts: readonly (Cost | Destination)[]): { extensions: { dialer: Declaration } } => ({
  extensions: { dialer: new Declaration(parts) },
});

/** What a field declares; undefined where it costs nothing. */
export function declarationOf(field: { readonly extensions: object }): Declaration | undefined {
  const declared: unknown = 'dialer' in field.extensions ? field.extensions.dialer : undefined;
  return declared instanceof Declaration ? declared : undefined;
}

/**
 * What a field's arguments say. It is written for the arguments of the field it is declared on: GraphQL's own types do
 * not tell them, so this is a method, which TypeScript lets be narrower.
 */
export type Reading<Result, Field = PlannedField> = { read(field: Field): Result }['read'];

/** What is asked about an object where there is but one question to ask. */
const ONE = JSON.stringify(null);

const always = (): boolean => true;

/** One call an operation, however many fields need its answer. */
export const once = (action: ActionName, isNeeded: Reading<boolean> = always): Cost => ({
  action,
  questions: (field) => (isNeeded(field) ? [{ about: '' }] : []),
});

/** One call for each distinct question. @param questionOf null = the dialer need not be asked */
export const oncePerQuestion = (action: ActionName, questionOf: Reading<object | null>): Cost => ({
  action,
  questions: (field) => {
    const question = questionOf(field);
    return question === null ? [] : [{ about: JSON.stringify(question), batched: true }];
  },
});

/**
 * One call for each distinct object of that type the field is asked of, or whose row it is.
 *
 * @param questionOf what is asked about each
 */
export const oncePer = (
  type: string,
  action: ActionName,
  questionOf: Reading<object | null> = () => null,
): Cost => ({
  action,
  questions: (field) => [{ about: JSON.stringify(questionOf(field)), each: thingsOf(field, type), type }],
});

/** As `oncePer`, but one call answers for as many objects as it can name. */
export const oncePerGroup = (
  type: string,
  action: ActionName,
  questionOf: Reading<object | null>,
  mostFor: (planning: Planning) => number,
): Cost => ({
  action,
  questions: (field) => [
    {
      about: JSON.stringify(questionOf(field)),
      each: thingsOf(field, type),
      type,
      most: mostFor(field.planning),
    },
  ],
});

const thingsOf = ({ of }: PlannedField, type: string): Things => of.about.get(type) ?? of.things;

/** One call for each distinct object of that type the field leads to. */
export const oncePerResult = (
  type: string,
  action: ActionName,
  isNeeded: Reading<boolean> = always,
): Cost => ({
  action,
  questions: (field) => (isNeeded(field) ? [{ about: ONE, each: field.to.things, type }] : []),
});

/** A write. It is not counted: whoever writes says how much. */
export const writes = (action: ActionName): Cost => ({ action, questions: () => [] });

/** Says what a field leads to. */
export const leadsTo = (placeOf: Reading<Partial<Omit<Place, 'wave'>>, FieldCall>): Destination => ({
  leadsTo: placeOf,
});
