/** Looking a person up, by a lead's id or a phone number. */
import type { Viewer } from './viewer.ts';

/** What is looked up. */
export interface Lookup {
  readonly by: 'lead' | 'node' | 'entity' | 'leadId' | 'phoneNumber';
  /** The lead's id, or the number masked. */
  readonly subject: string;
}

/** Who looks people up is counted and written down: whoever holds a key could otherwise read all of them, one by one. */
export interface Lookups {
  /**
   * Makes a look-up.
   *
   * @param isFound whether what was found is something
   * @throws RateLimited if the viewer has made too many of late; nothing is asked then
   */
  make<Found>(
    viewer: Viewer,
    lookup: Lookup,
    find: () => Promise<Found>,
    isFound: (found: Found) => boolean,
  ): Promise<Found>;
}
