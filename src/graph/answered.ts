/** What a list and a report say of the dialer's answers behind them. */
import type { ListFacts } from '../loaders/listing.ts';
import type { builder } from './builder.ts';

type FieldsOf<Source> = Pick<
  PothosSchemaTypes.ObjectFieldBuilder<(typeof builder)['$inferSchemaTypes'], Source>,
  'field' | 'int'
>;

/** @param what the thing that is made of the rows, for the description */
export const unreadableCount = <Source extends Pick<ListFacts, 'unreadableCount'>>(
  t: FieldsOf<Source>,
  what: string,
) =>
  t.int({
    description: `How many rows of the dialer are missing in ${what}, because their identity could not be read.`,
    resolve: (source) => source.unreadableCount,
  });

/** @param what the thing that is made of the answers, for the description */
export const asOf = <Source extends Pick<ListFacts, 'asOf'>>(t: FieldsOf<Source>, what: string) =>
  t.field({
    type: 'DateTime',
    description: `When the dialer gave the oldest of the answers behind ${what}.`,
    resolve: (source) => source.asOf.toISOString(),
  });
