import { normalizeKey } from '../../upstream/wire/normalizeKey.ts';
import { builder } from '../builder.ts';
import { nullOnlyByError } from '../semanticNonNull.ts';
import type { Context } from '../context.ts';
import { cost, resolvesTo, once, type FieldCall } from '../../plan/cost.ts';
import { AGENTS, PUBLIC } from '../../access/fieldPolicy.ts';
import { EntitySet } from '../../plan/position.ts';
import { Agent, Portfolio, columnReader, type PortfolioSource } from '../refs.ts';
import { userRow } from '../agent/userLists.ts';

/** The portfolio with this code (case-insensitive); null if the dialer has none or the viewer may not see it. */
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
  description: 'A business or client that calls are made for. `code` is always known. (getAllPortfolios)',
  id: { resolve: (portfolio) => normalizeKey(portfolio.code) },
  fields: (t) => ({
    code: t.exposeString('code', {
      needs: PUBLIC,
      description: 'Code of the portfolio, usually three letters.',
    }),
    name: t.string({
      ...column((row) => row.name),
      description:
        'Name of the portfolio; null if the portfolio list lacks it. One dialer call for all portfolios of the operation (getAllPortfolios).',
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
    description:
      'The portfolio with this code; null if the dialer has none or the viewer may not see it. One dialer call for all portfolios of the operation (getAllPortfolios).',
    args: {
      code: t.arg.string({ required: true, description: 'Code of the portfolio (case-insensitive).' }),
    },
    resolve: (_, { code }, context) => portfolioByCode(code, context),
  }),
  portfolios: t.field({
    ...nullOnlyByError,
    needs: AGENTS,
    ...cost(portfolioList),
    type: [Portfolio],
    description:
      "All portfolios that the viewer may see, in the dialer's order. One dialer call (getAllPortfolios).",
    resolve: async (_, _args, { loaders }) =>
      (await loaders.portfolios.all()).map((row) => ({ code: row.code, row })),
  }),
}));

builder.objectField(Agent, 'portfolios', (t) =>
  t.field({
    ...cost(userRow),
    type: [Portfolio],
    nullable: true,
    description:
      'Portfolios that the agent may work for (allowed_companys). A viewer limited to portfolios sees only its own among them.',
    resolve: async (agent, _, { loaders }) => {
      const row = agent.row ?? (await loaders.users.byUsername.load(agent.username));
      return row?.portfolioCodes?.map((code) => ({ code })) ?? null;
    },
  }),
);
