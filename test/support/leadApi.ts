import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { onTestFinished } from 'vitest';
import { z } from 'zod';
import { configFrom } from '../../src/config.ts';
import { startServer, type ServerOptions } from '../../src/server/server.ts';
import { startSimulator, type Simulator, type SimulatorOptions } from '../../src/simulator/server.ts';
import { clientOf, type Client, type Settings } from './api.ts';
import { JOURNAL_KEY } from './postgres.ts';
import { startScriptedServer, type ScriptedServer } from './scriptedServer.ts';

/** The AddLeadInput of a client. */
export type LeadInput = Readonly<Record<string, unknown>>;

const outcome = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('AddLeadSuccess'),
    leadId: z.string(),
    phoneNumber: z.string(),
    addedListId: z.string(),
    gmtOffset: z.number().nullable(),
    hopper: z
      .object({ added: z.boolean(), hopperId: z.string().nullable(), reason: z.string().nullable() })
      .nullable(),
    callback: z
      .object({ scheduled: z.boolean(), callbackAt: z.string().nullable(), reason: z.string().nullable() })
      .nullable(),
    customFieldsAdded: z.boolean().nullable(),
    altPhonesLoaded: z.number().nullable(),
    notices: z.array(z.string()),
    altered: z.array(
      z.object({ field: z.string(), sent: z.string().nullable(), stored: z.string().nullable() }),
    ),
  }),
  z.object({
    type: z.literal('DuplicateLead'),
    message: z.string(),
    match: z.string(),
    scope: z.string(),
    existingLeadId: z.string().nullable(),
    existingListId: z.string().nullable(),
    existingEntryDate: z.string().nullable(),
  }),
  z.object({
    type: z.literal('LeadRejected'),
    reason: z.string(),
    message: z.string(),
    fields: z.array(z.string()),
    retryAfterSeconds: z.number().nullable(),
  }),
  z.object({
    type: z.literal('LeadOutcomeUnknown'),
    message: z.string(),
    phoneNumber: z.string(),
    listId: z.string().nullable(),
  }),
]);

/** The outcome of a lead, as a client gets it. */
export type Told = z.output<typeof outcome>;

const many = z.object({
  results: z.array(outcome),
  added: z.number(),
  duplicates: z.number(),
  rejected: z.number(),
  unknown: z.number(),
});

export const ALL_TOLD = `
  type: __typename
  ... on AddLeadSuccess {
    leadId phoneNumber addedListId: listId gmtOffset customFieldsAdded altPhonesLoaded notices
    altered { field sent stored }
    hopper { added hopperId reason } callback { scheduled callbackAt reason }
  }
  ... on DuplicateLead { message match scope existingLeadId existingListId existingEntryDate }
  ... on LeadRejected { reason message fields retryAfterSeconds }
  ... on LeadOutcomeUnknown { message phoneNumber listId }`;

export const ADD_LEAD = `mutation ($input: AddLeadInput!) { addLead(input: $input) { ${ALL_TOLD} } }`;
export const ADD_LEADS = `mutation ($inputs: [AddLeadInput!]!) {
  addLeads(inputs: $inputs) { added duplicates rejected unknown results { ${ALL_TOLD} } }
}`;

/** A client that adds leads. */
export interface LeadClient extends Client {
  add(input: LeadInput): Promise<Told>;
  addMany(inputs: readonly LeadInput[]): Promise<z.output<typeof many>>;
}

export interface LeadApi extends LeadClient {
  /** http://127.0.0.1:… */
  readonly url: string;
  /** The server's log lines, as JSON. */
  readonly log: readonly string[];
  readonly journal: string;
  close(): Promise<void>;
}

/** A dialer by its address and the account it accepts. */
export interface Account {
  readonly url: string | URL;
  readonly user: string;
  readonly pass: string;
}

export const ACCOUNT = { user: 'MyUser', pass: 'MyPass-secret' } as const;

/** A client of the API at a URL. */
export function leadClientOf(url: string): LeadClient {
  const client = clientOf(url);
  return {
    ...client,
    add: async (input) => (await client.read(z.object({ addLead: outcome }), ADD_LEAD, { input })).addLead,
    addMany: async (inputs) =>
      (await client.read(z.object({ addLeads: many }), ADD_LEADS, { inputs })).addLeads,
  };
}

/** An empty folder that is removed when the test ends. */
export function folderForThisTest(): string {
  const folder = mkdtempSync(join(tmpdir(), 'leads-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** The settings of a journal: the path of a file, or a URL of Postgres. */
export const journalSettings = (journal: string): Record<string, string> =>
  journal.startsWith('postgres:')
    ? { JOURNAL_URL: journal, JOURNAL_KEY, LEAD_JOURNAL: '' }
    : { LEAD_JOURNAL: journal };

/** The real server in front of a dialer, with a journal at a path or a URL of Postgres. The caller closes it. */
export async function openLeadApi(
  { url, user, pass }: Account,
  journal: string,
  settings: Settings = {},
  options: ServerOptions = {},
): Promise<LeadApi> {
  const log: string[] = [];
  const config = configFrom({ PORT: '0', LOG_LEVEL: 'trace', ...settings, ...journalSettings(journal) });
  const lines = { write: (line: string): void => void log.push(line) };
  const dialer = { baseUrl: new URL(url), user, pass };
  const server = await startServer(config, dialer, pino({ level: config.logLevel }, lines), {
    closing: { lingerMs: 0 },
    probesAtStart: false,
    ...options,
  });
  let closing: Promise<void> | undefined;
  const close = (): Promise<void> => (closing ??= server.close());
  return { url: server.url, log, journal, close, ...leadClientOf(server.url) };
}

/** As `openLeadApi`. It closes when the test ends. Without a given path, the journal is removed then, too. */
export async function startLeadApi(
  account: Account,
  settings: Settings & { readonly LEAD_JOURNAL?: string } = {},
  options: ServerOptions = {},
): Promise<LeadApi> {
  const journal = settings.LEAD_JOURNAL ?? join(folderForThisTest(), 'leads.db');
  const api = await openLeadApi(account, journal, settings, options);
  onTestFinished(() => api.close());
  return api;
}

/** A scripted dialer. It closes when the test ends. */
export async function scriptedDialer(): Promise<ScriptedServer> {
  const dialer = await startScriptedServer();
  onTestFinished(() => dialer.close());
  return dialer;
}

/** The simulator for one test, without calls and with few agents. */
export async function simulatorForThisTest(options: SimulatorOptions = {}): Promise<Simulator> {
  const simulator = await startSimulator({ agents: 12, callsPerDay: 0, ...options });
  onTestFinished(() => simulator.close());
  return simulator;
}

export const accountAt = ({ url }: Pick<ScriptedServer, 'url'>): Account => ({ url, ...ACCOUNT });

/** The success line of add_lead, in VICIdial's field order. */
export const addedLine = (fields: URLSearchParams, leadId: number | string = 14333): string =>
  `SUCCESS: add_lead LEAD HAS BEEN ADDED - ${fields.get('phone_number')}|${fields.get('list_id') ?? '999'}|${leadId}|-5|${fields.get('user')}\n`;

/** Waits for a condition. @param what its name, for the error @throws Error if it does not hold in time */
export async function until(what: string, isSo: () => boolean, milliseconds = 10_000): Promise<void> {
  const deadline = performance.now() + milliseconds;
  while (!isSo()) {
    if (performance.now() > deadline) throw new Error(`Not in time: ${what}.`);
    await new Promise((resolve) => {
      setTimeout(resolve, 5);
    });
  }
}
