import {
  getDirectiveValues,
  GraphQLIncludeDirective,
  GraphQLSkipDirective,
  Kind,
  type FieldNode,
  type GraphQLResolveInfo,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';

/** A field's selection, and the fragments and variables needed to read it. */
export type Selection = Pick<GraphQLResolveInfo, 'fieldNodes' | 'fragments' | 'variableValues'>;

/**
 * True if a field's selection has one of these paths, such as `windows.afterHoursAudio`. Follows fragments; obeys @skip and
 * @include.
 */
export const selects = (selection: Selection, ...paths: readonly string[]): boolean =>
  paths.some((path) => reaches(selection, selection.fieldNodes, path.split('.')));

/** True if a field's selection has no other fields than these. */
export const selectsOnly = (selection: Selection, ...names: readonly string[]): boolean =>
  fieldsBelow(selection, selection.fieldNodes).every((field) => names.includes(field.name.value));

/** The fields selected directly below these fields. */
export const fieldsBelow = (
  selection: Omit<Selection, 'fieldNodes'>,
  fields: readonly FieldNode[],
): FieldNode[] =>
  fieldsIn(
    selection,
    fields.map((field) => field.selectionSet),
  );

/**
 * The fields of several selection sets together. As in GraphQL's execution, a fragment that is spread twice counts once:
 * nested spreads would otherwise take exponential time.
 *
 * @param applies false for a type condition that does not apply; its fragment is left out
 */
export function fieldsIn(
  selection: Omit<Selection, 'fieldNodes'>,
  sets: readonly (SelectionSetNode | undefined)[],
  applies: (typeName: string) => boolean = () => true,
): FieldNode[] {
  const fields: FieldNode[] = [];
  const spread = new Set<string>();
  const collect = (set: SelectionSetNode | undefined): void => {
    for (const node of set?.selections ?? []) {
      if (!isIncluded(selection, node)) continue;
      if (node.kind === Kind.FIELD) fields.push(node);
      else if (node.kind === Kind.INLINE_FRAGMENT) {
        if (!node.typeCondition || applies(node.typeCondition.name.value)) collect(node.selectionSet);
      } else if (!spread.has(node.name.value)) {
        spread.add(node.name.value);
        const fragment = selection.fragments[node.name.value];
        if (fragment && applies(fragment.typeCondition.name.value)) collect(fragment.selectionSet);
      }
    }
  };
  for (const set of sets) collect(set);
  return fields;
}

function reaches(
  selection: Omit<Selection, 'fieldNodes'>,
  fields: readonly FieldNode[],
  path: readonly string[],
): boolean {
  const [name, ...rest] = path;
  const below = fieldsBelow(selection, fields).filter((field) => field.name.value === name);
  return below.length > 0 && (rest.length === 0 || reaches(selection, below, rest));
}

const isIncluded = ({ variableValues }: Omit<Selection, 'fieldNodes'>, node: SelectionNode): boolean =>
  getDirectiveValues(GraphQLSkipDirective, node, variableValues)?.['if'] !== true &&
  getDirectiveValues(GraphQLIncludeDirective, node, variableValues)?.['if'] !== false;
