/** Adds leads under fault schedules: every one is told truly, and none is there twice. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pLimit from 'p-limit';
import { expect, onTestFinished } from 'vitest';
import { Random } from '../../src/simulator/centre/random.ts';
import { startSimulator, type Fault, type Simulator } from '../../src/simulator/server.ts';
import {
  leadClientOf,
  openLeadApi,
  type LeadApi,
  type LeadClient,
  type LeadInput,
  type Told,
} from '../support/leadApi.ts';
import { LOOPBACK_CERTIFICATE } from '../support/certificates.ts';
import { startGate, type Gate } from '../support/leadGate.ts';
import { startMain } from '../support/program.ts';
import { FEW_PAGES, JOURNAL_FAULTS, strike, type JournalFaultKind } from './journalFaults.ts';

const ADDS = 10;
/** One unanswered call more in a row, and the circuit opens: nothing is sent for a while, and no fault strikes. */
const UNANSWERED_IN_A_ROW = 4;
const AT_ONCE = 40;
/** One of each order of fields. A process serves all killed schedules of a simulator, since it takes long to start. */
const KILLED_SIMULATORS = 2;
const TIMEOUT_MS = 800;
/** On a busy machine the adds of a round take that long to arrive. */
const STRUCK_MS = 600;
/** From a circuit's opening to its probe. */
const PROBE_AFTER_MS = 20;

/** Where there is a file system in memory, the journals are there: no schedule cuts the power. */
const SCRATCH = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

/** One lead to add, under a key or without, and how often its caller tries again. */
interface Add {
  /** Sent as its vendor_lead_code: whatever row carries it was made by this add. */
  readonly code: string;
  readonly input: LeadInput;
  readonly retries: number;
  /** What strikes its first request or two. */
  readonly fault: Fault | undefined;
  /** What the caller was told, time after time; null where no answer came. */
  readonly told: (Told | null)[];
}

interface Schedule {
  readonly number: number;
  readonly random: Random;
  readonly simulator: Simulator;
  readonly adds: readonly Add[];
  readonly journal: string;
  /** What stands between the server and the dialer. */
  readonly networkPath: 'open' | 'refusing' | 'stale' | 'tls';
  readonly journalFault: JournalFaultKind | undefined;
  /** True if its server is killed: then an add may be unknown that never left. */
  readonly isKilled: boolean;
  /** Set once it has run. */
  gate: Gate | undefined;
}

/** What strikes requests, and whether an answer comes all the same, if a strange one. */
const FAULTS = [
  { weight: 3, isAnswered: false, kind: 'loseAnswer' },
  { weight: 3, isAnswered: false, kind: 'resetAfter' },
  { weight: 3, isAnswered: false, kind: 'reset' },
  { weight: 4, isAnswered: false, kind: 'slowInsert', delayMs: TIMEOUT_MS + 60 },
  { weight: 2, isAnswered: true, kind: 'slowInsert', delayMs: 150 },
  { weight: 1, isAnswered: false, kind: 'delay', delayMs: TIMEOUT_MS + 60 },
  { weight: 2, isAnswered: false, kind: 'halfBody' },
  { weight: 1, isAnswered: true, kind: 'truncatedJson' },
  { weight: 2, isAnswered: false, kind: 'serverError' },
  { weight: 2, isAnswered: false, kind: 'failAfter' },
  { weight: 1, isAnswered: false, kind: 'badGateway' },
  { weight: 1, isAnswered: true, kind: 'emptyBody' },
  { weight: 1, isAnswered: true, kind: 'phpWarning' },
] as const;
const ANSWERED = FAULTS.filter(({ isAnswered }) => isAnswered);

function scheduleOf(number: number, simulator: Simulator, folder: string, isKilled: boolean): Schedule {
  const random = new Random('leads', number);
  // Now and then the dialer is so sick that the circuit opens in the middle of a schedule.
  let unanswered = random.chance(0.1) ? ADDS : UNANSWERED_IN_A_ROW;
  const drawFault = (code: string): Fault => {
    const { weight: _, isAnswered, ...drawn } = random.weighted(unanswered > 0 ? FAULTS : ANSWERED);
    if (!isAnswered) unanswered -= 1;
    return { ...drawn, where: { vendor_lead_code: code }, times: random.int(1, 2) };
  };
  const adds = Array.from({ length: ADDS }, (_, index): Add => {
    const code = `s${number}-a${index}`;
    // Ten leads of seven numbers, so that some are each other's duplicates.
    const phoneNumber = `727${String(number).padStart(4, '0')}${String(random.int(0, 6)).padStart(3, '0')}`;
    const isKeyed = random.chance(0.6);
    const fault = random.chance(0.5) ? drawFault(code) : undefined;
    return {
      code,
      input: {
        phoneNumber,
        source: 'checker',
        vendorLeadCode: code,
        ...(random.chance(0.6) ? { duplicateChecks: [{ match: 'PHONE', scope: 'SYSTEM' }] } : {}),
        ...(isKeyed ? { idempotencyKey: code } : {}),
      },
      fault,
      retries: isKeyed ? random.int(0, 3) : 0,
      told: [],
    };
  });
  return {
    number,
    random,
    simulator,
    adds,
    journal: join(folder, `${number}.db`),
    networkPath: random.weighted(NETWORK_PATHS).networkPath,
    journalFault: random.chance(0.2) ? random.pick(JOURNAL_FAULTS) : undefined,
    isKilled,
    gate: undefined,
  };
}

