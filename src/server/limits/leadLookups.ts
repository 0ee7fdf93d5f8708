import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { RateLimited } from '../../access/errors.ts';
import type { Lookup, Lookups } from '../../access/lookups.ts';
import { ANYONE, type Viewer } from '../../access/viewer.ts';
import { handled } from '../../upstream/promises/handled.ts';

/** Who looked up what, and what came of it. */
export interface LookupLine extends Lookup {
  readonly action: 'look_up';
  readonly caller: string;
  readonly outcome: 'found' | 'nothing' | 'failed' | 'rate limited';
}

export interface LeadLookupsOptions {
  /** How many look-ups one viewer may make in a minute. */
  readonly perMinute: number;
  /** Called once for each look-up, whatever came of it. */
  readonly audit: (line: LookupLine) => void;
}

const WINDOW_SECONDS = 60;

/** Counts the look-ups of each viewer, by name. Where everyone is the same there is nobody to hold a limit against. */
export class LeadLookups {
  readonly #options: LeadLookupsOptions;
  readonly #limiter: RateLimiterMemory;

  constructor(options: LeadLookupsOptions) {
    this.#options = options;
    this.#limiter = new RateLimiterMemory({ points: options.perMinute, duration: WINDOW_SECONDS });
  }

  /**
   * The look-ups of one operation. A lead that it looks up in many places, such as among each agent's calls, it looks up
   * once: once counted, once written down. Numbers count each time: what is told of one is its last digits, which others
   * share.
   */
  ofOperation(): Lookups {
    const waits = new Map<string, Promise<number>>();
    return {
      make: (viewer, lookup, find, isFound) => {
        const key = JSON.stringify([viewer.name, lookup]);
        const known = lookup.by === 'phoneNumber' ? undefined : waits.get(key);
        const wait = known ?? handled(this.#secondsToWait(viewer));
        waits.set(key, wait);
        return this.#made(viewer, lookup, wait, known === undefined, find, isFound);
      },
    };
  }

  async #made<Found>(
    viewer: Viewer,
    lookup: Lookup,
    wait: Promise<number>,
    isFirst: boolean,
    find: () => Promise<Found>,
    isFound: (found: Found) => boolean,
  ): Promise<Found> {
    const audit = (outcome: LookupLine['outcome']): void => {
      if (isFirst) this.#options.audit({ action: 'look_up', caller: viewer.name, ...lookup, outcome });
    };
    const seconds = await wait;
    if (seconds > 0) {
      audit('rate limited');
      throw new RateLimited(
        `You have looked up ${this.#options.perMinute} leads or numbers within a minute, which is the most. Try again in ${seconds} seconds.`,
        seconds,
      );
    }
    try {
      const found = await find();
      audit(isFound(found) ? 'found' : 'nothing');
      return found;
    } catch (error) {
      audit('failed');
      throw error;
    }
  }

  /** Counts a look-up. @returns 0 where it may be made */
  async #secondsToWait(viewer: Viewer): Promise<number> {
    if (viewer === ANYONE) return 0;
    try {
      await this.#limiter.consume(viewer.name);
      return 0;
    } catch (limit) {
      if (limit instanceof RateLimiterRes) return Math.max(1, Math.ceil(limit.msBeforeNext / 1000));
      throw limit;
    }
  }
}
