import { GraphQLError, type GraphQLResolveInfo } from 'graphql';
import type { CompiledField, CompiledSet, Shape } from './compiledOperation.ts';
import type { Path } from './fieldInfo.ts';

/** A list under way. */
export interface ListAnswer {
  readonly field: CompiledField;
  readonly item: Shape;
  readonly info: GraphQLResolveInfo;
  readonly path: Path;
  readonly values: readonly unknown[];
  /** The place of the first of them in the whole list. */
  readonly from: number;
  /** The fields of its objects, if all have the same. */
  readonly rows: CompiledSet | undefined;
  /** The items so far. */
  readonly answers: unknown[];
  /** The places of those that are not settled. */
  pending: number[] | undefined;
}

/** The values of a list. @throws GraphQLError if a resolver returned something else */
export function valuesOf({ parent, definition }: CompiledField, values: unknown): readonly unknown[] {
  if (isIterable(values)) return [...values];
  throw new GraphQLError(
    `Expected Iterable, but did not find one for field "${parent.name}.${definition.name}".`,
  );
}

const isIterable = (value: unknown): value is Iterable<unknown> =>
  typeof value === 'object' && value !== null && Symbol.iterator in value;
