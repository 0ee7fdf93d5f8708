/**
 * A second dialer, independent of the embedded simulator: a small call centre, written by hand in the documented wire
 * shapes, with the irregularities of a real one. It has no calls: `callDay.ts` is a dialer with thousands, and
 * `portfolioWorld.ts` one whose rows show whose they are. Numbers are strings, the case of names differs between lists and
 * reports, members are missing, HTML and passwords are included, and rows are not sorted.
 */
import { startScriptedServer, type ScriptedServer } from './scriptedServer.ts';

/** The dialer account of the server under test. */
export const DIALER_USER = 'graph-api';
export const DIALER_PASS = 'dialer-secret-1';

/** Secrets in the dialer's answers that must never leave the server, and the account's own password. */
export const SECRETS = [
  DIALER_PASS,
  'Sunflower-77',
  'c2FsdGVkLWhhc2g',
  'phone-secret-2',
  'vm-9911',
  '10.20.30.40',
  'SELECT * FROM',
] as const;

/** An answer with result success. */
export const success = (data: unknown): object => ({ result: 'success', data });

/** A lead in the shape of goGetCustomerInfo. */
export const leadInfo = (lead: object): object => ({
  result: 'success',
  lead_info: lead,
  custom_info: null,
  is_customer: 0,
});

/** An answer with result error. */
export const refusal = (message: string): object => ({ result: 'error', message });

/** A filter for the names in a repeated field of a request, in any case. Without the field it allows all. */
export const named = (fields: URLSearchParams, field: string): ((value: string | null) => boolean) => {
  const names = new Set(fields.getAll(field).map((name) => name.toLowerCase()));
  return (value) => names.size === 0 || (value !== null && names.has(value.toLowerCase()));
};

export const ACTIVE_USERS: readonly object[] = [
  {
    user_id: '7003',
    user: 'zoe lindqvist',
    name: 'Zoë <b>Lindqvist</b>',
    exten: '7703',
    level: '8',
    active: '1',
    campaign_id: 50020,
    campaign_name: 'COBRANÇA',
    rank: '-3',
    // No profile has this row number.
    profile_id: 999,
    // No portfolio has the second code.
    allowed_companys: ['NRD', 'ZZZ'],
    inbound: '0',
    dialer: '1',
    xfer: 'N',
    manual_dial_only: 'Y',
    closer_campaigns: 'SALES, SUPPORT',
    agentcall_manual: '5',
  },
  {
    user_id: 7001,
    user: 'Maria.ORTIZ',
    name: 'María Ortiz',
    exten: 7701,
    level: 1,
    active: 'Y',
    campaign_id: '50010',
    campaign_name: 'Renewals (as the user list has it)',
    rank: 2,
    profile_id: 41,
    allowed_companys: ['NRD', 'SUR'],
    inbound: 1,
    dialer: 1,
    xfer: 1,
    manual_dial_only: 0,
    closer_campaigns: ' AGENTDIRECT RENEWALS -',
    agentcall_manual: '0',
  },
  // A row with the required members only. PHP sends a numeric username as a number.
  { user: 42, active: 'Y' },
  {
    user_id: 7002,
    user: 'B.Okafor',
    name: 'Bola Okafor',
    exten: '7702',
    level: 1,
    active: 'Y',
    // No campaign.
    campaign_id: '0',
    campaign_name: '',
    rank: '0',
    profile_id: '17',
    allowed_companys: [],
    inbound: '1',
    dialer: '0',
    xfer: '1',
    manual_dial_only: '0',
    closer_campaigns: '',
    agentcall_manual: '1',
  },
];

export const INACTIVE_USERS: readonly object[] = [
  {
    user_id: 6001,
    user: 'Old.Timer',
    name: 'Olga Timmer',
    exten: '7600',
    level: 1,
    active: 'N',
    campaign_id: '50030',
    campaign_name: 'Vista previa',
    rank: 0,
    profile_id: 23,
    allowed_companys: ['SUR'],
    inbound: 0,
    dialer: 0,
    xfer: 0,
    manual_dial_only: 0,
    closer_campaigns: null,
    agentcall_manual: '0',
  },
];

export const userList = (rows: readonly object[]): object =>
  success({
    user_list: rows,
    all_campaigns: ['Renovación', 'COBRANÇA', 'Vista previa'],
    all_preview_campaigns: [{ campaign_id: 50030, campaign_name: 'Vista previa' }],
    total_users: ACTIVE_USERS.length + INACTIVE_USERS.length,
    total_active_users: ACTIVE_USERS.length,
    total_inactive_users: INACTIVE_USERS.length,
  });

