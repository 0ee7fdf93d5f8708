/** Requests of every kind that a client may send: valid ones, nearly valid ones, long and strange ones. */
import type { Variables } from '../support/api.ts';
import { hostileRequests } from '../support/hostile.ts';
import { ADD_LEAD, ADD_LEADS } from '../support/leadApi.ts';
import { AGENTS, CODES } from '../support/portfolioWorld.ts';
import { randomOperation, type Chance } from '../support/randomOperation.ts';
import { worldLiterals } from '../support/worldLiterals.ts';

/** One request, as it is sent. */
export interface FuzzRequest {
  readonly kind: string;
  readonly body: string | Buffer;
  readonly headers: Readonly<Record<string, string>>;
}

/** The kind of requests whose answers do not end by themselves. */
export const LIVE = 'live';

const LITERALS = worldLiterals();
const NAMES = [...Object.keys(AGENTS), 'nobody', 'ANNA.N', ' carl.s '];

/** Texts that have been hard on somebody's code. */
const STRANGE: readonly ((length: number) => string)[] = [
  (length) => '\u0301'.repeat(length),
  (length) => `a${'\u0301\u0323'.repeat(length / 2)}`,
  (length) => 'İ'.repeat(length),
  (length) => ' '.repeat(length),
  (length) => '<'.repeat(length),
  (length) => '\u0000'.repeat(length),
  (length) => '\ud800'.repeat(length),
  (length) => '"\\'.repeat(length / 2),
  (length) => '9'.repeat(length),
  (length) => 'user does not exist '.repeat(length / 20),
  (length) => `${'x'.repeat(length)}\r\n`,
  () => '__proto__',
  () => '',
];

const one = <Item>(chance: Chance, items: readonly Item[]): Item => {
  const item = items[chance.upTo(items.length - 1)];
  if (item === undefined) throw new Error('There is nothing to choose from.');
  return item;
};

const many = <Item>(count: number, make: (index: number) => Item): Item[] =>
  Array.from({ length: count }, (_, index) => make(index));

const strange = (chance: Chance): string => {
  // Most are short: long ones are refused early, and would leave no time for the rest.
  const length = 10 ** chance.upTo(2) * (1 + chance.upTo(20)) * (chance.upTo(60) === 0 ? 400 : 1);
  return one(chance, STRANGE)(length);
};

interface Operation {
  readonly query: string;
  readonly variables?: Variables;
}

const subset = (chance: Chance, names: readonly string[]): string[] =>
  names.filter(() => chance.upTo(3) === 0).slice(0, 4);

/** Lists of calls whose queries cover one another, or nearly. */
function merged(chance: Chance): Operation {
  const root = one(chance, ['agentCalls', 'agentCalls', 'outboundCalls', 'inboundCalls', 'calls']);
  const filters = many(2 + chance.upTo(7), () => {
    const agents = chance.upTo(1) ? `agents: ${JSON.stringify(subset(chance, NAMES))}` : '';
    const portfolios = chance.upTo(1) ? `portfolios: ${JSON.stringify(subset(chance, CODES))}` : '';
    const profiles = chance.upTo(6) === 0 ? 'profiles: ["VIP"]' : '';
    return `filter: { ${agents} ${portfolios} ${profiles} }`;
  });
  const below = one(chance, [
    'totalCount',
    'nodes { id startedAt agent { name } }',
    'groups(by: [AGENT, DISPOSITION]) { keys count }',
    'edges { cursor node { contactNumber carrierMatch { confidence } } }',
    ...(root === 'outboundCalls' ? ['campaignSummaries { totalCalls } totalCount'] : []),
  ]);
  const period = one(chance, ['', 'period: { from: "2026-05-11", to: "2026-05-12" },']);
  return {
    query: `{ ${filters.map((filter, index) => `m${index}: ${root}(${period} ${filter}) { ${below} }`).join(' ')} }`,
  };
}

