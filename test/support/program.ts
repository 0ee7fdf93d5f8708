import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { onTestFinished } from 'vitest';
import { z } from 'zod';
import { DIALER_PASS, DIALER_USER, startOtherDialer } from './otherDialer.ts';
import type { ScriptedServer } from './scriptedServer.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

const COMPILED = process.env['NODE_COMPILE_CACHE'] ?? join(tmpdir(), 'server-test-compiled');

const readyLine = z.object({ msg: z.literal('ready'), url: z.url() });

/** How a program ended. */
export interface End {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A started program, and its output. */
export interface Program {
  readonly pid: number;
  readonly stdout: () => string;
  readonly stderr: () => string;
  readonly ended: Promise<End>;
  kill(signal: NodeJS.Signals): void;
  /** Resolves with the URL of /graphql when the program logs `ready`. Rejects if it ends before. */
  ready(): Promise<string>;
}

export interface StartOptions {
  /** Default: the project's folder. */
  readonly cwd?: string;
  /** True = in a new process group, so that a signal can be sent to the whole group. */
  readonly detached?: boolean;
  /** The user and the group it runs as; this process's own if left out. */
  readonly uid?: number;
  readonly gid?: number;
  /** Registers the program's end. Default: it ends with the test. */
  readonly atEnd?: (end: () => Promise<void>) => void;
}

/**
 * Starts a program with these environment variables, and without other variables that configure the server. It ends
 * with the test.
 */
export function start(
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  { cwd = ROOT, detached = false, atEnd = onTestFinished, ...user }: StartOptions = {},
): Program {
  const child = spawn(command, args, {
    cwd,
    detached,
    ...user,
    // PATH, so that npm finds Node. The compile cache halves the time that programs take to start.
    env: {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      NODE_COMPILE_CACHE: COMPILED,
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const stdout = textOf(child.stdout);
  const stderr = textOf(child.stderr);
  const ended = endOf(child);
  atEnd(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  return {
    pid: child.pid ?? 0,
    stdout,
    stderr,
    ended,
    kill: (signal) => void child.kill(signal),
    ready: () =>
      Promise.race([
        readyUrl(child, stdout),
        ended.then(({ code }) => {
          throw new Error(`The program ended with ${code}: ${stderr()}`);
        }),
      ]),
  };
}

/** Starts the server with Node, as an operator does. */
export const startMain = (
  env: Readonly<Record<string, string>>,
  cwd?: string,
  options: Omit<StartOptions, 'cwd'> = {},
): Program =>
  start(process.execPath, [`${ROOT}src/main.ts`], env, cwd === undefined ? options : { cwd, ...options });

/** An empty folder as working directory, so that the developer's own `.env` is not read. */
export function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'server-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export async function startDialer(): Promise<ScriptedServer> {
  const dialer = await startOtherDialer();
  onTestFinished(() => dialer.close());
  return dialer;
}

export const settings = (dialer: ScriptedServer): Record<string, string> => ({
  PORT: '0',
  DIALER_URL: dialer.url.href,
  DIALER_USER,
  DIALER_PASS,
});

export const baseOf = (graphqlUrl: string): string => graphqlUrl.replace(/\/graphql$/, '');

/** `npm start` in the project's folder: what a `.env` there may say is said by the environment instead. */
export async function startNpm(
  options: StartOptions = {},
): Promise<{ npm: Program; url: string; dialer: ScriptedServer }> {
  const dialer = await startDialer();
  const env = {
    ...settings(dialer),
    HOST: '127.0.0.1',
    DIALER_TIMEZONE: 'UTC',
    INTROSPECTION: 'on',
    LOG_LEVEL: 'info',
    DRAIN_SECONDS: '0',
    LEAD_JOURNAL: join(emptyFolder(), 'leads.db'),
  };
  const npm = start('npm', ['start'], env, options);
  return { npm, url: await npm.ready(), dialer };
}

/** The ids of all processes below one, children of children too. */
export async function below(pid: number): Promise<number[]> {
  const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pid=,ppid=']);
  const table = stdout.split('\n').map((line) => line.trim().split(/\s+/).map(Number));
  const childrenOf = (parent: number): number[] =>
    table.flatMap(([child, of]) =>
      child !== undefined && of === parent ? [child, ...childrenOf(child)] : [],
    );
  return childrenOf(pid);
}

/** True if a process with this id exists. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

function textOf(stream: ChildProcess['stdout']): () => string {
  let text = '';
  stream?.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  return () => text;
}

const endOf = (child: ChildProcess): Promise<End> =>
  new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code, signal }));
  });

function readyUrl(child: ChildProcess, stdout: () => string): Promise<string> {
  return new Promise((resolve) => {
    const look = (): void => {
      for (const line of stdout().split('\n')) {
        const ready = readyLine.safeParse(parsed(line));
        if (ready.success) resolve(ready.data.url);
      }
    };
    child.stdout?.on('data', look);
    // It may be ready already.
    look();
  });
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    // npm's own lines are not JSON.
    return undefined;
  }
}