const NETWORK_PATHS = [
  { weight: 6, networkPath: 'open' },
  { weight: 2, networkPath: 'refusing' },
  { weight: 1, networkPath: 'stale' },
  { weight: 1, networkPath: 'tls' },
] as const;

/** Sends the adds whose turn it is: some of them in one request, some twice at once. */
async function round(client: LeadClient, { adds, random }: Schedule, time: number): Promise<void> {
  const due = adds.filter(({ retries }) => retries >= time);
  // Half of the rounds are one request: to send an add by itself takes four times as long.
  const together = due.slice(0, random.chance(0.5) ? due.length : random.int(0, due.length));
  const single = due.slice(together.length);
  const add = async (one: Add): Promise<void> => {
    one.told.push(await client.add(one.input).catch(() => null));
  };
  const batch = async (): Promise<void> => {
    if (together.length === 0) return;
    const results = await client
      .addMany(together.map(({ input }) => input))
      .then((told): (Told | null)[] => told.results)
      .catch(() => together.map(() => null));
    for (const [index, one] of together.entries()) one.told.push(results[index] ?? null);
  };
  const twice = single.filter(({ input }) => 'idempotencyKey' in input && random.chance(0.4));
  await Promise.all([batch(), ...single.map(add), ...twice.map(add)]);
}

const ROUNDS = [0, 1, 2, 3] as const;

/** Until a login has been accepted one call goes alone: a first one that hangs would keep the others from being struck. */
async function proveLogin({ url }: Pick<LeadApi, 'url'>): Promise<void> {
  await (await fetch(`${url}/ready`)).text();
}

function setFaults({ adds, simulator }: Schedule): void {
  for (const { fault } of adds) if (fault) simulator.fail(fault);
}

/** As few as may fail at once before they are tried again. */
const CAREFULLY = { DIALER_CONCURRENCY: String(UNANSWERED_IN_A_ROW) };

/**
 * In this process: with connections that fail now and then, faults of the journal, and restarts between two rounds. If
 * connections fail for long the circuit opens. It is closed again before the next round.
 */
async function run(schedule: Schedule): Promise<void> {
  const { random, simulator, journal, networkPath, journalFault } = schedule;
  setFaults(schedule);
  const isFull = journalFault === 'full';
  const fails = networkPath === 'refusing' || networkPath === 'tls';
  const gate =
    networkPath === 'open'
      ? undefined
      : await startGate(simulator.url, { tls: networkPath === 'tls', isStale: networkPath === 'stale' });
  schedule.gate = gate;
  const { user, pass } = simulator;
  const open = async () => {
    const opened = await openLeadApi(
      { url: gate?.url ?? simulator.url, user, pass },
      journal,
      { LOG_LEVEL: 'silent', DIALER_TIMEOUT_MS: String(TIMEOUT_MS), ...(fails ? CAREFULLY : {}) },
      {
        journalTerms: { busyMs: 30, ...(isFull ? { mostPages: FEW_PAGES } : {}) },
        pauses: { retryMs: 5, probeAfterMs: PROBE_AFTER_MS },
        readiness: { rememberMs: 0 },
      },
    );
    await proveLogin(opened);
    return opened;
  };
  let api = await open();
  for (const time of ROUNDS) {
    if (networkPath === 'refusing') await gate?.shut();
    if (networkPath === 'tls') gate?.show('other');
    const struck = journalFault && random.chance(0.5) ? strike(journal, journalFault, STRUCK_MS) : undefined;
    const sending = round(api, schedule, time);
    await pause(fails ? random.int(0, random.chance(0.5) ? 150 : TIMEOUT_MS) : 0);
    if (networkPath === 'refusing') await gate?.open();
    if (networkPath === 'tls') gate?.show('own');
    await Promise.all([sending, struck]);
    // What a full journal could not take in yet would be lost.
    if (!isFull && random.chance(fails ? 0.3 : 0.1)) {
      await api.close();
      api = await open();
    } else if (fails) {
      await pause(PROBE_AFTER_MS);
      await proveLogin(api);
    }
  }
  await api.close();
  await gate?.shut();
}

