import type { Server } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import type { Log } from './log.ts';
import type { OpenRequest, OpenRequests } from './openRequests.ts';

export interface ClosingTerms {
  /** How long `/ready` says 503, and everything else is served, before the port closes. */
  readonly drainMs: number;
  /** How long what runs may take to end by itself. */
  readonly mostMs: number;
  /** How long a request that has not arrived whole is waited for. */
  readonly halfSentMs: number;
  /** How long writes have to tell what became of them, once they are cut off. */
  readonly lastWordsMs: number;
}

export const CLOSING_TERMS: ClosingTerms = {
  drainMs: 0,
  mostMs: 15_000,
  halfSentMs: 1000,
  lastWordsMs: 1000,
};

/** What closing ends. */
export interface Closes {
  readonly server: Server;
  readonly open: OpenRequests;
  /** Answers a request that will get no other answer. */
  readonly refuse: (
    open: OpenRequest,
    facts: { readonly message: string; readonly retryable: boolean },
  ) => void;
  /** Ends what requests wait for, at once. */
  readonly abort: () => Promise<void>;
  /** Ends when what requests have begun is done, whoever still listens. */
  readonly settle: () => Promise<void>;
  readonly log: Log;
}

const REFUSED = 'This server is closing. Nothing came of the request: send it again.';
const UNKNOWN =
  'This server was closed before the outcome was known. Look at what was written before you send it again.';

/**
 * Closes a server in order: no new connection, a moment for requests that are still being sent, some seconds for what
 * runs. What is cut off then gets an answer where none has begun.
 *
 * @returns false if anything was cut off
 */
export async function closeInOrder(
  { server, open, refuse, abort, settle, log }: Closes,
  { mostMs, halfSentMs, lastWordsMs }: ClosingTerms,
): Promise<boolean> {
  let isWhole = true;
  const cutOff = async (): Promise<void> => {
    isWhole = false;
    log.warn({ requests: open.size }, 'what still runs is ended');
    for (const one of open.unanswered()) {
      if (!one.isWrite) refuse(one, { message: REFUSED, retryable: true });
    }
    const aborted = abort();
    // The leads that were sent have their outcome now: it is on its way to whoever sent them.
    for (let waited = 0; open.unanswered().length > 0 && waited < lastWordsMs; waited += 20) await pause(20);
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
