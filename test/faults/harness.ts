/** One cell's own world: a dialer that answers every action well but the faulted one, and the real server before it. */
import { isDeepStrictEqual, inspect } from 'node:util';
import { z } from 'zod';
import type { ActionName } from '../../src/upstream/endpoints.ts';
import type { UpstreamErrorKind } from '../../src/upstream/errors.ts';
import { startApi, type Api, type Answer } from '../support/api.ts';
import { gapsOf } from '../support/gaps.ts';
import { ADD_LEAD } from '../support/leadApi.ts';
import { startScriptedServer, type ScriptedServer } from '../support/scriptedServer.ts';
import { ACCOUNT } from '../upstream/upstreamOf.ts';
import {
  bodyWith,
  identityOf,
  LEAD,
  LEAD_ID,
  leadAdded,
  NEXT_LEAD,
  oddMember,
  subjectOf,
  SUBJECTS,
  transportOf,
  type Data,
  type Subject,
} from './subjects.ts';
import type { Word } from './expectations.ts';

/** Where a fault is set up. */
export interface FaultTarget {
  readonly subject: Subject;
  readonly dialer: ScriptedServer;
  /** A host that must never be spoken to. */
  readonly elsewhere: URL;
  readonly deadlineMs: number;
}

/** What was answered: a word for it, or what is wrong with it. */
export interface Told {
  readonly word: Word | `wrong: ${string}`;
  /** All that a client sees of it. */
  readonly text: string;
}

/** While the fault is there, or afterwards. */
export type Turn = 'first' | 'next';

/** Who asks, and what there is in the log. */
export interface CellClient {
  /** @param isAlone true if nothing else is asked for beside the fields this is about */
  ask(turn: Turn, isAlone: boolean): Promise<Told>;
  /** Makes a call that nothing else here asks for: whatever comes of it, the login is accepted. */
  logIn(): Promise<void>;
  /** The log since the last call of this. */
  newLog(): string;
  close(): Promise<void>;
}

/** A dialer that answers everything well. */
export async function startHealthyDialer(): Promise<ScriptedServer> {
  const dialer = await startScriptedServer();
  for (const { action } of SUBJECTS) restoreAction(dialer, action);
  return dialer;
}

/** Lets an action be answered well again. */
export function restoreAction(dialer: ScriptedServer, action: ActionName): void {
  dialer.answer(
    action,
    action === 'add_lead'
      ? (fields) => leadAdded(fields.get('phone_number') ?? '')
      : { body: healthyBodyOf(action) },
  );
}

const bodies = new Map<ActionName, string>();

function healthyBodyOf(action: ActionName): string {
  const body = bodies.get(action) ?? bodyWith(subjectOf(action));
  bodies.set(action, body);
  return body;
}

// ------------------------------------------------------------------------------------------- asking through the graph

const RETRYABLE: Readonly<Record<UpstreamErrorKind, boolean>> = {
  TIMEOUT: true,
  UNAVAILABLE: true,
  BAD_RESPONSE: false,
  REFUSED: false,
  UNAUTHORIZED: false,
  RATE_LIMITED: true,
};
const isKind = (word: string): word is UpstreamErrorKind => Object.hasOwn(RETRYABLE, word);

const MOST_SHOWN = 600;
const wrong = (what: unknown): `wrong: ${string}` =>
  `wrong: ${inspect(what, { depth: 10, breakLength: Infinity }).slice(0, MOST_SHOWN)}`;

/** A field that has nothing to do with the fault. */
const siblingOf = ({ action }: Subject): { readonly field: string; readonly data: Data } =>
  action === 'goGetTotalAgentsCall'
    ? { field: 'sibling: dashboard { agentCounts { live } }', data: { agentCounts: { live: 61 } } }
    : { field: 'sibling: dashboard { agentsInCall }', data: { agentsInCall: 23 } };

