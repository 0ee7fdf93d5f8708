import { BadUserInput } from '../../plan/errors.ts';

/** The opaque id of an object. @param key normalised, since answers differ in the case of natural keys */
export const encodeId = (typename: string, key: string): string =>
  Buffer.from(`${typename}:${key}`).toString('base64url');

/**
 * The type and key in an id.
 *
 * @param argument the argument that holds the id, for the error
 * @throws BadUserInput if this API never gave the id out
 */
export function decodeId(argument: string, id: string): { typename: string; key: string } {
  const text = Buffer.from(id, 'base64url').toString();
  const [, typename, key] = /^(\w+):(.+)$/su.exec(text) ?? [];
  if (typename !== undefined && key !== undefined && encodeId(typename, key) === id) return { typename, key };
  throw new BadUserInput(argument, 'is not an id of this API. Use the `id` of an object as it was given.');
}
