import type { UserAccount, UserProductivity } from '../../upstream/dialer/users.ts';
import { andThen } from '../../upstream/promises/maybePromise.ts';
import { builder } from '../builder.ts';
import { AGENT_FIGURES, LONG_AVERAGES, NULL_FIGURES, NULL_VALUES, TRANSFER_GROUPS } from '../descriptions.ts';
import { cost, oncePer } from '../../plan/cost.ts';
import { CustomField } from '../lead/customField.ts';
import { AGENTS } from '../../access/fieldPolicy.ts';
import { Agent } from '../refs.ts';
import { agentVisibility } from './userLists.ts';

/** Why these fields need no pii:read. */
const STAFF = 'It is about the staff, and tells nothing of the people called.';

const AgentAccount = builder.objectRef<UserAccount>('AgentAccount').implement({
  needs: AGENTS,
  description: `Settings of an agent's account, without its passwords. ${NULL_VALUES} The fields named …Override have the dialer's own words, such as DISABLED or NOT_ACTIVE. (getUserInfo, user_info)`,
  fields: (t) => ({
    fullName: t.exposeString('fullName', {
      notPersonal: STAFF,
      nullable: true,
      description: 'Full name.',
    }),
    email: t.exposeString('email', {
      notPersonal: STAFF,
      nullable: true,
      description: 'E-mail address.',
    }),
    userLevel: t.exposeInt('userLevel', {
      nullable: true,
      description: 'Access level, as in `Agent.level`.',
    }),
    userGroup: t.exposeString('userGroup', { nullable: true, description: 'User group.' }),
    userCode: t.exposeString('userCode', {
      nullable: true,
      description: "The company's own code for the user.",
    }),
    territory: t.exposeString('territory', { nullable: true, description: 'Sales territory.' }),
    tenant: t.exposeString('tenant', {
      nullable: true,
      description:
        "Tenant that the account belongs to. Null for a viewer limited to portfolios if it is not one of the viewer's.",
    }),
    hotkeysActive: t.exposeBoolean('hotkeysActive', {
      nullable: true,
      description: 'True if the agent can set dispositions with hot keys.',
    }),
    scheduledCallbacks: t.exposeBoolean('scheduledCallbacks', {
      nullable: true,
      description: 'True if the agent may schedule callbacks.',
    }),
    agentOnlyCallbacks: t.exposeBoolean('agentOnlyCallbacks', {
      nullable: true,
      description: 'True if the agent may schedule callbacks that only this agent makes.',
    }),
    manualCalls: t.exposeBoolean('manualCalls', {
      nullable: true,
      description: 'True if the agent may place calls by hand (agentcall_manual).',
    }),
    recording: t.exposeBoolean('recording', {
      nullable: true,
      description: "True if the agent's calls may be recorded (dialer_recording).",
    }),
    transfers: t.exposeBoolean('transfers', {
      nullable: true,
      description: 'True if the agent may transfer calls (dialer_transfers).',
    }),
    closerDefaultBlended: t.exposeBoolean('closerDefaultBlended', {
      nullable: true,
      description: 'True if the agent gets inbound and outbound calls by default.',
    }),
    chooseIngroups: t.exposeBoolean('chooseIngroups', {
      nullable: true,
      description: 'True if the agent may choose the inbound groups.',
    }),
    chooseBlended: t.exposeBoolean('chooseBlended', {
      nullable: true,
      description: 'True if the agent may choose to get both inbound and outbound calls.',
    }),
    chooseTerritories: t.exposeBoolean('chooseTerritories', {
      nullable: true,
      description: 'True if the agent may choose the territories.',
    }),
    alertsEnabled: t.exposeBoolean('alertsEnabled', {
      nullable: true,
      description: 'True if an alert announces each call.',
    }),
    allowAlerts: t.exposeBoolean('allowAlerts', {
      nullable: true,
      description: 'True if the agent may switch alerts on.',
    }),
    shiftOverride: t.exposeBoolean('shiftOverride', {
      nullable: true,
      description: 'True if the agent may log in outside the shift (shift_override_flag).',
    }),
    shiftEnforcementOverride: t.exposeString('shiftEnforcementOverride', {
      nullable: true,
      description: 'Shift enforcement for this agent, which overrides the general setting.',
    }),
    recordingOverride: t.exposeString('recordingOverride', {
      nullable: true,
      description: "Recording rule for this agent, which overrides the campaign's.",
    }),
    alterCustomerPhoneOverride: t.exposeString('alterCustomerPhoneOverride', {
      notPersonal: 'A setting, in the dialer’s own words.',
      nullable: true,
      description:
        "Rule for changing the customer's number, which overrides the campaign's (alter_custphone_override).",
    }),
    callLogViewOverride: t.exposeString('callLogViewOverride', {
      nullable: true,
      description: "Rule for viewing the call log, which overrides the campaign's.",
    }),
    leadSearchOverride: t.exposeString('leadSearchOverride', {
      notPersonal: 'A setting, in the dialer’s own words.',
      nullable: true,
      description: "Rule for searching leads, which overrides the campaign's.",
    }),
    presetContactSearch: t.exposeString('presetContactSearch', {
      notPersonal: 'A setting, in the dialer’s own words.',
      nullable: true,
      description: "Rule for searching preset contacts, in the dialer's own words.",
    }),
    voicemailId: t.exposeString('voicemailId', {
      notPersonal: STAFF,
      directives: { inaccessible: {} },
      nullable: true,
      description: 'Voicemail box.',
    }),
    phoneLogin: t.exposeString('phoneLogin', {
      notPersonal: STAFF,
      directives: { inaccessible: {} },
      nullable: true,
      description: "Login of the agent's phone.",
    }),
    transferGroups: t.exposeStringList('transferGroups', {
      nullable: true,
      description: TRANSFER_GROUPS,
    }),
    customFields: t.expose('customFields', {
      nullable: true,
      type: [CustomField],
      description: 'The five custom fields of the account, custom_one to custom_five.',
    }),
  }),
});