const CAMPAIGNS: readonly object[] = [
  {
    id: 50030,
    campaign_name: 'Vista previa',
    dialer: '0',
    campaign_vdad_exten: 'N',
    list_order_mix: 'N',
    dial_method: 'PREVIEW',
    auto_dial_level: 0,
    active: '1',
  },
  {
    id: '50010',
    campaign_name: '<span class="label">Renovación</span>',
    dialer: 'Y',
    campaign_vdad_exten: 'Y',
    list_order_mix: 'N',
    dial_method: 'PREDICTIVE',
    auto_dial_level: '2.5',
    active: 'Y',
  },
  {
    id: '50020',
    campaign_name: 'COBRANÇA',
    dialer: 'N',
    campaign_vdad_exten: '',
    list_order_mix: 'Y',
    dial_method: '',
    auto_dial_level: '',
    active: 'N',
  },
];

/** getCampaignInfo of the three campaigns, by id. */
export const CAMPAIGN_INFO: Readonly<Record<string, object>> = {
  '50010': {
    result: 'success',
    data: {
      campaign_id: 50010,
      campaign_name: 'Renovación',
      active: 'Y',
      dial_status_a: 'NEW',
      dial_status_b: 'NA',
      dial_status_c: null,
      dial_status_d: '',
      dial_status_e: 'B',
      dial_statuses: ' NEW NA CALLBK -',
      lead_order: 'DOWN COUNT',
      hopper_level: '500',
      auto_dial_level: '2.5',
      next_agent_call: 'longest_wait_time',
      local_call_time: 'office',
      dial_timeout: '26',
      dial_prefix: 9,
      campaign_cid: '5550100200',
      campaign_script: 'RENEWAL_1',
      campaign_recording: 'ALLFORCE',
      closer_campaigns: 'AGENTDIRECT, RENEWALS',
      drop_call_seconds: '5',
      drop_action: 'HANGUP',
      wrapup_seconds: '15',
      wrapup_message: 'Please <b>wrap up</b>',
      manual_dial_list_id: '20260512001122',
      queue_priority: '-20',
      default_xfer_group: 'AGENTDIRECT',
      survey_method: 'AGENT_XFER',
      survey_dtmf_digits: 1238,
      survey_xfer_exten: '8300',
      use_internal_dnc: 'Y',
      manual_dial_timeout: '40',
      three_way_call_cid: 'CAMPAIGN',
      three_way_dial_prefix: '903',
      callback_days_limit: '30',
      campaign_description: 'Renewals of the year',
      campaign_calldate: '2026-05-12 14:03:00',
      server_ip: '10.20.30.40',
    },
    campaign_type: 'BLENDED',
    custom_fields_launch: 'ONCALL',
  },
  // Few members are set. The last call was in the hour that the change to daylight saving time skips.
  '50020': {
    result: 'success',
    data: {
      campaign_id: '50020',
      closer_campaigns: null,
      local_call_time: 'nowhere',
      use_internal_dnc: 'N',
      campaign_calldate: '2026-03-08 02:30:00',
    },
    campaign_type: null,
    custom_fields_launch: '',
  },
  // The last call was in the hour that occurs twice.
  '50030': {
    result: 'success',
    data: {
      campaign_id: '50030',
      local_call_time: '24HOURS',
      manual_dial_list_id: 0,
      campaign_calldate: '2026-11-01 01:30:00',
    },
  },
};

/** getLeadsOnHopper's rows of campaign 50010, not sorted. */
export const HOPPER: readonly object[] = [
  hopperRow({ hopper_id: 9004, lead_id: 304, priority: 0 }),
  {
    lead_id: '20260512000301',
    last_local_call_time: '2026-05-11 17:45:10',
    loan_id: 'LN-77/1',
    phone_number: 5550107701,
    state: 'TX',
    disposition: 'CALLBK',
    count: '3',
    gmt_offset_now: '-5.50',
    hopper_id: '9001',
    alt_dial: 'MAIN',
    list_name: 'Spring &<i>Co</i>',
    list_id: 20260512001122,
    priority: '99',
    source: 'IMPORT',
    numrows: 7,
    delete: '<button class="btn btn-delete"><i class="fa fa-trash"></i></button>',
  },
  hopperRow({ hopper_id: 10001, lead_id: 307, priority: '0' }),
  hopperRow({ hopper_id: '9005', lead_id: 305, priority: -10 }),
  hopperRow({ hopper_id: '9002', lead_id: 302, priority: 50 }),
  // A row with the required members only.
  { hopper_id: '9003', lead_id: '303' },
  hopperRow({ hopper_id: 9010, lead_id: 306, priority: '0' }),
];

