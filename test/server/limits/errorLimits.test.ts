import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { post, startApi, type ApiError } from '../../support/api.ts';

const LARGE = 900_000;
const MOST_BYTES = 64_000;
const MOST_QUOTED = 100;

const answer = z.object({
  errors: z.array(
    z.object({
      message: z.string(),
      path: z.array(z.union([z.string(), z.number()])).optional(),
      extensions: z.record(z.string(), z.unknown()).default({}),
    }),
  ),
});

async function errorsOf(url: string, body: unknown): Promise<readonly ApiError[]> {
  const text = await (await post(url, body)).text();
  const { errors } = answer.parse(JSON.parse(text));
  expect(Buffer.byteLength(JSON.stringify(JSON.parse(text).errors))).toBeLessThanOrEqual(MOST_BYTES);
  for (const { message } of errors) {
    expect(message.length).toBeLessThan(600);
    expect(message).not.toContain('x'.repeat(MOST_QUOTED + 1));
    expect(message).not.toContain(`${'x'.repeat(60)} ${'x'.repeat(60)}`);
  }
  return errors;
}

const many = (count: number, one: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => one(index)).join(' ');
const long = 'x'.repeat(LARGE);
const words = `${'x'.repeat(60)} `.repeat(4);
const agentsFirst = 'query ($v: Int) { agents(first: $v) { totalCount } }';
const agentsFilter = 'query ($v: AgentFilter) { agents(filter: $v) { totalCount } }';
const names = 'query ($v: [String!]) { agentActivityReport(agents: $v) { rows { totalCalls } } }';

/** Requests that hold a long value where it does not belong, and the code of the refusal. */
const QUOTING: Readonly<Record<string, readonly [string, Record<string, unknown>]>> = {
  'a text for a number': ['BAD_USER_INPUT', { query: agentsFirst, variables: { v: long } }],
  'a text for an input object': ['BAD_USER_INPUT', { query: agentsFilter, variables: { v: long } }],
  'a text for an enum': [
    'BAD_USER_INPUT',
    {
      query: 'query ($v: AccountStatus) { agents(status: $v) { totalCount } }',
      variables: { v: 'x'.repeat(255) },
    },
  ],
  'a text for a time': [
    'BAD_USER_INPUT',
    {
      query: 'query ($v: DateTime) { calls(filter: { startedAt: { from: $v } }) { totalCount } }',
      variables: { v: 'x'.repeat(255) },
    },
  ],
  'a text of many words for a time': [
    'BAD_USER_INPUT',
    {
      query: 'query ($v: DateTime) { calls(filter: { startedAt: { from: $v } }) { totalCount } }',
      variables: { v: words },
    },
  ],
  'a text of many words for a time, in the document': [
    'BAD_USER_INPUT',
    { query: `{ calls(filter: { startedAt: { from: "${words}" } }) { totalCount } }` },
  ],
  'an object for a text': [
    'BAD_USER_INPUT',
    {
      query: names,
      variables: {
        v: { [long]: long, ...Object.fromEntries(Array.from(long.slice(0, 5), (_, i) => [i, i])) },
      },
    },
  ],
  'objects for texts': [
    'BAD_USER_INPUT',
    { query: names, variables: { v: Array.from({ length: 4000 }, () => ({ a: 'x'.repeat(200) })) } },
  ],
  'an input field nobody knows': ['BAD_USER_INPUT', { query: agentsFilter, variables: { v: { [long]: 1 } } }],
  'a text for a number, in the document': [
    'BAD_USER_INPUT',
    { query: `{ agents(first: "${'x'.repeat(60_000)}") { totalCount } }` },
  ],
  'an enum value nobody knows, in the document': [
    'BAD_USER_INPUT',
    { query: `{ agents(status: ${'x'.repeat(250)}) { totalCount } }` },
  ],
  'a field nobody knows': ['GRAPHQL_VALIDATION_FAILED', { query: `{ ${'x'.repeat(250)} }` }],
  'a long name': ['OPERATION_TOO_COMPLEX', { query: `{ ${'x'.repeat(60_000)}: agents { totalCount } }` }],
  'a document that does not parse': ['GRAPHQL_PARSE_FAILED', { query: `{ agents } ${'x'.repeat(60_000)}` }],
  'an operation nobody knows': [
    'OPERATION_RESOLUTION_FAILURE',
    { query: 'query A { dashboard { agentsInCall } }', operationName: long },
  ],
  'a parameter nobody knows': ['BAD_REQUEST', { query: '{ dashboard { agentsInCall } }', [long]: 1 }],
};

