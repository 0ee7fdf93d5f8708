import { createContextCache } from '@pothos/core';
import type { FieldNode, GraphQLResolveInfo } from 'graphql';
import { handled } from '../upstream/promises/handled.ts';
import type { Context } from './context.ts';

const numbers = new WeakMap<FieldNode, number>();
let last = 0;

/**
 * A number for each field of a document. It is much faster to compare than the field's arguments, which can be long.
 */
function numberOf(node: FieldNode): number {
  let number = numbers.get(node);
  if (number === undefined) numbers.set(node, (number = last += 1));
  return number;
}

type FieldInfo = Pick<GraphQLResolveInfo, 'fieldNodes'>;

/**
 * A cache for one operation: makes a value once for all objects of the answer that need the same one. If 1,000 calls of
 * one campaign select the campaign's calls, that list is filtered and sorted once.
 *
 * @returns a function that returns the value of a key and of the fields in `info`, or makes it. The same fields of a
 *   document always have the same arguments and selections
 */
export function perOperation<Value>() {
  const cacheOf = createContextCache<Map<string, Promise<Value>>, Context>(() => new Map());
  return (
    context: Context,
    { fieldNodes }: FieldInfo,
    key: string,
    make: () => Promise<Value>,
  ): Promise<Value> => {
    const cache = cacheOf(context);
    const id = `${fieldNodes.map(numberOf).join()} ${key}`;
    let value = cache.get(id);
    if (!value) cache.set(id, (value = handled(make())));
    return value;
  };
}