function hopperRow(own: object): object {
  return {
    last_local_call_time: '',
    loan_id: '',
    phone_number: '5550107700',
    state: '',
    disposition: 'NEW',
    count: 0,
    gmt_offset_now: '-6.00',
    alt_dial: 'NONE',
    list_name: 'Other',
    list_id: '901',
    source: 'S',
    delete: '<button>x</button>',
    ...own,
  };
}

const PORTFOLIOS: readonly object[] = [
  { portfolio: 'SUR', portfolio_name: 'Banco del Sur' },
  { portfolio: 'NRD', portfolio_name: 'Nordbank <i>A/S</i>' },
  { portfolio: 'KIW', portfolio_name: null },
];

/** The row numbers are not consecutive, and not in the order of `data`. */
const PROFILES: object = {
  result: 'success',
  data: [
    { profile_id: 'COLLECTIONS', profile_name: 'Collections' },
    { profile_id: 'SERVERS_EU', profile_name: 'Servers, Europe' },
    { profile_id: 'VIP', profile_name: 'VIP' },
  ],
  use_profile: 1,
  profiles: {
    headers: [],
    rows: [
      profileRow('41', 'SERVERS_EU', 'Servers, Europe', 'SERVER SET'),
      profileRow(23, 'VIP', 'VIP', ''),
      profileRow(17, 'COLLECTIONS', 'Collections', 'PAYMENT FOLLOW-UP'),
    ],
  },
};

function profileRow(id: number | string, profileId: string, name: string, dispositions: string): object {
  return {
    id,
    profile_id: profileId,
    profile_name: name,
    disposition_set: dispositions,
    action: `<button class="btn edit_profile" profile_id="${id}" title="Edit"></button>`,
  };
}

/**
 * One column for each member. The call times: 24hours (the default hours all week), office (all special cases), CLOSED.
 */
const CALL_TIMES: object = {
  result: 'success',
  call_time_id: ['24hours', 'office', 'CLOSED'],
  call_time_name: ['24 Hours', 'Office <b>hours</b>', 'CLOSED'],
  ct_default_start: ['0', 900, 2400],
  ct_default_stop: [2400, '1700', 2400],
  ct_sunday_start: [0, 2400, 0],
  ct_sunday_stop: [0, 2400, 0],
  ct_monday_start: [0, 730, 0],
  ct_monday_stop: [0, 2000, 0],
  ct_tuesday_start: [0, 0, 0],
  ct_tuesday_stop: [0, 0, 0],
  ct_wednesday_start: [0, '0', 0],
  ct_wednesday_stop: [0, '0', 0],
  ct_thursday_start: [0, 0, 0],
  ct_thursday_stop: [0, 1200, 0],
  ct_friday_start: [0, null, 0],
  ct_friday_stop: [0, null, 0],
  ct_saturday_start: [0, '1005', 0],
  ct_saturday_stop: [0, '2400', 0],
  user_group: ['---ALL---', 'OFFICE', ''],
};

/** goGetCalltimeInfo of two of the three call times, by id in lower case. */
export const CALL_TIME_INFO: Readonly<Record<string, object>> = {
  office: {
    result: 'success',
    id: 14,
    call_time_id: 'office',
    call_time_name: 'Office hours',
    call_time_comments: 'Since <u>May</u>',
    ct_default_start: 900,
    ct_default_stop: 1700,
    ct_sunday_start: 2400,
    ct_sunday_stop: 2400,
    ct_monday_start: 730,
    ct_monday_stop: 2000,
    ct_tuesday_start: 0,
    ct_tuesday_stop: 0,
    ct_wednesday_start: 0,
    ct_wednesday_stop: 0,
    ct_thursday_start: 0,
    ct_thursday_stop: 1200,
    ct_friday_start: 0,
    ct_friday_stop: 0,
    ct_saturday_start: 1005,
    ct_saturday_stop: 2400,
    ct_state_call_times: '|california|new york|',
    default_afterhours_filename_override: 'closed_tone',
    sunday_afterhours_filename_override: '',
    monday_afterhours_filename_override: 'monday_late',
    tuesday_afterhours_filename_override: '',
    wednesday_afterhours_filename_override: '',
    thursday_afterhours_filename_override: '',
    friday_afterhours_filename_override: '',
    saturday_afterhours_filename_override: '',
    user_group: 'OFFICE',
    ct_holidays: '|NEWYEAR|',
  },
  '24hours': {
    result: 'success',
    call_time_id: '24hours',
    call_time_name: '24 Hours',
    call_time_comments: '',
    ct_default_start: 0,
    ct_default_stop: 2400,
    ct_state_call_times: '',
    user_group: '---ALL---',
    ct_holidays: null,
  },
};

