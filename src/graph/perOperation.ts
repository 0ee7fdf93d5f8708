import { createContextCache } from '@pothos/core';
import type { FieldNode, GraphQLResolveInfo } from 'graphql';
import { handled } from '../upstream/promises/handled.ts';
import type { Context } from './context.ts';

const numbers = new WeakMap<FieldNode, number>();
let last = 0;

/** Tells a field of a document from all others. To compare arguments instead would take as long as they are, at every place. */
function numberOf(node: FieldNode): number {
  let number = numbers.get(node);
  if (number === undefined) numbers.set(node, (number = last += 1));
  return number;
}

type Asked = Pick<GraphQLResolveInfo, 'fieldNodes'>;

/**
 * Makes a thing once an operation, however many places of the answer want it: a thousand calls of one campaign that ask
 * for the campaign's calls mean one list of them, filtered and sorted once.
 *
 * A thing is told from others by its key and by the fields it is asked with, which have the same arguments and
 * selections wherever they stand.
 */
export function perOperation<Thing>() {
  const thingsOf = createContextCache<Map<string, Promise<Thing>>, Context>(() => new Map());
  return (
    context: Context,
    { fieldNodes }: Asked,
    key: string,
    make: () => Promise<Thing>,
  ): Promise<Thing> => {
    const made = thingsOf(context);
    const id = `${fieldNodes.map(numberOf).join()} ${key}`;
    let thing = made.get(id);
    if (!thing) made.set(id, (thing = handled(make())));
    return thing;
  };
}
