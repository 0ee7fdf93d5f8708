import { typeBrandKey } from '@pothos/core';
import { fold } from '../loaders/reference.ts';
import { agentByUsername } from './agent.ts';
import { builder, type Context } from './builder.ts';
import { callTimeById, callTimeList } from './callTime.ts';
import { campaignById, campaignList } from './campaign.ts';
import { asks, leadsTo, oncePerResult, type Cost, type PlannedField, type Reading } from './cost.ts';
import { decodeId } from './globalId.ts';
import { BadUserInput } from './errors.ts';
import { leadById, leadsOf } from './lead.ts';
import { Things } from './place.ts';
import { portfolioByCode, portfolioList } from './portfolio.ts';
import { profileById, profileList } from './profile.ts';
import { userByName } from './userLists.ts';

interface Kind {
  readonly find: (key: string, context: Context) => Promise<object | null>;
  /** What finding any number of them costs. */
  readonly cost: Cost;
  readonly things: (...keys: readonly string[]) => Things;
}

const known = (...keys: readonly string[]): Things => Things.known(...keys.map(fold));

/** How each kind of node is found by its natural key. */
const KINDS: Readonly<Record<string, Kind>> = {
  Agent: { find: agentByUsername, cost: userByName, things: known },
  Campaign: { find: campaignById, cost: campaignList, things: known },
  Portfolio: { find: portfolioByCode, cost: portfolioList, things: known },
  Profile: { find: profileById, cost: profileList, things: known },
  CallTime: { find: callTimeById, cost: callTimeList, things: known },
  Lead: { find: leadById, cost: oncePerResult('Lead', 'goGetCustomerInfo'), things: leadsOf },
};

async function findNode(typename: string, key: string, context: Context): Promise<object | null> {
  const node = (await KINDS[typename]?.find(key, context)) ?? null;
  return node && { ...node, [typeBrandKey]: typename };
}

function decode(argument: string, id: string): { typename: string; key: string } {
  const decoded = decodeId(argument, id);
  if (Object.hasOwn(KINDS, decoded.typename)) return decoded;
  throw new BadUserInput(argument, 'is not an id of this API. Use the `id` of an object as it was given.');
}

/**
 * Declares what nodes cost, kind by kind, and that they are the objects their ids name.
 *
 * @param argument what the ids come in
 */
function asksForNodes(argument: string, idsOf: Reading<readonly string[], object>) {
  const found = leadsTo(({ args }) => {
    const nodes = idsOf(args).map((id) => decode(argument, id));
    const keysOf = (typename: string): string[] =>
      nodes.filter((node) => node.typename === typename).map(({ key }) => key);
    const about = new Map(
      Object.entries(KINDS).map(([typename, { things }]) => [typename, things(...keysOf(typename))] as const),
    );
    return { hasRow: true, things: Things.none, about };
  });
  const costs = Object.entries(KINDS).map(([typename, { cost }]) => ({
    action: cost.action,
    questions: (field: PlannedField) => {
      const things = field.to.about.get(typename) ?? Things.none;
      return things.entries.size === 0 ? [] : cost.questions({ ...field, to: { ...field.to, things } });
    },
  }));
  return asks(...costs, found);
}

builder.queryFields((t) => ({
  node: t.field({
    ...asksForNodes('id', ({ id }: { readonly id: string }) => [id]),
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
    ...asksForNodes('ids', ({ ids }: { readonly ids: readonly string[] }) => ids),
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
