import { ofMembers } from '../execution/rowField.ts';
import type { GraphQLResolveInfo } from 'graphql';
import type { OutboundRecords } from '../../loaders/calls/callRecords.ts';
import { normalizedKeys, normalizeKey } from '../../upstream/wire/normalizeKey.ts';
import type { OutboundCallRow } from '../../upstream/dialer/calls.ts';
import { CallType } from '../agent/agentLive.ts';
import { builder } from '../builder.ts';
import { nullOnlyByError } from '../semanticNonNull.ts';
import type { Context } from '../context.ts';
import { NULL_VALUES } from '../descriptions.ts';
import { Call } from './call.ts';
import { withGlobalIds } from './callIds.ts';
import { CallListRequest, type CallListArgs } from './callListRequest.ts';
import {
  callList,
  callListArgs,
  callsCost,
  carrierOfFilter,
  ofTheirDays,
  type CallList,
  type CallNode,
} from './callList.ts';
import { groupsOfList } from './groups/groupsOfList.ts';
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
  description: `A call that the company placed: by the dialer, or by hand by an agent. It has no duration, since the dialer records none. ${NULL_VALUES} (outbound_cdr)`,
  interfaces: [builder.nodeInterfaceRef(), Call],
  extensions: KEYLESS,
  fields: (t) => ({
    // Both are masked: only the dialer knows which of the two is the company's number.
    fromNumber: t.exposeString('ownNumber', {
      personal: 'phone',
      nullable: true,
      description: 'Number from which the call was placed, usually a line of the company (src).',
    }),
    toNumber: t.exposeString('contactNumber', {
      personal: 'phone',
      nullable: true,
      description: 'Number that was called (dst).',
    }),
    callType: t.expose('callType', { type: CallType, description: 'Type of the call.' }),
    callTypeText: t.exposeString('callTypeText', {
      nullable: true,
      description: "Type of the call in the dialer's own word (call_type).",
    }),
    carrierDisposition: t.exposeString('carrierDisposition', {
      nullable: true,
      description: 'Outcome of the call for the carrier, such as Answer.',
    }),
    listId: t.exposeID('listId', {
      nullable: true,
      description: 'Id of the list to which the lead belongs.',
    }),
    leadEnteredAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'Time at which the lead was loaded into the dialer (entry_date).',
      ...ofMembers<OutboundCallRow>()(
        ['leadEnteredAt'],
        ({ leadEnteredAt }, zone) => leadEnteredAt && zone.toDateTime(leadEnteredAt),
        'leadEnteredAt',
      ),
    }),
  }),
});

/** The campaigns of the totals: all of them, or the one campaign whose calls are listed. */
const ofCampaigns = ({ of, planning }: FieldCall) => ({
  about: new Map([['Campaign', EntitySet.all(planning.sizes.campaigns ?? ASSUMED_SIZE)], ...of.about]),
});

type OutboundCallList = CallList<OutboundCallRow> & Pick<OutboundRecords, 'campaigns'>;

const OutboundCallConnection = builder.connectionObject<typeof OutboundCall, OutboundCallList>(
  {
    type: OutboundCall,
    needs: CALLS,
    name: 'OutboundCallConnection',
    description: 'A page of outbound calls, with counts over all pages.',
    fields: (t) => ({
      groups: groupsOfList(t, ['outbound']),
      campaignSummaries: t.field({
        needs: TOTALS,
        ...cost(resolvesTo(ofCampaigns)),
        type: [CampaignCallSummary],
        description:
          "Totals of each campaign, as the dialer adds them up for the list's days, portfolios and profiles. `campaigns` narrows them as well; no other condition of the filter does. If this field is selected, the whole period is asked for in one dialer call, and the filter may name at most 300 portfolios.",
        resolve: ({ campaigns }) => [...campaigns],
      }),
    }),
  },
  { name: 'OutboundCallEdge', needs: CALLS, description: 'An outbound call in a list, with its cursor.' },
);

/**
 * True if the campaigns' totals are selected and the viewer may read them. Then the period is not cut into windows, since
 * totals cover the days of one call. The call must also name all portfolios, since totals cannot be filtered here.
 *
 * @throws BadUserInput if there are too many portfolios to name
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

/**
 * A list of outbound calls.
 *
 * @param kind names the list in its cursors
 */
export async function outboundCallList(
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
    ...cost(
      callsCost('outbound_cdr', { kind: 'outboundCalls', summaries: areTotalsWanted }),
      carrierOfFilter,
      ofTheirDays,
    ),
    type: OutboundCallConnection,
    description:
      'Outbound calls, newest first. One dialer call for each 7 days of the period, or one for the whole period if `campaignSummaries` is selected (outbound_cdr).',
    args: callListArgs,
    resolve: (_, args, context, info) =>
      outboundCallList('outboundCalls', new CallListRequest(['outbound'], args, context, info), context),
  }),
);

builder.objectField(Campaign, 'calls', (t) =>
  t.field({
    needs: CALLS,
    ...cost(
      campaignList,
      callsCost('outbound_cdr', { summaries: areTotalsWanted }),
      carrierOfFilter,
      ofTheirDays,
    ),
    type: OutboundCallConnection,
    nullable: true,
    description:
      'Outbound calls of the campaign, newest first. Null if the name of the campaign is unknown or another campaign has it too: call records carry the name alone. One dialer call for each 7 days of the period, for any number of campaigns (outbound_cdr).',
    args: callListArgs,
    resolve: async ({ campaignId, row }, args, context, info) => {
      const kind = `calls of campaign ${normalizeKey(campaignId)}`;
      // The arguments are checked before the dialer is called for the campaign.
      const request = new CallListRequest(['outbound'], args, context, info);
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
    ...cost(
      callsCost('outbound_cdr', { ofEach: 'portfolios', summaries: areTotalsWanted }),
      carrierOfFilter,
      ofTheirDays,
    ),
    type: OutboundCallConnection,
    nullable: true,
    description:
      'Outbound calls of the portfolio, newest first. One dialer call for each 7 days of the period, for any number of portfolios (outbound_cdr). If `campaignSummaries` is selected, one for each portfolio.',
    args: callListArgs,
    resolve: ({ code }, args, context, info) =>
      outboundCallListOf(
        `calls of portfolio ${normalizeKey(code)}`,
        new CallListRequest(['outbound'], args, context, info).only('portfolios', code),
        context,
        info,
      ),
  }),
);

builder.objectField(Profile, 'calls', (t) =>
  t.field({
    needs: CALLS,
    ...cost(
      callsCost('outbound_cdr', { ofEach: 'profiles', summaries: areTotalsWanted }),
      carrierOfFilter,
      ofTheirDays,
    ),
    type: OutboundCallConnection,
    nullable: true,
    description:
      'Outbound calls of the profile, newest first. One dialer call for each profile and each 7 days of the period, since call records carry no profile (outbound_cdr).',
    args: callListArgs,
    resolve: ({ profileId }, args, context, info) =>
      outboundCallListOf(
        `calls of profile ${normalizeKey(profileId)}`,
        new CallListRequest(['outbound'], args, context, info).only('profiles', profileId),
        context,
        info,
      ),
  }),
);
