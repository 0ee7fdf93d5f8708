/** `@semanticNonNull` marks a field that is null only together with an error, so that its siblings are still answered. */
import { DirectiveLocation, GraphQLDirective, GraphQLInt, GraphQLList, GraphQLNonNull } from 'graphql';

/** The directive of the nullability specification (https://specs.apollo.dev/nullability/v0.4). */
export const SEMANTIC_NON_NULL = new GraphQLDirective({
  name: 'semanticNonNull',
  description: 'The field is null only if `errors` has an error with its path.',
  locations: [DirectiveLocation.FIELD_DEFINITION],
  args: {
    levels: {
      type: new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(GraphQLInt))),
      defaultValue: [0],
      description: 'Levels that are marked: 0 is the field itself, 1 the items of its list.',
    },
  },
});

/** The options of a field that is null only together with an error: `t.field({ ...nullOnlyByError, … })`. */
export const nullOnlyByError = {
  nullable: true,
  directives: { semanticNonNull: {} },
} as const;
