import { normalizeKey } from '../../upstream/wire/normalizeKey.ts';
import { builder } from '../builder.ts';
import { nullOnlyByError } from '../semanticNonNull.ts';
import type { Context } from '../context.ts';
import { cost, resolvesTo, once, type FieldCall } from '../../plan/cost.ts';
import { AGENTS, PUBLIC } from '../../access/fieldPolicy.ts';
import { EntitySet } from '../../plan/position.ts';
import { Agent, Portfolio, columnReader, type PortfolioSource } from '../refs.ts';
import { userRow } from '../agent/userLists.ts';

/** The portfolio of that code, whatever its case; null if the dialer has none. */
export async function portfolioByCode(code: string, { loaders }: Context): Promise<PortfolioSource | null> {
  const row = await loaders.portfolios.load(code);
  return row && { code: row.code, row };
}

/** The list of all portfolios. */
export const portfolioList = once('getAllPortfolios');
const column = columnReader(portfolioList, (portfolio: PortfolioSource, { loaders }) =>
  loaders.portfolios.load(portfolio.code),
);

builder.node(Portfolio, {
  needs: AGENTS,
  description: 'The business or client that calls are made for. (getAllPortfolios)',
  id: { resolve: (portfolio) => normalizeKey(portfolio.code) },
  fields: (t) => ({
    code: t.exposeString('code', { needs: PUBLIC, description: 'The code, three letters as a rule.' }),
    name: t.string({
      ...column((row) => row.name),
      description: "The portfolio's name; null where the dialer's list lacks it.",
    }),
  }),
});

builder.queryFields((t) => ({
  portfolio: t.field({
    needs: AGENTS,
    ...cost(
      portfolioList,
      resolvesTo(({ args }: FieldCall<{ readonly code: string }>) => ({
        entities: EntitySet.known(normalizeKey(args.code)),
      })),
    ),
    type: Portfolio,
    nullable: true,
    description: 'The portfolio of that code; null where the dialer has none.',
    args: { code: t.arg.string({ required: true, description: 'The code, whatever its case.' }) },
    resolve: (_, { code }, context) => portfolioByCode(code, context),
  }),
  portfolios: t.field({
    ...nullOnlyByError,
    needs: AGENTS,
    ...cost(portfolioList),
    type: [Portfolio],
    description: "Every portfolio, in the dialer's order.",
    resolve: async (_, _args, { loaders }) =>
      (await loaders.portfolios.all()).map((row) => ({ code: row.code, row })),
  }),
}));

builder.objectField(Agent, 'portfolios', (t) =>
  t.field({
    ...cost(userRow),
    type: [Portfolio],
    nullable: true,
    description: 'The portfolios the agent may work for (allowed_companys).',
    resolve: async (agent, _, { loaders }) => {
      const row = agent.row ?? (await loaders.users.byUsername.load(agent.username));
      return row?.portfolioCodes?.map((code) => ({ code })) ?? null;
    },
  }),
);
