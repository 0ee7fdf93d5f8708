import { normalizeKey } from '../../upstream/wire/normalizeKey.ts';
import type { HopperRow } from '../../upstream/dialer/campaigns.ts';
import { builder } from '../builder.ts';
import { NULL_VALUES } from '../descriptions.ts';
import { Connection, pageFrom, type Ordering } from '../relay/connection.ts';
import { cost, oncePer } from '../../plan/cost.ts';
import { leadCost, leadReference } from '../lead/lead.ts';
import { LEADS } from '../../access/fieldPolicy.ts';
import { Campaign, Lead } from '../refs.ts';

export const HopperLead = builder.objectRef<HopperRow>('HopperLead').implement({
  needs: LEADS.unrestrictedOnly,
  description: `An entry of a campaign's hopper, which is the queue of leads to be dialled next. ${NULL_VALUES} (getLeadsOnHopper)`,
  fields: (t) => ({
    hopperId: t.exposeID('hopperId', { description: 'Id of the hopper entry in the dialer.' }),
    leadId: t.exposeID('leadId', { description: 'Id of the lead in the dialer.' }),
    lead: t.field({
      ...cost(leadCost),
      type: Lead,
      nullable: true,
      description:
        'The lead; null if the dialer has none with this id. One dialer call for each lead (goGetCustomerInfo).',
      resolve: ({ leadId, phoneNumber }, _, context, info) =>
        leadReference(leadId, context, info, phoneNumber),
    }),
    phoneNumber: t.exposeString('phoneNumber', {
      personal: 'phone',
      nullable: true,
      description: 'Number that will be dialled.',
    }),
    vendorLeadCode: t.exposeString('vendorLeadCode', {
      personal: 'code',
      nullable: true,
      description: "The company's own code for the lead, often a loan number (loan_id).",
    }),
    state: t.exposeString('state', {
      personal: 'address',
      nullable: true,
      description: 'US state of the lead, such as CA.',
    }),
    disposition: t.exposeString('disposition', {
      nullable: true,
      description: 'Status of the lead after the last call, such as NEW, CALLBK or SALE.',
    }),
    callCount: t.exposeInt('callCount', {
      nullable: true,
      description: 'Number of calls to the lead so far (count).',
    }),
    gmtOffset: t.exposeFloat('gmtOffset', {
      nullable: true,
      description: "Offset of the lead's time zone from GMT, in hours, such as -8 (gmt_offset_now).",
    }),
    lastLocalCallAt: t.exposeString('lastLocalCallAt', {
      nullable: true,
      description:
        "Time of the last call to the lead, YYYY-MM-DD HH:MM:SS in the lead's local time (last_local_call_time).",
    }),
    altDial: t.exposeString('altDial', {
      nullable: true,
      description: 'Kind of the number that will be dialled, such as MAIN or ALT.',
    }),
    listId: t.exposeID('listId', { nullable: true, description: 'Id of the list that the lead belongs to.' }),
    listName: t.exposeString('listName', {
      nullable: true,
      description: 'Name of the list that the lead belongs to.',
    }),
    priority: t.exposeInt('priority', {
      nullable: true,
      description:
        'Priority of the entry, from -99 to 99. Entries with a higher priority are dialled sooner.',
    }),
    source: t.exposeString('source', {
      nullable: true,
      description: 'Origin of the hopper entry, such as WEBFORM or IMPORT.',
    }),
  }),
});

const HopperConnection = builder.connectionObject(
  {
    type: HopperLead,
    needs: LEADS.unrestrictedOnly,
    name: 'HopperConnection',
    description: "A page of a campaign's hopper, in the order of dialling.",
  },
  {
    name: 'HopperEdge',
    needs: LEADS.unrestrictedOnly,
    description: 'A lead in the hopper, with its cursor.',
  },
);

// The dialer takes leads out in this order: the higher priority first, then the older entry.
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
    description:
      'Leads that will be dialled next: the highest priority first (null counts as 0), then the lowest `hopperId`. One dialer call for each campaign (getLeadsOnHopper).',
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
