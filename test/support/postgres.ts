/** A Postgres server for tests, with a journal in a schema of its own for each of them. */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { Client } from 'pg';
import { freePort } from './freePort.ts';

const FOLDERS = ['/usr/lib/postgresql/15/bin', ...(process.env['PATH'] ?? '').split(delimiter)];
const BIN = FOLDERS.find((folder) => ['initdb', 'postgres'].every((name) => existsSync(join(folder, name))));

/** False where Postgres is not installed: then its tests are skipped. */
export const hasPostgres = BIN !== undefined;

/** JOURNAL_KEY of all tests. */
export const JOURNAL_KEY = 'journal-key-of-the-tests';

/** Not allowed to log in without it. */
export const PASSWORD = 'pass-of-the-journal';

export interface Postgres {
  readonly port: number;
  /** The URL of a journal that does not exist yet, for a user who is no superuser. */
  readonly newJournal: (port?: number) => Promise<string>;
  /** Runs SQL beside the servers, in the schema of a journal. */
  readonly sql: (journal: string, text: string) => Promise<Record<string, unknown>[]>;
  readonly stop: () => Promise<void>;
  readonly start: () => Promise<void>;
  /** Ends it and deletes its files, without waiting. */
  readonly removeNow: () => void;
}

/** Postgres refuses to run as root. */
function user(): { uid: number; gid: number } | Record<never, never> {
  if (process.getuid?.() !== 0) return {};
  const line = readFileSync('/etc/passwd', 'utf8').match(/^postgres:[^:]*:(\d+):(\d+)/m);
  return { uid: Number(line?.[1]), gid: Number(line?.[2]) };
}

let shared: Promise<Postgres> | undefined;

/** The server of all test files of this process. It ends with the process. */
export const sharedPostgres = (): Promise<Postgres> =>
  (shared ??= startPostgres().then((postgres) => {
    process.once('exit', () => postgres.removeNow());
    return postgres;
  }));

/** Starts a server on a port of its own. The caller removes it. */
export async function startPostgres(): Promise<Postgres> {
  if (BIN === undefined) throw new Error('Postgres is not installed.');
  const folder = mkdtempSync(join(tmpdir(), 'postgres-test-'));
  const as = user();
  if ('uid' in as) chownSync(folder, as.uid, as.gid);
  const data = join(folder, 'data');
  const given = { ...as, cwd: folder, env: { PATH: process.env['PATH'], LC_ALL: 'C' } };
  const init = ['-D', data, '-U', 'owner', '-A', 'scram-sha-256', '--no-sync', '-E', 'UTF8', '--locale=C'];
  const password = join(folder, 'password');
  execFileSync('sh', ['-c', `umask 077; printf %s '${PASSWORD}' > ${password}`], given);
  execFileSync(join(BIN, 'initdb'), [...init, `--pwfile=${password}`], { ...given, stdio: 'ignore' });
  const port = await freePort();
  // Nothing cuts the power in a test.
  const quick = [
    'fsync=off',
    'full_page_writes=off',
    'shared_buffers=16MB',
    'autovacuum=off',
    'max_connections=90',
  ];
  const options = [
    `port=${port}`,
    `unix_socket_directories=${folder}`,
    'listen_addresses=127.0.0.1',
    ...quick,
  ];
  let running: ChildProcess | undefined;
  const owner = { host: '127.0.0.1', port, user: 'owner', password: PASSWORD, database: 'postgres' };
  const as1 = async (text: string): Promise<void> => {
    const client = new Client(owner);
    await client.connect();
    await client.query(text);
    await client.end();
  };
  const start = async (): Promise<void> => {
    running = spawn(join(BIN, 'postgres'), ['-D', data, ...options.flatMap((one) => ['-c', one])], {
      ...given,
      stdio: 'ignore',
    });
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await as1('SELECT 1');
      } catch (error) {
        if (attempt > 200) throw error;
        await new Promise((resolve) => {
          setTimeout(resolve, 25);
        });
      }
    }
  };
  const stop = async (): Promise<void> => {
    const process = running;
    if (!process || process.exitCode !== null) return;
    const ended = new Promise((resolve) => {
      process.once('exit', resolve);
    });
    process.kill('SIGQUIT');
    await ended;
  };
  await start();
  await as1(`CREATE ROLE app LOGIN PASSWORD '${PASSWORD}'; GRANT CREATE ON DATABASE postgres TO app`);
  let schemas = 0;
  const urlOf = (schema: string, at: number): string =>
    `postgres://app:${PASSWORD}@127.0.0.1:${at}/postgres?options=-csearch_path%3D${schema}`;
  return {
    port,
    newJournal: async (at = port) => {
      const schema = `journal_${(schemas += 1)}`;
      await as1(`CREATE SCHEMA ${schema} AUTHORIZATION app`);
      return urlOf(schema, at);
    },
    sql: async (journal, text) => {
      const url = new URL(journal);
      url.port = String(port);
      const client = new Client(url.href);
      await client.connect();
      try {
        return (await client.query<Record<string, unknown>>(text)).rows;
      } finally {
        await client.end();
      }
    },
    start,
    stop,
    removeNow: () => {
      running?.kill('SIGQUIT');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
