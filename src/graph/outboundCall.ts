import type { GraphQLResolveInfo } from 'graphql';
import type { OutboundRecords } from '../loaders/callRecords.ts';
import { fold } from '../loaders/reference.ts';
import type { OutboundCallRow } from '../upstream/dialer/calls.ts';
import { CallType } from './agentLive.ts';
import { asks, builder, type Context } from './builder.ts';
import { Call } from './call.ts';
import { only } from './callFilter.ts';
import {
  callList,
  callListArgs,
  groupsOfList,
  type CallList,
  type CallListArgs,
  type CallNode,
} from './callList.ts';
import { campaignByName } from './campaign.ts';
import { CampaignCallSummary } from './campaignCallSummary.ts';
import { Campaign, Portfolio, Profile } from './refs.ts';
import { fewNames } from './report.ts';
import { selects } from './selection.ts';

const OutboundCall = builder.objectRef<CallNode<OutboundCallRow>>('OutboundCall').implement({
  description: 'A call the company placed, by the dialer or by hand. (outbound_cdr)',
  interfaces: [Call],
  fields: (t) => ({
    fromNumber: t.exposeString('ownNumber', { nullable: true, description: 'The number called from (src).' }),
    toNumber: t.exposeString('contactNumber', { nullable: true, description: 'The number called (dst).' }),
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

type OutboundCallList = CallList<OutboundCallRow> & Pick<OutboundRecords, 'campaigns'>;

const OutboundCallConnection = builder.connectionObject<typeof OutboundCall, OutboundCallList>(
  {
    type: OutboundCall,
    name: 'OutboundCallConnection',
    description: 'A page of outbound calls.',
    fields: (t) => ({
      groups: groupsOfList(t),
      campaignSummaries: t.field({
        type: [CampaignCallSummary],
        description:
          "Each campaign's totals, as the dialer adds them up for the period, portfolios and profiles asked for; of the filter's other conditions only `campaigns` narrows them down.",
        resolve: ({ campaigns }) => [...campaigns],
      }),
    }),
  },
  { name: 'OutboundCallEdge', description: 'An outbound call in a list, and its place there.' },
);

async function outboundCallList(
  kind: string,
  args: CallListArgs,
  context: Context,
  info: GraphQLResolveInfo,
): Promise<OutboundCallList> {
  // Totals cover the days they were asked for: where they are wanted, the period is not cut into windows.
  const summaries = selects(info, 'campaignSummaries');
  const names = args.filter?.campaigns?.map(fold);
  let campaigns: OutboundRecords['campaigns'] = [];
  // Nor can they be narrowed down afterwards: the dialer must be told every portfolio.
  if (summaries) fewNames('portfolios', args.filter?.portfolios);
  const list = await callList(kind, args, context, info, async (query) => {
    const records = await context.loaders.calls.outbound({ ...query, agents: null, summaries });
    campaigns = records.campaigns.filter(({ campaignName }) => names?.includes(fold(campaignName)) ?? true);
    return records.calls;
  });
  return Object.assign(list, { campaigns });
}

builder.queryField('outboundCalls', (t) =>
  t.field({
    ...asks('outbound_cdr'),
    type: OutboundCallConnection,
    description: 'Calls the company placed, newest first.',
    args: callListArgs,
    resolve: (_, args, context, info) => outboundCallList('outboundCalls', args, context, info),
  }),
);

builder.objectField(Campaign, 'calls', (t) =>
  t.field({
    ...asks('outbound_cdr', 'goGetAllCampaigns'),
    type: OutboundCallConnection,
    nullable: true,
    description:
      "The campaign's outbound calls, newest first: one dialer call for any number of campaigns. Null where another campaign shares its name, since call records carry nothing else.",
    args: callListArgs,
    resolve: async ({ campaignId, row }, args, context, info) => {
      const name = (row ?? (await context.loaders.campaigns.load(campaignId)))?.name ?? null;
      if (name === null || !(await campaignByName(name, context))) return null;
      return outboundCallList(
        `calls of campaign ${fold(campaignId)}`,
        { ...args, filter: only(args.filter, 'campaigns', name) },
        context,
        info,
      );
    },
  }),
);

builder.objectField(Portfolio, 'calls', (t) =>
  t.field({
    ...asks('outbound_cdr'),
    type: OutboundCallConnection,
    nullable: true,
    description:
      "The portfolio's outbound calls, newest first: one dialer call for any number of portfolios.",
    args: callListArgs,
    resolve: ({ code }, args, context, info) =>
      outboundCallList(
        `calls of portfolio ${fold(code)}`,
        { ...args, filter: only(args.filter, 'portfolios', code) },
        context,
        info,
      ),
  }),
);

builder.objectField(Profile, 'calls', (t) =>
  t.field({
    ...asks('outbound_cdr'),
    type: OutboundCallConnection,
    nullable: true,
    description:
      'The outbound calls of agents of this profile, newest first. One dialer call a profile: call records do not say whose they are.',
    args: callListArgs,
    resolve: ({ profileId }, args, context, info) =>
      outboundCallList(
        `calls of profile ${fold(profileId)}`,
        { ...args, filter: only(args.filter, 'profiles', profileId) },
        context,
        info,
      ),
  }),
);
