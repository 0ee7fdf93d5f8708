import SchemaBuilder from '@pothos/core';
import DirectivesPlugin from '@pothos/plugin-directives';
import RelayPlugin from '@pothos/plugin-relay';
import type { Context } from './context.ts';
import { BUDGET } from './budgetPlugin.ts';
import { NODES } from './relay/nodesPlugin.ts';
import { asOf, unreadableCount } from './answered.ts';
import { encodeId } from './relay/globalId.ts';
import { LONGEST } from './inputLengths.ts';
import { PUBLIC } from '../access/fieldPolicy.ts';
import { RULES } from '../access/accessPlugin.ts';

/** The directives of the schema. `@key` is not among them: federation.ts prints it from the entities. */
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
  Connection: { readonly totalCount: number; readonly unreadableCount: number; readonly asOf: Date };
  DefaultFieldNullability: false;
  DefaultEdgesNullability: { list: false; items: false };
  DefaultNodeNullability: false;
  Directives: FederationDirectives;
  Scalars: {
    ID: { Input: string; Output: string };
    // Already formatted: a million rows must not make a million Date objects.
    Date: { Input: string; Output: string };
    DateTime: { Input: Date; Output: string };
    // Anything that another subgraph sends.
    _Any: { Input: unknown; Output: unknown };
  };
}>({
  // The first plugin is the outermost: a forbidden field never reaches its resolver. Plugins before RULES read what RULES adds.
  plugins: [DirectivesPlugin, RULES, BUDGET, NODES, RelayPlugin],
  // A field is nullable only if it says so: the contract decides, field by field.
  defaultFieldNullability: false,
  relay: {
    cursorType: 'String',
    brandLoadedObjects: true,
    encodeGlobalID: (typename, id) => encodeId(typename, String(id)),
    nodeTypeOptions: {
      needs: PUBLIC,
      description: 'Object with a global id. `node` fetches it again.',
    },
    // relay/node.ts defines them, so that an object that fails does not affect the others.
    nodeQueryOptions: false,
    nodesQueryOptions: false,
    idFieldOptions: {
      needs: PUBLIC,
      description: 'Global id, opaque and unique over all types, for `node` and for client caches.',
    },
    nodesOnConnection: { description: 'Items of this page, without cursors.' },
    edgesFieldOptions: {
      nullable: { list: false, items: false },
      description: 'Items of this page, each with its cursor.',
    },
    nodeFieldOptions: { nullable: false, description: 'The item.' },
    cursorFieldOptions: {
      description:
        'Opaque position of the item, for `after` and `before` of the same list in the same order. It stays valid if items are added or removed.',
    },
    // Every subgraph with connections has this type, with the same meaning.
    pageInfoTypeOptions: {
      needs: PUBLIC,
      directives: { shareable: {} },
      description: 'Position of a page in its list.',
    },
    pageInfoFieldOptions: { description: 'Position of this page in the list.' },
    hasNextPageFieldOptions: { description: 'True if the list has items after this page.' },
    hasPreviousPageFieldOptions: { description: 'True if the list has items before this page.' },
    startCursorFieldOptions: { description: 'Cursor of the first item. Null if the page is empty.' },
    endCursorFieldOptions: { description: 'Cursor of the last item. Null if the page is empty.' },
    firstArgOptions: {
      description: 'Number of items from the start, at most 1,000. Default: 50. Not together with `last`.',
    },
    afterArgOptions: { description: 'Only items after this cursor.', maxLength: LONGEST.opaque },
    lastArgOptions: {
      description: 'Number of items from the end, at most 1,000. Not together with `first`.',
    },
    beforeArgOptions: { description: 'Only items before this cursor.', maxLength: LONGEST.opaque },
  },
});

builder.globalConnectionField('totalCount', (t) =>
  t.int({
    description: 'Number of items in the whole list, on all pages.',
    resolve: ({ totalCount }) => totalCount,
  }),
);

builder.globalConnectionFields((t) => ({
  unreadableCount: unreadableCount(t, 'the list'),
  asOf: asOf(t, 'the list'),
}));

builder.queryType({ description: 'Root of all queries.' });
builder.subscriptionType({
  description: 'Root of all subscriptions: the live floor, over server-sent events.',
});
builder.mutationType({ description: 'Root of all mutations: adding leads.' });
