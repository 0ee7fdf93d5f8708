import type { Agent } from '../centre/agents.ts';
import { todayOf } from './period.ts';
import { plainLetters } from '../centre/people.ts';
import {
  headersOf,
  MISSING_PARAMETERS,
  NO_SUCH_USER,
  success,
  type Answer,
  type GoRequest,
} from '../wire/request.ts';
import { callsByAgent, dispositionCount, timesheetOf } from '../day/timesheets.ts';
import { clock } from '../centre/zone.ts';

const bit = (value: boolean): 0 | 1 => (value ? 1 : 0);
const flag = (value: boolean): '0' | '1' => (value ? '1' : '0');

/** A list as one text, with a dash at its end: " A B -". */
const blankSeparated = (words: readonly string[]): string => ` ${words.join(' ')} -`;

const userRow = (agent: Agent) => ({
  user_id: agent.userId,
  user: agent.username,
  name: agent.fullName,
  exten: agent.extension,
  level: agent.level,
  active: agent.active ? 'Y' : 'N',
  campaign_id: agent.campaign.id,
  campaign_name: agent.campaign.name,
  rank: agent.rank,
  profile_id: agent.profile.rowId,
  allowed_companys: agent.portfolios.map((portfolio) => portfolio.code),
  inbound: bit(agent.inbound),
  dialer: bit(agent.dialer),
  xfer: bit(agent.transfer),
  manual_dial_only: bit(agent.manualDialOnly),
  closer_campaigns: blankSeparated(agent.transferGroups),
  agentcall_manual: '1',
});

const goGetAllUsers: Answer = ({ form, centre }) => {
  const { agents, campaigns } = centre;
  const active = agents.filter((agent) => agent.active);
  const inactive = agents.filter((agent) => !agent.active);
  return success({
    user_list: (form.one('only_inactives') === '1' ? inactive : active).map(userRow),
    all_campaigns: campaigns.map((campaign) => campaign.name),
    all_preview_campaigns: campaigns
      .filter((campaign) => campaign.dialMethod === 'PREVIEW')
      .map((campaign) => ({ campaign_id: campaign.id, campaign_name: campaign.name })),
    total_users: agents.length,
    total_active_users: active.length,
    total_inactive_users: inactive.length,
  });
};

const time = (seconds: number | undefined): string => clock(seconds ?? 0);

function userStats(agent: Agent, request: GoRequest): object {
  const { centre, now } = request;
  const { zone } = centre;
  const today = todayOf(request);
  const calls = callsByAgent(centre.calls.between(today.from, today.until, now)).get(agent) ?? [];
  const sheet = timesheetOf(agent, calls, zone, today);
  const wait = sheet && calls.length > 0 ? Math.round(sheet.available / calls.length) : 0;
  const useful = sheet ? Math.round((100 * (sheet.talk + sheet.available)) / sheet.login) : 0;
  return {
    first_activity: sheet ? zone.local(sheet.logins[0]?.from ?? now).slice(11) : '',
    last_activity: sheet ? zone.local(sheet.logins.at(-1)?.until ?? now).slice(11) : '',
    login_time: time(sheet?.login),
    after_call: time(sheet?.wrap),
    break: time(sheet?.break),
    pause: time(sheet?.pause),
    avalible: time(sheet?.available),
    avg_wait: clock(wait),
    talk: time(sheet?.talk),
    talk_avalible: time(sheet ? sheet.talk + sheet.available : 0),
    total_calls: calls.length,
    denied: dispositionCount(calls, 'Denied'),
    lip: dispositionCount(calls, 'LIP'),
    vrf: dispositionCount(calls, 'VRF'),
    sales: dispositionCount(calls, 'Sale'),
    sla_productivity: `${useful}%`,
  };
}

