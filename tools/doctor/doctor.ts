import { loadConfig, type Config } from '../../src/config.ts';
import { EventLog } from '../../src/server/eventLog.ts';
import { Secrets } from '../../src/server/files/secrets.ts';
import { createLog } from '../../src/server/log.ts';
import { startSimulator, type SimulatorOptions } from '../../src/simulator/server.ts';
import { goApi } from '../../src/upstream/dialer/goApi.ts';
import { voxoApi } from '../../src/upstream/voxo/voxoApi.ts';
import type { Secret } from '../../src/upstream/wire/transport.ts';
import { Zone } from '../../src/upstream/wire/zone.ts';
import { carrierChecks } from './carrier.ts';
import { timeChecks } from './clock.ts';
import { Interviewer, type Interview } from './interview.ts';
import { journalChecks } from './journal.ts';
import { sharedJournalChecks } from './sharedJournal.ts';
import { networkChecks } from './network.ts';
import { reportOf, skipped, type Check, type Report } from './report.ts';
import { settingsOf } from './settings.ts';
import { speedCheck } from './speed.ts';
import { WatchedClient } from './watchedClient.ts';

const DAY_MS = 86_400_000;
/** A connection that takes longer is a fault, whatever the timeout of calls is. */
const CONNECTED_WITHIN_MS = 10_000;

export interface DoctorOptions {
  /** Default: the configuration of this process, as the server reads it. */
  readonly load?: () => Config;
  /** Called when a check begins, with its name. */
  readonly onStart?: (name: string) => void;
  /** Called with each check when it ends. */
  readonly onCheck?: (check: Check) => void;
  /** Our clock: epoch milliseconds. */
  readonly now?: () => number;
  /** The dialer is slow if half of its answers take longer, in milliseconds. */
  readonly slowMs?: number;
  /** No call to the dialer begins later than this after the first, in milliseconds. */
  readonly mostMs?: number;
  /** Options of the embedded simulator, which is used if no dialer is configured. */
  readonly simulator?: Pick<SimulatorOptions, 'agents' | 'callsPerDay'>;
}

/** An account of an upstream, with its current secret. */
interface Accounts {
  readonly dialer: { readonly baseUrl: URL; readonly user: string; readonly pass: Secret };
  readonly voxo: (Omit<NonNullable<Config['voxo']>, 'token'> & { readonly token: Secret }) | undefined;
}

/**
 * Checks everything that a server needs, as the server would use it. Makes one call at a time, and reads only: nothing is
 * written to the dialer, to VOXO or to the lead journal.
 */
export async function examine({
  load = loadConfig,
  onStart = () => undefined,
  onCheck = () => undefined,
  now = Date.now,
  slowMs = 2000,
  mostMs = 180_000,
  simulator: simulated = {},
}: DoctorOptions = {}): Promise<Report> {
  const checks: Check[] = [];
  const log = new EventLog(createLog('silent'));
  const secrets = new Secrets(log);
  const add = (check: Check): void => {
    const redacted = withoutSecrets(check, secrets.current);
    checks.push(redacted);
    onCheck(redacted);
  };
  try {
    onStart('configuration');
    const settings = settingsOf(load, secrets, log);
    if (!('config' in settings)) {
      for (const check of settings) add(check);
      return reportOf(checks);
    }
    add(settings.check);
    const { config, dialerPass, voxoToken } = settings;
    const simulator = config.dialer
      ? undefined
      : await startSimulator({ timezone: config.timezone, recordsRequests: false, now, ...simulated });
    try {
      const dialer =
        config.dialer && dialerPass !== undefined
          ? { ...config.dialer, pass: dialerPass }
          : simulator && { baseUrl: new URL(simulator.url), user: simulator.user, pass: simulator.pass };
      if (!dialer) throw new Error('There is neither a dialer nor a simulator.');
      const voxo =
        config.voxo && voxoToken !== undefined
          ? { ...config.voxo, token: voxoToken }
          : simulator && {
              baseUrl: new URL(simulator.url),
              token: simulator.voxoToken,
              tenantId: '1',
              billingCode: undefined,
            };
      const { sharedJournal: shared } = config;
      const journal = shared
        ? () => sharedJournalChecks(secrets.open(shared.url, unheeded), secrets.open(shared.key, unheeded))
        : () => journalChecks(config.leadJournal);
      const accounts = { dialer, voxo };
      await examineSystems({ config, accounts, journal, add, onStart, now, slowMs, mostMs });
    } finally {
      await simulator?.close();
    }
    return reportOf(checks);
  } finally {
    secrets.close();
    log.close();
  }
}

