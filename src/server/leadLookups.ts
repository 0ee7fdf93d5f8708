import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { RateLimited } from '../graph/errors.ts';
import type { Lookup, Lookups } from '../graph/lookups.ts';
import { ANYONE, type Viewer } from '../graph/viewer.ts';

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
export class LeadLookups implements Lookups {
  readonly #options: LeadLookupsOptions;
  readonly #limiter: RateLimiterMemory;

  constructor(options: LeadLookupsOptions) {
    this.#options = options;
    this.#limiter = new RateLimiterMemory({ points: options.perMinute, duration: WINDOW_SECONDS });
  }

  async make<Found>(
    viewer: Viewer,
    lookup: Lookup,
    find: () => Promise<Found>,
    isFound: (found: Found) => boolean,
  ): Promise<Found> {
    const audit = (outcome: LookupLine['outcome']): void =>
      this.#options.audit({ action: 'look_up', caller: viewer.name, ...lookup, outcome });
    const seconds = await this.#secondsToWait(viewer);
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
