import { encodeId } from '../../src/graph/relay/globalId.ts';
import { AGENTS, ANY_NUMBER, CAMPAIGN_IDS, CODES, DAYS, LEFT, leadOf, numberOf } from './portfolioWorld.ts';
import type { Literals } from './randomOperation.ts';
import { references } from './references.ts';

const quoted = (values: readonly string[]): string[] => values.map((value) => JSON.stringify(value));
const listsOf = (values: readonly string[]): string[] => [
  ...values.map((value) => `["${value}"]`),
  `[${quoted(values).join(', ')}]`,
  '[]',
];
const filters = (name: string, values: readonly string[]): string[] =>
  listsOf(values).map((list) => `{ ${name}: ${list} }`);

/** Literals for the call centre of portfolioWorld.ts: all its keys, and unknown keys. */
export function worldLiterals(): Literals {
  const usernames = [...Object.keys(AGENTS), ...Object.keys(LEFT), 'nobody', 'DORA.S'];
  const codes = [...CODES, 'sur', 'XXX'];
  const leads = CODES.flatMap((code) => [leadOf(code, 1), leadOf(code, 2)]);
  const ids = [
    ...usernames.map((key) => encodeId('Agent', key.toLowerCase())),
    ...CODES.map((code) => encodeId('Portfolio', code.toLowerCase())),
    ...leads.map((lead) => encodeId('Lead', lead)),
    encodeId('Campaign', '101'),
    encodeId('Profile', 'vip'),
    encodeId('CallTime', 'office'),
    encodeId('Portfolio', 'xxx'),
  ];
  const entities = [
    ...references('Agent', 'username', usernames),
    ...references('Portfolio', 'code', codes),
    ...references('Campaign', 'campaignId', CAMPAIGN_IDS),
    ...references('Profile', 'profileId', ['VIP']),
    ...references('CallTime', 'callTimeId', ['office']),
    ...references('Lead', 'leadId', leads),
  ];
  const numbers = CODES.map((code) => numberOf(code, 1));
  if (!numbers.every((number) => ANY_NUMBER.test(number)))
    throw new Error('numberOf and ANY_NUMBER do not agree.');
  const period = `{ from: "${DAYS[0]}", to: "${DAYS[1]}" }`;
  return new Map<string, readonly string[]>([
    ['username: String', quoted(usernames)],
    ['campaignId: ID', quoted([...CAMPAIGN_IDS, 'nobody'])],
    ['code: String', quoted(codes)],
    ['profileId: ID', quoted(['VIP', 'nobody'])],
    ['callTimeId: ID', quoted(['office', 'nobody'])],
    ['leadId: ID', quoted(leads)],
    ['phoneNumber: String', quoted(numbers)],
    ['days: Int', ['1', '7', '20', '92']],
    ['id: ID', quoted(ids)],
    [
      'inputs: [AddLeadInput!]',
      ['[]', '[{ phoneNumber: "7275551234", source: "test" }]', '[{ phoneNumber: "x", source: "" }]'],
    ],
    ['ids: [ID!]', [...listsOf(ids).slice(0, 6), `[${quoted(ids).join(', ')}]`]],
    ['representations: [_Any!]', [...entities.map((one) => `[${one}]`), `[${entities.join(', ')}]`]],
    ['first: Int', ['0', '1', '2', '5', '30', '$few']],
    ['last: Int', ['2', '4']],
    ['status: AccountStatus', ['ACTIVE', 'INACTIVE', 'ANY']],
    ['active: Boolean', ['true', 'false', '$yes']],
    ['PeriodInput', [period, `{ from: "${DAYS[1]}", to: "${DAYS[1]}" }`]],
    ['DateTimeRangeInput', [`{ from: "${DAYS[0]}T05:00:00Z", to: "${DAYS[1]}T18:00:00Z" }`]],
    ['agents: [String!]', listsOf(usernames)],
    ['portfolios: [String!]', listsOf(codes)],
    ['profiles: [ID!]', listsOf(['VIP', 'nobody'])],
    [
      'by: [CallDimension!]',
      [
        '[]',
        '[AGENT]',
        '[DAY, CAMPAIGN]',
        '[PORTFOLIO]',
        '[DISPOSITION]',
        '[QUEUE, PORTFOLIO]',
        '[CONTACT_NUMBER]',
        '[VENDOR_LEAD_CODE, HOUR]',
      ],
    ],
    ['CallGroupOrder', ['{ field: KEYS, direction: ASC }', '{ field: HANDLED }']],
    ['minCount: Int', ['0', '2']],
    ['dispositions: [String!]', ['["Sale ~SUR~", "Sale ~NRD~"]']],
    ['by: [CarrierDimension!]', ['[]', '[STATE]', '[DISPOSITION, HOUR]']],
    [
      'CarrierCallFilter',
      ['{ direction: INBOUND }', ...numbers.map((number) => `{ phoneNumber: "${number}" }`)],
    ],
    [
      'AgentFilter',
      [
        ...filters('usernames', usernames),
        ...filters('portfolios', codes),
        '{ search: "a" }',
        '{ search: "dora" }',
        '{ profiles: ["VIP"] }',
        '{ campaignIds: ["101"] }',
      ],
    ],
    [
      'CallFilter',
      [
        ...filters('agents', usernames),
        ...filters('portfolios', codes),
        ...filters('campaigns', ['Campaign 1', 'nobody']),
        ...filters('dispositions', ['Sale ~SUR~', 'Sale ~NRD~']),
        ...leads.map((lead) => `{ leadId: "${lead}" }`),
        ...numbers.map((number) => `{ phoneNumber: "${number}" }`),
        '{ callTypes: [MANUAL] }',
        '{ queues: ["Sales ~SUR~", "Sales ~NRD~"] }',
        '{ vendorLeadCodes: ["x"] }',
        '{ handled: true, outsideHours: {} }',
        '{ carrier: { matched: true } }',
        '{ carrier: { matched: false } }',
        '{ outsideHours: { from: "00:00", to: "24:00" } }',
        `{ startedAt: { from: "${DAYS[0]}T00:00:00Z" , to: "${DAYS[1]}T18:00:00Z" } }`,
      ],
    ],
  ]);
}
