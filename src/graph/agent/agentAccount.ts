import type { UserAccount, UserProductivity } from '../../upstream/dialer/users.ts';
import { builder } from '../builder.ts';
import { cost, oncePer } from '../../plan/cost.ts';
import { CustomField } from '../lead/customField.ts';
import { AGENTS } from '../../access/fieldPolicy.ts';
import { Agent } from '../refs.ts';
import { agentVisibility } from './userLists.ts';

/** Why it may be read without pii:read. */
const STAFF = 'It is the staff’s own, and nothing of the people called.';

const AgentAccount = builder.objectRef<UserAccount>('AgentAccount').implement({
  needs: AGENTS,
  description:
    "The settings of an agent's account, without its passwords. (getUserInfo, user_info; overrides keep the dialer's own words, such as NOT_ACTIVE)",
  fields: (t) => ({
    fullName: t.exposeString('fullName', {
      notPersonal: STAFF,
      nullable: true,
      description: 'The full name.',
    }),
    email: t.exposeString('email', {
      notPersonal: STAFF,
      nullable: true,
      description: 'The e-mail address.',
    }),
    userLevel: t.exposeInt('userLevel', { nullable: true, description: 'The access level.' }),
    userGroup: t.exposeString('userGroup', { nullable: true, description: 'The user group.' }),
    userCode: t.exposeString('userCode', { nullable: true, description: 'A code of the company’s own.' }),
    territory: t.exposeString('territory', { nullable: true, description: 'The sales territory.' }),
    tenant: t.exposeString('tenant', { nullable: true, description: 'The tenant the account belongs to.' }),
    hotkeysActive: t.exposeBoolean('hotkeysActive', {
      nullable: true,
      description: 'Whether dispositions can be given by hot keys.',
    }),
    scheduledCallbacks: t.exposeBoolean('scheduledCallbacks', {
      nullable: true,
      description: 'Whether the agent may schedule callbacks.',
    }),
    agentOnlyCallbacks: t.exposeBoolean('agentOnlyCallbacks', {
      nullable: true,
      description: 'Whether the agent may schedule callbacks for themselves alone.',
    }),
    manualCalls: t.exposeBoolean('manualCalls', {
      nullable: true,
      description: 'Whether the agent may place calls by hand.',
    }),
    recording: t.exposeBoolean('recording', {
      nullable: true,
      description: 'Whether calls may be recorded.',
    }),
    transfers: t.exposeBoolean('transfers', {
      nullable: true,
      description: 'Whether the agent may transfer calls.',
    }),
    closerDefaultBlended: t.exposeBoolean('closerDefaultBlended', {
      nullable: true,
      description: 'Whether inbound and outbound calls are mixed unless the agent chooses otherwise.',
    }),
    chooseIngroups: t.exposeBoolean('chooseIngroups', {
      nullable: true,
      description: 'Whether the agent may choose the inbound groups.',
    }),
    chooseBlended: t.exposeBoolean('chooseBlended', {
      nullable: true,
      description: 'Whether the agent may choose to mix inbound and outbound calls.',
    }),
    chooseTerritories: t.exposeBoolean('chooseTerritories', {
      nullable: true,
      description: 'Whether the agent may choose the territories.',
    }),
    alertsEnabled: t.exposeBoolean('alertsEnabled', {
      nullable: true,
      description: 'Whether a call is announced by an alert.',
    }),
    allowAlerts: t.exposeBoolean('allowAlerts', {
      nullable: true,
      description: 'Whether the agent may switch alerts on.',
    }),
    shiftOverride: t.exposeBoolean('shiftOverride', {
      nullable: true,
      description: 'Whether the agent may log in outside the shift.',
    }),
    shiftEnforcementOverride: t.exposeString('shiftEnforcementOverride', {
      nullable: true,
      description: 'How the shift is enforced for this agent.',
    }),
    recordingOverride: t.exposeString('recordingOverride', {
      nullable: true,
      description: "The recording rule that goes before the campaign's.",
    }),
    alterCustomerPhoneOverride: t.exposeString('alterCustomerPhoneOverride', {
      notPersonal: 'A setting, in the dialer’s own words.',
      nullable: true,
      description:
        "Whether the customer's number may be changed, where that goes before the campaign's rule.",
    }),
    callLogViewOverride: t.exposeString('callLogViewOverride', {
      nullable: true,
      description: "Whether the call log may be seen, where that goes before the campaign's rule.",
    }),
    leadSearchOverride: t.exposeString('leadSearchOverride', {
      notPersonal: 'A setting, in the dialer’s own words.',
      nullable: true,
      description: "Whether leads may be searched, where that goes before the campaign's rule.",
    }),
    presetContactSearch: t.exposeString('presetContactSearch', {
      notPersonal: 'A setting, in the dialer’s own words.',
      nullable: true,
      description: 'Whether preset contacts may be searched.',
    }),
    voicemailId: t.exposeString('voicemailId', {
      notPersonal: STAFF,
      directives: { inaccessible: {} },
      nullable: true,
      description: 'The voicemail box.',
    }),
    phoneLogin: t.exposeString('phoneLogin', {
      notPersonal: STAFF,
      directives: { inaccessible: {} },
      nullable: true,
      description: "The login of the agent's phone.",
    }),
    transferGroups: t.exposeStringList('transferGroups', {
      nullable: true,
      description: 'The groups the agent may transfer calls to, and takes them from (closer_campaigns).',
    }),
    customFields: t.expose('customFields', {
      nullable: true,
      type: [CustomField],
      description: 'The five custom fields, custom_one to custom_five.',
    }),
  }),
});

