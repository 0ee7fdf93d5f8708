import { existsSync, readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { z } from 'zod';
import {
  hasSharedJournal,
  journalVariables,
  keyWithJournal,
  oneJournal,
  sharedJournalOf,
} from './configJournal.ts';
import { misspeltIn } from './configNames.ts';
import { headerToken, metricsToken, password, secretIn, type ConfiguredSecret } from './configSecrets.ts';
import { errorOf, onlyOnce, onlyWith } from './configRules.ts';
import { isShared, keyWithUrl, sharedOf, sharedVariables } from './configShared.ts';
import {
  country,
  httpUrl,
  isLoopback,
  jwksUrl,
  share,
  timezone,
  traceSampler,
  wholeNumber,
} from './configValues.ts';

/** Configuration errors: one sentence for each, which begins with the name of its variable. */
export class ConfigError extends Error {
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(faults.join('\n'));
    this.name = 'ConfigError';
    this.faults = faults;
  }
}

export type { ConfiguredSecret, SecretFile } from './configSecrets.ts';

const VOXO_URL = 'https://api.voxo.co';
const LEAD_JOURNAL = './data/leads.db';

/** The variables that turn access control on. */
type AccessVariables = Readonly<Partial<Record<'API_KEYS_FILE' | 'JWT_JWKS_URL' | 'JWT_SECRET', unknown>>>;

const acceptsTokens = ({ JWT_JWKS_URL, JWT_SECRET }: AccessVariables): boolean =>
  JWT_JWKS_URL !== undefined || JWT_SECRET !== undefined;

const hasAccessControl = (env: AccessVariables): boolean =>
  env.API_KEYS_FILE !== undefined || acceptsTokens(env);

const dialerOf = (baseUrl: URL | undefined, user: string | undefined, pass: ConfiguredSecret | undefined) =>
  baseUrl && user !== undefined && pass !== undefined ? { baseUrl, user, pass } : undefined;

const voxoOf = (
  token: ConfiguredSecret | undefined,
  baseUrl: URL,
  tenantId: string | undefined,
  billingCode: string | undefined,
) => (token === undefined ? undefined : { baseUrl, token, tenantId, billingCode });

const hasDialer = (env: { readonly DIALER_URL?: unknown }): boolean => env.DIALER_URL !== undefined;

const hasVoxoToken = (env: { readonly VOXO_TOKEN?: unknown; readonly VOXO_TOKEN_FILE?: unknown }): boolean =>
  (env.VOXO_TOKEN ?? env.VOXO_TOKEN_FILE) !== undefined;

