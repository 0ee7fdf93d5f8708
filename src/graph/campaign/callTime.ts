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

/** The call time with this id from the list (case-insensitive); null if the dialer has none. */
export async function callTimeById(callTimeId: string, { loaders }: Context): Promise<CallTimeSource | null> {
  const row = await loaders.callTimes.load(callTimeId);
  return row && { callTimeId: row.callTimeId, row };
}

/** Fields that only goGetCalltimeInfo has. */
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
 * One call time, by one dialer call: its own (goGetCalltimeInfo) if a field is selected that only this call has, else the
 * list of all.
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
  description: 'A day of the week.',
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
    description:
      "Hours of one weekday in which calls may be made. The dialer's documents name no time zone for them.",
    fields: (t) => ({
      day: t.expose('day', { type: Weekday, description: 'Weekday.' }),
      opens: t.exposeString('opens', {
        nullable: true,
        description:
          'Opening time, HH:MM. Null if the day is closed, or if the dialer sent no readable time.',
      }),
      closes: t.exposeString('closes', {
        nullable: true,
        description:
          'Closing time, HH:MM; 24:00 is the end of the day. Null if the day is closed, or if the dialer sent no readable time.',
      }),
      closed: t.exposeBoolean('closed', {
        description: 'True if no calls may be made on this day: the window ends when it starts.',
      }),
      inherited: t.exposeBoolean('inherited', {
        description: "True if the day has no hours of its own, so that the call time's default hours apply.",
      }),
      afterHoursAudio: t.string({
        ...cost(detailOfEach),
        nullable: true,
        description:
          'Audio file that callers hear outside these hours: the file of the day, or else the default file; null if there is neither. One dialer call for each call time (goGetCalltimeInfo).',
        resolve: async ({ index, of }, _, context) =>
          (await detailOf(of, context))?.afterHoursAudio[index] ?? null,
      }),
    }),
  });

builder.node(CallTime, {
  needs: AGENTS,
  description:
    'A call time: the hours of each weekday in which calls may be made. `callTimeId` is always known. `name`, `userGroup` and `windows` cost one dialer call for all call times of the operation. A field is null if the dialer has no such call time or left the value empty. (goGetAllCalltimes, goGetCalltimeInfo)',
  id: { resolve: (callTime) => normalizeKey(callTime.callTimeId) },
  fields: (t) => ({
    callTimeId: t.exposeID('callTimeId', {
      needs: PUBLIC,
      description: 'Id of the call time in the dialer, such as 24hours.',
    }),
    name: t.string({
      ...cost(rowOfEach),
      nullable: true,
      description: 'Name of the call time.',
      resolve: fromRow((row) => row.name),
    }),
    userGroup: t.string({
      ...cost(rowOfEach),
      nullable: true,
      description: 'User group that may use the call time; ---ALL--- is every group.',
      resolve: fromRow((row) => row.userGroup),
    }),
    windows: t.field({
      ...cost(rowOfEach),
      type: [CallWindow],
      description:
        "Window in force on each weekday, Sunday first: the day's own hours, or the default hours if the day has none. Empty if the dialer does not list the call time.",
      resolve: async (callTime, args, context) => {
        const windows = await fromRow((row) => row.windows)(callTime, args, context);
        return (windows ?? []).map((window, index) => ({ ...window, index, of: callTime }));
      },
    }),
    comments: t.string({
      ...cost(detailOfEach),
      nullable: true,
      description: 'Comments on the call time. One dialer call for each call time (goGetCalltimeInfo).',
      resolve: async (callTime, _, context) => (await detailOf(callTime, context))?.comments ?? null,
    }),
    stateCallTimes: t.stringList({
      ...cost(detailOfEach),
      nullable: true,
      description:
        'Hours of single states, which override these hours, as the dialer names them. One dialer call for each call time (goGetCalltimeInfo).',
      resolve: async (callTime, _, context) => (await detailOf(callTime, context))?.stateCallTimes ?? null,
    }),
    holidays: t.stringList({
      ...cost(detailOfEach),
      nullable: true,
      description:
        'Holidays, which override these hours, as the dialer names them. One dialer call for each call time (goGetCalltimeInfo).',
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
    description:
      'The call time with this id; null if the dialer has none. One dialer call: for this call time if a field is selected that only goGetCalltimeInfo has, else for all call times of the operation (goGetAllCalltimes).',
    args: {
      callTimeId: t.arg.id({ required: true, description: 'Id of the call time (case-insensitive).' }),
    },
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
    description: "All call times, in the dialer's order. One dialer call (goGetAllCalltimes).",
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
    description:
      'Hours in which the campaign may call (local_call_time). Null if none are set, or if the dialer does not have that call time. `callTimeId` alone costs no further dialer call; other fields cost the same as in `Query.callTime`.',
    resolve: ({ callTimeId }, _, context, info) => {
      if (callTimeId === null) return null;
      // Its key alone costs nothing.
      return isMoreThanKey({ selection: info }) ? callTimeFor(callTimeId, context, info) : { callTimeId };
    },
  }),
);
