import type { Campaign } from '../centre/campaigns.ts';
import type { HopperEntry } from '../centre/hoppers.ts';
import { MISSING_PARAMETERS, NO_DATA, success, type Answer, type GoRequest } from '../wire/request.ts';

const yesNo = (value: boolean): 'Y' | 'N' => (value ? 'Y' : 'N');
const DAY = 86_400_000;

const goGetAllCampaigns: Answer = ({ centre }) =>
  success({
    rows: centre.campaigns.map((campaign) => ({
      id: campaign.id,
      campaign_name: campaign.name,
      dialer: yesNo(campaign.dialMethod !== 'PREVIEW'),
      campaign_vdad_exten: yesNo(campaign.dialMethod === 'PREDICTIVE'),
      list_order_mix: 'Y',
      dial_method: campaign.dialMethod,
      auto_dial_level: campaign.autoDialLevel,
      active: yesNo(campaign.active),
    })),
  });

/** An answer for the campaign of `campaign_id`, or the error if there is none. */
const forCampaign =
  (answer: (campaign: Campaign, request: GoRequest) => object): Answer =>
  (request) => {
    const id = request.form.one('campaign_id');
    if (id === '') return MISSING_PARAMETERS;
    const campaign = request.centre.campaign(id);
    return campaign ? answer(campaign, request) : { code: '41004', result: 'Invalid value in campaign_id' };
  };

const getCampaignInfo = forCampaign((campaign, { centre, now }) => {
  const last = centre.calls.between(now - DAY, now, now).findLast((call) => call.campaign === campaign);
  return {
    result: 'success',
    data: {
      campaign_id: campaign.id,
      campaign_name: campaign.name,
      active: yesNo(campaign.active),
      dial_status_a: campaign.dialMethod === 'PREVIEW' ? null : 'NEW',
      dial_status_b: '',
      lead_order: 'DOWN_LAST_CALL_TIME',
      hopper_level: 1000,
      auto_dial_level: campaign.autoDialLevel,
      next_agent_call: 'longest_wait_time',
      local_call_time: campaign.callTimeId,
      dial_timeout: 30,
      dial_prefix: '903',
      campaign_cid: campaign.callerId,
      campaign_script: `SCRIPT_${campaign.portfolio.code}`,
      campaign_recording: 'ALLFORCE',
      closer_campaigns: `AGENTDIRECT, ${campaign.name}`,
      drop_call_seconds: 1,
      drop_action: 'IN_GROUP',
      wrapup_seconds: 0,
      manual_dial_list_id: 999,
      queue_priority: 50,
      default_xfer_group: 'AGENTDIRECT',
      survey_method: 'AGENT_XFER',
      survey_dtmf_digits: '1238',
      survey_xfer_exten: '8300',
      use_internal_dnc: 'Y',
      manual_dial_timeout: '30',
      three_way_call_cid: 'CAMPAIGN',
      three_way_dial_prefix: '903',
      callback_days_limit: 0,
      campaign_description: null,
      campaign_calldate: last ? centre.zone.local(last.startedAt) : null,
    },
    campaign_type: campaign.type,
    custom_fields_launch: 'ONCALL',
  };
});

const HEADERS = [
  { title: 'Loan ID', field: 'loan_id' },
  { title: 'Phone Number', field: 'phone_number' },
  { title: 'Disposition', field: 'disposition' },
  { title: 'Count', field: 'count' },
  { title: 'Source', field: 'source' },
  { title: 'List Name', field: 'list_name' },
  { title: 'Lead ID', field: 'lead_id' },
  { title: 'Delete', field: 'delete', formatter: 'html' },
] as const;

const hopperRow = (entry: HopperEntry, total: number, { centre }: GoRequest) => ({
  lead_id: String(entry.lead.leadId),
  last_local_call_time: entry.lastCalledAt === null ? '' : centre.zone.local(entry.lastCalledAt),
  loan_id: entry.lead.vendorLeadCode,
  phone_number: entry.altDial === 'ALT' ? entry.lead.altPhone : entry.lead.phoneNumber,
  state: entry.lead.state,
  disposition: entry.lead.status,
  count: entry.callCount,
  gmt_offset_now: entry.lead.gmtOffset.toFixed(2),
  hopper_id: String(entry.hopperId),
  alt_dial: entry.altDial,
  list_name: centre.list(entry.lead.listId)?.name ?? '',
  list_id: entry.lead.listId,
  priority: entry.priority,
  source: entry.lead.sourceId,
  numrows: total,
  delete: '<button class="btn btn-delete"><i class="fa fa-trash" aria-hidden="true"></i></button>',
});

const getLeadsOnHopper = forCampaign((campaign, request) => {
  const entries = request.centre.hoppers.of(campaign);
  if (entries.length === 0) return NO_DATA;
  return success({
    rows: entries.map((entry) => hopperRow(entry, entries.length, request)),
    headers: HEADERS,
    html: '<div class="toggleTitlesAction tabulator-Y3Yc" style="width: 90%"></div>',
    content: 'table',
  });
});

export const goCampaigns = { goGetAllCampaigns, getCampaignInfo, getLeadsOnHopper } as const;
