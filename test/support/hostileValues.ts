/** Hostile requests with long texts, long lists and large variables. */
import { textPlaces } from './textPlaces.ts';

/** Seeded random choices. */
export interface Dice {
  readonly between: (least: number, most: number) => number;
  readonly oneOf: <T>(all: readonly [T, ...T[]]) => T;
}

export const many = (count: number, one: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => one(index)).join(' ');

/** Combining marks. To normalise them takes time in proportion to the square of their number. */
const marks = (count: number): string => '\u0301\u0316'.repeat(count);

/** Operations with a text, for every argument and input field that takes one. */
const TEXTS: Readonly<Record<string, (value: string) => string>> = Object.fromEntries(
  [...textPlaces()].map(({ name, document }) => [name, document]),
);

/** Fields that take a list, with the list as `$x`. */
const LISTS: readonly [readonly [string, string], ...(readonly [string, string])[]] = [
  ['[String!]', 'agentCalls(filter: { agents: $x, dispositions: $x }) { totalCount }'],
  ['[String!]', 'calls(filter: { campaigns: $x }) { totalCount }'],
  ['[String!]', 'agents(filter: { usernames: $x }) { totalCount }'],
  ['[String!]', 'agentActivityReport(agents: $x) { rows { totalCalls } }'],
  ['[ID!]!', 'nodes(ids: $x) { id }'],
];

/** Documents with long values. The server must refuse each of them. */
export const DOCUMENTS_WITH_LONG_VALUES: Readonly<Record<string, (dice: Dice) => string>> = {
  'combining marks': ({ between, oneOf }) => {
    const [first = '', ...others] = Object.keys(TEXTS);
    const document = TEXTS[oneOf([first, ...others])];
    return document?.(`"a${marks(between(520, 9000))}"`) ?? '';
  },
  'a long name': ({ between }) => `{ ${'x'.repeat(between(256, 60_000))}: agents { totalCount } }`,
  'long wrong values': ({ between }) => {
    const text = 'x'.repeat(between(100, 900));
    return `{ ${many(between(1, 60), (index) => `a${index}: agents(first: "${text}") { totalCount }`)} }`;
  },
};

const textOf = (bytes: number): string => 'x'.repeat(bytes);

/** Documents with large or long variables. The server must refuse each of them. */
export const LARGE: Readonly<Record<string, (dice: Dice) => { query: string; variables: object }>> = {
  'combining marks in a variable': ({ between, oneOf }) => {
    const [first = '', ...others] = Object.keys(TEXTS);
    const query = TEXTS[oneOf([first, ...others])]?.('$v') ?? '';
    return { query, variables: { v: `a${marks(between(520, 150_000))}` } };
  },
  'a long list in many places': ({ between, oneOf }) => {
    const places = between(20, 80);
    const members = Math.min(5000, Math.ceil(20_001 / places) + between(0, 2000));
    const [type, field] = oneOf(LISTS);
    const x = Array.from({ length: members }, (_, index) => `name${index}`);
    return {
      query: `query ($x: ${type}) { ${many(places, (index) => `a${index}: ${field}`)} }`,
      variables: { x },
    };
  },
  'wrong values that are quoted': ({ between, oneOf }) => ({
    query: `query ($x: ${oneOf(['[String!]', '[String!]!'])}) { agentActivityReport(agents: $x) { __typename } }`,
    variables: {
      x: oneOf<unknown>([
        Array.from({ length: between(1, 5000) }, (_, index) => index),
        Array.from({ length: between(1, 900) }, () => ({ a: textOf(900) })),
        { a: textOf(between(1, 900_000)) },
        [textOf(between(256, 900_000))],
      ]),
    },
  }),
  'invalid documents, no two alike, with large variables': ({ between }) => ({
    query: `query ($x: String) { nobody${between(0, 1_000_000_000)} }`,
    variables: { x: textOf(between(1, 900_000)) },
  }),
  'input fields nobody knows': ({ between }) => ({
    query: 'query ($x: AgentFilter) { agents(filter: $x) { totalCount } }',
    variables: {
      x: Object.fromEntries(
        Array.from({ length: between(1, 900) }, (_, index) => [`${textOf(900)}${index}`, index]),
      ),
    },
  }),
};
