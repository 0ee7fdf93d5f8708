import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSimulator, type Simulator } from '../../src/simulator/server.ts';
import { ask, at, goFields, hear, NOW, post, rowsAt } from './asking.ts';

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator({ now: () => NOW });
});
afterAll(() => simulator.close());

const NOT_FOUND = '{"result":"error","message":"Command Not Found"}';
const MISSING = '{"code":"40001","message":"Error: Missing required parameters"}';

describe('responsetype', () => {
  it.each(['csv', 'JSON', 'Json'])('%s is refused in plain text', async (responsetype) => {
    expect(await hear(simulator, 'goUsers', 'getAllPortfolios', { responsetype })).toBe(
      'result=error;message=This API function only accepts XML or JSON value on responsetype;',
    );
  });

  it('xml and none give the same malformed XML', async () => {
    const xml = await hear(simulator, 'goUsers', 'getAllPortfolios', { responsetype: 'xml' });
    expect(xml).toMatch(
      /^<\?xml version="1\.0" encoding="UTF-8"\?>\\n<goautodialapi version="4\.0">\(\\n<action>/,
    );
    expect(xml).toContain('<result>success</result>\n<portfolio>CSC</portfolio>\n');
    expect(await hear(simulator, 'goUsers', 'getAllPortfolios', { responsetype: '' })).toBe(xml);
  });
});

describe('goAction', () => {
  it.each([
    ['goUsers', 'noSuchAction'],
    ['goUsers', 'getallportfolios'],
    ['goUsers', ''],
    ['goUsers', '../goCampaigns/goGetAllCampaigns'],
    ['goUsers', 'outbound_cdr'],
    ['goReports', 'goGetCustomerInfo'],
    ['goUsers', 'toString'],
  ])('%s does not know %j', async (folder, action) => {
    expect(await hear(simulator, folder, action)).toBe(NOT_FOUND);
  });

  it('has no module but the six', async () => {
    expect((await post(simulator, '/goAPIv2/goNoSuch/goAPI.php', {})).status).toBe(404);
  });

  it('is read from the query first', async () => {
    const path = '/goAPIv2/goUsers/goAPI.php?goAction=noSuchAction';
    expect((await post(simulator, path, goFields(simulator, 'getAllPortfolios'))).text).toBe(NOT_FOUND);
  });
});

describe('fields', () => {
  it('come form-encoded: a JSON body is not read', async () => {
    const response = await fetch(`${simulator.url}/goAPIv2/goUsers/goAPI.php`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(goFields(simulator, 'getAllPortfolios')),
    });
    expect(await response.text()).toContain('<message>Invalid Username/Password</message>');
  });

  it('lists come as user[]=a&user[]=b, and a single user as a list of one', async () => {
    const [one, other] = simulator.centre.agents;
    const usersOf = async (fields: Record<string, string | string[]>): Promise<unknown[]> =>
      rowsAt(await ask(simulator, 'goReports', 'agent_calls_report', fields), 'data.agent_report.rows').map(
        (row) => row['user'],
      );
    const names = [one?.username ?? '', other?.username ?? ''];
    expect(await usersOf({ 'user[]': names })).toEqual(names);
    expect(await usersOf({ user: names[0]?.toUpperCase() ?? '' })).toEqual([names[0]]);
    // Without brackets the last of two values counts.
    expect(await usersOf({ user: names })).toEqual([names[1]]);
    expect((await usersOf({})).length).toBeGreaterThan(50);
  });

  it('past the thousandth are dropped', async () => {
    const { username } = simulator.centre.agents[0] ?? {};
    const padded = (count: number): Record<string, string> => ({
      ...goFields(simulator, 'getUserInfo'),
      ...Object.fromEntries(Array.from({ length: count }, (_, index) => [`pad${index}`, ''])),
      user: username ?? '',
    });
    const path = '/goAPIv2/goUsers/goAPI.php';
    expect((await post(simulator, path, padded(995))).text).toContain('"success"');
    expect((await post(simulator, path, padded(996))).text).toBe(MISSING);
  });
});

describe('refusals', () => {
  it.each([
    ['goUsers', 'getUserInfo'],
    ['goUsers', 'getLiveAgentInfo'],
    ['goCalltimes', 'goGetCalltimeInfo'],
    ['goCampaigns', 'getCampaignInfo'],
    ['goCampaigns', 'getLeadsOnHopper'],
    ['goReports', 'exportPauseReport'],
    ['goAgent', 'goGetCustomerInfo'],
  ])('%s %s misses its parameter', async (folder, action) => {
    expect(await hear(simulator, folder, action)).toBe(MISSING);
  });

  it.each([
    ['goUsers', 'getUserInfo', { user: 'No.Body' }, '{"result":"error","message":"User does not exist"}'],
    [
      'goUsers',
      'getLiveAgentInfo',
      { user: 'No.Body' },
      '{"result":"error","message":"User does not exist"}',
    ],
    [
      'goCalltimes',
      'goGetCalltimeInfo',
      { call_time_id: 'no' },
      '{"result":"Error: Calltime does not exist."}',
    ],
    [
      'goCampaigns',
      'getCampaignInfo',
      { campaign_id: '1' },
      '{"code":"41004","result":"Invalid value in campaign_id"}',
    ],
    [
      'goAgent',
      'goGetCustomerInfo',
      { lead_id: '123' },
      '{"result":"error","message":"Lead ID \'123\' does NOT exist on the database"}',
    ],
  ])('%s %s of what does not exist', async (folder, action, fields, refusal) => {
    expect(await hear(simulator, folder, action, fields)).toBe(refusal);
  });

  it('an empty hopper has no data', async () => {
    const empty = simulator.centre.campaigns.find(
      (campaign) => campaign.active && simulator.centre.hoppers.of(campaign).length === 0,
    );
    const fields = { campaign_id: empty?.id ?? '' };
    expect(await hear(simulator, 'goCampaigns', 'getLeadsOnHopper', fields)).toBe(
      '{"result":"error","message":"No Available Data"}',
    );
  });
});

describe('PHP encodes JSON its own way', () => {
  it('escapes slashes and whatever is not ASCII', async () => {
    const agent = simulator.centre.agents.find(({ fullName }) => /[^ -~]/.test(fullName));
    const text = await hear(simulator, 'goUsers', 'getUserInfo', { user: agent?.username ?? '' });
    expect(text).toMatch(/"full_name":"[^"]*\\u00/);
    expect(text).toMatch(/^[ -~]*$/);
    expect(at(JSON.parse(text), 'data.user_info.full_name')).toBe(agent?.fullName);
    expect(await hear(simulator, 'goUsers', 'getAllProfiles')).toContain('<\\/button>');
  });
});