const TIME_USAGE: object = success({
  breakdown: [
    {
      user: 'MARIA.ORTIZ',
      first_login: 8.5,
      last_logoff: '17.25',
      login_time: '14.0',
      after_call: 1.5,
      break: 12,
      pausa: '0.75',
      avalible: '30.25',
      talk: 37.14,
      wrapup: '2.5',
      cust_leave: 3,
      total_calls: '25',
      pause: 15.5,
      ready: '25.75',
    },
    { user: 'b.okafor', total_calls: 1 },
  ],
  general: { pause: '13.75', ready: 27.5, talk: 38 },
});

/** Figures of today: maria.ortiz worked for two portfolios, and Old.Timer, who is inactive now, for one. */
const DAY_FIGURES: object = success({
  dates: "'2026-05-12' AND '2026-05-12 23:59:59'",
  headers: [],
  rows: [
    {
      USER: 'maria.ortiz',
      calls_handled: '8',
      manual_calls: '1',
      inbound_calls: '2',
      dialer_calls: '5',
      xfer_out: '3',
      xfer_in: '4',
      voicemail: '6',
      denied: '7',
      noa: '9',
      sales: '10',
      WIT: '11',
      login_time: '18000',
      pause: '80',
      break: '853',
      talk: '1847',
      most_dispo: 'Sale',
      portfolio: 'NRD',
      profile: 'SERVERS_EU',
    },
    {
      USER: 'b.okafor',
      calls_handled: 71,
      manual_calls: 68,
      inbound_calls: 3,
      dialer_calls: 0,
      xfer_out: 0,
      xfer_in: 0,
      voicemail: 0,
      denied: 0,
      noa: 0,
      sales: 0,
      WIT: 0,
      login_time: '05:11:49',
      pause: 298,
      break: 1877,
      talk: 1640,
      most_dispo: null,
      // Neither is in the reference lists.
      portfolio: 'ADMIN',
      profile: 'Mul Portfo',
    },
    {
      USER: 'MARIA.Ortiz',
      calls_handled: 100,
      manual_calls: 200,
      inbound_calls: 300,
      dialer_calls: 400,
      xfer_out: 500,
      xfer_in: 600,
      voicemail: 700,
      denied: 800,
      noa: 900,
      sales: 1000,
      WIT: 1100,
      login_time: '1,200',
      pause: 1300,
      break: 1400,
      talk: 1500,
      most_dispo: 'No Sale',
      portfolio: 'SUR',
      profile: 'servers_eu',
    },
    { USER: 'Old.Timer', calls_handled: '3', portfolio: null, profile: '' },
  ],
});

/** getUserInfo by username in lower case, with passwords. */
const USER_INFO: Readonly<Record<string, object>> = {
  'maria.ortiz': success({
    user_info: {
      user_id: 7001,
      user: 'maria.ortiz',
      pass: 'Sunflower-77',
      pass_hash: 'c2FsdGVkLWhhc2g',
      email: 'maria@example.com',
      voicemail_id: '7701',
      phone_login: '7701a',
      phone_pass: 'phone-secret-2',
      full_name: 'María <b>Ortiz</b>',
      user_level: '1',
      territory: 'NORTH',
      tenant: 'NRD',
      user_code: 'MO-1',
      hotkeys_active: '1',
      agent_choose_ingroups: '0',
      scheduled_callbacks: '1',
      agentonly_callbacks: '0',
      agentcall_manual: '1',
      dialer_recording: 'Y',
      dialer_transfers: 'N',
      closer_default_blended: '1',
      user_group: 'AGENTS',
      dialer_recording_override: 'DISABLED',
      alter_custphone_override: 'NOT_ACTIVE',
      alert_enabled: '1',
      agent_shift_enforcement_override: 'ALL',
      shift_override_flag: '1',
      allow_alerts: 0,
      closer_campaigns: ' RENEWALS SALES -',
      agent_choose_territories: 1,
      custom_one: 'red',
      custom_two: '',
      custom_three: null,
      custom_four: 4,
      custom_five: ' five ',
      agent_call_log_view_override: 'Y',
      agent_choose_blended: '0',
      agent_lead_search_override: 'ENABLED',
      preset_contact_search: 'PRESETS',
      voicemail_pass: 'vm-9911',
    },
    user_stats: {
      first_activity: '09:00:05',
      last_activity: '17:01:00',
      login_time: '08:00:10',
      after_call: '00:10:01',
      break: '00:30:02',
      pause: '00:05:03',
      avalible: '01:00:04',
      avg_wait: '00:00:20',
      talk: '06:00:06',
      talk_avalible: '07:00:10',
      total_calls: '100',
      denied: 2,
      lip: '1',
      vrf: 3,
      sales: 5,
      sla_productivity: '87.5%',
    },
  }),
  // Most members are missing, and all figures.
  'b.okafor': success({ user_info: { user: 'B.OKAFOR', pass: 'Sunflower-77' } }),
};