/** One list at many positions. */
function wide(chance: Chance): Operation {
  const count = 5 + chance.upTo(90);
  const members = 1 + chance.upTo(chance.upTo(4) === 0 ? 4999 : 60);
  const [type, field] = one(chance, [
    ['[String!]', 'agentCalls(filter: { agents: $list }) { totalCount }'],
    ['[String!]', 'agents(filter: { usernames: $list }) { totalCount }'],
    ['[ID!]!', 'nodes(ids: $list) { id }'],
    ['[String!]', 'agentActivityReport(agents: $list) { rows { totalCalls } }'],
    ['[String!]', 'calls(filter: { dispositions: $list }) { totalCount }'],
    ['[_Any!]!', '_entities(representations: $list) { __typename }'],
  ] as const);
  const text = one(chance, NAMES);
  const list = many(members, (index) =>
    type === '[_Any!]!' ? { __typename: 'Agent', username: `${text}${index % 50}` } : `${text}${index % 50}`,
  );
  const fields = many(count, (index) => `w${index}: ${field}`);
  return { query: `query ($list: ${type}) { ${fields.join(' ')} }`, variables: { list } };
}

/** A valid operation with some of its text changed. */
function nearlyValid(chance: Chance): Operation {
  let query = randomOperation(chance, LITERALS, 2 + chance.upTo(1));
  for (let change = 0; change <= chance.upTo(3); change += 1) {
    const at = chance.upTo(query.length);
    const length = chance.upTo(4);
    const put = one(chance, [
      '',
      '{',
      '}',
      '(',
      ')',
      '$x',
      '"',
      '!',
      ':',
      '@skip',
      '...',
      'null',
      '[',
      '0',
      '1e9',
      '#',
    ]);
    query = `${query.slice(0, at)}${put}${query.slice(at + length)}`;
  }
  return { query };
}

/** Strange values in variables, where names, ids, codes and texts go. */
function strangeValues(chance: Chance): Operation {
  const value = strange(chance);
  const list = many(chance.upTo(40), () => strange(chance));
  return one(chance, [
    { query: 'query ($x: String!) { agent(username: $x) { name live { state } } }', variables: { x: value } },
    { query: 'query ($x: String!) { portfolio(code: $x) { name } }', variables: { x: value } },
    {
      query: 'query ($x: ID!) { campaign(campaignId: $x) { name hopper { totalCount } } }',
      variables: { x: value },
    },
    { query: 'query ($x: ID!) { node(id: $x) { id } lead(leadId: $x) { city } }', variables: { x: value } },
    {
      query: 'query ($x: String) { agents(filter: { search: $x }, after: $x) { totalCount } }',
      variables: { x: value },
    },
    {
      query: 'query ($x: [String!]) { agentCalls(filter: { agents: $x, dispositions: $x }) { totalCount } }',
      variables: { x: list },
    },
    { query: 'query ($x: [ID!]!) { nodes(ids: $x) { id } }', variables: { x: list } },
    {
      query: 'query ($x: String) { calls(filter: { phoneNumber: $x }) { totalCount } }',
      variables: { x: value },
    },
    { query: `query ($v: String) { nonsense${chance.upTo(1_000_000)} }`, variables: { v: value } },
    { query: 'query ($x: Int) { agents(first: $x) { totalCount } }', variables: { x: value } },
    {
      query: 'query ($x: [_Any!]!) { _entities(representations: $x) { __typename } }',
      variables: { x: list.map((key) => ({ __typename: 'Agent', username: key })) },
    },
    {
      query: ADD_LEAD,
      variables: { input: { phoneNumber: value, listId: '999', source: value, firstName: value } },
    },
  ]);
}

function leads(chance: Chance): Operation {
  const lead = () => ({
    phoneNumber: `31255501${String(chance.upTo(99)).padStart(2, '0')}`,
    listId: '999',
    source: 'fuzz',
    firstName: chance.upTo(3) ? 'Ana' : strange(chance).slice(0, 60),
    ...(chance.upTo(2) ? {} : { idempotencyKey: `key-${chance.upTo(50)}` }),
  });
  return chance.upTo(1)
    ? { query: ADD_LEAD, variables: { input: lead() } }
    : { query: ADD_LEADS, variables: { inputs: many(chance.upTo(20), lead) } };
}

