import { fork, type ChildProcess } from 'node:child_process';
import { Agent, request } from 'node:http';
import { z } from 'zod';
import { FORGET, type Figures } from './figures.ts';

/** A server to measure, and the queries sent to it. */
export interface Measurement {
  /** The server's module, beside this one. */
  readonly module: 'server.ts' | 'baselines.ts';
  readonly args: readonly string[];
  readonly query: string;
  /** So many viewers send the queries in turn; 0 = the server has no access control. */
  readonly viewers: number;
  /** Queries that are measured. As many go before, as a warm-up. */
  readonly queries: number;
  /** Clients that send at the same time. */
  readonly clients: number;
  /** True if nothing that was cached before a query may answer it. */
  readonly isCold: boolean;
  /** The dialer calls so far. */
  readonly dialerCalls: () => number;
}

export interface Measured extends Figures {
  readonly cpuMsPerQuery: number;
  readonly queriesPerSecond: number;
  readonly dialerCallsPerQuery: number;
}

/** Starts a server in a process of its own, sends it queries, and ends it. */
export async function measure(terms: Measurement): Promise<Measured> {
  const { module, args, viewers, queries, clients, isCold, dialerCalls } = terms;
  const child = fork(new URL(module, import.meta.url), [...args, String(viewers)], {
    env: { ...process.env, NODE_ENV: 'production' },
  });
  const agent = new Agent({ keepAlive: true });
  try {
    const url = String(await message(child));
    let sent = 0;
    const send = async (count: number): Promise<void> => {
      const each = Math.ceil(count / clients);
      const client = async (): Promise<void> => {
        for (let done = 0; done < each; done += 1) {
          if (isCold) await reply(child, FORGET);
          await post(url, agent, terms.query, viewers === 0 ? undefined : keyOf(sent++ % viewers));
        }
      };
      await Promise.all(Array.from({ length: clients }, client));
    };
    await send(queries);
    await reply(child, 'measure');
    const callsBefore = dialerCalls();
    const started = performance.now();
    await send(queries);
    const seconds = (performance.now() - started) / 1000;
    const used = figures.parse(await reply(child, 'measure'));
    return {
      ...used,
      cpuMsPerQuery: used.cpuMs / queries,
      queriesPerSecond: queries / seconds,
      dialerCallsPerQuery: (dialerCalls() - callsBefore) / queries,
    };
  } finally {
    agent.destroy();
    child.kill();
  }
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
  delayMs: z.object({ p99: z.number(), worst: z.number() }),
});