/** getLiveAgentInfo by username in lower case. */
export const LIVE: Readonly<Record<string, object>> = {
  'maria.ortiz': success({
    status: 'IN CALL',
    color: 'green',
    in_call_with: 5550107701,
    campaign_id: '50010',
    campaign_name: 'Renovación',
    call_type: 'DIALER',
    caller_id: '5550100200',
    conf_exten: '8600118',
    server_ip: '10.20.30.40',
    vendor_lead_code: 'LN-77/1',
    lead_id: '20260512000301',
  }),
  'zoe lindqvist': success({
    status: 'READY',
    color: 'primary',
    in_call_with: '',
    campaign_id: '',
    campaign_name: '',
    call_type: '',
    caller_id: '',
    conf_exten: '8600119',
    server_ip: '10.20.30.40',
    vendor_lead_code: '',
    lead_id: 0,
  }),
  'b.okafor': success({ status: 'LUNCH BREAK', call_type: 'Blaster', campaign_id: 'GONE' }),
  '42': success({ status: '' }),
};

/** The answer for the key in a field of the request; `missing` if there is none. */
const byKey =
  (field: string, answers: Readonly<Record<string, object>>, missing: object) =>
  (fields: URLSearchParams): object =>
    answers[(fields.get(field) ?? '').toLowerCase()] ?? missing;

/** Starts a scripted server with this call centre. Tests can change its answers. */
export async function startOtherDialer(): Promise<ScriptedServer> {
  const dialer = await startScriptedServer();
  // It has no calls, so all reports are empty.
  dialer.answerAll({ result: 'No Available Data' });
  dialer.answer('goGetAllUsers', (fields) =>
    userList(fields.get('only_inactives') === '1' ? INACTIVE_USERS : ACTIVE_USERS),
  );
  dialer.answer('getUserInfo', byKey('user', USER_INFO, refusal('User does not exist')));
  dialer.answer('getLiveAgentInfo', byKey('user', LIVE, refusal('Agent is not logged in')));
  dialer.answer('getAllPortfolios', success(PORTFOLIOS));
  dialer.answer('getAllProfiles', PROFILES);
  dialer.answer('goGetAllCampaigns', success({ rows: CAMPAIGNS }));
  dialer.answer(
    'getCampaignInfo',
    byKey('campaign_id', CAMPAIGN_INFO, { code: '41004', result: 'Invalid value in campaign_id' }),
  );
  dialer.answer('getLeadsOnHopper', (fields) =>
    fields.get('campaign_id') === '50010'
      ? success({ rows: HOPPER, headers: [], html: '<div>…</div>', content: 'table' })
      : { result: 'No Available Data' },
  );
  dialer.answer('goGetAllCalltimes', CALL_TIMES);
  dialer.answer(
    'goGetCalltimeInfo',
    byKey('call_time_id', CALL_TIME_INFO, { result: 'Error: Calltime does not exist.' }),
  );
  dialer.answer('agentTimeUsage', TIME_USAGE);
  dialer.answer(
    'getAgentStatus',
    success({
      total_live_agents: '61',
      paused_agents: 9,
      ready_agents: '24',
      incall_agents: 28,
      offline_agents: null,
      total_active_agents: 103,
    }),
  );
  dialer.answer('goGetTotalAgentsCall', success('23'));
  dialer.answer('agent_summary_stats', DAY_FIGURES);
  return dialer;
}
