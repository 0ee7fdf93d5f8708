import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSimulator, type Simulator } from '../../src/simulator/server.ts';
import { ask, at, membersOf, NOW, rowsAt, type Row } from './asking.ts';

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator({ now: () => NOW });
});
afterAll(() => simulator.close());

/** Each member and the type it has in the documents: s = string, n = number, a = array, 0 = null. */
const shapeOf = (row: Row | undefined): string =>
  Object.entries(row ?? {})
    .map(
      ([name, value]) => `${name}:${value === null ? '0' : Array.isArray(value) ? 'a' : (typeof value)[0]}`,
    )
    .join(' ');

const strings = (names: string): string =>
  names
    .split(/\s+/)
    .map((name) => `${name}:s`)
    .join(' ');
const numbers = (names: string): string =>
  names
    .split(/\s+/)
    .map((name) => `${name}:n`)
    .join(' ');

describe('the rows have the documented members, in order, and their types', () => {
  it.each([
    [
      'goReports',
      'outbound_cdr',
      'data.rows',
      strings(
        `call_date src dst agent campaign call_type disposition carrier_disposition term_reason queue_time portfolio
        vendor_lead_code lead_id list_id entry_date`,
      ),
    ],
    [
      'goReports',
      'outbound_cdr',
      'data.summary_rows',
      `campaign_name:s ${numbers(
        `total_leads dialable pending total_calls dialer dialed manual_calls handled_calls total_removed removed
        remove_all_period`,
      )}`,
    ],
    [
      'goReports',
      'inbound_cdr',
      'data.rows',
      strings(
        `call_date enter_on_queue src dst carrier uniq1 queue agent campaign disposition term_reason queue_time
        call_duration queue_position portfolio lead_id list_id vendor_lead_code`,
      ),
    ],
    [
      'goReports',
      'exportAgentReport',
      'data.rows',
      `${strings('user portfolio first_activity last_activity avalible avail_between_calls talk avg_talk talk_+_avail')} wp_sec:0 ${strings('aftercall total_calls break pause login_time sales denied lip vrf profile')}`,
    ],
    [
      'goReports',
      'exportAgentReport',
      'data.summary_rows',
      `type:s ${numbers(
        `user portfolio first_activity last_activity avalible avail_between_calls talk avg_talk talk_+_avail wp_sec
        aftercall total_calls break pause login_time sales denied lip vrf profile`,
      )}`,
    ],
    [
      'goReports',
      'agent_cdr',
      'data.rows',
      `${strings('user answer_time disposition phone_number loan_number call_type call_duration')} lead_id:n ${strings('term_reason portfolio campaign_name')}`,
    ],
    [
      'goReports',
      'agent_calls_report',
      'data.agent_report.rows',
      strings('user profile portfolio avg_talk total_calls manual inbound dialer'),
    ],
    [
      'goReports',
      'inbound_summary_stats',
      'data.rows',
      strings(
        'calldate total_calls queued_calls abandon1 abandon2 handled_calls avg_hold_time avg_handle_time',
      ),
    ],
    [
      'goDashboard',
      'agentTimeUsage',
      'data.breakdown',
      `user:s ${numbers(
        `first_login last_logoff login_time after_call break pausa avalible talk wrapup cust_leave total_calls pause
        ready`,
      )}`,
    ],
    ['goUsers', 'getAllPortfolios', 'data', strings('portfolio portfolio_name')],
    ['goUsers', 'getAllProfiles', 'data', strings('profile_id profile_name')],
    [
      'goUsers',
      'getAllProfiles',
      'profiles.rows',
      `id:n ${strings('profile_id profile_name disposition_set action')}`,
    ],
    [
      'goUsers',
      'goGetAllUsers',
      'data.user_list',
      'user_id:n user:s name:s exten:n level:n active:s campaign_id:s campaign_name:s rank:n profile_id:n allowed_companys:a inbound:n dialer:n xfer:n manual_dial_only:n closer_campaigns:s agentcall_manual:s',
    ],
    [
      'goCampaigns',
      'goGetAllCampaigns',
      'data.rows',
      strings(
        'id campaign_name dialer campaign_vdad_exten list_order_mix dial_method auto_dial_level active',
      ),
    ],
  ])('%s %s %s', async (folder, action, path, shape) => {
    const rows = rowsAt(await ask(simulator, folder, action), path);
    expect([...new Set(rows.map(shapeOf))]).toEqual([shape]);
  });

  it('goReports agent_summary_stats', async () => {
    const answer = await ask(simulator, 'goReports', 'agent_summary_stats');
    expect(at(answer, 'data.dates')).toBe("'2026-11-20' AND '2026-11-20 23:59:59'");
    const [row] = rowsAt(answer);
    expect(Object.keys(row ?? {}).join(' ')).toBe(
      'USER calls_handled manual_calls inbound_calls dialer_calls xfer_out xfer_in voicemail denied noa sales WIT login_time pause break talk most_dispo portfolio profile',
    );
  });

  it('goReports exportPauseReport', async () => {
    const period = { fromDate: '2026-11-19', toDate: '2026-11-19' };
    const rows = rowsAt(await ask(simulator, 'goReports', 'exportPauseReport', period));
    for (const row of rows) {
      expect(row['logged_days']).toBe(1);
      expect(Number(row['billable_time']) + Number(row['no_billable_time'])).toBe(row['total_time']);
    }
    expect(Object.keys(rows[0] ?? {}).toSorted()).toEqual(
      `user logged_days pause_sec wait_sec talk_sec wp_sec dispo_sec dead_sec manual_talk pause dialne manual priv virtua
      data meetin train wc lunch lagged login andial billable_time no_billable_time total_time`
        .split(/\s+/)
        .toSorted(),
    );
  });

  it('goCalltimes goGetAllCalltimes: seven call times in columns of equal length', async () => {
    const answer = await ask(simulator, 'goCalltimes', 'goGetAllCalltimes');
    const { result, ...columns } = membersOf(answer);
    expect(result).toBe('success');
    expect(Object.values(columns).map((column) => (Array.isArray(column) ? column.length : 0))).toEqual(
      Array.from({ length: 19 }, () => 7),
    );
    expect(columns['ct_default_start']).toEqual([0, 2400, 900, 700, 700, 700, 900]);
  });

  it('goCampaigns getLeadsOnHopper', async () => {
    const { hoppers, campaigns } = simulator.centre;
    for (const campaign of campaigns.filter((one) => hoppers.of(one).length > 0)) {
      const rows = rowsAt(
        await ask(simulator, 'goCampaigns', 'getLeadsOnHopper', { campaign_id: campaign.id }),
      );
      expect(rows.length).toBeLessThanOrEqual(60);
      expect([...new Set(rows.map(shapeOf))]).toEqual([
        'lead_id:s last_local_call_time:s loan_id:s phone_number:s state:s disposition:s count:n gmt_offset_now:s hopper_id:s alt_dial:s list_name:s list_id:s priority:n source:s numrows:n delete:s',
      ]);
    }
  });
});

