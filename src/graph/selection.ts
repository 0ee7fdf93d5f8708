import { getDirectiveValues, GraphQLIncludeDirective, GraphQLSkipDirective, Kind } from 'graphql';
import type { FieldNode, GraphQLResolveInfo, SelectionNode, SelectionSetNode } from 'graphql';

/**
 * True where a field's selection holds one of these paths below it: `windows.afterHoursAudio`. Fragments are followed,
 * @skip and @include obeyed.
 */
export const selects = (info: GraphQLResolveInfo, ...paths: readonly string[]): boolean =>
  paths.some((path) => reaches(info, info.fieldNodes, path.split('.')));

/** True where a field's selection holds none but these fields. */
export const selectsOnly = (info: GraphQLResolveInfo, ...names: readonly string[]): boolean =>
  info.fieldNodes
    .flatMap((field) => fieldsIn(info, field.selectionSet))
    .every((field) => names.includes(field.name.value));

function reaches(info: GraphQLResolveInfo, fields: readonly FieldNode[], path: readonly string[]): boolean {
  const [name, ...rest] = path;
  const below = fields
    .flatMap((field) => fieldsIn(info, field.selectionSet))
    .filter((field) => field.name.value === name);
  return below.length > 0 && (rest.length === 0 || reaches(info, below, rest));
}

function fieldsIn(info: GraphQLResolveInfo, set: SelectionSetNode | undefined): FieldNode[] {
  return (set?.selections ?? [])
    .filter((selection) => isIncluded(info, selection))
    .flatMap((selection) => {
      if (selection.kind === Kind.FIELD) return [selection];
      if (selection.kind === Kind.INLINE_FRAGMENT) return fieldsIn(info, selection.selectionSet);
      return fieldsIn(info, info.fragments[selection.name.value]?.selectionSet);
    });
}

const isIncluded = (info: GraphQLResolveInfo, selection: SelectionNode): boolean =>
  getDirectiveValues(GraphQLSkipDirective, selection, info.variableValues)?.['if'] !== true &&
  getDirectiveValues(GraphQLIncludeDirective, selection, info.variableValues)?.['if'] !== false;
