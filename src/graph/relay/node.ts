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

/** @throws BadUserInput if this API cannot have given the id out */
function decode(argument: string, id: string): EntityReference {
  const { typename, key } = decodeId(argument, id);
  const reference = isLonger(key, LONGEST.name) ? undefined : nodeReference(typename, key);
  if (reference) return reference;
  throw new BadUserInput(argument, 'is not an id of this API. Use the `id` of an object as it was given.');
}

const decodeAll = perList((ids: readonly string[]) => ids.map((id) => decode('ids', id)));

builder.queryFields((t) => ({
  node: t.field({
    // Each kind of node has needs of its own.
    needs: PUBLIC,
    ...costOfEntities(({ id }: { readonly id: string }) => [decode('id', id)]),
    directives: { shareable: {} },
    type: builder.nodeInterfaceRef(),
    nullable: true,
    description:
      'The object of that id; null where there is none any more. An id this API never gave out is BAD_USER_INPUT. Leads need leads:read and no limit to portfolios, calls calls:read, all else agents:read. A call takes one dialer call for its day; one of a portfolio that is not the viewer’s is null.',
    args: {
      id: t.arg.id({
        required: true,
        maxLength: LONGEST.opaque,
        description: 'The `id` of an object, as this API gave it.',
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
    description:
      'The objects of those ids, in their order; null for each that is not there any more. Leads need leads:read and no limit to portfolios, calls calls:read, all else agents:read. A call takes one dialer call for its day; one of a portfolio that is not the viewer’s is null.',
    args: {
      ids: t.arg.idList({
        required: true,
        maxLength: LONGEST.opaque,
        description: 'The `id`s of objects, as this API gave them.',
      }),
    },
    resolve: (_, { ids }, context) => {
      const references = decodeAll(ids);
      checkReferences(references, context);
      // A promise each: one that fails leaves the others alone.
      return references.map((reference) => findEntity(reference, 'node', context));
    },
  }),
}));
