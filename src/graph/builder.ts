import SchemaBuilder from '@pothos/core';
import DirectivesPlugin from '@pothos/plugin-directives';
import RelayPlugin from '@pothos/plugin-relay';
import ScopeAuthPlugin from '@pothos/plugin-scope-auth';
import type { Context } from './context.ts';
import { BUDGET } from './budgetPlugin.ts';
import { asOf, unreadableCount } from './answered.ts';
import { encodeId } from './relay/globalId.ts';
import { LONGEST } from './inputLengths.ts';
import { forbidden, isMet, PUBLIC, policyOf, type FieldPolicy } from '../access/fieldPolicy.ts';
import { RULES } from '../access/accessPlugin.ts';

/** What is said of the graph by directives; `@key` is printed from the entities (federation.ts). */
type FederationDirectives = {
  readonly inaccessible: { readonly locations: 'FIELD_DEFINITION'; readonly args: Record<string, never> };
  readonly semanticNonNull: {
    readonly locations: 'FIELD_DEFINITION';
    readonly args: { readonly levels?: readonly number[] };
  };
  readonly shareable: {
    readonly locations: 'OBJECT' | 'FIELD_DEFINITION';
    readonly args: Record<string, never>;
  };
  readonly tag: {
    readonly locations: 'FIELD_DEFINITION' | 'ARGUMENT_DEFINITION' | 'INPUT_FIELD_DEFINITION' | 'ENUM_VALUE';
    readonly args: { readonly name: string };
  };
};

export const builder = new SchemaBuilder<{
  Context: Context;
  AuthScopes: { needs: FieldPolicy };
  DefaultAuthStrategy: 'all';
  Connection: { readonly totalCount: number; readonly unreadableCount: number; readonly asOf: Date };
  DefaultFieldNullability: false;
  DefaultEdgesNullability: { list: false; items: false };
  DefaultNodeNullability: false;
  Directives: FederationDirectives;
  Scalars: {
    ID: { Input: string; Output: string };
    // Already formatted: a million rows must not mean a million Date objects.
    Date: { Input: string; Output: string };
    DateTime: { Input: Date; Output: string };
    // Whatever another subgraph sent.
    _Any: { Input: unknown; Output: unknown };
  };
}>({
  // The first is the outermost: what is forbidden never reaches a resolver. What stands before RULES reads what it adds.
  plugins: [ScopeAuthPlugin, DirectivesPlugin, RULES, BUDGET, RelayPlugin],
  scopeAuth: {
    defaultStrategy: 'all',
    authorizeOnSubscribe: true,
    authScopes: ({ viewer }) => ({ needs: (needs) => isMet(needs, viewer) }),
    unauthorizedError: (_, { viewer }, { parentType, fieldName }) => {
      const field = parentType.getFields()[fieldName];
      if (!field) throw new Error(`${parentType.name} has no ${fieldName}.`);
      return forbidden(`${parentType.name}.${fieldName}`, policyOf(field), viewer);
    },
  },
  // A field is null only where it says so: the contract decides, field by field.
  defaultFieldNullability: false,
  relay: {
    cursorType: 'String',
    brandLoadedObjects: true,
    encodeGlobalID: (typename, id) => encodeId(typename, String(id)),
    nodeTypeOptions: {
      needs: PUBLIC,
      description: 'Anything that has an id of its own, and can be fetched again by it.',
    },
    // graph/node.ts has them: one object that fails must not take the others down.
    nodeQueryOptions: false,
    nodesQueryOptions: false,
    idFieldOptions: { needs: PUBLIC, description: 'The opaque global id, for `node` and for client caches.' },
    nodesOnConnection: { description: 'The nodes of this page, for those who need no cursors.' },
    edgesFieldOptions: {
      nullable: { list: false, items: false },
      description: 'This page, each node with its cursor.',
    },
    nodeFieldOptions: { nullable: false, description: 'What the edge leads to.' },
    cursorFieldOptions: {
      description: 'Where this edge stands in the list: give it as `after` or `before`.',
    },
    // Every subgraph with connections has one, and all mean the same.
    pageInfoTypeOptions: {
      needs: PUBLIC,
      directives: { shareable: {} },
      description: 'Where a page stands in its list.',
    },
    pageInfoFieldOptions: { description: 'Where this page stands in the list.' },
    hasNextPageFieldOptions: { description: 'True where the list goes on behind this page.' },
    hasPreviousPageFieldOptions: { description: 'True where the list has more before this page.' },
    startCursorFieldOptions: { description: "The first edge's cursor; null on an empty page." },
    endCursorFieldOptions: { description: "The last edge's cursor; null on an empty page." },
    firstArgOptions: { description: 'At most this many from the start; 1,000 is the most, 50 the default.' },
    afterArgOptions: { description: 'Only what stands behind this cursor.', maxLength: LONGEST.opaque },
    lastArgOptions: { description: 'At most this many from the end; not together with `first`.' },
    beforeArgOptions: { description: 'Only what stands before this cursor.', maxLength: LONGEST.opaque },
  },
});

builder.globalConnectionField('totalCount', (t) =>
  t.int({
    description: 'How many there are in the whole list, whatever the page.',
    resolve: ({ totalCount }) => totalCount,
  }),
);

builder.globalConnectionFields((t) => ({
  unreadableCount: unreadableCount(t, 'the list'),
  asOf: asOf(t, 'the list'),
}));

builder.queryType({ description: 'Everything that can be read.' });
builder.mutationType({ description: 'Everything that can be written: leads.' });
