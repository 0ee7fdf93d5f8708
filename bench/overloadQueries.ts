import { once } from 'node:events';
import { Agent, request, type IncomingMessage } from 'node:http';
import { json } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { z } from 'zod';

const task = z.object({
  /** The server's /graphql. */
  url: z.string(),
  perSecond: z.number(),
  warmUpSeconds: z.number(),
  seconds: z.number(),
});

/** The queries to send. */
export type Task = z.output<typeof task>;

/** The outcomes of the queries after the warm-up, and how long they took. */
export interface Queries {
  readonly answeredMs: readonly number[];
  readonly refusedMs: readonly number[];
  /** The number of other outcomes. */
  readonly other: number;
  /** The errors of queries without an answer. */
  readonly failures: readonly string[];
}

const QUERY = 'query ($id: ID!) { lead(leadId: $id) { status } }';
const TICK_MS = 5;

const answerOf = z.object({
  errors: z.array(z.object({ extensions: z.object({ code: z.string() }) })).optional(),
});

const agent = new Agent({ keepAlive: true });
const failures = new Set<string>();
let lead = 0;

/** Sends queries at a steady rate, whether or not earlier ones were answered. Each is for another lead. */
async function run({ url, perSecond, warmUpSeconds, seconds }: Task): Promise<Queries> {
  const waiting = new Set<Promise<void>>();
  const answeredMs: number[] = [];
  const refusedMs: number[] = [];
  let other = 0;
  const started = performance.now();
  const elapsed = (): number => (performance.now() - started) / 1000;
  const send = async (): Promise<void> => {
    const begun = performance.now();
    const outcome = await outcomeAt(url).catch((error: unknown) => {
      failures.add(String(error));
      return 'other' as const;
    });
    const tookMs = performance.now() - begun;
    if (elapsed() < warmUpSeconds || elapsed() >= warmUpSeconds + seconds) return;
    if (outcome === 'answered') answeredMs.push(tookMs);
    else if (outcome === 'refused') refusedMs.push(tookMs);
    else other += 1;
  };
  for (let sent = 0; elapsed() < warmUpSeconds + seconds;) {
    for (; sent < elapsed() * perSecond; sent += 1) {
      const sending = send().finally(() => waiting.delete(sending));
      waiting.add(sending);
    }
    await pause(TICK_MS);
  }
  await Promise.all(waiting);
  return { answeredMs, refusedMs, other, failures: [...failures] };
}

async function outcomeAt(url: string): Promise<'answered' | 'refused' | 'other'> {
  lead += 1;
  const sending = request(url, {
    agent,
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer hog' },
  }).end(JSON.stringify({ query: QUERY, variables: { id: `${process.hrtime.bigint()}${lead}`.slice(-9) } }));
  const [response]: IncomingMessage[] = await once(sending, 'response');
  if (!response) throw new Error('No response came.');
  const { errors } = answerOf.parse(await json(response));
  if (!errors) return 'answered';
  return errors[0]?.extensions.code === 'DIALER_UNAVAILABLE' ? 'refused' : 'other';
}

// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread's port, no window's
parentPort?.postMessage(await run(task.parse(workerData)));
agent.destroy();
