import type { Gap } from '../wire/reading/gap.ts';

/** What an upstream answered, and when. It is shared: nobody may change it. */
export interface Answer<Model> {
  readonly model: Model;
  /** What of it could not be read. */
  readonly gaps: readonly Gap[];
  /** When it came: a remembered answer is as old as this says. */
  readonly answeredAt: Date;
}
