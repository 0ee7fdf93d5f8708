import { fork, type ChildProcess } from 'node:child_process';
import { Agent, request } from 'node:http';
import { Worker } from 'node:worker_threads';
import { z } from 'zod';
import { FORGET, type Figures } from './figures.ts';

/** A server to measure, and the queries sent to it. */
export interface Measurement {
  /** The server's module, beside this one. */
  readonly module: 'server.ts' | 'baselines.ts';
  readonly args: readonly string[];
  readonly query: string;
  /** Sent as a warm-up, as often as the query. Default: the query itself. */
  readonly warmUp?: string;
  /** So many viewers send the queries in turn; 0 = the server has no access control. */
  readonly viewers: number;
  /** Queries that are measured. */
  readonly queries: number;
  /** Clients that send at the same time. */
  readonly clients: number;
  /** True if nothing that was cached before a query may answer it. */
  readonly isCold: boolean;
  /** True if /health is asked for all the time while queries are measured. */
  readonly watchesHealth?: boolean;
  /** The dialer calls so far. */
  readonly dialerCalls: () => number;
}

export interface Measured extends Figures {
  readonly cpuMsPerQuery: number;
  readonly queriesPerSecond: number;
  readonly dialerCallsPerQuery: number;
  /** Its memory after the warm-up, in megabytes. */
  readonly idleMegabytes: number;
  /** The longest wait for /health, in milliseconds. */
  readonly healthMs: number | undefined;
}

/** Starts a server in a process of its own, sends it queries, and ends it. */
export async function measure(terms: Measurement): Promise<Measured> {
  const { module, args, viewers, queries, clients, isCold, dialerCalls, query, warmUp = query } = terms;
  const child = fork(new URL(module, import.meta.url), [...args, String(viewers)], {
    env: { ...process.env, NODE_ENV: 'production' },
    // Its log is no part of the table.
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const agent = new Agent({ keepAlive: true });
  try {
    const url = String(await message(child));
    let sent = 0;
    const send = async (text: string): Promise<void> => {
      const each = Math.ceil(queries / clients);
      const client = async (): Promise<void> => {
        for (let done = 0; done < each; done += 1) {
          if (isCold) await reply(child, FORGET);
          await post(url, agent, text, viewers === 0 ? undefined : keyOf(sent++ % viewers));
        }
      };
      await Promise.all(Array.from({ length: clients }, client));
    };
    await send(warmUp);
    const { megabytes: idleMegabytes } = figures.parse(await reply(child, 'measure'));
    const callsBefore = dialerCalls();
    const health = terms.watchesHealth ? healthOf(url) : undefined;
    const started = performance.now();
    await send(query);
    const seconds = (performance.now() - started) / 1000;
    const healthMs = await health?.worst();
    const used = figures.parse(await reply(child, 'measure'));
    return {
      ...used,
      cpuMsPerQuery: used.cpuMs / queries,
      queriesPerSecond: queries / seconds,
      dialerCallsPerQuery: (dialerCalls() - callsBefore) / queries,
      idleMegabytes,
      healthMs,
    };
  } finally {
    agent.destroy();
    child.kill();
  }
}

/** Asks for /health every 10 ms, from a thread of its own. */
function healthOf(url: string): { readonly worst: () => Promise<number> } {
  const worker = new Worker(new URL('../columnsHealth.ts', import.meta.url), { workerData: url });
  return {
    worst: () =>
      new Promise((resolve, reject) => {
        worker.once('message', (worst: number) => resolve(worst));
        worker.once('error', reject);
        worker.postMessage('stop', []);
      }),
  };
}

/** The API key of a viewer. */
export const keyOf = (index: number): string => `key-of-viewer-${index}-for-the-benchmark`;

const message = (child: ChildProcess): Promise<unknown> =>
  new Promise((resolve, reject) => {
    const exited = (code: number | null): void =>
      reject(new Error(`The measured server exited with code ${code}.`));
    child.once('exit', exited);
    child.once('message', (received) => {
      child.off('exit', exited);
      resolve(received);
    });
  });

async function reply(child: ChildProcess, text: string): Promise<unknown> {
  const answer = message(child);
  child.send(text);
  return answer;
}

/** @throws Error if the answer has errors */
const post = (url: string, agent: Agent, query: string, key: string | undefined): Promise<void> =>
  new Promise((resolve, reject) => {
    const body = JSON.stringify({ query });
    const headers = {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      ...(key === undefined ? {} : { 'x-api-key': key }),
    };
    const sent = request(`${url}/graphql`, { agent, method: 'POST', headers }, (answer) => {
      let start = '';
      answer.on('data', (chunk: Buffer) => {
        if (start.length < 1000) start += chunk.toString('latin1', 0, 1000);
      });
      answer.once('end', () => {
        if (answer.statusCode === 200 && !start.includes('"errors"')) resolve();
        else reject(new Error(`${answer.statusCode} ${start.slice(0, 500)}`));
      });
    });
    sent.once('error', reject);
    sent.end(body);
  });

const figures = z.object({
  cpuMs: z.number(),
  peakMegabytes: z.number(),
  megabytes: z.number(),
  delayMs: z.object({ p99: z.number(), worst: z.number() }),
});