const variables = z.object({
  HOST: z.string().default('127.0.0.1'),
  PORT: wholeNumber(0, 65_535).default(4000),
  DIALER_URL: httpUrl('https://acme.croco-dial.net', 'DIALER_USER and DIALER_PASS').optional(),
  DIALER_USER: z.string().optional(),
  DIALER_PASS: z.string().optional(),
  DIALER_PASS_FILE: z.string().optional(),
  LEADS_USER: z.string().optional(),
  LEADS_PASS: z.string().optional(),
  LEADS_PASS_FILE: z.string().optional(),
  CALL_ID_KEY: z.string().min(16, 'must be at least 16 characters long').optional(),
  LEADS_ACCENTS: z.enum(['kept', 'dropped'], { error: 'must be kept or dropped' }).default('kept'),
  HOME_COUNTRY: country.default('US'),
  LEAD_JOURNAL: z.string().optional(),
  LEAD_JOURNAL_DAYS: wholeNumber(1, 3660).default(90),
  ...journalVariables,
  DIALER_TIMEZONE: timezone.default('UTC'),
  DIALER_CONCURRENCY: wholeNumber(1, 64).default(8),
  DIALER_TIMEOUT_MS: wholeNumber(100, 600_000).default(15_000),
  VOXO_URL: httpUrl(VOXO_URL, 'VOXO_TOKEN').default(new URL(VOXO_URL)),
  VOXO_TOKEN: headerToken.optional(),
  VOXO_TOKEN_FILE: z.string().optional(),
  VOXO_TENANT_ID: z.string().regex(/^\d+$/, 'must be a whole number').optional(),
  VOXO_BILLING_CODE: z.string().optional(),
  VOXO_TIMEZONE: timezone.default('America/Chicago'),
  VOXO_CONCURRENCY: wholeNumber(1, 64).default(4),
  VOXO_TIMEOUT_MS: wholeNumber(100, 600_000).default(30_000),
  MAX_PERIOD_DAYS: wholeNumber(1, 3660).default(92),
  MAX_CALLS_PER_OPERATION: wholeNumber(1, 1_000_000).default(250),
  LOOKUPS_PER_MINUTE: wholeNumber(1, 1_000_000).default(600),
  INTROSPECTION: z.enum(['on', 'off'], { error: 'must be on or off' }).optional(),
  WALLBOARD: z.enum(['on', 'off'], { error: 'must be on or off' }).optional(),
  CORS_ORIGINS: z.string().optional(),
  DRAIN_SECONDS: wholeNumber(0, 600).default(0),
  LIVE_INTERVAL_MS: wholeNumber(500, 600_000).default(2000),
  CALLS_INTERVAL_MS: wholeNumber(5000, 3_600_000).default(30_000),
  LIVE_SUBSCRIPTIONS: wholeNumber(2, 100_000).default(5000),
  SLOW_OPERATION_MS: wholeNumber(1, 3_600_000).default(1000),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], {
      error: 'must be fatal, error, warn, info, debug, trace or silent',
    })
    .default('info'),
  METRICS_TOKEN: metricsToken.optional(),
  METRICS_TOKEN_FILE: z.string().optional(),
  ...sharedVariables,
  API_KEYS_FILE: z.string().optional(),
  JWT_JWKS_URL: jwksUrl.optional(),
  JWT_SECRET: z.string().min(16, 'must be at least 16 characters long').optional(),
  JWT_ISSUER: z.string().optional(),
  JWT_AUDIENCE: z.string().optional(),
  TRUSTED_DOCUMENTS: z.string().optional(),
  OTEL_EXPORTER_OTLP_ENDPOINT: httpUrl('http://localhost:4318', 'OTEL_EXPORTER_OTLP_HEADERS').optional(),
  OTEL_TRACES_SAMPLER: traceSampler.default('parentbased_always_on'),
  OTEL_TRACES_SAMPLER_ARG: share.default(1),
});

