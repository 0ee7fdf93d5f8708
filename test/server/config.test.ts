import { describe, expect, test } from 'vitest';
import { ConfigError, configFrom } from '../../src/config.ts';

/** What is wrong with an environment, a line each. */
function faultsOf(env: Readonly<Record<string, string>>): readonly string[] {
  try {
    configFrom(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
  return [];
}

/** The variables that faults name, in order of the alphabet. */
const namesIn = (faults: readonly string[]): string[] =>
  faults.map((fault) => fault.replace(/ .*/, '')).sort();

const DIALER = { DIALER_URL: 'https://acme.croco-dial.net', DIALER_USER: 'u', DIALER_PASS: 'p' };

describe('the configuration', () => {
  test('has the documented defaults', () => {
    expect(configFrom({})).toMatchObject({
      host: '127.0.0.1',
      port: 4000,
      dialer: undefined,
      timezone: 'UTC',
      concurrency: 8,
      timeoutMs: 15_000,
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

  test('takes an empty variable for one that is not set', () => {
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
    ['API_KEYS_FILE', { API_KEYS_FILE: 'keys.json' }],
    ['JWT_SECRET', { JWT_SECRET: 's' }],
    ['JWT_JWKS_URL', { JWT_JWKS_URL: 'https://id.example/jwks' }],
    ['TRUSTED_DOCUMENTS', { TRUSTED_DOCUMENTS: 'manifest.json' }],
  ])('names %s: %j', (name, env) => {
    const faults = faultsOf(env);
    expect(faults).toHaveLength(1);
    expect(faults[0]).toMatch(new RegExp(`^${name} (?:is|must) .{5,}`));
  });

  test('says why another host than loopback is refused', () => {
    expect(faultsOf({ HOST: '0.0.0.0' })[0]).toMatch(/loopback.*serves everything to anyone/);
  });

  test('of all variables comes at once', () => {
    const faults = faultsOf({
      PORT: 'http',
      HOST: '0.0.0.0',
      DIALER_URL: 'https://acme.croco-dial.net',
      DIALER_TIMEZONE: 'Mars',
      DIALER_CONCURRENCY: 'x',
      LOG_LEVEL: 'loud',
      API_KEYS_FILE: 'keys.json',
    });
    expect(namesIn(faults)).toEqual([
      'API_KEYS_FILE',
      'DIALER_CONCURRENCY',
      'DIALER_PASS',
      'DIALER_TIMEZONE',
      'DIALER_USER',
      'HOST',
      'LOG_LEVEL',
      'PORT',
    ]);
  });

  test('shows no password', () => {
    const env = {
      DIALER_URL: 'https://u:hunter2@acme.croco-dial.net',
      DIALER_USER: 'u',
      DIALER_PASS: 'hunter2',
      PORT: 'x',
      JWT_SECRET: 'hunter2',
    };
    expect(faultsOf(env).join('\n')).not.toContain('hunter2');
  });
});
