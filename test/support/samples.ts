/**
 * Samples of what takes long as a whole. `x.test.ts` tries a sample of it. `x.full.test.ts` imports `wholeSamples.ts` and
 * then `x.test.ts`, and tries it all.
 */
/** True if all is to be tried. */
export const isWhole = (): boolean => process.env['SAMPLES'] === 'whole';

/** Every so manieth of some items: the first, and so on. */
export const some = <Item>(items: readonly Item[], every: number): readonly Item[] =>
  isWhole() ? items : items.filter((_, index) => index % every === 0);

/** The number of runs of a property: a fifth. */
export const runs = (whole: number): number => (isWhole() ? whole : Math.ceil(whole / 5));

/** One number for the sample, or the other for the whole. */
export const sized = (sample: number, whole: number): number => (isWhole() ? whole : sample);