/** The doctor ends before a file would be read again. */
const unheeded = (): void => undefined;

interface Examination extends Required<Pick<DoctorOptions, 'onStart' | 'now' | 'slowMs' | 'mostMs'>> {
  readonly config: Config;
  readonly accounts: Accounts;
  /** Checks the lead journal. */
  readonly journal: () => readonly Check[] | Promise<readonly Check[]>;
  readonly add: (check: Check) => void;
}

async function examineSystems(examination: Examination): Promise<void> {
  const { config, accounts, journal, add, onStart, now } = examination;
  const { dialer, voxo } = accounts;
  const { timezone, timeoutMs, voxoTerms } = config;
  // Concurrency 1: whatever is called, one call at a time reaches the systems.
  const client = new WatchedClient(
    {
      transports: { goAPI: goApi(dialer), ...(voxo ? { voxo: voxoApi(voxo) } : {}) },
      own: { VOXO: { ...voxoTerms, concurrency: 1 } },
      concurrency: 1,
      timeoutMs,
      timezone,
      log: { warn: () => undefined },
    },
    now,
  );
  const isReachable = async (
    who: string,
    variable: string,
    url: URL,
    patienceMs: number,
  ): Promise<boolean> => {
    onStart(`${who} address`);
    const found = await networkChecks({
      who,
      variable,
      url,
      timeoutMs: Math.min(CONNECTED_WITHIN_MS, patienceMs),
      now: now(),
    });
    for (const check of found) add(check);
    return found.every(({ verdict }) => verdict !== 'fault');
  };
  try {
    const interview = (await isReachable('dialer', 'DIALER_URL', dialer.baseUrl, timeoutMs))
      ? await examineDialer(client, examination)
      : undefined;
    if (config.leadsAccount.user !== undefined) {
      add(skipped('leads account', 'LEADS_USER cannot be checked, because the dialer has no read for it.'));
    }
    onStart('lead journal');
    for (const check of await journal()) add(check);
    if (!voxo) {
      add(skipped('VOXO', 'No VOXO_TOKEN is set, so there are no carrier records.'));
    } else if (await isReachable('VOXO', 'VOXO_URL', voxo.baseUrl, voxoTerms.timeoutMs)) {
      onStart('VOXO token');
      const numbers = interview?.contactNumbers;
      for (const check of await carrierChecks(client, voxo, voxoTerms.timezone, numbers, now())) add(check);
    }
  } finally {
    await client.close();
  }
}

/** The checks that need an answer of the dialer. @returns undefined if it gives none */
async function examineDialer(
  client: WatchedClient,
  { config, add, onStart, now, slowMs, mostMs }: Examination,
): Promise<Interview | undefined> {
  const zone = new Zone(config.timezone);
  const days = { from: zone.dayOf(new Date(now() - DAY_MS)), to: zone.dayOf(new Date(now())) };
  const since = zone.toLocal(new Date(now() - DAY_MS));
  const interviewer = new Interviewer({ client, onStart, onCheck: add, days, since, mostMs });
  if (!(await interviewer.logIn())) {
    add(skipped('dialer answers', 'No action was called, because of the fault above.'));
    return undefined;
  }
  const interview = await interviewer.all();
  add(speedCheck(interview, config.timeoutMs, slowMs));
  for (const check of timeChecks(interview, zone, now())) add(check);
  return interview;
}

/** The last protection: no text of a check holds a secret, wherever it comes from. */
function withoutSecrets({ finding, advice, ...check }: Check, secrets: readonly string[]): Check {
  const clean = (text: string): string =>
    secrets.reduce((safe, secret) => (secret.length < 4 ? safe : safe.replaceAll(secret, '[secret]')), text);
  return { ...check, finding: clean(finding), ...(advice === undefined ? {} : { advice: clean(advice) }) };
}
