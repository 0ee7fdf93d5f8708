import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { isLonger, LONGEST } from '../../../src/graph/inputLengths.ts';
import { startApi, type Api } from '../../support/api.ts';
import { textPlaces, type TextPlace } from '../../support/textPlaces.ts';

const OPAQUE: ReadonlySet<string> = new Set(['after', 'before', 'id', 'ids', 'idempotencyKey']);

/** The dialer's own lengths of a lead are checked lead by lead. */
const OF_LEADS: ReadonlySet<string> = new Set([
  'AddLeadInput',
  'AltPhoneInput',
  'CallbackInput',
  'CustomFieldInput',
  'LeadAddressInput',
]);

/** A time of day: HH:MM. */
const OF_HOURS = /outsideHours[.(](?:from|to)\b/;

function longestAt({ name, argument, inputType }: TextPlace): number {
  if (OF_HOURS.test(name)) return 5;
  return OPAQUE.has(argument) || (inputType !== null && OF_LEADS.has(inputType)) ? 1024 : 255;
}

const PLACES = [...textPlaces()];

let api: Api;
const closers: (() => Promise<void>)[] = [];
beforeAll(async () => {
  api = await startApi({}, undefined, {}, (close) => void closers.push(close));
});
afterEach(() => api.dialer.clear());
afterAll(async () => {
  await Promise.all(closers.map((close) => close()));
});

test('the walk meets arguments, input fields and those of leads', () => {
  const names = PLACES.map(({ name }) => name);
  expect(names).toEqual(
    expect.arrayContaining([
      'Query.agent(username)',
      'Query.agents(filter.search)',
      'Query.nodes(ids)',
      'Agent.calls(after)',
      'Campaign.hopper(before)',
      'Mutation.addLeads(inputs.multiAltPhones.note)',
    ]),
  );
  expect(names.length).toBeGreaterThan(80);
});

describe('a text longer than its argument may be is refused, in a literal and in a variable', () => {
  test.each(PLACES.map((place) => [place.name, place] as const))('%s', async (_, place) => {
    const longest = longestAt(place);
    // An emoji counts as one character, as it does in the dialer's database.
    const long = `${'x'.repeat(longest)}😈`;
    const refused = {
      code: 'BAD_USER_INPUT',
      argument: place.argument,
    };
    const literal = await api.query(place.document(JSON.stringify(long)));
    expect(literal.errors).toMatchObject([{ extensions: refused }]);
    expect(literal.errors[0]?.message).toBe(`${place.argument}: must have at most ${longest} characters.`);
    const variable = await api.query(place.document('$v'), { v: long });
    expect(variable.errors).toMatchObject([{ extensions: refused }]);
    expect(api.dialer.counts()).toEqual({});

    const { text } = await api.query(place.document('$v'), { v: '😈'.repeat(longest) });
    expect(text).not.toContain('must have at most 255 characters.');
    expect(text).not.toContain('must have at most 1024 characters.');
  });
});

test('a long text inside a variable is told by the input field it is for', async () => {
  const { errors } = await api.query('query ($f: AgentFilter) { agents(filter: $f) { totalCount } }', {
    f: { usernames: ['maria.ortiz', 'x'.repeat(256)] },
  });
  expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', argument: 'usernames' } }]);
});

test.each([
  ['an id written as a number', `{ campaign(campaignId: ${'1'.repeat(256)}) { name } }`, {}, 'campaignId'],
  [
    'a default',
    `query ($v: String! = "${'x'.repeat(256)}") { agent(username: $v) { name } }`,
    {},
    'username',
  ],
  [
    'a reference',
    'query ($v: [_Any!]!) { _entities(representations: $v) { __typename } }',
    { v: [{ __typename: 'Agent', username: 'x'.repeat(256) }] },
    'representations',
  ],
  [
    'a reference in the document',
    `{ _entities(representations: [{ __typename: "Agent", username: "${'x'.repeat(256)}" }]) { __typename } }`,
    {},
    'representations',
  ],
  [
    'a fragment',
    `{ ...F } fragment F on Query { agent(username: "${'x'.repeat(256)}") { name } }`,
    {},
    'username',
  ],
])('is refused: %s', async (_, document, variables, argument) => {
  const { errors } = await api.query(document, variables);
  expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', argument } }]);
  expect(api.dialer.counts()).toEqual({});
});

test('the key in an opaque id has at most 255 characters', async () => {
  const id = Buffer.from(`Agent:${'x'.repeat(256)}`).toString('base64url');
  expect((await api.query('query ($v: ID!) { node(id: $v) { id } }', { v: id })).errors).toMatchObject([
    { extensions: { code: 'BAD_USER_INPUT', argument: 'id' } },
  ]);
});

test('characters are counted as code points', () => {
  expect(isLonger('😈'.repeat(255), LONGEST.name)).toBe(false);
  expect(isLonger('😈'.repeat(256), LONGEST.name)).toBe(true);
  expect(isLonger('x'.repeat(256), LONGEST.name)).toBe(true);
});