const AgentProductivity = builder.objectRef<UserProductivity>('AgentProductivity').implement({
  needs: AGENTS,
  description: `An agent's figures of the day, from the account. They cover all portfolios of the agent. ${NULL_FIGURES} ${LONG_AVERAGES} (getUserInfo, user_stats)`,
  fields: (t) => ({
    firstActivity: t.exposeString('firstActivity', {
      nullable: true,
      description: 'Time of the first activity, as the dialer writes it, such as 09:00:00.',
    }),
    lastActivity: t.exposeString('lastActivity', {
      nullable: true,
      description: 'Time of the last activity, as the dialer writes it, such as 17:00:00.',
    }),
    loginSeconds: t.exposeInt('loginSeconds', { nullable: true, description: AGENT_FIGURES.loginSeconds }),
    afterCallSeconds: t.exposeInt('afterCallSeconds', {
      nullable: true,
      description: AGENT_FIGURES.afterCallSeconds,
    }),
    breakSeconds: t.exposeInt('breakSeconds', { nullable: true, description: AGENT_FIGURES.breakSeconds }),
    pauseSeconds: t.exposeInt('pauseSeconds', { nullable: true, description: AGENT_FIGURES.pauseSeconds }),
    availableSeconds: t.exposeInt('availableSeconds', {
      nullable: true,
      description: AGENT_FIGURES.availableSeconds,
    }),
    averageWaitSeconds: t.exposeInt('averageWaitSeconds', {
      nullable: true,
      description: 'Average wait for a call, in seconds.',
    }),
    talkSeconds: t.exposeInt('talkSeconds', { nullable: true, description: AGENT_FIGURES.talkSeconds }),
    talkAndAvailableSeconds: t.exposeInt('talkAndAvailableSeconds', {
      nullable: true,
      description: AGENT_FIGURES.talkAndAvailableSeconds,
    }),
    totalCalls: t.exposeInt('totalCalls', { nullable: true, description: AGENT_FIGURES.totalCalls }),
    denied: t.exposeInt('denied', { nullable: true, description: AGENT_FIGURES.denied }),
    lip: t.exposeInt('lip', { nullable: true, description: AGENT_FIGURES.lip }),
    vrf: t.exposeInt('vrf', { nullable: true, description: AGENT_FIGURES.vrf }),
    sales: t.exposeInt('sales', { nullable: true, description: AGENT_FIGURES.sales }),
    slaPercent: t.exposeFloat('slaPercent', {
      nullable: true,
      description:
        'Productivity against the service level agreement, in percent: 87 is 87 % (sla_productivity).',
    }),
  }),
});

builder.objectFields(Agent, (t) => ({
  account: t.field({
    ...cost(oncePer('Agent', 'getUserInfo'), agentVisibility),
    type: AgentAccount,
    nullable: true,
    description:
      "Settings of the agent's account; null if the dialer has no such user. One dialer call for each agent, shared with `productivity` (getUserInfo).",
    resolve: ({ username }, _, { loaders }) =>
      andThen(loaders.userInfo.load(username), (info) => info?.account ?? null),
  }),
  productivity: t.field({
    ...cost(oncePer('Agent', 'getUserInfo'), agentVisibility),
    type: AgentProductivity,
    nullable: true,
    description:
      "Figures of the agent's day, from the account; null if the dialer sent none. One dialer call for each agent, shared with `account` (getUserInfo).",
    resolve: ({ username }, _, { loaders }) =>
      andThen(loaders.userInfo.load(username), (info) => info?.productivity ?? null),
  }),
}));
