/** Kinds of types, as the planner tells them apart. */
import { isObjectType, type GraphQLNamedType, type GraphQLObjectType } from 'graphql';

/** True for a type with a global id and a natural key. */
export const isNoun = (type: GraphQLNamedType): type is GraphQLObjectType =>
  isObjectType(type) &&
  type.extensions['keyless'] !== true &&
  type.getInterfaces().some(({ name }) => name === 'Node');

const hasFields = (type: GraphQLNamedType, ...names: readonly string[]): boolean =>
  isObjectType(type) && names.every((name) => type.getFields()[name] !== undefined);

export const isConnection = (type: GraphQLNamedType): boolean => hasFields(type, 'edges', 'pageInfo');
export const isEdge = (type: GraphQLNamedType): boolean => hasFields(type, 'cursor', 'node');
