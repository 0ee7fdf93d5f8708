/** What the package exports. Its types and documentation are in publicTypes.d.ts. */
import type * as Declared from './publicTypes.d.ts';
import { configFrom, ConfigError, type Variable } from './config.ts';
import { schema } from './graph/schema.ts';
import { serve } from './serve.ts';

const createServer = async (
  config: Readonly<Partial<Record<Variable, string | undefined>>> = {},
): Promise<Declared.Server> => {
  const api = await serve(configFrom(config));
  return { url: api.server.url, close: () => api.close() };
};

({ createServer, ConfigError, schema }) satisfies typeof Declared;
// A name that only one of the two lists of variables has would be missing in the other.
({}) satisfies Record<Exclude<Variable, Declared.Variable>, never>;
({}) satisfies Record<Exclude<Declared.Variable, Variable>, never>;

export { ConfigError, createServer, schema };