/**
 * Schedules of one simulator, in a process of their own, which is killed in the middle of a round, and started again with
 * the same journal. To start a process takes a second of CPU.
 */
async function runAndKill(
  simulator: Simulator,
  schedules: readonly Schedule[],
  folder: string,
): Promise<void> {
  const journal = join(folder, `killed-${schedules[0]?.number}.db`);
  const random = new Random('kills', 0);
  for (const schedule of schedules) setFaults(schedule);
  const start = async () => {
    const program = startMain(
      {
        PORT: '0',
        DIALER_URL: simulator.url,
        DIALER_USER: simulator.user,
        DIALER_PASS: simulator.pass,
        DIALER_TIMEOUT_MS: String(TIMEOUT_MS),
        LEAD_JOURNAL: journal,
        LOG_LEVEL: 'info',
      },
      folder,
    );
    const url = (await program.ready()).replace(/\/graphql$/, '');
    await proveLogin({ url });
    return { program, client: leadClientOf(url) };
  };
  for (const time of ROUNDS) {
    const { program, client } = await start();
    const before = simulator.requests.length;
    const sending = Promise.all(schedules.map((schedule) => round(client, schedule, time)));
    // Not before it has begun to send, where there is anything to send.
    for (let wait = 0; wait < 50 && simulator.requests.length === before; wait += 1) await pause(5);
    await pause(random.int(0, 60));
    program.kill('SIGKILL');
    await Promise.all([sending, program.ended]);
  }
}

const isEnd = (told: Told | null): told is Told => told !== null && !isNotSent(told);

const isNotSent = (told: Told | null): boolean => told?.type === 'LeadRejected' && told.reason === 'NOT_SENT';

/** What a dialer has seen and kept of one add. */
interface Traces {
  readonly requests: number;
  /** False if not even its first byte has left the server. */
  readonly hasLeft: boolean;
  readonly rows: readonly { leadId: number; phoneNumber: string }[];
  /** The numbers of all its leads, by their ids. */
  readonly phones: ReadonlyMap<string, string>;
}

/** What is wrong with an add, by the traces that carry its code; nothing where all is well. */
function faultsOf({ code, told, input }: Add, { requests, hasLeft, rows, phones }: Traces): string[] {
  const faults: string[] = [];
  const wrong = (what: string): void =>
    void faults.push(`${code}: ${what} ${JSON.stringify({ told, rows })}`);
  if (rows.length > 1) wrong('added more than once');
  for (const one of told) {
    if (one?.type === 'AddLeadSuccess' && (rows.length !== 1 || String(rows[0]?.leadId) !== one.leadId))
      wrong('SUCCESS, and not exactly that lead is there');
    if (one?.type === 'DuplicateLead') {
      if (rows.length > 0) wrong('DUPLICATE, and it was added');
      if (one.existingLeadId !== null && phones.get(one.existingLeadId) !== input['phoneNumber'])
        wrong('DUPLICATE of another number');
    }
  }
  const last = told.at(-1);
  // A later try may have got through where an earlier one was refused; the last word must be true.
  if (last?.type === 'LeadRejected' && rows.length > 0 && told.every((one) => one?.type === 'LeadRejected'))
    wrong('REJECTED, and it was added');
  if (requests > 0 && told.every(isNotSent)) wrong('NOTHING WAS SENT, and the dialer was asked');
  if (!hasLeft && told.some((one) => one?.type === 'LeadOutcomeUnknown')) wrong('UNKNOWN, and it never left');
  const ends = told.filter(isEnd).map((one) => JSON.stringify(one));
  if (new Set(ends).size > 1) wrong('one key, two outcomes');
  return faults;
}

/**
 * Plays fault schedules of ten adds each against the real server, and holds what callers were told against what the
 * simulated dialer has. It cleans up after the test that calls it.
 *
 * @param schedulesCount so many schedules are played: always the same ones
 * @param killed how many of them run in processes of their own, which are killed in each round
 * @param first the number of the first one
 * @returns the adds that were lost in silence, doubled or called wrongly, a sentence each
 */
