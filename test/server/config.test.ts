import { describe, expect, test } from 'vitest';
import { ConfigError, configFrom } from '../../src/config.ts';

/** The configuration errors of an environment. */
function faultsOf(env: Readonly<Record<string, string>>): readonly string[] {
  try {
    configFrom(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
  return [];
}

/** The variables that errors name, sorted. */
const namesIn = (faults: readonly string[]): string[] =>
  faults.map((fault) => fault.replace(/ .*/, '')).sort();

const DIALER = { DIALER_URL: 'https://acme.croco-dial.net', DIALER_USER: 'u', DIALER_PASS: 'p' };

const JWKS = {
  JWT_JWKS_URL: 'https://id.example/jwks',
  JWT_ISSUER: 'https://id.example',
  JWT_AUDIENCE: 'dialer',
};
const SECRET = { JWT_SECRET: 'x'.repeat(32) };
const KEYS = { API_KEYS_FILE: 'keys.json' };

describe('the configuration', () => {
  test('has the documented defaults', () => {
    expect(configFrom({})).toMatchObject({
      host: '127.0.0.1',
      port: 4000,
      dialer: undefined,
      timezone: 'UTC',
      homeCountry: 'US',
      concurrency: 8,
      timeoutMs: 15_000,
      voxo: undefined,
      voxoTerms: { timezone: 'America/Chicago', concurrency: 4, timeoutMs: 30_000 },
      maxCallsPerOperation: 250,
      introspection: true,
      corsOrigins: [],
      logLevel: 'info',
    });
  });

  test('takes every variable', () => {
    const config = configFrom({
      ...DIALER,
      HOST: '::1',
      PORT: '0',
      DIALER_TIMEZONE: 'America/Chicago',
      HOME_COUNTRY: 'FR',
      DIALER_CONCURRENCY: '3',
      DIALER_TIMEOUT_MS: '2500',
      MAX_CALLS_PER_OPERATION: '1',
      INTROSPECTION: 'off',
      CORS_ORIGINS: 'https://a.example, https://b.example,',
      LOG_LEVEL: 'warn',
      PATH: '/usr/bin',
    });
    expect(config).toMatchObject({
      host: '::1',
      port: 0,
      timezone: 'America/Chicago',
      homeCountry: 'FR',
      concurrency: 3,
      timeoutMs: 2500,
      maxCallsPerOperation: 1,
      introspection: false,
      corsOrigins: ['https://a.example', 'https://b.example'],
      logLevel: 'warn',
    });
    expect(config.dialer?.baseUrl.href).toBe('https://acme.croco-dial.net/');
    expect(config.dialer).toMatchObject({ user: 'u', pass: 'p' });
  });

  test('takes an account at VOXO: a tenant, a billing code, or a partner', () => {
    const voxo = { VOXO_TOKEN: 't0ken' };
    const account = { token: 't0ken', tenantId: undefined, billingCode: undefined };
    expect(configFrom(voxo).voxo).toMatchObject(account);
    expect(configFrom(voxo).voxo?.baseUrl.href).toBe('https://api.voxo.co/');
    expect(configFrom({ ...voxo, VOXO_TENANT_ID: '37' }).voxo).toMatchObject({ ...account, tenantId: '37' });
    const own = configFrom({
      ...voxo,
      VOXO_URL: 'http://127.0.0.1:9/v',
      VOXO_BILLING_CODE: 'X&Y',
      VOXO_TIMEZONE: 'Europe/Dublin',
      VOXO_CONCURRENCY: '2',
      VOXO_TIMEOUT_MS: '1500',
    });
    expect(own.voxo).toMatchObject({ ...account, billingCode: 'X&Y' });
    expect(own.voxo?.baseUrl.href).toBe('http://127.0.0.1:9/v');
    expect(own.voxoTerms).toEqual({ timezone: 'Europe/Dublin', concurrency: 2, timeoutMs: 1500 });
  });

  test('treats an empty variable as unset', () => {
    const names = [
      ...Object.keys(DIALER),
      'HOST',
      'PORT',
      'DIALER_TIMEZONE',
      'INTROSPECTION',
      'CORS_ORIGINS',
      'LOG_LEVEL',
      'API_KEYS_FILE',
      'JWT_SECRET',
    ];
    expect(configFrom(Object.fromEntries(names.map((name) => [name, ''])))).toEqual(configFrom({}));
    expect(configFrom({ PORT: undefined })).toEqual(configFrom({}));
  });

  test.each(['127.0.0.1', '127.1.2.3', '::1', 'localhost'])('listens on loopback: %s', (HOST) => {
    expect(configFrom({ HOST }).host).toBe(HOST);
  });

  test.each([KEYS, SECRET, JWKS, { ...KEYS, ...JWKS }])(
    'listens on any host, and switches introspection off, if access control is on: %j',
    (env) => {
      expect(configFrom({ HOST: '0.0.0.0', ...env })).toMatchObject({
        host: '0.0.0.0',
        introspection: false,
      });
      expect(configFrom({ INTROSPECTION: 'on', ...env }).introspection).toBe(true);
    },
  );

  test('takes keys and tokens together', () => {
    expect(configFrom({ ...KEYS, ...JWKS })).toMatchObject({
      apiKeysFile: 'keys.json',
      jwt: { issuer: 'https://id.example', audience: 'dialer', secret: undefined },
    });
    expect(configFrom({ ...SECRET }).jwt).toEqual({ secret: SECRET.JWT_SECRET });
    expect(configFrom({}).jwt).toBeUndefined();
  });

  test.each(['http://127.0.0.1:9/jwks', 'http://localhost/jwks', 'http://[::1]:9/jwks'])(
    'takes a JWKS without TLS from loopback: %s',
    (url) => {
      expect(configFrom({ ...JWKS, JWT_JWKS_URL: url }).jwt?.jwksUrl?.href).toBe(url);
    },
  );
});

describe('a fault', () => {
  test.each([
    ['PORT', { PORT: 'http' }],
    ['PORT', { PORT: '-1' }],
    ['PORT', { PORT: '65536' }],
    ['PORT', { PORT: '80.5' }],
    ['PORT', { PORT: ' ' }],
    ['PORT', { PORT: '0x50' }],
    ['PORT', { PORT: '1e3' }],
    ['PORT', { PORT: 'Infinity' }],
    ['HOST', { HOST: '0.0.0.0' }],
    ['HOST', { HOST: '::' }],
    ['HOST', { HOST: '10.0.0.7' }],
    ['HOST', { HOST: 'api.example.com' }],
    ['HOST', { HOST: '127.0.0.1.example.com' }],
    ['DIALER_TIMEZONE', { DIALER_TIMEZONE: 'Mars/Olympus' }],
    ['DIALER_TIMEZONE', { DIALER_TIMEZONE: 'America' }],
    ['HOME_COUNTRY', { HOME_COUNTRY: 'ZZ' }],
    ['HOME_COUNTRY', { HOME_COUNTRY: 'fr' }],
    ['HOME_COUNTRY', { HOME_COUNTRY: 'France' }],
    ['HOME_COUNTRY', { HOME_COUNTRY: '33' }],
    ['DIALER_CONCURRENCY', { DIALER_CONCURRENCY: '0' }],
    ['DIALER_CONCURRENCY', { DIALER_CONCURRENCY: 'many' }],
    ['DIALER_TIMEOUT_MS', { DIALER_TIMEOUT_MS: '-5' }],
    ['DIALER_TIMEOUT_MS', { DIALER_TIMEOUT_MS: '15s' }],
    ['INTROSPECTION', { INTROSPECTION: 'yes' }],
    ['LOG_LEVEL', { LOG_LEVEL: 'loud' }],
    ['DIALER_URL', { ...DIALER, DIALER_URL: 'acme.croco-dial.net' }],
    ['DIALER_URL', { ...DIALER, DIALER_URL: 'ftp://acme.croco-dial.net' }],
    ['DIALER_URL', { ...DIALER, DIALER_URL: 'file:///etc/passwd' }],
    ['DIALER_URL', { ...DIALER, DIALER_URL: 'https://u:p@acme.croco-dial.net' }],
    ['DIALER_URL', { ...DIALER, DIALER_URL: 'https://acme.croco-dial.net/?goPass=p' }],
    ['DIALER_USER', { DIALER_URL: DIALER.DIALER_URL, DIALER_PASS: 'p' }],
    ['DIALER_PASS', { DIALER_URL: DIALER.DIALER_URL, DIALER_USER: 'u' }],
    ['DIALER_PASS', { ...DIALER, DIALER_PASS: '' }],
    ['DIALER_PASS_FILE', { ...DIALER, DIALER_PASS_FILE: '/run/secrets/pass' }],
    ['LEADS_PASS_FILE', { LEADS_PASS: 'p', LEADS_PASS_FILE: '/run/secrets/pass' }],
    ['VOXO_TOKEN_FILE', { VOXO_TOKEN: 't', VOXO_TOKEN_FILE: '/run/secrets/token' }],
    ['CALL_ID_KEY', { CALL_ID_KEY: 'x'.repeat(15) }],
    ['HOST', { HOST: '0.0.0.0', JWT_SECRET: '', API_KEYS_FILE: '' }],
    ['JWT_SECRET', { JWT_SECRET: 'x'.repeat(15) }],
    ['JWT_SECRET', { ...JWKS, JWT_SECRET: 'x'.repeat(32) }],
    ['JWT_JWKS_URL', { ...JWKS, JWT_JWKS_URL: 'http://id.example/jwks' }],
    ['JWT_JWKS_URL', { ...JWKS, JWT_JWKS_URL: 'http://127.0.0.1.example/jwks' }],
    ['JWT_JWKS_URL', { ...JWKS, JWT_JWKS_URL: 'https://u:p@id.example/jwks' }],
    ['JWT_JWKS_URL', { ...JWKS, JWT_JWKS_URL: 'id.example' }],
    ['VOXO_URL', { VOXO_URL: 'api.voxo.co' }],
    ['VOXO_URL', { VOXO_URL: 'https://t0ken@api.voxo.co' }],
    ['VOXO_TOKEN', { VOXO_TOKEN: 'two words' }],
    ['VOXO_TOKEN', { VOXO_TOKEN: 'two\nlines' }],
    ['VOXO_TENANT_ID', { VOXO_TENANT_ID: '37' }],
    ['VOXO_TENANT_ID', { VOXO_TOKEN: 't', VOXO_TENANT_ID: 'acme' }],
    ['VOXO_BILLING_CODE', { VOXO_BILLING_CODE: 'X' }],
    ['VOXO_BILLING_CODE', { VOXO_TOKEN: 't', VOXO_TENANT_ID: '37', VOXO_BILLING_CODE: 'X' }],
    ['VOXO_TIMEZONE', { VOXO_TIMEZONE: 'Central' }],
    ['VOXO_CONCURRENCY', { VOXO_CONCURRENCY: '0' }],
    ['VOXO_TIMEOUT_MS', { VOXO_TIMEOUT_MS: '30s' }],
    ['JWT_ISSUER', { JWT_ISSUER: 'https://id.example' }],
    ['JWT_AUDIENCE', { JWT_AUDIENCE: 'dialer' }],
  ])('names %s: %j', (name, env) => {
    const faults = faultsOf(env);
    expect(faults).toHaveLength(1);
    expect(faults[0]).toMatch(new RegExp(`^${name} (?:is|must) .{5,}`));
  });

  test('says why another host than loopback is refused', () => {
    expect(faultsOf({ HOST: '0.0.0.0' })[0]).toMatch(/loopback.*serves everything to anyone/);
  });

  test('of each variable is reported at once', () => {
    const faults = faultsOf({
      PORT: 'http',
      HOST: '0.0.0.0',
      DIALER_URL: 'https://acme.croco-dial.net',
      DIALER_TIMEZONE: 'Mars',
      DIALER_CONCURRENCY: 'x',
      LOG_LEVEL: 'loud',
      JWT_ISSUER: 'https://id.example',
    });
    expect(namesIn(faults)).toEqual([
      'DIALER_CONCURRENCY',
      'DIALER_PASS',
      'DIALER_TIMEZONE',
      'DIALER_USER',
      'HOST',
      'JWT_ISSUER',
      'LOG_LEVEL',
      'PORT',
    ]);
  });

  test('of an account without a dialer: the data would be made up', () => {
    const account = { DIALER_USER: 'u', DIALER_PASS: 'p', LEADS_USER: 'l' };
    expect(namesIn(faultsOf(account))).toEqual(['DIALER_PASS', 'DIALER_USER']);
    expect(namesIn(faultsOf({ DIALER_PASS_FILE: 'pass' }))).toEqual(['DIALER_PASS_FILE']);
    expect(() => configFrom({ DIALER_TIMEZONE: 'America/Chicago' })).not.toThrow();
  });

  test('of a journal in Postgres', () => {
    const JOURNAL_URL = 'postgres://leads:hunter2@db.example.net/leads';
    const JOURNAL_KEY = 'a-key-of-16-characters';
    expect(configFrom({ JOURNAL_URL, JOURNAL_KEY })).toMatchObject({
      sharedJournal: { url: JOURNAL_URL, key: JOURNAL_KEY },
    });
    expect(configFrom({ JOURNAL_URL_FILE: 'url', JOURNAL_KEY_FILE: 'key' }).sharedJournal).toMatchObject({
      url: { variable: 'JOURNAL_URL_FILE', path: 'url' },
    });
    expect(faultsOf({ JOURNAL_URL, JOURNAL_KEY, LEAD_JOURNAL: 'leads.db' })).toEqual([
      'JOURNAL_URL must not be set together with LEAD_JOURNAL: the journal is in Postgres or in a file',
    ]);
    expect(faultsOf({ JOURNAL_URL })).toEqual([
      'JOURNAL_KEY must be set together with JOURNAL_URL, to the same secret on all servers',
    ]);
    expect(namesIn(faultsOf({ JOURNAL_KEY }))).toEqual(['JOURNAL_KEY']);
    expect(namesIn(faultsOf({ JOURNAL_URL, JOURNAL_URL_FILE: 'url', JOURNAL_KEY }))).toEqual([
      'JOURNAL_URL_FILE',
    ]);
    for (const url of [
      'hunter2',
      'mysql://a:hunter2@b/c',
      'postgres://a:hunter2@b',
      'postgres://a:hunter2@b:x/c',
    ]) {
      const faults = faultsOf({ JOURNAL_URL: url, JOURNAL_KEY });
      expect(namesIn(faults)).toEqual(['JOURNAL_URL']);
      expect(faults.join()).not.toContain('hunter2');
    }
  });

  test('shows no password', () => {
    const env = {
      DIALER_URL: 'https://u:hunter2@acme.croco-dial.net',
      DIALER_USER: 'u',
      DIALER_PASS: 'hunter2',
      PORT: 'x',
      JWT_SECRET: 'hunter2',
      CALL_ID_KEY: 'hunter2',
      VOXO_TOKEN: 'hunter2 ',
      VOXO_URL: 'https://hunter2@api.voxo.co',
    };
    expect(faultsOf(env).join('\n')).not.toContain('hunter2');
  });
});

describe('a misspelt variable', () => {
  test.each([
    ['DIALER_CONCURENCY', 'DIALER_CONCURRENCY'],
    ['DIALER_PASSWORD', 'DIALER_PASS'],
    ['dialer_url', 'DIALER_URL'],
    ['VOXO_TOKN', 'VOXO_TOKEN'],
    ['LEADS_PASS_FILES', 'LEADS_PASS_FILE'],
    ['JWT_AUDIENCES', 'JWT_AUDIENCE'],
    ['API_KEY_FILE', 'API_KEYS_FILE'],
    ['TRUSTED_DOCUMENT', 'TRUSTED_DOCUMENTS'],
    ['MAX_CALLS_PER_OPERATOIN', 'MAX_CALLS_PER_OPERATION'],
    ['SLOW_OPERATIONS_MS', 'SLOW_OPERATION_MS'],
    ['CORS_ORIGIN', 'CORS_ORIGINS'],
    // Without its unit or _FILE, or with another.
    ['API_KEYS', 'API_KEYS_FILE'],
    ['SLOW_OPERATION', 'SLOW_OPERATION_MS'],
    ['DRAIN_SECS', 'DRAIN_SECONDS'],
    ['LOOKUPS_PER_MIN', 'LOOKUPS_PER_MINUTE'],
    ['JWT_SECRET_FILE', 'JWT_SECRET'],
    ['METRICS_TOKEN_PATH', 'METRICS_TOKEN'],
    ['LEAD_JOURNAL_PATH', 'LEAD_JOURNAL'],
    ['DIALER_USER_NAME', 'DIALER_USER'],
  ])('%s is an error that suggests %s', (name, meant) => {
    expect(faultsOf({ [name]: 'x' })).toEqual([`${name} is no variable of this server: is it ${meant}?`]);
  });

  test('is an error without a suggestion if none is near, and is reported with all others', () => {
    expect(faultsOf({ DIALER_FAVOURITE_COLOUR_OF_ALL: 'blue', PORT: 'x' })).toEqual([
      'DIALER_FAVOURITE_COLOUR_OF_ALL is no variable of this server',
      'PORT must be a whole number',
    ]);
  });

  test('a foreign or an empty variable is none', () => {
    const foreign = [
      'PATH',
      'HOSTNAME',
      'HOSTS',
      'POST',
      'LOG_FORMAT',
      'JWT_PRIVATE_KEY',
      'LIVE_RELOAD',
      'API_URL',
      'OTEL_SERVICE_NAME',
      'OTEL_EXPORTER_OTLP_HEADERS',
      // Kubernetes sets these for services of such names.
      'DIALER_SERVICE_HOST',
      'DIALER_SERVICE_PORT_HTTP',
      'DIALER_PORT_80_TCP_ADDR',
      'VOXO_PORT',
      'npm_config_dialer_url',
    ];
    expect(faultsOf(Object.fromEntries(foreign.map((name) => [name, 'x'])))).toEqual([]);
    expect(faultsOf({ DIALER_URLS: '' })).toEqual([]);
  });
});
