import { readFileSync } from 'node:fs';
import { findPackageJSON } from 'node:module';
import { dirname, join } from 'node:path';
import { buildSchema, type GraphQLSchema } from 'graphql';

/** The API's published schema. It is part of this package, so that no server has to be asked. */
export function publishedSchema(): GraphQLSchema {
  const manifest = findPackageJSON(import.meta.url);
  if (manifest === undefined) throw new Error('The package has no package.json.');
  const file = join(dirname(manifest), 'schema/schema.graphql');
  return buildSchema(readFileSync(file, 'utf8'), { assumeValid: true });
}
