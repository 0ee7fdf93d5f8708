/** How Hive's gateway is run: the caller's token goes along to the subgraphs. */
import { defineConfig } from '@graphql-hive/gateway';

export const gatewayConfig = defineConfig({
  fork: 1,
  propagateHeaders: {
    fromClientToSubgraphs: ({ request }) => ({
      authorization: request.headers.get('authorization') ?? undefined,
    }),
  },
});
