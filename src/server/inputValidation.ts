import {
  GraphQLError,
  specifiedRules,
  validate,
  ValuesOfCorrectTypeRule,
  type ASTVisitor,
  type ValidationContext,
  type ValidationRule,
} from 'graphql';
import type { Plugin } from 'graphql-yoga';

/** graphql-js's rule, with the code and the argument's name on what it reports. */
function namedValuesOfCorrectType(context: ValidationContext): ASTVisitor {
  const named: ValidationContext = Object.create(context, {
    reportError: {
      value: (error: GraphQLError) => {
        const argument = context.getArgument()?.name;
        const message = argument === undefined ? error.message : `${argument}: ${error.message}`;
        const extensions = { code: 'BAD_USER_INPUT', ...(argument === undefined ? {} : { argument }) };
        context.reportError(new GraphQLError(message, { nodes: error.nodes ?? null, extensions }));
      },
    },
  });
  return ValuesOfCorrectTypeRule(named);
}

const withNamedValues = (rules: readonly ValidationRule[]): ValidationRule[] =>
  rules.map((rule) => (rule === ValuesOfCorrectTypeRule ? namedValuesOfCorrectType : rule));

/** A value in a document that its type refuses is BAD_USER_INPUT, naming the argument. */
export const useInputValidation = (): Plugin => ({
  onValidate({ setValidationFn }) {
    setValidationFn((schema, document, rules, options) =>
      validate(schema, document, withNamedValues(rules ?? specifiedRules), options),
    );
  },
});
