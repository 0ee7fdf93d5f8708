/** The fields of a list or report about the dialer's answers behind it. */
import type { ListFacts } from '../loaders/listing.ts';
import type { builder } from './builder.ts';

type FieldsOf<Source> = Pick<
  PothosSchemaTypes.ObjectFieldBuilder<(typeof builder)['$inferSchemaTypes'], Source>,
  'field' | 'int'
>;

/** @param what `the list` or `the report`, for the description */
export const unreadableCount = <Source extends Pick<ListFacts, 'unreadableCount'>>(
  t: FieldsOf<Source>,
  what: string,
) =>
  t.int({
    description: `Number of rows that are left out because their identity (the key of a row; for a call, the time) could not be read. They are in no list and no other count. Counted in the answers behind ${what}, before this server applies a filter.`,
    resolve: (source) => source.unreadableCount,
  });

/** @param what `the list` or `the report`, for the description */
export const asOf = <Source extends Pick<ListFacts, 'asOf'>>(t: FieldsOf<Source>, what: string) =>
  t.field({
    type: 'DateTime',
    description: `Time of the answer behind ${what}, in UTC; of the oldest one if there are several. A cached answer keeps its time.`,
    resolve: (source) => source.asOf.toISOString(),
  });
