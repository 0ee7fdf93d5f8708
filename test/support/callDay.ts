/**
 * Call records of several days: as plain rows, and a dialer that returns them in the shape of the wire, with its
 * typical irregularities. Tests compare the API's answers with plain code over the plain rows.
 */
import { afterAll, beforeAll, onTestFinished } from 'vitest';
import { z } from 'zod';
import { startApi, type Api, type AtEnd, type Settings, type Variables } from './api.ts';
import { named, success, userList } from './otherDialer.ts';
import { startScriptedServer, type ScriptedServer } from './scriptedServer.ts';

export const ZONE = 'America/Chicago';
/** The busy day. The dialer's "last 24 hours" are this day, too. */
export const DAY = '2026-05-12';
/** The first and the last day with calls: two windows of seven days, and one more day. */
export const FIRST_DAY = '2026-05-05';
export const LAST_DAY = '2026-05-19';

export type Kind = 'outbound' | 'inbound' | 'agent';

/** A call, in the terms of the GraphQL schema. */
export interface PlainCall {
  readonly kind: Kind;
  /** `2026-05-12 14:03:00`, in the dialer's zone. */
  readonly at: string;
  readonly contact: string | null;
  readonly own: string | null;
  readonly agent: string | null;
  readonly campaign: string | null;
  readonly portfolio: string | null;
  readonly disposition: string | null;
  readonly type: 'DIALER' | 'MANUAL' | 'INBOUND' | 'UNKNOWN';
  readonly typeText: string | null;
  readonly reason: string | null;
  readonly reasonText: string | null;
  readonly queueSeconds: number | null;
  readonly seconds: number | null;
  readonly queue: string | null;
  readonly leadId: string | null;
  readonly uniqueId: string | null;
  /** vendor_lead_code or loan_number. */
  readonly code: string | null;
  readonly list: string | null;
  /** entry_date or enter_on_queue. */
  readonly entered: string | null;
  readonly carrier: string | null;
  readonly position: number | null;
}

/** A call with default values for all members that are left out. */
export const plainCall = (kind: Kind, own: Partial<PlainCall> = {}): PlainCall => ({
  kind,
  at: `${DAY} 12:00:00`,
  contact: '3125550100',
  own: null,
  agent: kind === 'agent' ? 'agent.01' : null,
  campaign: null,
  portfolio: null,
  disposition: null,
  type: kind === 'inbound' ? 'INBOUND' : 'DIALER',
  typeText: kind === 'inbound' ? null : 'Dialer',
  reason: null,
  reasonText: null,
  queueSeconds: null,
  seconds: null,
  queue: null,
  leadId: null,
  uniqueId: kind === 'inbound' ? '1.1' : null,
  code: null,
  list: null,
  entered: null,
  carrier: null,
  position: null,
  ...own,
});

// ------------------------------------------------------------------------------------------------- reference lists

/** The agents, in the spelling of the user list. */
export const AGENTS = Array.from({ length: 54 }, (_, index) => `Agent.${String(index + 1).padStart(2, '0')}`);
export const PORTFOLIOS = ['NRD', 'SUR', 'KIW'] as const;
export const PROFILES = ['LOANS', 'COLLECTIONS', 'VIP'] as const;
/** Two campaigns have the same name in different case. */
export const CAMPAIGNS = [
  { id: '101', name: 'Renewals' },
  { id: '102', name: 'COBRANÇA' },
  { id: '103', name: 'Twins' },
  { id: '104', name: 'TWINS' },
  { id: '105', name: 'Quiet' },
] as const;
/** Campaign names in call records: some in another case, and one that no campaign has. */
const CAMPAIGN_NAMES = ['Renewals', 'RENEWALS', 'cobrança', 'COBRANÇA', 'Twins', 'Gone', null] as const;

export const lower = (text: string): string => text.toLowerCase();

