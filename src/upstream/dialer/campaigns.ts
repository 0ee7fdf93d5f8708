import { z } from 'zod';
import { optional } from '../wire/cell.ts';
import { beside } from '../wire/reading/reader.ts';
import { record, sideRecord } from '../wire/reading/record.ts';
import type { ValuesOf } from '../wire/reading/rowReader.ts';
import { table, Table } from '../wire/reading/table.ts';
import { count, flag, float, int, key, length, localTime, reference, text, words } from '../wire/wire.ts';
import { normalizeKey } from '../wire/normalizeKey.ts';
import { LIFETIMES, goAction, noParams } from './action.ts';

const campaignRow = {
  id: key,
  campaign_name: text,
  dialer: flag,
  campaign_vdad_exten: flag,
  list_order_mix: flag,
  dial_method: text,
  auto_dial_level: float,
  active: flag,
};

const asCampaign = (row: ValuesOf<typeof campaignRow>) => ({
  campaignId: row.id,
  name: row.campaign_name,
  dialer: row.dialer,
  answeringMachineDetection: row.campaign_vdad_exten,
  listOrderMix: row.list_order_mix,
  dialMethod: row.dial_method,
  autoDialLevel: row.auto_dial_level,
  active: row.active,
});

/** A campaign as goGetAllCampaigns lists it. */
export type CampaignRow = ReturnType<typeof asCampaign>;

/** Every campaign. The ancestors answer in columns and call the id `campaign_id`. */
export const goGetAllCampaigns = goAction({
  name: 'goGetAllCampaigns',
  folder: 'goCampaigns',
  summary: 'Every campaign with its dial method and level.',
  model: 'Campaign',
  ...LIFETIMES.reference,
  params: noParams,
  response: table({ at: 'rows', row: campaignRow, as: asCampaign, aliases: { campaign_id: 'id' } }),
  nothing: () => Table.empty(),
});

const campaignInfo = {
  campaign_id: key,
  campaign_description: text,
  dial_status_a: text,
  dial_status_b: text,
  // The documented answer has only the first two members. The ancestors have all of them.
  dial_status_c: optional(text),
  dial_status_d: optional(text),
  dial_status_e: optional(text),
  dial_statuses: optional(words),
  lead_order: text,
  hopper_level: count,
  next_agent_call: text,
  local_call_time: text,
  dial_timeout: length,
  dial_prefix: text,
  campaign_cid: text,
  campaign_script: text,
  campaign_recording: text,
  closer_campaigns: words,
  drop_call_seconds: length,
  drop_action: text,
  wrapup_seconds: length,
  // The documents name it, but their example answer lacks it.
  wrapup_message: optional(text),
  manual_dial_list_id: reference,
  queue_priority: int,
  default_xfer_group: text,
  survey_method: text,
  survey_dtmf_digits: text,
  survey_xfer_exten: text,
  use_internal_dnc: flag,
  manual_dial_timeout: length,
  three_way_call_cid: text,
  three_way_dial_prefix: text,
  callback_days_limit: count,
  campaign_calldate: localTime,
};

const dialStatusesOf = (info: ValuesOf<typeof campaignInfo>): string[] | null => {
  const single = [
    info.dial_status_a,
    info.dial_status_b,
    info.dial_status_c,
    info.dial_status_d,
    info.dial_status_e,
  ].filter((status) => status !== null);
  // Null if the answer has neither form.
  if (single.length === 0 && info.dial_statuses === null) return null;
  return [...new Set([...single, ...(info.dial_statuses ?? [])])];
};

