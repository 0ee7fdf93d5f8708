import { createServer } from 'node:http';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { parse } from 'graphql';
import { createYoga } from 'graphql-yoga';
import { onTestFinished } from 'vitest';

/**
 * The schema of another team's subgraph. It refers to this graph's entities by their natural keys, and adds its own
 * fields.
 */
export const FOREIGN_SDL = `
  extend schema
    @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@external", "@key", "@requires", "@shareable"])

  type Query {
    "Agents who work today, by the usernames in the shift plan."
    shift(first: Int!): [Agent!]!
    "Subjects of the next meeting."
    agenda: Agenda!
  }

  type Agenda { campaign: Campaign portfolio: Portfolio profile: Profile callTime: CallTime lead: Lead stranger: Agent }

  type Agent @key(fields: "username") {
    username: String!
    name: String @external
    "Derived from the name in the dialer."
    badge: String @requires(fields: "name")
    seat: String
  }
  type Campaign @key(fields: "campaignId") { campaignId: ID! budget: Int }
  type Portfolio @key(fields: "code") { code: String! owner: String }
  type Profile @key(fields: "profileId") { profileId: ID! trainings: Int }
  type CallTime @key(fields: "callTimeId") { callTimeId: ID! unionNote: String }
  type Lead @key(fields: "leadId") {
    leadId: ID!
    status: String @external
    "Derived from the status in the dialer."
    score: Int @requires(fields: "status")
  }

  type Desk { number: Int! }
  type DeskEdge { cursor: String! node: Desk! }
  type DeskConnection { edges: [DeskEdge!]! pageInfo: PageInfo! }
  type PageInfo @shareable {
    hasNextPage: Boolean!
    hasPreviousPage: Boolean!
    startCursor: String
    endCursor: String
  }
  extend type Query { desks: DeskConnection! }
`;

/** The keys in the other team's agenda and shift plan. */
export interface ForeignData {
  readonly usernames: readonly string[];
  readonly campaignId: string;
  readonly code: string;
  readonly profileId: string;
  readonly callTimeId: string;
  readonly leadId: string;
}

export interface ForeignSubgraph {
  /** The Authorization header of each request. */
  readonly authorizations: readonly (string | null)[];
}

interface Named {
  readonly username: string;
  readonly name?: string | null;
}

interface Scored {
  readonly status?: string | null;
}

/** Starts the subgraph on a port. It closes when the test ends. */
export async function startForeignSubgraph(data: ForeignData, port: number): Promise<ForeignSubgraph> {
  const authorizations: (string | null)[] = [];
  const { usernames, ...agenda } = data;
  const yoga = createYoga({
    logging: false,
    graphiql: false,
    schema: buildSubgraphSchema({
      typeDefs: parse(FOREIGN_SDL),
      resolvers: {
        Query: {
          shift: (_: unknown, { first }: { readonly first: number }) =>
            usernames.slice(0, first).map((username) => ({ username })),
          agenda: () => agenda,
          desks: () => ({
            edges: [{ cursor: 'a', node: { number: 1 } }],
            pageInfo: { hasNextPage: false, hasPreviousPage: false },
          }),
        },
        Agenda: {
          campaign: ({ campaignId }: ForeignData) => ({ campaignId }),
          portfolio: ({ code }: ForeignData) => ({ code }),
          profile: ({ profileId }: ForeignData) => ({ profileId }),
          callTime: ({ callTimeId }: ForeignData) => ({ callTimeId }),
          lead: ({ leadId }: ForeignData) => ({ leadId }),
          stranger: () => ({ username: 'nobody.of.that.name' }),
        },
        Agent: {
          badge: ({ name }: Named) => (name ? `★ ${name}` : null),
          seat: ({ username }: Named) => `seat of ${username.toLowerCase()}`,
        },
        Campaign: { budget: () => 1000 },
        Portfolio: { owner: () => 'the bank' },
        Profile: { trainings: () => 3 },
        CallTime: { unionNote: () => 'agreed' },
        Lead: { score: ({ status }: Scored) => (status ? status.length : null) },
      },
    }),
    plugins: [
      {
        onRequest: ({ request }) => {
          authorizations.push(request.headers.get('authorization'));
        },
      },
    ],
  });
  const server = createServer((request, response) => void yoga(request, response));
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  // The next test's subgraph takes the port.
  onTestFinished(
    () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  );
  return { authorizations };
}
