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

/** graphql-js's rule, whose errors get the code BAD_USER_INPUT and the argument's name. */
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
 * Checks all values of an operation before it is planned. BAD_USER_INPUT, with the argument's name, if a value does not
 * fit its type or is longer than its argument allows; OPERATION_TOO_COMPLEX if there are too many values.
 */
export const useInputValidation = (): Plugin => {
  // Only valid documents are cached: an error's stack would keep its whole request in memory.
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
  // Execution reports the unknown operation name.
  if (!operation) return [];
  const variables = variableValues ?? {};
  const { members, faults, names } = inputPlacesOf(schema, document, operation, variables);
  if (members > LIMITS.membersInAll) {
    return [
      tooComplex(
        `The lists of the operation have ${members} members (a list counts for each argument that uses it), and the limit is ${LIMITS.membersInAll}: use shorter lists, or split the operation into several.`,
      ),
    ];
  }
  if (faults.length > 0) {
    return faults.slice(0, MOST_FAULTS).map(({ name, why }) => new BadUserInput(name, why));
  }
  return faultsOfVariables(schema, operation.variableDefinitions ?? [], variables, names);
}

/** Nothing has run: HTTP status 400. Clients that accept only `application/json` get 200, as with every answer. */
const asRequestError = (error: GraphQLError): GraphQLError =>
  rewritten(error, { extensions: { ...error.extensions, http: { spec: true, status: 400 } } });
