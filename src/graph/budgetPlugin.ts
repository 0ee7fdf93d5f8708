/** Pothos counts the objects that fields lead to, and stops where an answer has too many. */
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
import { fieldsBelow } from '../plan/selection.ts';

/** As SchemaBuilder knows the plugin. */
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

/** Counts at run time: how long lists are, nobody knows before. What became of a write is not counted: it must be told. */
export class BudgetPlugin<Types extends SchemaTypes> extends BasePlugin<Types> {
  override wrapResolve(resolve: Resolver<Types>, config: PothosOutputFieldConfig<Types>): Resolver<Types> {
    const { type } = config;
    if (!holdsObjects(type)) return resolve;
    return (parent, args, context, info) => {
      if (isOutcome(info)) return resolve(parent, args, context, info);
      const budget = budgetIn(context);
      // The answer is given up as a whole: an error at each of its places would only take longer.
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

/** True for a mutation's fields and the lists right below them; what those lead to is read like anything else. */
const isOutcome = ({ operation, path }: GraphQLResolveInfo): boolean =>
  operation.operation === OperationTypeNode.MUTATION && path.prev?.prev === undefined;

/** What an object takes beside its fields. */
const OBJECT_COUNTS_AS = 5;

const fieldCounts = new WeakMap<readonly FieldNode[], number>();

/** How many fields of its objects a field selects. graphql-js gives one list of nodes for all places that are alike. */
function fieldCount(info: GraphQLResolveInfo): number {
  let count = fieldCounts.get(info.fieldNodes);
  if (count === undefined) {
    count = fieldsBelow(info, info.fieldNodes).length;
    fieldCounts.set(info.fieldNodes, count);
  }
  return count;
}

/** Lets go of what is under way: nobody will wait for it, and a failure that nobody hears of ends the process. */
function abandon(value: unknown): void {
  if (!Array.isArray(value)) return;
  for (const item of value) if (isThenable(item)) item.then(undefined, () => undefined);
}

const holdsObjects = <Types extends SchemaTypes>(type: PothosOutputFieldType<Types>): boolean =>
  type.kind === 'List' ? holdsObjects(type.type) : type.kind !== 'Scalar' && type.kind !== 'Enum';

/** @throws the refusal, if there is no such thing as nothing */
const nothingOf = <Types extends SchemaTypes>(
  { kind, nullable }: PothosOutputFieldType<Types>,
  refusal: Error,
): null | [] => {
  if (nullable) return null;
  if (kind === 'List') return [];
  throw refusal;
};

const countOf = (value: unknown): number => {
  if (Array.isArray(value)) return value.length;
  return value === null || value === undefined ? 0 : 1;
};

/** @throws Error if there is no budget: then nothing would end an answer */
function budgetIn(context: object): AnswerBudget {
  if ('budget' in context && context.budget instanceof AnswerBudget) return context.budget;
  throw new Error('There is no budget.');
}
