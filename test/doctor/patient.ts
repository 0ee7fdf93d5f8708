/**
 * A dialer and a VOXO for the doctor: a small simulated call centre, and a scripted server in front of it that passes
 * requests on. A test plants a fault by an answer of its own.
 */
import { Agent, request as send } from 'undici';
import { afterAll, beforeAll, beforeEach, onTestFinished } from 'vitest';
import { configFrom } from '../../src/config.ts';
import { ENDPOINTS } from '../../src/upstream/endpoints.ts';
import { startSimulator, type Simulator } from '../../src/simulator/server.ts';
import { examine, type DoctorOptions } from '../../tools/doctor/doctor.ts';
import type { Check, Report } from '../../tools/doctor/report.ts';
import {
  startScriptedServer,
  type Reply,
  type ScriptedRequest,
  type ScriptedServer,
} from '../support/scriptedServer.ts';

export const ZONE = 'America/Chicago';
/** A Wednesday, 11:00 in that zone: agents are in calls. */
export const NOW = Date.parse('2026-12-02T17:00:00Z');

export interface Patient {
  readonly dialer: ScriptedServer;
  readonly simulator: Simulator;
  /** The simulator's own answer to a request. */
  passOn(request: ScriptedRequest): Promise<Reply>;
  /** The simulator's answer to each request of an action, altered. The answer is JSON. */
  alter(action: string, change: (text: string) => string): void;
}

export interface CentreOptions {
  /** The zone of the dialer's times. */
  readonly zone?: string;
  /** The dialer's clock, minus ours. */
  readonly aheadMs?: number;
  readonly callsPerDay?: number;
}

/** The read actions. */
export const READS = Object.values(ENDPOINTS).filter(({ effect }) => effect === 'read');

/** Starts a healthy dialer. */
async function startPatient({ zone = ZONE, aheadMs = 0, callsPerDay = 800 }: CentreOptions = {}): Promise<
  Patient & { readonly close: () => Promise<void> }
> {
  const simulator = await startSimulator({
    timezone: zone,
    now: () => NOW + aheadMs,
    agents: 12,
    callsPerDay,
  });
  const dialer = await startScriptedServer();
  const agent = new Agent();
  const passOn = async ({ method, path, query, headers, fields }: ScriptedRequest): Promise<Reply> => {
    const form = new URLSearchParams(fields.map(([name, value]): [string, string] => [name, value]));
    const answer = await send(`${simulator.url}${path}?${query}`, {
      dispatcher: agent,
      method: method === 'GET' ? 'GET' : 'POST',
      headers: {
        'content-type': headers['content-type'] ?? '',
        authorization: headers.authorization ?? '',
      },
      ...(method === 'GET' ? {} : { body: form.toString() }),
    });
    return dated({ status: answer.statusCode, body: await answer.body.text() }, NOW);
  };
  const patient: Patient = {
    dialer,
    simulator,
    passOn,
    alter: (action, change) =>
      dialer.answer(action, async (_, request) => {
        const reply = await passOn(request);
        return { ...reply, body: change(String(reply.body)) };
      }),
  };
  dialer.answerAll((_, request) => passOn(request));
  return {
    ...patient,
    close: async () => {
      await agent.close();
      await dialer.close();
      await simulator.close();
    },
  };
}

/** A reply with the header of a clock. */
export const dated = (reply: Reply, at: number): Reply => ({
  ...reply,
  headers: { ...reply.headers, date: new Date(at).toUTCString() },
});

/** The variables of a server in front of it. */
export const settingsOf = ({ dialer, simulator }: Patient): Record<string, string> => ({
  DIALER_URL: dialer.url.href,
  DIALER_USER: simulator.user,
  DIALER_PASS: simulator.pass,
  DIALER_TIMEZONE: ZONE,
  LEAD_JOURNAL: ':memory:',
  VOXO_URL: dialer.url.href,
  VOXO_TOKEN: simulator.voxoToken,
  VOXO_TENANT_ID: '37',
});

/** Runs the doctor. A slow machine must not make a healthy dialer slow. */
export const examined = (
  settings: Readonly<Record<string, string>>,
  options: DoctorOptions = {},
): Promise<Report> =>
  examine({
    load: () => configFrom(settings),
    now: () => NOW,
    slowMs: Infinity,
    mostMs: Infinity,
    ...options,
  });

/** A patient for all tests of a file. It is healthy at the beginning of each. */
export function commonPatient(): Patient {
  let started: Awaited<ReturnType<typeof startPatient>> | undefined;
  const current = (): Patient => {
    if (!started) throw new Error('The patient is there when a test runs.');
    return started;
  };
  beforeAll(async () => {
    started = await startPatient();
  });
  afterAll(() => started?.close());
  beforeEach(() => {
    const { dialer } = current();
    dialer.clear();
    for (const { name } of READS) dialer.answer(name, (_, request) => current().passOn(request));
  });
  return {
    get dialer() {
      return current().dialer;
    },
    get simulator() {
      return current().simulator;
    },
    passOn: (request) => current().passOn(request),
    alter: (action, change) => current().alter(action, change),
  };
}

/** A patient of this test alone. */
export async function ownPatient(options: CentreOptions = {}): Promise<Patient> {
  const patient = await startPatient(options);
  onTestFinished(() => patient.close());
  return patient;
}

/** The checks that are not in order, by name. */
export const complaints = ({ checks }: Report): Record<string, string> =>
  Object.fromEntries(
    checks
      .filter(({ verdict }) => verdict === 'fault' || verdict === 'warning')
      .map(({ name, verdict }) => [name, verdict]),
  );

/** One check. @throws Error if the report does not have it */
export function checkOf({ checks }: Report, name: string): Check {
  const found = checks.find((check) => check.name === name);
  if (!found) throw new Error(`There is no check ${name}: ${checks.map((check) => check.name).join(', ')}.`);
  return found;
}