const AgentProductivity = builder.objectRef<UserProductivity>('AgentProductivity').implement({
  needs: AGENTS,
  description: "An agent's own figures of the day, as the account shows them. (getUserInfo, user_stats)",
  fields: (t) => ({
    firstActivity: t.exposeString('firstActivity', {
      nullable: true,
      description: "When the agent's day began, as the dialer writes it.",
    }),
    lastActivity: t.exposeString('lastActivity', {
      nullable: true,
      description: 'When the agent was last active, as the dialer writes it.',
    }),
    loginSeconds: t.exposeInt('loginSeconds', { nullable: true, description: 'Time logged in, in seconds.' }),
    afterCallSeconds: t.exposeInt('afterCallSeconds', {
      nullable: true,
      description: 'After-call work, in seconds.',
    }),
    breakSeconds: t.exposeInt('breakSeconds', { nullable: true, description: 'Breaks, in seconds.' }),
    pauseSeconds: t.exposeInt('pauseSeconds', { nullable: true, description: 'Pauses, in seconds.' }),
    availableSeconds: t.exposeInt('availableSeconds', {
      nullable: true,
      description: 'Waiting for calls, in seconds.',
    }),
    averageWaitSeconds: t.exposeInt('averageWaitSeconds', {
      nullable: true,
      description: 'The average wait for a call, in seconds.',
    }),
    talkSeconds: t.exposeInt('talkSeconds', { nullable: true, description: 'Talking, in seconds.' }),
    talkAndAvailableSeconds: t.exposeInt('talkAndAvailableSeconds', {
      nullable: true,
      description: 'Talking and waiting together, in seconds.',
    }),
    totalCalls: t.exposeInt('totalCalls', { nullable: true, description: 'Calls handled.' }),
    denied: t.exposeInt('denied', { nullable: true, description: 'Calls with the disposition Denied.' }),
    lip: t.exposeInt('lip', { nullable: true, description: 'Calls with the disposition LIP.' }),
    vrf: t.exposeInt('vrf', { nullable: true, description: 'Calls with the disposition VRF.' }),
    sales: t.exposeInt('sales', { nullable: true, description: 'Calls with a sale.' }),
    slaPercent: t.exposeFloat('slaPercent', {
      nullable: true,
      description: 'Productivity against the service level, in percent.',
    }),
  }),
});

builder.objectFields(Agent, (t) => ({
  account: t.field({
    ...cost(oncePer('Agent', 'getUserInfo'), agentVisibility),
    type: AgentAccount,
    nullable: true,
    description: "The account's settings. One dialer call an agent, shared with `productivity`.",
    resolve: async ({ username }, _, { loaders }) => (await loaders.userInfo.load(username))?.account ?? null,
  }),
  productivity: t.field({
    ...cost(oncePer('Agent', 'getUserInfo'), agentVisibility),
    type: AgentProductivity,
    nullable: true,
    description: "The agent's figures of the day. One dialer call an agent, shared with `account`.",
    resolve: async ({ username }, _, { loaders }) =>
      (await loaders.userInfo.load(username))?.productivity ?? null,
  }),
}));
