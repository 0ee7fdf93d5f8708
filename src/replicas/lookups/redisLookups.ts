import { RateLimiterMemory } from 'rate-limiter-flexible';
import { LRUCache } from 'lru-cache';
import type { LookupCounter } from '../../access/lookups.ts';
import type { Connection } from '../connection.ts';
import type { Members } from '../members.ts';
import { script } from '../script.ts';
import { SharedUnavailable } from '../unavailable.ts';

/**
 * Counts look-ups. KEYS: the counter. ARGV: the look-ups, the most in a window, the window in milliseconds. Reply: the
 * milliseconds to wait; 0 if they may be made.
 */
const COUNT = script(`
local n = redis.call('INCRBY', KEYS[1], ARGV[1])
local left = redis.call('PTTL', KEYS[1])
if left < 0 then
  redis.call('PEXPIRE', KEYS[1], ARGV[3])
  left = tonumber(ARGV[3])
end
if n > tonumber(ARGV[2]) then return math.max(1, left) end
return 0
`);

const WINDOW_SECONDS = 60;

/** The most viewers whose look-ups without Redis are remembered. */
const MOST_VIEWERS = 10_000;

/** The look-ups of each viewer at all servers. Without Redis, each server allows its part of them. */
export class RedisLookups implements LookupCounter {
  readonly #connection: Connection;
  readonly #members: Members;
  readonly #nameOf: (viewer: string) => string;
  readonly #own = new RateLimiterMemory({ points: Number.MAX_SAFE_INTEGER, duration: WINDOW_SECONDS });
  /** Look-ups that Redis has not counted. */
  readonly #untold = new LRUCache<string, number>({ max: MOST_VIEWERS, ttl: WINDOW_SECONDS * 1000 });

  /** @param nameOf the name of a viewer in Redis, which must not reveal the viewer */
  constructor(connection: Connection, members: Members, nameOf: (viewer: string) => string) {
    this.#connection = connection;
    this.#members = members;
    this.#nameOf = nameOf;
  }

  async secondsToWait(viewer: string, perMinute: number): Promise<number> {
    // Counted here as well, in case Redis is lost.
    const own = await this.#own.consume(viewer);
    const untold = this.#untold.get(viewer) ?? 0;
    this.#untold.delete(viewer);
    try {
      const key = this.#connection.key(`lookups-${this.#nameOf(viewer)}`);
      const words = [1 + untold, perMinute, WINDOW_SECONDS * 1000].map(String);
      const waitMs = Number(await this.#connection.run(COUNT, [key], words));
      return Math.ceil(waitMs / 1000);
    } catch (error) {
      if (!(error instanceof SharedUnavailable)) throw error;
      this.#untold.set(viewer, (this.#untold.get(viewer) ?? 0) + untold + 1);
      const part = Math.max(1, Math.floor(perMinute / this.#members.count));
      return own.consumedPoints > part ? Math.max(1, Math.ceil(own.msBeforeNext / 1000)) : 0;
    }
  }
}
