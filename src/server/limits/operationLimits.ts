import {
  Kind,
  visit,
  type DocumentNode,
  type FragmentDefinitionNode,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';

/**
 * The limits of one operation. The largest worked operation has 98 tokens and a depth of 5, GraphiQL's own 163
 * tokens; to select every field of the graph takes 1,400 tokens, 1,150 fields and a depth of 7.
 */
export const LIMITS = {
  /** Length of a document's text. Long values belong into variables. */
  characters: 64_000,
  tokens: 2000,
  /** Fields below each other. `__schema` and `__type` may go four deeper, as GraphiQL does. */
  depth: 12,
  /** Fields at the top of an operation. */
  rootFields: 100,
  /** Fields and fragments of an operation, those in a fragment counted wherever it is spread. */
  selections: 1500,
  /** How often one place of the answer may be asked for: all that ask for it are compared with each other. */
  repeats: 20,
  /** Aliases in a document. */
  aliases: 100,
  /** Directives in a document. */
  directives: 50,
  /** Lists and objects inside each other in a request: the leads of addLeads take six. */
  nesting: 12,
  /** Members of one list in a request: each may be looked at for every place of the answer. */
  members: 5000,
  /** Different names that the members of all objects in a request may have. A lead has 60. */
  memberNames: 1000,
  /** Members of all lists and objects in a request. A thousand leads with every field filled have 60,000. */
  values: 100_000,
  /** Members of all lists of an operation, counted wherever an argument uses them. */
  membersInAll: 20_000,
  /** Characters of a name in a document: an alias is written out at every place of the answer. */
  name: 255,
} as const;

const INTROSPECTION_GOES_DEEPER = 4;

/** The size of a selection, fragments included. */
interface Size {
  readonly selections: number;
  readonly depth: number;
  /** Fields of its own, none of those below them. */
  readonly width: number;
  /** How often it asks for the whole schema. */
  readonly schemas: number;
}

const NOTHING: Size = { selections: 0, depth: 0, width: 0, schemas: 0 };

const ENDLESS: Size = { ...NOTHING, selections: Infinity };

/**
 * Why a document is more than one operation may be; undefined if it is not. Takes time in proportion to the
 * document's length, whatever its fragments would come to.
 */
export function excessOf(document: DocumentNode): string | undefined {
  const { aliases, directives, longestName } = countsIn(document);
  if (longestName > LIMITS.name) {
    return `A name in the document has ${longestName} characters and may have ${LIMITS.name}: use a shorter one.`;
  }
  if (aliases > LIMITS.aliases) return over('aliases', aliases, LIMITS.aliases);
  if (directives > LIMITS.directives) return over('directives', directives, LIMITS.directives);
  const fragments = fragmentsIn(document);
  const sizeOf = sizesWith(fragments);
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
    // In this order: only what is known to be small can be walked through.
    const excess = excessOfSize(sizeOf(definition.selectionSet)) ?? repetitionIn(definition, fragments);
    if (excess !== undefined) return excess;
  }
  return undefined;
}

function excessOfSize({ selections, depth, width, schemas }: Size): string | undefined {
  if (selections > LIMITS.selections) {
    return over('fields and fragments, counted wherever they are spread', selections, LIMITS.selections);
  }
  if (depth > LIMITS.depth) {
    return `The operation is ${depth} fields deep and may be ${LIMITS.depth}: ask for what is below in another one.`;
  }
  if (width > LIMITS.rootFields) return over('fields at its top', width, LIMITS.rootFields);
  if (schemas > 1) return over('__schema fields', schemas, 1);
  return undefined;
}

const over = (what: string, count: number, limit: number): string =>
  `The operation has ${Number.isSafeInteger(count) ? count : 'countless'} ${what} and may have ${limit}: split it into several.`;

function countsIn(document: DocumentNode) {
  const counts = { aliases: 0, directives: 0, longestName: 0 };
  visit(document, {
    Name: ({ value }) => {
      counts.longestName = Math.max(counts.longestName, value.length);
    },
    Field: ({ alias }) => {
      if (alias) counts.aliases += 1;
    },
    Directive: () => {
      counts.directives += 1;
    },
  });
  return counts;
}

type Fragments = ReadonlyMap<string, FragmentDefinitionNode>;

const fragmentsIn = ({ definitions }: DocumentNode): Fragments =>
  new Map(
    definitions
      .filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION)
      .map((fragment) => [fragment.name.value, fragment]),
  );

/** Sizes of selections; each fragment is measured once, and one that spreads itself is endless. */
function sizesWith(fragments: Fragments): (selections: SelectionSetNode) => Size {
  const known = new Map<string, Size>();

  const ofFragment = (name: string): Size => {
    const found = known.get(name);
    if (found) return found;
    const fragment = fragments.get(name);
    if (!fragment) return NOTHING;
    // What it is taken for where it is met again inside itself.
    known.set(name, ENDLESS);
    const size = ofSet(fragment.selectionSet);
    known.set(name, size);
    return size;
  };
  const ofSelection = (selection: SelectionNode): Size => {
    if (selection.kind !== Kind.FIELD) {
      const inside =
        selection.kind === Kind.FRAGMENT_SPREAD
          ? ofFragment(selection.name.value)
          : ofSet(selection.selectionSet);
      return { ...inside, selections: inside.selections + 1 };
    }
    const below = selection.selectionSet ? ofSet(selection.selectionSet) : NOTHING;
    const name = selection.name.value;
    const deeper = name === '__schema' || name === '__type' ? INTROSPECTION_GOES_DEEPER : 0;
    return {
      selections: below.selections + 1,
      depth: below.depth + 1 - deeper,
      width: 1,
      schemas: below.schemas + (name === '__schema' ? 1 : 0),
    };
  };
  const ofSet = ({ selections }: SelectionSetNode): Size =>
    selections.map(ofSelection).reduce(
      (sum, size) => ({
        selections: sum.selections + size.selections,
        depth: Math.max(sum.depth, size.depth),
        width: sum.width + size.width,
        schemas: sum.schemas + size.schemas,
      }),
      NOTHING,
    );
  return ofSet;
}

/** Why an operation asks for one place of the answer too often. */
function repetitionIn({ selectionSet }: OperationDefinitionNode, fragments: Fragments): string | undefined {
  const counts = new Map<string, number>();
  const walk = ({ selections }: SelectionSetNode, path: string): void => {
    for (const selection of selections) {
      if (selection.kind === Kind.INLINE_FRAGMENT) walk(selection.selectionSet, path);
      else if (selection.kind === Kind.FRAGMENT_SPREAD) {
        const fragment = fragments.get(selection.name.value);
        if (fragment) walk(fragment.selectionSet, path);
      } else {
        const place = `${path}${selection.alias?.value ?? selection.name.value}`;
        counts.set(place, (counts.get(place) ?? 0) + 1);
        if (selection.selectionSet) walk(selection.selectionSet, `${place}.`);
      }
    }
  };
  walk(selectionSet, '');
  const [place, count] = [...counts].find(([, times]) => times > LIMITS.repeats) ?? [];
  if (place === undefined) return undefined;
  return `The operation asks ${count} times for ${place} and may ${LIMITS.repeats} times: ask for it once.`;
}
