import { Circuit } from './circuit.ts';
import type { Upstream } from './errors.ts';
import { Exchange } from './exchange.ts';
import { Memory } from './memory.ts';
import { Queue } from './queue.ts';
import { Retries } from './retries.ts';
import { Zone } from './zone.ts';

/** The logger this layer needs: facts about a call, never its content. */
export interface UpstreamLog {
  warn(facts: Readonly<Record<string, unknown>>, message: string): void;
}

/** How an upstream is asked. */
export interface Terms {
  /** Calls in flight at once to one upstream; more wait for their turn. */
  readonly concurrency: number;
  /** From the question to the last byte of its answer, waiting and further attempts included. */
  readonly timeoutMs: number;
  /** IANA zone in which a day ends: a report's past days are remembered longer. */
  readonly timezone?: string;
  /** The most bytes of answers that are remembered, counted as they came. */
  readonly rememberedBytes?: number;
}

/** What is shared by all calls to one upstream, and by no others: one that is slow or large is in nobody else's way. */
export interface UpstreamState {
  readonly timeoutMs: number;
  readonly zone: Zone;
  readonly exchange: Exchange;
  readonly memory: Memory;
  readonly queue: Queue;
  readonly circuit: Circuit;
  readonly retries: Retries;
}

/** Enough for several large days; each byte takes about three once it is read. */
const REMEMBERED_BYTES = 64 * 1024 * 1024;

/** An upstream that nothing has been asked of yet. */
export function stateOf(
  upstream: Upstream,
  { concurrency, timeoutMs, timezone = 'UTC', rememberedBytes = REMEMBERED_BYTES }: Terms,
  log: UpstreamLog,
): UpstreamState {
  return {
    timeoutMs,
    zone: new Zone(timezone),
    exchange: new Exchange({ connections: concurrency, timeoutMs }),
    memory: new Memory({ maxBytes: rememberedBytes }),
    queue: new Queue({ concurrency, patienceMs: timeoutMs / 4 }),
    circuit: new Circuit((open) =>
      log.warn({ upstream, open }, open ? 'the circuit opened' : 'the circuit closed'),
    ),
    retries: new Retries(),
  };
}
