import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { z } from 'zod';
import { JournalError, type JournalFault } from './journalError.ts';
import type { EndedAdd, JournalTerms, NewAdd, OpenedJournal, Settled } from './terms.ts';

/** A request to the thread. */
export type JournalOp =
  | { readonly kind: 'find'; readonly keyHash: string }
  | { readonly kind: 'begin'; readonly add: NewAdd }
  | { readonly kind: 'end'; readonly add: EndedAdd }
  | { readonly kind: 'forget'; readonly id: number }
  | { readonly kind: 'unresolved'; readonly callerHash: string }
  | { readonly kind: 'settle'; readonly settled: Settled }
  | { readonly kind: 'check' }
  | { readonly kind: 'close' };

export interface JournalRequest {
  readonly id: number;
  readonly op: JournalOp;
}

const openedJournal: z.ZodType<OpenedJournal> = z.object({
  secret: z.instanceof(Uint8Array),
  sealingSecret: z.instanceof(Uint8Array),
  gapSince: z.string().nullable(),
});

/** A reply: a value, or why there is none. The reply with id 0 comes unasked, when the journal was opened or could not be. */
export type JournalReply = { readonly id: number } & (
  | { readonly value: unknown }
  | { readonly fault: JournalFault; readonly code: string }
);

/** The journal's file in a thread of its own, so that a slow disk or a lock does not block the server. */
export class JournalThread {
  readonly #path: string;
  readonly #worker: Worker;
  readonly #waiting = new Map<number, PromiseWithResolvers<unknown>>();
  #last = 0;
  #ended: JournalError | undefined;

  private constructor(terms: JournalTerms) {
    this.#path = terms.path;
    // The compiled thread is a .js file.
    this.#worker = new Worker(new URL(`./journalWorker${extname(import.meta.url)}`, import.meta.url), {
      workerData: terms,
      // The thread needs nothing of this process's environment and arguments.
      env: {},
      execArgv: [],
    });
    this.#worker.on('message', (reply: JournalReply) => this.#settle(reply));
    this.#worker.on('error', (error) => this.#end(error instanceof Error ? error.name : 'unknown'));
    this.#worker.on('exit', () => this.#end('exit'));
  }

  /** @throws JournalError if it cannot be opened */
  static async open(terms: JournalTerms): Promise<{ thread: JournalThread; opened: OpenedJournal }> {
    const thread = new JournalThread(terms);
    const opening = Promise.withResolvers<unknown>();
    thread.#waiting.set(0, opening);
    return { thread, opened: openedJournal.parse(await opening.promise) };
  }

  /** @throws JournalError */
  ask(op: JournalOp): Promise<unknown> {
    if (this.#ended) return Promise.reject(this.#ended);
    const id = (this.#last += 1);
    const waiting = Promise.withResolvers<unknown>();
    this.#waiting.set(id, waiting);
    const request: JournalRequest = { id, op };
    // A thread has no origin.
    // oxlint-disable-next-line unicorn/require-post-message-target-origin
    this.#worker.postMessage(request);
    return waiting.promise;
  }

  /** True if the thread has ended, so that it answers no more. */
  get hasEnded(): boolean {
    return this.#ended !== undefined;
  }

  #settle(reply: JournalReply): void {
    const waiting = this.#waiting.get(reply.id);
    this.#waiting.delete(reply.id);
    if ('value' in reply) waiting?.resolve(reply.value);
    else waiting?.reject(new JournalError(this.#path, reply.fault, reply.code));
  }

  #end(code: string): void {
    this.#ended ??= new JournalError(this.#path, 'unavailable', code);
    for (const { reject } of this.#waiting.values()) reject(this.#ended);
    this.#waiting.clear();
  }
}
