import {
  getOperationAST,
  GraphQLError,
  Kind,
  specifiedRules,
  validate,
  ValuesOfCorrectTypeRule,
  type ASTVisitor,
  type DocumentNode,
  type ExecutionArgs,
  type ValidationContext,
  type ValidationRule,
} from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { BadUserInput } from '../../../plan/errors.ts';
import { shortened } from '../errorLimits.ts';
import { rewritten } from '../../errors.ts';
import { inputPlacesOf } from './inputPlaces.ts';
import { faultsOfVariables, MOST_FAULTS } from './inputValues.ts';
import { LIMITS } from '../operationLimits.ts';
import { tooComplex } from '../../httpErrors.ts';

/** graphql-js's rule, with the code and the argument's name on what it reports. */
function namedValuesOfCorrectType(context: ValidationContext): ASTVisitor {
  const named: ValidationContext = Object.create(context, {
    reportError: {
      value: (error: GraphQLError) => {
        const argument = context.getArgument()?.name;
        const [node] = error.nodes ?? [];
        const why = shortened(error.message, node?.kind === Kind.STRING ? node.value : '');
        const message = argument === undefined ? why : `${argument}: ${why}`;
        const extensions = { code: 'BAD_USER_INPUT', ...(argument === undefined ? {} : { argument }) };
        context.reportError(new GraphQLError(message, { nodes: error.nodes ?? null, extensions }));
      },
    },
  });
  return ValuesOfCorrectTypeRule(named);
}

const withNamedValues = (rules: readonly ValidationRule[]): ValidationRule[] =>
  rules.map((rule) => (rule === ValuesOfCorrectTypeRule ? namedValuesOfCorrectType : rule));

/**
 * A value that its type refuses, or that is longer than its argument may be, is BAD_USER_INPUT naming the argument; too
 * many values together are OPERATION_TOO_COMPLEX. All of it is said before the operation is planned and run.
 */
export const useInputValidation = (): Plugin => {
  // Of documents that are valid only: an error holds the stack of its request, and with it all that was sent.
  const valid = new WeakSet<DocumentNode>();
  return {
    onValidate({ setValidationFn }) {
      setValidationFn((schema, document, rules, options) => {
        if (valid.has(document)) return [];
        const errors = validate(schema, document, withNamedValues(rules ?? specifiedRules), options);
        if (errors.length === 0) valid.add(document);
        return errors;
      });
    },
    onExecute({ args, setResultAndStopExecution }) {
      const errors = faultsOfInput(args);
      if (errors.length > 0) setResultAndStopExecution({ errors: errors.map(asRequestError) });
    },
  };
};

function faultsOfInput({
  schema,
  document,
  operationName,
  variableValues,
}: Pick<ExecutionArgs, 'schema' | 'document' | 'operationName' | 'variableValues'>): GraphQLError[] {
  const operation = getOperationAST(document, operationName);
  // Execution says that there is no such operation.
  if (!operation) return [];
  const variables = variableValues ?? {};
  const { members, faults, names } = inputPlacesOf(schema, document, operation, variables);
  if (members > LIMITS.membersInAll) {
    return [
      tooComplex(
        `The lists of the operation have ${members} members, counted wherever they are used, and may have ${LIMITS.membersInAll}: use shorter lists, or split the operation into several.`,
      ),
    ];
  }
  if (faults.length > 0) {
    return faults.slice(0, MOST_FAULTS).map(({ name, why }) => new BadUserInput(name, why));
  }
  return faultsOfVariables(schema, operation.variableDefinitions ?? [], variables, names);
}

/** Nothing has run: HTTP status 400, but for clients of before the GraphQL media type, who get 200 with every answer. */
const asRequestError = (error: GraphQLError): GraphQLError =>
  rewritten(error, { extensions: { ...error.extensions, http: { spec: true, status: 400 } } });
