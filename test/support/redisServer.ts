/** A Redis server of its own, where redis-server is installed (Debian: apt-get install redis-server). */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { connect } from 'node:net';
import { RedisClient, RESP_TYPES } from '@redis/client';
import { afterAll, beforeAll, onTestFinished } from 'vitest';
import { freePort } from './freePort.ts';
import { temporaryFolder } from './temporaryFolder.ts';

export const hasRedis = spawnSync('redis-server', ['--version']).status === 0;

export interface RedisServer {
  /** redis://127.0.0.1:6379 */
  readonly url: string;
  /** SIGSTOP makes it hang, SIGCONT go on; SIGKILL ends it, and `restart` starts an empty one on the same port. */
  kill(signal: NodeJS.Signals): void;
  /** Starts it again after it was ended. Nothing is stored, so it is empty. */
  restart(): Promise<void>;
  /**
   * The answer to a command as redis-cli prints it: a list's entries a line each.
   *
   * @param command a list if its arguments have spaces
   * @throws Error if Redis refuses the command
   */
  cli(command: string | readonly string[], password?: string): Promise<string>;
  /** The keys that match a pattern. @param pattern default: all */
  keys(pattern?: string): Promise<readonly string[]>;
}

const createClient = RedisClient.factory();

/** A map is printed as a list. */
const AS_LISTS = { typeMapping: { [RESP_TYPES.MAP]: Array } };

/**
 * Starts Redis on a free port, without persistence.
 *
 * @param atEnd registers its end; default: it ends with the test
 * @param settings further settings, such as `requirepass`
 */
export async function startRedis(
  atEnd: (end: () => Promise<void>) => void = onTestFinished,
  settings: Readonly<Record<string, string>> = {},
): Promise<RedisServer> {
  const { path, remove } = temporaryFolder();
  const port = await freePort();
  let child: ChildProcess;
  let ended: Promise<unknown> = Promise.resolve();
  const begin = async (): Promise<void> => {
    const own = { port: String(port), bind: '127.0.0.1', save: '', appendonly: 'no', dir: path, ...settings };
    const args = Object.entries(own).flatMap(([name, value]) => [`--${name}`, value]);
    child = spawn('redis-server', args, { stdio: ['ignore', 'ignore', 'inherit'] });
    ended = new Promise((resolve) => void child.once('exit', resolve));
    await listening(port);
  };
  await begin();
  atEnd(async () => {
    child.kill('SIGKILL');
    await ended;
    remove();
  });
  const cli: RedisServer['cli'] = (command, password) =>
    answerOf(`redis://${password === undefined ? '' : `:${password}@`}127.0.0.1:${port}`, command);
  return {
    url: `redis://127.0.0.1:${port}`,
    kill: (signal) => void child.kill(signal),
    restart: async () => {
      child.kill('SIGKILL');
      await ended;
      await begin();
    },
    cli,
    keys: async (pattern = '*') => (await cli(`KEYS ${pattern}`)).split('\n').filter((key) => key !== ''),
  };
}

/** Sends a command on a connection of its own, since the server may be ended, hang, or get another password. */
async function answerOf(url: string, command: string | readonly string[]): Promise<string> {
  const client = createClient({
    url,
    disableClientInfo: true,
    socket: { reconnectStrategy: false },
  });
  // An error is that of the command, too.
  client.on('error', () => undefined);
  await client.connect();
  try {
    const words = typeof command === 'string' ? command.split(' ') : [...command];
    return printed(await client.sendCommand(words, AS_LISTS));
  } finally {
    client.destroy();
  }
}

function printed(reply: unknown): string {
  if (Array.isArray(reply)) return reply.map(printed).join('\n');
  if (typeof reply === 'string' || typeof reply === 'number') return String(reply).trim();
  if (reply === null) return '';
  throw new Error(`A reply of type ${typeof reply} is not printed.`);
}

const READ: Readonly<Record<string, (key: string) => string>> = {
  string: (key) => `GET ${key}`,
  hash: (key) => `HGETALL ${key}`,
  zset: (key) => `ZRANGE ${key} 0 -1`,
};

/** The keys of a Redis and their values, as redis-cli prints them. */
export async function everythingIn(redis: RedisServer): Promise<string> {
  const values = (await redis.keys()).map(async (key) => {
    const type = await redis.cli(`TYPE ${key}`);
    return `${key} ${await redis.cli(READ[type]?.(key) ?? `TYPE ${key}`)}`;
  });
  return (await Promise.all(values)).join('\n');
}

/** A Redis for all tests of a block. To be called in `describe`; it can be used in tests and hooks. */
export function redisOfBlock(): RedisServer {
  const ends: (() => Promise<void>)[] = [];
  let started: RedisServer | undefined;
  beforeAll(async () => {
    started = await startRedis((end) => ends.push(end));
  });
  afterAll(async () => {
    for (const end of ends) await end();
  });
  const redis = (): RedisServer => {
    if (!started) throw new Error('Redis is started before the first test, and not before that.');
    return started;
  };
  return {
    get url() {
      return redis().url;
    },
    kill: (signal) => redis().kill(signal),
    restart: () => redis().restart(),
    cli: (command, password) => redis().cli(command, password),
    keys: (pattern) => redis().keys(pattern),
  };
}

async function listening(port: number): Promise<void> {
  const isOpen = await new Promise<boolean>((resolve) => {
    const socket = connect(port, '127.0.0.1', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
  if (isOpen) return;
  await new Promise((resolve) => void setTimeout(resolve, 20));
  await listening(port);
}
