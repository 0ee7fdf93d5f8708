import type { Gap } from '../wire/reading/gap.ts';

/** An upstream's answer, and its time. Callers share it, so it must not be changed. */
export interface Answer<Model> {
  readonly model: Model;
  /** The parts of it that could not be read. */
  readonly gaps: readonly Gap[];
  /** The time of arrival. A cached answer keeps the time of its own call. */
  readonly answeredAt: Date;
}
