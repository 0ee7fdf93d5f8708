import { Pool, type PoolClient } from 'pg';
import { handled } from '../../../upstream/promises/handled.ts';
import { textOf, type Secret } from '../../../upstream/wire/transport.ts';
import { JournalError, type JournalFault } from '../journalError.ts';

/** Connections at once: a commit of one takes the others' with it, so that more would hardly write more. */
const MOST_CONNECTIONS = 6;

/** A row as Postgres gives it. */
export type PostgresRow = Readonly<Record<string, unknown>>;

/** Runs one statement. */
export type Query = (sql: string, values?: readonly unknown[]) => Promise<readonly PostgresRow[]>;

/**
 * Connections to the database of a journal. Nothing waits longer than the deadline, also if Postgres hangs. A connection
 * whose statement failed, or hangs for twice as long, is closed. Postgres rolls back what was not committed.
 */
export class Connections {
  readonly #url: Secret;
  readonly #deadlineMs: number;
  #pool: { readonly url: string; readonly pool: Pool } | undefined;

  constructor(url: Secret, deadlineMs: number) {
    this.#url = url;
    this.#deadlineMs = deadlineMs;
  }

  /** The URL without user, password and options, for errors. */
  get place(): string {
    const { hostname, port, pathname } = new URL(textOf(this.#url));
    return `postgres://${hostname}${port === '' ? '' : `:${port}`}${pathname}`;
  }

  /** Runs one statement, as a transaction of its own. @throws JournalError */
  query(sql: string, values: readonly unknown[] = []): Promise<readonly PostgresRow[]> {
    return this.#use((query) => query(sql, values), isCancelled);
  }

  /** Runs statements as one transaction. @throws JournalError if it was not committed, or if that is not certain */
  transaction<Result>(run: (query: Query) => Promise<Result>): Promise<Result> {
    return this.#use(
      async (query) => {
        await query('BEGIN');
        const result = await run(query);
        await query('COMMIT');
        return result;
      },
      () => false,
    );
  }

  /** Closes all connections. @returns after the deadline at the latest */
  async close(): Promise<void> {
    const closing = this.#pool?.pool.end();
    if (closing) await inTime(closing, this.#deadlineMs, () => undefined).catch(() => undefined);
  }

  /** The pool. If the secret of the URL has changed, a new one. */
  #current(): Pool {
    const url = textOf(this.#url);
    if (this.#pool?.url === url) return this.#pool.pool;
    this.#pool?.pool.end().catch(() => undefined);
    const pool = new Pool({
      connectionString: url,
      max: MOST_CONNECTIONS,
      connectionTimeoutMillis: this.#deadlineMs,
      // The deadline here ends the wait, this one the work of Postgres itself.
      statement_timeout: this.#deadlineMs,
      idle_in_transaction_session_timeout: 2 * this.#deadlineMs,
      // A database may be set up to confirm commits before they are on disk. `options` of the URL win.
      options: '-c synchronous_commit=on',
      keepAlive: true,
      application_name: 'crocodial-graphql',
    });
    // A connection that breaks while nobody uses it is replaced. Without a listener, the error would end the process.
    pool.on('error', () => undefined);
    pool.on('connect', (client) => client.on('error', () => undefined));
    this.#pool = { url, pool };
    return pool;
  }

  /** @param isWhole true for an error after which the connection is as good as before */
  async #use<Result>(
    run: (query: Query) => Promise<Result>,
    isWhole: (error: unknown) => boolean,
  ): Promise<Result> {
    const { place } = this;
    const failed = (error: unknown): never => {
      const code = codeOf(error);
      throw new JournalError(place, BY_CODE[code] ?? 'unavailable', code);
    };
    let client: PoolClient | undefined;
    let isLate = false;
    const release = (isBroken: boolean): void => {
      client?.release(isBroken);
      client = undefined;
    };
    const work = async (): Promise<Result> => {
      const taken = (client = await this.#current().connect().catch(failed));
      try {
        // Nobody waits for it any more.
        if (isLate) throw new TooLate();
        const result = await run(async (sql, values = []) => {
          const { rows } = await taken.query<PostgresRow>(sql, [...values]).catch(failed);
          return rows;
        });
        release(false);
        return result;
      } catch (error) {
        release(!(error instanceof TooLate) && !isWhole(error));
        throw error;
      }
    };
    try {
      return await inTime(work(), this.#deadlineMs, () => {
        isLate = true;
        // A Postgres that is merely slow ends the statement by itself. To connect anew would make it slower.
        setTimeout(() => release(true), this.#deadlineMs).unref();
      });
    } catch (error) {
      if (error instanceof TooLate) return failed(error);
      throw error;
    }
  }
}

/** True for a single statement that Postgres has ended because it took too long. */
const isCancelled = (error: unknown): boolean => error instanceof JournalError && error.code === '57014';

class TooLate extends Error {
  readonly code = 'ETIMEDOUT';
}

/** The result of some work. @throws TooLate if it takes too long */
async function inTime<Result>(work: Promise<Result>, mostMs: number, whenLate: () => void): Promise<Result> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    whenLate();
    late.reject(new TooLate());
  }, mostMs);
  try {
    return await Promise.race([handled(work), handled(late.promise)]);
  } finally {
    clearTimeout(timer);
  }
}

/** A code of Postgres (five characters) or of the system. Never a message, which may quote the user or a value. */
const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown';

const BY_CODE: Readonly<Partial<Record<string, JournalFault>>> = {
  // Insufficient privilege; a standby, or a database that is set to read-only.
  '42501': 'read-only',
  '25006': 'read-only',
  '55000': 'read-only',
  '53100': 'full',
  '55P03': 'locked',
  '57014': 'locked',
  XX001: 'corrupt',
  XX002: 'corrupt',
};
