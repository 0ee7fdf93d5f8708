import {
  getEnterLeaveForKind,
  getOperationAST,
  GraphQLError,
  Kind,
  SingleFieldSubscriptionsRule,
  specifiedRules,
  validate,
  ValuesOfCorrectTypeRule,
  visitInParallel,
  type ASTNode,
  type ASTVisitor,
  type DocumentNode,
  type ExecutionArgs,
  type ValidationContext,
  type ValidationRule,
  type ValueNode,
} from 'graphql';
import type { Plugin } from 'graphql-yoga';
import type { Execute } from '../../operations/execute.ts';
import type { KnownDocuments } from '../limits.ts';
import { shortened } from '../errorLimits.ts';
import { rewritten } from '../../errors.ts';
import { inputPlacesOf } from './inputPlaces.ts';
import { faultsOfVariables } from './inputValues.ts';
import { errorsOfValues, MOST_FAULTS, placeIn, type Step } from './valueFaults.ts';
import { LIMITS } from '../operationLimits.ts';
import { tooComplex } from '../../httpErrors.ts';

/** graphql-js's rule, whose errors get the code BAD_USER_INPUT, the argument's name and the paths of the values. */
function namedValuesOfCorrectType(context: ValidationContext): ASTVisitor {
  /** Those of the argument that is being visited. */
  let faults: { readonly node: ASTNode; readonly message: string }[] = [];
  let visited: ASTNode | undefined;
  const named: ValidationContext = Object.create(context, {
    reportError: {
      value: (error: GraphQLError) => {
        // A scalar's own error has no node.
        const [node = visited] = error.nodes ?? [];
        const message = shortened(error.message, node?.kind === Kind.STRING ? node.value : '');
        if (context.getArgument() && node) {
          if (faults.length < MOST_FAULTS) faults.push({ node, message });
          return;
        }
        context.reportError(
          new GraphQLError(message, { nodes: node ?? null, extensions: { code: 'BAD_USER_INPUT' } }),
        );
      },
    },
  });
  const reported: ASTVisitor = {
    enter: (node) => {
      visited = node;
    },
    leave: (node) => {
      if (node.kind !== Kind.ARGUMENT || faults.length === 0) return;
      const argument = node.name.value;
      const places = placesIn(node.value, argument);
      const told = faults.map((fault) => {
        const field = places.get(fault.node) ?? argument;
        const alone = field === argument ? fault.message : `at "${field}": ${fault.message}`;
        return { ...fault, argument, field, alone };
      });
      faults = [];
      for (const error of errorsOfValues(told)) context.reportError(error);
    },
  };
  return visitInParallel([reported, ValuesOfCorrectTypeRule(named)]);
}

/** The places of the values in an argument that is written out in the document, by their nodes. */
function placesIn(value: ValueNode, argument: string): Map<ASTNode, string> {
  const places = new Map<ASTNode, string>();
  const walk = (node: ValueNode, steps: readonly Step[]): void => {
    places.set(node, placeIn(argument, steps));
    if (node.kind === Kind.LIST) node.values.forEach((one, index) => walk(one, [...steps, index]));
    if (node.kind !== Kind.OBJECT) return;
    for (const field of node.fields) {
      const own = [...steps, field.name.value];
      places.set(field, placeIn(argument, own));
      walk(field.value, own);
    }
  };
  walk(value, []);
  return places;
}

/**
 * graphql-js's rule. It throws if @skip or @include at the root of a subscription has a variable, because it has no
 * values of variables: which field is meant must not depend on them.
 */
const singleFieldSubscriptions = (context: ValidationContext): ASTVisitor => {
  const { enter } = getEnterLeaveForKind(SingleFieldSubscriptionsRule(context), Kind.OPERATION_DEFINITION);
  return {
    OperationDefinition: (node) => {
      try {
        enter?.(node, undefined, undefined, [], []);
      } catch (error) {
        if (!(error instanceof GraphQLError)) throw error;
        context.reportError(
          new GraphQLError(
            'At the root of a subscription, @skip and @include need a constant, `true` or `false`, without a variable.',
            { nodes: error.nodes ?? null },
          ),
        );
      }
    },
  };
};

const withNamedValues = (rules: readonly ValidationRule[]): ValidationRule[] =>
  rules.map((rule) => {
    if (rule === SingleFieldSubscriptionsRule) return singleFieldSubscriptions;
    return rule === ValuesOfCorrectTypeRule ? namedValuesOfCorrectType : rule;
  });

/** Validates documents. Those that were valid before are not validated again. */
export const useValidation = (known: KnownDocuments): Plugin => ({
  onValidate({ setValidationFn }) {
    setValidationFn((schema, document, rules, options) => {
      if (known.isValid(document)) return [];
      const errors = validate(schema, document, withNamedValues(rules ?? specifiedRules), options);
      if (errors.length === 0) known.setValid(document);
      return errors;
    });
  },
});

/**
 * Checks all values of an operation before it is planned. BAD_USER_INPUT, with the argument's name, if a value does not
 * fit its type or is longer than its argument allows; OPERATION_TOO_COMPLEX if there are too many values.
 */
export const withInputValidation = (execute: Execute): Execute => {
  /** Documents without variables whose values are right: they are so each time. */
  const right = new WeakMap<DocumentNode, Set<string | null | undefined>>();
  return (args) => {
    const { document, operationName } = args;
    if (right.get(document)?.has(operationName)) return execute(args);
    const errors = faultsOfInput(args);
    if (errors.length > 0) return { errors: errors.map(asRequestError) };
    const variables = getOperationAST(document, operationName)?.variableDefinitions ?? [];
    if (variables.length === 0) {
      const names = right.get(document) ?? new Set();
      // A document has one operation of each name. A wrong name is not kept, because anyone could send many.
      if (names.size < document.definitions.length) right.set(document, names.add(operationName));
    }
    return execute(args);
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
  const unreadable = faultsOfVariables(schema, operation.variableDefinitions ?? [], variables, names);
  return errorsOfValues([...faults, ...unreadable]);
}

/** Nothing has run: HTTP status 400. Clients that accept only `application/json` get 200, as with every answer. */
const asRequestError = (error: GraphQLError): GraphQLError =>
  rewritten(error, { extensions: { ...error.extensions, http: { spec: true, status: 400 } } });
