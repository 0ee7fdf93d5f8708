import type { DocumentNode, GraphQLField, GraphQLSchema } from 'graphql';

/** The most calls to the dialer that an operation makes. */
export interface Plan {
  /** By action, without actions that are not called. */
  readonly calls: Readonly<Record<string, number>>;
  readonly total: number;
}

/** An operation as it would be executed. */
export interface PlannedOperation {
  readonly schema: GraphQLSchema;
  /** Validated. */
  readonly document: DocumentNode;
  readonly operationName?: string | null | undefined;
  readonly variableValues?: Readonly<Record<string, unknown>> | null | undefined;
}

/** A field at the top of an operation that will be resolved. */
export interface RootField {
  readonly field: GraphQLField<unknown, unknown>;
  readonly args: Readonly<Record<string, unknown>>;
}

/** A plan. If the operation has too many positions, it is the part planned so far, and `isWhole` is false. */
export interface PlanResult {
  readonly plan: Plan;
  readonly isWhole: boolean;
  /** The calls of the plan, by action, that are equal whenever the operation runs. */
  readonly repeated: Plan['calls'];
  readonly roots: readonly RootField[];
  /** True if @skip and @include leave no field at all. */
  readonly isEmpty: boolean;
  /** True if it may look up a person, or read leads: it is counted and audited for its viewer. */
  readonly isPersonal: boolean;
}
