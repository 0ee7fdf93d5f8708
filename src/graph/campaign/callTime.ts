import type { GraphQLResolveInfo } from 'graphql';
import { normalizeKey } from '../../upstream/wire/normalizeKey.ts';
import type { DayWindow } from '../../upstream/dialer/callTimes.ts';
import { builder } from '../builder.ts';
import { nullOnlyByError } from '../semanticNonNull.ts';
import type { Context } from '../context.ts';
import {
  cost,
  resolvesTo,
  once,
  oncePer,
  oncePerResult,
  type FieldCall,
  type PlannedField,
} from '../../plan/cost.ts';
import { AGENTS, PUBLIC } from '../../access/fieldPolicy.ts';
import { EntitySet } from '../../plan/position.ts';
import { CallTime, CampaignSettings, type CallTimeDetail, type CallTimeSource } from '../refs.ts';
import { selects, type Selection } from '../../plan/selection.ts';

/** The call time of that id from the list, whatever its case; null if the dialer has none. */
export async function callTimeById(callTimeId: string, { loaders }: Context): Promise<CallTimeSource | null> {
  const row = await loaders.callTimes.load(callTimeId);
  return row && { callTimeId: row.callTimeId, row };
}

/** What only goGetCalltimeInfo knows. */
const DETAIL_FIELDS = ['comments', 'stateCallTimes', 'holidays', 'windows.afterHoursAudio'];
const LIST_FIELDS = ['name', 'userGroup', 'windows'];

interface Selecting {
  readonly selection: Selection;
}

const isDetailed = ({ selection }: Selecting): boolean => selects(selection, ...DETAIL_FIELDS);
const isMoreThanKey = ({ selection }: Selecting): boolean =>
  selects(selection, ...DETAIL_FIELDS, ...LIST_FIELDS);

interface ById {
  readonly callTimeId: string;
}

/** False for an id that no call time can have. */
const isId = ({ callTimeId }: ById): boolean => callTimeId.trim() !== '';

/** The list of all call times. */
export const callTimeList = once('goGetAllCalltimes');
const rowOfEach = once('goGetAllCalltimes', ({ of }) => !of.hasRow);
const detailOfEach = oncePer('CallTime', 'goGetCalltimeInfo');

/**
 * One call time, by the one dialer call that knows all that is selected of it: its own where that holds what only it
 * knows, else the list.
 */
async function callTimeFor(
  callTimeId: string,
  context: Context,
  info: GraphQLResolveInfo,
): Promise<CallTimeSource | null> {
  if (!isId({ callTimeId })) return null;
  if (!isDetailed({ selection: info })) return callTimeById(callTimeId, context);
  const detail = await context.loaders.callTimeDetail.load(callTimeId);
  return detail && { callTimeId: detail.callTimeId, detail };
}

const fromRow =
  <Value>(read: (row: Pick<CallTimeDetail, 'name' | 'userGroup' | 'windows'>) => Value) =>
  async (callTime: CallTimeSource, _: object, { loaders }: Context): Promise<Value | null> => {
    const row = callTime.detail ?? callTime.row ?? (await loaders.callTimes.load(callTime.callTimeId));
    return row && read(row);
  };

const detailOf = async (callTime: CallTimeSource, { loaders }: Context): Promise<CallTimeDetail | null> =>
  callTime.detail ?? (await loaders.callTimeDetail.load(callTime.callTimeId));

const Weekday = builder.enumType('Weekday', {
  description: "A day of the week, in the dialer's own zone.",
  values: {
    SUNDAY: { description: 'Sunday.' },
    MONDAY: { description: 'Monday.' },
    TUESDAY: { description: 'Tuesday.' },
    WEDNESDAY: { description: 'Wednesday.' },
    THURSDAY: { description: 'Thursday.' },
    FRIDAY: { description: 'Friday.' },
    SATURDAY: { description: 'Saturday.' },
  },
});

const CallWindow = builder
  .objectRef<DayWindow & { readonly index: number; readonly of: CallTimeSource }>('CallWindow')
  .implement({
    needs: AGENTS,
    description: 'The hours in which calls may be made on one weekday.',
    fields: (t) => ({
      day: t.expose('day', { type: Weekday, description: 'The weekday.' }),
      opens: t.exposeString('opens', {
        nullable: true,
        description: 'From when, HH:MM; null where closed.',
      }),
      closes: t.exposeString('closes', {
        nullable: true,
        description: 'Until when, HH:MM, 24:00 being the end of the day; null where closed.',
      }),
      closed: t.exposeBoolean('closed', { description: 'True where no calls may be made at all.' }),
      inherited: t.exposeBoolean('inherited', {
        description: "True where the day has no hours of its own, so that the call time's default applies.",
      }),
      afterHoursAudio: t.string({
        ...cost(detailOfEach),
        nullable: true,
        description: "The audio file callers hear outside the hours: the day's own, else the default's.",
        resolve: async ({ index, of }, _, context) =>
          (await detailOf(of, context))?.afterHoursAudio[index] ?? null,
      }),
    }),
  });

