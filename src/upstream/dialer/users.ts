import { z } from 'zod';
import { cell, MISFIT } from '../wire/cell.ts';
import { beside, both } from '../wire/reading/reader.ts';
import { record, sideRecord } from '../wire/reading/record.ts';
import type { ValuesOf } from '../wire/reading/rowReader.ts';
import { sideTable, table, Table } from '../wire/reading/table.ts';
import { count, flag, int, key, length, percent, reference, seconds, text, words } from '../wire/wire.ts';
import { normalizeKey } from '../wire/normalizeKey.ts';
import { LIFETIMES, goAction } from './action.ts';
import { agentStateOf, callTypeOf } from './vocabulary.ts';

const userRow = {
  user: key,
  user_id: int,
  name: text,
  exten: text,
  level: int,
  active: flag,
  campaign_id: reference,
  campaign_name: text,
  rank: int,
  profile_id: reference,
  allowed_companys: words,
  inbound: flag,
  dialer: flag,
  xfer: flag,
  manual_dial_only: flag,
  closer_campaigns: words,
  agentcall_manual: flag,
};

const asUser = (row: ValuesOf<typeof userRow>) => ({
  username: row.user,
  userId: row.user_id,
  name: row.name,
  extension: row.exten,
  level: row.level,
  active: row.active,
  campaignId: row.campaign_id,
  campaignName: row.campaign_name,
  rank: row.rank,
  /** The profile's row number (`profiles.rows[].id` of getAllProfiles), not its name. */
  profileRowId: row.profile_id,
  portfolioCodes: row.allowed_companys,
  permissions: {
    inbound: row.inbound,
    dialer: row.dialer,
    transfer: row.xfer,
    manualDialOnly: row.manual_dial_only,
    manualCalls: row.agentcall_manual,
  },
  transferGroups: row.closer_campaigns,
});

/** A user account as goGetAllUsers lists it. */
export type UserRow = ReturnType<typeof asUser>;

/** Every user account, active or inactive. The ancestors answer in columns, under other names. */
export const goGetAllUsers = goAction({
  name: 'goGetAllUsers',
  folder: 'goUsers',
  summary: 'Every active (or every inactive) user account, and which campaigns are preview campaigns.',
  model: 'UserList',
  ...LIFETIMES.reference,
  params: z
    .object({ inactive: z.boolean() })
    .transform(({ inactive }) => ({ only_inactives: inactive ? '1' : '0' })),
  response: both(
    table({
      at: 'user_list',
      row: userRow,
      as: asUser,
      aliases: { full_name: 'name', user_level: 'level', phone_login: 'exten' },
    }),
    sideTable({
      at: 'all_preview_campaigns',
      row: { campaign_id: key, campaign_name: text },
      as: (row) => ({ campaignId: row.campaign_id, name: row.campaign_name }),
    }),
    (users, previewCampaigns) => ({ users, previewCampaigns }),
  ),
  nothing: () => ({ users: Table.empty(), previewCampaigns: Table.empty() }),
});

const userInfo = {
  user: key,
  full_name: text,
  email: text,
  user_level: int,
  user_group: text,
  user_code: text,
  territory: text,
  tenant: text,
  hotkeys_active: flag,
  scheduled_callbacks: flag,
  agentonly_callbacks: flag,
  agentcall_manual: flag,
  dialer_recording: flag,
  dialer_transfers: flag,
  closer_default_blended: flag,
  agent_choose_ingroups: flag,
  agent_choose_blended: flag,
  agent_choose_territories: flag,
  alert_enabled: flag,
  allow_alerts: flag,
  shift_override_flag: flag,
  agent_shift_enforcement_override: text,
  dialer_recording_override: text,
  alter_custphone_override: text,
  agent_call_log_view_override: text,
  agent_lead_search_override: text,
  preset_contact_search: text,
  voicemail_id: text,
  phone_login: text,
  closer_campaigns: words,
  custom_one: text,
  custom_two: text,
  custom_three: text,
  custom_four: text,
  custom_five: text,
};

