import { BadUserInput } from '../../plan/errors.ts';

/** The opaque id of an object. Natural keys differ in case from answer to answer, so `key` is given normalised. */
export const encodeId = (typename: string, key: string): string =>
  Buffer.from(`${typename}:${key}`).toString('base64url');

/**
 * What an id names.
 *
 * @param argument the argument it came in, for the error
 * @throws BadUserInput if this API cannot have given it out
 */
export function decodeId(argument: string, id: string): { typename: string; key: string } {
  const text = Buffer.from(id, 'base64url').toString();
  const [, typename, key] = /^(\w+):(.+)$/su.exec(text) ?? [];
  if (typename !== undefined && key !== undefined && encodeId(typename, key) === id) return { typename, key };
  throw new BadUserInput(argument, 'is not an id of this API. Use the `id` of an object as it was given.');
}
