/** Pothos counts the objects that fields lead to, and stops where an answer has too many. */
import SchemaBuilder, {
  BasePlugin,
  isThenable,
  type PothosOutputFieldConfig,
  type PothosOutputFieldType,
  type SchemaTypes,
} from '@pothos/core';
import type { GraphQLFieldResolver } from 'graphql';
import { AnswerBudget } from './answerBudget.ts';

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

/** Counts at run time: how long lists are, nobody knows before. Values that are no objects are free. */
export class BudgetPlugin<Types extends SchemaTypes> extends BasePlugin<Types> {
  override wrapResolve(resolve: Resolver<Types>, config: PothosOutputFieldConfig<Types>): Resolver<Types> {
    const { type } = config;
    if (!holdsObjects(type)) return resolve;
    return (parent, args, context, info) => {
      const budget = budgetIn(context);
      // The answer is given up as a whole: an error at each of its places would only take longer.
      if (budget.refusal) return nothingOf(type, budget.refusal);
      const counted = (value: unknown): unknown => {
        budget.spend('objects', countOf(value));
        return value;
      };
      const value: unknown = resolve(parent, args, context, info);
      return isThenable(value) ? value.then(counted) : counted(value);
    };
  }
}

SchemaBuilder.registerPlugin(BUDGET, BudgetPlugin);

const holdsObjects = <Types extends SchemaTypes>(type: PothosOutputFieldType<Types>): boolean =>
  type.kind === 'List' ? holdsObjects(type.type) : type.kind !== 'Scalar' && type.kind !== 'Enum';

/** @throws the refusal, where there is no such thing as nothing */
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

/** @throws Error where there is no budget: then nothing would end an answer */
function budgetIn(context: object): AnswerBudget {
  if ('budget' in context && context.budget instanceof AnswerBudget) return context.budget;
  throw new Error('There is no budget.');
}
