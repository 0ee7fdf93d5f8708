import { z } from 'zod';
import { table, Table } from '../wire/table.ts';
import {
  count,
  flag,
  float,
  int,
  key,
  localTime,
  noneAsNull,
  reference,
  text,
  wordList,
} from '../wire/wire.ts';
import { normalizeKey } from '../wire/normalizeKey.ts';
import { LIFETIMES, goAction, noParams } from './action.ts';

const campaignRow = z.object({
  id: key,
  campaign_name: text,
  dialer: flag,
  campaign_vdad_exten: flag,
  list_order_mix: flag,
  dial_method: text,
  auto_dial_level: float,
  active: flag,
});

const asCampaign = (row: z.output<typeof campaignRow>) => ({
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

const campaignInfo = z.object({
  campaign_id: key,
  campaign_description: text,
  dial_status_a: text,
  dial_status_b: text,
  dial_status_c: text,
  dial_status_d: text,
  dial_status_e: text,
  dial_statuses: wordList,
  lead_order: text,
  hopper_level: int,
  next_agent_call: text,
  local_call_time: text,
  dial_timeout: int,
  dial_prefix: text,
  campaign_cid: text,
  campaign_script: text,
  campaign_recording: text,
  closer_campaigns: wordList,
  drop_call_seconds: int,
  drop_action: text,
  wrapup_seconds: int,
  wrapup_message: text,
  manual_dial_list_id: reference,
  queue_priority: int,
  default_xfer_group: text,
  survey_method: text,
  survey_dtmf_digits: text,
  survey_xfer_exten: text,
  use_internal_dnc: flag,
  manual_dial_timeout: int,
  three_way_call_cid: text,
  three_way_dial_prefix: text,
  callback_days_limit: int,
  campaign_calldate: localTime,
});

/** One campaign's settings; null if there is no such campaign. */
export const getCampaignInfo = goAction({
  name: 'getCampaignInfo',
  folder: 'goCampaigns',
  summary: "One campaign's settings.",
  model: 'CampaignSettings',
  ...LIFETIMES.reference,
  batchKey: 'campaign_id',
  params: z
    .object({ campaignId: z.string().min(1) })
    .transform(({ campaignId }) => ({ campaign_id: campaignId })),
  response: z
    .object({ data: noneAsNull(campaignInfo), campaign_type: text, custom_fields_launch: text })
    .transform(({ data, campaign_type, custom_fields_launch }) => {
      if (data === null) return null;
      const single = [
        data.dial_status_a,
        data.dial_status_b,
        data.dial_status_c,
        data.dial_status_d,
        data.dial_status_e,
      ].filter((status) => status !== null);
      return {
        campaignId: data.campaign_id,
        type: campaign_type,
        customFieldsLaunch: custom_fields_launch,
        description: data.campaign_description,
        dialStatuses: [...new Set([...single, ...data.dial_statuses])],
        leadOrder: data.lead_order,
        hopperLevel: data.hopper_level,
        nextAgentCall: data.next_agent_call,
        callTimeId: data.local_call_time,
        dialTimeoutSeconds: data.dial_timeout,
        dialPrefix: data.dial_prefix,
        callerId: data.campaign_cid,
        script: data.campaign_script,
        recording: data.campaign_recording,
        transferGroups: data.closer_campaigns,
        dropCallSeconds: data.drop_call_seconds,
        dropAction: data.drop_action,
        wrapUpSeconds: data.wrapup_seconds,
        wrapUpMessage: data.wrapup_message,
        manualDialListId: data.manual_dial_list_id,
        queuePriority: data.queue_priority,
        defaultTransferGroup: data.default_xfer_group,
        surveyMethod: data.survey_method,
        surveyDtmfDigits: data.survey_dtmf_digits,
        surveyTransferExtension: data.survey_xfer_exten,
        useInternalDnc: data.use_internal_dnc,
        manualDialTimeoutSeconds: data.manual_dial_timeout,
        threeWayCallerId: data.three_way_call_cid,
        threeWayDialPrefix: data.three_way_dial_prefix,
        callbackDaysLimit: data.callback_days_limit,
        /** Naive local time of the dialer. */
        lastCallAt: data.campaign_calldate,
      };
    }),
  isAbout: ({ campaignId }, info) => normalizeKey(info.campaignId) === normalizeKey(campaignId),
  nothing: () => null,
});

const hopperRow = z.object({
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
});

const asHopperLead = (row: z.output<typeof hopperRow>) => ({
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
  batchKey: 'campaign_id',
  params: z
    .object({ campaignId: z.string().min(1) })
    .transform(({ campaignId }) => ({ campaign_id: campaignId })),
  response: table({ at: 'rows', row: hopperRow, as: asHopperLead }),
  nothing: () => Table.empty(),
});