/** An agent's profile. The case of the name does not matter. */
export function profileOf(agent: string | null): string | null {
  const index = AGENTS.findIndex((name) => lower(name) === lower(agent ?? ''));
  return PROFILES[index % PROFILES.length] ?? null;
}

// -------------------------------------------------------------------------------------------------- the seeded days

const REASONS = [
  ['AGENT', 'AGENT'],
  ['CALLER', 'Caller'],
  ['QUEUE_TIMEOUT', 'QUEUETIMEOUT'],
  ['ABANDON', 'ABANDON'],
  ['AFTER_HOURS', 'AFTERHOURS'],
  ['NO_AGENT', 'NO AGENT'],
  ['SYSTEM', 'SYSTEM'],
  ['NONE', 'NONE'],
  ['UNKNOWN', 'MOONPHASE'],
  [null, null],
] as const;
const TYPES = [
  ['DIALER', 'Dialer'],
  ['DIALER', 'DIALER'],
  ['MANUAL', 'Manual'],
  ['UNKNOWN', 'CARRIER PIGEON'],
  ['UNKNOWN', null],
] as const;
const DISPOSITIONS = ['Sale', 'SALE', 'Voicemail', 'VM / NML', 'No Answer', 'Promise & Pay', null] as const;
const QUEUES = ['SALES_Q', 'SUPPORT_Q', null] as const;

/** Seeded random numbers in [0, 1). */
export function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Of one kind there are more than a page may have. */
const COUNTS = { outbound: 1500, inbound: 400, agent: 800 } as const;
const QUIET_DAY = 40;

/** The calls of one kind, from one day to another, both included. */
export const callsFrom = (kind: Kind, from: string = DAY, to: string = from): PlainCall[] =>
  ALL_CALLS.filter((call) => call.kind === kind && isBetween(call, from, to));

export const isBetween = ({ at }: PlainCall, from: string, to: string): boolean =>
  from <= at.slice(0, 10) && at.slice(0, 10) <= to;

export function daysFrom(from: string, to: string): string[] {
  const days: string[] = [];
  for (let day = from; day <= to; day = nextDay(day)) days.push(day);
  return days;
}

export const nextDay = (day: string): string => Temporal.PlainDate.from(day).add({ days: 1 }).toString();

const two = (number: number): string => String(number).padStart(2, '0');

function callsOf(kind: Kind, day: string, count: number, seed: number): PlainCall[] {
  const random = randomOf(seed * 10 + kind.length);
  const int = (below: number): number => Math.floor(random() * below);
  const one = <Item>(items: readonly Item[], fallback: Item): Item => items[int(items.length)] ?? fallback;

  const call = (index: number): PlainCall => {
    // Many calls share a second. Two are at the first second of the day, and two at the last.
    const time =
      index < 2 ? '00:00:00' : index < 4 ? '23:59:59' : `${two(8 + int(10))}:${two(int(60))}:${two(int(4))}`;
    const [reason, reasonText] = one(REASONS, REASONS[0]);
    const [type, typeText] = kind === 'inbound' ? (['INBOUND', null] as const) : one(TYPES, TYPES[0]);
    const agent = one(AGENTS, 'Agent.01');
    const spelled = int(2) === 0 ? agent : agent.toUpperCase();
    return {
      kind,
      at: `${day} ${time}`,
      contact: int(20) === 0 ? null : `312555${String(1000 + int(400))}`,
      own: kind === 'agent' ? null : `773555010${int(5)}`,
      agent: kind !== 'agent' && int(6) === 0 ? null : spelled,
      campaign: one(CAMPAIGN_NAMES, null),
      portfolio: one([...PORTFOLIOS, 'ADMIN', null], null),
      disposition: one(DISPOSITIONS, null),
      type,
      typeText,
      reason,
      reasonText,
      queueSeconds: kind === 'agent' || int(5) === 0 ? null : int(120),
      seconds: kind === 'outbound' || int(8) === 0 ? null : int(4000),
      queue: kind === 'inbound' ? one(QUEUES, null) : null,
      leadId: int(10) === 0 ? null : String(20_260_512_000_000 + int(900)),
      uniqueId: kind === 'inbound' ? `17150000${int(90)}.${index}` : null,
      code: int(4) === 0 ? null : `LN-${int(1000)}`,
      list: kind === 'agent' || int(4) === 0 ? null : kind === 'inbound' ? 'Spring List' : '20260512001122',
      entered: kind === 'agent' || int(4) === 0 ? null : `${day} 07:00:0${int(9)}`,
      carrier: kind === 'agent' || int(3) === 0 ? null : kind === 'inbound' ? 'SIP/one-1' : 'Answer',
      position: kind === 'inbound' && int(3) > 0 ? 1 + int(9) : null,
    };
  };
  const calls = Array.from({ length: count }, (_, index) => call(index));
  // Some rows occur twice, next to each other and far apart.
  const twins = calls.slice(0, 12).map((twin) => ({ ...twin }));
  return [...calls.slice(0, -13), ...twins.slice(0, 6), ...calls.slice(-13, -1), ...twins.slice(6)];
}

