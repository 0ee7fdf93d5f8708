import { encodeId } from '../../src/graph/relay/globalId.ts';
import type { Sizes } from '../../src/loaders/sizes.ts';
import type { Centre } from '../../src/simulator/server.ts';
import type { Literals } from './randomOperation.ts';
import { references } from './references.ts';

/** The lengths of the simulator's reference lists. */
export const sizesOf = (centre: Centre): Sizes => ({
  agents: centre.agents.length,
  inactiveAgents: null,
  loggedIn: null,
  campaigns: centre.campaigns.length,
  portfolios: centre.portfolios.length,
  profiles: centre.profiles.length,
  callTimes: centre.callTimes.length,
});

const quoted = (values: readonly string[]): string[] => values.map((value) => JSON.stringify(value));
const listsOf = (literals: readonly string[]): string[] => [
  `[${literals.slice(0, 2).join(', ')}]`,
  `[${literals.at(-1)}]`,
  '[]',
];

const filters = (filter: string, lists: readonly string[]): string[] =>
  lists.map((list) => `{ ${filter}: ${list} }`);

/** Literals for a simulated call centre: existing keys, unknown keys, and values that are refused. */
export function centreLiterals(centre: Centre): Literals {
  const today = Temporal.Now.plainDateISO('UTC');
  const period = (from: number, to: number): string =>
    `{ from: "${today.subtract({ days: from }).toString()}", to: "${today.subtract({ days: to }).toString()}" }`;
  const range = (days: number): string => `{ from: "${today.subtract({ days }).toString()}T00:00:00Z" }`;
  const nobody = ['nobody'];
  const usernames = [
    ...centre.agents.slice(0, 3).map(({ username }) => username.toUpperCase()),
    ...centre.agents.filter(({ active }) => !active).map(({ username }) => username),
  ];
  const campaigns = centre.campaigns.slice(0, 3);
  const campaignIds = campaigns.map(({ id }) => id);
  const codes = centre.portfolios.slice(0, 3).map(({ code }) => code);
  const profileIds = centre.profiles.slice(0, 3).map(({ profileId }) => profileId);
  const callTimeIds = centre.callTimes.slice(0, 2).map(({ id }) => id);
  const leadIds = centre.leads.rows.slice(0, 3).map(({ leadId }) => String(leadId));
  const ids = [
    ...usernames.map((key) => encodeId('Agent', key.toLowerCase())),
    ...campaignIds.map((key) => encodeId('Campaign', key.toLowerCase())),
    ...codes.map((key) => encodeId('Portfolio', key.toLowerCase())),
    ...profileIds.map((key) => encodeId('Profile', key.toLowerCase())),
    ...callTimeIds.map((key) => encodeId('CallTime', key.toLowerCase())),
    ...leadIds.map((key) => encodeId('Lead', key)),
  ];
  const entities = [
    ...references('Agent', 'username', [...usernames, ...nobody]),
    ...references('Campaign', 'campaignId', campaignIds),
    ...references('Portfolio', 'code', codes),
    ...references('Profile', 'profileId', profileIds),
    ...references('CallTime', 'callTimeId', callTimeIds),
    ...references('Lead', 'leadId', leadIds),
  ];
  const names = (keys: readonly string[]): string[] => listsOf(quoted([...keys, ...nobody]));
  return new Map<string, readonly string[]>([
    ['username: String', quoted([...usernames, ...nobody])],
    ['campaignId: ID', quoted([...campaignIds, ...nobody])],
    ['code: String', quoted([...codes, ...nobody])],
    ['profileId: ID', quoted([...profileIds, ...nobody])],
    ['callTimeId: ID', quoted([...callTimeIds, ...nobody, ' '])],
    ['leadId: ID', quoted([...leadIds, '0', `00${leadIds[0]}`])],
    ['phoneNumber: String', quoted(['3125550100', '+34 600 123 456', 'x'])],
    ['days: Int', ['0', '1', '7', '20', '93']],
    ['id: ID', quoted([...ids, 'bad'])],
    [
      'inputs: [AddLeadInput!]',
      ['[]', '[{ phoneNumber: "7275551234", source: "test" }]', '[{ phoneNumber: "x", source: "" }]'],
    ],
    [
      'ids: [ID!]',
      [
        ...listsOf(quoted(ids)),
        `[${quoted(ids).join(', ')}]`,
        `[${quoted(usernames.map((key) => encodeId('Agent', key.toLowerCase()))).join(', ')}]`,
      ],
    ],
    ['representations: [_Any!]', [...listsOf(entities), `[${entities.join(', ')}]`]],
    ['first: Int', ['0', '1', '2', '4', '30', '$few', '-1']],
    ['last: Int', ['2', '1001']],
    ['status: AccountStatus', ['ACTIVE', 'INACTIVE', 'ANY']],
    ['active: Boolean', ['true', 'false', '$yes']],
    ['PeriodInput', [period(0, 0), period(1, 1), period(9, 1), period(20, 0), period(0, 1), period(200, 0)]],
    ['DateTimeRangeInput', [range(1), range(40), `{ to: "${today.toString()}T00:00:00Z" }`]],
    ['agents: [String!]', names(usernames)],
    ['portfolios: [String!]', names(codes)],
    ['profiles: [ID!]', names(profileIds)],
    [
      'by: [CallDimension!]',
      ['[]', '[AGENT]', '[DAY, CAMPAIGN]', '[QUEUE]', '[CONTACT_NUMBER]', '[HALF_HOUR, PORTFOLIO]'],
    ],
    ['CallGroupOrder', ['{ field: COUNT, direction: ASC }', '{ field: KEYS }', '{ field: HANDLED }']],
    ['minCount: Int', ['0', '2', '-1']],
    ['withinSeconds: Int', ['0', '60', '-1']],
    ['shortAbandons: Boolean', ['true', '$no']],
    ['dispositions: [String!]', ['[]', '["Sale", "x"]']],
    ['by: [CarrierDimension!]', ['[]', '[STATE, HOUR]', '[DISPOSITION]']],
    [
      'CarrierCallFilter',
      [
        '{ direction: OUTBOUND }',
        '{ dispositions: [] }',
        '{ maxMeanOpinionScore: 3.5 }',
        '{ phoneNumber: "3" }',
      ],
    ],
    [
      'AgentFilter',
      [
        ...filters('usernames', names(usernames)),
        ...filters('profiles', names(profileIds)),
        '{ search: "a" }',
        '{ loggedIn: true }',
        '{ loggedIn: false, states: [OFFLINE] }',
        '{ states: [READY, IN_CALL, PAUSED] }',
        '{ states: [OFFLINE, UNKNOWN] }',
        `{ states: [READY], usernames: ${names(usernames)[0] ?? '[]'} }`,
      ],
    ],
    ['AgentOrder', ['{}', '{ field: NAME }', '{ field: STATE, direction: DESC }', '{ field: STATE_SINCE }']],
    ['inputs: [AddLeadInput!]', ['[]']],
    [
      'CallFilter',
      [
        ...filters('agents', names(usernames)),
        ...filters('portfolios', names(codes)),
        ...filters('profiles', names(profileIds)),
        ...filters('campaigns', names(campaigns.map(({ name }) => name))),
        '{ callTypes: [MANUAL] }',
        '{ callTypes: [] }',
        `{ startedAt: { from: "${today.subtract({ days: 10 }).toString()}T00:00:00Z" } }`,
        '{ phoneNumber: "3" }',
        '{ queues: ["x"] }',
        '{ listIds: ["1"], handled: false }',
        '{ outsideHours: {}, durationSeconds: { from: 60 } }',
        '{ outsideHours: { from: "9" } }',
        '{ carrier: { matched: true } }',
        '{ carrier: { dispositions: ["ANSWERED"], maxMeanOpinionScore: 4.2 } }',
        '{ carrier: {} }',
      ],
    ],
  ]);
}
