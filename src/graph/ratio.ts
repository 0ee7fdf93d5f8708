import { PUBLIC } from '../access/fieldPolicy.ts';
import { builder } from './builder.ts';

/** A share of a whole. The numerator is a part of the denominator. */
export interface Ratio {
  readonly numerator: number;
  readonly denominator: number;
}

export const CallRatio = builder.objectRef<Ratio>('CallRatio').implement({
  needs: PUBLIC,
  description: 'A share of a whole: the two numbers and their quotient.',
  fields: (t) => ({
    value: t.float({
      nullable: true,
      description: '`numerator` / `denominator`, 0 to 1; null if the denominator is 0.',
      resolve: ({ numerator, denominator }) => (denominator === 0 ? null : numerator / denominator),
    }),
    numerator: t.exposeInt('numerator', {
      description: 'Size of the part: a number of calls or leads, or seconds.',
    }),
    denominator: t.exposeInt('denominator', { description: 'Size of the whole, in the same unit.' }),
  }),
});
