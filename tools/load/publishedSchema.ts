import { readFileSync } from 'node:fs';
import { buildSchema, type GraphQLSchema } from 'graphql';

const FILE = new URL('../../schema/schema.graphql', import.meta.url);

/** The API's published contract: it comes with this program, so that nothing is asked of a server. */
export const publishedSchema = (): GraphQLSchema =>
  buildSchema(readFileSync(FILE, 'utf8'), { assumeValid: true });