export async function faultsUnder(schedulesCount: number, killed: number, first = 0): Promise<string[]> {
  const began = performance.now();
  const folder = mkdtempSync(join(SCRATCH, 'leads-checker-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const trusted = getCACertificates('default');
  setDefaultCACertificates([...trusted, LOOPBACK_CERTIFICATE]);
  onTestFinished(() => setDefaultCACertificates(trusted));
  const simulators = await Promise.all(
    [0, 1, 2, 3].map((index) =>
      startSimulator({
        agents: 12,
        callsPerDay: 0,
        seed: index,
        addLeadFieldOrder: index % 2 === 0 ? 'ancestor' : 'documented',
      }),
    ),
  );
  onTestFinished(async () => {
    await Promise.all(simulators.map((simulator) => simulator.close()));
  });
  const schedules = Array.from({ length: schedulesCount }, (_, index) => {
    const simulator = simulators[index % (index < killed ? KILLED_SIMULATORS : simulators.length)];
    if (!simulator) throw new Error('There is no simulator.');
    return scheduleOf(first + index, simulator, folder, index < killed);
  });
  const limit = pLimit(AT_ONCE);
  const killedBy = Map.groupBy(
    schedules.filter(({ isKilled }) => isKilled),
    ({ simulator }) => simulator,
  );
  const kill = async (): Promise<void> => {
    for (const [simulator, some] of killedBy) await runAndKill(simulator, some, folder);
  };
  await Promise.all([
    kill(),
    ...schedules.filter(({ isKilled }) => !isKilled).map((schedule) => limit(() => run(schedule))),
  ]);
  // The slowest insert is still on its way.
  await pause(TIMEOUT_MS + 500);

  const table = new Map(
    simulators.map((simulator) => [
      simulator,
      {
        requests: Map.groupBy(simulator.requests, ({ fields }) => new Map(fields).get('vendor_lead_code')),
        rows: Map.groupBy(simulator.leads, ({ vendorLeadCode }) => vendorLeadCode),
        phones: new Map(simulator.leads.map(({ leadId, phoneNumber }) => [String(leadId), phoneNumber])),
      },
    ]),
  );
  const counts = new Map<string, number>();
  const count = (what: string): void => void counts.set(what, (counts.get(what) ?? 0) + 1);
  const faults = schedules.flatMap(({ adds, simulator, gate, isKilled, networkPath, journalFault }) => {
    count(`schedules: the network path is ${networkPath}`);
    if (journalFault && !isKilled) count(`schedules: the journal is ${journalFault}`);
    const passed = new Set(gate?.seen().match(/(?<=vendor_lead_code=)s\d+-a\d+/g));
    return adds.flatMap((add) => {
      const requests = table.get(simulator)?.requests.get(add.code)?.length ?? 0;
      const traces = {
        requests,
        hasLeft: requests > 0 || passed.has(add.code) || isKilled,
        rows: table.get(simulator)?.rows.get(add.code) ?? [],
        phones: table.get(simulator)?.phones ?? new Map<string, string>(),
      };
      const last = add.told.findLast((told) => told !== null);
      count(`${last?.type ?? 'no answer'}, ${traces.rows.length} in the dialer`);
      if (add.told.some(isNotSent)) {
        count('told once that nothing was sent');
        if (journalFault && !isKilled && networkPath !== 'refusing' && networkPath !== 'tls')
          count(`  kept here by a ${journalFault} journal`);
      }
      if (traces.requests === 0) count('never sent');
      else if (add.fault) count('struck by a fault');
      return faultsOf(add, traces);
    });
  });
  const tries = schedules.flatMap(({ adds }) => adds.map(({ told }) => told.length));
  const sent = simulators.reduce((sum, { requests }) => sum + requests.length, 0);
  const lines = [
    `${schedulesCount} schedules, ${schedulesCount * ADDS} adds, ${tries.reduce((sum, one) => sum + one, 0)} tries, ${sent} requests at the dialer, ${killedBy.size * ROUNDS.length} × kill -9, ${((performance.now() - began) / 1000).toFixed(0)} s`,
    ...[...counts]
      .sort(([a], [b]) => a.localeCompare(b))
      .map(([what, how]) => `  ${what.padEnd(44)} ${String(how).padStart(6)}`),
    `  ${'lost in silence, doubled, or called wrongly'.padEnd(44)} ${String(faults.length).padStart(6)}`,
  ];
  process.stdout.write(`${lines.join('\n')}\n`);

  // The schedules struck: without these figures nothing would have been shown.
  // Of a few schedules chance has more of a say.
  const share = schedulesCount < 500 ? schedulesCount / 2000 : schedulesCount / 1000;
  const atLeast = (what: string, of1000: number): void =>
    expect(counts.get(what) ?? 0).toBeGreaterThanOrEqual(Math.floor(of1000 * share));
  atLeast('AddLeadSuccess, 1 in the dialer', 2000);
  atLeast('DuplicateLead, 0 in the dialer', 500);
  atLeast('LeadOutcomeUnknown, 0 in the dialer', 200);
  atLeast('LeadOutcomeUnknown, 1 in the dialer', 500);
  atLeast('LeadRejected, 0 in the dialer', 20);
  // Few: what was refused at first gets through within its deadline.
  atLeast('told once that nothing was sent', 30);
  // And were not kept from it by an open circuit.
  atLeast('struck by a fault', 4000);
  const most = schedulesCount < 500 ? 0.3 : 0.15;
  expect(counts.get('never sent') ?? 0).toBeLessThan(most * schedulesCount * ADDS);
  return faults;
}
