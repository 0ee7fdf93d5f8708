import { once } from 'node:events';
import { Agent, request, type IncomingMessage } from 'node:http';
import { json } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { z } from 'zod';

const group = z.object({
  /** For the result. */
  name: z.string(),
  /** How many clients ask, each one operation after the other. */
  clients: z.number(),
  /** How many leads an operation looks up, each another one. */
  lookups: z.number(),
  /** Their API key; left out, they send none. */
  key: z.string().optional(),
  /** How long a client that was refused waits, in milliseconds; left out, as long as it was told to. */
  refusedPauseMs: z.number().optional(),
  /** A client leaves after this time, in milliseconds; left out, it waits. */
  leavesAfterMs: z.number().optional(),
});

const task = z.object({
  /** The server's /graphql. */
  url: z.string(),
  groups: z.array(group),
  warmUpSeconds: z.number(),
  seconds: z.number(),
});

/** Which clients ask, and for how long. */
export type ClientsTask = z.input<typeof task>;

/** What came of one group's operations after the warm-up, by how long each took. */
export interface Operations {
  readonly name: string;
  /** Every look-up was answered. */
  readonly wholeMs: readonly number[];
  /** No look-up was answered: DIALER_UNAVAILABLE with `retryAfterSeconds`. */
  readonly refusedMs: readonly number[];
  /** Some were answered and some were not. */
  readonly partial: number;
  /** Anything else, by its first error's code. */
  readonly other: Readonly<Record<string, number>>;
  /** What the refused were told to wait, the longest, in seconds. */
  readonly longestRetryAfter: number;
}

const answerOf = z.object({
  data: z.record(z.string(), z.unknown()).nullish(),
  errors: z
    .array(
      z.object({
        extensions: z.looseObject({
          code: z.string(),
          retryable: z.boolean().optional(),
          retryAfterSeconds: z.number().optional(),
        }),
      }),
    )
    .default([]),
});

type Told = z.output<typeof answerOf>;

const agent = new Agent({ keepAlive: true });
let lead = 0;

/** `{ a0: lead(leadId: "…") { status } … }`, as one document for all operations of a size. */
function documentOf(lookups: number): string {
  const names = Array.from({ length: lookups }, (_, index) => index);
  const variables = names.map((name) => `$i${name}: ID!`).join(' ');
  const fields = names.map((name) => `a${name}: lead(leadId: $i${name}) { status }`).join(' ');
  return `query (${variables}) { ${fields} }`;
}

async function asked(
  url: string,
  { lookups, key, leavesAfterMs }: z.output<typeof group>,
  query: string,
): Promise<Told> {
  const variables = Object.fromEntries(
    Array.from({ length: lookups }, (_, index) => [
      `i${index}`,
      `${process.hrtime.bigint()}${(lead += 1)}`.slice(-9),
    ]),
  );
  const sending = request(url, {
    agent,
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
    },
    ...(leavesAfterMs === undefined ? {} : { signal: AbortSignal.timeout(leavesAfterMs) }),
  }).end(JSON.stringify({ query, variables }));
  const [response]: IncomingMessage[] = await once(sending, 'response');
  if (!response) throw new Error('No response came.');
  return answerOf.parse(await json(response));
}

async function run({ url, groups, warmUpSeconds, seconds }: z.output<typeof task>): Promise<Operations[]> {
  const started = performance.now();
  const elapsed = (): number => (performance.now() - started) / 1000;
  const ofGroup = async (one: z.output<typeof group>): Promise<Operations> => {
    const query = documentOf(one.lookups);
    const wholeMs: number[] = [];
    const refusedMs: number[] = [];
    const other: Record<string, number> = {};
    let [partial, longestRetryAfter] = [0, 0];
    const client = async (): Promise<void> => {
      while (elapsed() < warmUpSeconds + seconds) {
        const begun = performance.now();
        const told = await asked(url, one, query).catch((error: unknown) => String(error).slice(0, 60));
        const tookMs = performance.now() - begun;
        const isCounted = elapsed() >= warmUpSeconds && elapsed() < warmUpSeconds + seconds;
        if (typeof told === 'string') {
          if (isCounted) other[told] = (other[told] ?? 0) + 1;
          continue;
        }
        const { errors } = told;
        const first = errors[0]?.extensions;
        const answered = Object.values(told.data ?? {}).filter((value) => value !== null).length;
        const isRefused = errors.every(
          ({ extensions: { code, retryable, retryAfterSeconds } }) =>
            code === 'DIALER_UNAVAILABLE' && retryable && retryAfterSeconds !== undefined,
        );
        if (isCounted) {
          if (!first) wholeMs.push(tookMs);
          else if (answered > 0) partial += 1;
          else if (isRefused) {
            refusedMs.push(tookMs);
            longestRetryAfter = Math.max(longestRetryAfter, first.retryAfterSeconds ?? 0);
          } else other[first.code] = (other[first.code] ?? 0) + 1;
        }
        if (first) await pause(one.refusedPauseMs ?? (first.retryAfterSeconds ?? 0) * 1000);
      }
    };
    await Promise.all(Array.from({ length: one.clients }, client));
    return { name: one.name, wholeMs, refusedMs, partial, other, longestRetryAfter };
  };
  return Promise.all(groups.map(ofGroup));
}

// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread's port, no window's
parentPort?.postMessage(await run(task.parse(workerData)));
agent.destroy();