/** All calls of all days, in the dialer's order, which is not sorted. */
export const ALL_CALLS: readonly PlainCall[] = (['outbound', 'inbound', 'agent'] as const).flatMap((kind) =>
  daysFrom(FIRST_DAY, LAST_DAY).flatMap((day, index) =>
    callsOf(kind, day, day === DAY ? COUNTS[kind] : QUIET_DAY, index),
  ),
);

// --------------------------------------------------------------------------------------------------------- the wire

/** A row. A missing value is an empty text, null, or no member at all, as on the wire. */
function wireRow(members: Readonly<Record<string, string | number | null>>, index: number): object {
  const entries: [string, string | number | null][] = [];
  for (const [column, [name, value]] of Object.entries(members).entries()) {
    const nothing = (index + column) % 3;
    if (value !== null) entries.push([name, value]);
    else if (nothing > 0) entries.push([name, nothing === 1 ? '' : null]);
  }
  return Object.fromEntries(entries);
}

const text = (value: number | null): string | null => (value === null ? null : String(value));

const html = (value: string | null, index: number): string | null =>
  value !== null && index % 3 === 0 ? `<span class="label label-${index}">${value}</span>` : value;

/** 47 → "00:00:47" */
export const clock = (seconds: number): string =>
  [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60]
    .map((part) => String(part).padStart(2, '0'))
    .join(':');

const WIRE: Readonly<Record<Kind, (call: PlainCall, index: number) => object>> = {
  outbound: (call, index) =>
    wireRow(
      {
        call_date: call.at,
        src: call.own,
        dst: call.contact,
        agent: call.agent,
        campaign: call.campaign,
        call_type: call.typeText,
        disposition: html(call.disposition, index),
        carrier_disposition: call.carrier,
        term_reason: call.reasonText,
        queue_time: text(call.queueSeconds),
        portfolio: call.portfolio,
        vendor_lead_code: call.code,
        lead_id: call.leadId,
        list_id: call.list,
        entry_date: call.entered,
      },
      index,
    ),
  inbound: (call, index) =>
    wireRow(
      {
        call_date: call.at,
        enter_on_queue: call.entered,
        src: call.contact,
        dst: call.own,
        carrier: call.carrier,
        uniq1: call.uniqueId,
        queue: call.queue,
        agent: call.agent,
        campaign: call.campaign,
        disposition: html(call.disposition, index),
        term_reason: call.reasonText,
        queue_time: text(call.queueSeconds),
        call_duration: index % 2 === 0 ? text(call.seconds) : call.seconds,
        queue_position: text(call.position),
        portfolio: call.portfolio,
        lead_id: call.leadId,
        list_id: call.list,
        vendor_lead_code: call.code,
      },
      index,
    ),
  agent: (call, index) =>
    wireRow(
      {
        user: call.agent,
        answer_time: call.at,
        disposition: html(call.disposition, index),
        phone_number: call.contact,
        loan_number: call.code,
        call_type: call.typeText,
        call_duration: call.seconds === null ? null : clock(call.seconds),
        lead_id: call.leadId === null ? null : Number(call.leadId),
        term_reason: call.reasonText,
        portfolio: call.portfolio,
        campaign_name: call.campaign,
      },
      index,
    ),
};