const asAccount = (info: ValuesOf<typeof userInfo>) => ({
  fullName: info.full_name,
  email: info.email,
  userLevel: info.user_level,
  userGroup: info.user_group,
  userCode: info.user_code,
  territory: info.territory,
  tenant: info.tenant,
  hotkeysActive: info.hotkeys_active,
  scheduledCallbacks: info.scheduled_callbacks,
  agentOnlyCallbacks: info.agentonly_callbacks,
  manualCalls: info.agentcall_manual,
  recording: info.dialer_recording,
  transfers: info.dialer_transfers,
  closerDefaultBlended: info.closer_default_blended,
  chooseIngroups: info.agent_choose_ingroups,
  chooseBlended: info.agent_choose_blended,
  chooseTerritories: info.agent_choose_territories,
  alertsEnabled: info.alert_enabled,
  allowAlerts: info.allow_alerts,
  shiftOverride: info.shift_override_flag,
  shiftEnforcementOverride: info.agent_shift_enforcement_override,
  recordingOverride: info.dialer_recording_override,
  alterCustomerPhoneOverride: info.alter_custphone_override,
  callLogViewOverride: info.agent_call_log_view_override,
  leadSearchOverride: info.agent_lead_search_override,
  presetContactSearch: info.preset_contact_search,
  voicemailId: info.voicemail_id,
  phoneLogin: info.phone_login,
  transferGroups: info.closer_campaigns,
  customFields: (['custom_one', 'custom_two', 'custom_three', 'custom_four', 'custom_five'] as const).map(
    (name) => ({ name, value: info[name] }),
  ),
});

const userStats = {
  first_activity: text,
  last_activity: text,
  login_time: seconds,
  after_call: seconds,
  break: seconds,
  pause: seconds,
  avalible: seconds,
  avg_wait: length,
  talk: seconds,
  talk_avalible: seconds,
  total_calls: count,
  denied: count,
  lip: count,
  vrf: count,
  sales: count,
  sla_productivity: percent,
};

const asProductivity = (stats: ValuesOf<typeof userStats>) => ({
  firstActivity: stats.first_activity,
  lastActivity: stats.last_activity,
  loginSeconds: stats.login_time,
  afterCallSeconds: stats.after_call,
  breakSeconds: stats.break,
  pauseSeconds: stats.pause,
  availableSeconds: stats.avalible,
  averageWaitSeconds: stats.avg_wait,
  talkSeconds: stats.talk,
  talkAndAvailableSeconds: stats.talk_avalible,
  totalCalls: stats.total_calls,
  denied: stats.denied,
  lip: stats.lip,
  vrf: stats.vrf,
  sales: stats.sales,
  slaPercent: stats.sla_productivity,
});

/** A user's settings, without the passwords that getUserInfo also sends. */
export type UserAccount = ReturnType<typeof asAccount>;
/** A user's own figures. */
export type UserProductivity = ReturnType<typeof asProductivity>;

/** Reads both parts. The figures may be absent. */
const infoAnswer = beside(
  record({
    at: 'data.user_info',
    cells: userInfo,
    as: (info) => ({ username: info.user, account: asAccount(info) }),
  }),
  sideRecord({ at: 'data.user_stats', cells: userStats, as: asProductivity }),
  ({ username, account }, productivity) => ({ username, account, productivity }),
);

/** One user's settings and figures; null if there is no such user. */
export const getUserInfo = goAction({
  name: 'getUserInfo',
  folder: 'goUsers',
  summary: "One user's settings and figures. The passwords in the answer are not read.",
  model: 'UserInfo',
  ...LIFETIMES.today,
  lookup: 'user',
  params: z.object({ username: z.string().min(1) }).transform(({ username }) => ({ user: username })),
  response: infoAnswer,
  isAbout: ({ username }, info) => normalizeKey(info.username) === normalizeKey(username),
  nothing: () => null,
});

/** An agent's state. No status means that the agent is not logged in. */
const liveStatus = cell('a status', (value) => {
  const word = text.read(value);
  return word === MISFIT ? MISFIT : { state: agentStateOf(word), text: word };
});

const liveInfo = {
  status: liveStatus,
  color: text,
  in_call_with: text,
  campaign_id: reference,
  campaign_name: text,
  call_type: text,
  caller_id: text,
  conf_exten: text,
  vendor_lead_code: text,
  lead_id: reference,
};

/** The live status of one agent; null if the dialer has none. */
export const getLiveAgentInfo = goAction({
  name: 'getLiveAgentInfo',
  folder: 'goUsers',
  summary: "One agent's live state, and the call if there is one.",
  model: 'LiveStatus',
  ...LIFETIMES.live,
  lookup: 'user',
  params: z.object({ username: z.string().min(1) }).transform(({ username }) => ({ user: username })),
  response: record({
    at: 'data',
    cells: liveInfo,
    essential: ['status', 'in_call_with', 'conf_exten'],
    as: (info) => ({
      /** UNKNOWN if it cannot be read. */
      state: info.status?.state ?? 'UNKNOWN',
      statusText: info.status?.text ?? null,
      color: info.color,
      inCallWith: info.in_call_with,
      campaignId: info.campaign_id,
      campaignName: info.campaign_name,
      callType: info.call_type === null ? null : callTypeOf(info.call_type),
      callerId: info.caller_id,
      conferenceExtension: info.conf_exten,
      vendorLeadCode: info.vendor_lead_code,
      leadId: info.lead_id,
    }),
  }),
  nothing: () => null,
});
