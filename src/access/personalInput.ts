import { getNamedType, isInputObjectType, type GraphQLArgument, type GraphQLInputField } from 'graphql';

/**
 * The path of the first given argument or input field with personal data, such as `filter.phoneNumber`; undefined if
 * there is none.
 *
 * @param args the values of a field's arguments, as a resolver gets them
 * @param declared the field's arguments in the schema
 */
export function personalInput(
  args: object,
  declared: readonly (GraphQLArgument | GraphQLInputField)[],
): string | undefined {
  const values = new Map<string, unknown>(Object.entries(args));
  for (const { name, type, extensions } of declared) {
    const value = values.get(name);
    if (value === null || value === undefined) continue;
    if (extensions['personal'] !== undefined) return name;
    const named = getNamedType(type);
    if (!isInputObjectType(named)) continue;
    const fields = Object.values(named.getFields());
    for (const item of Array.isArray(value) ? value : [value]) {
      const below = typeof item === 'object' && item !== null ? personalInput(item, fields) : undefined;
      if (below !== undefined) return `${name}.${below}`;
    }
  }
  return undefined;
}

/** True if arguments ask by a person or by a lead: such a field is a look-up. */
export const looksUp = (
  args: Readonly<Record<string, unknown>>,
  declared: readonly (GraphQLArgument | GraphQLInputField)[],
): boolean => personalInput(args, declared) !== undefined || asksByLead(args['filter']);

const asksByLead = (filter: unknown): boolean =>
  typeof filter === 'object' && filter !== null && 'leadId' in filter && typeof filter.leadId === 'string';
