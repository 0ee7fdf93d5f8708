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
  /** Characters of a document. Long values belong in variables. */
  characters: 64_000,
  tokens: 2000,
  /** Nested fields. `__schema` and `__type` may go four deeper, as GraphiQL's query does. */
  depth: 12,
  /** Root fields of an operation. */
  rootFields: 100,
  /** Fields and fragments of an operation. The fields of a fragment count each time it is spread. */
  selections: 1500,
  /** How often one response path may be selected: validation compares all its selections with each other. */
  repeats: 20,
  /** Aliases in a document. */
  aliases: 100,
  /** Directives in a document. */
  directives: 50,
  /** Nested lists and objects in a request. The leads of addLeads need six. */
  nesting: 12,
  /** Members of one list in a request. A field may read all of them for each of its parents. */
  members: 5000,
  /** Different names that the members of all objects in a request may have. A lead has 60. */
  memberNames: 1000,
  /** Members of all lists and objects in a request. 1,000 leads with every field filled have 60,000. */
  values: 100_000,
  /** Members of all lists of an operation. A list counts for each argument that uses it. */
  membersInAll: 20_000,
  /** Characters of a name in a document. An alias is written for each object of the answer. */
  name: 255,
} as const;

/** Fields by which introspection may be deeper than other selections. */
const INTROSPECTION_EXTRA_DEPTH = 4;

/** The size of a selection, fragments included. */
interface Size {
  readonly selections: number;
  readonly depth: number;
  /** Its own fields, without those below them. */
  readonly width: number;
  /** The number of its `__schema` fields. */
  readonly schemas: number;
}

const NOTHING: Size = { selections: 0, depth: 0, width: 0, schemas: 0 };

/** The size of a fragment that spreads itself. */
const ENDLESS: Size = { ...NOTHING, selections: Infinity };

/**
 * The first limit that a document is over, as a sentence for the client; undefined if it is within all limits. Takes time
 * in proportion to the document's length, however often its fragments are spread.
 */
export function excessOf(document: DocumentNode): string | undefined {
  const { aliases, directives, longestName } = countsIn(document);
  if (longestName > LIMITS.name) {
    return `A name in the document has ${longestName} characters, and the limit is ${LIMITS.name}: use a shorter one.`;
  }
  if (aliases > LIMITS.aliases) return over('aliases', aliases, LIMITS.aliases);
  if (directives > LIMITS.directives) return over('directives', directives, LIMITS.directives);
  const fragments = fragmentsIn(document);
  const sizeOf = sizesWith(fragments);
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
    // In this order: the walk through all selections is only safe if there are few.
    const excess = excessOfSize(sizeOf(definition.selectionSet)) ?? repetitionIn(definition, fragments);
    if (excess !== undefined) return excess;
  }
  return undefined;
}

function excessOfSize({ selections, depth, width, schemas }: Size): string | undefined {
  if (selections > LIMITS.selections) {
    return over(
      'fields and fragments (counted each time a fragment is spread)',
      selections,
      LIMITS.selections,
    );
  }
  if (depth > LIMITS.depth) {
    return `The operation is ${depth} fields deep, and the limit is ${LIMITS.depth}: select the deeper fields in another operation.`;
  }
  if (width > LIMITS.rootFields) return over('root fields', width, LIMITS.rootFields);
  if (schemas > 1) return over('__schema fields', schemas, 1);
  return undefined;
}

const over = (what: string, count: number, limit: number): string =>
  `The operation has ${Number.isSafeInteger(count) ? count : 'countless'} ${what}, and the limit is ${limit}: split it into several.`;

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

/** Measures selections. Each fragment is measured once; one that spreads itself is endless. */
function sizesWith(fragments: Fragments): (selections: SelectionSetNode) => Size {
  const known = new Map<string, Size>();

  const ofFragment = (name: string): Size => {
    const found = known.get(name);
    if (found) return found;
    const fragment = fragments.get(name);
    if (!fragment) return NOTHING;
    // Found again inside itself, the fragment is endless.
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
    const deeper = name === '__schema' || name === '__type' ? INTROSPECTION_EXTRA_DEPTH : 0;
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

/** The error for an operation that selects one response path too often. */
function repetitionIn({ selectionSet }: OperationDefinitionNode, fragments: Fragments): string | undefined {
  const counts = new Map<string, number>();
  const walk = ({ selections }: SelectionSetNode, prefix: string): void => {
    for (const selection of selections) {
      if (selection.kind === Kind.INLINE_FRAGMENT) walk(selection.selectionSet, prefix);
      else if (selection.kind === Kind.FRAGMENT_SPREAD) {
        const fragment = fragments.get(selection.name.value);
        if (fragment) walk(fragment.selectionSet, prefix);
      } else {
        const path = `${prefix}${selection.alias?.value ?? selection.name.value}`;
        counts.set(path, (counts.get(path) ?? 0) + 1);
        if (selection.selectionSet) walk(selection.selectionSet, `${path}.`);
      }
    }
  };
  walk(selectionSet, '');
  const [path, count] = [...counts].find(([, times]) => times > LIMITS.repeats) ?? [];
  if (path === undefined) return undefined;
  return `The operation selects ${path} ${count} times, and the limit is ${LIMITS.repeats}: select it once.`;
}
