/** Objects that are found by their natural key, by a global id (node.ts) or by another subgraph's reference (federation.ts). */
import { createContextCache, typeBrandKey } from '@pothos/core';
import { handled } from '../../upstream/promises/handled.ts';
import { normalizeKey } from '../../upstream/wire/normalizeKey.ts';
import { agentByUsername } from '../agent/agent.ts';
import type { builder } from '../builder.ts';
import { CALL_NODES } from '../call/callIds.ts';
import type { Context } from '../context.ts';
import { callTimeById, callTimeList } from '../campaign/callTime.ts';
import { campaignById, campaignList } from '../campaign/campaign.ts';
import {
  cost,
  resolvesTo,
  oncePerResult,
  type Cost,
  type PlannedField,
  type Reading,
} from '../../plan/cost.ts';
import { auditedLead, leadsOf } from '../lead/lead.ts';
import type { Lookup } from '../../access/lookups.ts';
import { AGENTS, forbidden, isMet, LEADS, type FieldPolicy } from '../../access/fieldPolicy.ts';
import { EntitySet } from '../../plan/position.ts';
import { portfolioByCode, portfolioList } from '../portfolio/portfolio.ts';
import { profileById, profileList } from '../portfolio/profile.ts';
import { Agent, CallTime, Campaign, Lead, Portfolio, Profile } from '../refs.ts';
import { userByName } from '../agent/userLists.ts';

/** The type of an entity. */
type EntityType = PothosSchemaTypes.ObjectRef<(typeof builder)['$inferSchemaTypes'], object>;

/** The kind of look-up, for the audit. */
type By = Extract<Lookup['by'], 'node' | 'entity'>;

/** How objects of one type are found, and the cost. */
export interface Findable {
  /** Who may find them. */
  readonly needs: FieldPolicy;
  readonly find: (key: string, context: Context, by: By) => Promise<object | null>;
  /** The cost of finding any number of them. */
  readonly costs: readonly Cost[];
  readonly entities: (...keys: readonly string[]) => EntitySet;
  /** False for a text that cannot be a key of this type. Default: any text can be one. */
  readonly isKey?: (key: string) => boolean;
}

interface Entity extends Findable {
  readonly type: EntityType;
  /** The field that holds its natural key. */
  readonly key: string;
}

const known = (...keys: readonly string[]): EntitySet => EntitySet.known(...keys.map(normalizeKey));

/** How each type of entity is found. Other subgraphs extend entities and refer to them. */
export const ENTITIES: Readonly<Record<string, Entity>> = {
  Agent: {
    type: Agent,
    key: 'username',
    needs: AGENTS,
    find: agentByUsername,
    costs: [userByName],
    entities: known,
  },
  Campaign: {
    type: Campaign,
    key: 'campaignId',
    needs: AGENTS,
    find: campaignById,
    costs: [campaignList],
    entities: known,
  },
  Portfolio: {
    type: Portfolio,
    key: 'code',
    needs: AGENTS,
    find: portfolioByCode,
    costs: [portfolioList],
    entities: known,
  },
  Profile: {
    type: Profile,
    key: 'profileId',
    needs: AGENTS,
    find: profileById,
    costs: [profileList],
    entities: known,
  },
  CallTime: {
    type: CallTime,
    key: 'callTimeId',
    needs: AGENTS,
    find: callTimeById,
    costs: [callTimeList],
    entities: known,
  },
  Lead: {
    type: Lead,
    key: 'leadId',
    needs: LEADS.unrestrictedOnly,
    find: (leadId, context, by) => auditedLead(by, leadId, context),
    costs: [oncePerResult('Lead', 'goGetCustomerInfo')],
    entities: leadsOf,
  },
};

/** How each type of node is found: entities, and calls, which have an id but no natural key. */
const NODES: Readonly<Record<string, Findable>> = { ...ENTITIES, ...CALL_NODES };

/** A reference to an entity or other node by its key. The object need not exist. */
export interface EntityReference {
  readonly typename: string;
  readonly key: string;
  readonly entity: Findable;
}

/** @returns undefined if there is no entity of that type */
export const entityNamed = (typename: string): Entity | undefined =>
  Object.hasOwn(ENTITIES, typename) ? ENTITIES[typename] : undefined;

/** @returns undefined if no object of that type can have that key in its id */
export function nodeReference(typename: string, key: string): EntityReference | undefined {
  const entity = Object.hasOwn(NODES, typename) ? NODES[typename] : undefined;
  return entity && (entity.isKey?.(key) ?? true) ? { typename, key, entity } : undefined;
}

/** The values that a reference takes of an answer's budget, besides its object: it may end in an error. */
const REFERENCE_COUNTS_AS = 10;

/** If more references than this fail, they are refused together: each error takes time. */
export const MOST_ERRORS = 100;

/**
 * Pays for references before any is followed, and checks that the viewer may look for their types.
 *
 * @throws Forbidden if more than MOST_ERRORS are forbidden; AnswerTooLarge
 */
export function checkReferences(
  references: readonly EntityReference[],
  { budget, viewer }: Pick<Context, 'budget' | 'viewer'>,
): void {
  budget.spend('values', references.length * REFERENCE_COUNTS_AS);
  const refused = references.filter(({ entity }) => !isMet(entity.needs, viewer));
  const [first] = refused;
  if (first && refused.length > MOST_ERRORS) {
    throw forbidden(`The type ${first.typename}`, first.entity.needs, viewer);
  }
}

/** The entities found in an operation, by reference. A list in a variable gives the same references in every place. */
const foundIn = createContextCache<Map<EntityReference, Promise<object | null>>, Context>(() => new Map());

/**
 * The entity of a reference; null if there is none. Each is looked for once in an operation.
 *
 * @throws Forbidden if the viewer may not look for that type, even if no object has that key
 */
export function findEntity(reference: EntityReference, by: By, context: Context): Promise<object | null> {
  const found = foundIn(context);
  let entity = found.get(reference);
  if (!entity) found.set(reference, (entity = handled(find(reference, by, context))));
  return entity;
}

async function find(
  { typename, key, entity }: EntityReference,
  by: By,
  context: Context,
): Promise<object | null> {
  if (!isMet(entity.needs, context.viewer)) {
    throw forbidden(`The type ${typename}`, entity.needs, context.viewer);
  }
  const found = await entity.find(key, context, by);
  return found && { ...found, [typeBrandKey]: typename };
}

/**
 * Declares the cost of looking for entities, type by type, and that the field resolves to the entities of its references.
 *
 * @param referencesIn the references in a field's arguments
 */
export function costOfEntities(referencesIn: Reading<readonly EntityReference[], object>) {
  const found = resolvesTo(({ args, planning }) => {
    const references = referencesIn(args).filter(({ entity }) => isMet(entity.needs, planning.viewer));
    const keysOf = (typename: string): string[] =>
      references.filter((reference) => reference.typename === typename).map(({ key }) => key);
    const about = new Map(
      Object.entries(NODES).map(
        ([typename, { entities }]) => [typename, entities(...keysOf(typename))] as const,
      ),
    );
    // A call lies on one day.
    return { hasRow: true, entities: EntitySet.none, about, days: 1 };
  });
  const costs = Object.entries(NODES).flatMap(([typename, { costs: lookups }]) =>
    lookups.map((lookup) => ({
      action: lookup.action,
      calls: (field: PlannedField) => {
        const entities = field.to.about.get(typename) ?? EntitySet.none;
        return entities.entries.size === 0 ? [] : lookup.calls({ ...field, to: { ...field.to, entities } });
      },
    })),
  );
  return cost(...costs, found);
}
