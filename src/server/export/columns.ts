import {
  doTypesOverlap,
  getNamedType,
  getNullableType,
  isAbstractType,
  isCompositeType,
  isLeafType,
  isListType,
  TypeNameMetaFieldDef,
  type FieldNode,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLSchema,
} from 'graphql';
import { fieldsIn, type Selection } from '../../plan/selection.ts';

/** One value of each row. */
export interface Column {
  /** The path of the value below the row, such as `agent.username`. */
  readonly name: string;
  /** The same path, by the keys of the answer. */
  readonly path: readonly string[];
  /** The scalar or enum of the value; of a list, `JSON`. */
  readonly type: string;
}

/** A document's fragments, the values of its variables, and its schema. */
export interface Reading extends Omit<Selection, 'fieldNodes'> {
  readonly schema: GraphQLSchema;
}

/** Fields with one response key, and their definition. */
export interface SelectedField {
  readonly key: string;
  readonly nodes: readonly FieldNode[];
  readonly definition: GraphQLField<unknown, unknown>;
}

/** The fields that are selected of a type, by their response keys, in the order of the document. */
export function selectedFields(
  reading: Reading,
  type: GraphQLCompositeType,
  above: readonly Pick<FieldNode, 'selectionSet'>[],
): SelectedField[] {
  const { schema } = reading;
  const nodes = fieldsIn(
    reading,
    above.map(({ selectionSet }) => selectionSet),
    (condition) => {
      const on = schema.getType(condition);
      return isCompositeType(on) && doTypesOverlap(schema, on, type);
    },
  );
  return [...Map.groupBy(nodes, ({ alias, name }) => (alias ?? name).value)].flatMap(([key, same]) => {
    const definition = same[0] && definitionOf(reading, type, same[0].name.value);
    return definition ? [{ key, nodes: same, definition }] : [];
  });
}

/** The definition of a field of a type, or of one of the types that it stands for. */
function definitionOf(
  { schema }: Reading,
  type: GraphQLCompositeType,
  name: string,
): GraphQLField<unknown, unknown> | undefined {
  if (name === TypeNameMetaFieldDef.name) return TypeNameMetaFieldDef;
  const types = isAbstractType(type) ? schema.getPossibleTypes(type) : [type];
  return types.map((one) => one.getFields()[name]).find((field) => field !== undefined);
}

/** The columns of rows: a leaf or a list is one, an object has those of its fields. */
export const columnsOf = (
  reading: Reading,
  type: GraphQLCompositeType,
  above: readonly Pick<FieldNode, 'selectionSet'>[],
  path: readonly string[] = [],
): Column[] =>
  selectedFields(reading, type, above).flatMap(({ key, nodes, definition }) => {
    const own = [...path, key];
    const named = getNamedType(definition.type);
    const isList = isListType(getNullableType(definition.type));
    if (!isList && !isLeafType(named)) return columnsOf(reading, named, nodes, own);
    return [{ name: own.join('.'), path: own, type: isList ? 'JSON' : named.name }];
  });
