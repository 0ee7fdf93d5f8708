/** What a list and a report say of the dialer's answers behind them. */
import type { builder } from './builder.ts';

/** How whole the answers behind a list or a report are, and how old. */
export interface Answered {
  /** Rows whose identity could not be read. They are in no list and in no count. */
  readonly unreadableCount: number;
  /** When the dialer gave the oldest of the answers. */
  readonly asOf: Date;
}

type FieldsOf<Source> = Pick<
  PothosSchemaTypes.ObjectFieldBuilder<(typeof builder)['$inferSchemaTypes'], Source>,
  'field' | 'int'
>;

/** @param what the thing that is made of the rows, for the description */
export const unreadableCount = <Source extends Pick<Answered, 'unreadableCount'>>(
  t: FieldsOf<Source>,
  what: string,
) =>
  t.int({
    description: `How many rows of the dialer are missing in ${what}, because their identity could not be read.`,
    resolve: (source) => source.unreadableCount,
  });

/** @param what the thing that is made of the answers, for the description */
export const asOf = <Source extends Pick<Answered, 'asOf'>>(t: FieldsOf<Source>, what: string) =>
  t.field({
    type: 'DateTime',
    description: `When the dialer gave the oldest of the answers behind ${what}.`,
    resolve: (source) => source.asOf.toISOString(),
  });

/** TODO(loaders): stands in at each call site until the loaders tell both. */
export const notToldYet = ({ now }: { readonly now: Date }): Answered => ({ unreadableCount: 0, asOf: now });
