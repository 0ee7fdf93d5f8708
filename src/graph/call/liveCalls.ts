import { CALLS } from '../../access/fieldPolicy.ts';
import type { CallSelection, CompletedCall } from '../../live/calls/completedCalls.ts';
import { feedOf } from '../../live/liveTopic.ts';
import { PortfolioFilter } from '../../loaders/portfolioFilter.ts';
import { BadUserInput } from '../../plan/errors.ts';
import { livePlan } from '../../plan/livePlan.ts';
import { normalizedKeys, normalizeKey } from '../../upstream/wire/normalizeKey.ts';
import { builder } from '../builder.ts';
import type { Context } from '../context.ts';
import { Call } from './call.ts';
import { callMatcher } from './callConditions.ts';
import { CallFilter, recordsQueryFor, type CallConditions } from './callFilter.ts';
import { globalIdOf } from './callIds.ts';
import { lookedUp, type CallNode } from './callList.ts';

interface CallArgs {
  readonly filter?: CallConditions | null | undefined;
}

/** The conditions that cannot be checked on a call's record, and what to do instead. */
const NOT_ON_RECORDS: Readonly<Record<Exclude<keyof CallConditions, 'contactNumber'>, string | null>> = {
  agents: null,
  campaigns: null,
  portfolios: null,
  dispositions: null,
  callTypes: null,
  terminationReasons: null,
  phoneNumber: null,
  leadId: null,
  startedAt: null,
  carrierDispositions: null,
  queues: null,
  trunks: null,
  listIds: null,
  vendorLeadCodes: null,
  handled: null,
  outsideHours: null,
  queueSeconds: null,
  durationSeconds: null,
  carrier:
    'cannot narrow a subscription, since the carrier reports a call only after it ended. Leave it out; or query `calls` with it.',
  profiles:
    'cannot narrow a subscription, since call records carry no profile. Leave it out, and narrow by `agents`, `campaigns` or `portfolios`; or query `calls` with it.',
};

/**
 * The portfolios that a subscriber's calls are narrowed to; null = not narrowed. Undefined if no call can meet the
 * conditions.
 *
 * @throws BadUserInput naming the condition
 */
function portfoliosFor({ filter }: CallArgs, context: Context): readonly string[] | null | undefined {
  for (const [name, value] of Object.entries(filter ?? {})) {
    const reason = isCondition(name) ? NOT_ON_RECORDS[name] : CANNOT_NARROW;
    if (value !== null && value !== undefined && reason !== null) throw new BadUserInput(name, reason);
  }
  return recordsQueryFor(filter ?? {}, context)?.portfolios;
}

const CANNOT_NARROW = 'cannot narrow a subscription. Leave it out; or query `calls` with it.';

const isCondition = (name: string): name is keyof typeof NOT_ON_RECORDS => name in NOT_ON_RECORDS;

/** The row as a query would give it: with a portfolio's code in place of its name if portfolios matter. */
function rowFor({ row, coded }: CompletedCall, portfolios: readonly string[] | null): CompletedCall['row'] {
  if (portfolios === null || row.portfolioCode === null) return row;
  return normalizedKeys(portfolios).has(normalizeKey(row.portfolioCode)) ? row : (coded ?? row);
}

/** Which calls a subscriber gets: those that meet the filter, of the portfolios that the viewer may see. */
async function selectionOf(
  { filter }: CallArgs,
  context: Context,
  portfolios: readonly string[] | null,
): Promise<CallSelection> {
  const own = new PortfolioFilter(context.viewer.portfolios);
  const matches = await callMatcher(filter ?? {}, context);
  return {
    needsCodes: portfolios !== null,
    passes: (call) => {
      const row = rowFor(call, portfolios);
      return own.includes(row.portfolioCode) && matches(row);
    },
  };
}

const nodeOf = (call: CompletedCall, args: CallArgs, context: Context): CallNode<CompletedCall['row']> => ({
  ...rowFor(call, portfoliosFor(args, context) ?? null),
  id: globalIdOf(call.kind, call.id),
  source: { call: call.row, among: call.among },
});

builder.subscriptionField('callCompleted', (t) =>
  t.field({
    ...livePlan((args: CallArgs, context: Context) => {
      const portfolios = portfoliosFor(args, context);
      // No call can come: nothing is asked.
      if (portfolios === undefined) return { callsPerMinute: {}, eventsPerMinute: 0 };
      return context.live.completedCalls.plan({ needsCodes: portfolios !== null });
    }),
    needs: CALLS,
    type: Call,
    description:
      'Outbound and inbound calls of today, from now on. A call is sent when the dialer first reports it, and again with the same `id` when its record changes, for example because a disposition arrives late. Of calls that the dialer reported before the subscription began, only changes are sent. The same holds for earlier calls that were missing from the first list because it was cut short or had unreadable rows. Calls of yesterday are sent until an hour after midnight. If several call records are alike in time, numbers, agent, campaign, lead and portfolio, it may be unclear which of them has changed; the update is then sent after a later poll. Two dialer calls for each CALLS_INTERVAL_MS, four in the first hour of the day, for any number of subscribers and filters (outbound_cdr, inbound_cdr). They are made less often if they would take more than a tenth of the time. One more a minute if a subscription is narrowed to portfolios, to translate portfolio names (getAllPortfolios).',
    args: {
      filter: t.arg({
        type: CallFilter,
        description:
          'Only calls that meet these conditions when they are reported. This server applies all of them to the record. `profiles` and `carrier` are refused with BAD_USER_INPUT, because records carry neither. Default: all calls.',
      }),
    },
    subscribe: async (_, args, context) => {
      const portfolios = portfoliosFor(args, context);
      // No call can come: nothing is asked.
      if (portfolios === undefined) return feedOf<CompletedCall>(() => () => undefined);
      const selection = await selectionOf(args, context, portfolios);
      // From now on, the viewer sees the person's calls.
      return lookedUp(
        args.filter ?? {},
        context,
        () => Promise.resolve(context.live.completedCalls.feed(selection)),
        () => true,
      );
    },
    resolve: (call, args, context) => nodeOf(call, args, context),
  }),
);
