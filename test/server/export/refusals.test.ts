/** What a query refuses, an export refuses too: with the same errors, and before anything is sent. */
import { expect, test } from 'vitest';
import { z } from 'zod';
import { callApiOfFile, callApiTo, FIRST_DAY, LAST_DAY, startCallDialer } from '../../support/callDay.ts';
import type { Settings } from '../../support/api.ts';
import { keysText, testFile } from '../../support/keysFile.ts';
import { exportFrom, type Wanted } from './exporting.ts';

const apiOfFile = callApiOfFile();

const Refusal = z.object({
  errors: z
    .array(
      z.object({
        message: z.string(),
        path: z.array(z.unknown()).optional(),
        locations: z.array(z.unknown()).optional(),
        extensions: z.object({ code: z.string(), argument: z.string().optional() }),
      }),
    )
    .min(1),
});

/** Sends an operation as a query and as exports, which must be refused alike. @returns the code of the first error */
async function codeOf(url: string, wanted: Omit<Wanted, 'accept'>): Promise<string | undefined> {
  const [query, ...exports] = await Promise.all(
    ['application/json', 'text/csv', 'application/x-ndjson'].map(async (accept) => {
      const { text, headers } = await exportFrom(url, { ...wanted, accept });
      expect(headers['content-type']).not.toContain('csv');
      return Refusal.parse(JSON.parse(text)).errors;
    }),
  );
  for (const exported of exports) expect(exported).toEqual(query);
  return query?.[0]?.extensions.code;
}

const ALL_DAYS = `period: { from: "${FIRST_DAY}", to: "${LAST_DAY}" }`;

const LISTS = [
  '{ outboundCalls(%) { nodes { startedAt } } }',
  '{ outboundCalls(%) { edges { node { startedAt } } } }',
  `{ outboundCalls(${ALL_DAYS}, %) { nodes { startedAt } } }`,
  '{ outboundCalls(%) { groups(by: [DAY]) { count } } }',
  '{ agents(%) { nodes { username } } }',
  '{ agent(username: "agent.01") { of: calls(%) { nodes { answeredAt } } } }',
  '{ campaign(campaignId: "101") { calls(%) { nodes { startedAt } } } }',
];

test.each(LISTS)('wrong limits of a list: %s', async (query) => {
  const { url, dialer } = apiOfFile();
  for (const limits of ['first: -1', 'last: -1', 'first: 1001', 'last: 1001', 'first: 1, last: 1']) {
    expect(await codeOf(url, { query: query.replace('%', limits) })).toBe('BAD_USER_INPUT');
  }
  expect(dialer.counts()).not.toHaveProperty('outbound_cdr');
});

test.each([
  'groups(by: [DAY], first: -1) { count }',
  'groups(by: [DAY], minCount: -1) { count }',
  'groups(by: [DAY], filter: { profiles: ["A"] }) { count }',
  `groups(by: [${'DAY '.repeat(20)}]) { count }`,
])('wrong arguments of groups: %s', async (groups) => {
  expect(await codeOf(apiOfFile().url, { query: `{ outboundCalls { ${groups} } }` })).toBe('BAD_USER_INPUT');
});

test.each([
  'period: { from: "2026-05-12", to: "2026-05-01" }',
  'period: { from: "2020-01-01", to: "2026-05-01" }',
  'period: { relative: TODAY, from: "2026-05-01" }',
  'period: { from: "2026-02-30", to: "2026-03-01" }',
  'period: {}',
  'after: "x"',
  'before: "x"',
  'filter: { queueSeconds: { from: 5, to: 1 } }',
  `filter: { campaigns: ["${'x'.repeat(300)}"] }`,
  'filter: { nope: 1 }',
  'orderBy: { field: NOPE }',
])('wrong arguments of a list: %s', async (args) => {
  const query = `{ outboundCalls(${args}) { nodes { startedAt } } }`;
  expect(await codeOf(apiOfFile().url, { query })).toBe('BAD_USER_INPUT');
});

test.each([
  ['query ($n: Int) { outboundCalls(first: $n) { nodes { startedAt } } }', { n: -3 }],
  ['query ($n: Int = -3) { outboundCalls(last: $n) { nodes { startedAt } } }', {}],
  ['query ($n: Int) { outboundCalls(first: $n) { nodes { startedAt } } }', { n: 'x' }],
  ['query ($n: Int) { outboundCalls(first: $n) { nodes { startedAt } } }', { n: 1e12 }],
  ['query ($p: PeriodInput!) { outboundCalls(period: $p) { nodes { startedAt } } }', {}],
])('wrong variables: %s %o', async (query, variables) => {
  expect(await codeOf(apiOfFile().url, { query, variables })).toBe('BAD_USER_INPUT');
});

const KEYS = {
  agents: { name: 'agents', scopes: ['agents:read'] },
  masked: { name: 'masked', scopes: ['calls:read'] },
  own: { name: 'own', portfolios: ['NRD'] },
};

test.each([
  ['agents', '{ outboundCalls { nodes { startedAt } } }'],
  ['masked', '{ outboundCalls(filter: { phoneNumber: "3125551001" }) { nodes { startedAt } } }'],
  ['own', '{ campaign(campaignId: "101") { hopper { nodes { leadId } } } }'],
  ['own', '{ outboundCalls { campaignSummaries { campaignName } } }'],
])('what viewer %s may not see: %s', async (key, query) => {
  const settings: Settings = { API_KEYS_FILE: testFile(keysText(KEYS)).path };
  const { url } = await callApiTo(await startCallDialer(), settings);
  expect(await codeOf(url, { query, headers: { authorization: `Bearer ${key}` } })).toBe('FORBIDDEN');
});

test('a plan over the limit', async () => {
  const { url, dialer } = await callApiTo(await startCallDialer(), { MAX_CALLS_PER_OPERATION: '2' });
  const query = `{ outboundCalls(${ALL_DAYS}) { nodes { startedAt } } }`;
  expect(await codeOf(url, { query })).toBe('OPERATION_TOO_COMPLEX');
  expect(dialer.counts()).toEqual({});
});