/** A copy with null at a path. */
function without(data: unknown, [name, ...rest]: readonly string[]): unknown {
  if (name === undefined) return null;
  if (typeof data !== 'object' || data === null) return data;
  return Object.fromEntries(
    Object.entries(data).map(([key, value]) => [key, key === name ? without(value, rest) : value]),
  );
}

/** A copy with null in a field: in the nth place that has it, or in each. */
function withNull(data: unknown, field: string, nth: number | 'each'): unknown {
  let place = -1;
  const copy = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(copy);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, member]) => {
        if (name !== field) return [name, copy(member)];
        place += 1;
        return [name, nth === 'each' || nth === place ? null : member];
      }),
    );
  };
  return copy(data);
}

/** What is told of the member that faults change, and of rows without their identity. */
function toldOf(subject: Subject, answer: Answer): { readonly cells: number; readonly rows: number } {
  const own = gapsOf(answer).filter(({ action }) => action === subject.action);
  const member = oddMember(subject);
  const identity = identityOf(subject);
  return {
    cells: own.find((gap) => gap.member === member)?.cells ?? 0,
    rows: own.find((gap) => gap.member === identity)?.rows ?? 0,
  };
}

type Survival = readonly [word: Word, gives: object, isTold: (cells: number, rows: number) => boolean];

/** What can be left of an answer, and what has to be told of it. */
function survivalsOf({ whole, cut, empty, shown, rows: { length } }: Subject): readonly Survival[] {
  const nulls = (nth: number | 'each'): object =>
    Object(shown === undefined ? whole : withNull(whole, shown, nth));
  return [
    ['whole', whole, (cells, rows) => cells === 0 && rows === 0],
    ['one null', nulls(Math.min(1, length - 1)), (cells, rows) => cells === 1 && rows === 0],
    ['all null', nulls('each'), (cells, rows) => cells === length && rows === 0],
    // A user who is not among the active ones is looked for among the others: that is told twice.
    ...(cut ? [['cut', cut, (cells: number, rows: number) => cells === 0 && rows >= 1] as const] : []),
    ...(empty ? [['empty', empty, (cells: number, rows: number) => cells === 0 && rows === 0] as const] : []),
  ];
}

/** What an answer of the API is. All of it must be right: its data, and every error's code, action and path. */
function wordOf(subject: Subject, answer: Answer, sibling: Data): Told['word'] {
  const { data, errors } = answer;
  if (errors.length === 0) {
    const { cells, rows } = toldOf(subject, answer);
    const survived = survivalsOf(subject).find(
      ([, gives, isTold]) => isTold(cells, rows) && isDeepStrictEqual(data, { ...gives, ...sibling }),
    );
    return survived?.[0] ?? wrong({ data, cells, rows });
  }
  const { action, at } = subject;
  const upstream = transportOf(subject) === 'voxo' ? 'VOXO' : 'DIALER';
  const code = String(errors[0]?.extensions['code']);
  const kind = code === 'RATE_LIMITED' ? code : code.slice(upstream.length + 1);
  if (!isKind(kind)) return wrong({ errors });
  const expected = at.map((path) => ({
    path,
    extensions: { code, action, retryable: RETRYABLE[kind] },
  }));
  const seen = errors.map(({ path, extensions: { retryAfterSeconds = 1, ...extensions } }) => ({
    path: path?.join('.'),
    // Said if it is known, which is not what this is about: but then in whole seconds.
    extensions: Number.isInteger(retryAfterSeconds) ? extensions : { retryAfterSeconds, ...extensions },
  }));
  if (!isDeepStrictEqual(seen.toSorted(byPath), expected)) return wrong({ errors });
  const left = at.reduce<unknown>((all, path) => without(all, path.split('.')), {
    ...subject.whole,
    ...sibling,
  });
  return isDeepStrictEqual(data, left) ? kind : wrong({ data, errors });
}

