import {
  GraphQLError,
  NoSchemaIntrospectionCustomRule,
  type ASTVisitor,
  type ValidationContext,
} from 'graphql';
import type { Plugin } from 'graphql-yoga';

/** `_service` also returns the whole schema, as a text. */
const noServiceDefinition = (context: ValidationContext): ASTVisitor => ({
  Field: (node) => {
    if (node.name.value !== '_service' || context.getParentType() !== context.getSchema().getQueryType())
      return;
    context.reportError(
      new GraphQLError(
        '_service: introspection is off on this server. Compose with its schema/subgraph.graphql, or set INTROSPECTION=on.',
        { nodes: node, extensions: { code: 'FORBIDDEN', retryable: false } },
      ),
    );
  },
});

/** Refuses introspection, and `_service`, which gateways use. */
export const useNoIntrospection = (): Plugin => ({
  onValidate: ({ addValidationRule }) => {
    addValidationRule(NoSchemaIntrospectionCustomRule);
    addValidationRule(noServiceDefinition);
  },
});
