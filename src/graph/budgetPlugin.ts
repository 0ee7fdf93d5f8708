/** A Pothos plugin that counts the objects of an answer against its budget, and ends an answer that is over it. */
import SchemaBuilder, {
  BasePlugin,
  isThenable,
  type PothosOutputFieldConfig,
  type PothosOutputFieldType,
  type SchemaTypes,
} from '@pothos/core';
import {
  OperationTypeNode,
  type FieldNode,
  type GraphQLFieldResolver,
  type GraphQLResolveInfo,
} from 'graphql';
import { AnswerBudget } from './answerBudget.ts';
import { ColumnList } from './execution/columnList.ts';
import { fieldsBelow } from '../plan/selection.ts';

/** The plugin's name in SchemaBuilder. */
export const BUDGET = 'budget';

declare global {
  // oxlint-disable-next-line typescript/no-namespace -- the only way Pothos lets a plugin add to its types
  namespace PothosSchemaTypes {
    interface Plugins<Types extends SchemaTypes> {
      budget: BudgetPlugin<Types>;
    }
  }
}

type Resolver<Types extends SchemaTypes> = GraphQLFieldResolver<unknown, Types['Context'], object>;

/**
 * Counts while resolvers run, because the lengths of lists are not known before. Outcomes of mutations are not counted,
 * because the client must get them.
 */
export class BudgetPlugin<Types extends SchemaTypes> extends BasePlugin<Types> {
  override wrapResolve(resolve: Resolver<Types>, config: PothosOutputFieldConfig<Types>): Resolver<Types> {
    const { type } = config;
    if (!holdsObjects(type)) return resolve;
    return (parent, args, context, info) => {
      if (isOutcome(info)) return resolve(parent, args, context, info);
      const budget = budgetIn(context);
      // The whole answer is refused with one error. An error for each position would take longer.
      if (budget.refusal) return nothingOf(type, budget.refusal);
      const counted = (value: unknown): unknown => {
        if (budget.refusal) {
          abandon(value);
          return nothingOf(type, budget.refusal);
        }
        try {
          budget.spend('values', countOf(value) * (OBJECT_COUNTS_AS + fieldCount(info)));
        } catch (error) {
          abandon(value);
          throw error;
        }
        return value;
      };
      const value: unknown = resolve(parent, args, context, info);
      return isThenable(value) ? value.then(counted) : counted(value);
    };
  }
}

SchemaBuilder.registerPlugin(BUDGET, BudgetPlugin);

/**
 * True for a mutation's root fields and the fields directly below them. Fields further below are counted like a
 * query's.
 */
const isOutcome = ({ operation, path }: GraphQLResolveInfo): boolean =>
  operation.operation === OperationTypeNode.MUTATION && path.prev?.prev === undefined;

/** The values that each object counts besides its fields. */
const OBJECT_COUNTS_AS = 5;

const fieldCounts = new WeakMap<readonly FieldNode[], number>();

/**
 * The number of fields selected below a field. It is cached by `fieldNodes`, which graphql-js shares between the items
 * of a list.
 */
function fieldCount(info: GraphQLResolveInfo): number {
  let count = fieldCounts.get(info.fieldNodes);
  if (count === undefined) {
    count = fieldsBelow(info, info.fieldNodes).length;
    fieldCounts.set(info.fieldNodes, count);
  }
  return count;
}

/**
 * Handles the rejections of promises in a value that is dropped, because an unhandled rejection is logged as a defect.
 */
function abandon(value: unknown): void {
  if (!Array.isArray(value)) return;
  for (const item of value) if (isThenable(item)) item.then(undefined, () => undefined);
}

const holdsObjects = <Types extends SchemaTypes>(type: PothosOutputFieldType<Types>): boolean =>
  type.kind === 'List' ? holdsObjects(type.type) : type.kind !== 'Scalar' && type.kind !== 'Enum';

/** The empty value of a type: null or []. @throws the refusal if the type has no empty value */
const nothingOf = <Types extends SchemaTypes>(
  { kind, nullable }: PothosOutputFieldType<Types>,
  refusal: Error,
): null | [] => {
  if (nullable) return null;
  if (kind === 'List') return [];
  throw refusal;
};

const countOf = (value: unknown): number => {
  if (Array.isArray(value) || value instanceof ColumnList) return value.length;
  return value === null || value === undefined ? 0 : 1;
};

/** The budget in a context. @throws Error if it has none, because then no answer would be limited */
function budgetIn(context: object): AnswerBudget {
  if ('budget' in context && context.budget instanceof AnswerBudget) return context.budget;
  throw new Error('The context has no answer budget.');
}
