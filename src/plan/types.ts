import type { DocumentNode, GraphQLSchema } from 'graphql';

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

/** A plan. If the operation has too many positions, it is the part planned so far, and `isWhole` is false. */
export interface PlanResult {
  readonly plan: Plan;
  readonly isWhole: boolean;
}
