import { typeBrandKey } from '@pothos/core';
import { agentByUsername } from './agent.ts';
import { builder, type Context } from './builder.ts';
import { callTimeById } from './callTime.ts';
import { campaignById } from './campaign.ts';
import { decodeId } from './globalId.ts';
import { BadUserInput } from './errors.ts';
import { leadById } from './lead.ts';
import { portfolioByCode } from './portfolio.ts';
import { profileById } from './profile.ts';

/** How each kind of node is found by its natural key. */
const FIND: Readonly<Record<string, (key: string, context: Context) => Promise<object | null>>> = {
  Agent: agentByUsername,
  Campaign: campaignById,
  Portfolio: portfolioByCode,
  Profile: profileById,
  CallTime: callTimeById,
  Lead: leadById,
};

async function findNode(typename: string, key: string, context: Context): Promise<object | null> {
  const node = (await FIND[typename]?.(key, context)) ?? null;
  return node && { ...node, [typeBrandKey]: typename };
}

function decode(argument: string, id: string): { typename: string; key: string } {
  const decoded = decodeId(argument, id);
  if (Object.hasOwn(FIND, decoded.typename)) return decoded;
  throw new BadUserInput(argument, 'is not an id of this API. Use the `id` of an object as it was given.');
}

builder.queryFields((t) => ({
  node: t.field({
    type: builder.nodeInterfaceRef(),
    nullable: true,
    description:
      'The object of that id; null where there is none any more. An id this API never gave out is BAD_USER_INPUT.',
    args: { id: t.arg.id({ required: true, description: 'The `id` of an object, as this API gave it.' }) },
    resolve: (_, { id }, context) => {
      const { typename, key } = decode('id', id);
      return findNode(typename, key, context);
    },
  }),
  nodes: t.field({
    type: [builder.nodeInterfaceRef()],
    nullable: { list: false, items: true },
    description: 'The objects of those ids, in their order; null for each that is not there any more.',
    args: {
      ids: t.arg.idList({ required: true, description: 'The `id`s of objects, as this API gave them.' }),
    },
    // A promise each: one that fails leaves the others alone.
    resolve: (_, { ids }, context) =>
      ids.map((id) => decode('ids', id)).map(({ typename, key }) => findNode(typename, key, context)),
  }),
}));
