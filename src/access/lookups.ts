/** Look-ups of a person, by a lead's id or a phone number. */
import type { Viewer } from './viewer.ts';

/** One look-up. */
export interface Lookup {
  readonly by: 'lead' | 'node' | 'entity' | 'leadId' | 'phoneNumber';
  /** The lead's id, or the number masked. */
  readonly subject: string;
}

/** Counts and audits look-ups: otherwise the holder of a key could read all people, one by one. */
export interface Lookups {
  /**
   * Makes a look-up.
   *
   * @param isFound true if the look-up found something
   * @throws RateLimited if the viewer has made too many look-ups within a minute; `find` is not called then
   */
  make<Found>(
    viewer: Viewer,
    lookup: Lookup,
    find: () => Promise<Found>,
    isFound: (found: Found) => boolean,
  ): Promise<Found>;
}

/** Counts the look-ups of viewers, a minute at a time. */
export interface LookupCounter {
  /** Counts a look-up. @returns the seconds to wait; 0 if it may be made now */
  secondsToWait(viewer: string, perMinute: number): Promise<number>;
}