const userInfo = (agent: Agent) => ({
  user_id: agent.userId,
  // This action returns usernames in lower case.
  user: agent.username.toLowerCase(),
  pass: agent.secrets.password,
  pass_hash: agent.secrets.hash,
  email: `${plainLetters(agent.username)}.${agent.index}@example.com`.toLowerCase(),
  voicemail_id: '',
  phone_login: String(8_005_550_000 + agent.extension),
  phone_pass: agent.secrets.phone,
  full_name: agent.fullName,
  user_level: agent.level,
  territory: '',
  tenant: agent.portfolios[0]?.code ?? '',
  user_code: String(agent.extension),
  hotkeys_active: '1',
  agent_choose_ingroups: '0',
  scheduled_callbacks: '1',
  agentonly_callbacks: '1',
  agentcall_manual: '1',
  dialer_recording: '1',
  dialer_transfers: flag(agent.transfer),
  closer_default_blended: flag(agent.inbound),
  user_group: `${agent.profile.profileId}_TEAM`,
  dialer_recording_override: 'DISABLED',
  alter_custphone_override: 'NOT_ACTIVE',
  alert_enabled: '0',
  agent_shift_enforcement_override: 'DISABLED',
  shift_override_flag: '0',
  allow_alerts: '0',
  closer_campaigns: blankSeparated(agent.transferGroups),
  agent_choose_territories: '0',
  custom_one: '',
  custom_two: '',
  custom_three: '',
  custom_four: '',
  custom_five: '',
  agent_call_log_view_override: 'DISABLED',
  agent_choose_blended: '1',
  agent_lead_search_override: 'NOT_ACTIVE',
  preset_contact_search: 'NOT_ACTIVE',
  voicemail_pass: agent.secrets.voicemail,
});

/** An answer for the agent of `user`, or the error if there is none. */
const forUser =
  (answer: (agent: Agent, request: GoRequest) => object): Answer =>
  (request) => {
    const username = request.form.one('user');
    if (username === '') return MISSING_PARAMETERS;
    const agent = request.centre.agent(username);
    return agent ? answer(agent, request) : NO_SUCH_USER;
  };

const getUserInfo = forUser((agent, request) =>
  success({ user_info: userInfo(agent), user_stats: userStats(agent, request) }),
);

const COLOURS: Readonly<Record<string, string>> = {
  READY: 'primary',
  QUEUE: 'info',
  'IN CALL': 'green',
  '3-WAY': 'green',
  PARK: 'info',
  DEAD: 'danger',
  DISPOSITION: 'warning',
  OFFLINE: 'secondary',
};

const getLiveAgentInfo = forUser((agent, { centre, now }) => {
  const { state, call } = centre.live.of(agent, now);
  return success({
    status: state,
    color: COLOURS[state] ?? 'warning',
    in_call_with: call?.lead.phoneNumber ?? '',
    campaign_id: call?.campaign.id ?? '',
    campaign_name: call?.campaign.name ?? '',
    call_type: call?.type ?? '',
    caller_id: call?.campaign.callerId ?? '',
    conf_exten: state === 'OFFLINE' ? '' : String(8_600_051 + agent.index),
    server_ip: '127.0.0.1',
    vendor_lead_code: call?.lead.vendorLeadCode ?? '',
    lead_id: call?.lead.leadId ?? 0,
  });
});

const getAllPortfolios: Answer = ({ centre }) =>
  success(centre.portfolios.map(({ code, name }) => ({ portfolio: code, portfolio_name: name })));

const getAllProfiles: Answer = ({ centre }) => {
  const rows = centre.profiles.map(({ rowId, profileId, dispositionSet }) => ({
    id: rowId,
    profile_id: profileId,
    profile_name: profileId,
    disposition_set: dispositionSet,
    action:
      `<button class="btn btn-success btn-normal edit_profile" profile="${profileId}" profile_type="profile" ` +
      `profile_id="${rowId}" title="Edit"><i class="fa fa-pencil"></i></button>`,
  }));
  return {
    result: 'success',
    data: centre.profiles.map(({ profileId }) => ({ profile_id: profileId, profile_name: profileId })),
    use_profile: 1,
    profiles: { headers: headersOf(rows[0]), rows },
  };
};

export const goUsers = {
  goGetAllUsers,
  getUserInfo,
  getLiveAgentInfo,
  getAllPortfolios,
  getAllProfiles,
} as const;
