/** Lints GraphQL: the printed schema and the worked operations. TypeScript is oxlint's. */
import graphql, { configs, parser } from '@graphql-eslint/eslint-plugin';

const SCHEMA = 'schema/schema.graphql';
const OPERATIONS = ['schema/operations/*.graphql', 'examples/**/*.graphql'];

export default [
  {
    files: [SCHEMA, ...OPERATIONS],
    plugins: { '@graphql-eslint': graphql },
    languageOptions: {
      parser,
      parserOptions: { graphQLConfig: { schema: SCHEMA, documents: OPERATIONS } },
    },
  },
  {
    files: [SCHEMA],
    rules: {
      ...configs['flat/schema-recommended'].rules,
      '@graphql-eslint/relay-arguments': 'error',
      '@graphql-eslint/relay-connection-types': 'error',
      '@graphql-eslint/relay-page-info': 'error',
      // A row of a report is not known by an id, and has none.
      '@graphql-eslint/strict-id-in-types': 'off',
      // `Campaign.campaignId` is the dialer's key beside `Campaign.id`, which is the graph's.
      '@graphql-eslint/no-typename-prefix': 'off',
    },
  },
  {
    files: OPERATIONS,
    rules: {
      ...configs['flat/operations-recommended'].rules,
      // What can be told from others is asked for with what tells it: its id, or the dialer's own key.
      '@graphql-eslint/require-selections': [
        'error',
        { fieldName: ['id', 'username', 'code', 'campaignId', 'profileId', 'callTimeId'] },
      ],
    },
  },
];
