import { typeBrandKey } from '@pothos/core';
import { fold } from '../loaders/reference.ts';
import { agentByUsername } from './agent.ts';
import { builder, type Context } from './builder.ts';
import { callTimeById, callTimeList } from './callTime.ts';
import { campaignById, campaignList } from './campaign.ts';
import { asks, leadsTo, oncePerResult, type Cost, type PlannedField, type Reading } from './cost.ts';
import { decodeId } from './globalId.ts';
import { BadUserInput } from './errors.ts';
import { leadLookedUp, leadsOf } from './lead.ts';
import { AGENTS, forbidden, isMet, KEY, LEADS, type Needs } from './needs.ts';
import { Things } from './place.ts';
import { portfolioByCode, portfolioList } from './portfolio.ts';
import { profileById, profileList } from './profile.ts';
import { userByName } from './userLists.ts';

interface Kind {
  /** Who may find it. */
  readonly needs: Needs;
  readonly find: (key: string, context: Context) => Promise<object | null>;
  /** What finding any number of them costs. */
  readonly cost: Cost;
  readonly things: (...keys: readonly string[]) => Things;
}

const known = (...keys: readonly string[]): Things => Things.known(...keys.map(fold));

/** How each kind of node is found by its natural key. */
const KINDS: Readonly<Record<string, Kind>> = {
  Agent: { needs: AGENTS, find: agentByUsername, cost: userByName, things: known },
  Campaign: { needs: AGENTS, find: campaignById, cost: campaignList, things: known },
  Portfolio: { needs: AGENTS, find: portfolioByCode, cost: portfolioList, things: known },
  Profile: { needs: AGENTS, find: profileById, cost: profileList, things: known },
  CallTime: { needs: AGENTS, find: callTimeById, cost: callTimeList, things: known },
  Lead: {
    needs: LEADS.andEveryPortfolio,
    find: (leadId, context) => leadLookedUp('node', leadId, context),
    cost: oncePerResult('Lead', 'goGetCustomerInfo'),
    things: leadsOf,
  },
};

/** What an id names, and how it is found. */
interface Named {
  readonly typename: string;
  readonly key: string;
  readonly kind: Kind;
}

/** @throws Forbidden where this viewer may not find nodes of that kind, whether there is one of that id or not */
async function findNode({ typename, key, kind }: Named, context: Context): Promise<object | null> {
  if (!isMet(kind.needs, context.viewer))
    throw forbidden(`A node of ${typename}`, kind.needs, context.viewer);
  const node = await kind.find(key, context);
  return node && { ...node, [typeBrandKey]: typename };
}

function decode(argument: string, id: string): Named {
  const { typename, key } = decodeId(argument, id);
  const kind = Object.hasOwn(KINDS, typename) ? KINDS[typename] : undefined;
  if (kind) return { typename, key, kind };
  throw new BadUserInput(argument, 'is not an id of this API. Use the `id` of an object as it was given.');
}

/**
 * Declares what nodes cost, kind by kind, and that they are the objects their ids name.
 *
 * @param argument what the ids come in
 */
function asksForNodes(argument: string, idsOf: Reading<readonly string[], object>) {
  const found = leadsTo(({ args, planning }) => {
    const nodes = idsOf(args)
      .map((id) => decode(argument, id))
      .filter(({ kind }) => isMet(kind.needs, planning.viewer));
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
    // Each kind of node has needs of its own.
    needs: KEY,
    ...asksForNodes('id', ({ id }: { readonly id: string }) => [id]),
    type: builder.nodeInterfaceRef(),
    nullable: true,
    description:
      'The object of that id; null where there is none any more. An id this API never gave out is BAD_USER_INPUT. Leads need leads:read and no limit to portfolios, all else agents:read.',
    args: { id: t.arg.id({ required: true, description: 'The `id` of an object, as this API gave it.' }) },
    resolve: (_, { id }, context) => findNode(decode('id', id), context),
  }),
  nodes: t.field({
    needs: KEY,
    ...asksForNodes('ids', ({ ids }: { readonly ids: readonly string[] }) => ids),
    type: [builder.nodeInterfaceRef()],
    nullable: { list: false, items: true },
    description:
      'The objects of those ids, in their order; null for each that is not there any more. Leads need leads:read and no limit to portfolios, all else agents:read.',
    args: {
      ids: t.arg.idList({ required: true, description: 'The `id`s of objects, as this API gave them.' }),
    },
    // A promise each: one that fails leaves the others alone.
    resolve: (_, { ids }, context) =>
      ids.map((id) => decode('ids', id)).map((named) => findNode(named, context)),
  }),
}));