/** The calls that match a request. As some dialers do, it includes midnight after the last day. */
function picked(calls: readonly PlainCall[], kind: Kind, fields: URLSearchParams): PlainCall[] {
  const from = fields.get('fromDate') ?? DAY;
  const to = fields.get('toDate') ?? DAY;
  const isTenant = named(fields, 'tenant[]');
  const isProfile = named(fields, 'profile[]');
  const isUser = named(fields, 'user[]');
  const end = `${nextDay(to)} 00:00:00`;
  return calls.filter(
    (call) =>
      call.kind === kind &&
      `${from} 00:00:00` <= call.at &&
      call.at <= end &&
      isTenant(call.portfolio) &&
      isProfile(profileOf(call.agent)) &&
      (kind !== 'agent' || isUser(call.agent)),
  );
}

export interface PlainSummary {
  readonly campaignName: string;
  readonly totalLeads: number;
  readonly dialable: number;
  readonly pending: number;
  readonly totalCalls: number;
  readonly dialerCalls: number;
  readonly dialedCalls: number;
  readonly manualCalls: number;
  readonly handledCalls: number;
  readonly totalRemoved: number;
  readonly removed: number;
  readonly removedAllPeriod: number;
}

/** Each campaign's totals of outbound calls. The figures about leads do not depend on the calls. */
export function summariesOf(calls: readonly PlainCall[]): PlainSummary[] {
  const groups = Map.groupBy(
    calls.filter(({ campaign }) => campaign !== null),
    ({ campaign }) => lower(campaign ?? ''),
  );
  return [...groups.values()].map((group, index) => ({
    campaignName: group[0]?.campaign ?? '',
    totalLeads: 1000 + index,
    dialable: 900 + index,
    pending: 800 + index,
    totalCalls: group.length,
    dialerCalls: group.filter(({ type }) => type === 'DIALER').length,
    dialedCalls: 700 + index,
    manualCalls: group.filter(({ type }) => type === 'MANUAL').length,
    handledCalls: group.filter(({ agent }) => agent !== null).length,
    totalRemoved: index,
    removed: 10 + index,
    removedAllPeriod: 20 + index,
  }));
}

const summaryRow = (summary: PlainSummary): object => ({
  campaign_name: summary.campaignName,
  total_leads: summary.totalLeads,
  dialable: String(summary.dialable),
  pending: summary.pending,
  total_calls: summary.totalCalls,
  dialer: summary.dialerCalls,
  dialed: summary.dialedCalls,
  manual_calls: summary.manualCalls,
  handled_calls: summary.handledCalls,
  total_removed: summary.totalRemoved,
  removed: summary.removed,
  remove_all_period: summary.removedAllPeriod,
});

/** The answer of some actions if there are no rows. */
export const NO_DATA = { result: 'No Available Data' } as const;

/** The answer of a call record action: the requested calls, and for outbound calls the campaigns' totals. */
export function cdrAnswer(calls: readonly PlainCall[], kind: Kind, fields: URLSearchParams): object {
  const rows = picked(calls, kind, fields);
  if (rows.length === 0) return NO_DATA;
  const summary_rows = summariesOf(rows.filter(({ at }) => at.slice(0, 10) <= (fields.get('toDate') ?? DAY)));
  return success({
    rows: rows.map((row, index) => WIRE[kind](row, index)),
    headers: [],
    ...(kind === 'outbound' ? { summary_headers: [], summary_rows: summary_rows.map(summaryRow) } : {}),
  });
}