const environment = variables
  .refine(
    ({ DIALER_URL, DIALER_USER }) => !DIALER_URL || DIALER_USER,
    errorOf('DIALER_USER', 'must be set together with DIALER_URL'),
  )
  .refine(
    ({ DIALER_URL, DIALER_PASS, DIALER_PASS_FILE }) => !DIALER_URL || DIALER_PASS || DIALER_PASS_FILE,
    errorOf('DIALER_PASS', 'must be set together with DIALER_URL, or DIALER_PASS_FILE instead'),
  )
  // Ignored, these would show made-up data to an operator who takes it to be the dialer's.
  .refine(...onlyWith('DIALER_USER', hasDialer, 'DIALER_URL'))
  .refine(...onlyWith('DIALER_PASS', hasDialer, 'DIALER_URL'))
  .refine(...onlyWith('DIALER_PASS_FILE', hasDialer, 'DIALER_URL'))
  .refine(...onlyOnce('DIALER_PASS'))
  .refine(...onlyOnce('LEADS_PASS'))
  .refine(...onlyOnce('VOXO_TOKEN'))
  .refine(...onlyOnce('METRICS_TOKEN'))
  .refine(...onlyOnce('JOURNAL_URL'))
  .refine(...onlyOnce('JOURNAL_KEY'))
  .refine(...oneJournal)
  .refine(...keyWithJournal)
  .refine(...onlyWith('JOURNAL_KEY', hasSharedJournal, 'JOURNAL_URL'))
  .refine(...onlyWith('JOURNAL_KEY_FILE', hasSharedJournal, 'JOURNAL_URL'))
  .refine(...onlyOnce('SHARED_URL'))
  .refine(...onlyOnce('SHARED_KEY'))
  .refine(...keyWithUrl)
  .refine(...onlyWith('SHARED_KEY', isShared, 'SHARED_URL'))
  .refine(...onlyWith('SHARED_KEY_FILE', isShared, 'SHARED_URL'))
  .refine(...onlyWith('SHARED_CACHE_MB', isShared, 'SHARED_URL'))
  .refine(
    (env) => env.VOXO_TENANT_ID === undefined || env.VOXO_BILLING_CODE === undefined,
    errorOf(
      'VOXO_BILLING_CODE',
      'must not be set together with VOXO_TENANT_ID: an account has only one of them, so remove the other',
    ),
  )
  .refine(...onlyWith('VOXO_TENANT_ID', hasVoxoToken, 'VOXO_TOKEN'))
  .refine(...onlyWith('VOXO_BILLING_CODE', hasVoxoToken, 'VOXO_TOKEN'))
  .refine(
    (env) => hasAccessControl(env) || isLoopback(env.HOST),
    errorOf(
      'HOST',
      'must be a loopback address (127.0.0.1, ::1 or localhost): without API keys or JWT (API_KEYS_FILE, JWT_JWKS_URL or JWT_SECRET) the server serves everything to anyone',
    ),
  )
  .refine(
    ({ JWT_JWKS_URL, JWT_SECRET }) => JWT_JWKS_URL === undefined || JWT_SECRET === undefined,
    errorOf(
      'JWT_SECRET',
      'must not be set together with JWT_JWKS_URL: remove the one that your issuer does not use',
    ),
  )
  // Ignored, these would leave a server open that its operator takes to be protected.
  .refine(...onlyWith('JWT_ISSUER', acceptsTokens, 'JWT_JWKS_URL or JWT_SECRET'))
  .refine(...onlyWith('JWT_AUDIENCE', acceptsTokens, 'JWT_JWKS_URL or JWT_SECRET'))
  .transform((env) => ({
    host: env.HOST,
    port: env.PORT,
    /** The dialer and its account; undefined = the embedded simulator is used. */
    dialer: dialerOf(env.DIALER_URL, env.DIALER_USER, secretIn(env, 'DIALER_PASS', password)),
    /** The account that adds leads. An unset part is the dialer account's. */
    leadsAccount: { user: env.LEADS_USER, pass: secretIn(env, 'LEADS_PASS', password) },
    /** The secret of call ids; undefined = one is generated, and stored beside the lead journal. */
    callIdKey: env.CALL_ID_KEY,
    /** True if the dialer stores letters outside ASCII in a lead's texts, such as é. */
    keepsAccents: env.LEADS_ACCENTS === 'kept',
    /** The country of phone numbers without a calling code. */
    homeCountry: env.HOME_COUNTRY,
    /** Path of the lead journal; in memory with the simulator, whose leads are not stored either. */
    leadJournal: env.LEAD_JOURNAL ?? (env.DIALER_URL ? LEAD_JOURNAL : ':memory:'),
    /** The journal in Postgres; undefined = it is the file. */
    sharedJournal: sharedJournalOf(env),
    /** How long the journal keeps known outcomes, in days. */
    leadJournalDays: env.LEAD_JOURNAL_DAYS,
    /** The generated key of call ids is stored beside this path. */
    callIdKeyBeside: env.LEAD_JOURNAL ?? LEAD_JOURNAL,
    /** IANA zone of the dialer's times, which carry no offset. */
    timezone: env.DIALER_TIMEZONE,
    concurrency: env.DIALER_CONCURRENCY,
    timeoutMs: env.DIALER_TIMEOUT_MS,
    /** The VOXO account (the phone system); undefined = none is configured. */
    voxo: voxoOf(
      secretIn(env, 'VOXO_TOKEN', headerToken),
      env.VOXO_URL,
      env.VOXO_TENANT_ID,
      env.VOXO_BILLING_CODE,
    ),
    /** Limits of calls to VOXO, and the IANA zone in which it is told to send times. */
    voxoTerms: {
      timezone: env.VOXO_TIMEZONE,
      concurrency: env.VOXO_CONCURRENCY,
      timeoutMs: env.VOXO_TIMEOUT_MS,
    },
    maxPeriodDays: env.MAX_PERIOD_DAYS,
    maxCallsPerOperation: env.MAX_CALLS_PER_OPERATION,
    /** Look-ups of leads that one viewer may make in a minute. Not limited without access control. */
    lookupsPerMinute: env.LOOKUPS_PER_MINUTE,
    /**
     * Access control: API keys, `jwt`, or both. With neither, all requests are served and the host is a loopback
     * address.
     */
    apiKeysFile: env.API_KEYS_FILE,
    jwt: acceptsTokens(env)
      ? {
          jwksUrl: env.JWT_JWKS_URL,
          secret: env.JWT_SECRET,
          issuer: env.JWT_ISSUER,
          audience: env.JWT_AUDIENCE,
        }
      : undefined,
    /** Path of a manifest. If set, only its operations run. */
    trustedDocumentsFile: env.TRUSTED_DOCUMENTS,
    introspection: (env.INTROSPECTION ?? (hasAccessControl(env) ? 'off' : 'on')) === 'on',
    /** True if the page of the live floor is served. It needs no configuration with the embedded simulator. */
    wallboard: (env.WALLBOARD ?? (env.DIALER_URL ? 'off' : 'on')) === 'on',
    corsOrigins:
      env.CORS_ORIGINS?.split(',')
        .map((origin) => origin.trim())
        .filter(Boolean) ?? [],
    /** The time between two polls of live figures, in milliseconds. */
    liveIntervalMs: env.LIVE_INTERVAL_MS,
    /** The time between two polls of today's calls, in milliseconds. */
    callsIntervalMs: env.CALLS_INTERVAL_MS,
    /** The most subscriptions at once; a viewer may have half of them. */
    liveSubscriptions: env.LIVE_SUBSCRIPTIONS,
    /** The token of requests for metrics; undefined = metrics are for this machine and private networks. */
    metricsToken: secretIn(env, 'METRICS_TOKEN', metricsToken),
    ...sharedOf(env),
    /** How long `/ready` answers 503 before the port closes. */
    drainSeconds: env.DRAIN_SECONDS,
    logLevel: env.LOG_LEVEL,
    /** Where traces are sent; undefined = none are made. The exporter reads the standard OTEL_ variables itself. */
    traceEndpoint: env.OTEL_EXPORTER_OTLP_ENDPOINT,
    traceSampler: { name: env.OTEL_TRACES_SAMPLER, ratio: env.OTEL_TRACES_SAMPLER_ARG },
    /** An operation that takes this long is logged at info, in milliseconds. */
    slowOperationMs: env.SLOW_OPERATION_MS,
  }));

