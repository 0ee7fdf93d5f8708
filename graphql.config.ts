/** For editors and other tools of the ecosystem: where the schema and the operations are. */
export default {
  schema: 'schema/schema.graphql',
  documents: ['schema/operations/*.graphql', 'examples/**/*.graphql', 'test/**/*.test.ts'],
};