/** Starts a dialer with these calls and the reference lists. */
export async function startCallDialer(
  calls: readonly PlainCall[] = ALL_CALLS,
  atEnd: AtEnd = onTestFinished,
): Promise<ScriptedServer> {
  const dialer = await startScriptedServer();
  atEnd(() => dialer.close());
  giveCalls(dialer, calls);
  dialer.answer(
    'goGetAllUsers',
    userList(
      AGENTS.map((user, index) => ({
        user,
        name: `Name of ${user}`,
        active: 'Y',
        profile_id: index % PROFILES.length,
        allowed_companys: [PORTFOLIOS[index % PORTFOLIOS.length]],
      })),
    ),
  );
  dialer.answer(
    'goGetAllCampaigns',
    success({ rows: CAMPAIGNS.map(({ id, name }) => ({ id, campaign_name: name, active: 'Y' })) }),
  );
  dialer.answer(
    'getAllPortfolios',
    success(PORTFOLIOS.map((portfolio) => ({ portfolio, portfolio_name: `Name of ${portfolio}` }))),
  );
  dialer.answer('getAllProfiles', {
    result: 'success',
    data: PROFILES.map((profile) => ({ profile_id: profile, profile_name: `Name of ${profile}` })),
    use_profile: 1,
    profiles: {
      headers: [],
      rows: PROFILES.map((profile, id) => ({
        id,
        profile_id: profile,
        profile_name: `Name of ${profile}`,
        disposition_set: '',
      })),
    },
  });
  return dialer;
}

/** Sets the calls that a dialer returns from now on. */
export function giveCalls(dialer: ScriptedServer, calls: readonly PlainCall[]): void {
  dialer.answer('outbound_cdr', (fields) => cdrBody(calls, 'outbound', fields));
  dialer.answer('inbound_cdr', (fields) => cdrBody(calls, 'inbound', fields));
  dialer.answer('agent_cdr', (fields) => cdrBody(calls, 'agent', fields));
}

/** Answers about `ALL_CALLS`, which never change, by their requests. */
const bodies = new Map<string, string>();

/** An answer as text. Each about `ALL_CALLS` is written once: many dialers have these calls. */
function cdrBody(calls: readonly PlainCall[], kind: Kind, fields: URLSearchParams): string {
  const key = `${kind} ${fields.toString()}`;
  const known = calls === ALL_CALLS ? bodies.get(key) : undefined;
  const body = known ?? JSON.stringify(cdrAnswer(calls, kind, fields));
  if (calls === ALL_CALLS) bodies.set(key, body);
  return body;
}

/** Starts the real server in front of a dialer with these calls. */
export async function startCallApi(
  calls: readonly PlainCall[] = ALL_CALLS,
  settings: Settings = {},
): Promise<Api> {
  return callApiTo(await startCallDialer(calls), settings);
}

/** Starts a server in front of a dialer that is running. Its cache is empty. */
export const callApiTo = (
  dialer: ScriptedServer,
  settings: Settings = {},
  atEnd: AtEnd = onTestFinished,
): Promise<Api> => startApi({ DIALER_TIMEZONE: ZONE, LOG_LEVEL: 'warn', ...settings }, dialer, {}, atEnd);

/**
 * One server for all tests of a file, in front of a dialer with all calls. The tests must neither change the dialer's
 * answers nor count its requests. Call it outside of tests, and call the function that it returns within tests.
 */
export function callApiOfFile(): () => Api {
  const closers: (() => Promise<void>)[] = [];
  const atEnd: AtEnd = (close) => void closers.push(close);
  let api: Api | undefined;
  beforeAll(async () => {
    api = await callApiTo(await startCallDialer(ALL_CALLS, atEnd), {}, atEnd);
  });
  afterAll(async () => {
    await Promise.all(closers.map((close) => close()));
  });
  return () => {
    if (!api) throw new Error('The server starts with the first test: call this within a test.');
    return api;
  };
}

