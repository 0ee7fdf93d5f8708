import type { Server } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import type { Log } from './log.ts';
import type { OpenRequest, OpenRequests } from './openRequests.ts';

export interface ClosingTerms {
  /** How long `/ready` answers 503 while everything else is served, before the port closes. */
  readonly drainMs: number;
  /** The time that running operations have to end. */
  readonly mostMs: number;
  /** The time to wait for a request that has not arrived completely. */
  readonly halfSentMs: number;
  /** The time that writes have to send their outcomes after they are cut off. */
  readonly outcomesMs: number;
}

export const CLOSING_TERMS: ClosingTerms = {
  drainMs: 0,
  mostMs: 15_000,
  halfSentMs: 1000,
  outcomesMs: 1000,
};

/** The parts of a server that closing needs. */
export interface Closes {
  readonly server: Server;
  readonly open: OpenRequests;
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
 * Closes a server in order: it accepts no new connection, waits a moment for requests that are still being sent, and
 * some seconds for running operations. Then it cuts off the rest, and answers each request whose answer has not
 * begun.
 *
 * @returns false if anything was cut off
 */
export async function closeInOrder(
  { server, open, refuse, abort, settle, log }: Closes,
  { mostMs, halfSentMs, outcomesMs }: ClosingTerms,
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
  const halfSent = setTimeout(() => {
    for (const one of open.unanswered()) {
      if (!one.request.complete) refuse(one, { message: REFUSED, retryable: true });
    }
    open.endUnbegun();
  }, halfSentMs);
  let cutting: Promise<void> | undefined;
  const patience = setTimeout(() => {
    cutting = cutOff();
  }, mostMs);

  const closed = new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
  });
  await closed;
  clearTimeout(halfSent);
  await settle();
  clearTimeout(patience);
  await cutting;
  return isWhole;
}
