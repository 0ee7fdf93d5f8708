import { once } from 'node:events';
import { Agent, request, type IncomingMessage } from 'node:http';
import { json } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { z } from 'zod';

const group = z.object({
  /** The name of the group in the result. */
  name: z.string(),
  /** The number of clients. Each sends one operation after the other. */
  clients: z.number(),
  /** The number of leads that an operation looks up. Each look-up is for another lead. */
  lookups: z.number(),
  /** Their API key. Left out = none. */
  key: z.string().optional(),
  /** The pause of a client after a refusal, in milliseconds. Left out = `retryAfterSeconds`. */
  refusedPauseMs: z.number().optional(),
  /** A client aborts its request after this time, in milliseconds. Left out = never. */
  leavesAfterMs: z.number().optional(),
});

const task = z.object({
  /** The server's /graphql. */
  url: z.string(),
  groups: z.array(group),
  warmUpSeconds: z.number(),
  seconds: z.number(),
});

/** The clients, and how long they send operations. */
export type ClientsTask = z.input<typeof task>;

/** The outcomes of one group's operations after the warm-up, and how long they took. */
export interface Operations {
  readonly name: string;
  /** Every look-up was answered. */
  readonly wholeMs: readonly number[];
  /** No look-up was answered: DIALER_UNAVAILABLE with `retryAfterSeconds`. */
  readonly refusedMs: readonly number[];
  /** Some look-ups were answered and some were not. */
  readonly partial: number;
  /** All others, by their first error's code. */
  readonly other: Readonly<Record<string, number>>;
  /** The longest `retryAfterSeconds` of a refusal. */
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

type Answer = z.output<typeof answerOf>;

const agent = new Agent({ keepAlive: true });
let lead = 0;

/** `{ a0: lead(leadId: $i0) { status } … }`: the same document for all operations with this number of look-ups. */
function documentOf(lookups: number): string {
  const names = Array.from({ length: lookups }, (_, index) => index);
  const variables = names.map((name) => `$i${name}: ID!`).join(' ');
  const fields = names.map((name) => `a${name}: lead(leadId: $i${name}) { status }`).join(' ');
  return `query (${variables}) { ${fields} }`;
}

async function send(
  url: string,
  { lookups, key, leavesAfterMs }: z.output<typeof group>,
  query: string,
): Promise<Answer> {
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
        const told = await send(url, one, query).catch((error: unknown) => String(error).slice(0, 60));
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