/** The days in each request of an action: `2026-05-12 2026-05-18`; "" = none. */
export const daysAsked = (dialer: ScriptedServer, action: string): string[] =>
  dialer.requests
    .filter((request) => request.action === action)
    .map(({ fields }) =>
      fields.flatMap(([name, value]) => (name === 'fromDate' || name === 'toDate' ? [value] : [])).join(' '),
    )
    .sort();

/** The values of a repeated field in each request of an action. */
export const namesSent = (dialer: ScriptedServer, action: string, field: string): string[][] =>
  dialer.requests
    .filter((request) => request.action === action)
    .map(({ fields }) => fields.flatMap(([name, value]) => (name === field ? [value] : [])));

// -------------------------------------------------------------------------------------------------------- the graph

/** Reads a naive local time once: these are asked for by the ten thousand, of a few thousand calls. */
function reading<Value>(read: (at: Temporal.ZonedDateTime) => Value) {
  const known = new Map<string, Value>();
  return (at: string, zone: string = ZONE): Value => {
    const key = `${at} ${zone}`;
    const value = known.get(key) ?? read(Temporal.PlainDateTime.from(at).toZonedDateTime(zone));
    known.set(key, value);
    return value;
  };
}

/** A naive local time as the graph gives it, by Temporal alone. */
export const dateTime = reading((at) =>
  at.toString({ smallestUnit: 'second', timeZoneName: 'never' }).replace('+00:00', 'Z'),
);

export const epochMs = reading((at) => at.epochMilliseconds);

/** A list of calls in the schema, and the expected node of a call. */
export interface CallsField {
  readonly kind: Kind;
  readonly field: 'outboundCalls' | 'inboundCalls' | 'agentCalls';
  readonly selection: string;
  node(call: PlainCall): object;
}

const shared = (call: PlainCall): object => ({
  agentUsername: call.agent,
  campaignName: call.campaign,
  disposition: call.disposition,
  terminationReason: call.reason,
  terminationReasonText: call.reasonText,
  leadId: call.leadId,
  portfolio: call.portfolio === null ? null : { code: call.portfolio },
});
const SHARED =
  'agentUsername campaignName disposition terminationReason terminationReasonText leadId portfolio { code }';

export const OUTBOUND: CallsField = {
  kind: 'outbound',
  field: 'outboundCalls',
  selection: `${SHARED} direction startedAt fromNumber toNumber contactNumber callType callTypeText carrierDisposition queueSeconds vendorLeadCode listId leadEnteredAt`,
  node: (call) => ({
    ...shared(call),
    direction: 'OUTBOUND',
    startedAt: dateTime(call.at),
    fromNumber: call.own,
    toNumber: call.contact,
    contactNumber: call.contact,
    callType: call.type,
    callTypeText: call.typeText,
    carrierDisposition: call.carrier,
    queueSeconds: call.queueSeconds,
    vendorLeadCode: call.code,
    listId: call.list,
    leadEnteredAt: call.entered && dateTime(call.entered),
  }),
};

export const INBOUND: CallsField = {
  kind: 'inbound',
  field: 'inboundCalls',
  selection: `${SHARED} direction startedAt enteredQueueAt fromNumber toNumber contactNumber carrier uniqueId queue queueSeconds durationSeconds queuePosition listName vendorLeadCode`,
  node: (call) => ({
    ...shared(call),
    direction: 'INBOUND',
    startedAt: dateTime(call.at),
    enteredQueueAt: call.entered && dateTime(call.entered),
    fromNumber: call.contact,
    toNumber: call.own,
    contactNumber: call.contact,
    carrier: call.carrier,
    uniqueId: call.uniqueId,
    queue: call.queue,
    queueSeconds: call.queueSeconds,
    durationSeconds: call.seconds,
    queuePosition: call.position,
    listName: call.list,
    vendorLeadCode: call.code,
  }),
};

