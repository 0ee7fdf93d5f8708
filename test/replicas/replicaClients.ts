/** Servers of one dialer, as far as its calls go: real clients with real budgets, in one process. */
import { setTimeout as sleep } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import { joinReplicas, type Replicas, type ReplicaTerms } from '../../src/replicas/replicas.ts';
import { UpstreamClient, type UpstreamClientOptions } from '../../src/upstream/client/client.ts';
import { goApi } from '../../src/upstream/dialer/goApi.ts';
import { lmApi } from '../../src/upstream/dialer/lmApi.ts';
import { ENDPOINTS } from '../../src/upstream/endpoints.ts';
import { UpstreamError } from '../../src/upstream/errors.ts';
import { startScriptedServer, type ScriptedServer } from '../support/scriptedServer.ts';

export const QUICK: Partial<ReplicaTerms> = {
  deadlineMs: 400,
  connectMs: 1000,
  retryMs: 5,
  mostRetryMs: 20,
  beatMs: 25,
  goneAfterMs: 500,
  reportMs: 25,
  validMs: 300,
  marginMs: 50,
  reservedMs: 1500,
  recoveryMs: 150,
};

export interface Replica {
  readonly client: UpstreamClient;
  readonly replicas: Replicas;
  readonly logged: string[];
  /** Ends its connection to Redis without a word, as a process does that is killed. */
  vanish(): void;
}

export interface ReplicaOptions extends Partial<Omit<UpstreamClientOptions, 'transports' | 'shared'>> {
  readonly pass?: string | { readonly current: string };
  readonly user?: string;
  readonly replicaTerms?: Partial<ReplicaTerms>;
}

/** Starts a client that shares a Redis. It ends with the test. */
export async function startReplica(
  redisUrl: string,
  dialer: URL,
  { pass = 'right', user = 'MyUser', replicaTerms, ...options }: ReplicaOptions = {},
): Promise<Replica> {
  const logged: string[] = [];
  const note = (_: unknown, message: string): void => void logged.push(message);
  const replicas = await joinReplicas({
    url: redisUrl,
    dialer,
    log: { info: note, warn: note },
    terms: { ...QUICK, ...replicaTerms },
  });
  const account = { baseUrl: dialer, user, pass };
  const client = new UpstreamClient({
    transports: { goAPI: goApi(account), lmapi: lmApi(account) },
    concurrency: 8,
    timeoutMs: 10_000,
    log: { warn: note },
    ...options,
    shared: replicas.budgets,
  });
  onTestFinished(async () => {
    await client.close();
    await replicas.close();
  });
  return { client, replicas, logged, vanish: () => replicas.connection.close() };
}

let number = 0;

/** Makes a call that no cache answers. @returns its error, or `answered` */
export async function ask(client: UpstreamClient): Promise<UpstreamError | 'answered'> {
  try {
    await client.call(ENDPOINTS.goGetCustomerInfo, { leadId: String((number += 1)) });
    return 'answered';
  } catch (error) {
    if (error instanceof UpstreamError) return error;
    throw error;
  }
}

/** Makes so many calls at once. */
export const askMany = (client: UpstreamClient, times: number): Promise<(UpstreamError | 'answered')[]> =>
  Promise.all(Array.from({ length: times }, () => ask(client)));

/** Keeps so many calls under way. @returns ends it */
export function keepAsking(client: UpstreamClient, calls: number): () => Promise<void> {
  const over = new AbortController();
  const busy = Array.from({ length: calls }, async () => {
    // A call that fails at once must not keep the event loop from all others.
    while (!over.signal.aborted) if ((await ask(client)) !== 'answered') await sleep(5);
  });
  const end = async (): Promise<void> => {
    over.abort();
    await Promise.all(busy);
  };
  onTestFinished(end);
  return end;
}

/** Answers a call as the dialer does. */
export const leadAnswer = (fields: URLSearchParams): string =>
  JSON.stringify({ result: 'success', lead_info: { lead_id: fields.get('lead_id') }, is_customer: 0 });

/** A dialer that knows each lead. It ends with the test. */
export async function startLeadDialer(): Promise<ScriptedServer> {
  const dialer = await startScriptedServer();
  onTestFinished(() => dialer.close());
  dialer.answerAll(leadAnswer);
  return dialer;
}
