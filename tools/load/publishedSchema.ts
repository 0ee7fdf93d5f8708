import { readFileSync } from 'node:fs';
import { buildSchema, type GraphQLSchema } from 'graphql';

const FILE = new URL('../../schema/schema.graphql', import.meta.url);

/** The API's published schema. It is in this checkout, so that no server has to be asked. */
export const publishedSchema = (): GraphQLSchema =>
  buildSchema(readFileSync(FILE, 'utf8'), { assumeValid: true });
