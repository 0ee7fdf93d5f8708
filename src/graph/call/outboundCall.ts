import type { GraphQLResolveInfo } from 'graphql';
import type { OutboundRecords } from '../../loaders/callRecords.ts';
import { normalizedKeys, normalizeKey } from '../../upstream/wire/normalizeKey.ts';
import type { OutboundCallRow } from '../../upstream/dialer/calls.ts';
import { CallType } from '../agent/agentLive.ts';
import { builder } from '../builder.ts';
import { nullOnlyByError } from '../semanticNonNull.ts';
import type { Context } from '../context.ts';
import { Call } from './call.ts';
import { withGlobalIds } from './callIds.ts';
import { CallListRequest, type CallListArgs } from './callListRequest.ts';
import {
  callList,
  callListArgs,
  callsCost,
  groupsOfList,
  ofTheirDays,
  type CallList,
  type CallNode,
} from './callList.ts';
import { campaignByName, campaignList } from '../campaign/campaign.ts';
import { CampaignCallSummary, TOTALS } from '../campaign/campaignCallSummary.ts';
import { KEYLESS, cost, resolvesTo, type FieldCall } from '../../plan/cost.ts';
import { CALLS, isMet } from '../../access/fieldPolicy.ts';
import { perOperation } from '../perOperation.ts';
import { EntitySet, ASSUMED_SIZE } from '../../plan/position.ts';
import { Campaign, Portfolio, Profile } from '../refs.ts';
import { fewNames } from '../report/report.ts';
import { selects, type Selection } from '../../plan/selection.ts';

const OutboundCall = builder.objectRef<CallNode<OutboundCallRow>>('OutboundCall').implement({
  needs: CALLS,
  description: 'A call the company placed, by the dialer or by hand. (outbound_cdr)',
  interfaces: [builder.nodeInterfaceRef(), Call],
  extensions: KEYLESS,
  fields: (t) => ({
    // Which of the two is the company's is the dialer's word: both are masked.
    fromNumber: t.exposeString('ownNumber', {
      personal: 'phone',
      nullable: true,
      description: 'The number called from (src).',
    }),
    toNumber: t.exposeString('contactNumber', {
      personal: 'phone',
      nullable: true,
      description: 'The number called (dst).',
    }),
    callType: t.expose('callType', { type: CallType, description: 'How the call came about.' }),
    callTypeText: t.exposeString('callTypeText', {
      nullable: true,
      description: "The dialer's own word for it (call_type).",
    }),
    carrierDisposition: t.exposeString('carrierDisposition', {
      nullable: true,
      description: 'How the call ended for the carrier, such as Answer.',
    }),
    listId: t.exposeID('listId', { nullable: true, description: 'The list the lead belongs to.' }),
    leadEnteredAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When the lead was loaded (entry_date).',
      resolve: ({ leadEnteredAt }, _, { zone }) => leadEnteredAt && zone.toDateTime(leadEnteredAt),
    }),
  }),
});

/** Totals are given for every campaign; below one, for that alone. */
const ofCampaigns = ({ of, planning }: FieldCall) => ({
  about: new Map([['Campaign', EntitySet.all(planning.sizes.campaigns ?? ASSUMED_SIZE)], ...of.about]),
});

type OutboundCallList = CallList<OutboundCallRow> & Pick<OutboundRecords, 'campaigns'>;

const OutboundCallConnection = builder.connectionObject<typeof OutboundCall, OutboundCallList>(
  {
    type: OutboundCall,
    needs: CALLS,
    name: 'OutboundCallConnection',
    description: 'A page of outbound calls.',
    fields: (t) => ({
      groups: groupsOfList(t),
      campaignSummaries: t.field({
        needs: TOTALS,
        ...cost(resolvesTo(ofCampaigns)),
        type: [CampaignCallSummary],
        description:
          "Each campaign's totals, as the dialer adds them up for the period, portfolios and profiles asked for; of the filter's other conditions only `campaigns` narrows them down.",
        resolve: ({ campaigns }) => [...campaigns],
      }),
    }),
  },
  { name: 'OutboundCallEdge', needs: CALLS, description: 'An outbound call in a list, and its place there.' },
);

/**
 * True if the campaigns' totals are wanted, by someone who may read them. They cover the days they were asked for, so that the period is not cut
 * into windows; nor can they be narrowed down afterwards, so that the dialer must be told every portfolio.
 *
 * @throws BadUserInput if those are too many
 */
