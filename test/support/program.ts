import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { z } from 'zod';
import { DIALER_PASS, DIALER_USER, startOtherDialer } from './otherDialer.ts';
import type { ScriptedServer } from './scriptedServer.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

const COMPILED = join(tmpdir(), 'server-test-compiled');

const readyLine = z.object({ msg: z.literal('ready'), url: z.url() });

/** How a program ended. */
export interface End {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A program that was started, and what it has written. */
export interface Program {
  readonly pid: number;
  readonly stdout: () => string;
  readonly stderr: () => string;
  readonly ended: Promise<End>;
  kill(signal: NodeJS.Signals): void;
  /** The URL of its /graphql, once it says that it is ready. @throws Error where it ends before */
  ready(): Promise<string>;
}

export interface StartOptions {
  /** The project's folder, where it is left out. */
  readonly cwd?: string;
  /** True = in a process group of its own, which can be signalled as a whole. */
  readonly detached?: boolean;
  /** The user and the group it runs as; this process's own if left out. */
  readonly uid?: number;
  readonly gid?: number;
}

/**
 * Starts a program in the project's folder, with these environment variables and none of the project's own from
 * outside. It ends with the test.
 */
export function start(
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  { cwd = ROOT, detached = false, ...user }: StartOptions = {},
): Program {
  const child = spawn(command, args, {
    cwd,
    detached,
    ...user,
    // PATH, so that npm finds Node; no variable that configures the server.
    // What Node compiled is kept from one program to the next: that is half of the time they take to start.
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
  onTestFinished(async () => {
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
          throw new Error(`It ended with ${code}: ${stderr()}`);
        }),
      ]),
  };
}

/** The server as an operator starts it, by Node itself. */
export const startMain = (
  env: Readonly<Record<string, string>>,
  cwd?: string,
  options: Omit<StartOptions, 'cwd'> = {},
): Program =>
  start(process.execPath, [`${ROOT}src/main.ts`], env, cwd === undefined ? options : { cwd, ...options });

/** An empty folder, so that no `.env` of a developer's gets in. */
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

/** True while there is a process of that id. */
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
  });
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    // npm's own lines are no JSON.
    return undefined;
  }
}