builder.node(CallTime, {
  needs: AGENTS,
  description: 'The hours in which calls may be made. (goGetAllCalltimes, goGetCalltimeInfo)',
  id: { resolve: (callTime) => normalizeKey(callTime.callTimeId) },
  fields: (t) => ({
    callTimeId: t.exposeID('callTimeId', {
      needs: PUBLIC,
      description: "The dialer's own id, such as 24hours.",
    }),
    name: t.string({
      ...cost(rowOfEach),
      nullable: true,
      description: 'The name.',
      resolve: fromRow((row) => row.name),
    }),
    userGroup: t.string({
      ...cost(rowOfEach),
      nullable: true,
      description: 'The user group that may use it; ---ALL--- = any.',
      resolve: fromRow((row) => row.userGroup),
    }),
    windows: t.field({
      ...cost(rowOfEach),
      type: [CallWindow],
      description:
        "The window in force on each weekday, Sunday first: the day's own, or the default where the day has none.",
      resolve: async (callTime, args, context) => {
        const windows = await fromRow((row) => row.windows)(callTime, args, context);
        return (windows ?? []).map((window, index) => ({ ...window, index, of: callTime }));
      },
    }),
    comments: t.string({
      notPersonal: 'What the company notes about its own hours.',
      ...cost(detailOfEach),
      nullable: true,
      description: 'What the company noted about it.',
      resolve: async (callTime, _, context) => (await detailOf(callTime, context))?.comments ?? null,
    }),
    stateCallTimes: t.stringList({
      ...cost(detailOfEach),
      nullable: true,
      description: 'The hours of single states that go before these.',
      resolve: async (callTime, _, context) => (await detailOf(callTime, context))?.stateCallTimes ?? null,
    }),
    holidays: t.stringList({
      ...cost(detailOfEach),
      nullable: true,
      description: 'The holidays that go before these hours.',
      resolve: async (callTime, _, context) => (await detailOf(callTime, context))?.holidays ?? null,
    }),
  }),
});

builder.queryFields((t) => ({
  callTime: t.field({
    needs: AGENTS,
    ...cost(
      once('goGetAllCalltimes', (field: PlannedField<ById>) => isId(field.args) && !isDetailed(field)),
      oncePerResult('CallTime', 'goGetCalltimeInfo', isDetailed),
      resolvesTo(({ args }: FieldCall<ById>) => ({
        entities: isId(args) ? EntitySet.known(normalizeKey(args.callTimeId)) : EntitySet.none,
        hasRow: true,
      })),
    ),
    type: CallTime,
    nullable: true,
    description: 'The call time of that id; null where the dialer has none.',
    args: { callTimeId: t.arg.id({ required: true, description: 'The id, whatever its case.' }) },
    resolve: (_, { callTimeId }, context, info) => callTimeFor(callTimeId, context, info),
  }),
  callTimes: t.field({
    ...nullOnlyByError,
    needs: AGENTS,
    ...cost(
      callTimeList,
      resolvesTo(() => ({ hasRow: true })),
    ),
    type: [CallTime],
    description: "Every call time, in the dialer's order.",
    resolve: async (_, _args, { loaders }) =>
      (await loaders.callTimes.all()).map((row) => ({ callTimeId: row.callTimeId, row })),
  }),
}));

builder.objectField(CampaignSettings, 'callTime', (t) =>
  t.field({
    ...cost(
      once('goGetAllCalltimes', (field) => isMoreThanKey(field) && !isDetailed(field)),
      oncePerResult('CallTime', 'goGetCalltimeInfo', isDetailed),
      resolvesTo((field) => ({ hasRow: isMoreThanKey(field) })),
    ),
    type: CallTime,
    nullable: true,
    description: 'The hours in which the campaign may call (local_call_time).',
    resolve: ({ callTimeId }, _, context, info) => {
      if (callTimeId === null) return null;
      // Its key alone costs nothing.
      return isMoreThanKey({ selection: info }) ? callTimeFor(callTimeId, context, info) : { callTimeId };
    },
  }),
);
