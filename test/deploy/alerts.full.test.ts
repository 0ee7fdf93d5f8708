/** Each fault of the simulator, and others, in front of running servers that a real Prometheus watches. */
import { rmSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { configFrom } from '../../src/config.ts';
import { startServer } from '../../src/server/server.ts';
import { startSimulator, type Fault, type FaultKind, type Simulator } from '../../src/simulator/server.ts';
import { CHEAP, clientOf } from '../support/api.ts';
import { emptyFolder, startMain } from '../support/program.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';
import { hasPrometheus, startPrometheus, type ActiveAlert } from './runningPrometheus.ts';

/** Within this time the expression of an alert must be true. */
const MOST_MS = 60_000;

/** The deadline of the servers' calls: so long that a busy machine does not reach it. */
const DEADLINE_MS = 5000;

/** A server that is watched. */
interface Watched {
  /** `127.0.0.1:4000` */
  readonly instance: string;
  readonly simulator: Simulator;
  readonly journal: string;
  close(): Promise<void>;
}

interface Case {
  readonly strike: (watched: Watched) => void | Promise<void>;
  /** The alert that tells of it. */
  readonly alert: string;
  /** Other alerts that may follow from it. */
  readonly also?: readonly string[];
}

/** Calls of all actions fail, so that circuit breakers open and no lead is sent. */
const DOWN = ['CrocodialUpstreamDown', 'CrocodialActionFailing', 'CrocodialLeadsNotSent'];
/** Leads were sent, and nobody knows what became of them. */
const UNKNOWN = ['CrocodialLeadOutcomesUnknown', 'CrocodialLeadsUnresolved'];

const struck = (one: Fault, alert: string, also: readonly string[] = []): Case => ({
  strike: ({ simulator }) => simulator.fail(one),
  alert,
  also,
});

/** By the fault of the simulator. */
const FAULTS: Readonly<Record<FaultKind, Case>> = {
  delay: struck({ kind: 'delay', delayMs: 1200 }, 'CrocodialUpstreamSlow'),
  reset: struck({ kind: 'reset' }, 'CrocodialConnectionsFail', [...DOWN, ...UNKNOWN]),
  halfBody: struck({ kind: 'halfBody' }, 'CrocodialAnswersBreakOff', [...DOWN, ...UNKNOWN]),
  badGateway: struck({ kind: 'badGateway' }, 'CrocodialServerErrors', [...DOWN, ...UNKNOWN]),
  serverError: struck({ kind: 'serverError' }, 'CrocodialServerErrors', [...DOWN, ...UNKNOWN]),
  truncatedJson: struck({ kind: 'truncatedJson' }, 'CrocodialAnswersUnreadable', UNKNOWN),
  phpWarning: struck({ kind: 'phpWarning' }, 'CrocodialPhpWarnings'),
  refusal: struck({ kind: 'refusal', body: '{"result":"Error: Nope. "}' }, 'CrocodialCallsRefused', [
    ...UNKNOWN,
    // That is no text of lmapi.
    'CrocodialAnswersUnreadable',
  ]),
  emptyBody: struck({ kind: 'emptyBody' }, 'CrocodialAnswersUnreadable', UNKNOWN),
  loseAnswer: struck({ kind: 'loseAnswer' }, 'CrocodialTimeouts', [...DOWN, ...UNKNOWN]),
  // What concerns leads alone.
  slowInsert: struck(
    { kind: 'slowInsert', action: 'add_lead', delayMs: 2 * DEADLINE_MS },
    'CrocodialLeadOutcomesUnknown',
    [...DOWN, ...UNKNOWN],
  ),
  resetAfter: struck({ kind: 'resetAfter', action: 'add_lead' }, 'CrocodialLeadOutcomesUnknown', [
    ...DOWN,
    ...UNKNOWN,
    'CrocodialConnectionsFail',
  ]),
  failAfter: struck({ kind: 'failAfter', action: 'add_lead' }, 'CrocodialLeadOutcomesUnknown', [
    ...DOWN,
    ...UNKNOWN,
    'CrocodialServerErrors',
  ]),
};

/** By what happens. */
const OTHERS: Readonly<Record<string, Case>> = {
  'a wrong password': struck(
    { kind: 'refusal', body: '{"result":"error","message":"Invalid Username/Password"}' },
    'CrocodialLoginRefused',
    ['CrocodialLeadsNotSent', 'CrocodialCallsRefused'],
  ),
  'a changed answer': struck(
    {
      kind: 'refusal',
      action: 'getAgentStatus',
      body: '{"result":"success","data":{"total_live_agents":3}}',
    },
    'CrocodialDrift',
  ),
  'one broken action': struck({ kind: 'serverError', action: 'getAgentStatus' }, 'CrocodialActionFailing', [
    'CrocodialServerErrors',
  ]),
  'a dialer that is gone': {
    strike: ({ simulator }) => simulator.close(),
    alert: 'CrocodialUpstreamDown',
    also: [...DOWN, ...UNKNOWN, 'CrocodialConnectionsFail'],
  },
  'a deleted journal': {
    strike: ({ journal }) => rmSync(journal),
    alert: 'CrocodialJournalUnusable',
    also: ['CrocodialLeadsNotSent'],
  },
  'a server that is gone': { strike: (watched) => watched.close(), alert: 'CrocodialServerDown' },
};

/** @param ends gets what ends it */
async function startWatched(ends: (() => Promise<void>)[]): Promise<Watched> {
  const simulator = await startSimulator({ agents: 5, callsPerDay: 20, recordsRequests: false });
  const { path, remove } = temporaryFolder();
  onTestFinished(remove);
  const journal = `${path}/leads.db`;
  const config = configFrom({
    PORT: '0',
    LOG_LEVEL: 'silent',
    LEAD_JOURNAL: journal,
    DIALER_TIMEOUT_MS: String(DEADLINE_MS),
  });
  const account = { baseUrl: new URL(simulator.url), user: simulator.user, pass: simulator.pass };
  // Calls that are never answered are cut off soon.
  const closing = { ...CHEAP.closing, mostMs: 500, sendingMs: 500 };
  const server = await startServer(config, account, undefined, { ...CHEAP, closing });
  ends.push(async () => {
    await server.close();
    await simulator.close();
  });
  return { instance: new URL(server.url).host, simulator, journal, close: () => server.close() };
}

/** Asks for leads and the floor, and adds leads, until the test ends. */
function startLoad(instance: string): void {
  const controller = new AbortController();
  const { signal } = controller;
  onTestFinished(() => controller.abort());
  const client = clientOf(`http://${instance}`);
  const each = async (ms: number, documentOf: (count: number) => string): Promise<void> => {
    for (let count = 0; !signal.aborted; count += 1) {
      void client.query(documentOf(count)).catch(() => undefined);
      await pause(ms, undefined, { signal }).catch(() => undefined);
    }
  };
  void each(
    400,
    (count) =>
      `query Floor { lead(leadId: "${count + 1}") { status } dashboard { agentsInCall agentCounts { live } } }`,
  );
  void each(
    800,
    (count) =>
      `mutation Add { addLead(input: { phoneNumber: "727555${1000 + count}", source: "test" }) { __typename } }`,
  );
}

/**
 * Alerts about time. On a busy machine, and since the servers of this process share its event loop, they may be true
 * anywhere. alerts.test.yml has the values at which they are false.
 */
const OF_TIME: ReadonlySet<string> = new Set([
  'CrocodialEventLoopSlow',
  'CrocodialUpstreamSlow',
  'CrocodialJournalSlow',
  'CrocodialTimeouts',
  'CrocodialTurnedAway',
]);

const namesOf = (alerts: readonly ActiveAlert[], instance: string): readonly string[] =>
  [...new Set(alerts.flatMap((alert) => (alert.instance === instance ? [alert.name] : [])))].toSorted();

const withoutTime = (names: readonly string[]): readonly string[] =>
  names.filter((name) => !OF_TIME.has(name));

test.skipIf(!hasPrometheus)(
  'each fault has its alert within a minute, and quiet operation has none',
  { timeout: 2 * MOST_MS },
  async () => {
    const ends: (() => Promise<void>)[] = [];
    onTestFinished(async () => {
      await Promise.all(ends.map((end) => end()));
    });
    const cases = await Promise.all(
      Object.entries({ ...FAULTS, ...OTHERS }).map(async ([name, one]) => ({
        name,
        ...one,
        ...(await startWatched(ends)),
      })),
    );
    const quiet = startMain({ PORT: '0', NODE_ENV: 'production' }, emptyFolder());
    const quietInstance = new URL(await quiet.ready()).host;
    const instances = [quietInstance, ...cases.map(({ instance }) => instance)];
    const prometheus = await startPrometheus(instances);
    for (const instance of instances) startLoad(instance);
    const leastScrapes = async (): Promise<number> =>
      Math.min(
        ...(await prometheus.values('count_over_time(crocodial_lead_adds_total{outcome="added"}[1m])')),
      );
    await expect.poll(leastScrapes, { timeout: 20_000 }).toBeGreaterThan(2);
    const before = await prometheus.alerts();
    expect(instances.flatMap((instance) => withoutTime(namesOf(before, instance)))).toEqual([]);

    for (const one of cases) await one.strike(one);
    const struckAt = performance.now();
    const missing = async (): Promise<readonly string[]> => {
      const alerts = await prometheus.alerts();
      return cases.flatMap(({ name, alert, instance }) =>
        namesOf(alerts, instance).includes(alert) ? [] : [`${name}: ${alert}`],
      );
    };
    await expect.poll(missing, { timeout: MOST_MS, interval: 500 }).toEqual([]);
    expect(performance.now() - struckAt).toBeLessThan(MOST_MS);
    const after = await prometheus.alerts();
    const unexpected = cases.flatMap(({ name, alert, also = [], instance }) =>
      withoutTime(namesOf(after, instance)).flatMap((one) =>
        one === alert || also.includes(one) ? [] : [`${name}: ${one}`],
      ),
    );
    expect(unexpected).toEqual([]);
    expect(withoutTime(namesOf(after, quietInstance))).toEqual([]);
  },
);