describe('users', () => {
  it('only_inactives gives the others, and the totals stay', async () => {
    const all = await ask(simulator, 'goUsers', 'goGetAllUsers');
    const inactive = await ask(simulator, 'goUsers', 'goGetAllUsers', { only_inactives: '1' });
    expect(rowsAt(all, 'data.user_list').map((row) => row['active'])).toEqual(Array(108).fill('Y'));
    expect(rowsAt(inactive, 'data.user_list').map((row) => row['active'])).toEqual(Array(12).fill('N'));
    for (const answer of [all, inactive]) {
      expect(at(answer, 'data.total_users')).toBe(120);
      expect(at(answer, 'data.total_active_users')).toBe(108);
      expect(at(answer, 'data.total_inactive_users')).toBe(12);
      expect(rowsAt(answer, 'data.all_preview_campaigns')).toHaveLength(3);
    }
  });

  it('give away a password of their own each', async () => {
    const secrets = new Set<unknown>();
    for (const { username } of simulator.centre.agents.slice(0, 20)) {
      const info = at(await ask(simulator, 'goUsers', 'getUserInfo', { user: username }), 'data.user_info');
      expect(at(info, 'user')).toBe(username.toLowerCase());
      for (const name of ['pass', 'pass_hash', 'phone_pass', 'voicemail_pass']) {
        expect(at(info, name)).toMatch(/^(pw|hash|phone|voicemail)-secret-/);
        secrets.add(at(info, name));
      }
    }
    expect(secrets.size).toBe(80);
  });

  it("name their profile by its row's number", async () => {
    const profiles = rowsAt(await ask(simulator, 'goUsers', 'getAllProfiles'), 'profiles.rows');
    const users = rowsAt(await ask(simulator, 'goUsers', 'goGetAllUsers'), 'data.user_list');
    const known = new Set(profiles.map((profile) => profile['id']));
    expect(users.filter((user) => !known.has(user['profile_id']))).toEqual([]);
    expect(known.size).toBe(5);
  });
});

describe('leads', () => {
  it('are found by their id under both names, and by their number', async () => {
    const lead = simulator.leads[700];
    const asked = async (fields: Record<string, string>): Promise<unknown> =>
      at(await ask(simulator, 'goAgent', 'goGetCustomerInfo', fields), 'lead_info.lead_id');
    expect(await asked({ lead_id: String(lead?.leadId) })).toBe(lead?.leadId);
    expect(await asked({ goLeadID: String(lead?.leadId) })).toBe(lead?.leadId);
    expect(await asked({ phone_number: lead?.phoneNumber ?? '' })).toBe(lead?.leadId);
  });
});
