import type { Resolution, UnresolvedBy, UnresolvedLead as Row } from '../../leads/unresolved.ts';
import { ADDING_LEADS } from '../../access/fieldPolicy.ts';
import { BadUserInput } from '../../plan/errors.ts';
import { builder } from '../builder.ts';
import { LONGEST } from '../inputLengths.ts';
import { Connection, pageFrom, type Ordering } from '../relay/connection.ts';
import { nullOnlyByError } from '../semanticNonNull.ts';
import { leadKeyOf } from './lead.ts';

const UnresolvedLead = builder.objectRef<Row>('UnresolvedLead').implement({
  needs: ADDING_LEADS,
  description:
    'Lead that was sent and whose outcome is unknown. A caller sees only its own leads: those sent with a key or token of the same name.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'Id for `resolveLead`.' }),
    idempotencyKey: t.exposeString('idempotencyKey', {
      nullable: true,
      description: 'Idempotency key of the lead. Null if it had none.',
    }),
    at: t.field({
      type: 'DateTime',
      description: 'Time at which the lead was sent.',
      resolve: ({ at }, _, { zone }) => zone.dateTimeOf(at.getTime()),
    }),
    listId: t.exposeID('listId', {
      nullable: true,
      description: 'Id of the list that was sent. Null if none was sent: then the dialer uses 999.',
    }),
    vendorLeadCode: t.exposeString('vendorLeadCode', {
      personal: 'code',
      nullable: true,
      description: "The company's own code for the lead. Null if none was sent.",
    }),
    cause: t.exposeString('cause', { description: 'Reason why the outcome is unknown.' }),
  }),
});

const UnresolvedLeadConnection = builder.connectionObject(
  {
    type: UnresolvedLead,
    needs: ADDING_LEADS,
    name: 'UnresolvedLeadConnection',
    description: 'A page of leads whose outcome is unknown.',
  },
  {
    name: 'UnresolvedLeadEdge',
    needs: ADDING_LEADS,
    description: 'A lead of unknown outcome in a list, with its cursor.',
  },
);

const NEWEST_FIRST: Ordering<Row> = {
  name: 'unresolved leads',
  directions: [-1, -1],
  keyOf: ({ at, id }) => [at.getTime(), /^\d{1,15}$/.test(id) ? Number(id) : id],
};

const LeadResolution = builder.enumType('LeadResolution', {
  description: 'Outcome that a person found in the dialer.',
  values: {
    ADDED: { description: 'The lead is in the dialer.' },
    NOT_ADDED: { description: 'The lead is not in the dialer.' },
  },
});

const ResolveLeadPayload = builder.objectRef<{ readonly lead: Row | null }>('ResolveLeadPayload').implement({
  needs: ADDING_LEADS,
  description: 'Result of settling a lead.',
  fields: (t) => ({
    resolved: t.boolean({
      description:
        'True if the lead was settled. False if the caller has no unresolved lead with that id or key.',
      resolve: ({ lead }) => lead !== null,
    }),
    lead: t.expose('lead', {
      type: UnresolvedLead,
      nullable: true,
      description: 'Lead that was settled. Null if there is none.',
    }),
  }),
});

builder.queryField('unresolvedLeads', (t) =>
  t.field({
    ...nullOnlyByError,
    needs: ADDING_LEADS,
    type: UnresolvedLeadConnection,
    description: 'Leads whose outcome is unknown, newest first. No dialer call.',
    args: t.arg.connectionArgs(),
    resolve: async (_, args, context) => {
      const page = pageFrom(args, NEWEST_FIRST);
      const candidates = await context.leads.unresolved(context.viewer.name);
      return Connection.of({
        candidates,
        facts: { unreadableCount: 0, asOf: context.now },
        ordering: NEWEST_FIRST,
        page,
        nodeOf: (row) => row,
        context,
      });
    },
  }),
);

builder.mutationField('resolveLead', (t) =>
  t.field({
    ...nullOnlyByError,
    needs: ADDING_LEADS,
    type: ResolveLeadPayload,
    description:
      'Settles a lead whose outcome is unknown, after a person looked for it in the dialer. Afterwards its idempotency key answers with the lead that was added, or is free again. Give exactly one of `id` and `idempotencyKey`. No dialer call.',
    args: {
      id: t.arg.id({ maxLength: LONGEST.opaque, description: 'Id of the lead in `unresolvedLeads`.' }),
      idempotencyKey: t.arg.string({
        maxLength: LONGEST.opaque,
        description: "The caller's own idempotency key of the lead.",
      }),
      resolution: t.arg({
        type: LeadResolution,
        required: true,
        description: 'ADDED if the lead is in the dialer, NOT_ADDED if it is not.',
      }),
      leadId: t.arg.id({ description: 'Id of the lead in the dialer. Required with ADDED, else refused.' }),
    },
    resolve: async (_, { id, idempotencyKey, resolution, leadId }, { leads, viewer }) => {
      const by = whichLead(id, idempotencyKey);
      return { lead: await leads.resolve(viewer.name, by, resolutionOf(resolution, leadId)) };
    },
  }),
);

type Optional = string | null | undefined;

function whichLead(id: Optional, idempotencyKey: Optional): UnresolvedBy {
  if (id && !idempotencyKey) return { id };
  if (idempotencyKey && !id) return { idempotencyKey };
  throw new BadUserInput('id', 'give exactly one of id and idempotencyKey.');
}

function resolutionOf(kind: Resolution['kind'], leadId: Optional): Resolution {
  if (kind === 'NOT_ADDED') {
    if (leadId) throw new BadUserInput('leadId', 'must be left out with NOT_ADDED.');
    return { kind };
  }
  const key = leadId ? leadKeyOf(leadId) : null;
  if (key === null) throw new BadUserInput('leadId', 'must be the id of the lead in the dialer, with ADDED.');
  return { kind, leadId: key };
}
