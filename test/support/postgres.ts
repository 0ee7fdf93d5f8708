/** A Postgres server for tests, with a journal in a schema of its own for each of them. */
import { execFile, spawn } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import pLimit from 'p-limit';
import { Client, type ClientConfig } from 'pg';
import { freePort } from './freePort.ts';

const run = promisify(execFile);

const FOLDERS = ['/usr/lib/postgresql/15/bin', ...(process.env['PATH'] ?? '').split(delimiter)];
const BIN = FOLDERS.find((folder) => ['initdb', 'postgres'].every((name) => existsSync(join(folder, name))));

/** The data folder of a server that was never started, for each version. To copy it takes a tenth of the time of initdb. */
const TEMPLATES = fileURLToPath(new URL('../../node_modules/.cache/postgres', import.meta.url));

/** False where Postgres is not installed: then its tests are skipped. */
export const hasPostgres = BIN !== undefined;

/** JOURNAL_KEY of all tests. */
export const JOURNAL_KEY = 'journal-key-of-the-tests';

/** Not allowed to log in without it. */
export const PASSWORD = 'pass-of-the-journal';

export interface Postgres {
  readonly port: number;
  /** The URL of a journal that does not exist yet, for a user who is no superuser. */
  readonly newJournal: () => Promise<string>;
  /** Runs SQL beside the servers, in the schema of a journal. */
  readonly sql: (journal: string, text: string) => Promise<Record<string, unknown>[]>;
}

/** Postgres refuses to run as root. */
function user(): { uid: number; gid: number } | Record<never, never> {
  if (process.getuid?.() !== 0) return {};
  const line = readFileSync('/etc/passwd', 'utf8').match(/^postgres:[^:]*:(\d+):(\d+)/m);
  return { uid: Number(line?.[1]), gid: Number(line?.[2]) };
}

let shared: Promise<Postgres> | undefined;

/** The server of all test files of this process. It ends with the process. */
export const sharedPostgres = (): Promise<Postgres> => (shared ??= startPostgres());

/** Runs a server until this process has ended, however it ends: then the pipe between them is closed. */
const UNTIL_CLOSED = 'folder=$1; shift; "$@" & read -r _; kill -QUIT $!; wait $!; rm -rf "$folder"';

/** Nothing cuts the power in a test. Shared memory in files of the folder goes with it. */
const QUICK = [
  'fsync=off',
  'full_page_writes=off',
  'shared_buffers=16MB',
  'autovacuum=off',
  'max_connections=90',
  'dynamic_shared_memory_type=mmap',
];

/** Starts a server on a port of its own. */
async function startPostgres(): Promise<Postgres> {
  if (BIN === undefined) throw new Error('Postgres is not installed.');
  const folder = mkdtempSync(join(tmpdir(), 'postgres-test-'));
  const as = user();
  if ('uid' in as) chownSync(folder, as.uid, as.gid);
  const given = { ...as, cwd: folder, env: { PATH: process.env['PATH'], LC_ALL: 'C' } };
  const data = join(folder, 'data');
  const template = await templateOf(BIN, folder, given);
  await run('cp', ['-a', template, data]);
  const port = await freePort();
  const options = [
    `port=${port}`,
    `unix_socket_directories=${folder}`,
    'listen_addresses=127.0.0.1',
    ...QUICK,
  ].flatMap((one) => ['-c', one]);
  const postgres = [join(BIN, 'postgres'), '-D', data, ...options];
  const child = spawn('sh', ['-c', UNTIL_CLOSED, 'sh', folder, ...postgres], {
    ...given,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  // Neither keeps this process alive.
  child.unref();
  if (child.stdin instanceof Socket) child.stdin.unref();
  const owner = await connected({
    host: '127.0.0.1',
    port,
    user: 'owner',
    password: PASSWORD,
    database: 'postgres',
  });
  await owner.query(`CREATE ROLE app LOGIN PASSWORD '${PASSWORD}'; GRANT CREATE ON DATABASE postgres TO app`);
  let schemas = 0;
  const alone = pLimit(1);
  return {
    port,
    newJournal: async () => {
      const schema = `journal_${(schemas += 1)}`;
      await alone(() => owner.query(`CREATE SCHEMA ${schema} AUTHORIZATION app`));
      return `postgres://app:${PASSWORD}@127.0.0.1:${port}/postgres?options=-csearch_path%3D${schema}`;
    },
    sql: (journal, text) =>
      alone(async () => {
        const schema = new URL(journal).searchParams.get('options')?.replace('-csearch_path=', '');
        await owner.query(`SET ROLE app; SET search_path TO ${schema}`);
        try {
          return (await owner.query<Record<string, unknown>>(text)).rows;
        } finally {
          await owner.query('RESET ROLE');
        }
      }),
  };
}

/** A copy of a new data folder. The first server of a version makes it. */
async function templateOf(bin: string, folder: string, given: object): Promise<string> {
  const { stdout } = await run(join(bin, 'postgres'), ['--version'], given);
  const template = join(TEMPLATES, stdout.trim().replaceAll(/\W+/g, '-'));
  if (existsSync(template)) return template;
  const made = join(folder, 'made');
  const password = join(folder, 'password');
  await writeFile(password, PASSWORD, { mode: 0o644 });
  const terms = ['-U', 'owner', '-A', 'scram-sha-256', `--pwfile=${password}`, '-E', 'UTF8', '--locale=C'];
  await run(join(bin, 'initdb'), ['-D', made, '--no-sync', '--wal-segsize=1', ...terms], given);
  const own = `${template}.${process.pid}`;
  await mkdir(dirname(template), { recursive: true });
  await run('cp', ['-a', made, own]);
  await rm(made, { recursive: true });
  // Another process may have been faster.
  await rename(own, template).catch(() => rm(own, { recursive: true }));
  return template;
}

/** A connection to a server that is starting. It does not keep this process alive. */
async function connected(terms: ClientConfig): Promise<Client> {
  for (let attempt = 0; ; attempt += 1) {
    const client = new Client({ ...terms, stream: () => new Socket().unref() });
    client.on('error', () => undefined);
    try {
      await client.connect();
      return client;
    } catch (error) {
      if (attempt > 400) throw error;
      await new Promise((resolve) => {
        setTimeout(resolve, 15);
      });
    }
  }
}
