import type { DocumentNode, GraphQLSchema } from 'graphql';

/** At most how many calls to the dialer an operation makes. */
export interface Plan {
  /** By action; none that is not asked. */
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

/** A plan, or as much of it as could be made of an operation that has no end. */
export interface PlanResult {
  readonly plan: Plan;
  readonly isWhole: boolean;
}
