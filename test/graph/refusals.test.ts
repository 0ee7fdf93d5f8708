import { describe, expect, test } from 'vitest';
import { ENDPOINTS } from '../../src/upstream/endpoints.ts';
import { startApi } from '../support/api.ts';
import { refusal } from '../support/otherDialer.ts';

const DAY = 'period: {from: "2026-05-12", to: "2026-05-12"}';

/** Every root that gives a list, a report or counts, and one look-up in each of the lists. */
const LISTS = [
  'agents { totalCount }',
  'agent(username: "42") { name }',
  'campaigns { name }',
  'campaign(campaignId: "50010") { name }',
  'portfolios { name }',
  'portfolio(code: "NRD") { name }',
  'profiles { name }',
  'profile(profileId: "VIP") { name }',
  'callTimes { name }',
  'callTime(callTimeId: "office") { name }',
  `calls(${DAY}) { totalCount }`,
  `outboundCalls(${DAY}) { totalCount }`,
  `inboundCalls(${DAY}) { totalCount }`,
  `agentCalls(${DAY}) { totalCount }`,
  `agentActivityReport(${DAY}) { unreadableCount }`,
  `agentCallsReport(${DAY}) { unreadableCount }`,
  `agentPauseReport(${DAY}) { unreadableCount }`,
  `inboundDailyReport(${DAY}) { unreadableCount }`,
  'agentDayReport { unreadableCount }',
  'dashboard { agentsInCall }',
  'dashboard { agentCounts { live } }',
  'dashboard { timeUsage { averageTalk } }',
];

/** Whatever it is asked. */
async function apiThatAnswers(answer: string | object) {
  const api = await startApi();
  for (const action of Object.keys(ENDPOINTS)) api.dialer.answer(action, answer);
  return api;
}

describe.each([
  refusal('User not found'),
  { code: '41004', result: 'Error: User does not exist. ' },
  'result=error;message=User not found;',
  refusal('Query failed: no data on table vicidial_log'),
])('a dialer that answers everything with %j', (answer) => {
  test('has refused each list and report', async () => {
    const api = await apiThatAnswers(answer);
    for (const field of LISTS) {
      const { errors } = await api.query(`{ ${field} }`);
      const said = { field, codes: errors.map(({ extensions }) => extensions['code']) };
      expect(said).toEqual({ field, codes: ['DIALER_REFUSED'] });
    }
  });
});

test('that there is no such user is an answer to what asks about one', async () => {
  const api = await startApi();
  for (const action of ['getUserInfo', 'getLiveAgentInfo'])
    api.dialer.answer(action, refusal('User not found'));
  const document = '{ agent(username: "42") { account { email } productivity { sales } live { state } } }';
  expect(await api.data(document)).toEqual({ agent: { account: null, productivity: null, live: null } });
});

test('a refusal about another thing than what was looked up is a refusal', async () => {
  const api = await startApi();
  for (const action of ['getUserInfo', 'getLiveAgentInfo', 'getCampaignInfo', 'getLeadsOnHopper'])
    api.dialer.answer(action, refusal('List not found'));
  const document = `{
    agent(username: "42") { account { email } live { state } }
    campaign(campaignId: "50010") { settings { type } hopper { totalCount } }
  }`;
  const { errors } = await api.query(document);
  const codes = Object.fromEntries(
    errors.map(({ path, extensions }) => [path?.join('.'), extensions['code']] as const),
  );
  expect(codes).toEqual({
    'agent.account': 'DIALER_REFUSED',
    'agent.live': 'DIALER_REFUSED',
    'campaign.hopper': 'DIALER_REFUSED',
    'campaign.settings': 'DIALER_REFUSED',
  });
});