/** A page of a thousand at once, of whatever there is most of. */
const large = (chance: Chance): Operation => ({
  query: one(chance, [
    '{ calls(first: 1000) { nodes { id startedAt contactNumber agent { name } campaign { name } disposition } } }',
    '{ agents(first: 1000) { nodes { calls(first: 300) { nodes { id answeredAt disposition agent { username } } } } } }',
    '{ outboundCalls(period: { from: "2026-05-06", to: "2026-05-12" }, first: 1000) { totalCount edges { cursor node { id } } groups(by: [AGENT, CAMPAIGN, HOUR]) { keys count } } }',
    '{ inboundCalls(period: { from: "2026-04-01", to: "2026-05-12" }) { totalCount groups(by: [DAY]) { keys count } } }',
    '{ portfolios(first: 100) { nodes { calls(first: 1000, orderBy: { field: AGENT, direction: ASC }) { nodes { id lead { leadId } } } } } }',
  ]),
});

/** Subscriptions to each source, to what is cheap and to what is not, and some that are refused. */
const live = (chance: Chance): Operation => {
  const code = one(chance, CODES);
  const name = one(chance, NAMES);
  return {
    query: one(chance, [
      'subscription { agentCounts { live ready } }',
      'subscription { agentCounts { live ready inCall paused offline } }',
      'subscription { agentCounts @skip(if: true) { live } }',
      'subscription { agentStatus { agent { username name } status { state since } previousState } }',
      `subscription { agentStatus(filter: { portfolios: ["${code}"] }) { agent { name campaign { name } profile { name } } status { state inCallWith campaign { name } } } }`,
      `subscription { agentStatus(usernames: ["${name}"]) { status { state lead { leadId firstName } } agent { today { sales } } } }`,
      'subscription { hopper(campaignId: "101") { totalCount added { leadId phoneNumber } removedLeadIds } }',
      'subscription { hopper(campaignId: "nothing") { totalCount added { lead { firstName } } } }',
      'subscription { callCompleted { id contactNumber disposition agent { name } campaign { name } } }',
      'subscription { callCompleted(filter: { phoneNumber: "3125550100" }) { id lead { leadId firstName } } }',
    ]),
  };
};

const KINDS: readonly (readonly [weight: number, name: string, make: (chance: Chance) => Operation])[] = [
  [40, 'valid', (chance) => ({ query: randomOperation(chance, LITERALS, 3 + chance.upTo(1)) })],
  [12, 'merged', merged],
  [6, 'wide', wide],
  [15, 'nearly valid', nearlyValid],
  [12, 'strange values', strangeValues],
  [6, 'leads', leads],
  [2, 'large', large],
  [8, LIVE, live],
];
const HOSTILE = 7;
const WHOLE = KINDS.reduce((sum, [weight]) => sum + weight, HOSTILE);

/** @param credential a header that lets in, or not */
export function fuzzRequest(chance: Chance, credential: Readonly<Record<string, string>>): FuzzRequest {
  const cost = one(chance, ['', '', '', '', 'plan', 'actual', 'actual', 'x']);
  const headers = {
    'content-type': 'application/json',
    ...credential,
    ...(cost === '' ? {} : { 'x-dialer-cost': cost }),
  };
  let dealt = chance.upTo(WHOLE - 1);
  for (const [weight, kind, make] of KINDS) {
    if (dealt < weight) {
      const accept = kind === LIVE ? { accept: 'text/event-stream' } : {};
      return { kind, body: JSON.stringify(make(chance)), headers: { ...headers, ...accept } };
    }
    dealt -= weight;
  }
  const [attack] = hostileRequests(chance.upTo(1_000_000), 1, credential['authorization'] ?? '');
  return attack?.method === 'POST' && attack.raw === undefined
    ? {
        kind: `hostile: ${attack.kind}`,
        body: attack.body ?? '',
        headers: { ...attack.headers, ...credential },
      }
    : { kind: 'hostile: nothing', body: '', headers };
}
