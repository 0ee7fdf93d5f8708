import type { GraphQLError } from 'graphql';
import { giveWay } from '../../upstream/promises/turn.ts';
import { Connection } from '../relay/connection.ts';

/**
 * Receives the items of the first list of an operation, a few at a time, in place of its answer. All lists within the
 * items are answered as usual.
 */
export interface ListStream {
  /** Called before the first items of a list, also if there are none. @param owner the object that has the list */
  begin(owner: unknown): void;
  /** The number of items that were taken. */
  readonly taken: number;
  /**
   * @param errors those of the items, whose values are null
   * @returns when further items are wanted. Rejects if none are
   */
  take(items: readonly unknown[], errors: readonly GraphQLError[]): Promise<void>;
}

/** Items that are made and held at once. */
const AT_ONCE = 100;

/** The objects by which a list is resolved: for the items of a connection, one for each of its pages. */
const partsOf = ({ owner, name }: StreamedList): Iterable<unknown> =>
  owner instanceof Connection && name === 'nodes' ? owner.pages(AT_ONCE) : [owner];

/** How the executor resolves a list, and completes some of its items. */
export interface StreamedList {
  readonly owner: unknown;
  /** The name of the field. */
  readonly name: string;
  readonly resolve: (owner: unknown) => unknown;
  /** @param from the number of the first one in its list */
  readonly complete: (items: readonly unknown[], from: number) => unknown;
  /** Completes a value that is no list. */
  readonly completeOther: (value: unknown) => unknown;
  /** The errors since the last call. */
  readonly errors: () => readonly GraphQLError[];
}

/** Gives the items of a list to a stream. @returns an empty list in their place, or null if there is no list */
export async function streamed(list: StreamedList, stream: ListStream): Promise<unknown> {
  const { owner, complete, errors } = list;
  for (const part of partsOf(list)) {
    const items = await list.resolve(part);
    if (!Array.isArray(items)) return list.completeOther(items);
    stream.begin(owner);
    for (let from = 0; from < items.length; from += AT_ONCE) {
      await giveWay();
      const made: unknown = await complete(items.slice(from, from + AT_ONCE), stream.taken);
      if (!Array.isArray(made)) throw new Error('A completed list is no list.');
      await stream.take(made, errors());
    }
  }
  stream.begin(owner);
  return [];
}