export type Config = z.output<typeof environment>;

/** The name of a variable. */
export type Variable = keyof z.input<typeof environment>;

/**
 * The configuration of an environment. An empty variable counts as unset. A misspelt name is an error: see
 * configNames.ts.
 *
 * @throws ConfigError with all errors at once
 */
export function configFrom(env: Readonly<Record<string, string | undefined>>): Config {
  const given = withoutEmpty(env);
  const misspelt = misspeltIn(Object.keys(given), Object.keys(variables.shape));
  const result = environment.safeParse(given);
  if (result.success && misspelt.length === 0) return result.data;
  const issues = result.error?.issues ?? [];
  throw new ConfigError([...misspelt, ...issues.map((issue) => `${issue.path.join('.')} ${issue.message}`)]);
}

/**
 * The configuration of this process: its environment, and a `.env` file in the working directory for the variables
 * that the environment leaves unset.
 *
 * @throws ConfigError with all errors at once
 */
export function loadConfig(): Config {
  const file = existsSync('.env') ? parseEnv(readFileSync('.env', 'utf8')) : {};
  return configFrom({ ...file, ...withoutEmpty(process.env) });
}

/** An environment without its empty variables. */
const withoutEmpty = (env: Readonly<Record<string, string | undefined>>): Record<string, string> =>
  Object.fromEntries(Object.entries(env).filter((entry): entry is [string, string] => Boolean(entry[1])));