describe('an error quotes no more than a hundred characters', () => {
  test.each(Object.entries(QUOTING))('%s', async (_, [code, body]) => {
    const { url } = await startApi();
    const errors = await errorsOf(url, body);
    expect(errors.map(({ extensions }) => extensions['code'])).toEqual(errors.map(() => code));
  });
});

/** Requests with more faults than an answer reports. */
const COUNTED: Readonly<Record<string, Record<string, unknown>>> = {
  'texts that are too long': {
    query: 'query ($v: [String!]) { agents(filter: { usernames: $v }) { totalCount } }',
    variables: { v: Array.from({ length: 3000 }, () => 'x'.repeat(256)) },
  },
  'fields nobody knows': { query: `{ ${many(90, (index) => `nobody${index}`)} }` },
  'wrong values in the document': {
    query: `{ ${many(90, (index) => `a${index}: agents(first: "x") { totalCount }`)} }`,
  },
};

/** Requests with more values in one variable than an error names. */
const IN_ONE_ERROR: Readonly<Record<string, Record<string, unknown>>> = {
  'wrong members of a list': {
    query: names,
    variables: { v: Array.from({ length: 5000 }, (_, index) => index) },
  },
  'input fields nobody knows': {
    query: agentsFilter,
    variables: {
      v: Object.fromEntries(Array.from({ length: 900 }, (_, index) => [`${'x'.repeat(800)}${index}`, 1])),
    },
  },
};

test.each(Object.entries(IN_ONE_ERROR))('one error names a hundred values: %s', async (_, body) => {
  const { url } = await startApi();
  const [error, ...others] = await errorsOf(url, body);
  expect(others).toEqual([]);
  expect(error?.message).toContain('100 values or more cannot be read');
  expect(error?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', faults: { length: 100 } });
});

test.each(Object.entries(COUNTED))(
  'an answer reports twenty errors and counts the others: %s',
  async (_, body) => {
    const { url } = await startApi();
    const errors = await errorsOf(url, body);
    expect(errors).toHaveLength(21);
    const leftOut = errors[20]?.extensions['leftOut'];
    expect(errors[20]?.message).toBe(`${String(leftOut)} more errors were left out. Correct these first.`);
    expect(leftOut).toBeGreaterThanOrEqual(70);
    expect(errors[20]?.extensions['code']).toBe(errors[0]?.extensions['code']);
  },
);

test('errors of fields keep their paths, up to 64 kB of them', async () => {
  const { url } = await startApi();
  const reference = { __typename: 'Agent' };
  const query = `query ($v: [_Any!]!) { ${many(20, (index) => `${'x'.repeat(90)}${index}: _entities(representations: $v) { __typename }`)} }`;
  const errors = await errorsOf(url, {
    query,
    variables: { v: Array.from({ length: 90 }, () => reference) },
  });
  const paths = errors.slice(0, -1).map(({ path }) => path?.join('.'));
  expect(new Set(paths).size).toBe(errors.length - 1);
  expect(paths.length).toBeGreaterThan(100);
  expect(errors.at(-1)?.extensions).toMatchObject({
    leftOut: 20 * 90 - paths.length,
    code: 'BAD_USER_INPUT',
  });
});

test('a few errors of fields are all there', async () => {
  const { url } = await startApi();
  const errors = await errorsOf(url, {
    query: `{ ${many(30, (index) => `a${index}: node(id: "x") { id }`)} }`,
  });
  expect(errors.map(({ path }) => path)).toEqual(Array.from({ length: 30 }, (_, index) => [`a${index}`]));
});

const aliased = (name: string): string => `agents { ${many(20, (index) => `b${index}: ${name}`)} }`;

test('an error points to ten places at most', async () => {
  const { url } = await startApi();
  const text = await (
    await post(url, { query: `{ ${aliased('totalCount')} ${aliased('__typename')} }` })
  ).text();
  const { errors } = z
    .object({ errors: z.array(z.object({ locations: z.array(z.unknown()) })) })
    .parse(JSON.parse(text));
  expect(errors.map(({ locations }) => locations.length)).toContain(10);
  for (const { locations } of errors) expect(locations.length).toBeLessThanOrEqual(10);
});

test('a null that only a default lets through is refused once, and not for each agent with the whole list', async () => {
  const api = await startApi();
  const list = many(900, (index) => `"${index}"`);
  const { errors } = await api.query(
    `query ($v: String = "x") { agents { nodes { calls(filter: { agents: [${list} $v] }) { totalCount } } } }`,
    { v: null },
  );
  expect(errors).toMatchObject([
    { message: 'agents: must not be null.', extensions: { code: 'BAD_USER_INPUT' } },
  ]);
  expect(api.dialer.counts()).toEqual({});
});
