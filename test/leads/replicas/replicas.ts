/** Three servers on one journal in Postgres, and maybe on one Redis, in front of one simulated dialer. */
import { fileURLToPath } from 'node:url';
import { startSimulator, type Simulator } from '../../../src/simulator/server.ts';
import { journalSettings, leadClientOf, openLeadApi, type LeadClient } from '../../support/leadApi.ts';
import type { Postgres } from '../../support/postgres.ts';
import { start, type Program } from '../../support/program.ts';
import type { RedisServer } from '../../support/redisServer.ts';
import { SHARED_KEY } from '../../support/severalServers.ts';
import { startProxy, type Proxy } from './proxy.ts';
import { replicaOptions } from './replicaOptions.ts';

export const REPLICAS = [0, 1, 2] as const;

const TIMEOUT_MS = 900;

export interface Replica {
  /** The client of the server that runs now. */
  client(): LeadClient;
  readonly toPostgres: Proxy;
  readonly toDialer: Proxy;
  /** Undefined if the servers share no Redis. */
  readonly toRedis: Proxy | undefined;
  /** Kills it, and starts another one on the same journal. */
  killAndStart(): Promise<void>;
  /** Pauses its process for a time, in milliseconds. */
  pause(milliseconds: number): Promise<void>;
}

export interface Replicas {
  readonly name: string;
  readonly simulator: Simulator;
  readonly journal: string;
  readonly servers: readonly Replica[];
  readonly redis: RedisServer | undefined;
  close(): Promise<void>;
}

export interface ReplicasTerms {
  readonly name: string;
  readonly postgres: Postgres;
  /** Undefined = the servers share none. */
  readonly redis: RedisServer | undefined;
  /** True = each server has a process of its own, which can be killed and paused. */
  readonly inProcesses: boolean;
}

export async function startReplicas({
  name,
  postgres,
  redis,
  inProcesses,
}: ReplicasTerms): Promise<Replicas> {
  const simulator = await startSimulator({ agents: 12, callsPerDay: 0, latencyMs: 3 });
  const journal = await postgres.newJournal();
  const ends: (() => Promise<void>)[] = [() => simulator.close()];
  const servers = await Promise.all(
    REPLICAS.map(async (): Promise<Replica> => {
      const toPostgres = await startProxy(postgres.port);
      const toDialer = await startProxy(Number(new URL(simulator.url).port));
      const toRedis = redis && (await startProxy(Number(new URL(redis.url).port)));
      ends.unshift(
        () => toPostgres.close(),
        () => toDialer.close(),
        async () => toRedis?.close(),
      );
      const url = new URL(journal);
      url.port = String(toPostgres.port);
      const dialer = { url: `http://127.0.0.1:${toDialer.port}`, user: simulator.user, pass: simulator.pass };
      const settings = {
        DIALER_TIMEOUT_MS: String(TIMEOUT_MS),
        DIALER_CONCURRENCY: '12',
        LOG_LEVEL: 'silent',
        ...(toRedis && { SHARED_URL: `redis://127.0.0.1:${toRedis.port}`, SHARED_KEY }),
      };
      const run = inProcesses ? processOf : serverOf;
      return { toPostgres, toDialer, toRedis, ...(await run(dialer, url.href, settings, ends)) };
    }),
  );
  return {
    name,
    simulator,
    journal,
    servers,
    redis,
    close: async () => {
      for (const end of ends) await end();
    },
  };
}

type Running = Pick<Replica, 'client' | 'killAndStart' | 'pause'>;
type Run = (
  dialer: { readonly url: string; readonly user: string; readonly pass: string },
  journal: string,
  settings: Readonly<Record<string, string>>,
  ends: (() => Promise<void>)[],
) => Promise<Running>;

const cannot = (): Promise<never> => Promise.reject(new Error('This server shares its process.'));

const serverOf: Run = async (dialer, journal, settings, ends) => {
  const api = await openLeadApi(dialer, journal, settings, replicaOptions);
  ends.unshift(() => api.close());
  return { client: () => api, killAndStart: cannot, pause: cannot };
};

const MAIN = fileURLToPath(new URL('replicaMain.ts', import.meta.url));

const processOf: Run = async (dialer, journal, settings, ends) => {
  const { url, user, pass } = dialer;
  const env = {
    ...settings,
    ...journalSettings(journal),
    PORT: '0',
    DIALER_URL: url,
    DIALER_USER: user,
    DIALER_PASS: pass,
  };
  const started = async (): Promise<{ program: Program; client: LeadClient }> => {
    const program = start(process.execPath, [MAIN], env, { atEnd: (end) => void ends.unshift(end) });
    return { program, client: leadClientOf((await program.ready()).replace(/\/graphql$/, '')) };
  };
  let running = await started();
  return {
    client: () => running.client,
    killAndStart: async () => {
      running.program.kill('SIGKILL');
      await running.program.ended;
      running = await started();
    },
    pause: async (milliseconds) => {
      const { program } = running;
      program.kill('SIGSTOP');
      await new Promise((resolve) => {
        setTimeout(resolve, milliseconds);
      });
      program.kill('SIGCONT');
    },
  };
};
