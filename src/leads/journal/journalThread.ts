import { getCompileCacheDir } from 'node:module';
import { dirname, extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { z } from 'zod';
import { JournalError, type JournalFault } from './journalError.ts';
import type {
  JournalOp,
  JournalStore,
  JournalTerms,
  OnJournalOp,
  OpenedJournal,
  OpenedStore,
} from './terms.ts';

/** A request to the thread, which gets those of one turn as a list. */
export type ThreadOp =
  | JournalOp
  | { readonly kind: 'open'; readonly terms: JournalTerms }
  | { readonly kind: 'close' };

export interface JournalRequest {
  readonly id: number;
  readonly op: ThreadOp;
}

const openedJournal: z.ZodType<OpenedJournal> = z.object({
  secret: z.instanceof(Uint8Array),
  sealingSecret: z.instanceof(Uint8Array),
  gapSince: z.string().nullable(),
});

/** A reply: a value, or why there is none. */
export type JournalReply = { readonly id: number } & (
  | { readonly value: unknown }
  | { readonly fault: JournalFault; readonly code: string }
);

/**
 * Threads without a journal, for the next one that is opened. To start a thread takes ten times as long as to open a
 * journal, and a journal that cannot be opened is tried again each second.
 */
const idle: Worker[] = [];

/** Of all requests, so that no reply can be taken for that to another journal's. */
let lastId = 0;

/** The journal's file in a thread of its own, so that a slow disk or a lock does not block the server. */
export class JournalThread implements JournalStore {
  readonly #path: string;
  readonly #worker = idle.pop() ?? newWorker();
  readonly #onOp: OnJournalOp | undefined;
  readonly #waiting = new Map<number, PromiseWithResolvers<unknown>>();
  #outgoing: JournalRequest[] = [];
  #isClosing = false;
  #ended: JournalError | undefined;

  private constructor(path: string, onOp: OnJournalOp | undefined) {
    this.#path = path;
    this.#onOp = onOp;
    this.#worker.ref();
    this.#worker.removeAllListeners();
    this.#worker.on('message', (replies: readonly JournalReply[]) => {
      for (const reply of replies) this.#settle(reply);
    });
    this.#worker.on('error', (error) => this.#end(error instanceof Error ? error.name : 'unknown'));
    this.#worker.on('exit', () => this.#end('exit'));
  }

  /** @throws JournalError if it cannot be opened */
  static async open(terms: JournalTerms, onOp?: OnJournalOp): Promise<OpenedStore> {
    const thread = new JournalThread(terms.path, onOp);
    try {
      return { store: thread, facts: openedJournal.parse(await thread.ask({ kind: 'open', terms })) };
    } catch (error) {
      thread.#release();
      throw error;
    }
  }

  /** @throws JournalError */
  async ask(op: ThreadOp): Promise<unknown> {
    const askedAt = performance.now();
    try {
      return await this.#asked(op);
    } finally {
      this.#onOp?.(op.kind, performance.now() - askedAt);
    }
  }

  #asked(op: ThreadOp): Promise<unknown> {
    if (this.#ended) return Promise.reject(this.#ended);
    // The thread takes the requests of one journal at a time.
    if (this.#isClosing) return Promise.reject(new JournalError(this.#path, 'unavailable', 'closed'));
    const id = (lastId += 1);
    const waiting = Promise.withResolvers<unknown>();
    this.#waiting.set(id, waiting);
    this.#outgoing.push({ id, op });
    if (this.#outgoing.length === 1) queueMicrotask(() => this.#send());
    return waiting.promise;
  }

  /** Sends what was asked in this turn as one message: to wake the thread takes longer than most requests. */
  #send(): void {
    const requests = this.#outgoing;
    this.#outgoing = [];
    // A thread has no origin.
    // oxlint-disable-next-line unicorn/require-post-message-target-origin
    this.#worker.postMessage(requests);
  }

  /** Always: no other server can use the file while this one has its lock. */
  maySend(): boolean {
    return true;
  }

  /** Closes the journal's file. The thread is free for another journal then. @throws JournalError if it has ended */
  async close(): Promise<void> {
    const closed = this.ask({ kind: 'close' });
    this.#isClosing = true;
    await closed;
    this.#release();
  }

  /** True if the thread serves this journal no more. */
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

  #release(): void {
    if (this.#ended) return;
    this.#end('closed');
    const worker = this.#worker;
    const forget = (): void => {
      if (idle.includes(worker)) idle.splice(idle.indexOf(worker), 1);
    };
    worker.removeAllListeners();
    worker.on('error', forget);
    worker.on('exit', forget);
    // It does not keep the process alive.
    worker.unref();
    idle.push(worker);
  }
}

function newWorker(): Worker {
  const compiled = getCompileCacheDir();
  // The compiled thread is a .js file.
  return new Worker(new URL(`./journalWorker${extname(import.meta.url)}`, import.meta.url), {
    // The thread needs nothing else of this process's environment and arguments. Without the cache it would load a
    // compiler for its TypeScript: 28 MB.
    env: compiled === undefined ? {} : { NODE_COMPILE_CACHE: dirname(compiled) },
    execArgv: [],
  });
}