function areTotalsWanted(
  { filter }: CallListArgs,
  selection: Selection,
  { viewer }: Pick<Context, 'viewer'>,
): boolean {
  const wanted = isMet(TOTALS, viewer) && selects(selection, 'campaignSummaries');
  if (wanted) fewNames('portfolios', filter?.portfolios);
  return wanted;
}

const lists = perOperation<OutboundCallList>();

/** The list of a campaign, portfolio or profile. */
const outboundCallListOf = (
  kind: string,
  request: CallListRequest,
  context: Context,
  info: GraphQLResolveInfo,
): Promise<OutboundCallList> => lists(context, info, kind, () => outboundCallList(kind, request, context));

async function outboundCallList(
  kind: string,
  request: CallListRequest,
  context: Context,
): Promise<OutboundCallList> {
  const summaries = areTotalsWanted(request.args, request.selection, context);
  const names = request.conditions.campaigns && normalizedKeys(request.conditions.campaigns);
  let campaigns: OutboundRecords['campaigns'] = [];
  const list = await callList(kind, request, context, async (query) => {
    const records = await context.loaders.calls.outbound({ ...query, agents: null, summaries });
    campaigns = records.campaigns.filter(
      ({ campaignName }) => names?.has(normalizeKey(campaignName)) ?? true,
    );
    return withGlobalIds(records.calls);
  });
  return Object.assign(list, { campaigns });
}

builder.queryField('outboundCalls', (t) =>
  t.field({
    ...nullOnlyByError,
    needs: CALLS,
    ...cost(callsCost('outbound_cdr', { kind: 'outboundCalls', summaries: areTotalsWanted }), ofTheirDays),
    type: OutboundCallConnection,
    description: 'Calls the company placed, newest first.',
    args: callListArgs,
    resolve: (_, args, context, info) =>
      outboundCallList('outboundCalls', new CallListRequest(args, context, info), context),
  }),
);

builder.objectField(Campaign, 'calls', (t) =>
  t.field({
    needs: CALLS,
    ...cost(campaignList, callsCost('outbound_cdr', { summaries: areTotalsWanted }), ofTheirDays),
    type: OutboundCallConnection,
    nullable: true,
    description:
      "The campaign's outbound calls, newest first: one dialer call for any number of campaigns. Null where another campaign shares its name, since call records carry nothing else.",
    args: callListArgs,
    resolve: async ({ campaignId, row }, args, context, info) => {
      const kind = `calls of campaign ${normalizeKey(campaignId)}`;
      // Before anything is asked about the campaign.
      const request = new CallListRequest(args, context, info);
      request.pageOf(kind);
      areTotalsWanted(args, info, context);
      const name = (row ?? (await context.loaders.campaigns.load(campaignId)))?.name ?? null;
      if (name === null || !(await campaignByName(name, context))) return null;
      return outboundCallListOf(kind, request.only('campaigns', name), context, info);
    },
  }),
);

builder.objectField(Portfolio, 'calls', (t) =>
  t.field({
    needs: CALLS,
    ...cost(callsCost('outbound_cdr', { ofEach: 'portfolios', summaries: areTotalsWanted }), ofTheirDays),
    type: OutboundCallConnection,
    nullable: true,
    description:
      "The portfolio's outbound calls, newest first: one dialer call for any number of portfolios.",
    args: callListArgs,
    resolve: ({ code }, args, context, info) =>
      outboundCallListOf(
        `calls of portfolio ${normalizeKey(code)}`,
        new CallListRequest(args, context, info).only('portfolios', code),
        context,
        info,
      ),
  }),
);

builder.objectField(Profile, 'calls', (t) =>
  t.field({
    needs: CALLS,
    ...cost(callsCost('outbound_cdr', { ofEach: 'profiles', summaries: areTotalsWanted }), ofTheirDays),
    type: OutboundCallConnection,
    nullable: true,
    description:
      'The outbound calls of agents of this profile, newest first. One dialer call a profile: call records do not say whose they are.',
    args: callListArgs,
    resolve: ({ profileId }, args, context, info) =>
      outboundCallListOf(
        `calls of profile ${normalizeKey(profileId)}`,
        new CallListRequest(args, context, info).only('profiles', profileId),
        context,
        info,
      ),
  }),
);
