import { normalizeKey } from '../../upstream/wire/normalizeKey.ts';
import type { HopperRow } from '../../upstream/dialer/campaigns.ts';
import { builder } from '../builder.ts';
import { Connection, pageFrom, type Ordering } from '../relay/connection.ts';
import { cost, oncePer } from '../../plan/cost.ts';
import { leadCost, leadReference } from '../lead/lead.ts';
import { LEADS } from '../../access/fieldPolicy.ts';
import { Campaign, Lead } from '../refs.ts';

const HopperLead = builder.objectRef<HopperRow>('HopperLead').implement({
  needs: LEADS.unrestrictedOnly,
  description: "A lead in a campaign's hopper: one of the next to be dialled. (getLeadsOnHopper)",
  fields: (t) => ({
    hopperId: t.exposeID('hopperId', { description: "The place in the hopper, by the dialer's own id." }),
    leadId: t.exposeID('leadId', { description: "The lead, by the dialer's own id." }),
    lead: t.field({
      ...cost(leadCost),
      type: Lead,
      nullable: true,
      description: 'The lead itself; null where the dialer has none. One dialer call a lead.',
      resolve: ({ leadId, phoneNumber }, _, context, info) =>
        leadReference(leadId, context, info, phoneNumber),
    }),
    phoneNumber: t.exposeString('phoneNumber', {
      personal: 'phone',
      nullable: true,
      description: 'The number that will be dialled.',
    }),
    vendorLeadCode: t.exposeString('vendorLeadCode', {
      personal: 'code',
      nullable: true,
      description: "The company's own code of the lead, often a loan number (loan_id).",
    }),
    state: t.exposeString('state', {
      personal: 'address',
      nullable: true,
      description: 'The US state, where known.',
    }),
    disposition: t.exposeString('disposition', {
      nullable: true,
      description: 'How the last call to the lead ended, such as NEW or CALLBK.',
    }),
    callCount: t.exposeInt('callCount', {
      nullable: true,
      description: 'How often the lead has been called.',
    }),
    gmtOffset: t.exposeFloat('gmtOffset', {
      nullable: true,
      description: "The lead's offset from GMT, in hours.",
    }),
    lastLocalCallAt: t.exposeString('lastLocalCallAt', {
      nullable: true,
      description: "When the lead was last called, YYYY-MM-DD HH:MM:SS in the lead's own local time.",
    }),
    altDial: t.exposeString('altDial', {
      nullable: true,
      description: "Which of the lead's numbers it is, such as MAIN or ALT.",
    }),
    listId: t.exposeID('listId', { nullable: true, description: 'The list the lead belongs to.' }),
    listName: t.exposeString('listName', { nullable: true, description: "The list's name." }),
    priority: t.exposeInt('priority', {
      nullable: true,
      description: 'From −99 to 99; the higher, the sooner.',
    }),
    source: t.exposeString('source', {
      nullable: true,
      description: 'What put the lead there, such as WEBFORM or IMPORT.',
    }),
  }),
});

const HopperConnection = builder.connectionObject(
  {
    type: HopperLead,
    needs: LEADS.unrestrictedOnly,
    name: 'HopperConnection',
    description: "A page of a campaign's hopper.",
  },
  {
    name: 'HopperEdge',
    needs: LEADS.unrestrictedOnly,
    description: 'A lead in the hopper, and its place there.',
  },
);

// The order in which the dialer takes leads out: the higher priority first, then the older entry.
const nextFirst = (campaignId: string): Ordering<HopperRow> => ({
  name: `hopper of ${normalizeKey(campaignId)}`,
  directions: [-1, 1],
  keyOf: ({ priority, hopperId }) => [
    priority ?? 0,
    /^\d{1,15}$/.test(hopperId) ? Number(hopperId) : hopperId,
  ],
});

builder.objectField(Campaign, 'hopper', (t) =>
  t.field({
    needs: LEADS.unrestrictedOnly,
    ...cost(oncePer('Campaign', 'getLeadsOnHopper')),
    type: HopperConnection,
    nullable: true,
    description: 'The leads next to be dialled, next first. One dialer call a campaign.',
    args: t.arg.connectionArgs(),
    resolve: async ({ campaignId }, args, context) => {
      const ordering = nextFirst(campaignId);
      const page = pageFrom(args, ordering);
      const list = await context.loaders.hopper.load(campaignId);
      return Connection.of({
        candidates: list.rows,
        facts: list,
        ordering,
        page,
        nodeOf: (lead) => lead,
        context,
      });
    },
  }),
);
