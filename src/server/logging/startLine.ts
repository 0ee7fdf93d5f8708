import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { z } from 'zod';
import type { Config, ConfiguredSecret } from '../../config.ts';
import { packagePath } from '../files/packagePath.ts';

/** This process, as logs and traces name it: `web-1:4711`. */
export const instanceName = (): string => `${hostname()}:${process.pid}`;

const manifest = z.object({ version: z.string() });

let version: string | undefined;

/** The version in package.json, which is read once. */
export const serverVersion = (): string =>
  (version ??= manifest.parse(JSON.parse(readFileSync(packagePath('package.json'), 'utf8'))).version);

/**
 * The facts of the line that a server writes when it is ready: instance, version and the configuration in effect. Of a
 * secret only where it comes from is told, and of an account only that there is one.
 */
export const startFacts = (config: Config): Readonly<Record<string, unknown>> => ({
  instance: instanceName(),
  version: serverVersion(),
  node: process.versions.node,
  config: {
    dialer: config.dialer && {
      url: addressOf(config.dialer.baseUrl),
      password: sourceOf(config.dialer.pass),
    },
    leadsAccount:
      config.leadsAccount.user !== undefined || config.leadsAccount.pass !== undefined ? 'own' : 'dialer',
    voxo: config.voxo && { url: addressOf(config.voxo.baseUrl), key: sourceOf(config.voxo.token) },
    voxoTerms: config.voxoTerms,
    timezone: config.timezone,
    concurrency: config.concurrency,
    timeoutMs: config.timeoutMs,
    homeCountry: config.homeCountry,
    keepsAccents: config.keepsAccents,
    leadJournal: config.sharedJournal
      ? `Postgres (${sourceOf(config.sharedJournal.url)})`
      : config.leadJournal,
    leadJournalDays: config.leadJournalDays,
    callIdKey: config.callIdKey === undefined ? 'generated' : 'configured',
    maxPeriodDays: config.maxPeriodDays,
    maxCallsPerOperation: config.maxCallsPerOperation,
    lookupsPerMinute: config.lookupsPerMinute,
    access: accessOf(config),
    trustedDocuments: config.trustedDocumentsFile,
    introspection: config.introspection,
    wallboard: config.wallboard,
    corsOrigins: config.corsOrigins,
    liveIntervalMs: config.liveIntervalMs,
    callsIntervalMs: config.callsIntervalMs,
    liveSubscriptions: config.liveSubscriptions,
    drainSeconds: config.drainSeconds,
    logLevel: config.logLevel,
    slowOperationMs: config.slowOperationMs,
    metricsToken: config.metricsToken && sourceOf(config.metricsToken),
    shared: config.sharedUrl && sourceOf(config.sharedUrl),
    sharedKey: config.sharedKey && sourceOf(config.sharedKey),
    sharedCacheBytes: config.sharedUrl && config.sharedCacheBytes,
    traces: config.traceEndpoint ? addressOf(config.traceEndpoint) : 'off',
  },
});

/** A URL without its query, which may hold an issuer's key. */
const addressOf = ({ origin, pathname }: URL): string => `${origin}${pathname}`;

const sourceOf = (secret: ConfiguredSecret): string =>
  typeof secret === 'string' ? 'configured' : secret.path;

function accessOf({ apiKeysFile, jwt }: Config): readonly string[] {
  return [
    ...(apiKeysFile === undefined ? [] : [`API keys in ${apiKeysFile}`]),
    ...(jwt === undefined
      ? []
      : [jwt.jwksUrl ? `JWT of ${addressOf(jwt.jwksUrl)}` : 'JWT with a shared secret']),
  ];
}
