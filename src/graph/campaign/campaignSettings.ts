import { AGENTS } from '../../access/fieldPolicy.ts';
import { NULL_VALUES } from '../descriptions.ts';
import { CampaignSettings } from '../refs.ts';

CampaignSettings.implement({
  needs: AGENTS,
  description: `Settings of a campaign: dialling, hopper, transfers, recording. ${NULL_VALUES} (getCampaignInfo)`,
  fields: (t) => ({
    type: t.exposeString('type', {
      nullable: true,
      description: 'Kind of campaign: INBOUND, OUTBOUND or BLENDED (campaign_type).',
    }),
    customFieldsLaunch: t.exposeString('customFieldsLaunch', {
      nullable: true,
      description: 'Event that opens the custom fields for the agent, such as ONCALL.',
    }),
    description: t.exposeString('description', {
      nullable: true,
      description: 'Description of the campaign.',
    }),
    dialStatuses: t.exposeStringList('dialStatuses', {
      nullable: true,
      description: 'Lead statuses that are dialled (dial_status_a to dial_status_e, and dial_statuses).',
    }),
    leadOrder: t.exposeString('leadOrder', {
      nullable: true,
      description: 'Order in which leads enter the hopper, such as DOWN_LAST_CALL_TIME.',
    }),
    hopperLevel: t.exposeInt('hopperLevel', {
      nullable: true,
      description: 'Number of leads loaded into the hopper.',
    }),
    nextAgentCall: t.exposeString('nextAgentCall', {
      nullable: true,
      description: 'Rule for choosing the agent who gets the next call, such as longest_wait_time.',
    }),
    dialTimeoutSeconds: t.exposeInt('dialTimeoutSeconds', {
      nullable: true,
      description: 'Time a number rings before the dialer gives up, in seconds.',
    }),
    dialPrefix: t.exposeString('dialPrefix', {
      nullable: true,
      description: 'Prefix that is dialled before a number.',
    }),
    callerId: t.exposeString('callerId', {
      nullable: true,
      description: 'Caller ID that is shown to the people called (campaign_cid).',
    }),
    script: t.exposeString('script', { nullable: true, description: 'Script that agents see.' }),
    recording: t.exposeString('recording', {
      nullable: true,
      description: 'Recording rule, such as ALLFORCE.',
    }),
    transferGroups: t.exposeStringList('transferGroups', {
      nullable: true,
      description: 'Groups that calls may be transferred to (closer_campaigns).',
    }),
    dropCallSeconds: t.exposeInt('dropCallSeconds', {
      nullable: true,
      description: 'Time an answered call waits for an agent before it counts as dropped, in seconds.',
    }),
    dropAction: t.exposeString('dropAction', {
      nullable: true,
      description: 'Action for a dropped call, such as IN_GROUP.',
    }),
    wrapUpSeconds: t.exposeInt('wrapUpSeconds', {
      nullable: true,
      description: 'Wrap-up time after each call, in seconds.',
    }),
    wrapUpMessage: t.exposeString('wrapUpMessage', {
      nullable: true,
      description: 'Message that agents see during the wrap-up.',
    }),
    manualDialListId: t.exposeID('manualDialListId', {
      nullable: true,
      description: 'List for leads that are dialled by hand.',
    }),
    queuePriority: t.exposeInt('queuePriority', {
      nullable: true,
      description:
        "Priority of the campaign's calls in the queue; the higher, the sooner an agent gets them.",
    }),
    defaultTransferGroup: t.exposeString('defaultTransferGroup', {
      nullable: true,
      description: 'Group that calls are transferred to by default (default_xfer_group).',
    }),
    surveyMethod: t.exposeString('surveyMethod', {
      nullable: true,
      description: 'Method for survey calls, such as AGENT_XFER.',
    }),
    surveyDtmfDigits: t.exposeString('surveyDtmfDigits', {
      nullable: true,
      description: 'Keys that a survey accepts as answers.',
    }),
    surveyTransferExtension: t.exposeString('surveyTransferExtension', {
      nullable: true,
      description: 'Extension that survey calls are transferred to (survey_xfer_exten).',
    }),
    useInternalDnc: t.exposeBoolean('useInternalDnc', {
      nullable: true,
      description: 'True if the campaign obeys the internal do-not-call list.',
    }),
    manualDialTimeoutSeconds: t.exposeInt('manualDialTimeoutSeconds', {
      nullable: true,
      description: 'Time a number that is dialled by hand rings before the dialer gives up, in seconds.',
    }),
    threeWayCallerId: t.exposeString('threeWayCallerId', {
      nullable: true,
      description: 'Caller ID of three-way calls: a number, or a word such as CAMPAIGN (three_way_call_cid).',
    }),
    threeWayDialPrefix: t.exposeString('threeWayDialPrefix', {
      nullable: true,
      description: 'Prefix that is dialled before the number of the third party.',
    }),
    callbackDaysLimit: t.exposeInt('callbackDaysLimit', {
      nullable: true,
      description: 'Largest number of days ahead for a scheduled callback; 0 is no limit.',
    }),
    lastCallAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: "Time of the campaign's last call (campaign_calldate).",
      resolve: ({ lastCallAt }, _, { zone }) => lastCallAt && zone.toDateTime(lastCallAt),
    }),
  }),
});
