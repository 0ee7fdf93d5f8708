import { AGENTS } from '../../access/fieldPolicy.ts';
import { CampaignSettings } from '../refs.ts';

CampaignSettings.implement({
  needs: AGENTS,
  description: 'How a campaign dials, and what it does with the calls. (getCampaignInfo)',
  fields: (t) => ({
    type: t.exposeString('type', { nullable: true, description: 'INBOUND, OUTBOUND or BLENDED.' }),
    customFieldsLaunch: t.exposeString('customFieldsLaunch', {
      notPersonal: 'A setting, in the dialer’s own words.',
      nullable: true,
      description: 'When the custom fields open, such as ONCALL.',
    }),
    description: t.exposeString('description', { nullable: true, description: 'What the campaign is for.' }),
    dialStatuses: t.exposeStringList('dialStatuses', {
      nullable: true,
      description: 'The lead statuses that are dialled (dial_status_a to dial_status_e, and dial_statuses).',
    }),
    leadOrder: t.exposeString('leadOrder', {
      nullable: true,
      description: 'The order leads enter the hopper in.',
    }),
    hopperLevel: t.exposeInt('hopperLevel', {
      nullable: true,
      description: 'How many leads the hopper is filled with.',
    }),
    nextAgentCall: t.exposeString('nextAgentCall', {
      nullable: true,
      description: 'Which agent gets the next call, such as longest_wait_time.',
    }),
    dialTimeoutSeconds: t.exposeInt('dialTimeoutSeconds', {
      nullable: true,
      description: 'How long a number rings, in seconds.',
    }),
    dialPrefix: t.exposeString('dialPrefix', {
      nullable: true,
      description: 'What is dialled before a number.',
    }),
    callerId: t.exposeString('callerId', {
      notPersonal: 'The company’s own number.',
      nullable: true,
      description: 'The caller id that is shown.',
    }),
    script: t.exposeString('script', { nullable: true, description: 'The script agents see.' }),
    recording: t.exposeString('recording', {
      nullable: true,
      description: 'Which calls are recorded, such as ALLFORCE.',
    }),
    transferGroups: t.exposeStringList('transferGroups', {
      nullable: true,
      description: 'The groups calls may be transferred to (closer_campaigns).',
    }),
    dropCallSeconds: t.exposeInt('dropCallSeconds', {
      nullable: true,
      description: 'How long an answered call waits for an agent before it is dropped, in seconds.',
    }),
    dropAction: t.exposeString('dropAction', {
      nullable: true,
      description: 'What happens to a dropped call.',
    }),
    wrapUpSeconds: t.exposeInt('wrapUpSeconds', {
      nullable: true,
      description: 'The pause after each call, in seconds.',
    }),
    wrapUpMessage: t.exposeString('wrapUpMessage', {
      nullable: true,
      description: 'What agents see in that pause.',
    }),
    manualDialListId: t.exposeID('manualDialListId', {
      nullable: true,
      description: 'The list that calls placed by hand are put in.',
    }),
    queuePriority: t.exposeInt('queuePriority', {
      nullable: true,
      description: "How far ahead of other campaigns' calls this one's are.",
    }),
    defaultTransferGroup: t.exposeString('defaultTransferGroup', {
      nullable: true,
      description: 'The group calls are transferred to unless another is chosen.',
    }),
    surveyMethod: t.exposeString('surveyMethod', {
      nullable: true,
      description: 'What happens to survey calls, such as AGENT_XFER.',
    }),
    surveyDtmfDigits: t.exposeString('surveyDtmfDigits', {
      nullable: true,
      description: 'The keys a survey takes.',
    }),
    surveyTransferExtension: t.exposeString('surveyTransferExtension', {
      nullable: true,
      description: 'The extension survey calls are transferred to.',
    }),
    useInternalDnc: t.exposeBoolean('useInternalDnc', {
      nullable: true,
      description: 'Whether the internal do-not-call list is obeyed.',
    }),
    manualDialTimeoutSeconds: t.exposeInt('manualDialTimeoutSeconds', {
      nullable: true,
      description: 'How long a number dialled by hand rings, in seconds.',
    }),
    threeWayCallerId: t.exposeString('threeWayCallerId', {
      notPersonal: 'The company’s own number.',
      nullable: true,
      description: 'The caller id of calls of three.',
    }),
    threeWayDialPrefix: t.exposeString('threeWayDialPrefix', {
      nullable: true,
      description: 'What is dialled before the third number.',
    }),
    callbackDaysLimit: t.exposeInt('callbackDaysLimit', {
      nullable: true,
      description: 'How many days ahead a callback may be; 0 = no limit.',
    }),
    lastCallAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When the campaign last placed a call (campaign_calldate).',
      resolve: ({ lastCallAt }, _, { zone }) => lastCallAt && zone.toDateTime(lastCallAt),
    }),
  }),
});