export const AGENT: CallsField = {
  kind: 'agent',
  field: 'agentCalls',
  selection: `${SHARED} answeredAt phoneNumber loanNumber callType callTypeText durationSeconds`,
  node: (call) => ({
    ...shared(call),
    answeredAt: dateTime(call.at),
    phoneNumber: call.contact,
    loanNumber: call.code,
    callType: call.type,
    callTypeText: call.typeText,
    durationSeconds: call.seconds,
  }),
};

export const LISTS = [OUTBOUND, INBOUND, AGENT] as const;

const node = z.looseObject({ id: z.string() });
export type CallNode = z.output<typeof node>;

const page = z.object({
  totalCount: z.int(),
  edges: z.array(z.object({ cursor: z.string(), node })),
  pageInfo: z.object({
    hasNextPage: z.boolean(),
    hasPreviousPage: z.boolean(),
    startCursor: z.string().nullable(),
    endCursor: z.string().nullable(),
  }),
});
export type CallPage = z.output<typeof page>;

/** The arguments of a list of calls. */
export interface CallArguments extends Variables {
  readonly period?: { readonly from: string; readonly to: string } | null;
  readonly filter?: Variables | null;
  readonly orderBy?: Variables | null;
  readonly first?: number;
  readonly after?: string | null;
  readonly last?: number;
  readonly before?: string | null;
}

/** The variables of every list of calls, and the arguments that use them. */
export const LIST_VARIABLES =
  '$period: PeriodInput, $filter: CallFilter, $orderBy: CallOrder, $first: Int, $after: String, $last: Int, $before: String';
export const LIST_ARGUMENTS =
  'period: $period, filter: $filter, orderBy: $orderBy, first: $first, after: $after, last: $last, before: $before';

/** A period, by default the busy day alone. */
export const dayPeriod = (from: string = DAY, to: string = from) => ({ from, to });

/** One page of a list. */
export async function pageOf(
  api: Api,
  list: { readonly field: string; readonly selection: string },
  args: CallArguments,
): Promise<CallPage> {
  const document = `query (${LIST_VARIABLES}) { page: ${list.field}(${LIST_ARGUMENTS}) {
    totalCount edges { cursor node { id ${list.selection} } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  } }`;
  return (await api.read(z.object({ page }), document, args)).page;
}

/** All nodes of a list, page by page. */
export async function walk(
  api: Api,
  list: { readonly field: string; readonly selection: string },
  args: CallArguments,
  { size = 1000, forwards = true }: { readonly size?: number; readonly forwards?: boolean } = {},
): Promise<CallNode[]> {
  const pages: CallNode[][] = [];
  let cursor: string | null = null;
  for (let more = true; more;) {
    const pageArguments: CallArguments = forwards
      ? { first: size, after: cursor }
      : { last: size, before: cursor };
    const { edges, pageInfo } = await pageOf(api, list, { ...args, ...pageArguments });
    pages.push(edges.map((edge) => edge.node));
    cursor = forwards ? pageInfo.endCursor : pageInfo.startCursor;
    more = forwards ? pageInfo.hasNextPage : pageInfo.hasPreviousPage;
    if (pages.length > 10_000) throw new Error('The pages do not end.');
  }
  return forwards ? pages.flat() : pages.toReversed().flat();
}

/** Nodes without ids, sorted. If these are equal, two lists have the same calls. */
export const contents = (nodes: readonly object[]): string[] =>
  nodes
    .map((item) =>
      JSON.stringify(
        Object.entries(item)
          .filter(([name]) => name !== 'id')
          .sort(([a], [b]) => (a < b ? -1 : 1)),
      ),
    )
    .sort();
