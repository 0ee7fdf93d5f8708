import type { Server } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { closePort } from './listening.ts';
import type { Log } from './log.ts';
import type { OpenRequest, OpenRequests } from './openRequests.ts';

export interface ClosingTerms {
  /** How long `/ready` answers 503 while everything else is served, before the port closes. */
  readonly drainMs: number;
  /**
   * How long connections without a request are kept after the port has closed: a request may be on its way on them. It
   * is served, as if it had come before, and is the last one on its connection.
   */
  readonly lingerMs: number;
  /** The time that running operations have to end. */
  readonly mostMs: number;
  /** The time to wait for a request that has not arrived completely. */
  readonly halfSentMs: number;
  /** The time from the beginning of closing in which leads that were accepted are still sent. */
  readonly sendingMs: number;
  /** The time that writes have to send their outcomes after they are cut off. */
  readonly outcomesMs: number;
  /** The time that spans have to be sent at the end. */
  readonly spansMs: number;
  /** The time from the signal, DRAIN_SECONDS aside, after which nothing more is sent. It shortens `spansMs`. */
  readonly wholeMs: number;
}

export const CLOSING_TERMS: ClosingTerms = {
  drainMs: 0,
  // Longer than the second for which nginx of the examples keeps idle connections. So it ends them, and not the server.
  lingerMs: 2000,
  mostMs: 13_000,
  halfSentMs: 1000,
  sendingMs: 10_000,
  outcomesMs: 1000,
  spansMs: 2000,
  // With what the program waits for after that, the process is gone within 15 seconds.
  wholeMs: 13_900,
};

/** The time between two looks at whether there are idle connections. */
const LOOK_AT_IDLE_MS = 20;

/** The least time that spans have to be sent. */
const LEAST_SPANS_MS = 100;

/** The time that is left for spans. @param sinceMs the time since closing began, DRAIN_SECONDS aside */
export const timeForSpans = ({ spansMs, wholeMs }: ClosingTerms, sinceMs: number): number =>
  Math.max(LEAST_SPANS_MS, Math.min(spansMs, wholeMs - sinceMs));

/** The parts of a server that closing needs. */
export interface Closes {
  readonly server: Server;
  readonly open: OpenRequests;
  /** Called when the port is closed: each answer is the last one on its connection now. */
  readonly onPortClosed: () => void;
  /** Called when no further request is served. */
  readonly onLingered: () => void;
  /** Answers a request that is cut off. */
  readonly refuse: (
    open: OpenRequest,
    facts: { readonly message: string; readonly retryable: boolean },
  ) => void;
  /** Aborts the calls that requests wait for. */
  readonly abort: () => Promise<void>;
  /** Resolves when all work of requests is done, including requests whose clients have left. */
  readonly settle: () => Promise<void>;
  readonly log: Log;
}

const REFUSED = 'This server is closing. The request changed nothing: send it again.';
const UNKNOWN =
  'This server closed before the outcome was known. Check what was written before you send it again.';

/**
 * Closes a server in order: it accepts no new connection, waits a moment for requests that are still being sent or on
 * their way, and some seconds for running operations. Then it cuts off the rest, and answers each request whose answer has not
 * begun.
 *
 * @returns false if anything was cut off
 */
export async function closeInOrder(
  { server, open, onPortClosed, onLingered, refuse, abort, settle, log }: Closes,
  { lingerMs, mostMs, halfSentMs, outcomesMs }: ClosingTerms,
): Promise<boolean> {
  let isWhole = true;
  const cutOff = async (): Promise<void> => {
    isWhole = false;
    log.warn({ requests: open.size }, 'requests that still run are cut off');
    for (const one of open.unanswered()) {
      if (!one.isWrite) refuse(one, { message: REFUSED, retryable: true });
    }
    const aborted = abort();
    // The outcomes of sent leads are known now. Wait until the clients have got them.
    for (let waited = 0; open.unanswered().length > 0 && waited < outcomesMs; waited += 20) await pause(20);
    for (const one of open.unanswered()) refuse(one, { message: UNKNOWN, retryable: false });
    await pause(20);
    server.closeAllConnections();
    open.endUnbegun();
    await aborted;
  };
  let cutting: Promise<void> | undefined;
  const patience = setTimeout(() => {
    cutting = cutOff();
  }, mostMs);

  let closed = Promise.resolve();
  await closePort(server, (ended) => {
    closed = ended;
    onPortClosed();
  });
  const portClosedAt = performance.now();
  while (open.idleConnections > 0 && performance.now() - portClosedAt < lingerMs)
    await pause(LOOK_AT_IDLE_MS);
  onLingered();
  const halfSent = setTimeout(() => {
    for (const one of open.unanswered()) {
      if (!one.request.complete) refuse(one, { message: REFUSED, retryable: true });
    }
    open.endUnbegun();
  }, halfSentMs);
  // Ends idle connections.
  server.close();
  await closed;
  clearTimeout(halfSent);
  await settle();
  clearTimeout(patience);
  await cutting;
  return isWhole;
}