function newLogOf({ log }: Api): () => string {
  let told = 0;
  return () => {
    const lines = log.slice(told);
    told = log.length;
    return lines.join('');
  };
}

const byPath = (
  a: { readonly path: string | undefined },
  b: { readonly path: string | undefined },
): number => ((a.path ?? '') < (b.path ?? '') ? -1 : 1);

const graphClient = (api: Api, subject: Subject): CellClient => ({
  ask: async (_, isAlone) => {
    const { field, data } = siblingOf(subject);
    const answer = await api.query(`{ ${subject.fields} ${isAlone ? '' : field} }`);
    return { word: wordOf(subject, answer, isAlone ? {} : { sibling: data }), text: answer.text };
  },
  logIn: () => logInTo(api),
  newLog: newLogOf(api),
  close: () => api.close(),
});

// ---------------------------------------------------------------------------------------------------- adding a lead

const leadOutcome = z.object({
  addLead: z.discriminatedUnion('type', [
    z.object({
      type: z.literal('AddLeadSuccess'),
      leadId: z.string(),
      phoneNumber: z.string(),
      addedListId: z.string(),
    }),
    z.object({ type: z.literal('DuplicateLead') }),
    z.object({ type: z.literal('LeadRejected'), reason: z.string(), message: z.string() }),
    z.object({ type: z.literal('LeadOutcomeUnknown'), phoneNumber: z.string(), listId: z.string() }),
  ]),
});

function leadWord({ data, errors }: Answer, lead: typeof LEAD | typeof NEXT_LEAD): Told['word'] {
  const told = leadOutcome.safeParse(data);
  if (errors.length > 0 || !told.success) return wrong({ data, errors });
  const { addLead } = told.data;
  const { phoneNumber, listId } = lead;
  const added = { type: 'AddLeadSuccess', leadId: LEAD_ID, phoneNumber, addedListId: listId };
  if (isDeepStrictEqual(addLead, added)) return 'whole';
  if (isDeepStrictEqual(addLead, { type: 'LeadOutcomeUnknown', phoneNumber, listId })) return 'UNKNOWN';
  if (addLead.type !== 'LeadRejected') return wrong(addLead);
  if (addLead.reason === 'NOT_PERMITTED') return 'NOT_PERMITTED';
  return addLead.reason === 'NOT_SENT' ? 'NOT_SENT' : wrong(addLead);
}

const logInTo = async (api: Api): Promise<void> => {
  await api.query('{ lead(leadId: "1") { status } }');
};

/** Opens the journal, too: its thread takes longer to start than some deadlines here. */
const readyForLeads = async (api: Api): Promise<void> => {
  await logInTo(api);
  await fetch(`${api.url}/ready`);
};

const leadClient = (api: Api): CellClient => ({
  ask: async (turn) => {
    const lead = turn === 'first' ? LEAD : NEXT_LEAD;
    const answer = await api.query(ADD_LEAD, { input: lead });
    return { word: leadWord(answer, lead), text: answer.text };
  },
  logIn: () => readyForLeads(api),
  newLog: newLogOf(api),
  close: () => api.close(),
});

// --------------------------------------------------------------------------------------------------------- the world

/** A fresh server in front of a dialer, and of a phone system, at a URL. */
export async function startCellClient(
  { subject, dialer, deadlineMs }: FaultTarget,
  url: URL,
): Promise<CellClient> {
  const settings = {
    DIALER_TIMEOUT_MS: String(deadlineMs),
    LEAD_JOURNAL: ':memory:',
    VOXO_URL: url.href,
    VOXO_TOKEN: ACCOUNT.token,
    VOXO_TENANT_ID: '37',
    VOXO_TIMEOUT_MS: String(deadlineMs),
  };
  // The cell closes it.
  const api = await startApi(settings, { ...dialer, url }, {}, () => undefined);
  return subject.action === 'add_lead' ? leadClient(api) : graphClient(api, subject);
}
