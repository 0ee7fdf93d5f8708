import { z } from 'zod';
import type { Connection, SharedLog } from './connection.ts';
import { script } from './script.ts';
import { SharedUnavailable } from './unavailable.ts';

/** Times in milliseconds. */
export interface MemberTerms {
  /** The time between two signs of life. */
  readonly beatMs: number;
  /** A server without a sign of life for this time is not counted. */
  readonly goneAfterMs: number;
}

const TERMS: MemberTerms = { beatMs: 500, goneAfterMs: 5000 };

export interface MemberOptions {
  /** Of this server, different from all others'. */
  readonly id: string;
  /** Distinguishes servers with different SHARED_KEYs: see `Sealing.nameOf`. */
  readonly keyMark?: string | undefined;
  readonly log: SharedLog;
  readonly terms?: Partial<MemberTerms> | undefined;
}

/** Notes a sign of life. KEYS: the members. ARGV: the id, and the time after which a member counts no more. */
const BEAT = script(`
redis.call('ZADD', KEYS[1], now, ARGV[1])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - ARGV[2])
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return redis.call('ZRANGE', KEYS[1], 0, -1)
`);

const ids = z.array(z.string());

/** Separates an id from the mark of its server's key. */
const MARK = '.';

const markIn = (id: string): string | undefined => id.split(MARK)[1];

/** The servers that share a Redis. Each gives a sign of life every half second, which also notices a Redis that hangs. */
export class Members {
  readonly id: string;
  readonly #connection: Connection;
  readonly #log: SharedLog;
  readonly #terms: MemberTerms;
  #ids: readonly string[];
  #timer: NodeJS.Timeout | undefined;
  #isBeating = false;
  #hasOtherKeys = false;
  #removeListener: (() => void) | undefined;

  constructor(connection: Connection, { id, keyMark, log, terms }: MemberOptions) {
    this.#connection = connection;
    this.#log = log;
    this.id = keyMark === undefined ? id : `${id}${MARK}${keyMark}`;
    this.#ids = [this.id];
    this.#terms = { ...TERMS, ...terms };
  }

  /** The number of live servers, this one included: as last known while Redis is gone. */
  get count(): number {
    return this.#ids.length;
  }

  /** Their ids, sorted: as last known while Redis is gone. */
  get ids(): readonly string[] {
    return this.#ids;
  }

  /** True if a live server has another SHARED_KEY: budgets are shared with it, and nothing else. */
  get hasOtherKeys(): boolean {
    return this.#hasOtherKeys;
  }

  /** Gives the first sign of life, and further ones until it is closed. */
  async start(): Promise<void> {
    this.#removeListener = this.#connection.onChange((isUp) => {
      if (isUp) void this.#beat();
    });
    this.#timer = setInterval(() => void this.#beat(), this.#terms.beatMs).unref();
    await this.#beat();
  }

  /** Leaves, so that the others need not wait for its sign of life. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    this.#removeListener?.();
    await this.#connection.command(['ZREM', this.#connection.key('members'), this.id]).catch(() => undefined);
  }

  /** Never rejects. */
  async #beat(): Promise<void> {
    if (this.#isBeating || !this.#connection.isUp) return;
    this.#isBeating = true;
    const { goneAfterMs } = this.#terms;
    try {
      const members = this.#connection.key('members');
      const reply = await this.#connection.run(BEAT, [members], [this.id, String(goneAfterMs)]);
      this.#ids = ids.parse(reply).toSorted();
      this.#compareKeys();
    } catch (error) {
      if (!(error instanceof SharedUnavailable)) throw error;
    } finally {
      this.#isBeating = false;
    }
  }

  /** Servers of an earlier version, which a rolling upgrade replaces, have no mark. */
  #compareKeys(): void {
    const own = markIn(this.id);
    const marks = this.#ids.map(markIn).filter((mark) => mark !== undefined);
    const had = this.#hasOtherKeys;
    this.#hasOtherKeys = own !== undefined && marks.some((mark) => mark !== own);
    if (this.#hasOtherKeys && !had) {
      this.#log.warn(
        {},
        'Another server of this Redis has another SHARED_KEY: they share budgets, but no answers, look-ups or pollers',
      );
    }
  }
}
