import { isLong } from '../../upstream/promises/turn.ts';

/** The number of fields between two looks at the clock. */
const FIELDS_BETWEEN_LOOKS = 250;

/** Counts the fields of an execution, over all its lists, to look at the clock now and then. */
export class Pace {
  /** The number of fields since the last look at the clock. */
  #fields = 0;

  /** Counts fields. @returns true if what follows must wait for another turn of the event loop */
  isLongAfter(fields: number): boolean {
    this.#fields += fields;
    if (this.#fields < FIELDS_BETWEEN_LOOKS) return false;
    if (isLong()) return true;
    this.#fields = 0;
    return false;
  }
}
