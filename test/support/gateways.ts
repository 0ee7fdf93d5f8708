/** Gateways and composition tools, each in its own process. They are installed only when a test needs them. */
import { execFile, spawnSync } from 'node:child_process';
import { existsSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { start } from './program.ts';
import { temporaryFolder } from './temporaryFolder.ts';
import { freePort } from './freePort.ts';

const FOLDER = fileURLToPath(new URL('../federation/gateways', import.meta.url));

/** The time limit of the installation, which is a gigabyte. */
export const INSTALL_MS = 15 * 60 * 1000;

/** Installs the gateways from their own lock file, unless this version is installed. */
export function installGateways(): void {
  const lock = join(FOLDER, 'package-lock.json');
  const installed = join(FOLDER, 'node_modules/.package-lock.json');
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(lock).mtimeMs) return;
  const { status, stdout, stderr } = spawnSync('npm', ['ci', '--no-audit', '--no-fund'], {
    cwd: FOLDER,
    encoding: 'utf8',
    timeout: INSTALL_MS,
  });
  if (status !== 0) throw new Error(`The gateways cannot be installed: ${stdout}${stderr}`);
}

export interface Subgraph {
  readonly name: string;
  /** The URL for the gateway: http://127.0.0.1:4000/graphql */
  readonly url: string;
  readonly sdl: string;
}

const composed = z.object({
  supergraph: z.string().nullable(),
  errors: z.array(z.string()),
  hints: z.array(z.string()),
});

const compositions = z.object({
  apollo: composed,
  theGuild: composed,
  /** The public schema of a contract that excludes personal data. */
  contract: z.object({ publicSdl: z.string().nullable(), errors: z.array(z.string()) }),
});

type Compositions = z.output<typeof compositions>;

/** What was composed before: to load the libraries takes seconds. */
const composedBefore = new Map<string, Promise<Compositions>>();

/** Composes subgraphs with both composition libraries. */
export function compose(subgraphs: readonly Subgraph[]): Promise<Compositions> {
  const input = JSON.stringify(subgraphs);
  const known = composedBefore.get(input) ?? composeAnew(input);
  composedBefore.set(input, known);
  return known;
}

async function composeAnew(input: string): Promise<Compositions> {
  const output = await new Promise<string>((resolve, reject) => {
    const child = execFile(
      process.execPath,
      ['compose.js'],
      { cwd: FOLDER, maxBuffer: 64 * 1024 * 1024 },
      (error, stdout) => (error ? reject(error) : resolve(stdout)),
    );
    child.stdin?.end(input);
  });
  return compositions.parse(JSON.parse(output));
}

/** The arguments that start each gateway, by its name. */
export const GATEWAYS = {
  Apollo: (supergraph: string, port: string) => ['apollo.js', supergraph, port],
  Hive: (supergraph: string, port: string) => [
    'node_modules/@graphql-hive/gateway/dist/bin.js',
    'supergraph',
    supergraph,
    '--host=127.0.0.1',
    `--port=${port}`,
    '--config-path=hive.config.js',
  ],
} as const;

export type GatewayName = keyof typeof GATEWAYS;

/** The time until a started gateway must answer. */
const PATIENCE_MS = 60_000;

/**
 * Starts a gateway in front of subgraphs, which need not run yet.
 *
 * @param atEnd registers its end
 * @returns its URL without /graphql, once it answers
 */
export async function startGateway(
  name: GatewayName,
  subgraphs: readonly Subgraph[],
  atEnd: (end: () => Promise<void>) => void,
): Promise<string> {
  const { apollo } = await compose(subgraphs);
  if (apollo.supergraph === null)
    throw new Error(`The subgraphs do not compose: ${apollo.errors.join('\n')}`);
  const folder = temporaryFolder();
  atEnd(() => Promise.resolve(folder.remove()));
  const supergraph = join(folder.path, 'supergraph.graphql');
  writeFileSync(supergraph, apollo.supergraph);
  const port = String(await freePort());
  const program = start(
    process.execPath,
    GATEWAYS[name](supergraph, port),
    { NODE_ENV: 'production' },
    { cwd: FOLDER, atEnd },
  );
  const url = `http://127.0.0.1:${port}`;
  const ended = program.ended.then(({ code }) => {
    throw new Error(`The gateway ended with ${code}: ${program.stdout()}${program.stderr()}`);
  });
  ended.catch(() => undefined);
  await Promise.race([ended, answering(url)]);
  return url;
}

async function answering(url: string): Promise<void> {
  const until = Date.now() + PATIENCE_MS;
  while (Date.now() < until) {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"query":"{ __typename }"}',
    }).catch(() => undefined);
    if (response?.ok === true) return;
    await pause(100);
  }
  throw new Error('The gateway does not answer.');
}
