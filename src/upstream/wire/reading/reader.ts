import { mergedGaps, type Gap } from './gap.ts';
import type { Cells } from './rowReader.ts';
import { isObject } from '../wire.ts';

/** The model read from an answer, and its gaps. */
export class Reading<Model> {
  readonly model: Model;
  readonly gaps: readonly Gap[];
  /** True for a table without rows. */
  readonly isEmpty: boolean;

  constructor(model: Model, gaps: readonly Gap[] = [], isEmpty = false) {
    this.model = model;
    this.gaps = gaps;
    this.isEmpty = isEmpty;
  }
}

/** One table or record of an answer, as its action's record declares it. */
export interface Part {
  /** The path of the member that holds it, below `data` or at the top; '' = the answer itself. */
  readonly at: string;
  readonly isTable: boolean;
  readonly cells: Cells;
  /** Other wire names of its members. */
  readonly aliases?: Readonly<Record<string, string>>;
  /** The paths at which its rows may be; given only if they can be read into columns as they arrive. */
  readonly paths?: readonly string[];
}

/**
 * Reads a whole answer from the wire's form into a model. Long tables are read in several turns of the event loop.
 *
 * @throws DoesNotFit if the answer is not what its action's record describes
 */
export interface Reader<Model> {
  (answer: unknown): Reading<Model> | Promise<Reading<Model>>;
  /** The tables and records it reads, with their members. */
  readonly parts: readonly Part[];
}

/** A reader of these parts. */
export const readerOf = <Model>(
  parts: readonly Part[],
  read: (answer: unknown) => Reading<Model> | Promise<Reading<Model>>,
): Reader<Model> => Object.assign(read, { parts });

/** An answer is not what its record describes. The message names the expected form and never the value received. */
export class DoesNotFit extends Error {
  override readonly name = 'DoesNotFit';
}

/** A reader for an answer without cells. */
export const whole = <Model>(read: (answer: unknown) => Model): Reader<Model> =>
  readerOf([], (answer) => new Reading(read(answer)));

/**
 * Combines two readers of one answer. Each reads the whole answer. If the first reads a table without rows, members that
 * are missing from the other part are no gap: an empty answer may leave them out.
 */
export const both = <First, Second, Model>(
  first: Reader<First>,
  second: Reader<Second>,
  as: (first: First, second: Second) => Model,
): Reader<Model> =>
  readerOf([...first.parts, ...second.parts], async (answer) => {
    // In sequence, because both use the same event loop.
    const one = await first(answer);
    const two = await second(answer);
    const gaps = one.isEmpty ? two.gaps.filter(({ missing }) => !missing) : two.gaps;
    return new Reading(as(one.model, two.model), mergedGaps(one.gaps, gaps));
  });

/** As `both`, for a part beside a record: if there is no record, the other part's gaps do not count. */
export const beside = <First, Second, Model>(
  first: Reader<First | null>,
  second: Reader<Second>,
  as: (first: First, second: Second) => Model,
): Reader<Model | null> =>
  readerOf<Model | null>([...first.parts, ...second.parts], async (answer) => {
    const { model, gaps } = await first(answer);
    if (model === null) return new Reading(null, gaps);
    const other = await second(answer);
    return new Reading(as(model, other.model), mergedGaps(gaps, other.gaps));
  });

/** The member at a dotted path, own properties only; undefined if there is none. */
export function memberAt(value: unknown, path: string): unknown {
  let member = value;
  for (const name of path.split('.')) {
    if (!isObject(member) || !Object.hasOwn(member, name)) return undefined;
    member = member[name];
  }
  return member;
}
