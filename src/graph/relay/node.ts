import { builder } from '../builder.ts';
import {
  costOfEntities,
  checkReferences,
  findEntity,
  nodeReference,
  type EntityReference,
} from '../federation/entities.ts';
import { perList } from '../../upstream/wire/normalizeKey.ts';
import { BadUserInput } from '../../plan/errors.ts';
import { decodeId } from './globalId.ts';
import { isLonger, LONGEST } from '../inputLengths.ts';
import { PUBLIC } from '../../access/fieldPolicy.ts';

/** @throws BadUserInput if this API never gave the id out */
function decode(argument: string, id: string): EntityReference {
  const { typename, key } = decodeId(argument, id);
  const reference = isLonger(key, LONGEST.name) ? undefined : nodeReference(typename, key);
  if (reference) return reference;
  throw new BadUserInput(argument, 'is not an id of this API. Use the `id` of an object as it was given.');
}

const decodeAll = perList((ids: readonly string[]) => ids.map((id) => decode('ids', id)));

/** The end of both descriptions: refusals, scopes and cost. */
const NODE_RULES =
  "Null if the object no longer exists or the viewer's portfolio limit hides it. An id that this API never gave out is refused (BAD_USER_INPUT). Calls need calls:read. Leads need leads:read, are forbidden to viewers limited to portfolios, and count as look-ups. All other types need agents:read. Dialer calls: one for each lead; one for each day of outbound calls, of inbound calls and of agents' calls; one for each other type, or two for agents if one is inactive or unknown.";

builder.queryFields((t) => ({
  node: t.field({
    // Each type of node has its own needs.
    needs: PUBLIC,
    ...costOfEntities(({ id }: { readonly id: string }) => [decode('id', id)]),
    directives: { shareable: {} },
    type: builder.nodeInterfaceRef(),
    nullable: true,
    description: `Object with that global id. ${NODE_RULES}`,
    args: {
      id: t.arg.id({
        required: true,
        maxLength: LONGEST.opaque,
        description: 'Global id: the `id` of an object.',
      }),
    },
    resolve: (_, { id }, context) => findEntity(decode('id', id), 'node', context),
  }),
  nodes: t.field({
    needs: PUBLIC,
    ...costOfEntities(({ ids }: { readonly ids: readonly string[] }) => decodeAll(ids)),
    directives: { shareable: {} },
    type: [builder.nodeInterfaceRef()],
    nullable: { list: false, items: true },
    description: `Objects with those global ids, in the order of the ids. An object that fails is null and does not affect the others. ${NODE_RULES}`,
    args: {
      ids: t.arg.idList({
        required: true,
        maxLength: LONGEST.opaque,
        description: 'Global ids: the `id`s of objects.',
      }),
    },
    resolve: (_, { ids }, context) => {
      const references = decodeAll(ids);
      checkReferences(references, context);
      // One promise for each: an object that fails does not affect the others.
      return references.map((reference) => findEntity(reference, 'node', context));
    },
  }),
}));