const asSettings = (info: ValuesOf<typeof campaignInfo>) => ({
  campaignId: info.campaign_id,
  description: info.campaign_description,
  dialStatuses: dialStatusesOf(info),
  leadOrder: info.lead_order,
  hopperLevel: info.hopper_level,
  nextAgentCall: info.next_agent_call,
  callTimeId: info.local_call_time,
  dialTimeoutSeconds: info.dial_timeout,
  dialPrefix: info.dial_prefix,
  callerId: info.campaign_cid,
  script: info.campaign_script,
  recording: info.campaign_recording,
  transferGroups: info.closer_campaigns,
  dropCallSeconds: info.drop_call_seconds,
  dropAction: info.drop_action,
  wrapUpSeconds: info.wrapup_seconds,
  wrapUpMessage: info.wrapup_message,
  manualDialListId: info.manual_dial_list_id,
  queuePriority: info.queue_priority,
  defaultTransferGroup: info.default_xfer_group,
  surveyMethod: info.survey_method,
  surveyDtmfDigits: info.survey_dtmf_digits,
  surveyTransferExtension: info.survey_xfer_exten,
  useInternalDnc: info.use_internal_dnc,
  manualDialTimeoutSeconds: info.manual_dial_timeout,
  threeWayCallerId: info.three_way_call_cid,
  threeWayDialPrefix: info.three_way_dial_prefix,
  callbackDaysLimit: info.callback_days_limit,
  /** Naive local time of the dialer. */
  lastCallAt: info.campaign_calldate,
});

/** Reads the settings. Two of them stand outside the record of the others. */
const settingsAnswer = beside(
  record({ at: 'data', cells: campaignInfo, as: asSettings }),
  sideRecord({ at: '', cells: { campaign_type: text, custom_fields_launch: text }, as: (values) => values }),
  (own, others) => ({
    ...own,
    type: others?.campaign_type ?? null,
    customFieldsLaunch: others?.custom_fields_launch ?? null,
  }),
);

/** One campaign's settings; null if there is no such campaign. */
export const getCampaignInfo = goAction({
  name: 'getCampaignInfo',
  folder: 'goCampaigns',
  summary: "One campaign's settings.",
  model: 'CampaignSettings',
  ...LIFETIMES.reference,
  lookup: 'campaign',
  params: z
    .object({ campaignId: z.string().min(1) })
    .transform(({ campaignId }) => ({ campaign_id: campaignId })),
  response: settingsAnswer,
  isAbout: ({ campaignId }, info) => normalizeKey(info.campaignId) === normalizeKey(campaignId),
  nothing: () => null,
});

const hopperRow = {
  hopper_id: key,
  lead_id: key,
  last_local_call_time: text,
  loan_id: text,
  phone_number: text,
  state: text,
  disposition: text,
  count,
  gmt_offset_now: float,
  alt_dial: text,
  list_name: text,
  list_id: reference,
  priority: int,
  source: text,
};

const asHopperLead = (row: ValuesOf<typeof hopperRow>) => ({
  hopperId: row.hopper_id,
  leadId: row.lead_id,
  lastLocalCallAt: row.last_local_call_time,
  vendorLeadCode: row.loan_id,
  phoneNumber: row.phone_number,
  state: row.state,
  disposition: row.disposition,
  callCount: row.count,
  gmtOffset: row.gmt_offset_now,
  altDial: row.alt_dial,
  listName: row.list_name,
  listId: row.list_id,
  priority: row.priority,
  source: row.source,
});

/** A lead in a campaign's hopper. */
export type HopperRow = ReturnType<typeof asHopperLead>;

/** The leads in one campaign's hopper. */
export const getLeadsOnHopper = goAction({
  name: 'getLeadsOnHopper',
  folder: 'goCampaigns',
  summary: "The leads in one campaign's hopper, next to be dialled. The HTML in the answer is not read.",
  model: 'HopperLead',
  ...LIFETIMES.live,
  lookup: 'campaign',
  params: z
    .object({ campaignId: z.string().min(1) })
    .transform(({ campaignId }) => ({ campaign_id: campaignId })),
  response: table({ at: 'rows', row: hopperRow, as: asHopperLead }),
  nothing: () => Table.empty(),
});
