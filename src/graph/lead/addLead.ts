import type { LeadOutcome } from '../../leads/outcome.ts';
import type { AddLeadRequest } from '../../leads/writer.ts';
import { ADDING_LEADS } from '../../access/fieldPolicy.ts';
import { cost, once, resolvesTo, writes, type FieldCall } from '../../plan/cost.ts';
import { BadUserInput } from '../../plan/errors.ts';
import { EntitySet } from '../../plan/position.ts';
import { handled } from '../../upstream/promises/handled.ts';
import { giveWay } from '../../upstream/promises/turn.ts';
import { builder } from '../builder.ts';
import type { Context } from '../context.ts';
import { nullOnlyByError } from '../semanticNonNull.ts';
import { AddLeadInput } from './addLeadInput.ts';
import { AddLeadResult, LeadRejected } from './leadOutcome.ts';

const MOST_LEADS = 1000;

const AddLeadsPayload = builder.objectRef<readonly LeadOutcome[]>('AddLeadsPayload').implement({
  needs: ADDING_LEADS,
  description: 'Outcomes of adding several leads.',
  fields: (t) => ({
    results: t.field({
      ...cost(resolvesTo(({ of }) => ({ entities: of.entities }))),
      type: [AddLeadResult],
      description: 'Outcome of each lead, in the order of the input.',
      resolve: (outcomes) => [...outcomes],
    }),
    added: t.int({
      description: 'Number of AddLeadSuccess.',
      resolve: (outcomes) => count(outcomes, 'added'),
    }),
    duplicates: t.int({
      description: 'Number of DuplicateLead.',
      resolve: (outcomes) => count(outcomes, 'duplicate'),
    }),
    rejected: t.int({
      description: 'Number of LeadRejected.',
      resolve: (outcomes) => count(outcomes, 'rejected'),
    }),
    unknown: t.int({
      description: 'Number of LeadOutcomeUnknown.',
      resolve: (outcomes) => count(outcomes, 'unknown'),
    }),
  }),
});

const count = (outcomes: readonly LeadOutcome[], kind: LeadOutcome['kind']): number =>
  outcomes.filter((outcome) => outcome.kind === kind).length;

type Input = typeof AddLeadInput.$inferInput;

const requestOf = (
  { idempotencyKey, ...lead }: Input,
  { viewer, loaders, caller }: Context,
): AddLeadRequest => ({
  lead,
  idempotencyKey: idempotencyKey ?? undefined,
  caller: viewer.name,
  campaigns: () => loaders.campaigns.all(),
  operation: caller,
});

/** Adds leads at the same time. A thousand are checked in several turns of the event loop. */
async function addAll(inputs: readonly Input[], context: Context): Promise<readonly LeadOutcome[]> {
  const adding: Promise<LeadOutcome>[] = [];
  for (const input of inputs) {
    await giveWay();
    adding.push(handled(context.leads.add(requestOf(input, context))));
  }
  return Promise.all(adding);
}

function checkCount(inputs: readonly unknown[]): void {
  if (inputs.length <= MOST_LEADS) return;
  throw new BadUserInput('inputs', `has ${inputs.length} leads; the most is ${MOST_LEADS} at a time.`);
}

/** Each outcome is about one lead at most: the one that was added, or the one that was there. */
function aboutLeads({ args, of }: FieldCall<{ inputs?: readonly unknown[] }>) {
  const { inputs = [null] } = args;
  checkCount(inputs);
  const leads = EntitySet.atMost(inputs.length, `leads of ${of.stage.id}`);
  return { entities: leads, about: new Map([['Lead', leads]]) };
}

interface LeadArgs {
  readonly input?: Input;
  readonly inputs?: readonly Input[];
}

/** The list of campaigns is needed if a lead names one. */
const campaignsCost = once(
  'goGetAllCampaigns',
  ({ args: { input, inputs = input ? [input] : [] } }: FieldCall<LeadArgs>) =>
    inputs.some(({ campaign, campaignId }) => Boolean(campaign) || Boolean(campaignId)),
);

builder.queryField('validateLeads', (t) =>
  t.field({
    ...nullOnlyByError,
    nullable: { list: true, items: true },
    needs: ADDING_LEADS,
    ...cost(campaignsCost),
    type: [LeadRejected],
    description:
      'Checks leads as `addLeads` does before it sends them. Nothing is sent. The results are in the order of the input: the rejection of a lead, or null if it would be sent or its idempotency key already has an outcome. By POST only. One dialer call if an input names a campaign.',
    args: {
      inputs: t.arg({
        type: [AddLeadInput],
        required: true,
        description: 'Leads to check. At most 1,000.',
      }),
    },
    resolve: async (_, { inputs }, context) => {
      checkCount(inputs);
      if (context.method !== 'POST') {
        throw new BadUserInput('inputs', 'is read from a POST only: the URL of a GET is logged on its way.');
      }
      return [...(await context.leads.validate(inputs.map((input) => requestOf(input, context))))];
    },
  }),
);

builder.mutationFields((t) => ({
  addLead: t.field({
    ...nullOnlyByError,
    needs: ADDING_LEADS,
    ...cost(writes('add_lead'), campaignsCost, resolvesTo(aboutLeads)),
    type: AddLeadResult,
    description:
      'Adds one lead (add_lead). It is never sent twice: if it is not known whether the dialer added it, the outcome is LeadOutcomeUnknown. It is added even if the client disconnects. One more dialer call if the input names a campaign.',
    args: { input: t.arg({ type: AddLeadInput, required: true, description: 'Lead to add.' }) },
    resolve: (_, { input }, context) => context.leads.add(requestOf(input, context)),
  }),
  addLeads: t.field({
    ...nullOnlyByError,
    needs: ADDING_LEADS,
    ...cost(writes('add_lead'), campaignsCost, resolvesTo(aboutLeads)),
    type: AddLeadsPayload,
    description:
      'Adds up to 1,000 leads (add_lead), each as `addLead` does. A rejected lead does not affect the others. If GraphQL cannot read a value, such as a date that does not exist, nothing is sent and `extensions.faults` names every such value with its index.',
    args: {
      inputs: t.arg({ type: [AddLeadInput], required: true, description: 'Leads to add. At most 1,000.' }),
    },
    resolve: (_, { inputs }, context) => {
      checkCount(inputs);
      return addAll(inputs, context);
    },
  }),
}));
