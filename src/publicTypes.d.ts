/** The types of the package. `src/index.ts` is checked against them. */
import type { GraphQLSchema } from 'graphql';

/** The name of a variable of docs/configuration.md. */
export type Variable =
  | 'HOST'
  | 'PORT'
  | 'DIALER_URL'
  | 'DIALER_USER'
  | 'DIALER_PASS'
  | 'DIALER_PASS_FILE'
  | 'LEADS_USER'
  | 'LEADS_PASS'
  | 'LEADS_PASS_FILE'
  | 'CALL_ID_KEY'
  | 'LEADS_ACCENTS'
  | 'HOME_COUNTRY'
  | 'LEAD_JOURNAL'
  | 'LEAD_JOURNAL_DAYS'
  | 'JOURNAL_URL'
  | 'JOURNAL_URL_FILE'
  | 'JOURNAL_KEY'
  | 'JOURNAL_KEY_FILE'
  | 'DIALER_TIMEZONE'
  | 'DIALER_CONCURRENCY'
  | 'DIALER_TIMEOUT_MS'
  | 'VOXO_URL'
  | 'VOXO_TOKEN'
  | 'VOXO_TOKEN_FILE'
  | 'VOXO_TENANT_ID'
  | 'VOXO_BILLING_CODE'
  | 'VOXO_TIMEZONE'
  | 'VOXO_CONCURRENCY'
  | 'VOXO_TIMEOUT_MS'
  | 'MAX_PERIOD_DAYS'
  | 'MAX_CALLS_PER_OPERATION'
  | 'LOOKUPS_PER_MINUTE'
  | 'INTROSPECTION'
  | 'WALLBOARD'
  | 'CORS_ORIGINS'
  | 'DRAIN_SECONDS'
  | 'LIVE_INTERVAL_MS'
  | 'CALLS_INTERVAL_MS'
  | 'LIVE_SUBSCRIPTIONS'
  | 'SLOW_OPERATION_MS'
  | 'LOG_LEVEL'
  | 'METRICS_TOKEN'
  | 'METRICS_TOKEN_FILE'
  | 'SHARED_URL'
  | 'SHARED_URL_FILE'
  | 'SHARED_KEY'
  | 'SHARED_KEY_FILE'
  | 'SHARED_CACHE_MB'
  | 'API_KEYS_FILE'
  | 'JWT_JWKS_URL'
  | 'JWT_SECRET'
  | 'JWT_ISSUER'
  | 'JWT_AUDIENCE'
  | 'TRUSTED_DOCUMENTS'
  | 'OTEL_EXPORTER_OTLP_ENDPOINT'
  | 'OTEL_TRACES_SAMPLER'
  | 'OTEL_TRACES_SAMPLER_ARG';

/** A server that listens. */
export interface Server {
  /** Its URL, such as http://127.0.0.1:4000. The API is at /graphql below it. */
  readonly url: string;
  /** Closes it as SIGTERM does: running operations have 15 seconds to end. */
  close(): Promise<void>;
}

/**
 * Starts a server. It is configured by the variables of docs/configuration.md. Only those that are given count: the
 * environment and `.env` are not read. Without `DIALER_URL`, it serves a simulated call centre.
 *
 * @example
 * const server = await createServer({ DIALER_URL: 'https://acme.croco-dial.net', DIALER_USER: 'me', DIALER_PASS: pass });
 *
 * @param config numbers as text too: `{ PORT: '0' }` listens on any free port
 * @throws ConfigError if a variable is wrong, before anything is started
 */
export function createServer(
  config?: Readonly<Partial<Record<Variable, string | undefined>>>,
): Promise<Server>;

/** Configuration errors: one sentence for each, which begins with the name of its variable. */
export class ConfigError extends Error {
  readonly faults: readonly string[];
  constructor(faults: readonly string[]);
}

/**
 * The executable schema, for tools that read it, such as code generators. To execute operations, start a server: its
 * resolvers need the server's context.
 */
export const schema: GraphQLSchema;
