import { getIntrospectionQuery, parse, validate } from 'graphql';
import { describe, expect, test } from 'vitest';
import { schema } from '../../../src/graph/schema.ts';
import { workedOperations } from '../../../src/server/graphiql/operations.ts';
import { excessOf, LIMITS } from '../../../src/server/limits/operationLimits.ts';
import { processorMs } from '../../support/processorTime.ts';
import { everythingQuery } from '../../support/schemaFields.ts';

const excess = (document: string): string | undefined => excessOf(parse(document));

/** `a { b { … } }`, so many fields deep. */
const deep = (depth: number, innermost = 'x'): string =>
  `${'a { '.repeat(depth - 1)}${innermost}${' }'.repeat(depth - 1)}`;

const many = (count: number, one: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => one(index)).join(' ');

/** Lists inside each other, the outermost included. */
describe('within the limits are', () => {
  test.each(workedOperations().map(({ name, document }) => [name, document]))(
    'the worked operation %s',
    (_, text) => {
      expect(excess(text)).toBeUndefined();
    },
  );

  test('what GraphiQL asks first, and every field of the graph once', () => {
    expect(
      excess(getIntrospectionQuery({ inputValueDeprecation: true, specifiedByUrl: true })),
    ).toBeUndefined();
    expect(excess(everythingQuery())).toBeUndefined();
  });
});

describe('each limit lets its number through and not one more', () => {
  test.each<[string, number, (count: number) => string, RegExp]>([
    ['depth', LIMITS.depth, (count) => `{ ${deep(count)} }`, /fields deep, and the limit is 12/],
    [
      'depth by fragments',
      LIMITS.depth,
      (count) => `{ a { ...F } } fragment F on X { ${deep(count - 1)} }`,
      /fields deep/,
    ],
    [
      'depth by inline fragments',
      LIMITS.depth,
      (count) => `{ a { ... { ... on X { ${deep(count - 1)} } } } }`,
      /fields deep/,
    ],
    [
      'depth of introspection',
      LIMITS.depth + 4,
      (count) => `{ __type(name: "X") { ${deep(count - 1)} } }`,
      /fields deep/,
    ],
    [
      'root fields',
      LIMITS.rootFields,
      (count) => `{ ${many(count, (index) => `f${index}`)} }`,
      /root fields, and the limit is 100/,
    ],
    [
      'root fields by fragments',
      LIMITS.rootFields,
      (count) => `{ x ...F } fragment F on Query { ${many(count - 1, (index) => `f${index}`)} }`,
      /101 root fields/,
    ],
    [
      'aliases',
      LIMITS.aliases,
      (count) => `{ a { ${many(count, (index) => `a${index}: f`)} } }`,
      /aliases, and the limit is 100/,
    ],
    [
      'directives',
      LIMITS.directives,
      (count) => `{ a ${many(count, () => '@x')} }`,
      /directives, and the limit is 50/,
    ],
    [
      'directives on the operation',
      LIMITS.directives,
      (count) => `query ${many(count, () => '@x')} { a }`,
      /directives/,
    ],
    [
      'fields',
      LIMITS.selections,
      (count) => `{ a { ${many(count - 1, (index) => `f${index}`)} } }`,
      /1501 fields and fragments/,
    ],
    [
      'repeats',
      LIMITS.repeats,
      (count) => `{ a { ${many(count, () => 'b')} } }`,
      /selects a\.b 21 times, and the limit is 20/,
    ],
    [
      'repeats by fragments',
      LIMITS.repeats,
      (count) => `{ a { ${many(count, () => '...F')} } } fragment F on X { b }`,
      / 21 times/,
    ],
    [
      'repeats under one alias',
      LIMITS.repeats,
      (count) => `{ a { ${many(count - 1, () => 'b')} b: c } }`,
      / 21 times/,
    ],
    ['__schema', 1, (count) => `{ ${many(count, () => '__schema { x }')} }`, /2 __schema fields/],
  ])('%s', (_, limit, document, message) => {
    expect(excess(document(limit))).toBeUndefined();
    expect(excess(document(limit + 1))).toMatch(message);
  });

  test('also in the second operation of a document', () => {
    expect(excess(`query A { a } query B { ${deep(LIMITS.depth + 1)} }`)).toMatch(/fields deep/);
  });
});

describe('what grows without end is measured at once', () => {
  const ladder = (steps: number, end: string): string =>
    `{ ...F0 } ${many(steps, (step) => `fragment F${step} on X { ...F${step + 1} ...F${step + 1} }`)} fragment F${steps} on X { ${end} }`;
  const mesh = (size: number): string =>
    `{ ...F0 } ${many(size, (one) => `fragment F${one} on X { x ${many(size, (other) => `...F${other}`)} }`)}`;

  test.each([
    ['fragments that double', ladder(150, 'x')],
    ['fragments that double and hold nothing', ladder(150, '...Unknown')],
    ['a fragment in itself', '{ ...F } fragment F on X { x ...F }'],
    ['fragments in each other', '{ ...F } fragment F on X { x ...G } fragment G on X { y { ...F } }'],
    ['fragments that all hold each other', mesh(40)],
    [
      'fields nested in fragments that double',
      `{ ...F0 } ${many(60, (step) => `fragment F${step} on X { a { ...F${step + 1} } b { ...F${step + 1} } }`)} fragment F60 on X { x }`,
    ],
  ])('%s', (_, document) => {
    const parsed = parse(document);
    const started = processorMs();
    expect(excessOf(parsed)).toMatch(/fields and fragments/);
    expect(processorMs() - started).toBeLessThan(1000);
  });
});

const agents = (inside: string): string => `{ agents { nodes { ${inside} } } }`;

describe('what is within the limits is validated in little time', () => {
  test.each([
    ['one field many times', agents(many(LIMITS.repeats, () => 'campaign { name hopper { totalCount } }'))],
    [
      'many fields many times',
      agents(
        many(
          LIMITS.repeats,
          () => 'username name extension active campaign { name } profile { name } today { sales }',
        ),
      ),
    ],
    [
      'many inline fragments',
      agents(
        many(
          LIMITS.repeats,
          () => '... { username name campaign { name } profile { name } today { sales } }',
        ),
      ),
    ],
    [
      'a chain of fragments',
      `${agents('...F0')} ${many(19, (step) => `fragment F${step} on Agent { name campaign { name } ...F${step + 1} }`)} fragment F19 on Agent { name }`,
    ],
    [
      'fragments beside each other',
      `${agents(many(20, (one) => `...F${one}`))} ${many(20, (one) => `fragment F${one} on Agent { username campaign { name } today { sales } }`)}`,
    ],
    ['fields nobody knows', agents(many(900, (index) => `nam${index}`))],
    [
      'many arguments',
      agents(many(LIMITS.repeats, () => 'calls(first: 1, filter: { minDurationSeconds: 1 }) { totalCount }')),
    ],
  ])('%s', (_, document) => {
    const parsed = parse(document, { maxTokens: LIMITS.tokens });
    expect(excessOf(parsed)).toBeUndefined();
    validate(schema, parsed);
    const started = processorMs();
    validate(schema, parsed);
    expect(processorMs() - started).toBeLessThan(1000);
  });
});
