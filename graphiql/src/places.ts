import {
  getOperationAST,
  GraphQLError,
  Kind,
  parse,
  type DocumentNode,
  type FieldNode,
  type SelectionSetNode,
} from 'graphql';
import type { AnswerError, Place } from './answer.ts';

/** A document's tree; undefined if it has none. */
export function parsed(document: string): DocumentNode | undefined {
  try {
    return parse(document);
  } catch (error) {
    if (error instanceof GraphQLError) return undefined;
    throw error;
  }
}

/** The place of an error in its document: its first location, or that of the field at its path. */
export function placeOf(
  { locations, path }: AnswerError,
  document: string,
  operationName: string | undefined,
): Place | undefined {
  if (locations?.[0]) return locations[0];
  const tree = parsed(document);
  let selections = tree && getOperationAST(tree, operationName)?.selectionSet;
  let field: FieldNode | undefined;
  for (const key of path ?? []) {
    // An index of a list.
    if (typeof key === 'number') continue;
    const found = tree && selections && fieldIn(tree, selections, key);
    if (!found) break;
    field = found;
    selections = found.selectionSet;
  }
  const token = field?.loc?.startToken;
  return token && { line: token.line, column: token.column };
}

/** The field with a key of the answer, also in fragments. */
function fieldIn(tree: DocumentNode, { selections }: SelectionSetNode, key: string): FieldNode | undefined {
  for (const selection of selections) {
    if (selection.kind === Kind.FIELD) {
      if ((selection.alias ?? selection.name).value === key) return selection;
    } else {
      const fragment =
        selection.kind === Kind.INLINE_FRAGMENT ? selection : fragmentOf(tree, selection.name.value);
      const found = fragment && fieldIn(tree, fragment.selectionSet, key);
      if (found) return found;
    }
  }
  return undefined;
}

const fragmentOf = (tree: DocumentNode, name: string) =>
  tree.definitions
    .filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION)
    .find((fragment) => fragment.name.value === name);
